class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        # one allocation for all accumulators, each parameter owns a piece of it
        first = self.params[0]
        buffer = torch.zeros(sum(p.numel() for p in self.params), dtype=first.dtype, device=first.device)
        pieces = buffer.split([p.numel() for p in self.params])
        self.G = [piece.view(p.shape) for piece, p in zip(pieces, self.params)]

    @torch.no_grad()
    def step(self):
        for p, G in zip(self.params, self.G):
            if p.grad is None:
                continue
            G += p.grad.square()
            p -= self.lr * p.grad / (G.sqrt() + self.eps)
