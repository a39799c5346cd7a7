class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.state = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            st = self.state.setdefault(p, {"G": torch.zeros_like(p)})
            st["G"] += p.grad * p.grad
            st["rate"] = self.lr / (st["G"].sqrt() + self.eps)
            p -= st["rate"] * p.grad
