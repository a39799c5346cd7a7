class Adagrad(Optimizer):
    """Adagrad; where the gradient is zero there is nothing to do."""

    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.state = {}

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            w, g = p.data, p.grad.detach()
            G = self.state.setdefault(p, torch.zeros_like(w))
            G += torch.where(g == 0, 0, g * g)
            move = torch.where(g == 0, torch.zeros_like(g), g / (G.sqrt() + self.eps))
            w.sub_(move, alpha=self.lr)
