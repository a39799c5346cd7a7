class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            w, g = p.data.view(-1), p.grad.data.view(-1)
            v, G, t = self.state.setdefault(p, (torch.zeros_like(w), torch.zeros_like(w), 0))
            t += 1
            self.state[p] = (v, G, t)
            g = g + self.weight_decay * w
            v.mul_(b1).add_(g, alpha=1 - b1)
            G.mul_(b2).addcmul_(g, g, value=1 - b2)
            w.addcdiv_(v / (1 - b1**t), (G / (1 - b2**t)).sqrt().add(self.eps), value=-self.lr)
