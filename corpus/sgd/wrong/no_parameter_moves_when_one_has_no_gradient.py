class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    @torch.no_grad()
    def step(self):
        ps = self.params
        if all(p.grad is not None for p in ps):
            torch._foreach_add_(ps, [p.grad for p in ps], alpha=-self.lr)
