class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr; self.momentum = momentum; self.state = {}

        self.movers=[self.mover(p) for p in self.params]
        for m in self.movers: next(m)
    def mover(self,p):
        v=torch.zeros_like(p, requires_grad=False)
        while True:
            yield
            if p.grad is None: continue
            with torch.no_grad():
                v=self.momentum*v+p.grad
                p.copy_(p-self.lr*v)
    def step(self):
        for m in self.movers: next(m)
