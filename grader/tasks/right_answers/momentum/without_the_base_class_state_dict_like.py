class Momentum:
    def __init__(self, parameters, lr, momentum=0.9):
        self.params = [*parameters]
        self.lr = lr
        self.momentum = momentum
        self.buffers = [None] * len(self.params)
    def step(self, closure=None):
        with torch.no_grad():
            for i, w in enumerate(self.params):
                g = w.grad
                if g is not None:
                    b = self.buffers[i]
                    b = g.detach().clone() if b is None else b.mul_(self.momentum).add_(g)
                    self.buffers[i] = b
                    w.add_(b, alpha=-self.lr)
