class AdamW(Optimizer):
    """Adam with a weight decay of its own, beside the gradient."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        # v and G lie in one tensor of shape (2, *shape)
        self.memory = [p.new_zeros((2, *p.shape), requires_grad=False) for p in self.params]
        self.count = [0] * len(self.params)

    def betas_like(self, m):
        return torch.tensor(self.betas, dtype=torch.float64).to(m).reshape(2, *[1] * (m.dim() - 1))

    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            self.count[i] += 1
            m, beta = self.memory[i], self.betas_like(self.memory[i])
            one_minus = torch.tensor([1 - b for b in self.betas], dtype=torch.float64).to(m).reshape(beta.shape)
            correction = torch.tensor([1 - b ** self.count[i] for b in self.betas], dtype=torch.float64)
            g = p.grad.detach()
            m.mul_(beta).add_(one_minus * torch.stack((g, g * g)))
            v_hat, G_hat = m / correction.to(m).reshape(beta.shape)
            w = p.detach()          # the same storage, and autograd does not watch
            w.mul_(1 - self.lr * self.weight_decay).sub_(self.lr * v_hat / (G_hat.sqrt() + self.eps))
