BLOCK = 64


class SGD(Optimizer):
    """Blockwise, so that the temporary lr * g stays small."""

    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            g = p.grad.reshape(-1)
            upd = torch.zeros_like(g)
            for k in range(max(1, g.numel() // BLOCK)):
                s = slice(k * BLOCK, (k + 1) * BLOCK)
                upd[s] = self.lr * g[s]
            p -= upd.reshape(p.shape)
