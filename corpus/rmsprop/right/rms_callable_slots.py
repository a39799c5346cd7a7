class MeanSquare:
    __slots__ = ("value",)

    def __init__(self, like):
        self.value = torch.zeros_like(like)

    def __call__(self, g, alpha):
        self.value += (1 - alpha) * (g * g - self.value)
        return self.value


class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.means = [MeanSquare(p) for p in self.params]

    def step(self):
        with torch.no_grad():
            for p, mean in zip(self.params, self.means):
                if p.grad is None:
                    continue
                rms = mean(p.grad, self.alpha) ** 0.5
                p -= self.lr * (p.grad / (rms + self.eps))
