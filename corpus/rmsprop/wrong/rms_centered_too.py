class RMSprop(Optimizer):
    """Graves (2013), as in torch.optim.RMSprop(centered=True)."""

    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.state = {}

    @torch.no_grad()
    def step(self):
        for param in self.params:
            if param.grad is None:
                continue
            if param not in self.state:
                self.state[param] = dict(square_avg=torch.zeros_like(param), grad_avg=torch.zeros_like(param))
            s = self.state[param]
            square_avg, grad_avg = s["square_avg"], s["grad_avg"]
            square_avg.mul_(self.alpha).addcmul_(param.grad, param.grad, value=1 - self.alpha)
            grad_avg.lerp_(param.grad, 1 - self.alpha)
            avg = square_avg.addcmul(grad_avg, grad_avg, value=-1).sqrt_()
            param.addcdiv_(param.grad, avg.add_(self.eps), value=-self.lr)
