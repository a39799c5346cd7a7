class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        before = torch.is_grad_enabled()
        torch.set_grad_enabled(False)
        i = 0
        while i < len(self.params) - 1:
            w, dw = self.params[i], self.params[i].grad
            if dw is not None:
                w[...] = w - self.lr * dw
            i += 1
        torch.set_grad_enabled(before)
