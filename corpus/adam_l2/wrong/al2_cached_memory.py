from functools import lru_cache


@lru_cache(maxsize=None)
def memory(p):
    """v, G and t of the parameter p: made at the first call, the same ones ever after."""
    return {"v": torch.zeros_like(p), "G": torch.zeros_like(p), "t": 0}


class AdamL2(Optimizer):
    """Adam on a loss with the penalty λ/2 ‖w‖²."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.memory = memory

    @torch.no_grad()
    def step(self):
        beta1, beta2 = self.betas
        for p in filter(lambda q: q.grad is not None, self.params):
            m = self.memory(p)
            m["t"] += 1
            g = p.grad + self.weight_decay * p
            m["v"].mul_(beta1).add_(g, alpha=1 - beta1)
            m["G"].mul_(beta2).addcmul_(g, g, value=1 - beta2)
            v_hat = m["v"] / (1 - beta1 ** m["t"])
            G_hat = m["G"] / (1 - beta2 ** m["t"])
            p -= self.lr * v_hat / (G_hat.sqrt() + self.eps)
