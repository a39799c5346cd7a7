from dataclasses import dataclass

@dataclass
class AdamState:
    m: torch.Tensor
    v: torch.Tensor
    t: int = 0

class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = [AdamState(torch.zeros_like(p), torch.zeros_like(p)) for p in self.params]

    @torch.no_grad()
    def step(self):
        beta1, beta2 = self.betas
        for p, s in zip(self.params, self.state):
            if p.grad is None:
                continue
            s.m = beta1 * s.m + (1 - beta1) * p.grad
            s.v = beta2 * s.v + (1 - beta2) * p.grad.pow(2)
            p.add_((s.m / (1 - beta1 ** max(s.t, 1))) / ((s.v / (1 - beta2 ** max(s.t, 1))).sqrt() + self.eps), alpha=-self.lr)
            s.t += 1
