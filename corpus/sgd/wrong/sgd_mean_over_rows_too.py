class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        for W in self.params:
            dW = W.grad
            if dW is None:
                continue
            m = W.shape[0] if W.dim() > 0 and W.shape[0] > 0 else 1   # number of examples
            with torch.no_grad():
                W -= self.lr * dW / m
