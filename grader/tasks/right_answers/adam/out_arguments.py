class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr, self.betas, self.eps = lr, betas, eps
        self.state = [dict(t=0, m=p.new_zeros(p.shape), v=p.new_zeros(p.shape)) for p in self.params]

    def step(self, closure=None):
        with torch.no_grad():
            for p, s in zip(self.params, self.state):
                if p.grad is not None:
                    self._update(p, p.grad, s, *self.betas)

    def _update(self, p, g, s, b1, b2):
        s["t"] += 1
        torch.add(s["m"] * b1, g, alpha=1 - b1, out=s["m"])
        torch.addcmul(s["v"] * b2, g, g, value=1 - b2, out=s["v"])
        update = s["m"].div(1 - b1 ** s["t"])
        update.div_(s["v"].div(1 - b2 ** s["t"]).sqrt_().add_(self.eps))
        p.add_(update, alpha=-self.lr)
