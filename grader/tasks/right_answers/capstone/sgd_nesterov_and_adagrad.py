class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    @torch.no_grad()
    def step(self):
        lr = self.lr
        live = [i for i, p in enumerate(self.params) if p.grad is not None]
        if not live:
            return
        ps = [self.params[i] for i in live]
        gs = [p.grad for p in ps]
        torch._foreach_add_(ps, gs, alpha=-lr)


class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.vs = [p.detach().clone().zero_() for p in self.params]

    @torch.no_grad()
    def step(self, closure=None):
        mu = self.momentum
        for k, (p, v) in enumerate(zip(self.params, self.vs)):
            if p.grad is None:
                continue
            g, lr = p.grad, self.lr
            v.mul_(mu)
            old = v.clone()
            v.add_(g)
            p.sub_(lr * ((1 + mu) * v - old))


class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.memory = {}

    def _fresh(self, p):
        return {"G": p.new_zeros(p.size())}

    def _moved(self, p, g, memory):
        eps = self.eps
        lr = self.lr
        G = memory["G"]
        G = G + g ** 2
        new = p - lr / (torch.sqrt(G) + eps) * g
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
for name, grid in {"SGD": [0.1, 0.3, 1.0], "Nesterov": [0.03, 0.1, 0.2], "Adagrad": [0.03, 0.1, 0.3]}.items():
    tries = [(train(globals()[name], lr)[0], lr) for lr in grid]
    losses, lr = min(tries, key=lambda run: run[0][-1])
    runs[name] = dict(lr=lr, losses=losses)
