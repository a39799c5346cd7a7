# optax habits: transform the gradients into updates, then apply the updates
def scale(factor):
    def update_fn(updates):
        return {k: factor * u for k, u in updates.items()}
    return update_fn


def apply_updates(params, updates):
    with torch.no_grad():
        for k, u in updates.items():
            torch.add(params[k], u, out=params[k])


class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    @property
    def grads(self):
        return {k: p.grad for k, p in enumerate(self.params) if p.grad is not None}

    def step(self):
        apply_updates(dict(enumerate(self.params)), scale(-self.lr)(self.grads))
