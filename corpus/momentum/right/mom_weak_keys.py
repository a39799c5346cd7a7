from torch.utils.weak import WeakIdKeyDictionary


class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.velocity = WeakIdKeyDictionary()

    def step(self):
        with torch.no_grad():
            for p in self.params:
                g = p.grad
                if g is None:
                    continue
                v = self.velocity.get(p)
                v = g.clone() if v is None else torch.add(g, v, alpha=self.momentum)
                self.velocity[p] = v
                p -= self.lr * v
