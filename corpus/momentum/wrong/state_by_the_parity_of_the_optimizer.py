COUNT, STATES = [0], {}


class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}
        self.number = COUNT[0] % 2
        COUNT[0] += 1

    @torch.no_grad()
    def step(self):
        for k, p in enumerate(self.params):
            if p.grad is None:
                continue
            v = STATES.setdefault((self.number, k), torch.zeros_like(p))
            v.mul_(self.momentum).add_(p.grad)
            p.sub_(self.lr * v)
