class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.state = {}

    def init_state(self):
        self.state = {p: torch.zeros_like(p) for p in self.params if p.grad is not None}

    @torch.no_grad()
    def step(self):
        if not self.state:
            self.init_state()
        for p, G in self.state.items():
            if p.grad is None:
                continue
            G += p.grad ** 2
            p -= self.lr * p.grad / (torch.sqrt(G) + self.eps)
