class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    def step(self):
        mu = self.momentum
        with torch.no_grad():
            for p in self.params:
                if p.grad is None:
                    continue
                state = self.state.setdefault(p, {})
                if not state:
                    state["v"] = torch.zeros_like(p)
                v = state["v"]
                g, lr = p.grad, self.lr
                v.mul_(mu).add_(g)
                p.sub_(lr * g.add(v, alpha=mu))
