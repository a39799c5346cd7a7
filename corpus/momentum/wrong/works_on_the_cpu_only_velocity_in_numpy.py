import numpy as np

class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = [np.zeros_like(p.detach().numpy()) for p in self.params]

    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            self.v[i] = self.momentum * self.v[i] + p.grad.numpy()
            p.data -= torch.from_numpy(np.asarray(self.lr * self.v[i], dtype=p.detach().numpy().dtype))
