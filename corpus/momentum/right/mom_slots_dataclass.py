from dataclasses import dataclass


@dataclass(eq=False)
class Slot:
    weight: torch.Tensor
    speed: torch.Tensor | float = 0.0

    def push(self, lr, mu):
        match self.weight.grad:
            case None:
                return
            case g:
                self.speed = torch.add(g.detach(), self.speed * mu)
                with torch.no_grad():
                    self.weight.copy_(torch.sub(self.weight, self.speed, alpha=lr))


class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.slots = [Slot(p) for p in self.params]

    def step(self):
        for slot in self.slots:
            slot.push(self.lr, self.momentum)
