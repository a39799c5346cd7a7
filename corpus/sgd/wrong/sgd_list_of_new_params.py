class SGD(Optimizer):
    # functional style, like the jax tutorial
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        new = []
        with torch.no_grad():
            for p in self.params:
                if p.grad is None:
                    new.append(p)
                    continue
                new.append((p - self.lr * p.grad).requires_grad_())
        self.params = new
