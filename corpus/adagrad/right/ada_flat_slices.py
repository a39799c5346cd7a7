class Adagrad(Optimizer):
    """Adagrad with all accumulators in one long vector (for each dtype and device)."""

    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.slots, self.length, self.flat = [], {}, {}
        for p in self.params:
            kind = (p.dtype, p.device)
            start = self.length.get(kind, 0)
            self.slots.append((kind, slice(start, start + p.numel())))
            self.length[kind] = start + p.numel()
        for (dtype, where), n in self.length.items():
            self.flat[dtype, where] = torch.zeros(n, dtype=dtype, device=where)

    @torch.no_grad()
    def step(self):
        for p, (kind, part) in zip(self.params, self.slots):
            if p.grad is not None:
                G = self.flat[kind][part].view(p.shape)
                G += p.grad ** 2
                p -= self.lr * p.grad / (G ** 0.5 + self.eps)
