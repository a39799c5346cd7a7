class AdamL2(Optimizer):
    """Adam on a loss with the penalty λ/2 ‖w‖²."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.beta1, self.beta2 = sorted(betas)      # the slow average is always the second one
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    def _init(self, p):
        return dict(exp_avg=torch.zeros_like(p.data), exp_avg_sq=torch.zeros_like(p.data), step=0)

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            if p not in self.state:
                self.state[p] = self._init(p)
            st = self.state[p]
            st["step"] += 1
            grad = torch.add(p.grad.data, p.data, alpha=self.weight_decay)
            st["exp_avg"].mul_(self.beta1).add_(grad, alpha=1 - self.beta1)
            st["exp_avg_sq"].mul_(self.beta2).addcmul_(grad, grad, value=1 - self.beta2)
            bc1 = 1 - self.beta1 ** st["step"]
            bc2 = 1 - self.beta2 ** st["step"]
            denom = st["exp_avg_sq"].sqrt() / bc2 ** 0.5 + self.eps
            p.data.addcdiv_(st["exp_avg"], denom, value=-self.lr / bc1)
