class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr
    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            p.copy_(torch.add(p, p.grad, alpha=-self.lr, out=torch.empty(p.shape, dtype=p.dtype)))
