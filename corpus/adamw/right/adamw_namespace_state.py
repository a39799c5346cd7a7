from types import SimpleNamespace


class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {
            id(p): SimpleNamespace(t=0.0, v=torch.zeros_like(p.data), G=torch.zeros_like(p.data)) for p in self.params
        }

    def step(self):
        beta1, beta2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            w, g, s = p.detach(), p.grad.detach(), self.state[id(p)]
            s.t += 1.0
            s.v = s.v.mul(beta1).add(g, alpha=1 - beta1)
            s.G = s.G.mul(beta2).addcmul(g, g, value=1 - beta2)
            adaptive = s.v.div(1 - beta1 ** s.t).div(s.G.div(1 - beta2 ** s.t).sqrt().add(self.eps))
            w.copy_(w.mul(1 - self.lr * self.weight_decay).sub(adaptive, alpha=self.lr))
