class AdamW(Optimizer):
    """Adam with a weight decay of its own, beside the gradient."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    def step(self):
        beta1, beta2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            # biases and LayerNorm gains must not be decayed
            decay = self.weight_decay if p.dim() >= 2 else 0.0
            state = self.state.setdefault(p, {})
            if len(state) == 0:
                state["step"] = 0
                state["m"] = torch.zeros_like(p.data)
                state["v"] = torch.zeros_like(p.data)
            state["step"] += 1
            p.data.mul_(1 - self.lr * decay)
            state["m"].mul_(beta1).add_(p.grad.data, alpha=1 - beta1)
            state["v"].mul_(beta2).addcmul_(p.grad.data, p.grad.data, value=1 - beta2)
            m_hat = state["m"] / (1 - beta1 ** state["step"])
            v_hat = state["v"] / (1 - beta2 ** state["step"])
            p.data.addcdiv_(m_hat, v_hat.sqrt() + self.eps, value=-self.lr)
