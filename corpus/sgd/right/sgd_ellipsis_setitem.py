class SGD(Optimizer):
    """w[...] = w - lr g"""

    def __init__(self, params, lr):
        Optimizer.__init__(self, params)
        vars(self).update(lr=lr)

    def step(self):
        for p in self.params:
            w, g = p.detach(), p.grad
            try:
                move = g.detach() * self.lr
            except AttributeError:      # g is None
                continue
            w[...] = w - move
