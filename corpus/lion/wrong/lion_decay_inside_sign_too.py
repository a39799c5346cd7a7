class Lion(Optimizer):
    """Steps of one size, in the direction of the sign."""

    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.state = {}

    @torch.no_grad()
    def step(self):
        for w in self.params:
            if w.grad is None:
                continue
            v = self.state[w] if w in self.state else torch.zeros_like(w)
            c = v * self.betas[0] + w.grad * (1 - self.betas[0])
            w.sub_(self.lr * torch.sign(c + self.weight_decay * w))
            self.state[w] = v * self.betas[1] + w.grad * (1 - self.betas[1])
