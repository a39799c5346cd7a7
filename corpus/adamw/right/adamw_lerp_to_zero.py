class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.closures = [self.bind(p) for p in self.params]

    def bind(self, p):
        v = torch.zeros_like(p.detach())
        G = torch.zeros_like(p.detach())
        t = 0

        def act():
            nonlocal t
            if p.grad is None:
                return
            t += 1
            b1, b2 = self.betas
            v.mul_(b1).add_(p.grad, alpha=1 - b1)
            G.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            root = math.sqrt(1 - b2 ** t)
            p.lerp_(torch.zeros_like(p), self.lr * self.weight_decay)
            p.addcdiv_(v, G.sqrt().add_(self.eps * root), value=-self.lr * root / (1 - b1 ** t))
        return act

    def step(self):
        with torch.no_grad():
            for act in self.closures:
                act()
