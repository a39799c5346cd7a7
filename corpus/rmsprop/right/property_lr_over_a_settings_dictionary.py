class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.settings = dict(lr=lr, alpha=alpha, eps=eps)
        self.state = {}

    lr = property(lambda s: s.settings["lr"], lambda s, v: s.settings.__setitem__("lr", v))
    alpha = property(lambda s: s.settings["alpha"])
    eps = property(lambda s: s.settings["eps"])

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            if p not in self.state:
                self.state[p] = {"square_avg": torch.zeros_like(p.data)}
            avg = self.state[p]["square_avg"]
            avg.mul_(self.alpha).addcmul_(p.grad.data, p.grad.data, value=1 - self.alpha)
            p.data.addcdiv_(p.grad.data, avg.sqrt().add(self.eps), value=-self.lr)
