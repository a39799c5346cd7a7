class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.velocity = {}

    @torch.no_grad()
    def step(self):
        todo = [p for p in self.params if p.grad is not None]
        for p in todo:
            self.velocity.setdefault(p, torch.zeros_like(p)).mul_(self.momentum).add_(p.grad)
        for p in todo:
            p.sub_(p.grad.add(self.velocity[p], alpha=self.momentum), alpha=self.lr)
