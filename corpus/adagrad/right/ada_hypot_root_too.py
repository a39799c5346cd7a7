from dataclasses import dataclass


@dataclass(eq=False)
class Weight:
    """A parameter and the root R = √G of its accumulator: √(R² + g²) is a hypotenuse."""

    tensor: torch.Tensor
    root: torch.Tensor

    def move(self, lr, eps):
        g = self.tensor.grad
        torch.hypot(self.root, g, out=self.root)
        self.tensor.addcdiv_(g, self.root + eps, value=-lr)


class Adagrad(Optimizer):
    """A learning rate for each weight, which shrinks with all its squared gradients so far."""

    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr, self.eps = lr, eps
        self.weights = tuple(Weight(p, torch.zeros_like(p)) for p in self.params)

    def step(self):
        with torch.no_grad():
            for weight in filter(lambda w: w.tensor.grad is not None, self.weights):
                weight.move(self.lr, self.eps)
