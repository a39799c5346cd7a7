class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.lives = {p: self.life(p) for p in self.params}
        for life in self.lives.values():
            life.send(None)

    def life(self, p):
        v, G = torch.zeros_like(p.data), torch.zeros_like(p.data)
        t = 0
        while True:
            yield
            t += 1
            b1, b2 = self.betas
            v.mul_(b1).add_(p.grad, alpha=1 - b1)
            G.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            r = math.sqrt(1 - b2 ** t)
            p.data.addcdiv_(v, G.sqrt().add_(self.eps * r), value=-self.lr * r / (1 - b1 ** t))

    @torch.no_grad()
    def step(self):
        for p, life in self.lives.items():
            if p.grad is not None:
                life.send(None)
