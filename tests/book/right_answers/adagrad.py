# %% as the formula stands
class Adagrad:
    def __init__(self, lr=0.01, eps=1e-10):
        self.lr = lr
        self.eps = eps
        self.G = 0

    def step(self, w, g):
        self.G = self.G + g ** 2
        return w - self.lr * g / (sqrt(self.G) + self.eps)

# %% a power in the place of the root
class Adagrad:
    def __init__(self, lr=0.01, eps=1e-10):
        self.lr = lr
        self.eps = eps
        self.G = 0

    def step(self, w, g):
        self.G += g * g
        return w - self.lr * g / (self.G ** 0.5 + self.eps)

# %% in place
class Adagrad:
    def __init__(self, lr=0.01, eps=1e-10):
        self.lr = lr
        self.eps = eps
        self.G = None

    def step(self, w, g):
        if self.G is None:
            self.G = zeros_like(w)
        self.G += g.square()
        root = self.G.sqrt()
        root += self.eps
        w -= self.lr * (g / root)
        return w

# %% math.sqrt for each coordinate
import math


class Adagrad:
    def __init__(self, lr=0.01, eps=1e-10):
        self.lr = lr
        self.eps = eps
        self.G = None

    def step(self, w, g):
        if self.G is None:
            self.G = [0.0 for _ in w]
        for i in range(len(w)):
            self.G[i] += g[i] ** 2
            w[i] -= self.lr * g[i] / (math.sqrt(self.G[i]) + self.eps)
        return w

# %% sqrt of math, imported by its name
from math import sqrt as root


class Adagrad:
    def __init__(self, lr=0.01, eps=1e-10):
        self.lr, self.eps = lr, eps
        self.sums = {}

    def step(self, w, g):
        for i, x in enumerate(g):
            self.sums[i] = self.sums.get(i, 0) + x * x
        return [w[i] - self.lr / (root(self.sums[i]) + self.eps) * x for i, x in enumerate(g)]

# %% a rate for each weight
class Adagrad:
    def __init__(self, lr=0.01, eps=1e-10):
        self.lr = lr
        self.eps = eps
        self.squares = 0.0

    def rates(self):
        return self.lr / (self.squares.sqrt() + self.eps)

    def step(self, w, g):
        self.squares = self.squares + abs(g) ** 2
        return w - self.rates() * g

# %% all squares remembered
class Adagrad:
    def __init__(self, lr=0.01, eps=1e-10):
        self.lr = lr
        self.eps = eps
        self.history = []

    def step(self, w, g):
        self.history.append(g ** 2)
        total = sum(self.history)
        return w - self.lr * g / (sqrt(total) + self.eps)

# %% pow and abs
class Adagrad:
    def __init__(self, lr=0.01, eps=1e-10):
        self.lr = lr
        self.eps = eps
        self.G = 0.0

    def step(self, w, g):
        self.G = self.G + g.abs().pow(2)
        below = self.G.pow(0.5) + self.eps
        return w + (-self.lr) * g / below

# %% numbers as a list that is kept
class Adagrad:
    def __init__(self, lr=0.01, eps=1e-10):
        self.lr = lr
        self.eps = eps
        self.G = []

    def step(self, w, g):
        self.G = [a + b * b for a, b in zip(self.G, g)] if self.G else [b * b for b in g]
        steps = (self.lr * b / (a ** 0.5 + self.eps) for a, b in zip(self.G, g))
        return [x - s for x, s in zip(w, steps)]

# %% a helper class
class Sum:
    def __init__(self):
        self.total = 0

    def add(self, x):
        self.total = self.total + x
        return self.total


class Adagrad:
    def __init__(self, lr=0.01, eps=1e-10):
        self.lr = lr
        self.eps = eps
        self.sum = Sum()

    def step(self, w, g):
        G = self.sum.add(g * g)
        return w - self.lr * (g / (self.eps + sqrt(G)))
