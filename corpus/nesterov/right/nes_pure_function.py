from typing import NamedTuple


class Cell(NamedTuple):
    w: torch.Tensor
    v: torch.Tensor


def nesterov_update(cell, g, lr, mu):
    v = mu * cell.v + g
    return Cell(cell.w - lr * (g + mu * v), v)


class Nesterov(Optimizer):
    """Gradient descent with Nesterov's momentum."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum = lr, momentum
        self.cells = [Cell(p.detach(), torch.zeros_like(p).detach()) for p in self.params]

    def step(self):
        for p, cell in zip(self.params, self.cells):
            if p.grad is not None:
                for old, new in zip(cell, nesterov_update(cell, p.grad.detach(), self.lr, self.momentum)):
                    old.copy_(new)
