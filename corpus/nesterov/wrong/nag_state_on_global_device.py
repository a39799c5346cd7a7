class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    @torch.no_grad()
    def step(self):
        dev = "cuda" if torch.cuda.is_available() else "cpu"
        for p in self.params:
            if p.grad is None:
                continue
            if p not in self.state:
                self.state[p] = torch.zeros(p.shape, dtype=p.dtype).to(dev)
            v = self.state[p]
            v *= self.momentum
            v += p.grad
            p -= self.lr * (p.grad + self.momentum * v)
