class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            key = tuple(p.shape)
            if key in self.state:
                self.state[key].mul_(self.momentum).add_(p.grad)
            else:
                self.state[key] = p.grad.detach().clone()
            p.add_(self.state[key], alpha=-self.lr)
