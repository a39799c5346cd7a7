class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.vs = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        mu = self.momentum
        lr = self.lr
        live = [i for i, p in enumerate(self.params) if p.grad is not None]
        if not live:
            return
        ps = [self.params[i] for i in live]
        gs = [p.grad for p in ps]
        vs = [self.vs[i] for i in live]
        torch._foreach_mul_(vs, mu)
        torch._foreach_add_(vs, gs)
        steps = torch._foreach_mul(vs, mu)
        torch._foreach_add_(steps, gs)
        torch._foreach_add_(ps, steps, alpha=-lr)


class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.Gs = [p.detach().clone().zero_() for p in self.params]

    @torch.no_grad()
    def step(self, closure=None):
        alpha, eps = self.alpha, self.eps
        for k, (p, G) in enumerate(zip(self.params, self.Gs)):
            if p.grad is None:
                continue
            g, lr = p.grad, self.lr
            G.lerp_(g * g, 1 - alpha)
            p.sub_(lr * g * (G.sqrt() + eps).reciprocal())


class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.memory = {}

    def _fresh(self, p):
        return {"v": p.new_zeros(p.size()), "G": p.new_zeros(p.size()), "t": 0}

    def _moved(self, p, g, memory):
        beta1, beta2 = self.betas
        eps, wd = self.eps, self.weight_decay
        lr = self.lr
        memory["t"] += 1
        t = memory["t"]
        v = memory["v"]
        G = memory["G"]
        p = p * (1 - lr * wd)
        v = beta1 * v + (1 - beta1) * g
        G = beta2 * G + (1 - beta2) * g ** 2
        v_hat = v / (1 - beta1 ** t)
        G_hat = G / (1 - beta2 ** t)
        new = p - lr * v_hat / (G_hat.sqrt() + eps)
        memory["v"] = v
        memory["G"] = G
        return new

    def step(self):
        with torch.no_grad():
            for p in [p for p in self.params if p.grad is not None]:
                p.copy_(self._moved(p, p.grad, self.memory.setdefault(id(p), self._fresh(p))))

# %%
class WarmupCosine:
    """The rates of all steps, worked out at the start."""

    def __init__(self, optimizer, total, warmup):
        self.optimizer, self.k = optimizer, 0
        rise = [(k + 1) / warmup for k in range(warmup)]
        fall = [(1 + math.cos(math.pi * k / (total - warmup))) / 2 for k in range(total - warmup)]
        self.rates = [optimizer.lr * share for share in rise + fall] + [0.0]
        optimizer.lr = self.rates[0]

    def step(self):
        self.k = min(self.k + 1, len(self.rates) - 1)
        self.optimizer.lr = self.rates[self.k]

# %%
runs = {}
losses, seen = train(Nesterov, 0.1)
runs["Nesterov"] = {"lr": 0.1, "losses": losses}
losses, seen = train(RMSprop, 0.01)
runs["RMSprop"] = {"lr": 0.01, "losses": losses}
losses, seen = train(AdamW, 0.1)
runs["AdamW"] = {"lr": 0.1, "losses": losses}
