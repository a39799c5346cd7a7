class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum = lr, momentum
        self.state = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is not None:
                velocity = self.state.setdefault(p, torch.zeros_like(p))
                velocity.mul_(self.momentum).add_(p.grad)
                p.sub_(self.lr * velocity)


class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr, self.betas, self.eps = lr, betas, eps
        self.state = {p: [0, torch.zeros_like(p), torch.zeros_like(p)] for p in self.params}

    @torch.no_grad()
    def step(self):
        beta1, beta2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            state = self.state[p]
            state[0] += 1
            t, v, G = state
            v.mul_(beta1).add_(p.grad, alpha=1 - beta1)
            G.mul_(beta2).addcmul_(p.grad, p.grad, value=1 - beta2)
            p.sub_(self.lr * (v / (1 - beta1**t)) / ((G / (1 - beta2**t)).sqrt() + self.eps))


class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr, self.betas, self.weight_decay = lr, betas, weight_decay
        self.state = {p: torch.zeros_like(p) for p in self.params}

    @torch.no_grad()
    def step(self):
        beta1, beta2 = self.betas
        for p in self.params:
            if p.grad is not None:
                v = self.state[p]
                direction = torch.sign(beta1 * v + (1 - beta1) * p.grad)
                p.mul_(1 - self.lr * self.weight_decay).sub_(self.lr * direction)
                v.mul_(beta2).add_(p.grad, alpha=1 - beta2)

# %%
class WarmupCosine:
    """Sets `optimizer.lr`: up a straight line for `warmup` steps, then down a cosine to 0 at step `total`."""

    def __init__(self, optimizer, total, warmup):
        self.optimizer, self.total, self.warmup = optimizer, total, warmup
        self.peak, self.taken = optimizer.lr, -1
        self.step()

    def step(self):
        self.taken += 1
        k, total, warmup = self.taken, self.total, self.warmup
        if k < warmup:
            factor = (k + 1) / warmup
        elif k < total:
            factor = 0.5 * (1 + math.cos(math.pi * (k - warmup) / (total - warmup)))
        else:
            factor = 0.0
        self.optimizer.lr = self.peak * factor

# %%
runs = {}
grids = {Momentum: [0.01, 0.03, 0.1, 0.3], Adam: [0.01, 0.03, 0.1, 0.3], Lion: [0.003, 0.01, 0.03, 0.1]}
for optimizer_class, grid in grids.items():
    for lr in grid:
        losses, _ = train(optimizer_class, lr)
        best = runs.get(optimizer_class.__name__)
        print(f"{optimizer_class.__name__:10} η = {lr:<6g} loss {losses[-1]:.4g}")
        if best is None or losses[-1] < best["losses"][-1]:
            runs[optimizer_class.__name__] = {"lr": lr, "losses": losses}
