class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.vs = [p.detach().clone().zero_() for p in self.params]

    @torch.no_grad()
    def step(self, closure=None):
        mu = self.momentum
        for k, (p, v) in enumerate(zip(self.params, self.vs)):
            if p.grad is None:
                continue
            g, lr = p.grad, self.lr
            v.mul_(mu)
            old = v.clone()
            v.add_(g)
            p.sub_(lr * ((1 + mu) * v - old))
