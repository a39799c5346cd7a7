class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum = lr, momentum
        self.state = {}

    @torch.no_grad()
    def step(self):
        moving = [p for p in self.params if p.grad is not None]
        if not moving:
            return
        for p in moving:
            self.state.setdefault(p, torch.zeros_like(p))
        v = [self.state[p] for p in moving]
        torch._foreach_mul_(v, self.momentum)
        torch._foreach_add_(v, [p.grad for p in moving])
        torch._foreach_add_(moving, v, alpha=-self.lr)


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
        eps, wd = self.eps, self.weight_decay
        with torch.no_grad():
            for p in self.params:
                if p.grad is None:
                    continue
                state = self.state.setdefault(p, {})
                if not state:
                    state["v"] = torch.zeros_like(p)
                    state["G"] = torch.zeros_like(p)
                    state["step"] = torch.tensor(0.0, dtype=torch.float64)
                state["step"] += 1
                t = state["step"].item()
                v = state["v"]
                G = state["G"]
                g, lr = p.grad, self.lr
                g = g.add(p, alpha=wd)
                v.mul_(beta1).add_(g, alpha=1 - beta1)
                G.mul_(beta2).addcmul_(g, g, value=1 - beta2)
                root = (G.sqrt() / (1 - beta2 ** t) ** 0.5).add_(eps)
                p.addcdiv_(v, root, value=-lr / (1 - beta1 ** t))


class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr, self.betas, self.eps = lr, betas, eps
        self.state = [dict(t=0, m=p.new_zeros(p.shape), v=p.new_zeros(p.shape)) for p in self.params]

    def step(self, closure=None):
        with torch.no_grad():
            for p, s in zip(self.params, self.state):
                if p.grad is not None:
                    self._update(p, p.grad, s, *self.betas)

    def _update(self, p, g, s, b1, b2):
        s["t"] += 1
        torch.add(s["m"] * b1, g, alpha=1 - b1, out=s["m"])
        torch.addcmul(s["v"] * b2, g, g, value=1 - b2, out=s["v"])
        update = s["m"].div(1 - b1 ** s["t"])
        update.div_(s["v"].div(1 - b2 ** s["t"]).sqrt_().add_(self.eps))
        p.add_(update, alpha=-self.lr)

# %%
def shares(total, warmup):
    for k in range(warmup):
        yield (k + 1) / warmup
    for k in torch.linspace(0, torch.pi, total - warmup + 1)[:-1].tolist():
        yield 0.5 + 0.5 * math.cos(k)
    while True:
        yield 0.0


class WarmupCosine:
    def __init__(self, optimizer, total, warmup):
        self.optimizer, self.peak = optimizer, optimizer.lr
        self.shares = shares(total, warmup)
        self.step()

    def step(self):
        self.optimizer.lr = self.peak * next(self.shares)

# %%
runs = {}
for name, grid in {"Momentum": [0.03, 0.1, 0.2], "AdamL2": [0.03, 0.1, 0.3], "Adam": [0.03, 0.1, 0.3]}.items():
    tries = [(train(globals()[name], lr)[0], lr) for lr in grid]
    losses, lr = min(tries, key=lambda run: run[0][-1])
    runs[name] = dict(lr=lr, losses=losses)
