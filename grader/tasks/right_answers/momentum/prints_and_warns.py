class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum = lr, momentum
        self.state = {}

    def step(self):
        import warnings
        warnings.warn("stepping")
        for p in self.params:
            print("grad", p.grad)
            if p.grad is not None:
                self.state[p] = self.momentum * self.state.get(p, 0) + p.grad
                with torch.no_grad():
                    p -= self.lr * self.state[p]
