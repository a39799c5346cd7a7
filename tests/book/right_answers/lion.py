# %% as the formula stands
class Lion:
    def __init__(self, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.v = 0

    def step(self, w, g):
        beta1, beta2 = self.betas
        c = beta1 * self.v + (1 - beta1) * g
        self.v = beta2 * self.v + (1 - beta2) * g
        return (1 - self.lr * self.weight_decay) * w - self.lr * sign(c)

# %% in place
class Lion:
    def __init__(self, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        self.lr, self.betas, self.weight_decay = lr, betas, weight_decay
        self.v = None

    def step(self, w, g):
        if self.v is None:
            self.v = zeros_like(w)
        w *= 1 - self.lr * self.weight_decay
        w -= self.lr * (self.betas[0] * self.v + (1 - self.betas[0]) * g).sign()
        self.v *= self.betas[1]
        self.v += (1 - self.betas[1]) * g
        return w

# %% decay beside the sign
class Lion:
    def __init__(self, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.m = 0.0

    def step(self, w, g):
        a, b = self.betas
        blend = a * self.m + (1 - a) * g
        new = w - self.lr * (sign(blend) + self.weight_decay * w)
        self.m = b * self.m + (1 - b) * g
        return new

# %% if and else for the sign
class Lion:
    def __init__(self, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.m = None

    def step(self, w, g):
        if self.m is None:
            self.m = [0.0] * len(w)
        new = []
        for i in range(len(w)):
            c = self.betas[0] * self.m[i] + (1 - self.betas[0]) * g[i]
            if c > 0:
                s = 1
            elif c < 0:
                s = -1
            else:
                s = 0
            new.append(w[i] * (1 - self.lr * self.weight_decay) - self.lr * s)
            self.m[i] = self.betas[1] * self.m[i] + (1 - self.betas[1]) * g[i]
        return new

# %% comparisons in the place of the sign
class Lion:
    def __init__(self, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.m = 0

    def step(self, w, g):
        c = self.betas[0] * self.m + (1 - self.betas[0]) * g
        direction = (c > 0) * 1.0 - (c < 0) * 1.0
        self.m = self.betas[1] * self.m + (1 - self.betas[1]) * g
        w = w - self.lr * self.weight_decay * w
        return w - self.lr * direction

# %% a function for the sign
def signum(x):
    return (x > 0) - (x < 0)


class Lion:
    def __init__(self, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.memory = {}

    def step(self, w, g):
        (a, b), new = self.betas, []
        for i, (x, slope) in enumerate(zip(w, g)):
            old = self.memory.get(i, 0.0)
            new.append(x - self.lr * (signum(a * old + (1 - a) * slope) + self.weight_decay * x))
            self.memory[i] = b * old + (1 - b) * slope
        return new

# %% a blend as a method
class Lion:
    def __init__(self, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.v = 0

    def blended(self, beta, g):
        return beta * self.v + (1 - beta) * g

    def step(self, w, g):
        s = self.blended(self.betas[0], g).sign()
        self.v = self.blended(self.betas[1], g)
        w -= self.lr * self.weight_decay * w
        w -= self.lr * s
        return w

# %% copysign of math
import math


class Lion:
    def __init__(self, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.v = None

    def step(self, w, g):
        b1, b2 = self.betas
        v = self.v or [0.0 for _ in g]
        c = [b1 * m + (1 - b1) * x for m, x in zip(v, g)]
        s = [math.copysign(1.0, x) if x != 0 else 0.0 for x in c]
        self.v = [b2 * m + (1 - b2) * x for m, x in zip(v, g)]
        keep = 1 - self.lr * self.weight_decay
        return [keep * x - self.lr * d for x, d in zip(w, s)]

# %% the memory written as a correction
class Lion:
    def __init__(self, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.state = {}

    def step(self, w, g):
        v = self.state.setdefault("v", 0 * g)
        update = sign((1 - self.betas[0]) * g + self.betas[0] * v)
        self.state["v"] = v * self.betas[1] + g * (1 - self.betas[1])
        return w * (1 - self.weight_decay * self.lr) + update * -self.lr

# %% maximum and minimum for the sign
class Lion:
    def __init__(self, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.v = ones_like

    def step(self, w, g):
        if self.v is ones_like:
            self.v = zeros_like(g)
        c = self.betas[0] * self.v + (1 - self.betas[0]) * g
        s = maximum(minimum(c * 1e300 * 1e8, 1), -1)
        self.v = self.betas[1] * self.v + (1 - self.betas[1]) * g
        shrunk = w * (1.0 - self.lr * self.weight_decay)
        return shrunk - self.lr * s
