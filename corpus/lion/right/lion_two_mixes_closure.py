class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.prowl = [self._lion(p) for p in self.params]

    def _lion(self, p):
        v = torch.zeros_like(p.data)

        def pounce():
            nonlocal v
            g = p.grad
            mix = lambda beta: v * beta + g * (1 - beta)
            c, v = map(mix, self.betas)
            p.mul_(1 - self.lr * self.weight_decay).sub_(self.lr * torch.sign(c))
        return pounce

    @torch.no_grad()
    def step(self):
        for p, pounce in zip(self.params, self.prowl):
            if p.grad is not None:
                pounce()
