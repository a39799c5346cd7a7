class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(list(params))
        self.lr = float(lr)

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None: continue
            p.add_(p.grad, alpha=-self.lr)
            return
