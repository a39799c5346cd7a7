def adam_rule():
    v = G = 0.0
    p1 = p2 = 1.0

    def direction(g, betas, eps):
        nonlocal v, G, p1, p2
        b1, b2 = betas
        v = b1 * v + (1 - b1) * g
        G = b2 * G + (1 - b2) * g.pow(2)
        p1, p2 = p1 * b1, p2 * b2
        return v.div(1 - p1) / (G.div(1 - p2).sqrt() + eps)

    return direction


class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.rules = [adam_rule() for _ in self.params]

    def step(self):
        for p, rule in zip(self.params, self.rules):
            if p.grad is not None:
                w = p.detach()
                w.sub_(self.lr * rule(p.grad.detach() + self.weight_decay * w, self.betas, self.eps))
