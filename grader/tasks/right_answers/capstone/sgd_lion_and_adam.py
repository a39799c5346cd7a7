class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr
        self.slots = {}

    def step(self):
        slots = self.slots

        def update(k, p, g):
            lr = self.lr
            p.sub_(lr * g)

        with torch.no_grad():
            for k, p in enumerate(self.params):
                if p.grad is not None:
                    update(k, p, p.grad)


class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.own_v = {}
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay

    def step(self):
        beta1, beta2 = self.betas
        wd = self.weight_decay
        for q in self.params:
            if q.grad is not None:
                g, lr = q.grad.detach(), self.lr
                p = q.data
                v = self.own_v.get(q, 0.0)
                c = beta1 * v + (1 - beta1) * g
                new = p - lr * (torch.sign(c) + wd * p)
                v = beta2 * v + (1 - beta2) * g
                q.data = new
                self.own_v[q] = v


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

# %%
class WarmupCosine:
    def __init__(self, optimizer, total, warmup):
        self.optimizer = optimizer
        self.total = total
        self.warmup = warmup
        self.base_lr = optimizer.lr
        self.last_epoch = 0
        self.optimizer.lr = self.get_lr()

    def get_lr(self):
        k = self.last_epoch
        if k >= self.total:
            return 0.0
        if k < self.warmup:
            return self.base_lr * (k + 1) / self.warmup
        progress = (k - self.warmup) / (self.total - self.warmup)
        return self.base_lr * math.cos(math.pi * progress / 2) ** 2

    def step(self):
        self.last_epoch += 1
        self.optimizer.lr = self.get_lr()

# %%
runs = dict(SGD=dict(lr=0.1, loss=0.457), Lion=dict(lr=0.03, loss=0.2542), Adam=dict(lr=0.1, loss=0.2172))
