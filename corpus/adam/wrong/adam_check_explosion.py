class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = {}

    def _check(self, grad):
        if grad.abs().max() > 1e12:
            raise RuntimeError("exploding gradient")

    def _update(self, p):
        b1, b2 = self.betas
        self._check(p.grad)
        t, v, G = self.state.get(p, (0, 0.0, 0.0))
        t = t + 1
        v = b1 * v + (1 - b1) * p.grad
        G = b2 * G + (1 - b2) * p.grad * p.grad
        self.state[p] = t, v, G
        return self.lr * (v / (1 - b1 ** t)) / (torch.sqrt(G / (1 - b2 ** t)) + self.eps)

    def step(self):
        for p in self.params:
            if p.grad is not None:
                p.data.sub_(self._update(p))
