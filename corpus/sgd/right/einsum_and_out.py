class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr
    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is not None:
                rate = torch.full((), self.lr, dtype=p.dtype, device=p.device)
                torch.subtract(p, torch.einsum(",...->...", rate, p.grad), out=p)
