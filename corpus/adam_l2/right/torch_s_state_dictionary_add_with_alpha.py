class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            grad = p.grad.data
            if p not in self.state:
                self.state[p] = [0, torch.zeros_like(p.data), torch.zeros_like(p.data)]
            state = self.state[p]
            state[0] += 1
            step, exp_avg, exp_avg_sq = state
            if self.weight_decay != 0:
                grad = grad.add(p.data, alpha=self.weight_decay)
            exp_avg.mul_(self.betas[0]).add_(grad, alpha=1 - self.betas[0])
            exp_avg_sq.mul_(self.betas[1]).addcmul_(grad, grad, value=1 - self.betas[1])
            step_size = self.lr / (1 - self.betas[0] ** step)
            denom = exp_avg_sq.sqrt().div_((1 - self.betas[1] ** step) ** 0.5).add_(self.eps)
            p.data.addcdiv_(exp_avg, denom, value=-step_size)
