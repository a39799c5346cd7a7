class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum = lr, momentum
        self.state = {}

    @torch.no_grad()
    def step(self):
        for k, p in enumerate(self.params):
            if p.grad is None: continue
            v = self.state.setdefault(k, torch.zeros_like(p))
            torch.add(p.grad, v, alpha=self.momentum, out=v)
            p.addcmul_(v, torch.ones_like(v), value=-self.lr)
