import collections


def _single_adagrad(p, g, state_sum, lr, eps):
    state_sum.add_(torch.mul(g, g))
    std = torch.sqrt(state_sum)
    std += eps
    p.sub_(torch.div(g, std), alpha=lr)


class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.param_groups = [{"params": self.params, "lr": lr, "eps": eps}]
        self.state = collections.defaultdict(dict)
        for p in self.params:
            self.state[p]["sum"] = torch.full_like(p, 0.0, requires_grad=False)

    @property
    def lr(self):
        return self.param_groups[0]["lr"]

    @lr.setter
    def lr(self, value):
        self.param_groups[0]["lr"] = value

    def step(self, closure=None):
        with torch.no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is not None:
                        _single_adagrad(p, p.grad, self.state[p]["sum"], group["lr"], group["eps"])
