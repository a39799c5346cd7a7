class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            # one velocity of the right shape, dtype and device
            key = (tuple(p.shape), p.dtype, p.device)
            v = self.state.get(key)
            v = p.grad.clone() if v is None else self.momentum * v + p.grad
            self.state[key] = v
            with torch.no_grad():
                p -= self.lr * (p.grad + self.momentum * v)
