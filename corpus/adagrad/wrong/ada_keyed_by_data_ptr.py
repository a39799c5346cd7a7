class Adagrad(Optimizer):
    """A learning rate for each weight, which shrinks with all its squared gradients so far."""

    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.state = {}

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            key = p.data_ptr()
            if key not in self.state:
                self.state[key] = torch.zeros_like(p.data)
            G = self.state[key]
            G.addcmul_(p.grad, p.grad)
            p.data.addcdiv_(p.grad, G.sqrt().add_(self.eps), value=-self.lr)
