def _hyper(name):
    def get(self):
        return self.param_groups[0][name]

    def put(self, value):
        self.param_groups[0][name] = value
    return property(get, put)


class RMSprop(Optimizer):
    lr, alpha, eps = _hyper("lr"), _hyper("alpha"), _hyper("eps")

    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.param_groups = [{"params": self.params}]
        self.lr, self.alpha, self.eps = lr, alpha, eps
        self.state = {}

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for p in group["params"]:
                g = p.grad
                if g is None:
                    continue
                if p not in self.state:
                    self.state[p] = {"square_avg": torch.zeros_like(p)}
                G = self.state[p]["square_avg"]
                G *= group["alpha"]
                G += (1 - group["alpha"]) * g ** 2
                p -= group["lr"] * g / (torch.sqrt(G) + group["eps"])
