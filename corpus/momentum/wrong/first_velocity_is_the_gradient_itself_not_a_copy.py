from collections import defaultdict

class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.momentum = momentum
        self.param_groups = [dict(params=self.params, lr=lr, momentum=momentum)]
        self.state = defaultdict(dict)

    lr = property(lambda self: self.param_groups[0]["lr"], lambda self, x: self.param_groups[0].update(lr=x))

    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                d_p = p.grad.data
                param_state = self.state[p]
                if "momentum_buffer" not in param_state:
                    buf = param_state["momentum_buffer"] = d_p
                else:
                    buf = param_state["momentum_buffer"]
                    buf.mul_(self.momentum).add_(d_p)
                p.data.add_(buf, alpha=-group["lr"])
