class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.state = {p: [0, torch.zeros_like(p)] for p in self.params}

    @torch.no_grad()
    def step(self):
        for p, s in self.state.items():
            if p.grad is None:
                continue
            s[0] += 1
            n, G = s
            if n % 500 == 0:
                G.zero_()
            G.add_(p.grad.square())
            p.sub_(p.grad.mul(self.lr).div_(G.sqrt().add_(self.eps)))
