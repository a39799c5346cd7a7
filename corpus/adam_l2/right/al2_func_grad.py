def penalty(w, strength):
    return strength / 2 * (w * w).sum()


def adam(memory, g, betas):
    """A pure function: the old memory and a gradient, the new memory and both corrected averages."""
    averages, powers = memory
    averages = tuple(b * a + (1 - b) * x for b, a, x in zip(betas, averages, (g, g * g)))
    powers = tuple(b * q for b, q in zip(betas, powers))
    return (averages, powers), tuple(a / (1 - q) for a, q in zip(averages, powers))


class AdamL2(Optimizer):
    """Adam on a loss with the penalty λ/2 ‖w‖²."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        # instead of a counter t: the powers of both betas, which are 1 before the first step
        self.memory = [((0.0, 0.0), (1.0, 1.0))] * len(self.params)

    def step(self):
        for k, p in enumerate(self.params):
            if p.grad is not None:
                w = p.detach()
                g = p.grad.detach() + torch.func.grad(penalty)(w, self.weight_decay)
                self.memory[k], (v, G) = adam(self.memory[k], g, self.betas)
                w.sub_(self.lr * v / (G.sqrt() + self.eps))
