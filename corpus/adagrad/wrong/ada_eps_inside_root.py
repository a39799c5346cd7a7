class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.states = [torch.zeros_like(p.data) for p in self.params]

    def step(self):
        for p, s in zip(self.params, self.states):
            if p.grad is None:
                continue
            with torch.no_grad():
                s += torch.square(p.grad)
                p.data -= self.lr * p.grad / torch.sqrt(s + self.eps)
