class Lion(Optimizer):
    """Steps of one size, in the direction of the sign of a mixture of velocity and gradient."""

    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.state = {}

    def step(self):
        b1, b2 = self.betas
        with torch.no_grad():
            for p in self.params:
                if p.grad is None:
                    continue
                if "velocity" not in self.state.setdefault(p, {}):
                    self.state[p]["velocity"] = p.grad.clone()
                buf = self.state[p]["velocity"]
                c = torch.lerp(p.grad, buf, b1)
                p.add_(c.sign() + self.weight_decay * p, alpha=-self.lr)
                torch.lerp(p.grad, buf, b2, out=buf)
