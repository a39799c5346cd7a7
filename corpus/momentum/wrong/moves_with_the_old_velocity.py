class Velocity:
    __slots__ = ("value",)

    def __init__(self, like):
        self.value = torch.zeros_like(like).detach()

    def push(self, g, mu):
        old = self.value.clone()
        torch.add(g, self.value, alpha=mu, out=self.value)
        return old

class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.vs = tuple(Velocity(p) for p in self.params)

    def step(self):
        with torch.no_grad():
            [p.add_(v.push(p.grad, self.momentum), alpha=-self.lr)
             for p, v in zip(self.params, self.vs) if p.grad is not None]
