class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr
    def step(self):
        with torch.no_grad():
            for p in self.params:
                if p.grad is None:
                    continue
                w, g = p.tolist(), p.grad.tolist()
                def move(a, b):
                    return [move(x, y) for x, y in zip(a, b)] if isinstance(a, list) else a - self.lr * b
                p.copy_(torch.tensor(move(w, g), dtype=p.dtype, device=p.device).reshape(p.shape))
