class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.state = {}
        self.first = True

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            if self.first:
                self.state[p] = torch.zeros_like(p)
            self.state[p].addcmul_(p.grad, p.grad)
            p.addcdiv_(p.grad, self.state[p].sqrt() + self.eps, value=-self.lr)
        self.first = False
