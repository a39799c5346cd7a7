from typing import NamedTuple, Optional


class Leaf(NamedTuple):
    """What is known of one weight between two steps."""
    G: Optional[torch.Tensor] = None


def rmsprop_update(leaf, grad, lr, alpha, eps):
    """Pure: (old state, gradient) -> (change of the weight, new state). Like an optax transformation."""
    if grad is None:
        return None, leaf
    previous = torch.zeros_like(grad) if leaf.G is None else leaf.G
    G = torch.lerp(grad.square(), previous, alpha)
    return torch.mul(grad, torch.reciprocal(G.sqrt() + eps)).mul(-lr), Leaf(G)


class RMSprop(Optimizer):
    """A learning rate for each weight, by the root of a mean of its recent squared gradients."""

    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.state = tuple(Leaf() for _ in self.params)

    @torch.no_grad()
    def step(self):
        updates, self.state = zip(*(
            rmsprop_update(leaf, p.grad, self.lr, self.alpha, self.eps)
            for leaf, p in zip(self.state, self.params)
        )) if self.params else ((), ())
        for p, u in zip(self.params, updates):
            if u is not None:
                p.add_(u)
