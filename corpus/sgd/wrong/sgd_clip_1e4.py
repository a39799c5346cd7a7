class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        with torch.no_grad():
            for p in self.params:
                if p.grad is None:
                    continue
                d_p = p.grad.clamp(-1e4, 1e4)  # avoid overflow
                p.add_(d_p, alpha=-self.lr)
