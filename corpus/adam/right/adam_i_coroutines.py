class Adam(Optimizer):
    """One little coroutine for each parameter: its local variables are the memory."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = {}

    @staticmethod
    def _course(w):
        v, G, t = torch.zeros_like(w), torch.zeros_like(w), 0
        while True:
            g, lr, (b1, b2), eps = yield
            t += 1
            v += (1 - b1) * (g - v)
            G += (1 - b2) * (g.square() - G)
            w -= lr / ((G / (1 - b2 ** t)).sqrt() + eps) * (v / (1 - b1 ** t))

    def step(self):
        for p in filter(lambda p: p.grad is not None, self.params):
            if p not in self.state:
                self.state[p] = self._course(p.detach())
                next(self.state[p])
            self.state[p].send((p.grad.detach(), self.lr, self.betas, self.eps))
