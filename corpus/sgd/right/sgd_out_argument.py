class SGD(Optimizer):
    def __init__(self, params, lr):
        Optimizer.__init__(self, params)
        self.lr = lr

    def step(self):
        was = torch.is_grad_enabled()
        torch.set_grad_enabled(False)
        try:
            for w in filter(lambda t: t.grad is not None, self.params):
                torch.sub(w, w.grad, alpha=self.lr, out=w)
        finally:
            torch.set_grad_enabled(was)
