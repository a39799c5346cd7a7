class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.previous = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            here = p.clone()
            p.add_(-self.lr * p.grad + self.momentum * (p - self.previous.get(p, here)))
            self.previous[p] = here
