class Momentum(Optimizer):
    """After torch/optim/sgd.py."""

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    @torch.no_grad()
    def step(self):
        for param in self.params:
            grad = param.grad
            if grad is None:
                continue
            buf = self.state.get(param)
            if buf is None:
                buf = torch.detach(grad)
                self.state[param] = buf
            else:
                buf.mul_(self.momentum).add_(grad)
            param.add_(buf, alpha=-self.lr)
