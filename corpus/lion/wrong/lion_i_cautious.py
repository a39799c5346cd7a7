class Lion(Optimizer):
    """Lion optimizer (EvoLved Sign Momentum).

    Moves every weight by lr in the direction of the sign of an interpolation between the momentum and the
    gradient, with decoupled weight decay.
    """

    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.state = {}

    @torch.no_grad()
    def step(self):
        beta1, beta2 = self.betas
        for p in self.params:
            grad = p.grad
            if grad is None:
                continue

            # State initialization
            state = self.state.setdefault(p, {})
            if "exp_avg" not in state:
                state["exp_avg"] = torch.zeros_like(p)
            exp_avg = state["exp_avg"]

            # Interpolate between momentum and gradient
            c = exp_avg * beta1 + grad * (1 - beta1)

            # Only move where the direction agrees with the current gradient
            agree = (c * grad > 0).to(grad.dtype)
            update = torch.sign(c) * agree

            # Decoupled weight decay, then the update
            p.mul_(1 - self.lr * self.weight_decay)
            p.add_(update, alpha=-self.lr)

            # Momentum
            exp_avg.mul_(beta2).add_(grad, alpha=1 - beta2)
