class Momentum(torch.nn.Module):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__()
        self.params, self.lr, self.momentum = list(params), lr, momentum
        for i, p in enumerate(self.params):
            self.register_buffer(f"v{i}", torch.zeros_like(p, requires_grad=False))
    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.buffers()):
            if p.grad is not None:
                v.mul_(self.momentum).add_(p.grad)
                p.sub_(self.lr * v)
