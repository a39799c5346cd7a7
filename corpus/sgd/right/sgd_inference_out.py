class SGD(Optimizer):
    """Plain gradient descent."""

    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    @property
    def pairs(self):
        yield from ((p, p.grad) for p in self.params if p.grad is not None)

    @torch.inference_mode()
    def step(self):
        for w, g in self.pairs:
            torch.sub(w, g, alpha=self.lr, out=w)
