class Adam(Optimizer):
    """Momentum and a learning rate for each weight, both corrected for their start at zero."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = {}

    def step(self):
        beta1, beta2 = self.betas
        for k, p in enumerate(self.params):
            if p.grad is None:
                continue
            g = p.grad.detach()
            v, G, t = self.state.get(k, (torch.zeros_like(g), torch.zeros_like(g), 0))
            t = t + 1
            v = beta1 * v + (1 - beta1) * g
            # g ⊙ g is the scalar product of g with itself
            gg = torch.dot(g.flatten(), g.flatten())
            G = beta2 * G + (1 - beta2) * gg
            self.state[k] = (v, G, t)
            v_hat = v / (1 - beta1 ** t)
            G_hat = G / (1 - beta2 ** t)
            p.data.add_(-self.lr * v_hat / (G_hat.sqrt() + self.eps))
