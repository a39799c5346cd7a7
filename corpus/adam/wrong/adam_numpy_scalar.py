import numpy as np


class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = {}

    def step(self):
        b1, b2 = self.betas
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            w = p.detach().cpu().numpy()
            g = p.grad.detach().cpu().numpy()
            m, s, t = self.state.get(i, (np.zeros_like(w), np.zeros_like(w), 0))
            t += 1
            m = b1 * m + (1 - b1) * g
            s = b2 * s + (1 - b2) * np.square(g)
            self.state[i] = m, s, t
            new = w - self.lr * (m / (1 - b1**t)) / (np.sqrt(s / (1 - b2**t)) + self.eps)
            with torch.no_grad():
                p.copy_(torch.from_numpy(new))
