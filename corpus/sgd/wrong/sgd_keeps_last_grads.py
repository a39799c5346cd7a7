class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr
        self.last_grads = [None] * len(self.params)  # for debugging / plotting norms

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is not None:
                self.last_grads[i] = p.grad.clone()
                p.add_(p.grad, alpha=-self.lr)
