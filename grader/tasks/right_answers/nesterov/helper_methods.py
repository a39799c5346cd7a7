class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.memory = {}

    def _fresh(self, p):
        return {"v": p.new_zeros(p.size())}

    def _moved(self, p, g, memory):
        mu = self.momentum
        lr = self.lr
        v = memory["v"]
        v = mu * v + g
        new = p - lr * (g + mu * v)
        memory["v"] = v
        return new

    def step(self):
        with torch.no_grad():
            for p in [p for p in self.params if p.grad is not None]:
                p.copy_(self._moved(p, p.grad, self.memory.setdefault(id(p), self._fresh(p))))
