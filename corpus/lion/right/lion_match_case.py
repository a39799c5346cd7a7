from typing import NamedTuple


class Moved(NamedTuple):
    w: torch.Tensor
    v: torch.Tensor


def lion(w, v, g, *, lr, betas, weight_decay) -> Moved:
    """One step of Lion as a pure function: nothing is changed in place."""
    direction, memory = ((b * v + (1 - b) * g) for b in betas)
    return Moved(w - lr * (torch.sgn(direction) + weight_decay * w), memory)


class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.state = {}

    @property
    def hyper(self):
        return {k: getattr(self, k) for k in ("lr", "betas", "weight_decay")}

    @torch.no_grad()
    def step(self):
        for k, w in enumerate(self.params):
            match w.grad:
                case None:
                    continue
                case g:
                    new = lion(w, self.state.get(k, 0.0 * g), g, **self.hyper)
                    w.copy_(new.w)
                    self.state[k] = new.v
