from dataclasses import dataclass

@dataclass
class Mean:
    value: torch.Tensor
    keep: float

    def add(self, x):
        self.value = self.keep * self.value + (1 - self.keep) * x
        return self.value

class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.means = [Mean(torch.zeros_like(p), alpha) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, mean in zip(self.params, self.means):
            if p.grad is not None:
                p -= self.lr * p.grad / (mean.add(p.grad * p.grad).sqrt() + self.eps)
                return
