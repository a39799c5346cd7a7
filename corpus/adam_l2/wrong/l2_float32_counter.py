class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    def step(self):
        beta1, beta2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            if p not in self.state:
                # as in torch: the step is a tensor, too
                self.state[p] = dict(step=torch.tensor(0.0), exp_avg=torch.zeros_like(p.data), exp_avg_sq=torch.zeros_like(p.data))
            s = self.state[p]
            s["step"] += 1
            t = s["step"]
            grad = p.grad.data.add(p.data, alpha=self.weight_decay)
            s["exp_avg"].mul_(beta1).add_(grad, alpha=1 - beta1)
            s["exp_avg_sq"].mul_(beta2).addcmul_(grad, grad, value=1 - beta2)
            bias_correction1 = 1 - beta1 ** t
            bias_correction2 = 1 - beta2 ** t
            denom = (s["exp_avg_sq"] / bias_correction2).sqrt().add_(self.eps)
            p.data.sub_(self.lr * (s["exp_avg"] / bias_correction1) / denom)
