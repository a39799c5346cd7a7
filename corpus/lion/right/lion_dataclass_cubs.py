import dataclasses


@dataclasses.dataclass
class Cub:
    v: torch.Tensor

    def direction(self, g, beta):
        return torch.sign(torch.addcmul(g * (1 - beta), self.v, torch.full((), beta, dtype=g.dtype, device=g.device)))

    def remember(self, g, beta):
        self.v = torch.mul(self.v, beta).add_(g, alpha=1 - beta)


class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.cubs = tuple(Cub(torch.zeros_like(p.data)) for p in self.params)

    def step(self):
        with torch.no_grad():
            for p, cub in zip(self.params, self.cubs):
                if p.grad is None:
                    continue
                new = p * (1 - self.lr * self.weight_decay) - self.lr * cub.direction(p.grad, self.betas[0])
                cub.remember(p.grad, self.betas[1])
                p.copy_(new)
