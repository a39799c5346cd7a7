class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps

        def averager(p):
            mean = torch.zeros_like(p.detach())

            def update(sample, keep):
                nonlocal mean
                mean = keep * mean + (1.0 - keep) * sample
                return mean
            return update

        self.averages = {p: averager(p) for p in self.params}

    def step(self):
        with torch.no_grad():
            for p, average in self.averages.items():
                if p.grad is not None:
                    rms = average(p.grad * p.grad, self.alpha).sqrt()
                    p.sub_(self.lr / (rms + self.eps) * p.grad)
