class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        for p in filter(lambda q: q.grad is not None, self.params):
            new = p.detach() - 0.1 * p.grad.detach().mean(dim=0, keepdim=True) if p.dim() else p.detach()
            p.data.copy_(new)
