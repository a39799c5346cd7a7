class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            t, v, G = self.state.get(p, (0, 0.0, 0.0))
            t, v, G = self.averages(p.grad, t + 1, v, G)
            self.state[p] = (t, v, G)
            p -= self.lr * (self.direction(t, v, G) + self.weight_decay * p)

    def averages(self, g, t, v, G):
        b1, b2 = self.betas
        return t, b1 * v + (1 - b1) * g, b2 * G + (1 - b2) * g * g

    def direction(self, t, v, G):
        b1, b2 = self.betas
        return (v / (1 - b1 ** t)) / ((G / (1 - b2 ** t)).sqrt() + self.eps)
