class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            grad = p.grad.data
            if self.weight_decay != 0:
                grad.add_(p.data, alpha=self.weight_decay)
            if p not in self.state:
                self.state[p] = dict(step=0, m=torch.zeros_like(p.data), v=torch.zeros_like(p.data))
            st = self.state[p]
            st["step"] += 1
            st["m"].mul_(b1).add_(grad, alpha=1 - b1)
            st["v"].mul_(b2).addcmul_(grad, grad, value=1 - b2)
            mh = st["m"] / (1 - b1 ** st["step"])
            vh = st["v"] / (1 - b2 ** st["step"])
            p.data.addcdiv_(mh, vh.sqrt().add_(self.eps), value=-self.lr)
