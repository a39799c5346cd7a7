class AdamL2(Optimizer):
    """Adam on a loss with the penalty λ/2 ‖w‖²."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        n = len(self.params)
        self.velocity = [None] * n
        self.accumulator = [None] * n
        self.count = [0] * n

    def step(self):
        beta1 = self.betas[0]
        beta2 = self.betas[1]
        for p in self.params:
            if p.grad is not None:
                k = self.params.index(p)
                if self.count[k] == 0:
                    self.velocity[k] = torch.zeros_like(p.data)
                    self.accumulator[k] = torch.zeros_like(p.data)
                self.count[k] = self.count[k] + 1
                g = p.grad.detach() + self.weight_decay * p.data
                self.velocity[k] = beta1 * self.velocity[k] + (1 - beta1) * g
                self.accumulator[k] = beta2 * self.accumulator[k] + (1 - beta2) * g ** 2
                v_hat = self.velocity[k] / (1 - beta1 ** self.count[k])
                G_hat = self.accumulator[k] / (1 - beta2 ** self.count[k])
                p.data -= self.lr / (torch.sqrt(G_hat) + self.eps) * v_hat
