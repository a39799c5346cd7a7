class Adagrad(Optimizer):
    """A learning rate for each weight, which shrinks with all its squared gradients so far."""

    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.hist = [p.data.new_zeros(p.numel()) for p in self.params]

    def step(self):
        for p, G in zip(self.params, self.hist):
            if p.grad is None:
                continue
            w = p.data.view(-1)
            g = p.grad.view(-1)
            G += g * g
            w -= self.lr * g / (torch.sqrt(G) + self.eps)
