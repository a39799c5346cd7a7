class SGD(Optimizer):
    """All parameters as one long vector, as in the lecture."""

    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    @torch.no_grad()
    def step(self):
        active = [p for p in self.params if p.grad is not None]
        offset = 0
        if not active:
            return
        gradient = torch.cat([p.grad.view(-1) for p in active])
        delta = -self.lr * gradient
        for p in active:
            n = p.numel()
            p.add_(delta[offset:offset + n].view_as(p))
            offset += n
