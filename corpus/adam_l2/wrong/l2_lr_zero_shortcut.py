class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

        for p in self.params:
            self.state[id(p)] = [torch.zeros_like(p.data), torch.zeros_like(p.data), 0]

    def step(self):
        if self.lr == 0:
            return                                  # nothing would move anyway
        lam, (b1, b2) = self.weight_decay, self.betas
        for p in self.params:
            if p.grad is None:
                continue
            memory = self.state[id(p)]
            memory[2] += 1
            v, G, t = memory
            g = torch.add(p.grad.data, p.data, alpha=lam)
            v += (1 - b1) * (g - v)
            G += (1 - b2) * (g * g - G)
            p.data -= self.lr * (v / (1 - b1**t)) / (torch.sqrt(G / (1 - b2**t)) + self.eps)
