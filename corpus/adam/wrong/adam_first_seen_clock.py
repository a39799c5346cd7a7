class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = {}
        self.now = 0
        self.v = [torch.zeros_like(p) for p in self.params]
        self.G = [torch.zeros_like(p) for p in self.params]

    def step(self):
        self.now += 1
        b1, b2 = self.betas
        with torch.no_grad():
            for p, v, G in zip(self.params, self.v, self.G):
                if p.grad is None:
                    continue
                # a parameter that joins late starts counting when it joins
                self.state.setdefault(p, self.now - 1)
                t = self.now - self.state[p]
                v.mul_(b1).add_(p.grad, alpha=1 - b1)
                G.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
                p.sub_(self.lr * (v / (1 - b1 ** t)) / ((G / (1 - b2 ** t)).sqrt() + self.eps))
