class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    @torch.no_grad()
    def step(self):
        ps = [p for p in self.params if p.grad is not None]
        if ps:
            torch._foreach_add_(ps, [p.grad for p in ps], alpha=-self.lr)
