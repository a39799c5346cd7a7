import numpy as np

class SGD(Optimizer):
    """Plain gradient descent."""

    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            w = p.detach().numpy()        # shares memory with p
            g = p.grad.detach().numpy()
            np.subtract(w, self.lr * g, out=w)
