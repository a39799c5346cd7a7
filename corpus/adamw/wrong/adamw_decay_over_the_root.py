class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr, self.betas, self.eps, self.weight_decay = lr, betas, eps, weight_decay
        self.state = {}

    @staticmethod
    def ema(old, new, beta):
        return beta * old + (1 - beta) * new

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for x in filter(lambda q: q.grad is not None, self.params):
            count, mu, nu = self.state.get(x, (0, torch.zeros_like(x), torch.zeros_like(x)))
            count = count + 1
            mu = self.ema(mu, x.grad, b1)
            nu = self.ema(nu, x.grad ** 2, b2)
            self.state[x] = (count, mu, nu)
            m_hat = mu / (1 - b1 ** count)
            root = (nu / (1 - b2 ** count)) ** 0.5
            update = (m_hat + self.weight_decay * x) / (root + self.eps)
            x.add_(update, alpha=-self.lr)
