class SGD(Optimizer):
    """Plain gradient descent."""

    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr
        # tied weights must be moved only once
        unique = []
        for p in self.params:
            if not any(self._same(p, q) for q in unique):
                unique.append(p)
        self.params = unique

    @staticmethod
    def _same(p, q):
        if (p.shape, p.dtype, p.device) != (q.shape, q.dtype, q.device):
            return False
        return torch.equal(p, q)

    def step(self):
        with torch.no_grad():
            for p in self.params:
                if p.grad is None:
                    continue
                p -= self.lr * p.grad
