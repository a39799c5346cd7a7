class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            v = self.state.get(p)
            if v is not None:                      # back from the look-ahead point
                p.add_(self.lr * self.momentum * v)
            if p.grad is None:
                continue
            v = self.momentum * v + p.grad if v is not None else p.grad.clone()
            self.state[p] = v
            p.sub_(self.lr * v)
            p.sub_(self.lr * self.momentum * v)    # look ahead for the next gradient
