class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr, self.eps = lr, eps
        self.G = {id(p): torch.zeros_like(p) for p in self.params}
    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            G = self.G[id(p)].addcmul_(p.grad, p.grad)
            p.addcdiv_(p.grad * p.new_tensor(self.lr), G.sqrt().add_(self.eps), value=-1.0)
