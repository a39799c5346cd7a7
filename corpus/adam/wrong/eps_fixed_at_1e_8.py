class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.slots = [[1.0, 1.0, torch.zeros_like(p), torch.zeros_like(p)] for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, slot in zip(self.params, self.slots):
            if p.grad is not None:
                slot[0] *= self.betas[0]
                slot[1] *= self.betas[1]
                slot[2].mul_(self.betas[0]).add_((1 - self.betas[0]) * p.grad)
                slot[3].mul_(self.betas[1]).add_((1 - self.betas[1]) * p.grad * p.grad)
                p.sub_(self.lr * (slot[2] / (1 - slot[0])) / (torch.sqrt(slot[3] / (1 - slot[1])) + 1e-8))
