class RMSprop(Optimizer):
    defaults = {}

    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.defaults.update(alpha=alpha, eps=eps)
        self.state = {}

    @torch.no_grad()
    def step(self):
        alpha, eps = self.defaults["alpha"], self.defaults["eps"]
        for p in self.params:
            if p.grad is None:
                continue
            G = self.state.get(p, 0.0)
            G = alpha * G + (1 - alpha) * p.grad.pow(2)
            p.addcdiv_(p.grad, G.sqrt().add_(eps), value=-self.lr)
            self.state[p] = G
