class RMSprop(Optimizer):
    """A learning rate for each weight, by the root of a mean of its recent squared gradients."""

    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = torch.tensor(alpha)
        self.eps = torch.tensor(eps)
        self.square_avg = {p: torch.zeros_like(p) for p in self.params}

    def step(self):
        with torch.no_grad():
            for p, avg in self.square_avg.items():
                if p.grad is None:
                    continue
                avg.copy_(self.alpha * avg + (1 - self.alpha) * p.grad.square())
                p.sub_(self.lr * p.grad / (avg.sqrt() + self.eps))
