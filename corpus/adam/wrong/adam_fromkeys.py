class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = dict.fromkeys(self.params, {"t": 0, "m": 0, "v": 0})

    @torch.no_grad()
    def step(self):
        beta1, beta2 = self.betas
        for p, st in self.state.items():
            g = p.grad
            if g is None:
                continue
            st["t"] += 1
            st["m"] = beta1 * st["m"] + (1 - beta1) * g
            st["v"] = beta2 * st["v"] + (1 - beta2) * g * g
            mhat = st["m"] / (1 - beta1 ** st["t"])
            vhat = st["v"] / (1 - beta2 ** st["t"])
            p.sub_(self.lr * mhat / (vhat ** 0.5 + self.eps))
