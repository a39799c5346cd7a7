class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.slots = {}

    def step(self):
        slots = self.slots
        eps = self.eps

        def update(k, p, g):
            G = slots.setdefault((k, "G"), torch.zeros_like(p))
            lr = self.lr
            G.addcmul_(g, g, value=1)
            p.addcdiv_(g, G.sqrt().add_(eps), value=-lr)

        with torch.no_grad():
            for k, p in enumerate(self.params):
                if p.grad is not None:
                    update(k, p, p.grad)
