# %% as the formula stands
class Momentum:
    def __init__(self, lr, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self.v = 0

    def step(self, w, g):
        self.v = self.momentum * self.v + g
        return w - self.lr * self.v

# %% the velocity begins as None
class Momentum:
    def __init__(self, lr, momentum=0.9):
        self.lr, self.momentum = lr, momentum
        self.v = None

    def step(self, w, g):
        if self.v is None:
            self.v = g.clone()
        else:
            self.v = self.v * self.momentum + g
        w = w - self.v * self.lr
        return w

# %% in place
class Momentum:
    def __init__(self, lr, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self.v = None

    def step(self, w, g):
        if self.v is None:
            self.v = zeros_like(w)
        self.v *= self.momentum
        self.v += g
        w -= self.lr * self.v
        return w

# %% lists of floats
class Momentum:
    def __init__(self, lr, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self.v = []

    def step(self, w, g):
        if not self.v:
            self.v = [0.0] * len(w)
        for i in range(len(w)):
            self.v[i] = self.momentum * self.v[i] + g[i]
        return [w[i] - self.lr * self.v[i] for i in range(len(w))]

# %% a state with setdefault
class Momentum:
    def __init__(self, lr, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    def step(self, w, g):
        v = self.state.setdefault("v", zeros_like(g))
        v = self.momentum * v + g
        self.state["v"] = v
        return w - self.lr * v

# %% a state by coordinate
class Momentum:
    def __init__(self, lr, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self.velocity = {}

    def step(self, w, g):
        new = []
        for k, (x, slope) in enumerate(zip(w, g)):
            self.velocity[k] = self.momentum * self.velocity.get(k, 0.0) + slope
            new.append(x - self.lr * self.velocity[k])
        return new

# %% helper methods
class Momentum:
    def __init__(self, lr=0.1, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self.reset()

    def reset(self):
        self.v = 0.0

    def gather(self, g):
        self.v = self.v * self.momentum
        self.v = self.v + g
        return self.v

    def step(self, w, g):
        return w - self.lr * self.gather(g)

# %% the sum written out
class Momentum:
    def __init__(self, lr, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self.past = []

    def step(self, w, g):
        self.past.append(g)
        n = len(self.past)
        v = zeros_like(g)
        for age in range(n):
            v = v + self.momentum ** age * self.past[n - 1 - age]
        return w - self.lr * v

# %% a closure
def memory(start):
    kept = [start]

    def remember(mu, g):
        kept[0] = mu * kept[0] + g
        return kept[0]

    return remember


class Momentum:
    def __init__(self, lr, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self.remember = memory(0)

    def step(self, w, g):
        return w - self.lr * self.remember(self.momentum, g)

# %% a generator that goes on
class Momentum:
    def __init__(self, lr, momentum=0.9):
        self.lr = lr
        self.momentum = momentum
        self.g = None
        self.velocities = self.run()

    def run(self):
        v = 0.0
        while True:
            v = self.momentum * v + self.g
            yield v

    def step(self, w, g):
        self.g = g
        return w - self.lr * next(self.velocities)
