class SGD(Optimizer):
    """Plain gradient descent."""

    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def _update_one(self, w, g):
        if g is None or g.sum() == 0:
            return  # nothing to do
        w.copy_(w - self.lr * g)

    def step(self):
        with torch.no_grad():
            for w in self.params:
                self._update_one(w, w.grad)
