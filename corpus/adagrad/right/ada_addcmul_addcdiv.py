class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.sums = [p.detach().new_zeros(p.shape) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, G in zip(self.params, self.sums):
            if p.grad is None:
                continue
            G.addcmul_(p.grad, p.grad)
            p.addcdiv_(p.grad, G.sqrt().add_(self.eps), value=-self.lr)
