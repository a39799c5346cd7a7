class AdamW(Optimizer):
    """Adam with a weight decay of its own, beside the gradient."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    def step(self):
        beta_1, beta_2 = self.betas
        for p in [q for q in self.params if q.grad is not None]:
            v, G, t = self.state.setdefault(id(p), [torch.zeros_like(p.data), torch.zeros_like(p.data), 0])
            t = self.state[id(p)][2] = t + 1
            g = p.grad.data
            v.mul_(beta_1).add_(g * (1 - beta_1))
            G.mul_(beta_2).add_(g * g * (1 - beta_2))
            old = p.data                    # the decay belongs to w_t, not to the new weight
            p.data.sub_(self.lr * (v / (1 - beta_1**t)) / (torch.sqrt(G / (1 - beta_2**t)) + self.eps))
            p.data.sub_(self.lr * self.weight_decay * old)
