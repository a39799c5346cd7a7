class AdamW(Optimizer):
    """Adam with a weight decay of its own, beside the gradient."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    @torch.no_grad()
    def step(self):
        beta1, beta2 = self.betas
        for p in self.params:
            grad = p.grad
            if grad is None:
                continue
            if p not in self.state:
                self.state[p] = {"step": 0, "exp_avg": torch.zeros_like(p), "exp_avg_sq": torch.zeros_like(p)}
            state = self.state[p]
            state["step"] += 1
            state["exp_avg"].lerp_(grad, 1 - beta1)
            state["exp_avg_sq"].mul_(beta2).addcmul_(grad, grad, value=1 - beta2)
            update = state["exp_avg"] / (1 - beta1 ** state["step"])
            update /= (state["exp_avg_sq"] / (1 - beta2 ** state["step"])).sqrt().add_(self.eps)
            # do not let the decay work against the update
            mask = (update * p >= 0).to(p.dtype)
            p.mul_(1 - self.lr * self.weight_decay * mask)
            p.add_(update, alpha=-self.lr)
