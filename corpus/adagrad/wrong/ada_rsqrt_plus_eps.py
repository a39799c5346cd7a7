class Adagrad(Optimizer):
    """A learning rate for each weight, which shrinks with all its squared gradients so far."""

    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.state = {i: torch.zeros_like(p) for i, p in enumerate(self.params)}

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is not None:
                G = self.state[i]
                G += p.grad ** 2
                scale = torch.rsqrt(G) + self.eps      # rsqrt is one kernel
                p -= self.lr * scale * p.grad
