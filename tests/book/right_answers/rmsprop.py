# %% as the formula stands
class RMSprop:
    def __init__(self, lr=0.01, alpha=0.99, eps=1e-8):
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.G = 0

    def step(self, w, g):
        self.G = self.alpha * self.G + (1 - self.alpha) * g ** 2
        return w - self.lr * g / (sqrt(self.G) + self.eps)

# %% as a correction of the old average
class RMSprop:
    def __init__(self, lr=0.01, alpha=0.99, eps=1e-8):
        self.lr, self.alpha, self.eps = lr, alpha, eps
        self.G = 0.0

    def step(self, w, g):
        self.G += (1 - self.alpha) * (g * g - self.G)
        return w - self.lr / (self.G.sqrt() + self.eps) * g

# %% in place
class RMSprop:
    def __init__(self, lr=0.01, alpha=0.99, eps=1e-8):
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.G = None

    def step(self, w, g):
        if self.G is None:
            self.G = zeros_like(g)
        self.G *= self.alpha
        self.G += (1 - self.alpha) * g.square()
        w -= self.lr * g / (self.G.sqrt() + self.eps)
        return w

# %% math.sqrt for each coordinate
import math


class RMSprop:
    def __init__(self, lr=0.01, alpha=0.99, eps=1e-8):
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.averages = None

    def step(self, w, g):
        if self.averages is None:
            self.averages = [0.0] * len(g)
        result = []
        for i in range(len(g)):
            self.averages[i] = self.alpha * self.averages[i] + (1 - self.alpha) * g[i] * g[i]
            result.append(w[i] - self.lr * g[i] / (math.sqrt(self.averages[i]) + self.eps))
        return result

# %% a dictionary of states
class RMSprop:
    def __init__(self, lr=0.01, alpha=0.99, eps=1e-8):
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.state = {}

    def step(self, w, g):
        state = self.state
        if "G" not in state:
            state["G"] = 0 * g
        state["G"] = self.alpha * state["G"] + (1 - self.alpha) * g * g
        return w - self.lr * g / (state["G"] ** 0.5 + self.eps)

# %% an average as a class of its own
class Average:
    def __init__(self):
        self.value = 0.0

    def __call__(self, share, new):
        self.value = share * self.value + (1 - share) * new
        return self.value


class RMSprop:
    def __init__(self, lr=0.01, alpha=0.99, eps=1e-8):
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.average = Average()

    def step(self, w, g):
        G = self.average(self.alpha, pow(g, 2))
        return w - self.lr * g / (sqrt(G) + self.eps)

# %% the root first, the division by a power
class RMSprop:
    def __init__(self, lr=0.01, alpha=0.99, eps=1e-8):
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.G = 0

    def step(self, w, g):
        self.G = (1 - self.alpha) * g ** 2 + self.alpha * self.G
        inverse = (self.G ** 0.5 + self.eps) ** -1
        return w - self.lr * g * inverse

# %% first step apart
class RMSprop:
    def __init__(self, lr=0.01, alpha=0.99, eps=1e-8):
        self.lr = lr
        self.alpha = alpha
        self.eps = eps

    def step(self, w, g):
        if hasattr(self, "G"):
            self.G = self.G * self.alpha
        else:
            self.G = zeros_like(g)
        self.G = self.G + g * g * (1 - self.alpha)
        change = g / (sqrt(self.G) + self.eps)
        return w - change * self.lr

# %% unpacked numbers
class RMSprop:
    def __init__(self, lr=0.01, alpha=0.99, eps=1e-8):
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.G = [0.0, 0.0, 0.0, 0.0]

    def step(self, w, g):
        a = self.alpha
        self.G = [a * old + (1 - a) * x ** 2 for old, x in zip(self.G, g)]
        below = [old ** 0.5 + self.eps for old in self.G]
        return [x - self.lr * slope / b for x, slope, b in zip(w, g, below)]

# %% a running generator
class RMSprop:
    def __init__(self, lr=0.01, alpha=0.99, eps=1e-8):
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.averages = self.gather()
        next(self.averages)

    def gather(self):
        G = 0.0
        while True:
            g = yield G
            G = self.alpha * G + (1 - self.alpha) * g * g

    def step(self, w, g):
        G = self.averages.send(g)
        return w - self.lr * g / (sqrt(G) + self.eps)
