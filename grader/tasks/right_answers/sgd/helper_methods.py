class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr
        self.memory = {}

    def _fresh(self, p):
        return {}

    def _moved(self, p, g, memory):
        lr = self.lr
        new = p - lr * g
        return new

    def step(self):
        with torch.no_grad():
            for p in [p for p in self.params if p.grad is not None]:
                p.copy_(self._moved(p, p.grad, self.memory.setdefault(id(p), self._fresh(p))))
