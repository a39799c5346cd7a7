class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.hyper = {"lr": lr, "momentum": momentum}
        self.memory = {}

    @property
    def lr(self):
        return self.hyper["lr"]

    @lr.setter
    def lr(self, new):
        self.hyper["lr"] = new

    def _velocity(self, p):
        if p not in self.memory:
            self.memory[p] = torch.zeros_like(p)
        return self.memory[p]

    def step(self):
        mu = self.hyper["momentum"]
        with torch.no_grad():
            for p in (q for q in self.params if q.grad is not None):
                v = self._velocity(p)
                v.copy_(torch.lerp(p.grad, v + p.grad, mu))   # g + mu (v + g - g)
                p.copy_(p - self.lr * (p.grad + mu * v))
