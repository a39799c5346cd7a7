class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            v = self.state.setdefault(p, torch.zeros_like(p))
            v.mul_(self.momentum).add_(p.grad)          # v_t
            ahead = v.mul_(self.momentum).add_(p.grad)  # g_t + mu v_t
            p.add_(ahead, alpha=-self.lr)
