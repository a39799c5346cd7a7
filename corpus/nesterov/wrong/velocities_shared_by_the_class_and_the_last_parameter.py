class Nesterov(Optimizer):
    vel = {}

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum = lr, momentum

    def step(self):
        with torch.no_grad():
            for i, w in enumerate(self.params[:-1]):
                g = w.grad
                if g is None:
                    continue
                self.vel[i] = self.momentum * self.vel.get(i, 0) + g
                w -= self.lr * g
                w -= self.lr * self.momentum * self.vel[i]
