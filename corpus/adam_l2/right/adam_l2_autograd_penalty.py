from collections import namedtuple

Past = namedtuple("Past", "v G t")


class AdamL2(Optimizer):
    """Adam on a loss with the penalty λ/2 ‖w‖²."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    def pull(self, p):
        """∇ of λ/2 ‖w‖², left to autograd."""
        with torch.enable_grad():
            w = p.detach().clone().requires_grad_(True)
            penalty = self.weight_decay / 2 * w.square().sum()
            return torch.autograd.grad(penalty, w)[0]

    def step(self):
        beta1, beta2 = self.betas
        for number, p in enumerate(self.params):
            if p.grad is None:
                continue
            g = p.grad.detach() + self.pull(p)
            past = self.state.get(number, Past(torch.zeros_like(g), torch.zeros_like(g), 0))
            now = past._replace(
                v=past.v + (1 - beta1) * (g - past.v),
                G=past.G + (1 - beta2) * (g * g - past.G),
                t=past.t + 1,
            )
            self.state[number] = now
            v_hat = now.v / (1 - beta1**now.t)
            G_hat = now.G / (1 - beta2**now.t)
            with torch.no_grad():
                p.copy_(p - self.lr * v_hat / (G_hat.sqrt() + self.eps))
