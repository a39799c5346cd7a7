from dataclasses import dataclass


@dataclass(eq=False)
class Memory:
    v: torch.Tensor
    G: torch.Tensor
    t: int = 0

    def take(self, g, b1, b2):
        """Mix in a gradient; return the corrected averages."""
        self.t += 1
        self.v = torch.add(b1 * self.v, g, alpha=1 - b1)
        self.G = torch.addcmul(b2 * self.G, g, g, value=1 - b2)
        return self.v / (1 - b1 ** self.t), self.G / (1 - b2 ** self.t)


class AdamL2(Optimizer):
    """Adam on a loss with the penalty λ/2 ‖w‖²: autograd differentiates the penalty too."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.memories = [Memory(torch.zeros_like(p), torch.zeros_like(p)) for p in self.params]

    def penalised(self, p):
        with torch.enable_grad():
            w = p.detach().clone().requires_grad_()
            (pull,) = torch.autograd.grad(self.weight_decay / 2 * w.square().sum(), w)
        return p.grad.detach() + pull

    def step(self):
        for p, memory in zip(self.params, self.memories):
            if p.grad is not None:
                v_hat, G_hat = memory.take(self.penalised(p), *self.betas)
                p.detach().sub_(self.lr / (G_hat.sqrt() + self.eps) * v_hat)
