class Adagrad(Optimizer):
    """root_t = sqrt(root_{t-1}^2 + g^2), which is hypot: no square is ever stored."""

    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.root = tuple(torch.zeros_like(p) for p in self.params)

    @torch.no_grad()
    def step(self):
        for p, root in zip(self.params, self.root):
            if p.grad is not None:
                root.copy_(torch.hypot(root, p.grad))
                p.addcdiv_(p.grad, root + self.eps, value=-self.lr)
