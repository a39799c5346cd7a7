import dataclasses


@dataclasses.dataclass
class Buffer:
    mean: torch.Tensor


class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.buffers = {id(p): Buffer(torch.zeros_like(p.data)) for p in self.params}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            b = self.buffers[id(p)]
            scratch = torch.square(p.grad)
            torch.mul(b.mean, self.alpha, out=b.mean)
            torch.add(b.mean, scratch, alpha=1 - self.alpha, out=b.mean)
            torch.sqrt(b.mean, out=scratch)
            scratch += self.eps
            torch.div(p.grad, scratch, out=scratch)
            p.add_(scratch, alpha=-self.lr)
