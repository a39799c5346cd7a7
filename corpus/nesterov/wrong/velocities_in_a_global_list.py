VELOCITY = {}

class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            VELOCITY[i] = self.momentum * VELOCITY.get(i, 0) + p.grad
            p -= self.lr * (p.grad + self.momentum * VELOCITY[i])
