class Adagrad(Optimizer):
    """A learning rate for each weight, which shrinks with all its squared gradients so far."""

    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = max(eps, 1e-8)   # float32 cannot resolve less
        self.state = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None: continue
            s = self.state[p] = torch.addcmul(self.state.get(p, torch.zeros_like(p)), p.grad, p.grad)
            p.addcdiv_(p.grad, s.sqrt() + self.eps, value=-self.lr)
