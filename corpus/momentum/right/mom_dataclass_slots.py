from dataclasses import dataclass


@dataclass
class Track:
    w: torch.Tensor
    v: torch.Tensor

    def push(self, lr, mu):
        torch.add(self.w.grad, self.v, alpha=mu, out=self.v)
        self.w.data.sub_(self.v, alpha=lr)


class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.tracks = [Track(p, torch.zeros_like(p.data)) for p in self.params]

    @torch.no_grad()
    def step(self):
        [t.push(self.lr, self.momentum) for t in self.tracks if t.w.grad is not None]
