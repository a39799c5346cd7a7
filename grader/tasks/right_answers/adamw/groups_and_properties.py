class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.param_groups = [dict(params=self.params, lr=lr)]
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = [None] * len(self.params)

    lr = property(lambda self: self.param_groups[0]["lr"],
                  lambda self, value: self.param_groups[0].update(lr=value))

    @torch.no_grad()
    def step(self):
        beta1, beta2 = self.betas
        eps, wd = self.eps, self.weight_decay
        for group in self.param_groups:
            lr = group["lr"]
            for i, p in enumerate(group["params"]):
                if p.grad is not None:
                    if self.state[i] is None:
                        self.state[i] = (torch.zeros_like(p), torch.zeros_like(p), 0,)
                    v, G, t = self.state[i]
                    t += 1
                    g, q = p.grad.clone(), p
                    p = p * (1 - lr * wd)
                    v = beta1 * v + (1 - beta1) * g
                    G = beta2 * G + (1 - beta2) * g ** 2
                    v_hat = v / (1 - beta1 ** t)
                    G_hat = G / (1 - beta2 ** t)
                    new = p - lr * v_hat / (G_hat.sqrt() + eps)
                    self.state[i] = (v, G, t,)
                    q.copy_(new)
