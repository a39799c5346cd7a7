class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.sq = [torch.zeros(p.shape, dtype=torch.float32, device=p.device) for p in self.params]

    @torch.no_grad()
    def step(self):
        for i in range(len(self.params)):
            p, G = self.params[i], self.sq[i]
            if p.grad is None:
                continue
            G += p.grad.pow(2)
            p -= p.grad.mul(self.lr).div(G.sqrt().add(self.eps))
