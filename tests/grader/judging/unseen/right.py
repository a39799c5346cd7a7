"""Right answers, by task, in the many styles of students; CPU_ONLY ones fail only on another device."""

RIGHT = {
    "sgd": {
        "no_grad and sub_": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        with torch.no_grad():
            for p in self.params:
                if p.grad is not None:
                    p.sub_(self.lr * p.grad)
""",
        "data with minus-equals": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        for w in self.params:
            if w.grad is None:
                continue
            w.data -= self.lr * w.grad.data
""",
        "data assigned anew": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        Optimizer.__init__(self, params)
        self.lr = lr

    def step(self):
        for i in range(len(self.params)):
            g = self.params[i].grad
            if g is not None:
                self.params[i].data = self.params[i].data - g * self.lr
""",
        "add_ with a negative alpha, decorated": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(list(params))
        self.lr = float(lr)

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None: continue
            p.add_(p.grad, alpha=-self.lr)
""",
        "foreach over those with gradient": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    @torch.no_grad()
    def step(self):
        ps = [p for p in self.params if p.grad is not None]
        if ps:
            torch._foreach_add_(ps, [p.grad for p in ps], alpha=-self.lr)
""",
        "copy_ of the result": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        for p in filter(lambda q: q.grad is not None, self.params):
            new = p.detach() - self.lr * p.grad.detach()
            p.data.copy_(new)
""",
        "helper methods": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def delta(self, g):
        return -self.lr * g

    @torch.no_grad()
    def update_one(self, p):
        p += self.delta(p.grad)

    def step(self):
        for p in self.params:
            if p.grad is not None:
                self.update_one(p)
""",
        "param_groups and a property lr": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.param_groups = [{"params": self.params, "lr": lr}]

    @property
    def lr(self):
        return self.param_groups[0]["lr"]

    @lr.setter
    def lr(self, value):
        for group in self.param_groups:
            group["lr"] = value

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    p.add_(p.grad, alpha=-group["lr"])
""",
        "None counts as zeros, which moves nothing": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        for p in self.params:
            g = p.grad if p.grad is not None else torch.zeros_like(p)
            p.data.sub_(g.data * self.lr)
""",
        "gradients of zeros skipped too, which moves nothing": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        with torch.no_grad():
            for p in self.params:
                if p.grad is None or not p.grad.any():
                    continue
                torch.sub(p, p.grad, alpha=self.lr, out=p)
""",
        "closure argument and set_": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self, closure=None):
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for p in self.params:
            if p.grad is None:
                continue
            d_p = p.grad.detach().clone()
            d_p.mul_(-self.lr)
            p.data.add_(d_p)
        return loss
""",
        "while loop and set_grad_enabled": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        before = torch.is_grad_enabled()
        torch.set_grad_enabled(False)
        i = 0
        while i < len(self.params):
            w, dw = self.params[i], self.params[i].grad
            if dw is not None:
                w[...] = w - self.lr * dw
            i += 1
        torch.set_grad_enabled(before)
""",
        "detached view": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        pairs = ((p.detach(), p.grad) for p in self.params if p.grad is not None)
        for weight, gradient in pairs:
            weight -= gradient * self.lr
""",
    },
    "momentum": {
        "list of zeros made in the constructor": """\
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            if p.grad is None:
                continue
            v.mul_(self.momentum).add_(p.grad)
            p.sub_(self.lr * v)
""",
        "dictionary by parameter, first gradient cloned": """\
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            if p not in self.state:
                self.state[p] = p.grad.detach().clone()
            else:
                self.state[p] = self.momentum * self.state[p] + p.grad.detach()
            p.data -= self.lr * self.state[p]
""",
        "dictionary by id, get with a default": """\
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum = lr, momentum
        self.buf = dict()

    def step(self):
        for p in self.params:
            g = p.grad
            if g is not None:
                old = self.buf.get(id(p), 0.0)
                new = old * self.momentum + g.data
                self.buf[id(p)] = new
                p.data = p.data - self.lr * new
""",
        "index and setdefault": """\
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is not None:
                v = self.state.setdefault(i, torch.zeros_like(p))
                v *= self.momentum
                v += p.grad
                p -= v * self.lr
""",
        "velocity as an attribute of the tensor": """\
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        for p in self.params:
            p.velocity = torch.zeros_like(p.data)

    def step(self):
        for p in self.params:
            if p.grad is None: continue
            p.velocity = self.momentum * p.velocity + p.grad.data
            p.data.add_(p.velocity, alpha=-self.lr)
""",
        "foreach": """\
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.bufs = [p.detach().new_zeros(p.shape) for p in self.params]

    @torch.no_grad()
    def step(self):
        alive = [(p, p.grad, b) for p, b in zip(self.params, self.bufs) if p.grad is not None]
        if not alive:
            return
        ps, gs, bs = map(list, zip(*alive))
        torch._foreach_mul_(bs, self.momentum)
        torch._foreach_add_(bs, gs)
        torch._foreach_add_(ps, bs, alpha=-self.lr)
""",
        "param_groups, state and a property": """\
from collections import defaultdict

class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.momentum = momentum
        self.param_groups = [dict(params=self.params, lr=lr, momentum=momentum)]
        self.state = defaultdict(dict)

    lr = property(lambda self: self.param_groups[0]["lr"], lambda self, x: self.param_groups[0].update(lr=x))

    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                d_p = p.grad.data
                param_state = self.state[p]
                if "momentum_buffer" not in param_state:
                    buf = param_state["momentum_buffer"] = torch.clone(d_p).detach()
                else:
                    buf = param_state["momentum_buffer"]
                    buf.mul_(self.momentum).add_(d_p)
                p.data.add_(buf, alpha=-group["lr"])
""",
        "a dataclass for each parameter": """\
from dataclasses import dataclass

@dataclass
class Moving:
    weight: torch.Tensor
    velocity: torch.Tensor

class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.movers = [Moving(p, torch.zeros_like(p)) for p in self.params]

    @torch.no_grad()
    def step(self):
        for m in self.movers:
            if m.weight.grad is not None:
                m.velocity = m.velocity * self.momentum + m.weight.grad
                m.weight -= self.lr * m.velocity
""",
        "velocity with the other sign": """\
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(list(params))
        self.lr = lr
        self.momentum = momentum
        self.v = [None] * len(self.params)

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            if self.v[i] is None:
                self.v[i] = -p.grad
            else:
                self.v[i].mul_(self.momentum).sub_(p.grad)
            p += self.lr * self.v[i]
""",
        "nested function": """\
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    def step(self):
        def velocity(k, g):
            v = self.state.get(k)
            v = g.clone() if v is None else v.mul(self.momentum).add(g)
            self.state[k] = v
            return v

        with torch.no_grad():
            for k, p in enumerate(self.params):
                if p.grad is not None:
                    p.add_(velocity(k, p.grad).mul(-self.lr))
""",
        "a generator method": """\
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.velocities = {p: torch.zeros_like(p, requires_grad=False) for p in self.params}

    def _with_grad(self):
        for p, v in self.velocities.items():
            if p.grad is not None:
                yield p.data, p.grad.data, v

    def step(self):
        for w, g, v in self._with_grad():
            v.copy_(self.momentum * v + g)
            w.copy_(w - self.lr * v)
""",
        "class with slots and a method": """\
class Velocity:
    __slots__ = ("value",)

    def __init__(self, like):
        self.value = torch.zeros_like(like).detach()

    def push(self, g, mu):
        torch.add(g, self.value, alpha=mu, out=self.value)
        return self.value

class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.vs = tuple(Velocity(p) for p in self.params)

    def step(self):
        with torch.no_grad():
            [p.add_(v.push(p.grad, self.momentum), alpha=-self.lr)
             for p, v in zip(self.params, self.vs) if p.grad is not None]
""",
    },
    "nesterov": {
        "torch's form, list in the constructor": """\
class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            if p.grad is None:
                continue
            v.mul_(self.momentum).add_(p.grad)
            p.sub_(self.lr * (p.grad + self.momentum * v))
""",
        "add with alpha, dictionary by parameter": """\
class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    def step(self):
        for p in self.params:
            if p.grad is None: continue
            d_p = p.grad.data
            if p not in self.state:
                buf = self.state[p] = d_p.clone()
            else:
                buf = self.state[p]
                buf.mul_(self.momentum).add_(d_p)
            d_p = d_p.add(buf, alpha=self.momentum)
            p.data.add_(d_p, alpha=-self.lr)
""",
        "two subtractions": """\
class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum = lr, momentum
        self.vel = {}

    def step(self):
        with torch.no_grad():
            for i, w in enumerate(self.params):
                g = w.grad
                if g is None:
                    continue
                self.vel[i] = self.momentum * self.vel.get(i, 0) + g
                w -= self.lr * g
                w -= self.lr * self.momentum * self.vel[i]
""",
        "expanded: mu squared times the old velocity": """\
class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        mu = self.momentum
        for k in range(len(self.params)):
            p = self.params[k]
            if p.grad is not None:
                p -= self.lr * (mu ** 2 * self.v[k] + (1 + mu) * p.grad)
                self.v[k] = mu * self.v[k] + p.grad
""",
        "velocity kept already multiplied by mu": """\
class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.ahead = [p.detach().clone().zero_() for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, u in zip(self.params, self.ahead):
            if p.grad is None:
                continue
            u.add_(p.grad).mul_(self.momentum)
            p.add_(p.grad + u, alpha=-self.lr)
""",
        "back from the look-ahead, a heavy-ball step, and ahead again": """\
class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {p: torch.zeros_like(p) for p in self.params}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            v = self.state[p]
            p += self.lr * self.momentum * v
            v.mul_(self.momentum).add_(p.grad)
            p -= self.lr * v
            p -= self.lr * self.momentum * v
""",
        "gradient step first, then the jump along the velocity": """\
class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.m = {}

    def step(self):
        for p in self.params:
            if p.grad is None: continue
            if id(p) not in self.m: self.m[id(p)] = torch.zeros_like(p.data)
            y = p.data - self.lr * p.grad.data
            self.m[id(p)] = self.m[id(p)] * self.momentum + p.grad.data
            p.data = y - self.lr * self.momentum * self.m[id(p)]
""",
        "foreach": """\
class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        idx = [i for i, p in enumerate(self.params) if p.grad is not None]
        if len(idx) == 0:
            return None
        p = [self.params[i] for i in idx]
        g = [q.grad for q in p]
        v = [self.v[i] for i in idx]
        torch._foreach_mul_(v, self.momentum)
        torch._foreach_add_(v, g)
        step = torch._foreach_add(g, v, alpha=self.momentum)
        torch._foreach_add_(p, step, alpha=-self.lr)
""",
        "velocity with the other sign": """\
class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = [0.0 for _ in self.params]

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is not None:
                self.v[i] = self.momentum * self.v[i] - p.grad
                p.add_(self.momentum * self.v[i] - p.grad, alpha=self.lr)
""",
        "two loops: velocities first, then weights": """\
class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.velocity = {}

    @torch.no_grad()
    def step(self):
        todo = [p for p in self.params if p.grad is not None]
        for p in todo:
            self.velocity.setdefault(p, torch.zeros_like(p)).mul_(self.momentum).add_(p.grad)
        for p in todo:
            p.sub_(p.grad.add(self.velocity[p], alpha=self.momentum), alpha=self.lr)
""",
        "param_groups with a property, closure": """\
class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.momentum = momentum
        self.defaults = {"lr": lr, "momentum": momentum}
        self.state = {}

    @property
    def lr(self):
        return self.defaults["lr"]

    @lr.setter
    def lr(self, new):
        self.defaults["lr"] = new

    def step(self, closure=None):
        loss = closure() if closure else None
        for p in self.params:
            if p.grad is None:
                continue
            s = self.state.setdefault(p, {})
            if not s:
                s["v"] = torch.zeros_like(p.data)
            s["v"].mul_(self.defaults["momentum"]).add_(p.grad.data)
            p.data.add_(-self.lr * (p.grad.data + self.defaults["momentum"] * s["v"]))
        return loss
""",
        "private method and named terms": """\
class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self._pairs = [[p, None] for p in self.params]

    def _direction(self, g, v):
        return g + v * self.momentum

    def step(self):
        for pair in self._pairs:
            w, v = pair
            if w.grad is None:
                continue
            g = w.grad.detach()
            v = g.clone() if v is None else g + self.momentum * v
            pair[1] = v
            with torch.no_grad():
                w.copy_(torch.sub(w, self._direction(g, v), alpha=self.lr))
""",
    },
    "adagrad": {
        "addcmul_ and addcdiv_": """\
class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.sums = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, s in zip(self.params, self.sums):
            if p.grad is None:
                continue
            s.addcmul_(p.grad, p.grad)
            p.addcdiv_(p.grad, s.sqrt().add_(self.eps), value=-self.lr)
""",
        "plain formulas, dictionary by parameter": """\
class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.G = {}

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            g = p.grad.data
            if p not in self.G:
                self.G[p] = torch.zeros_like(g)
            self.G[p] = self.G[p] + g ** 2
            p.data = p.data - self.lr / (torch.sqrt(self.G[p]) + self.eps) * g
""",
        "keeps the root with hypot": """\
class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.root = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is not None:
                self.root[i] = torch.hypot(self.root[i], p.grad)
                p -= self.lr * p.grad / (self.root[i] + self.eps)
""",
        "None counts as zeros, which changes nothing": """\
class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr, self.eps = lr, eps
        self.cache = {i: torch.zeros_like(p) for i, p in enumerate(self.params)}

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            g = torch.zeros_like(p) if p.grad is None else p.grad
            self.cache[i] += g * g
            p -= self.lr * g / (self.cache[i] ** 0.5 + self.eps)
""",
        "gradients of zeros skipped, which changes nothing": """\
class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.state = {}

    def step(self):
        for p in self.params:
            if p.grad is None or (p.grad == 0).all():
                continue
            h = self.state.get(id(p))
            h = p.grad.pow(2) if h is None else h + p.grad.pow(2)
            self.state[id(p)] = h
            p.data.sub_(self.lr * p.grad / (h.sqrt() + self.eps))
""",
        "only the entries with a gradient, by mask": """\
class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.acc = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, a in zip(self.params, self.acc):
            if p.grad is None:
                continue
            on = p.grad != 0
            g = p.grad[on]
            a[on] += g.square()
            p[on] -= self.lr * g / (a[on].sqrt() + self.eps)
""",
        "foreach": """\
class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.sq = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        use = [i for i, p in enumerate(self.params) if p.grad is not None]
        if not use: return
        ps, ss = [self.params[i] for i in use], [self.sq[i] for i in use]
        gs = [p.grad for p in ps]
        torch._foreach_addcmul_(ss, gs, gs, 1.0)
        std = torch._foreach_sqrt(ss)
        torch._foreach_add_(std, self.eps)
        torch._foreach_addcdiv_(ps, gs, std, -self.lr)
""",
        "param_groups and property": """\
class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.param_groups = [{"params": self.params, "lr": lr, "eps": eps}]
        self.eps = eps
        self.state = {p: {"step": 0, "sum": torch.zeros_like(p)} for p in self.params}

    @property
    def lr(self):
        return self.param_groups[0]["lr"]

    @lr.setter
    def lr(self, lr):
        self.param_groups[0]["lr"] = lr

    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                state["step"] += 1
                grad = p.grad.data
                state["sum"].addcmul_(grad, grad, value=1)
                std = state["sum"].sqrt().add_(group["eps"])
                p.data.addcdiv_(grad, std, value=-group["lr"])
""",
        "attribute of the tensor": """\
class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        for p in self.params:
            p.g2 = torch.zeros_like(p, requires_grad=False)

    def step(self):
        with torch.no_grad():
            for p in self.params:
                if p.grad is None: continue
                p.g2 += torch.square(p.grad)
                rate = self.lr / (p.g2.sqrt() + self.eps)
                p.sub_(rate.mul(p.grad))
""",
        "norm of root and gradient stacked": """\
class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.norms = [None for _ in self.params]

    @torch.no_grad()
    def step(self):
        for k, p in enumerate(self.params):
            if p.grad is None:
                continue
            if self.norms[k] is None:
                self.norms[k] = p.grad.abs()
            else:
                self.norms[k] = torch.stack((self.norms[k], p.grad)).norm(dim=0)
            p.add_(p.grad.div(self.norms[k].add(self.eps)), alpha=-self.lr)
""",
        "method that returns the rates": """\
class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.total = {}

    def rates(self, p):
        seen = self.total.setdefault(p, torch.zeros_like(p.data))
        seen += p.grad.data.mul(p.grad.data)
        return self.lr * torch.reciprocal(seen.sqrt() + self.eps)

    def step(self):
        for p in (q for q in self.params if q.grad is not None):
            p.data.addcmul_(self.rates(p), p.grad.data, value=-1)
""",
    },
    "rmsprop": {
        "mul_, addcmul_, addcdiv_": """\
class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.sq = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.sq):
            if p.grad is None:
                continue
            v.mul_(self.alpha).addcmul_(p.grad, p.grad, value=1 - self.alpha)
            p.addcdiv_(p.grad, v.sqrt().add_(self.eps), value=-self.lr)
""",
        "lerp_ towards the square": """\
class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.state = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            s = self.state.setdefault(p, torch.zeros_like(p))
            s.lerp_(p.grad.square(), 1 - self.alpha)
            p -= self.lr * p.grad / (s.sqrt() + self.eps)
""",
        "plain formulas with data": """\
class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr, self.alpha, self.eps = lr, alpha, eps
        self.v = {}

    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is not None:
                g = p.grad.data
                self.v[i] = self.alpha * self.v.get(i, 0) + (1 - self.alpha) * g ** 2
                p.data = p.data - self.lr * g / (self.v[i] ** 0.5 + self.eps)
""",
        "difference form": """\
class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(list(params))
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.avg = {id(p): torch.zeros_like(p.data) for p in self.params}

    def step(self):
        for p in self.params:
            if p.grad is None: continue
            v = self.avg[id(p)]
            v += (1.0 - self.alpha) * (p.grad.data * p.grad.data - v)
            p.data -= p.grad.data * (self.lr / (v.sqrt() + self.eps))
""",
        "keeps the root with hypot": """\
class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.rms = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        a, b = self.alpha ** 0.5, (1 - self.alpha) ** 0.5
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            self.rms[i] = torch.hypot(a * self.rms[i], b * p.grad)
            p.sub_(self.lr * p.grad / (self.rms[i] + self.eps))
""",
        "undivided sum, factor outside": """\
class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.s = [torch.zeros_like(p) for p in self.params]

    def step(self):
        with torch.no_grad():
            for p, s in zip(self.params, self.s):
                if p.grad is None:
                    continue
                s.mul_(self.alpha).add_(p.grad.pow(2))
                rms = torch.sqrt((1 - self.alpha) * s)
                p.add_(torch.div(p.grad, rms + self.eps), alpha=-self.lr)
""",
        "foreach": """\
class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        live = [(p, p.grad, v) for p, v in zip(self.params, self.v) if p.grad is not None]
        if live:
            p, g, v = (list(x) for x in zip(*live))
            torch._foreach_mul_(v, self.alpha)
            torch._foreach_addcmul_(v, g, g, 1 - self.alpha)
            d = torch._foreach_sqrt(v)
            torch._foreach_add_(d, self.eps)
            torch._foreach_addcdiv_(p, g, d, -self.lr)
""",
        "dataclass with a method": """\
from dataclasses import dataclass

@dataclass
class Mean:
    value: torch.Tensor
    keep: float

    def add(self, x):
        self.value = self.keep * self.value + (1 - self.keep) * x
        return self.value

class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.means = [Mean(torch.zeros_like(p), alpha) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, mean in zip(self.params, self.means):
            if p.grad is not None:
                p -= self.lr * p.grad / (mean.add(p.grad * p.grad).sqrt() + self.eps)
""",
        "property lr over a settings dictionary": """\
class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.settings = dict(lr=lr, alpha=alpha, eps=eps)
        self.state = {}

    lr = property(lambda s: s.settings["lr"], lambda s, v: s.settings.__setitem__("lr", v))
    alpha = property(lambda s: s.settings["alpha"])
    eps = property(lambda s: s.settings["eps"])

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            if p not in self.state:
                self.state[p] = {"square_avg": torch.zeros_like(p.data)}
            avg = self.state[p]["square_avg"]
            avg.mul_(self.alpha).addcmul_(p.grad.data, p.grad.data, value=1 - self.alpha)
            p.data.addcdiv_(p.grad.data, avg.sqrt().add(self.eps), value=-self.lr)
""",
        "attribute of the tensor, while loop": """\
class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        for p in self.params:
            setattr(p, "ms", torch.zeros_like(p.detach()))

    @torch.no_grad()
    def step(self):
        k = 0
        while k < len(self.params):
            p = self.params[k]
            k += 1
            if p.grad is None:
                continue
            p.ms = p.ms * self.alpha + p.grad * p.grad * (1 - self.alpha)
            p.copy_(p - self.lr * (p.grad / (torch.sqrt(p.ms) + self.eps)))
""",
        "inner function, list of None": """\
class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.buf = [None] * len(self.params)

    @torch.no_grad()
    def step(self):
        def root(i, g):
            new = g.square().mul_(1 - self.alpha)
            if self.buf[i] is not None:
                new.add_(self.buf[i], alpha=self.alpha)
            self.buf[i] = new
            return new.sqrt()

        for i, w in enumerate(self.params):
            if w.grad is not None:
                w += -self.lr * w.grad / root(i, w.grad).add_(self.eps)
""",
    },
    "adam": {
        "two lists, a list of counters": """\
class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = [0] * len(self.params)

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            self.t[i] += 1
            self.m[i].mul_(b1).add_(p.grad, alpha=1 - b1)
            self.v[i].mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            m_hat = self.m[i] / (1 - b1 ** self.t[i])
            v_hat = self.v[i] / (1 - b2 ** self.t[i])
            p -= self.lr * m_hat / (v_hat.sqrt() + self.eps)
""",
        "state dictionary as in torch": """\
class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = {}

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            grad = p.grad.data
            if p not in self.state:
                self.state[p] = {"step": 0, "exp_avg": torch.zeros_like(p.data), "exp_avg_sq": torch.zeros_like(p.data)}
            state = self.state[p]
            exp_avg, exp_avg_sq = state["exp_avg"], state["exp_avg_sq"]
            beta1, beta2 = self.betas
            state["step"] += 1
            exp_avg.lerp_(grad, 1 - beta1)
            exp_avg_sq.mul_(beta2).addcmul_(grad, grad, value=1 - beta2)
            bias_correction1 = 1 - beta1 ** state["step"]
            bias_correction2 = 1 - beta2 ** state["step"]
            denom = (exp_avg_sq.sqrt() / bias_correction2 ** 0.5).add_(self.eps)
            p.data.addcdiv_(exp_avg, denom, value=-self.lr / bias_correction1)
""",
        "corrections folded into the step size, eps scaled": """\
import math

class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr, self.betas, self.eps = lr, betas, eps
        self.mom = {}

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for k, p in enumerate(self.params):
            if p.grad is None:
                continue
            t, m, v = self.mom.get(k, (0, 0.0, 0.0))
            t, m, v = t + 1, b1 * m + (1 - b1) * p.grad, b2 * v + (1 - b2) * p.grad ** 2
            self.mom[k] = (t, m, v)
            root = math.sqrt(1 - b2 ** t)
            p -= self.lr * root / (1 - b1 ** t) * m / (v.sqrt() + self.eps * root)
""",
        "running products of the betas": """\
class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.slots = [[1.0, 1.0, torch.zeros_like(p), torch.zeros_like(p)] for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, slot in zip(self.params, self.slots):
            if p.grad is not None:
                slot[0] *= self.betas[0]
                slot[1] *= self.betas[1]
                slot[2].mul_(self.betas[0]).add_((1 - self.betas[0]) * p.grad)
                slot[3].mul_(self.betas[1]).add_((1 - self.betas[1]) * p.grad * p.grad)
                p.sub_(self.lr * (slot[2] / (1 - slot[0])) / (torch.sqrt(slot[3] / (1 - slot[1])) + self.eps))
""",
        "keeps the corrected averages themselves": """\
class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.m_hat = [torch.zeros_like(p) for p in self.params]
        self.v_hat = [torch.zeros_like(p) for p in self.params]
        self.steps = {p: 0 for p in self.params}

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m_hat, self.v_hat):
            if p.grad is None: continue
            self.steps[p] += 1
            t = self.steps[p]
            m.lerp_(p.grad, (1 - b1) / (1 - b1 ** t))
            v.lerp_(p.grad.square(), (1 - b2) / (1 - b2 ** t))
            p.addcdiv_(m, v.sqrt().add_(self.eps), value=-self.lr)
""",
        "sums divided by the sum of their weights": """\
class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.beta1, self.beta2 = betas
        self.betas = betas
        self.eps = eps
        self.first = [torch.zeros_like(p) for p in self.params]
        self.second = [torch.zeros_like(p) for p in self.params]
        self.weights = [(0.0, 0.0) for _ in self.params]

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            w1, w2 = self.weights[i]
            w1, w2 = self.weights[i] = self.beta1 * w1 + 1, self.beta2 * w2 + 1
            self.first[i].mul_(self.beta1).add_(p.grad)
            self.second[i].mul_(self.beta2).add_(p.grad ** 2)
            p -= self.lr * (self.first[i] / w1) / ((self.second[i] / w2) ** 0.5 + self.eps)
""",
        "foreach": """\
class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.n = [0 for p in self.params]

    @torch.no_grad()
    def step(self):
        idx = [i for i, p in enumerate(self.params) if p.grad is not None]
        if not idx:
            return
        for i in idx:
            self.n[i] += 1
        pick = lambda xs: [xs[i] for i in idx]
        p, m, v = pick(self.params), pick(self.m), pick(self.v)
        g = [q.grad for q in p]
        b1, b2 = self.betas
        torch._foreach_mul_(m, b1)
        torch._foreach_add_(m, g, alpha=1 - b1)
        torch._foreach_mul_(v, b2)
        torch._foreach_addcmul_(v, g, g, 1 - b2)
        den = torch._foreach_sqrt(v)
        torch._foreach_div_(den, [(1 - b2 ** self.n[i]) ** 0.5 for i in idx])
        torch._foreach_add_(den, self.eps)
        torch._foreach_addcdiv_(p, m, den, [-self.lr / (1 - b1 ** self.n[i]) for i in idx])
""",
        "dataclass state": """\
from dataclasses import dataclass

@dataclass
class AdamState:
    m: torch.Tensor
    v: torch.Tensor
    t: int = 0

class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = [AdamState(torch.zeros_like(p), torch.zeros_like(p)) for p in self.params]

    @torch.no_grad()
    def step(self):
        beta1, beta2 = self.betas
        for p, s in zip(self.params, self.state):
            if p.grad is None:
                continue
            s.t += 1
            s.m = beta1 * s.m + (1 - beta1) * p.grad
            s.v = beta2 * s.v + (1 - beta2) * p.grad.pow(2)
            p.add_((s.m / (1 - beta1 ** s.t)) / ((s.v / (1 - beta2 ** s.t)).sqrt() + self.eps), alpha=-self.lr)
""",
        "attributes of the tensor": """\
class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        for p in self.params:
            p.t, p.m, p.v = 0, torch.zeros_like(p.data), torch.zeros_like(p.data)

    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            g = p.grad
            if g is None: continue
            g = g.data
            p.t += 1
            p.m = b1 * p.m + (1 - b1) * g
            p.v = b2 * p.v + (1 - b2) * g * g
            p.data -= self.lr * (p.m / (1 - b1 ** p.t)) / (torch.sqrt(p.v / (1 - b2 ** p.t)) + self.eps)
""",
        "tensor counters, both averages in one stack": """\
class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.mv = {p: torch.stack([torch.zeros_like(p), torch.zeros_like(p)]) for p in self.params}
        self.count = torch.zeros(len(self.params), dtype=torch.long)

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for i, (p, mv) in enumerate(self.mv.items()):
            if p.grad is not None:
                self.count[i] += 1
                t = self.count[i].item()
                mv[0].mul_(b1).add_(p.grad, alpha=1 - b1)
                mv[1].mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
                p.sub_(mv[0] / (1 - b1 ** t) / (mv[1].div(1 - b2 ** t).sqrt() + self.eps), alpha=self.lr)
""",
        "class for one parameter with an update method": """\
class One:
    def __init__(self, p):
        self.p, self.t = p, 0
        self.m = self.v = None

    def update(self, lr, b1, b2, eps):
        g = self.p.grad.detach()
        if self.t == 0:
            self.m, self.v = (1 - b1) * g, (1 - b2) * g * g
        else:
            self.m, self.v = b1 * self.m + (1 - b1) * g, b2 * self.v + (1 - b2) * g * g
        self.t += 1
        mh, vh = self.m / (1 - b1 ** self.t), self.v / (1 - b2 ** self.t)
        self.p.data.sub_(lr * mh / (vh.sqrt() + eps))

class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr, self.betas, self.eps = lr, betas, eps
        self.ones = [One(p) for p in self.params]

    def step(self):
        for one in self.ones:
            if one.p.grad is not None:
                one.update(self.lr, *self.betas, self.eps)
""",
        "property lr, closure, root of the second moment kept": """\
class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self._lr = lr
        self.betas = betas
        self.eps = eps
        self.state = {}

    @property
    def lr(self):
        return self._lr

    @lr.setter
    def lr(self, lr):
        self._lr = lr

    @torch.no_grad()
    def step(self, closure=None):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            m, r, t = self.state.get(id(p), (torch.zeros_like(p), torch.zeros_like(p), 0))
            m = torch.lerp(m, p.grad, 1 - b1)
            r = torch.hypot(b2 ** 0.5 * r, (1 - b2) ** 0.5 * p.grad)
            self.state[id(p)] = m, r, t + 1
            p -= self._lr * m / (1 - b1 ** (t + 1)) / (r / (1 - b2 ** (t + 1)) ** 0.5 + self.eps)
""",
    },
    "adam_l2": {
        "lists, gradient plus decay": """\
class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = [0 for _ in self.params]

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            g = p.grad + self.weight_decay * p
            self.t[i] += 1
            self.m[i] = b1 * self.m[i] + (1 - b1) * g
            self.v[i] = b2 * self.v[i] + (1 - b2) * g ** 2
            m_hat = self.m[i] / (1 - b1 ** self.t[i])
            v_hat = self.v[i] / (1 - b2 ** self.t[i])
            p -= self.lr * m_hat / (torch.sqrt(v_hat) + self.eps)
""",
        "torch's state dictionary, add with alpha": """\
class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            grad = p.grad.data
            if p not in self.state:
                self.state[p] = [0, torch.zeros_like(p.data), torch.zeros_like(p.data)]
            state = self.state[p]
            state[0] += 1
            step, exp_avg, exp_avg_sq = state
            if self.weight_decay != 0:
                grad = grad.add(p.data, alpha=self.weight_decay)
            exp_avg.mul_(self.betas[0]).add_(grad, alpha=1 - self.betas[0])
            exp_avg_sq.mul_(self.betas[1]).addcmul_(grad, grad, value=1 - self.betas[1])
            step_size = self.lr / (1 - self.betas[0] ** step)
            denom = exp_avg_sq.sqrt().div_((1 - self.betas[1] ** step) ** 0.5).add_(self.eps)
            p.data.addcdiv_(exp_avg, denom, value=-step_size)
""",
        "methods for the gradient and for the moments": """\
class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.mem = {}

    def gradient(self, p):
        return p.grad.detach() + self.weight_decay * p.detach()

    def moments(self, k, g):
        m, v, t = self.mem.get(k, (0.0, 0.0, 0))
        b1, b2 = self.betas
        m, v, t = m * b1 + g * (1 - b1), v * b2 + g * g * (1 - b2), t + 1
        self.mem[k] = (m, v, t)
        return m / (1 - b1 ** t), v / (1 - b2 ** t)

    def step(self):
        for k, p in enumerate(self.params):
            if p.grad is not None:
                m, v = self.moments(k, self.gradient(p))
                p.data = p.data - self.lr * m / (v ** 0.5 + self.eps)
""",
        "decay put into the averages term by term": """\
class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.avg = [(torch.zeros_like(p), torch.zeros_like(p)) for p in self.params]
        self.n = [0] * len(self.avg)

    @torch.no_grad()
    def step(self):
        beta1, beta2 = self.betas
        wd = self.weight_decay
        for i, (p, (m, v)) in enumerate(zip(self.params, self.avg)):
            if p.grad is None:
                continue
            self.n[i] += 1
            m.mul_(beta1).add_(p.grad, alpha=1 - beta1).add_(p, alpha=(1 - beta1) * wd)
            v.mul_(beta2).add_((p.grad + wd * p).square(), alpha=1 - beta2)
            c1, c2 = 1 - beta1 ** self.n[i], 1 - beta2 ** self.n[i]
            p.sub_(self.lr / c1 * m / ((v / c2).sqrt() + self.eps))
""",
        "folded step size, scaled eps": """\
import math

class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = [{"t": 0} for _ in self.params]

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p, s in zip(self.params, self.state):
            if p.grad is None:
                continue
            if s["t"] == 0:
                s["m"], s["v"] = torch.zeros_like(p), torch.zeros_like(p)
            s["t"] += 1
            g = torch.add(p.grad, p, alpha=self.weight_decay)
            s["m"].lerp_(g, 1 - b1)
            s["v"].lerp_(g * g, 1 - b2)
            c = math.sqrt(1 - b2 ** s["t"])
            p.addcdiv_(s["m"], s["v"].sqrt() + self.eps * c, value=-self.lr * c / (1 - b1 ** s["t"]))
""",
        "running products of the betas": """\
class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        for p in self.params:
            p.adam = {"m": torch.zeros_like(p.data), "v": torch.zeros_like(p.data), "c1": 1.0, "c2": 1.0}

    def step(self):
        for p in self.params:
            if p.grad is None: continue
            a = p.adam
            g = p.grad.data + p.data * self.weight_decay
            a["c1"] *= self.betas[0]
            a["c2"] *= self.betas[1]
            a["m"] += (1 - self.betas[0]) * (g - a["m"])
            a["v"] += (1 - self.betas[1]) * (g.pow(2) - a["v"])
            p.data -= self.lr * a["m"] / (1 - a["c1"]) / ((a["v"] / (1 - a["c2"])).sqrt() + self.eps)
""",
        "corrected averages kept": """\
class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.m, self.v, self.t = {}, {}, {}

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            g = self.weight_decay * p + p.grad
            t = self.t[p] = self.t.get(p, 0) + 1
            if t == 1:
                self.m[p], self.v[p] = g, g * g
            else:
                self.m[p] = torch.lerp(self.m[p], g, (1 - b1) / (1 - b1 ** t))
                self.v[p] = torch.lerp(self.v[p], g * g, (1 - b2) / (1 - b2 ** t))
            p.add_(self.m[p] / (self.v[p].sqrt() + self.eps), alpha=-self.lr)
""",
        "foreach": """\
class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.steps = [0] * len(self.params)

    @torch.no_grad()
    def step(self):
        rows = [k for k, p in enumerate(self.params) if p.grad is not None]
        if len(rows) < 1:
            return
        b1, b2 = self.betas
        P = [self.params[k] for k in rows]
        M = [self.m[k] for k in rows]
        V = [self.v[k] for k in rows]
        for k in rows:
            self.steps[k] += 1
        G = torch._foreach_add([p.grad for p in P], P, alpha=self.weight_decay)
        torch._foreach_lerp_(M, G, 1 - b1)
        torch._foreach_mul_(V, b2)
        torch._foreach_addcmul_(V, G, G, 1 - b2)
        D = torch._foreach_div(V, [1 - b2 ** self.steps[k] for k in rows])
        torch._foreach_sqrt_(D)
        torch._foreach_add_(D, self.eps)
        torch._foreach_addcdiv_(P, M, D, [-self.lr / (1 - b1 ** self.steps[k]) for k in rows])
""",
        "dataclass with the rule inside": """\
from dataclasses import dataclass

@dataclass
class Moments:
    m: torch.Tensor
    v: torch.Tensor
    t: int

    def direction(self, g, b1, b2, eps):
        self.t += 1
        self.m = b1 * self.m + (1 - b1) * g
        self.v = b2 * self.v + (1 - b2) * g.square()
        return (self.m / (1 - b1 ** self.t)) / (torch.sqrt(self.v / (1 - b2 ** self.t)) + eps)

class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.all = [(p, Moments(torch.zeros_like(p), torch.zeros_like(p), 0)) for p in self.params]

    def step(self):
        with torch.no_grad():
            for p, mom in self.all:
                if p.grad is not None:
                    g = p.grad + self.weight_decay * p
                    p -= self.lr * mom.direction(g, *self.betas, self.eps)
""",
        "property lr over param_groups": """\
class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.param_groups = [dict(params=self.params, lr=lr, weight_decay=weight_decay)]
        self.state = {}

    @property
    def lr(self):
        return self.param_groups[0]["lr"]

    @lr.setter
    def lr(self, value):
        self.param_groups[0]["lr"] = value

    def _adam(self, p, g, lr):
        s = self.state.setdefault(id(p), {"n": 0, "m": torch.zeros_like(g), "v": torch.zeros_like(g)})
        s["n"] = s["n"] + 1
        for name, x, b in (("m", g, self.betas[0]), ("v", g * g, self.betas[1])):
            s[name] = b * s[name] + (1 - b) * x
        m, v = [s[name] / (1 - b ** s["n"]) for name, b in zip("mv", self.betas)]
        p.copy_(p - lr * m / (v.sqrt() + self.eps))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    self._adam(p, p.grad.add(p, alpha=group["weight_decay"]), group["lr"])
""",
        "root of the second moment kept": """\
class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.mr = [[0, torch.zeros_like(p), torch.zeros_like(p)] for p in self.params]

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p, s in zip(self.params, self.mr):
            if p.grad is None:
                continue
            g = p.grad.clone().add_(p, alpha=self.weight_decay)
            s[0] += 1
            s[1] = b1 * s[1] + (1 - b1) * g
            s[2] = torch.hypot(s[2] * b2 ** 0.5, g * (1 - b2) ** 0.5)
            p += -self.lr * (s[1] / (1 - b1 ** s[0])) / (s[2] / (1 - b2 ** s[0]) ** 0.5 + self.eps)
""",
    },
    "adamw": {
        "lists, weights shrunk first": """\
class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = [0] * len(self.params)

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            g = p.grad
            p.mul_(1 - self.lr * self.weight_decay)
            self.t[i] += 1
            self.m[i].mul_(b1).add_(g, alpha=1 - b1)
            self.v[i].mul_(b2).addcmul_(g, g, value=1 - b2)
            m_hat = self.m[i] / (1 - b1 ** self.t[i])
            v_hat = self.v[i] / (1 - b2 ** self.t[i])
            p.sub_(self.lr * m_hat / (v_hat.sqrt() + self.eps))
""",
        "decay and step in one formula, with data": """\
class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            m, v, t = self.state.get(p, (0, 0, 0))
            t += 1
            m = b1 * m + (1 - b1) * p.grad.data
            v = b2 * v + (1 - b2) * p.grad.data ** 2
            self.state[p] = (m, v, t)
            update = (m / (1 - b1 ** t)) / ((v / (1 - b2 ** t)) ** 0.5 + self.eps) + self.weight_decay * p.data
            p.data = p.data - self.lr * update
""",
        "decay after the step, of a copy of the old weights": """\
class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.mom = {i: [torch.zeros_like(p), torch.zeros_like(p), 0] for i, p in enumerate(self.params)}

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            s = self.mom[i]
            old = p.clone()
            s[2] += 1
            s[0].lerp_(p.grad, 1 - b1)
            s[1].lerp_(p.grad.square(), 1 - b2)
            p.addcdiv_(s[0] / (1 - b1 ** s[2]), (s[1] / (1 - b2 ** s[2])).sqrt().add_(self.eps), value=-self.lr)
            p.sub_(old, alpha=self.lr * self.weight_decay)
""",
        "torch's state dictionary": """\
class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    @torch.no_grad()
    def step(self, closure=None):
        for p in self.params:
            if p.grad is None:
                continue
            p.data.mul_(1 - self.lr * self.weight_decay)
            if p not in self.state:
                self.state[p] = dict(step=0, exp_avg=torch.zeros_like(p), exp_avg_sq=torch.zeros_like(p))
            state = self.state[p]
            state["step"] += 1
            beta1, beta2 = self.betas
            state["exp_avg"].mul_(beta1).add_(p.grad, alpha=1 - beta1)
            state["exp_avg_sq"].mul_(beta2).addcmul_(p.grad, p.grad, value=1 - beta2)
            correction1 = 1 - beta1 ** state["step"]
            correction2 = 1 - beta2 ** state["step"]
            denom = (state["exp_avg_sq"].sqrt() / correction2 ** 0.5).add_(self.eps)
            p.addcdiv_(state["exp_avg"], denom, value=-self.lr / correction1)
""",
        "minus lr times decay times weights": """\
class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.count = {}
        self.first = {}
        self.second = {}

    def step(self):
        b1, b2 = self.betas
        with torch.no_grad():
            for p in self.params:
                key = id(p)
                if p.grad is None:
                    continue
                if key not in self.count:
                    self.count[key] = 0
                    self.first[key] = torch.zeros_like(p)
                    self.second[key] = torch.zeros_like(p)
                self.count[key] += 1
                t = self.count[key]
                self.first[key] = b1 * self.first[key] + (1 - b1) * p.grad
                self.second[key] = b2 * self.second[key] + (1 - b2) * p.grad * p.grad
                p -= self.lr * self.weight_decay * p
                p -= self.lr * (self.first[key] / (1 - b1 ** t)) / ((self.second[key] / (1 - b2 ** t)).sqrt() + self.eps)
""",
        "folded step size, scaled eps": """\
class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.slots = [(torch.zeros_like(p), torch.zeros_like(p), [0]) for p in self.params]

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p, (m, v, t) in zip(self.params, self.slots):
            if p.grad is not None:
                t[0] += 1
                m += (1 - b1) * (p.grad - m)
                v += (1 - b2) * (p.grad ** 2 - v)
                root2 = (1 - b2 ** t[0]) ** 0.5
                a = self.lr * root2 / (1 - b1 ** t[0])
                p.copy_((1 - self.lr * self.weight_decay) * p - a * m / (v.sqrt() + root2 * self.eps))
""",
        "decay of all in a loop of its own": """\
class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.m = [None] * len(self.params)
        self.v = [None] * len(self.params)
        self.t = [0] * len(self.params)

    def _decay(self):
        for p in self.params:
            if p.grad is not None:
                p.data -= p.data * (self.lr * self.weight_decay)

    def _adam(self):
        b1, b2 = self.betas
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            g = p.grad.detach()
            self.m[i] = (1 - b1) * g if self.t[i] == 0 else b1 * self.m[i] + (1 - b1) * g
            self.v[i] = (1 - b2) * g * g if self.t[i] == 0 else b2 * self.v[i] + (1 - b2) * g * g
            self.t[i] += 1
            scale = self.lr / (1 - b1 ** self.t[i])
            p.data -= scale * self.m[i] / ((self.v[i] / (1 - b2 ** self.t[i])).sqrt() + self.eps)

    def step(self):
        self._decay()
        self._adam()
""",
        "foreach": """\
class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.exp_avg = [torch.zeros_like(p) for p in self.params]
        self.exp_avg_sq = [torch.zeros_like(p) for p in self.params]
        self.age = [0] * len(self.params)

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        rows = list(zip(self.params, self.exp_avg, self.exp_avg_sq, range(len(self.params))))
        rows = [row for row in rows if row[0].grad is not None]
        if not rows:
            return
        ps, ms, vs, ks = map(list, zip(*rows))
        gs = [p.grad for p in ps]
        for k in ks:
            self.age[k] += 1
        torch._foreach_mul_(ps, 1 - self.lr * self.weight_decay)
        torch._foreach_lerp_(ms, gs, 1 - b1)
        torch._foreach_mul_(vs, b2)
        torch._foreach_addcmul_(vs, gs, gs, 1 - b2)
        roots = torch._foreach_sqrt(vs)
        torch._foreach_div_(roots, [(1 - b2 ** self.age[k]) ** 0.5 for k in ks])
        torch._foreach_add_(roots, self.eps)
        torch._foreach_addcdiv_(ps, ms, roots, [-self.lr / (1 - b1 ** self.age[k]) for k in ks])
""",
        "dataclass and running products": """\
from dataclasses import dataclass

@dataclass
class Slot:
    m: object = 0.0
    v: object = 0.0
    b1t: float = 1.0
    b2t: float = 1.0

class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.slots = [Slot() for _ in self.params]

    @torch.no_grad()
    def step(self):
        for s, p in zip(self.slots, self.params):
            if p.grad is None:
                continue
            s.b1t, s.b2t = s.b1t * self.betas[0], s.b2t * self.betas[1]
            s.m = self.betas[0] * s.m + (1 - self.betas[0]) * p.grad
            s.v = self.betas[1] * s.v + (1 - self.betas[1]) * p.grad.square()
            adam = s.m / (1 - s.b1t) / ((s.v / (1 - s.b2t)).sqrt() + self.eps)
            p.add_(adam.add(p, alpha=self.weight_decay), alpha=-self.lr)
""",
        "property lr and attributes of the tensor": """\
class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.options = {"lr": lr}
        self.betas, self.eps, self.weight_decay = betas, eps, weight_decay
        for p in self.params:
            p.exp = torch.zeros_like(p.data)
            p.sq = torch.zeros_like(p.data)
            p.age = 0

    @property
    def lr(self):
        return self.options["lr"]

    @lr.setter
    def lr(self, lr):
        self.options["lr"] = lr

    def step(self):
        b1, b2 = self.betas
        for p in filter(lambda p: p.grad is not None, self.params):
            g = p.grad.data
            p.age += 1
            p.exp = b1 * p.exp + (1 - b1) * g
            p.sq = b2 * p.sq + (1 - b2) * g * g
            w = p.data * (1 - self.lr * self.weight_decay)
            p.data = w - self.lr * (p.exp / (1 - b1 ** p.age)) / (torch.sqrt(p.sq / (1 - b2 ** p.age)) + self.eps)
""",
        "corrected averages kept, nested function": """\
class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    @torch.no_grad()
    def step(self):
        def towards(avg, x, b, t):
            return avg + (x - avg) * ((1 - b) / (1 - b ** t))

        b1, b2 = self.betas
        for k, p in enumerate(self.params):
            if p.grad is None:
                continue
            t, m, v = self.state.get(k, (0, torch.zeros_like(p), torch.zeros_like(p)))
            m, v = towards(m, p.grad, b1, t + 1), towards(v, p.grad * p.grad, b2, t + 1)
            self.state[k] = (t + 1, m, v)
            p.lerp_(torch.zeros_like(p), self.lr * self.weight_decay)
            p.sub_(self.lr * m / (v.sqrt() + self.eps))
""",
    },
    "lion": {
        "list in the constructor": """\
class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.m = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p, m in zip(self.params, self.m):
            if p.grad is None:
                continue
            p.mul_(1 - self.lr * self.weight_decay)
            c = b1 * m + (1 - b1) * p.grad
            p.sub_(self.lr * torch.sign(c))
            m.mul_(b2).add_(p.grad, alpha=1 - b2)
""",
        "the paper's code": """\
class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.state = {}

    @torch.no_grad()
    def step(self, closure=None):
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for p in self.params:
            if p.grad is None:
                continue
            p.data.mul_(1 - self.lr * self.weight_decay)
            grad = p.grad
            if p not in self.state:
                self.state[p] = {"exp_avg": torch.zeros_like(p)}
            exp_avg = self.state[p]["exp_avg"]
            beta1, beta2 = self.betas
            update = exp_avg * beta1 + grad * (1 - beta1)
            p.add_(update.sign_(), alpha=-self.lr)
            exp_avg.mul_(beta2).add_(grad, alpha=1 - beta2)
        return loss
""",
        "one formula with data": """\
class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.momentum = {}

    def step(self):
        b1, b2 = self.betas
        for i, p in enumerate(self.params):
            if p.grad is not None:
                g, m = p.grad.data, self.momentum.get(i, 0.0)
                p.data = p.data - self.lr * ((b1 * m + (1 - b1) * g).sign() + self.weight_decay * p.data)
                self.momentum[i] = b2 * m + (1 - b2) * g
""",
        "lerp for both": """\
class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.ema = {p: torch.zeros_like(p) for p in self.params}

    @torch.no_grad()
    def step(self):
        for p, m in self.ema.items():
            if p.grad is None: continue
            direction = m.lerp(p.grad, 1 - self.betas[0]).sgn()
            m.lerp_(p.grad, 1 - self.betas[1])
            p -= self.lr * self.weight_decay * p
            p -= self.lr * direction
""",
        "sign by comparison": """\
class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.m = [None for _ in self.params]

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for i, p in enumerate(self.params):
            g = p.grad
            if g is None:
                continue
            old = torch.zeros_like(p) if self.m[i] is None else self.m[i]
            c = b1 * old + (1 - b1) * g
            s = (c > 0).to(p.dtype) - (c < 0).to(p.dtype)
            p.copy_(p * (1 - self.lr * self.weight_decay) - self.lr * s)
            self.m[i] = b2 * old + (1 - b2) * g
""",
        "sign by where": """\
class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        for p in self.params:
            p.lion = torch.zeros_like(p.data)

    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            g = p.grad.detach()
            mix = b1 * p.lion + (1.0 - b1) * g
            up, down = torch.ones_like(mix), -torch.ones_like(mix)
            s = torch.where(mix > 0, up, torch.where(mix < 0, down, torch.zeros_like(mix)))
            p.data.add_(s + self.weight_decay * p.data, alpha=-self.lr)
            p.lion = b2 * p.lion + (1.0 - b2) * g
""",
        "foreach": """\
class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.bufs = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        some = [(p, p.grad, m) for p, m in zip(self.params, self.bufs) if p.grad is not None]
        if not some:
            return
        ps, gs, ms = (list(column) for column in zip(*some))
        b1, b2 = self.betas
        torch._foreach_mul_(ps, 1 - self.lr * self.weight_decay)
        us = torch._foreach_mul(ms, b1)
        torch._foreach_add_(us, gs, alpha=1 - b1)
        us = [u.sign() for u in us]
        torch._foreach_add_(ps, us, alpha=-self.lr)
        torch._foreach_mul_(ms, b2)
        torch._foreach_add_(ms, gs, alpha=1 - b2)
""",
        "property lr and helper methods": """\
class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.hyper = dict(lr=lr, betas=betas, weight_decay=weight_decay)
        self.state = {}

    @property
    def lr(self):
        return self.hyper["lr"]

    @lr.setter
    def lr(self, lr):
        self.hyper["lr"] = lr

    betas = property(lambda self: self.hyper["betas"])
    weight_decay = property(lambda self: self.hyper["weight_decay"])

    def mixed(self, p, k):
        m = self.state.setdefault(id(p), torch.zeros_like(p.data))
        return self.betas[k] * m + (1 - self.betas[k]) * p.grad.data

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            direction = torch.sign(self.mixed(p, 0))
            self.state[id(p)] = self.mixed(p, 1)
            p.data -= self.lr * self.weight_decay * p.data
            p.data -= self.lr * direction
""",
        "sum undivided: only the sign counts": """\
class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.s = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p, s in zip(self.params, self.s):
            if p.grad is None:
                continue
            c = b1 * (1 - b2) * s + (1 - b1) * p.grad
            s.mul_(b2).add_(p.grad)
            p.mul_(1 - self.lr * self.weight_decay).sub_(c.sign(), alpha=self.lr)
""",
        "dataclass": """\
from dataclasses import dataclass

@dataclass
class Memory:
    m: torch.Tensor

class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.mem = [Memory(torch.zeros_like(p)) for p in self.params]

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p, mem in zip(self.params, self.mem):
            if p.grad is None:
                continue
            interp = torch.add(b1 * mem.m, p.grad, alpha=1 - b1)
            mem.m = torch.add(b2 * mem.m, p.grad, alpha=1 - b2)
            shrink = self.lr * self.weight_decay * p
            p -= self.lr * interp.sign()
            p -= shrink
""",
        "two loops: directions, then weights": """\
class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.m = {}

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        live = [p for p in self.params if p.grad is not None]
        signs = []
        for p in live:
            m = self.m.setdefault(p, p.detach().clone().zero_())
            signs.append(m.mul(b1).add(p.grad, alpha=1 - b1).sign())
            m.copy_(b2 * m + (1 - b2) * p.grad)
        while live:
            p, s = live.pop(), signs.pop()
            p.add_(s.add(p, alpha=self.weight_decay), alpha=-self.lr)
""",
    },
}

CPU_ONLY = {
    "sgd": {
        "numpy on the shared memory": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        for p in self.params:
            if p.grad is not None:
                w = p.detach().numpy()
                w -= self.lr * p.grad.numpy()
""",
        "a step of zeros made on the CPU": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            change = torch.zeros(p.shape, dtype=p.dtype)
            change.add_(p.grad, alpha=self.lr)
            p.sub_(change)
""",
    },
    "momentum": {
        "velocity in numpy": """\
import numpy as np

class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = [np.zeros_like(p.detach().numpy()) for p in self.params]

    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            self.v[i] = self.momentum * self.v[i] + p.grad.numpy()
            p.data -= torch.from_numpy(np.asarray(self.lr * self.v[i], dtype=p.detach().numpy().dtype))
""",
        "zeros without a device": """\
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = [torch.zeros(p.shape, dtype=p.dtype) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            if p.grad is not None:
                v.mul_(self.momentum).add_(p.grad)
                p.sub_(v, alpha=self.lr)
""",
    },
    "nesterov": {
        "everything in numpy": """\
import numpy as np

class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = [np.zeros(tuple(p.shape), dtype=p.detach().numpy().dtype) for p in self.params]

    def step(self):
        for v, p in zip(self.v, self.params):
            if p.grad is None:
                continue
            g = p.grad.numpy()
            v *= self.momentum
            v += g
            w = p.detach().numpy()
            w -= self.lr * (g + self.momentum * v)
""",
        "zeros without device or dtype, never changed in place": """\
class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = [torch.zeros(p.size()) for p in self.params]

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is not None:
                self.v[i] = self.momentum * self.v[i] + p.grad
                p -= self.lr * (p.grad + self.momentum * self.v[i])
""",
    },
    "adagrad": {
        "numpy": """\
import numpy as np

class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.h = [np.zeros_like(p.detach().numpy()) for p in self.params]

    def step(self):
        for p, h in zip(self.params, self.h):
            if p.grad is None:
                continue
            g = p.grad.detach().numpy()
            h += g * g
            w = p.detach().numpy()
            w -= self.lr * g / (np.sqrt(h) + self.eps)
""",
    },
    "rmsprop": {
        "zeros without a device": """\
class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.v = [torch.zeros(*p.shape, dtype=p.dtype) if p.dim() else torch.zeros((1,), dtype=p.dtype)[0]
                  for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            if p.grad is not None:
                v.mul_(self.alpha).addcmul_(p.grad, p.grad, value=1 - self.alpha)
                p.sub_(self.lr * p.grad / (v.sqrt() + self.eps))
""",
        "numpy": """\
import numpy

class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.mean_square = {}

    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            g = p.grad.numpy()
            self.mean_square[i] = self.alpha * self.mean_square.get(i, 0 * g) + (1 - self.alpha) * g ** 2
            change = self.lr * g / (numpy.sqrt(self.mean_square[i]) + self.eps)
            p.data -= torch.as_tensor(change, dtype=p.dtype)
""",
    },
    "adam": {
        "zeros without device or dtype, never changed in place": """\
class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.m = [torch.zeros(p.shape) for p in self.params]
        self.v = [torch.zeros(p.shape) for p in self.params]
        self.t = [0] * len(self.params)

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            self.t[i] += 1
            self.m[i] = b1 * self.m[i] + (1 - b1) * p.grad
            self.v[i] = b2 * self.v[i] + (1 - b2) * p.grad ** 2
            m_hat = self.m[i] / (1 - b1 ** self.t[i])
            v_hat = self.v[i] / (1 - b2 ** self.t[i])
            p -= self.lr * m_hat / (torch.sqrt(v_hat) + self.eps)
""",
        "numpy": """\
import numpy as np

class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = {}

    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            g = p.grad.numpy()
            m, v, t = self.state.get(p, (np.zeros_like(g), np.zeros_like(g), 0))
            m, v, t = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g ** 2, t + 1
            self.state[p] = m, v, t
            w = p.detach().numpy()
            w -= self.lr * (m / (1 - b1 ** t)) / (np.sqrt(v / (1 - b2 ** t)) + self.eps)
""",
    },
    "adam_l2": {
        "zeros without a device": """\
class AdamL2(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.m = [torch.zeros(p.shape, dtype=p.dtype) for p in self.params]
        self.v = [torch.zeros(p.shape, dtype=p.dtype) for p in self.params]
        self.t = [0] * len(self.params)

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for i, p in enumerate(self.params):
            if p.grad is not None:
                g = p.grad + self.weight_decay * p
                self.t[i] += 1
                self.m[i].mul_(b1).add_((1 - b1) * g)
                self.v[i].mul_(b2).add_((1 - b2) * g * g)
                m, v = self.m[i] / (1 - b1 ** self.t[i]), self.v[i] / (1 - b2 ** self.t[i])
                p -= self.lr * m / (v.sqrt() + self.eps)
""",
    },
    "adamw": {
        "numpy": """\
import numpy as np

class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.weight_decay = weight_decay
        self.state = {}

    def step(self):
        b1, b2 = self.betas
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            g, w = p.grad.numpy(), p.detach().numpy()
            m, v, t = self.state.get(i, (np.zeros_like(g), np.zeros_like(g), 0))
            m, v, t = b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g, t + 1
            self.state[i] = (m, v, t)
            w *= 1 - self.lr * self.weight_decay
            w -= self.lr * (m / (1 - b1 ** t)) / (np.sqrt(v / (1 - b2 ** t)) + self.eps)
""",
    },
    "lion": {
        "zeros without device or dtype, never changed in place": """\
class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.m = [torch.zeros(p.shape) for p in self.params]

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            c = b1 * self.m[i] + (1 - b1) * p.grad
            self.m[i] = b2 * self.m[i] + (1 - b2) * p.grad
            p.mul_(1 - self.lr * self.weight_decay)
            p.sub_(self.lr * c.sign())
""",
        "numpy": """\
import numpy as np

class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.weight_decay = weight_decay
        self.m = [np.zeros_like(p.detach().numpy()) for p in self.params]

    def step(self):
        b1, b2 = self.betas
        for i, p in enumerate(self.params):
            if p.grad is not None:
                g, w = p.grad.numpy(), p.detach().numpy()
                w *= 1 - self.lr * self.weight_decay
                w -= self.lr * np.sign(b1 * self.m[i] + (1 - b1) * g)
                self.m[i] = b2 * self.m[i] + (1 - b2) * g
""",
    },
}
