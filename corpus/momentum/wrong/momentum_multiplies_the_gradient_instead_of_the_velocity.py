from dataclasses import dataclass

@dataclass
class Moving:
    weight: torch.Tensor
    velocity: torch.Tensor

class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.movers = [Moving(p, torch.zeros_like(p)) for p in self.params]

    @torch.no_grad()
    def step(self):
        for m in self.movers:
            if m.weight.grad is not None:
                m.velocity = m.velocity + self.momentum * m.weight.grad
                m.weight -= self.lr * m.velocity
