class AdamL2(Optimizer):
    """The penalty is really written down as a penalty, and autograd finds its gradient."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    def penalty(self, w):
        return self.weight_decay / 2 * w.pow(2).sum()

    def penalized_gradient(self, p):
        with torch.enable_grad():
            w = p.detach().requires_grad_()
            (dw,) = torch.autograd.grad(self.penalty(w), w)
        return p.grad + dw

    def step(self):
        b1, b2 = self.betas
        for n, p in enumerate(self.params):
            if p.grad is None:
                continue
            g = self.penalized_gradient(p).detach()
            v, G, t = self.state.pop(n, (torch.zeros_like(g), torch.zeros_like(g), 0))
            v, G, t = b1 * v + (1 - b1) * g, b2 * G + (1 - b2) * g.square(), t + 1
            self.state[n] = v, G, t
            with torch.no_grad():
                p -= self.lr * (v / (1 - b1**t)) / ((G / (1 - b2**t)).sqrt() + self.eps)
