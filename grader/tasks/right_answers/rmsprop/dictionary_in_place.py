class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.state = {}

    def step(self):
        alpha, eps = self.alpha, self.eps
        with torch.no_grad():
            for p in self.params:
                if p.grad is None:
                    continue
                state = self.state.setdefault(p, {})
                if not state:
                    state["G"] = torch.zeros_like(p)
                G = state["G"]
                g, lr = p.grad, self.lr
                G.mul_(alpha).addcmul_(g, g, value=1 - alpha)
                p.addcdiv_(g, G.sqrt().add_(eps), value=-lr)
