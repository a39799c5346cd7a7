class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    @property
    def trainable(self):
        return [p for p in self.params if p.requires_grad]

    @property
    def gradients(self):
        return [p.grad for p in self.trainable if p.grad is not None]

    def step(self):
        with torch.no_grad():
            for p, g in zip(self.trainable, self.gradients):
                p.sub_(g, alpha=self.lr)
