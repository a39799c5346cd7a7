class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr
        self.slots = {}

    def step(self):
        slots = self.slots

        def update(k, p, g):
            lr = self.lr
            p.sub_(lr * g)

        with torch.no_grad():
            for k, p in enumerate(self.params):
                if p.grad is not None:
                    update(k, p, p.grad)
