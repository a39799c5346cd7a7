from typing import NamedTuple


class Slot(NamedTuple):
    """What is known about one parameter (never changed, only replaced)."""
    G: torch.Tensor


def transform(slot, g, alpha, eps):
    """optax style: (old slot, gradient) -> (direction, new slot)."""
    new = Slot(torch.lerp(g.square(), slot.G, alpha))
    return g / (new.G.sqrt() + eps), new


class RMSprop(Optimizer):
    """A learning rate for each weight, by the root of a mean of its recent squared gradients."""

    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.slots = tuple(Slot(torch.zeros_like(p, requires_grad=False)) for p in self.params)

    @torch.no_grad()
    def step(self):
        def one(p, slot):
            if p.grad is None:
                return slot
            direction, slot = transform(slot, p.grad, self.alpha, self.eps)
            p.copy_(p - self.lr * direction)
            return slot

        self.slots = tuple(map(one, self.params, self.slots))
