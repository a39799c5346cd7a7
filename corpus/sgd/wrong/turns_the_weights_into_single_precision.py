class SGD(Optimizer):
    def __init__(self, params, lr):
        Optimizer.__init__(self, params)
        self.lr = lr

    def step(self):
        for i in range(len(self.params)):
            g = self.params[i].grad
            if g is not None:
                self.params[i].data = (self.params[i].data - g * self.lr).float()
