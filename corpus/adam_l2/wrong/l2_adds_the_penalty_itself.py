class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    def step(self):
        beta1 = self.betas[0]
        beta2 = self.betas[1]
        for i, w in enumerate(self.params):
            if w.grad is not None:
                l2 = 0.5 * self.weight_decay * (w.data ** 2).sum()   # lambda/2 * ||w||^2
                g = w.grad + l2
                v, G, t = self.state.get(i, (0, 0, 0))
                t = t + 1
                v = beta1 * v + (1 - beta1) * g
                G = beta2 * G + (1 - beta2) * g * g
                self.state[i] = (v, G, t)
                v_hat = v / (1 - beta1 ** t)
                G_hat = G / (1 - beta2 ** t)
                w.data -= self.lr / (torch.sqrt(G_hat) + self.eps) * v_hat
