import math


class _Cell:
    """What one parameter remembers."""
    __slots__ = ("w", "v", "G", "t")

    def __init__(self, w):
        self.w, self.v, self.G, self.t = w, None, None, 0

    @property
    def idle(self):
        return self.w.grad is None

    @torch.no_grad()
    def move(self, lr, betas, eps, lam):
        g = torch.add(self.w.grad, self.w, alpha=lam)
        (b1, b2), self.t = betas, self.t + 1
        if self.v is None:
            self.v, self.G = (1 - b1) * g, (1 - b2) * g.square()
        else:
            self.v.lerp_(g, 1 - b1)
            self.G.lerp_(g.square(), 1 - b2)
        # root(G/c2) + eps = (root(G) + eps*root(c2)) / root(c2): only two numbers, no corrected tensors
        c1, r2 = 1 - b1 ** self.t, math.sqrt(1 - b2 ** self.t)
        self.w.addcdiv_(self.v, self.G.sqrt() + eps * r2, value=-lr * r2 / c1)


class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.cells = list(map(_Cell, self.params))

    def step(self):
        for cell in self.cells:
            cell.idle or cell.move(self.lr, self.betas, self.eps, self.weight_decay)
