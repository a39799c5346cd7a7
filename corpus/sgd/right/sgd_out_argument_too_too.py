def _descend(rate):
    """A function that moves one parameter, with torch.sub writing straight into its memory."""

    def move(w):
        here = w.detach()
        torch.sub(here, w.grad.detach(), alpha=rate, out=here)

    return move


class SGD(Optimizer):
    """Plain gradient descent, in a functional manner."""

    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        live = filter(lambda w: w.grad is not None, self.params)
        for _ in map(_descend(self.lr), live):
            pass
