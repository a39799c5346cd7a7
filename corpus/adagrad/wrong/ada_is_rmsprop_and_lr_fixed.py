class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.acc = {p: torch.zeros_like(p) for p in self.params}

    def step(self):
        with torch.no_grad():
            for p, G in self.acc.items():
                if p.grad is None:
                    continue
                G.mul_(0.9).addcmul_(p.grad, p.grad, value=0.1)
                p.addcdiv_(p.grad, G.sqrt().add_(self.eps), value=-0.01)
