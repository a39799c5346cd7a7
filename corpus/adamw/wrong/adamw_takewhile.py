import itertools


class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p in itertools.takewhile(lambda q: q.grad is not None, self.params):
            if p not in self.state:
                self.state[p] = dict(v=p.new_zeros(p.shape), G=p.new_zeros(p.shape), t=0)
            s = self.state[p]
            s.update(
                v=torch.lerp(p.grad, s["v"], b1),
                G=torch.lerp(p.grad * p.grad, s["G"], b2),
                t=s["t"] + 1,
            )
            hat = lambda name, b: s[name] / (1 - b ** s["t"])
            p.copy_((1 - self.lr * self.weight_decay) * p - self.lr * hat("v", b1) / (hat("G", b2).sqrt() + self.eps))
