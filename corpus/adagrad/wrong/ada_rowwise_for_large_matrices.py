class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.state = {}

    def step(self):
        with torch.no_grad():
            for p in self.params:
                if p.grad is None:
                    continue
                sq = p.grad * p.grad
                if p.dim() == 2 and p.numel() > 64:
                    sq = sq.mean(dim=1, keepdim=True).expand_as(sq)
                if p in self.state:
                    self.state[p] += sq
                else:
                    self.state[p] = sq.clone()
                p -= self.lr * p.grad / (self.state[p].sqrt() + self.eps)
