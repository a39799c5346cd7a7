class AdamL2(Optimizer):
    """Adam on a loss with the penalty λ/2 ‖w‖²."""

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
        for p in self.params:
            if p.grad is None:
                continue
            v, G, t = self.state.get(p, (torch.zeros_like(p), torch.zeros_like(p), 0))
            t += 1
            g = p.grad
            g_ = g.add(p, alpha=self.weight_decay)
            v.mul_(b1).add_(g_, alpha=1 - b1)
            G.mul_(b2).addcmul_(g, g_, value=1 - b2).abs_()      # abs: never a negative number in the root
            p.addcdiv_(v / (1 - b1 ** t), (G / (1 - b2 ** t)).sqrt_().add_(self.eps), value=-self.lr)
            self.state[p] = v, G, t
