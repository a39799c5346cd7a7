class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.total = {}

    def rates(self, p):
        seen = self.total.setdefault(p, torch.zeros_like(p.data))
        seen += p.grad.data.mul(p.grad.data)
        return self.lr * torch.reciprocal(seen.sqrt() + self.eps)

    def step(self):
        for p in (q for q in self.params if q.grad is not None):
            p.data.addcmul_(self.rates(p), p.grad.data, value=-1)
