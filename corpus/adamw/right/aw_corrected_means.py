class AdamW(Optimizer):
    """Adam with a weight decay of its own, beside the gradient.

    Keeps the corrected means themselves. From v_t = b v_{t-1} + (1 - b) g and v^_t = v_t / (1 - b^t) follows
    v^_t = v^_{t-1} + r (g - v^_{t-1}) with r = (1 - b) / (1 - b^t): a running mean whose rate sinks from 1 to 1 - b.
    """

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if (g := p.grad) is None:
                continue
            v, G, t = self.state.get(p) or (torch.zeros_like(p), torch.zeros_like(p), 0)
            t += 1
            for mean, x, b in ((v, g, self.betas[0]), (G, g.square(), self.betas[1])):
                mean.add_(x - mean, alpha=(1 - b) / (1 - b ** t))
            self.state[p] = v, G, t
            p.add_(self.weight_decay * p + v / (G.sqrt() + self.eps), alpha=-self.lr)
