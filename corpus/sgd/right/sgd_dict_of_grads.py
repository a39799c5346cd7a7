class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    @torch.no_grad()
    def step(self):
        todo = {p: p.grad for p in self.params if p.grad is not None}
        for p, g in todo.items():
            p.copy_(torch.add(p, torch.mul(g, -self.lr)))
