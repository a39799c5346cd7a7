# %% as the formula stands
class SGD:
    def __init__(self, lr):
        self.lr = lr

    def step(self, w, g):
        return w - self.lr * g

# %% in place
class SGD:
    def __init__(self, lr):
        self.lr = lr

    def step(self, w, g):
        w -= self.lr * g
        return w

# %% a list by a comprehension
class SGD:
    def __init__(self, lr):
        self.lr = lr

    def step(self, w, g):
        return [wi - self.lr * gi for wi, gi in zip(w, g)]

# %% coordinate by coordinate, in place
class SGD:
    def __init__(self, lr: float) -> None:
        self.lr: float = lr

    def step(self, w, g):
        for i in range(len(w)):
            w[i] -= self.lr * g[i]
        return w

# %% a copy that is changed
class SGD:
    def __init__(self, lr):
        self.lr = lr

    def step(self, w, g):
        new = w.copy()
        for i, slope in enumerate(g):
            new[i] = new[i] - self.lr * slope
        return new

# %% a function outside the class
def down(w, g, rate):
    """One step against the gradient."""
    return w + (-rate) * g


class SGD:
    def __init__(self, lr):
        self.lr = lr

    def step(self, w, g):
        return down(w, g, rate=self.lr)

# %% a property
class SGD:
    def __init__(self, lr):
        self._lr = lr

    @property
    def lr(self):
        return self._lr

    @lr.setter
    def lr(self, value):
        self._lr = value

    def step(self, w, g):
        return w - g * self.lr

# %% settings in a dictionary
class SGD:
    def __init__(self, lr):
        self.settings = dict(lr=lr)

    def __setattr__(self, name, value):
        if name == "lr":
            self.settings["lr"] = value
        else:
            object.__setattr__(self, name, value)

    def step(self, w, g):
        return w - self.settings["lr"] * g

# %% a lambda, and map
class SGD:
    def __init__(self, lr):
        self.lr = lr
        self.move = lambda wi, gi: wi - self.lr * gi

    def step(self, w, g):
        return list(map(self.move, w, g))

# %% a base class, a generator
class Optimizer:
    def __init__(self, **kwargs):
        for key, value in kwargs.items():
            setattr(self, key, value)

    def updates(self, g):
        for gi in g:
            yield self.lr * gi


class SGD(Optimizer):
    def __init__(self, lr):
        super().__init__(lr=lr)

    def step(self, w, g):
        result = []
        for old, update in zip(w, self.updates(g)):
            result.append(old - update)
        return result
