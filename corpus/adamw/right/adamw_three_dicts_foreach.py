from collections import defaultdict


class AdamW(Optimizer):
    """Adam with a weight decay of its own, beside the gradient."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

        self.state.update(v={}, G={}, t=defaultdict(int))

    @torch.no_grad()
    def step(self):
        v, G, t = self.state["v"], self.state["G"], self.state["t"]
        groups = defaultdict(list)
        for p in self.params:
            if p.grad is None:
                continue
            if p not in v:
                v[p], G[p] = torch.zeros_like(p), torch.zeros_like(p)
            t[p] += 1
            groups[t[p], p.dtype, p.device].append(p)
        for (n, _, _), ps in groups.items():
            self.move(n, ps, [p.grad for p in ps], [v[p] for p in ps], [G[p] for p in ps])

    def move(self, n, ps, gs, vs, Gs):
        b1, b2 = self.betas
        torch._foreach_mul_(vs, b1)
        torch._foreach_add_(vs, gs, alpha=1 - b1)
        torch._foreach_mul_(Gs, b2)
        torch._foreach_addcmul_(Gs, gs, gs, 1 - b2)
        below = torch._foreach_div(Gs, 1 - b2**n)
        torch._foreach_sqrt_(below)
        torch._foreach_add_(below, self.eps)
        torch._foreach_mul_(ps, 1 - self.lr * self.weight_decay)
        torch._foreach_addcdiv_(ps, vs, below, -self.lr / (1 - b1**n))
