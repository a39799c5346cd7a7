class _AdamCore:
    def __init__(self, eps):
        self.memory = {}

    def direction(self, p, g, betas, eps):
        t, v, G = self.memory.get(p, (0, torch.zeros_like(g), torch.zeros_like(g)))
        t = t + 1
        v = betas[0] * v + (1 - betas[0]) * g
        G = betas[1] * G + (1 - betas[1]) * g * g
        self.memory[p] = (t, v, G)
        return v / (1 - betas[0] ** t) / (torch.sqrt(G / (1 - betas[1] ** t)) + eps)


class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.core = _AdamCore(eps)

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is not None:
                p -= self.lr * self.core.direction(p, p.grad + self.weight_decay * p, self.betas, self.eps)
