class Adagrad(Optimizer):
    """A learning rate for each weight, which shrinks with all its squared gradients so far."""

    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.state = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            g = p.grad
            if g is None:
                continue
            # one accumulator per row saves memory for embeddings
            sq = (g * g).mean(dim=-1, keepdim=True) if g.dim() > 1 else g * g
            if p not in self.state:
                self.state[p] = torch.zeros_like(sq)
            self.state[p] += sq
            p.addcdiv_(g, (self.state[p].sqrt() + self.eps).expand_as(g), value=-self.lr)
