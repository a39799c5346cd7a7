class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = [torch.zeros_like(p) for p in self.params]
        self.prev = [None] * len(self.params)

    def step(self):
        with torch.no_grad():
            for i, p in enumerate(self.params):
                if p.grad is None:
                    continue
                v = self.v[i][: p.shape[0]]
                self.prev[i] = v.clone()
                v.mul_(self.momentum).add_(p.grad)
                p.sub_(self.lr * (p.grad + self.momentum * v))
