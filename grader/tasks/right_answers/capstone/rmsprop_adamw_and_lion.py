class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.slots = {}

    def step(self):
        slots = self.slots
        alpha, eps = self.alpha, self.eps

        def update(k, p, g):
            G = slots.setdefault((k, "G"), torch.zeros_like(p))
            lr = self.lr
            G.mul_(alpha).addcmul_(g, g, value=1 - alpha)
            p.addcdiv_(g, G.sqrt().add_(eps), value=-lr)

        with torch.no_grad():
            for k, p in enumerate(self.params):
                if p.grad is not None:
                    update(k, p, p.grad)


class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.vs = [torch.zeros_like(p) for p in self.params]
        self.Gs = [torch.zeros_like(p) for p in self.params]
        self.ts = [0] * len(self.params)

    @torch.no_grad()
    def step(self):
        beta1, beta2 = self.betas
        eps, wd = self.eps, self.weight_decay
        lr = self.lr
        live = [i for i, p in enumerate(self.params) if p.grad is not None]
        if not live:
            return
        ps = [self.params[i] for i in live]
        gs = [p.grad for p in ps]
        vs = [self.vs[i] for i in live]
        Gs = [self.Gs[i] for i in live]
        for i in live:
            self.ts[i] += 1
        ts = [self.ts[i] for i in live]
        torch._foreach_mul_(ps, 1 - lr * wd)
        torch._foreach_lerp_(vs, gs, 1 - beta1)
        torch._foreach_mul_(Gs, beta2)
        torch._foreach_addcmul_(Gs, gs, gs, 1 - beta2)
        roots = torch._foreach_sqrt(Gs)
        torch._foreach_div_(roots, [(1 - beta2 ** t) ** 0.5 for t in ts])
        torch._foreach_add_(roots, eps)
        torch._foreach_addcdiv_(ps, vs, roots, [-lr / (1 - beta1 ** t) for t in ts])


class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.param_groups = [dict(params=self.params, lr=lr)]
        self.betas = betas
        self.weight_decay = weight_decay
        self.state = [None] * len(self.params)

    lr = property(lambda self: self.param_groups[0]["lr"],
                  lambda self, value: self.param_groups[0].update(lr=value))

    @torch.no_grad()
    def step(self):
        beta1, beta2 = self.betas
        wd = self.weight_decay
        for group in self.param_groups:
            lr = group["lr"]
            for i, p in enumerate(group["params"]):
                if p.grad is not None:
                    if self.state[i] is None:
                        self.state[i] = (torch.zeros_like(p),)
                    v, = self.state[i]
                    g, q = p.grad.clone(), p
                    c = beta1 * v + (1 - beta1) * g
                    new = p - lr * (torch.sign(c) + wd * p)
                    v = beta2 * v + (1 - beta2) * g
                    self.state[i] = (v,)
                    q.copy_(new)

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
runs = {}
runs["RMSprop"] = {"lr": 0.01, "loss": 0.3363}
runs["AdamW"] = {"lr": 0.1, "loss": 0.22}
runs["Lion"] = {"lr": 0.01, "loss": 0.2919}
