import math


class AdamW(Optimizer):
    """Adam with a weight decay of its own, beside the gradient."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-7, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}
        self.build()

    def build(self):
        for p in self.params:
            self.state[p] = {"m": torch.zeros_like(p), "v": torch.zeros_like(p), "iterations": 0}

    def update_step(self, gradient, variable):
        slots = self.state[variable]
        slots["iterations"] += 1
        beta_1_power = self.betas[0] ** slots["iterations"]
        beta_2_power = self.betas[1] ** slots["iterations"]
        m, v = slots["m"], slots["v"]
        alpha = self.lr * math.sqrt(1 - beta_2_power) / (1 - beta_1_power)
        m.add_((gradient - m) * (1 - self.betas[0]))
        v.add_((gradient.square() - v) * (1 - self.betas[1]))
        variable.sub_(variable * self.weight_decay * self.lr)
        variable.sub_((m * alpha) / (v.sqrt() + self.eps))

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is not None:
                self.update_step(p.grad, p)
