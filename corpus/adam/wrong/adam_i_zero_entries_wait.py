def adam_rule(w, g, v, G, t, lr, b1, b2, eps):
    """Pure function, as in JAX: returns the new weights, v and G."""
    seen = g != 0                       # weights without gradient wait
    new_v = b1 * v + (1 - b1) * g
    new_G = b2 * G + (1 - b2) * g * g
    new_w = w - lr * (new_v / (1 - b1 ** t)) / (torch.sqrt(new_G / (1 - b2 ** t)) + eps)
    return torch.where(seen, new_w, w), torch.where(seen, new_v, v), torch.where(seen, new_G, G)


class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = {}

    @torch.no_grad()
    def step(self):
        for k, p in enumerate(self.params):
            if p.grad is None:
                continue
            v, G, t = self.state.get(k, (torch.zeros_like(p), torch.zeros_like(p), 0))
            w, v, G = adam_rule(p, p.grad, v, G, t + 1, self.lr, *self.betas, self.eps)
            p.copy_(w)
            self.state[k] = (v, G, t + 1)
