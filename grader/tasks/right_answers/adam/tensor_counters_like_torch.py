class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = {}

    def step(self):
        with torch.no_grad():
            for p in self.params:
                if p.grad is None:
                    continue
                grad = p.grad
                if p not in self.state:
                    self.state[p] = {"step": torch.tensor(0.0, dtype=torch.float64),
                                     "exp_avg": torch.zeros_like(p, memory_format=torch.preserve_format),
                                     "exp_avg_sq": torch.zeros_like(p, memory_format=torch.preserve_format)}
                s = self.state[p]
                beta1, beta2 = self.betas
                s["step"] += 1
                step = s["step"].item()
                s["exp_avg"].lerp_(grad, 1 - beta1)
                s["exp_avg_sq"].mul_(beta2).addcmul_(grad, grad.conj(), value=1 - beta2)
                bias_correction1 = 1 - beta1 ** step
                bias_correction2 = 1 - beta2 ** step
                denom = (s["exp_avg_sq"].sqrt() / bias_correction2 ** 0.5).add_(self.eps)
                p.addcdiv_(s["exp_avg"], denom, value=-self.lr / bias_correction1)
