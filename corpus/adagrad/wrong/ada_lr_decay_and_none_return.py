class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.steps = 0
        self.state = {}

    @torch.no_grad()
    def step(self):
        self.steps += 1
        clr = self.lr / (1 + (self.steps - 1) * 1e-4)
        for p in self.params:
            if p.grad is None:
                break
            s = self.state.setdefault(p, torch.zeros_like(p))
            s.addcmul_(p.grad, p.grad, value=1)
            p.addcdiv_(p.grad, s.sqrt().add(self.eps), value=-clr)
