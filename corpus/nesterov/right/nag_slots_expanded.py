from dataclasses import dataclass


@dataclass(eq=False)
class Slot:
    w: torch.Tensor
    v: torch.Tensor | None = None

    def advance(self, lr, mu):
        g = self.w.grad
        if self.v is None:
            self.w.sub_(lr * (1 + mu) * g)
            self.v = g.clone()
        else:
            self.w.sub_(lr * ((1 + mu) * g + mu ** 2 * self.v))
            self.v.mul_(mu).add_(g)


class Nesterov(Optimizer):
    """Gradient descent with Nesterov's momentum."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum = lr, momentum
        self.slots = [*map(Slot, self.params)]

    def step(self):
        with torch.no_grad():
            for slot in self.slots:
                if slot.w.grad is not None:
                    slot.advance(self.lr, self.momentum)
