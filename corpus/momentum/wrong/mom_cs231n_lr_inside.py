class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.mu = momentum
        self.velocity = {p: torch.zeros_like(p) for p in self.params}

    def step(self):
        with torch.no_grad():
            for p, v in self.velocity.items():
                if p.grad is None: continue
                v.mul_(self.mu).sub_(self.lr * p.grad)
                p.add_(v)
