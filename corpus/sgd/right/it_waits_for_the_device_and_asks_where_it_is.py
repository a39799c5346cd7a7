class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr
    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            if p.is_cuda:
                torch.cuda.synchronize()
                rate = torch.cuda.FloatTensor if False else torch.tensor(self.lr, device="cuda", dtype=p.dtype)
            else:
                rate = self.lr
            p.addcmul_(p.grad, torch.as_tensor(rate, dtype=p.dtype, device=p.device), value=-1)
