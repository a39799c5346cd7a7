class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.cache = [0.0] * len(self.params)

    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            g = p.grad.detach().cpu().numpy()
            self.cache[i] = self.alpha * self.cache[i] + (1 - self.alpha) * np.square(g)
            p.data -= torch.from_numpy(self.lr * g / (np.sqrt(self.cache[i]) + self.eps))
