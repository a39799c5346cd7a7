from dataclasses import dataclass


@dataclass
class Memory:
    mean: torch.Tensor
    square: torch.Tensor
    count: int = 0

    def see(self, g, b1, b2):
        self.count += 1
        # weighted averages need no correction: the weight of the newest gradient is (1 - b) / (1 - b^t)
        self.mean += (g - self.mean) * ((1 - b1) / (1 - b1 ** self.count))
        self.square += (g * g - self.square) * ((1 - b2) / (1 - b2 ** self.count))


class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = {p: Memory(torch.zeros_like(p).detach(), torch.zeros_like(p).detach()) for p in self.params}

    @torch.no_grad()
    def step(self):
        for p, memory in self.state.items():
            if (g := p.grad) is not None:
                memory.see(g, *self.betas)
                p -= self.lr * memory.mean / (memory.square.sqrt() + self.eps)
