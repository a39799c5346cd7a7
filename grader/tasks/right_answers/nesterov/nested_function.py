class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.slots = {}

    def step(self):
        slots = self.slots
        mu = self.momentum

        def update(k, p, g):
            v = slots.setdefault((k, "v"), torch.zeros_like(p))
            lr = self.lr
            v.mul_(mu).add_(g)
            p.sub_(lr * g.add(v, alpha=mu))

        with torch.no_grad():
            for k, p in enumerate(self.params):
                if p.grad is not None:
                    update(k, p, p.grad)
