class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.mem = [[0, torch.zeros_like(p), torch.zeros_like(p)] for p in self.params]

    def step(self):
        with torch.no_grad():
            for p, mem in zip(self.params, self.mem):
                if p.grad is None:
                    continue
                mem[0] += 1
                decay = math.exp(-self.lr * self.weight_decay)
                for k, (b, x) in enumerate(zip(self.betas, (p.grad, p.grad * p.grad)), start=1):
                    mem[k].mul_(b).add_(x, alpha=1 - b)
                vh, Gh = (mem[k] / (1 - self.betas[k - 1] ** mem[0]) for k in (1, 2))
                p.mul_(decay).sub_(self.lr * vh / (Gh.sqrt() + self.eps))
