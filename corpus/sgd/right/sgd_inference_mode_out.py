class SGD(Optimizer):
    """Plain gradient descent."""

    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    @torch.inference_mode()
    def step(self):
        for w in self.params:
            if (g := w.grad) is not None:
                torch.add(w, g, alpha=-self.lr, out=w)
