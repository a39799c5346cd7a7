class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr, self.eps = lr, eps
        # tensors do not compare nicely, so use their address as the key
        self.state = {p.data_ptr(): torch.zeros_like(p) for p in self.params}

    def step(self):
        with torch.no_grad():
            for p in self.params:
                if p.grad is not None:
                    G = self.state[p.data_ptr()]
                    G.addcmul_(p.grad, p.grad)
                    p.addcdiv_(p.grad, G.sqrt().add_(self.eps), value=-self.lr)
