class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        for p in self.params:
            p.g2 = torch.zeros_like(p, requires_grad=False)

    def step(self):
        with torch.no_grad():
            for p in self.params:
                if p.grad is None: continue
                p.g2 += torch.square(p.grad)
                rate = self.lr / (p.g2.sqrt() + self.eps)
                p.sub_(rate.mul(p.grad))
