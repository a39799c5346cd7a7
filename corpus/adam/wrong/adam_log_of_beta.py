def bias(beta, t):
    """1 - beta**t without cancellation."""
    return -math.expm1(t * math.log(beta))


class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = {p: [torch.zeros_like(p), torch.zeros_like(p), 0] for p in self.params}

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p, s in self.state.items():
            if p.grad is None:
                continue
            s[2] += 1
            s[0].mul_(b1).add_(p.grad, alpha=1 - b1)
            s[1].mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            p.sub_(self.lr * (s[0] / bias(b1, s[2])) / ((s[1] / bias(b2, s[2])).sqrt() + self.eps))
