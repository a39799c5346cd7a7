class Adam(Optimizer):
    """Momentum and a learning rate for each weight, both corrected for their start at zero."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = {}

    @staticmethod
    def ema(old, new, beta):
        return beta * old + (1 - beta) * new

    def step(self):
        b1, b2 = self.betas
        with torch.no_grad():
            for p in self.params:
                g = p.grad
                if g is None:
                    continue
                st = self.state.setdefault(id(p), dict(v=0.0, G=0.0, t=0))
                st["t"] += 1
                # exponential moving averages of the gradient and of the mean square gradient
                st["v"] = self.ema(st["v"], g, b1)
                st["G"] = self.ema(st["G"], g.square().mean(), b2)
                v_hat = st["v"] / (1 - b1 ** st["t"])
                G_hat = st["G"] / (1 - b2 ** st["t"])
                p.sub_(self.lr * v_hat / (torch.sqrt(G_hat) + self.eps))
