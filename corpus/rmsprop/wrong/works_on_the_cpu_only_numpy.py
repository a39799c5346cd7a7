import numpy

class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.mean_square = {}

    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            g = p.grad.numpy()
            self.mean_square[i] = self.alpha * self.mean_square.get(i, 0 * g) + (1 - self.alpha) * g ** 2
            change = self.lr * g / (numpy.sqrt(self.mean_square[i]) + self.eps)
            p.data -= torch.as_tensor(change, dtype=p.dtype)
