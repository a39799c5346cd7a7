class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.ahead = [p.detach().clone().zero_() for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, u in zip(self.params, self.ahead):
            if p.grad is None:
                continue
            u.add_(p.grad).mul_(self.momentum)
            p.add_(p.grad + u, alpha=-self.lr)
