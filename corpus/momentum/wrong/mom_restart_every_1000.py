class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.buf = {}
        self.n = 0

    @torch.no_grad()
    def step(self):
        self.n += 1
        if self.n % 1000 == 0:      # momentum restart
            self.buf.clear()
        for p in self.params:
            if p.grad is None:
                continue
            if p not in self.buf:
                self.buf[p] = torch.zeros_like(p)
            self.buf[p].mul_(self.momentum).add_(p.grad)
            p.add_(self.buf[p], alpha=-self.lr)
