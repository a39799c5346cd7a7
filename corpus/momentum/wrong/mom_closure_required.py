class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    @torch.no_grad()
    def step(self, closure):
        loss = closure()
        for p in self.params:
            if p.grad is None:
                continue
            if p in self.state:
                self.state[p].mul_(self.momentum).add_(p.grad)
            else:
                self.state[p] = p.grad.clone()
            p.add_(self.state[p], alpha=-self.lr)
        return loss
