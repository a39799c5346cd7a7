def scale_by_lion(b1, b2):
    def update(g, p, state):
        v = state.get("mu", 0.0)
        state["mu"] = b2 * v + (1 - b2) * g
        return torch.sign(b1 * v + (1 - b1) * g)
    return update


def add_decayed_weights(wd):
    return lambda u, p, state: u + wd * p


def scale_by_learning_rate(lr):
    return lambda u, p, state: -lr() * u if callable(lr) else -lr * u


def chain(*transformations):
    def update(u, p, state):
        for transformation in transformations:
            u = transformation(u, p, state)
        return u
    return update


class Lion(Optimizer):
    """Composed like optax.lion."""

    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.state = {}
        self.tx = chain(scale_by_lion(*betas), add_decayed_weights(weight_decay), scale_by_learning_rate(lr))

    def step(self):
        with torch.no_grad():
            for p in self.params:
                if p.grad is not None:
                    p.add_(self.tx(p.grad, p, self.state.setdefault(p, {})))
