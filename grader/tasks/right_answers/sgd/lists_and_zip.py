class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    @torch.no_grad()
    def step(self, closure=None):
        for k, (p,) in enumerate(zip(self.params)):
            if p.grad is None:
                continue
            g, lr = p.grad, self.lr
            p.add_(g, alpha=-lr)
