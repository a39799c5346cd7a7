# %% as the formula stands
class Nesterov:
    def __init__(self, lr, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self.v = 0

    def step(self, w, g):
        self.v = self.momentum * self.v + g
        return w - self.lr * (g + self.momentum * self.v)

# %% in place
class Nesterov:
    def __init__(self, lr, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self.v = None

    def step(self, w, g):
        if self.v is None:
            self.v = zeros_like(w)
        self.v *= self.momentum
        self.v += g
        w -= self.lr * g
        w -= self.lr * self.momentum * self.v
        return w

# %% the old velocity twice faded
class Nesterov:
    def __init__(self, lr, momentum=0.9):
        self.lr, self.momentum, self.v = lr, momentum, 0.0

    def step(self, w, g):
        mu, old = self.momentum, self.v
        self.v = mu * old + g
        return w - self.lr * ((1 + mu) * g + mu ** 2 * old)

# %% lists of floats
class Nesterov:
    def __init__(self, lr, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self.v = None

    def step(self, w, g):
        mu = self.momentum
        self.v = [mu * v + x for v, x in zip(self.v or [0] * len(g), g)]
        ahead = [x + mu * v for v, x in zip(self.v, g)]
        return [x - self.lr * y for x, y in zip(w, ahead)]

# %% coordinate by coordinate
class Nesterov:
    def __init__(self, lr, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self.state = dict()

    def one(self, k, x, slope):
        self.state[k] = self.state.setdefault(k, 0.0) * self.momentum + slope
        return x - self.lr * (slope + self.momentum * self.state[k])

    def step(self, w, g):
        for k in range(len(w)):
            w[k] = self.one(k, w[k], g[k])
        return w

# %% a tuple of what is kept
class Nesterov:
    def __init__(self, lr, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self.kept = (0.0,)

    def step(self, w, g):
        v, = self.kept
        v = self.momentum * v + g
        direction = g + self.momentum * v
        self.kept = (v,)
        return w + -1 * self.lr * direction

# %% a property for the look ahead
class Nesterov:
    def __init__(self, lr, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self.v = 0.0
        self.g = 0.0

    @property
    def look_ahead(self):
        return self.g + self.momentum * self.v

    def step(self, w, g):
        self.g = g
        self.v = self.momentum * self.v + self.g
        return w - self.lr * self.look_ahead

# %% a static method
class Nesterov:
    def __init__(self, lr, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self.v = 0

    @staticmethod
    def blend(mu, v, g):
        return mu * v + g

    def step(self, w, g):
        self.v = self.blend(self.momentum, self.v, g)
        return w - self.lr * self.blend(self.momentum, self.v, g)

# %% two lambdas
fade = lambda mu, v, g: mu * v + g
move = lambda w, rate, d: w - rate * d


class Nesterov:
    def __init__(self, lr, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self.velocity = None

    def step(self, w, g):
        self.velocity = g * 1 if self.velocity is None else fade(self.momentum, self.velocity, g)
        return move(w, self.lr, fade(self.momentum, self.velocity, g))

# %% keywords kept in a dictionary
class Nesterov:
    def __init__(self, lr, momentum=0.9, **other):
        self.lr = lr
        self.momentum = momentum
        self.other = other
        self.buffer = {"v": 0.0}

    def step(self, w, g, *, verbose=False):
        self.buffer.update(v=self.momentum * self.buffer["v"] + g)
        if verbose:
            print(f"{self.buffer['v']!r}")
        update = self.buffer["v"] * self.momentum + g
        update *= self.lr
        return w - update
