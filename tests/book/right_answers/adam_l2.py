# %% as the formula stands
class AdamL2:
    def __init__(self, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.weight_decay = weight_decay
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.v = 0
        self.G = 0
        self.t = 0

    def step(self, w, g):
        g = g + self.weight_decay * w
        beta1, beta2 = self.betas
        self.t += 1
        self.v = beta1 * self.v + (1 - beta1) * g
        self.G = beta2 * self.G + (1 - beta2) * g ** 2
        v_hat = self.v / (1 - beta1 ** self.t)
        G_hat = self.G / (1 - beta2 ** self.t)
        return w - self.lr * v_hat / (sqrt(G_hat) + self.eps)

# %% in place
class AdamL2:
    def __init__(self, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.weight_decay = weight_decay
        self.lr, self.betas, self.eps = lr, betas, eps
        self.m = self.s = None
        self.t = 0

    def step(self, w, g):
        g = g.clone()
        g += self.weight_decay * w
        if self.m is None:
            self.m = zeros_like(w)
            self.s = zeros_like(w)
        self.t += 1
        self.m *= self.betas[0]
        self.m += (1 - self.betas[0]) * g
        self.s *= self.betas[1]
        self.s += (1 - self.betas[1]) * g * g
        below = (self.s / (1 - self.betas[1] ** self.t)).sqrt()
        below += self.eps
        w -= self.lr * (self.m / (1 - self.betas[0] ** self.t)) / below
        return w

# %% running products
class AdamL2:
    def __init__(self, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.weight_decay = weight_decay
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.m, self.v = 0.0, 0.0
        self.p1, self.p2 = 1.0, 1.0

    def step(self, w, g):
        g = w * self.weight_decay + g
        b1, b2 = self.betas
        self.p1 *= b1
        self.p2 *= b2
        self.m += (1 - b1) * (g - self.m)
        self.v += (1 - b2) * (g * g - self.v)
        return w - self.lr * (self.m / (1 - self.p1)) / ((self.v / (1 - self.p2)) ** 0.5 + self.eps)

# %% math.sqrt for each coordinate
import math


class AdamL2:
    def __init__(self, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.weight_decay = weight_decay
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.t = 0
        self.m = {}
        self.v = {}

    def step(self, w, g):
        g = [slope + self.weight_decay * x for slope, x in zip(g, w)]
        self.t += 1
        b1, b2 = self.betas
        for i in range(len(w)):
            self.m[i] = b1 * self.m.get(i, 0.0) + (1 - b1) * g[i]
            self.v[i] = b2 * self.v.get(i, 0.0) + (1 - b2) * g[i] ** 2
            m = self.m[i] / (1 - math.pow(b1, self.t))
            v = self.v[i] / (1 - math.pow(b2, self.t))
            w[i] -= self.lr * m / (math.sqrt(v) + self.eps)
        return w

# %% the corrections in the step's size, as in PyTorch
class AdamL2:
    def __init__(self, lr=1e-3, betas=(0.9, 0.999), eps=1e-08, weight_decay=0.01):
        self.weight_decay = weight_decay
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = {"step": 0}

    def step(self, w, g):
        if self.weight_decay != 0:
            g = g + self.weight_decay * w
        state = self.state
        state["step"] += 1
        beta1, beta2 = self.betas
        exp_avg = state.setdefault("exp_avg", zeros_like(w))
        exp_avg_sq = state.setdefault("exp_avg_sq", zeros_like(w))
        exp_avg *= beta1
        exp_avg += (1 - beta1) * g
        exp_avg_sq *= beta2
        exp_avg_sq += (1 - beta2) * g * g
        correction1 = 1 - beta1 ** state["step"]
        correction2 = (1 - beta2 ** state["step"]) ** 0.5
        denominator = exp_avg_sq.sqrt() / correction2 + self.eps
        return w - (self.lr / correction1) * exp_avg / denominator

# %% helper methods and a list as the state
class AdamL2:
    def __init__(self, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.weight_decay = weight_decay
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = [0, 0, 0]

    def average(self, k, new):
        beta = self.betas[k]
        self.state[k] = beta * self.state[k] + (1 - beta) * new
        return self.state[k] / (1 - beta ** self.state[2])

    def penalized(self, w, g):
        return g + self.weight_decay * w

    def step(self, w, g):
        g = self.penalized(w, g)
        self.state[2] = self.state[2] + 1
        v, G = self.average(0, g), self.average(1, g ** 2)
        return w - self.lr * v / (sqrt(G) + self.eps)

# %% a class for an average
class Average:
    def __init__(self):
        self.total, self.weight = 0.0, 0.0

    def update(self, beta, new):
        self.total = beta * self.total + (1 - beta) * new
        self.weight = beta * self.weight + (1 - beta)
        return self.total / self.weight


class AdamL2:
    def __init__(self, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.weight_decay = weight_decay
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.first, self.second = Average(), Average()

    def step(self, w, g):
        g = g + self.weight_decay * w.copy()
        v = self.first.update(self.betas[0], g)
        G = self.second.update(self.betas[1], g * g)
        return w - self.lr * v / (G ** 0.5 + self.eps)

# %% lists by comprehensions
class AdamL2:
    def __init__(self, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.weight_decay = weight_decay
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.t = 0
        self.v = self.G = None

    def step(self, w, g):
        g = list(map(lambda x, slope: slope + self.weight_decay * x, w, g))
        (a, b), self.t = self.betas, self.t + 1
        if self.v is None:
            self.v, self.G = [0.0] * len(w), [0.0] * len(w)
        self.v = [a * v + (1 - a) * x for v, x in zip(self.v, g)]
        self.G = [b * G + (1 - b) * x * x for G, x in zip(self.G, g)]
        v = [x / (1 - a ** self.t) for x in self.v]
        G = [x / (1 - b ** self.t) for x in self.G]
        return [wi - self.lr * vi / (Gi ** 0.5 + self.eps) for wi, vi, Gi in zip(w, v, G)]

# %% a property for betas, lambdas
corrected = lambda x, beta, t: x / (1 - beta ** t)


class AdamL2:
    def __init__(self, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.weight_decay = weight_decay
        self.lr = lr
        self.eps = eps
        self.betas = betas
        self.t, self.v, self.G = 0, 0, 0

    @property
    def betas(self):
        return self.beta1, self.beta2

    @betas.setter
    def betas(self, values):
        self.beta1, self.beta2 = values

    def step(self, w, g):
        g += self.weight_decay * w
        self.t = self.t + 1
        self.v = self.beta1 * self.v + (1 - self.beta1) * g
        self.G = self.beta2 * self.G + (1 - self.beta2) * g.square()
        direction = corrected(self.v, self.beta1, self.t)
        direction /= sqrt(corrected(self.G, self.beta2, self.t)) + self.eps
        return w - self.lr * direction

# %% first step apart, named arguments
def moment(old, new, *, beta):
    return new * (1 - beta) if old is None else old * beta + new * (1 - beta)


class AdamL2:
    def __init__(self, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.weight_decay = weight_decay
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.steps = 0
        self.moments = dict(first=None, second=None)

    def step(self, w, g):
        penalty = self.weight_decay / 2 * w
        g = g + 2 * penalty
        self.steps += 1
        for name, beta, new in zip(("first", "second"), self.betas, (g, g ** 2)):
            self.moments[name] = moment(self.moments[name], new, beta=beta)
        first, second = [self.moments[name] / (1 - beta ** self.steps)
                         for name, beta in zip(("first", "second"), self.betas)]
        return w - (first / (second.sqrt() + self.eps)) * self.lr
