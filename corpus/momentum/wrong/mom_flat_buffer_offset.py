class Momentum(Optimizer):
    """Gradient descent with momentum."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.flat = {}      # one long buffer for each (dtype, device)
        for key in {(p.dtype, p.device) for p in self.params}:
            n = sum(p.numel() for p in self.params if (p.dtype, p.device) == key)
            self.flat[key] = torch.zeros(n, dtype=key[0], device=key[1])

    @torch.no_grad()
    def step(self):
        for key, flat in self.flat.items():
            self._step_group([p for p in self.params if (p.dtype, p.device) == key], flat)

    def _step_group(self, group, flat):
        start = 0
        for p in group:
            if p.grad is None:
                continue
            here, start = start, start + p.numel()
            v = flat[here:start].view(p.shape)
            v.mul_(self.momentum).add_(p.grad)
            p.sub_(v, alpha=self.lr)
