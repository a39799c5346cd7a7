from typing import NamedTuple


class AdamState(NamedTuple):
    count: int
    mu: torch.Tensor
    nu: torch.Tensor


def init_fn(w):
    return AdamState(0, torch.zeros_like(w), torch.zeros_like(w))


def ema(old, new, decay):
    return decay * old + (1 - decay) * new


def scale_by_adam(g, state, b1, b2, eps):
    count = state.count + 1
    mu, nu = ema(state.mu, g, b1), ema(state.nu, g * g, b2)
    debias = lambda moment, decay: moment / (1 - decay**count)
    return debias(mu, b1) / (debias(nu, b2).sqrt() + eps), AdamState(count, mu, nu)


def add_decayed_weights(update, w, weight_decay):
    return update + weight_decay * w


class AdamW(Optimizer):
    """Adam with a weight decay of its own, beside the gradient."""

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = [init_fn(p.detach()) for p in self.params]

    def step(self):
        with torch.inference_mode(False), torch.no_grad():
            for i, w in enumerate(self.params):
                match w.grad:
                    case None:
                        continue
                    case g:
                        update, self.state[i] = scale_by_adam(g, self.state[i], *self.betas, self.eps)
                        update = add_decayed_weights(update, w, self.weight_decay)
                        w.copy_(w - self.lr * update)
