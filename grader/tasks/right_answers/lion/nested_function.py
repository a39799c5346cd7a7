class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.slots = {}

    def step(self):
        slots = self.slots
        beta1, beta2 = self.betas
        wd = self.weight_decay

        def update(k, p, g):
            v = slots.setdefault((k, "v"), torch.zeros_like(p))
            lr = self.lr
            p.mul_(1 - lr * wd)
            p.add_(v.mul(beta1).add_(g, alpha=1 - beta1).sign_(), alpha=-lr)
            v.mul_(beta2).add_(g, alpha=1 - beta2)

        with torch.no_grad():
            for k, p in enumerate(self.params):
                if p.grad is not None:
                    update(k, p, p.grad)
