from collections import defaultdict


class AdamL2(Optimizer):
    """Adam on a loss with the penalty λ/2 ‖w‖²."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.t = defaultdict(int)
        self.v = {}
        self.G = {}

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            self.t[p] += 1
            zero = p.new_zeros(1)  # takes the right shape in the first sum
            g = p.grad + self.weight_decay * p
            self.v[p] = b1 * self.v.get(p, zero) + (1 - b1) * g
            self.G[p] = b2 * self.G.get(p, zero) + (1 - b2) * g.square()
            v_hat = self.v[p] / (1 - b1 ** self.t[p])
            G_hat = self.G[p] / (1 - b2 ** self.t[p])
            p.sub_(self.lr * v_hat / (G_hat.sqrt() + self.eps))
