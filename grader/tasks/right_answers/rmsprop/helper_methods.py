class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.memory = {}

    def _fresh(self, p):
        return {"G": p.new_zeros(p.size())}

    def _moved(self, p, g, memory):
        alpha, eps = self.alpha, self.eps
        lr = self.lr
        G = memory["G"]
        G = alpha * G + (1 - alpha) * g ** 2
        new = p - lr * g / (G.sqrt() + eps)
        memory["G"] = G
        return new

    def step(self):
        with torch.no_grad():
            for p in [p for p in self.params if p.grad is not None]:
                p.copy_(self._moved(p, p.grad, self.memory.setdefault(id(p), self._fresh(p))))
