class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.m = [torch.zeros_like(p) for p in self.params if p.requires_grad]

    @torch.no_grad()
    def step(self):
        beta1, beta2 = self.betas
        for param, m in zip(self.params, self.m):
            if param.grad is None:
                continue
            update = (m * beta1 + param.grad * (1 - beta1)).sign()
            param.sub_(self.lr * (update + self.weight_decay * param))
            m.mul_(beta2).add_((1 - beta2) * param.grad)
