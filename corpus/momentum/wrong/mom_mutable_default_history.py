class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9, history={}):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.history = history

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            hist = self.history.setdefault(i, [])
            hist.append(self.momentum * hist[-1] + p.grad if hist else p.grad.clone())
            p -= self.lr * hist[-1]
