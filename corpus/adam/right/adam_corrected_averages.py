class Adam(Optimizer):
    """Keeps the corrected averages themselves.

    With v_hat = v / (1 - b^t) the rule v = b v + (1 - b) g becomes
    v_hat += (1 - b) / (1 - b^t) (g - v_hat), which needs no correction afterwards.
    """

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = {}

    def step(self):
        for p in self.params:
            if p.grad is not None:
                t, *averages = self.state.get(p) or (0, torch.zeros_like(p), torch.zeros_like(p))
                self.state[p] = (t + 1, *self._move(p, p.grad.detach(), t + 1, *averages))

    def _move(self, p, g, t, v_hat, G_hat):
        share1, share2 = ((1 - b) / (1 - b ** t) for b in self.betas)
        v_hat = v_hat + share1 * (g - v_hat)
        G_hat = G_hat + share2 * (g.square() - G_hat)
        p.detach().sub_(self.lr * v_hat / (G_hat.sqrt() + self.eps))
        return v_hat, G_hat
