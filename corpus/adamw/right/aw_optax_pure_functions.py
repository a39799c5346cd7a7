from typing import NamedTuple


class Moments(NamedTuple):
    count: int
    mu: torch.Tensor
    nu: torch.Tensor


def scale_by_adam(b1, b2, eps):
    """(init, update) in the manner of optax: nothing is changed, everything is returned."""

    def init(w):
        return Moments(0, torch.zeros_like(w), torch.zeros_like(w))

    def update(g, old):
        new = Moments(old.count + 1, b1 * old.mu + (1 - b1) * g, b2 * old.nu + (1 - b2) * g * g)
        mu_hat = new.mu / (1 - b1 ** new.count)
        nu_hat = new.nu / (1 - b2 ** new.count)
        return mu_hat / (torch.sqrt(nu_hat) + eps), new

    return init, update


def add_decayed_weights(direction, w, weight_decay):
    return direction + weight_decay * w


class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        init, _ = scale_by_adam(*betas, eps)
        self.opt_state = tuple(init(w) for w in self.params)

    def step(self):
        _, update = scale_by_adam(*self.betas, self.eps)

        def advance(w, state):
            if w.grad is None:
                return state
            direction, state = update(w.grad, state)
            w.add_(add_decayed_weights(direction, w, self.weight_decay), alpha=-self.lr)
            return state

        with torch.no_grad():
            self.opt_state = tuple(map(advance, self.params, self.opt_state))
