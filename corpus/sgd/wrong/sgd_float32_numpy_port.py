class SGD(Optimizer):
    # from my cs231n optim.py
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            w, g = p.data.numpy(), p.grad.numpy().astype(np.float32)
            w -= np.float32(self.lr) * g
