class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.memory = {}

    def _fresh(self, p):
        return {"v": p.new_zeros(p.size()), "G": p.new_zeros(p.size()), "t": 0}

    def _moved(self, p, g, memory):
        beta1, beta2 = self.betas
        eps, wd = self.eps, self.weight_decay
        lr = self.lr
        memory["t"] += 1
        t = memory["t"]
        v = memory["v"]
        G = memory["G"]
        p = p * (1 - lr * wd)
        v = beta1 * v + (1 - beta1) * g
        G = beta2 * G + (1 - beta2) * g ** 2
        v_hat = v / (1 - beta1 ** t)
        G_hat = G / (1 - beta2 ** t)
        new = p - lr * v_hat / (G_hat.sqrt() + eps)
        memory["v"] = v
        memory["G"] = G
        return new

    def step(self):
        with torch.no_grad():
            for p in [p for p in self.params if p.grad is not None]:
                p.copy_(self._moved(p, p.grad, self.memory.setdefault(id(p), self._fresh(p))))
