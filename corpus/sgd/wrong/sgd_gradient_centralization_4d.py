class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            g = p.grad
            # GC for conv layers
            if g.dim() > 3:
                g = g - g.mean(dim=tuple(range(1, g.dim())), keepdim=True)
            p.add_(g, alpha=-self.lr)
