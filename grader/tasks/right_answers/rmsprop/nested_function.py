class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.slots = {}

    def step(self):
        slots = self.slots
        alpha, eps = self.alpha, self.eps

        def update(k, p, g):
            G = slots.setdefault((k, "G"), torch.zeros_like(p))
            lr = self.lr
            G.mul_(alpha).addcmul_(g, g, value=1 - alpha)
            p.addcdiv_(g, G.sqrt().add_(eps), value=-lr)

        with torch.no_grad():
            for k, p in enumerate(self.params):
                if p.grad is not None:
                    update(k, p, p.grad)
