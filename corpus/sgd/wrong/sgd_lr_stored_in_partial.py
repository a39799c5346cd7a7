import functools


def sgd_update(p, lr):
    with torch.no_grad():
        p.add_(p.grad, alpha=-lr)


class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr
        self.update = functools.partial(sgd_update, lr=lr)

    def step(self):
        for p in self.params:
            if p.grad is not None:
                self.update(p)
