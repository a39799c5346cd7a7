def adam_l2(w, g, memory, lr, betas, eps, lam):
    t, moments = memory
    g = g + lam * w
    moments = [b * m + (1 - b) * x for b, m, x in zip(betas, moments, (g, g * g))]
    t += 1
    v_hat, G_hat = (m / (1 - b ** t) for b, m in zip(betas, moments))
    return w - lr * v_hat / (G_hat.sqrt() + eps), (t, moments)


class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    @torch.no_grad()
    def step(self):
        for w in self.params:
            if w.grad is None:
                continue
            memory = self.state.get(w, (0, (0.0, 0.0)))
            new, self.state[w] = adam_l2(w, w.grad, memory, self.lr, self.betas, self.eps, self.weight_decay)
            w.copy_(new)
