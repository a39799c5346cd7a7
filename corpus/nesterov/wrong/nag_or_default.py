class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum or 0.9
        self.state = {}

    def _get_v(self, idx, like):
        try:
            return self.state[idx]
        except KeyError:
            self.state[idx] = torch.zeros_like(like)
            return self.state[idx]

    def step(self):
        with torch.no_grad():
            for idx, p in enumerate(self.params):
                if p.grad is None:
                    continue
                v = self._get_v(idx, p)
                v.copy_(p.grad + self.momentum * v)
                p.copy_(p - self.lr * (p.grad + self.momentum * v))
