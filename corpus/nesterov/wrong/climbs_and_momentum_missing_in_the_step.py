class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self._pairs = [[p, None] for p in self.params]

    def _direction(self, g, v):
        return -(g + v)

    def step(self):
        for pair in self._pairs:
            w, v = pair
            if w.grad is None:
                continue
            g = w.grad.detach()
            v = g.clone() if v is None else g + self.momentum * v
            pair[1] = v
            with torch.no_grad():
                w.copy_(torch.sub(w, self._direction(g, v), alpha=self.lr))
