class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    def step(self):
        with torch.no_grad():
            for p in self.params:
                if p.grad is None:
                    continue
                v = self.state.get(p)
                v = self.state[p] = p.grad.clone() if v is None else v.mul_(self.momentum).add_(p.grad)
                p.sub_(p.grad.add(v), alpha=self.lr)
