from typing import NamedTuple


class Memory(NamedTuple):
    v: torch.Tensor
    G: torch.Tensor
    t: int = 0

    @classmethod
    def fresh(cls, w):
        return cls(w.new_zeros(w.shape), w.new_zeros(w.shape))


def adamw(w, g, memory, *, lr, betas, eps, weight_decay):
    """One step, without side effects: returns the new weight and the new memory."""
    t = memory.t + 1
    v, G = (torch.lerp(new, old, beta) for old, new, beta in zip(memory[:2], (g, g * g), betas))
    v_hat, G_hat = (x / (1 - beta ** t) for x, beta in zip((v, G), betas))
    return w - lr * (weight_decay * w + v_hat / (G_hat.sqrt() + eps)), Memory(v, G, t)


class AdamW(Optimizer):
    """Adam with a weight decay of its own, beside the gradient."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.memories = [Memory.fresh(p.detach()) for p in self.params]

    @torch.no_grad()
    def step(self):
        settings = {k: getattr(self, k) for k in ("lr", "betas", "eps", "weight_decay")}
        for i, (p, memory) in enumerate(zip(self.params, self.memories)):
            if p.grad is not None:
                new, self.memories[i] = adamw(p, p.grad, memory, **settings)
                p.copy_(new)
