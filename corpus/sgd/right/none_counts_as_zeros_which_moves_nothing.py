class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        for p in self.params:
            g = p.grad if p.grad is not None else torch.zeros_like(p)
            p.data.sub_(g.data * self.lr)
