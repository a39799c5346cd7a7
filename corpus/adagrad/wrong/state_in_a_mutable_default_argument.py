class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10, state={}):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.state = state

    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            if i not in self.state:
                self.state[i] = torch.zeros_like(p.data)
            self.state[i].addcmul_(p.grad, p.grad)
            p.data.addcdiv_(p.grad, self.state[i].sqrt() + self.eps, value=-self.lr)
