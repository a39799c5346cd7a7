from dataclasses import dataclass


@dataclass(eq=False)
class Particle:
    w: torch.Tensor
    v: torch.Tensor = None

    def roll(self, lr, mu):
        g = self.w.grad
        if g is None:
            return
        if self.v is None:
            self.v = torch.zeros_like(self.w, requires_grad=False)
        with torch.no_grad():
            self.v *= mu
            self.v += g
            self.w -= lr * self.v


class Momentum(Optimizer):
    """Gradient descent with momentum."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum = lr, momentum
        self.particles = [Particle(p) for p in self.params]

    def step(self):
        for particle in self.particles:
            particle.roll(self.lr, self.momentum)
