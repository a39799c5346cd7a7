class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.param_groups = [dict(params=self.params, lr=lr)]
        self.alpha = alpha
        self.eps = eps
        self.state = [None] * len(self.params)

    lr = property(lambda self: self.param_groups[0]["lr"],
                  lambda self, value: self.param_groups[0].update(lr=value))

    @torch.no_grad()
    def step(self):
        alpha, eps = self.alpha, self.eps
        for group in self.param_groups:
            lr = group["lr"]
            for i, p in enumerate(group["params"]):
                if p.grad is not None:
                    if self.state[i] is None:
                        self.state[i] = (torch.zeros_like(p),)
                    G, = self.state[i]
                    g, q = p.grad.clone(), p
                    G = alpha * G + (1 - alpha) * g ** 2
                    new = p - lr * g / (G.sqrt() + eps)
                    self.state[i] = (G,)
                    q.copy_(new)
