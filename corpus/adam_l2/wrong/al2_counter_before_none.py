class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    def step(self):
        for p in self.params:
            self._single(p, self.state.setdefault(id(p), {}))

    @torch.no_grad()
    def _single(self, p, state):
        b1, b2 = self.betas
        t = state["t"] = state.get("t", 0) + 1
        if p.grad is None:
            return
        g = p.grad + self.weight_decay * p
        v = state["v"] = b1 * state.get("v", 0) + (1 - b1) * g
        G = state["G"] = b2 * state.get("G", 0) + (1 - b2) * g ** 2
        p.sub_(self.lr * (v / (1 - b1 ** t)) / ((G / (1 - b2 ** t)).sqrt() + self.eps))
