class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum = lr, momentum
        self.v = [None] * len(self.params)
    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            match p.grad, self.v[i]:
                case None, _:
                    continue
                case g, None:
                    v = g.clone()
                case g, old:
                    v = self.momentum * old + g
            p -= self.lr * (v := v)
            self.v[i] = v
