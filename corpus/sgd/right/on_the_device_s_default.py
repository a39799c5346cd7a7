class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr
    def step(self):
        for p in self.params:
            if p.grad is not None:
                with torch.device(p.device), torch.no_grad():
                    p -= torch.tensor(self.lr, dtype=p.dtype) * p.grad
