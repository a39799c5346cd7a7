class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.slots = {}

    def step(self):
        slots = self.slots
        beta1, beta2 = self.betas
        eps, wd = self.eps, self.weight_decay

        def update(k, p, g):
            v = slots.setdefault((k, "v"), torch.zeros_like(p))
            G = slots.setdefault((k, "G"), torch.zeros_like(p))
            slots[k] = t = slots.get(k, 0) + 1
            lr = self.lr
            p.mul_(1 - lr * wd)
            v.mul_(beta1).add_(g, alpha=1 - beta1)
            G.mul_(beta2).addcmul_(g, g, value=1 - beta2)
            root = (G.sqrt() / (1 - beta2 ** t) ** 0.5).add_(eps)
            p.addcdiv_(v, root, value=-lr / (1 - beta1 ** t))

        with torch.no_grad():
            for k, p in enumerate(self.params):
                if p.grad is not None:
                    update(k, p, p.grad)
