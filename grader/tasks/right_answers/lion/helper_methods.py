class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.memory = {}

    def _fresh(self, p):
        return {"v": p.new_zeros(p.size())}

    def _moved(self, p, g, memory):
        beta1, beta2 = self.betas
        wd = self.weight_decay
        lr = self.lr
        v = memory["v"]
        c = beta1 * v + (1 - beta1) * g
        new = p - lr * (torch.sign(c) + wd * p)
        v = beta2 * v + (1 - beta2) * g
        memory["v"] = v
        return new

    def step(self):
        with torch.no_grad():
            for p in [p for p in self.params if p.grad is not None]:
                p.copy_(self._moved(p, p.grad, self.memory.setdefault(id(p), self._fresh(p))))
