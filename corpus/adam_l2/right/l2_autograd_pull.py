class AdamL2(Optimizer):
    """Adam on a loss with the penalty λ/2 ‖w‖²."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    def penalty_pull(self, p):
        with torch.enable_grad():
            w = p.detach().clone().requires_grad_()
            penalty = self.weight_decay / 2 * w.square().sum()
            return torch.autograd.grad(penalty, w)[0]

    def step(self):
        b1, b2 = self.betas
        for index, p in enumerate(self.params):
            if p.grad is not None:
                v, G, t = self.state.get(index, (torch.zeros_like(p), torch.zeros_like(p), 0))
                g = p.grad.detach() + self.penalty_pull(p)
                v, G, t = b1 * v + (1 - b1) * g, b2 * G + (1 - b2) * g * g, t + 1
                self.state[index] = (v, G, t)
                with torch.no_grad():
                    p.add_(v / (1 - b1**t) / ((G / (1 - b2**t)).sqrt() + self.eps), alpha=-self.lr)
