class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.m = {}

    def step(self):
        for p in self.params:
            if p.grad is None: continue
            if id(p) not in self.m: self.m[id(p)] = torch.zeros_like(p.data)
            p.looked = p.data.clone()
            y = p.data - self.lr * p.grad.data
            self.m[id(p)] = self.m[id(p)] * self.momentum + p.grad.data
            p.data = y - self.lr * self.momentum * self.m[id(p)]
