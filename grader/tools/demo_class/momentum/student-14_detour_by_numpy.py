class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = {}

    def step(self):
        for k, p in enumerate(self.params):
            if p.grad is None:
                continue
            self.v[k] = self.momentum * self.v.get(k, 0.0) + p.grad.numpy()
            p.data.copy_(torch.as_tensor(p.detach().numpy() - self.lr * self.v[k]))
