class AdamW(Optimizer):
    """Adam with a weight decay of its own, beside the gradient."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    @staticmethod
    def master(x):
        """All the arithmetic happens in full precision, as in mixed precision training."""
        return x.detach().to(torch.float32)

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            g, w = self.master(p.grad), self.master(p)
            s = self.state.setdefault(id(p), {"v": torch.zeros_like(w), "G": torch.zeros_like(w), "t": 0})
            s["t"] += 1
            beta1, beta2 = self.betas
            s["v"].lerp_(g, 1 - beta1)
            s["G"].mul_(beta2).addcmul_(g, g, value=1 - beta2)
            v_hat = s["v"] / (1 - beta1 ** s["t"])
            G_hat = s["G"] / (1 - beta2 ** s["t"])
            w = w * (1 - self.lr * self.weight_decay) - self.lr * v_hat / (G_hat.sqrt() + self.eps)
            with torch.no_grad():
                p.copy_(w)
