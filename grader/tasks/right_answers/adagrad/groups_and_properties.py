class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.param_groups = [dict(params=self.params, lr=lr)]
        self.eps = eps
        self.state = [None] * len(self.params)

    lr = property(lambda self: self.param_groups[0]["lr"],
                  lambda self, value: self.param_groups[0].update(lr=value))

    @torch.no_grad()
    def step(self):
        eps = self.eps
        for group in self.param_groups:
            lr = group["lr"]
            for i, p in enumerate(group["params"]):
                if p.grad is not None:
                    if self.state[i] is None:
                        self.state[i] = (torch.zeros_like(p),)
                    G, = self.state[i]
                    g, q = p.grad.clone(), p
                    G = G + g ** 2
                    new = p - lr / (torch.sqrt(G) + eps) * g
                    self.state[i] = (G,)
                    q.copy_(new)
