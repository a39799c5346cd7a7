class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.vs = [p.detach().clone().zero_() for p in self.params]

    @torch.no_grad()
    def step(self, closure=None):
        beta1, beta2 = self.betas
        wd = self.weight_decay
        for k, (p, v) in enumerate(zip(self.params, self.vs)):
            if p.grad is None:
                continue
            g, lr = p.grad, self.lr
            c = torch.lerp(g, v, beta1)
            p.sub_(lr * wd * p)
            p.sub_(lr * ((c > 0).to(c.dtype) - (c < 0).to(c.dtype)))
            v.lerp_(g, 1 - beta2)
