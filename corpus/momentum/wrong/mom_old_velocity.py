class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {p: {"v": torch.zeros_like(p)} for p in self.params}

    def step(self):
        mu = self.momentum
        with torch.no_grad():
            for p, s in self.state.items():
                if p.grad is None:
                    continue
                v = s["v"]
                p.sub_(self.lr * v)
                v.mul_(mu).add_(p.grad)
