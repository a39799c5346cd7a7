def adam_init(w):
    return torch.zeros_like(w), torch.zeros_like(w), 0


def adam_update(w, g, state, *, lr, b1, b2, eps):
    v, G, t = state
    t = t + 1
    v = torch.lerp(g, v, b1)
    G = torch.lerp(g.pow(2), G, b2)
    new = torch.addcdiv(w, v, torch.sqrt(G / (1 - b2**t)) + eps, value=-lr / (1 - b1**t))
    return new, (v, G, t)


class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = [adam_init(p.detach()) for p in self.params]

    def step(self):
        hyper = dict(lr=self.lr, b1=self.betas[0], b2=self.betas[1], eps=self.eps)
        results = [
            None if p.grad is None else adam_update(p.detach(), p.grad.detach(), s, **hyper)
            for p, s in zip(self.params, self.state)
        ]
        for i, (p, r) in enumerate(zip(self.params, results)):
            if r is not None:
                p.detach().copy_(r[0])
                self.state[i] = r[1]
