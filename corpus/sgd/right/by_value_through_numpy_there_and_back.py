class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            w = p.detach().cpu().numpy()
            w = np.subtract(w, self.lr * p.grad.cpu().numpy(), dtype=w.dtype)
            p.data.copy_(torch.from_numpy(np.array(w)))
