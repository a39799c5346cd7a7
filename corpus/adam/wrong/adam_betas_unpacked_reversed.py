class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = {}

    def step(self):
        beta2, beta1 = self.betas
        for p in self.params:
            if p.grad is None: continue
            if p not in self.state: self.state[p] = dict(v=0, G=0, t=0)
            s = self.state[p]
            s['t'] += 1
            s['v'] = beta1 * s['v'] + (1 - beta1) * p.grad.data
            s['G'] = beta2 * s['G'] + (1 - beta2) * p.grad.data ** 2
            vhat = s['v'] / (1 - beta1 ** s['t'])
            Ghat = s['G'] / (1 - beta2 ** s['t'])
            p.data -= self.lr * vhat / (Ghat.sqrt() + self.eps)
