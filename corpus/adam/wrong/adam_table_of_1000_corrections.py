class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.table = [tuple(1 - b ** t for b in betas) for t in range(1, 1001)]
        self.state = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            n, v, G = self.state.get(p, (0, torch.zeros_like(p), torch.zeros_like(p)))
            v.lerp_(p.grad, 1 - self.betas[0])
            G.lerp_(p.grad * p.grad, 1 - self.betas[1])
            c1, c2 = self.table[n]
            p.sub_(self.lr * (v / c1) / ((G / c2).sqrt() + self.eps))
            self.state[p] = (n + 1, v, G)
