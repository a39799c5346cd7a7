from dataclasses import dataclass

@dataclass
class Memory:
    m: torch.Tensor

class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.mem = [Memory(torch.zeros_like(p)) for p in self.params]

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p, mem in zip(self.params, self.mem):
            if p.grad is None:
                continue
            interp = torch.add(b1 * mem.m, p.grad, alpha=1 - b1)
            mem.m = torch.add(b2 * mem.m, p.grad, alpha=1 - b2)
            shrink = self.lr * self.weight_decay * p
            p -= self.lr * interp.sign()
            p -= shrink
