class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = {}

    def step(self):
        b1, b2 = torch.tensor(self.betas)
        for k, p in enumerate(self.params):
            if p.grad is None:
                continue
            if k not in self.state:
                self.state[k] = {"step": 0, "exp_avg": torch.zeros_like(p.data), "exp_avg_sq": torch.zeros_like(p.data)}
            st = self.state[k]
            st["step"] = st["step"] + 1
            st["exp_avg"] = b1 * st["exp_avg"] + (1 - b1) * p.grad.data
            st["exp_avg_sq"] = b2 * st["exp_avg_sq"] + (1 - b2) * p.grad.data.pow(2)
            bc1 = 1 - b1 ** st["step"]
            bc2 = 1 - b2 ** st["step"]
            p.data.add_(-self.lr * (st["exp_avg"] / bc1) / ((st["exp_avg_sq"] / bc2).sqrt() + self.eps))
