from collections import defaultdict


class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.param_groups = [dict(params=self.params, lr=lr, momentum=momentum)]
        self.state = defaultdict(dict)

    lr = property(lambda self: self.param_groups[0]["lr"],
                  lambda self, x: self.param_groups[0].__setitem__("lr", x))
    momentum = property(lambda self: self.param_groups[0]["momentum"],
                        lambda self, x: self.param_groups[0].__setitem__("momentum", x))

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                st = self.state[p]
                buf = st.get("momentum_buffer")
                if buf is None:
                    buf = st["momentum_buffer"] = torch.clone(p.grad).detach()
                else:
                    buf.mul_(group["momentum"]).add_(p.grad)
                p.add_(buf, alpha=-group["lr"])
