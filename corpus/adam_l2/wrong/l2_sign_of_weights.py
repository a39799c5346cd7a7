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
        for p in self.params:
            if p.grad is not None:
                w, g = p.data, p.grad.data
                d = g + self.weight_decay * torch.sign(w)
                t, m, v = self.state.get(id(p), (0, torch.zeros_like(w), torch.zeros_like(w)))
                t += 1
                m = beta1 * m + (1 - beta1) * d
                v = beta2 * v + (1 - beta2) * d.square()
                self.state[id(p)] = (t, m, v)
                w.sub_(self.lr * m / (1 - beta1 ** t) / ((v / (1 - beta2 ** t)).sqrt() + self.eps))
