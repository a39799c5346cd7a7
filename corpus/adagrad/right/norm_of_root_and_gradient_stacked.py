class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.norms = [None for _ in self.params]

    @torch.no_grad()
    def step(self):
        for k, p in enumerate(self.params):
            if p.grad is None:
                continue
            if self.norms[k] is None:
                self.norms[k] = p.grad.abs()
            else:
                self.norms[k] = torch.stack((self.norms[k], p.grad)).norm(dim=0)
            p.add_(p.grad.div(self.norms[k].add(self.eps)), alpha=-self.lr)
