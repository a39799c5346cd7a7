class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr
    @torch.no_grad()
    def step(self):
        live = [p for p in self.params if p.grad is not None]
        if not live:
            return
        for dtype in {p.dtype for p in live}:
            group = [p for p in live if p.dtype == dtype]
            flat = torch.cat([p.reshape(-1) for p in group]) - self.lr * torch.cat([p.grad.reshape(-1) for p in group])
            for p, new in zip(group, flat.split([p.numel() for p in group])):
                p.copy_(new.view_as(p))
