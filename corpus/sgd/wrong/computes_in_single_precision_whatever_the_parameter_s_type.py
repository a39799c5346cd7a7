class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self, closure=None):
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for p in self.params:
            if p.grad is None:
                continue
            d_p = p.grad.detach().clone().float()
            d_p.mul_(-self.lr)
            p.data.add_(d_p)
        return loss
