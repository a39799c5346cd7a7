class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr
    def step(self):
        for p in self.params:
            if p.grad is None or p.numel() == 0:
                continue
            q = p.detach().clone().requires_grad_()
            (slope,) = torch.autograd.grad((q * p.grad.detach()).sum(), q)
            p.data = p.data + slope.mul(-self.lr)
