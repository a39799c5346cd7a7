"""Wrong answers, by task; the key says in words what is wrong."""

WRONG = {
    "sgd": {
        "climbs instead of descending": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        with torch.no_grad():
            for p in self.params:
                if p.grad is not None:
                    p.add_(self.lr * p.grad)
""",
        "no learning rate": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        for w in self.params:
            if w.grad is None:
                continue
            w.data -= w.grad.data
""",
        "learning rate squared": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def delta(self, g):
        return -self.lr * g

    @torch.no_grad()
    def update_one(self, p):
        p += self.lr * self.delta(p.grad)

    def step(self):
        for p in self.params:
            if p.grad is not None:
                self.update_one(p)
""",
        "learning rate read once in the constructor": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(list(params))
        self.lr = float(lr)
        self.alpha = -self.lr

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None: continue
            p.add_(p.grad, alpha=self.alpha)
""",
        "learning rate fixed at 0.01": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        for p in filter(lambda q: q.grad is not None, self.params):
            new = p.detach() - 0.01 * p.grad.detach()
            p.data.copy_(new)
""",
        "learning rate baked into a function in the constructor": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr
        self.delta = lambda g: -lr * g

    @torch.no_grad()
    def update_one(self, p):
        p += self.delta(p.grad)

    def step(self):
        for p in self.params:
            if p.grad is not None:
                self.update_one(p)
""",
        "the schedule's learning rate never reaches the group": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr
        self.param_groups = [{"params": self.params, "lr": lr}]

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    p.add_(p.grad, alpha=-group["lr"])
""",
        "crashes on a parameter without gradient": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        with torch.no_grad():
            for p in self.params:
                p.sub_(self.lr * p.grad)
""",
        "stops at the first parameter without gradient": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        for w in self.params:
            if w.grad is None:
                break
            w.data -= self.lr * w.grad.data
""",
        "no parameter moves when one has no gradient": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    @torch.no_grad()
    def step(self):
        ps = self.params
        if all(p.grad is not None for p in ps):
            torch._foreach_add_(ps, [p.grad for p in ps], alpha=-self.lr)
""",
        "only the first parameter moves: return in the loop": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(list(params))
        self.lr = float(lr)

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None: continue
            p.add_(p.grad, alpha=-self.lr)
            return
""",
        "only the last parameter moves: the update stands after the loop": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        for w in self.params:
            if w.grad is None:
                continue
        if w.grad is not None:
            w.data -= self.lr * w.grad.data
""",
        "forgets the last parameter": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        before = torch.is_grad_enabled()
        torch.set_grad_enabled(False)
        i = 0
        while i < len(self.params) - 1:
            w, dw = self.params[i], self.params[i].grad
            if dw is not None:
                w[...] = w - self.lr * dw
            i += 1
        torch.set_grad_enabled(before)
""",
        "a leaf changed in place while autograd watches": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def delta(self, g):
        return -self.lr * g

    def update_one(self, p):
        p += self.delta(p.grad)

    def step(self):
        for p in self.params:
            if p.grad is not None:
                self.update_one(p)
""",
        "makes a new tensor under a local name": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        for p in self.params:
            if p.grad is not None:
                p = p - self.lr * p.grad
""",
        "puts new tensors into self.params": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            new_p = (p - self.lr * p.grad).detach().requires_grad_(True)
            new_p.grad = p.grad
            self.params[i] = new_p
""",
        "replaces the list by a list of new tensors": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    @torch.no_grad()
    def step(self):
        self.params = [p if p.grad is None else p - self.lr * p.grad for p in self.params]
""",
        "multiplies the gradient by the learning rate in place": """\
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
            d_p = p.grad.detach()
            d_p.mul_(-self.lr)
            p.data.add_(d_p)
        return loss
""",
        "throws the gradients away after the step": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        for w in self.params:
            if w.grad is None:
                continue
            w.data -= self.lr * w.grad.data
            w.grad.zero_()
""",
        "step calls zero_grad": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(list(params))
        self.lr = float(lr)

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None: continue
            p.add_(p.grad, alpha=-self.lr)
        self.zero_grad()
""",
        "step calls zero_grad before it starts": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        self.zero_grad()
        with torch.no_grad():
            for p in self.params:
                if p.grad is not None:
                    p.sub_(self.lr * p.grad)
""",
        "clips the gradient norm": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            g = p.grad
            norm = g.norm()
            if norm > 1.0:
                g = g / norm
            p -= self.lr * g
""",
        "clips every entry of the gradient in place": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        for p in self.params:
            if p.grad is not None:
                p.grad.data.clamp_(-1, 1)
                p.data.add_(p.grad.data, alpha=-self.lr)
""",
        "divides by the gradient's norm": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        pairs = ((p.detach(), p.grad) for p in self.params if p.grad is not None)
        for weight, gradient in pairs:
            weight -= self.lr * gradient / (gradient.norm() + 1e-12)
""",
        "uses only the sign of the gradient": """\
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
                w[...] = w - self.lr * dw.sign()
            i += 1
        torch.set_grad_enabled(before)
""",
        "mean of the gradient for all entries": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        for p in filter(lambda q: q.grad is not None, self.params):
            new = p.detach() - self.lr * p.grad.detach().mean()
            p.data.copy_(new)
""",
        "divides by the number of parameters": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        with torch.no_grad():
            for p in self.params:
                if p.grad is not None:
                    p.sub_(self.lr / len(self.params) * p.grad)
""",
        "adds weight decay": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(list(params))
        self.lr = float(lr)

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None: continue
            p.add_(p.grad + 1e-4 * p, alpha=-self.lr)
""",
        "learning rate decays with the steps": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        self.t = getattr(self, 't', 0) + 1
        pairs = ((p.detach(), p.grad) for p in self.params if p.grad is not None)
        for weight, gradient in pairs:
            weight -= gradient * (self.lr / self.t)
""",
        "learning rate shrunk after each step": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        for w in self.params:
            if w.grad is None:
                continue
            w.data -= self.lr * w.grad.data
        self.lr *= 0.99
""",
        "momentum that nobody asked for": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            if p.grad is None:
                continue
            v.mul_(0.9).add_(p.grad)
            p.sub_(self.lr * v)
""",
        "moves with the gradient of the step before": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr
        self.last = {}

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            if p in self.last:
                p.data -= self.lr * self.last[p]
            self.last[p] = p.grad.clone()
""",
        "keeps a history of all weights": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr
        self.history = []

    def step(self):
        for p in self.params:
            if p.grad is not None:
                p.data.sub_(p.grad, alpha=self.lr)
        self.history.append([p.detach().clone() for p in self.params])
""",
        "keeps a needless buffer for each parameter": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr
        self.update = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, u in zip(self.params, self.update):
            if p.grad is not None:
                u.copy_(p.grad).mul_(self.lr)
                p.sub_(u)
""",
        "computes in half precision": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        Optimizer.__init__(self, params)
        self.lr = lr

    def step(self):
        for i in range(len(self.params)):
            g = self.params[i].grad
            if g is not None:
                self.params[i].data = self.params[i].data - (g.half() * self.lr).to(g.dtype)
""",
        "computes in single precision whatever the parameter's type": """\
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
            d_p = p.grad.detach().clone().float()
            d_p.mul_(-self.lr)
            p.data.add_(d_p)
        return loss
""",
        "turns the weights into single precision": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        Optimizer.__init__(self, params)
        self.lr = lr

    def step(self):
        for i in range(len(self.params)):
            g = self.params[i].grad
            if g is not None:
                self.params[i].data = (self.params[i].data - g * self.lr).float()
""",
        "rounds the weights to four digits": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is not None:
                p.copy_(torch.round(p - self.lr * p.grad, decimals=4))
""",
        "loops over the rows and fails for a single number": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            for i in range(len(p)):
                p.data[i] -= self.lr * p.grad[i]
""",
        "wrong name of the attribute": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        with torch.no_grad():
            for p in self.params:
                if p.grad is not None:
                    p.sub_(self.learning_rate * p.grad)
""",
        "not written": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        # Your code here
        raise NotImplementedError
""",
        "does nothing": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        for p in self.params:
            if p.grad is not None:
                p.data - self.lr * p.grad.data
""",
        "assigns instead of subtracting": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        for p in self.params:
            if p.grad is not None:
                p.data =- self.lr * p.grad.data
""",
        "loops over the constructor's generator, which is used up": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.parameters = params
        self.lr = lr

    def step(self):
        for p in self.parameters:
            if p.grad is not None:
                p.data -= self.lr * p.grad
""",
        "every parameter moves with the first one's gradient": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    @torch.no_grad()
    def step(self):
        grads = [p.grad for p in self.params if p.grad is not None]
        for p in self.params:
            if p.grad is not None:
                p -= self.lr * grads[0]
""",
        "gradients pair up with the wrong parameters when one is None": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    @torch.no_grad()
    def step(self):
        grads = [p.grad for p in self.params if p.grad is not None]
        for p, g in zip(self.params, grads):
            p -= self.lr * g
""",
        "climbs, and the gradients are zeroed afterwards": """\
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
            d_p.mul_(self.lr)
            p.data.add_(d_p)
            p.grad.zero_()
        return loss
""",
        "no learning rate, and crashes on None": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        with torch.no_grad():
            for p in self.params:
                p.sub_(p.grad)
""",
        "gradient averaged over the first axis and learning rate fixed": """\
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr

    def step(self):
        for p in filter(lambda q: q.grad is not None, self.params):
            new = p.detach() - 0.1 * p.grad.detach().mean(dim=0, keepdim=True) if p.dim() else p.detach()
            p.data.copy_(new)
""",
    },
    "momentum": {
        "climbs instead of descending": """\
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
            p.add_(self.lr * v)
""",
        "dampening: the gradient enters with 1 - momentum": """\
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
        torch._foreach_add_(bs, gs, alpha=1 - self.momentum)
        torch._foreach_add_(ps, bs, alpha=-self.lr)
""",
        "average instead of sum": """\
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    def step(self):
        def velocity(k, g):
            v = self.state.get(k)
            v = (1 - self.momentum) * g if v is None else v.mul(self.momentum).add((1 - self.momentum) * g)
            self.state[k] = v
            return v

        with torch.no_grad():
            for k, p in enumerate(self.params):
                if p.grad is not None:
                    p.add_(velocity(k, p.grad).mul(-self.lr))
""",
        "dampening from the second step on": """\
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
                    buf.mul_(self.momentum).add_(d_p, alpha=1 - self.momentum)
                p.data.add_(buf, alpha=-group["lr"])
""",
        "learning rate inside the velocity": """\
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
            v.mul_(self.momentum).add_(p.grad, alpha=self.lr)
            p.sub_(v)
""",
        "learning rate inside the velocity and once more outside": """\
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
                v += self.lr * p.grad
                p -= v * self.lr
""",
        "no learning rate": """\
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
                p.data = p.data - new
""",
        "no momentum: the velocity is overwritten by the gradient": """\
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
            v.copy_(g)
            w.copy_(w - self.lr * v)
""",
        "velocity never fades": """\
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
            p.velocity = p.velocity + p.grad.data
            p.data.add_(p.velocity, alpha=-self.lr)
""",
        "momentum multiplies the gradient instead of the velocity": """\
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
                m.velocity = m.velocity + self.momentum * m.weight.grad
                m.weight -= self.lr * m.velocity
""",
        "momentum multiplies the sum of velocity and gradient": """\
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
                v += p.grad
                v *= self.momentum
                p -= v * self.lr
""",
        "moves with the old velocity": """\
class Velocity:
    __slots__ = ("value",)

    def __init__(self, like):
        self.value = torch.zeros_like(like).detach()

    def push(self, g, mu):
        old = self.value.clone()
        torch.add(g, self.value, alpha=mu, out=self.value)
        return old

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
        "Nesterov's step instead of plain momentum": """\
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
            p.sub_(self.lr * (p.grad + self.momentum * v))
""",
        "momentum fixed at 0.9": """\
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
                self.v[i].mul_(0.9).sub_(p.grad)
            p += self.lr * self.v[i]
""",
        "learning rate cached in the constructor": """\
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self._lr = lr
        self.momentum = momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            if p.grad is None:
                continue
            v.mul_(self.momentum).add_(p.grad)
            p.sub_(self._lr * v)
""",
        "learning rate stored in the group only": """\
from collections import defaultdict

class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.param_groups = [dict(params=self.params, lr=lr, momentum=momentum)]
        self.state = defaultdict(dict)


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
        "velocity grows by subtraction but is subtracted too": """\
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
            p -= self.lr * self.v[i]
""",
        "one velocity for all parameters": """\
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = 0

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is not None:
                self.v = self.momentum * self.v + p.grad
                p -= self.lr * self.v
""",
        "a single number as velocity: the gradient's mean": """\
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = [0.0] * len(self.params)

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is not None and p.numel():
                self.v[i] = self.momentum * self.v[i] + p.grad.mean().item()
                p -= self.lr * self.v[i]
""",
        "velocities belong to the class: two optimizers share them": """\
class Momentum(Optimizer):
    velocities = {}

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is not None:
                if i not in self.velocities:
                    self.velocities[i] = torch.zeros_like(p)
                self.velocities[i].mul_(self.momentum).add_(p.grad)
                p.sub_(self.velocities[i], alpha=self.lr)
""",
        "velocities in a mutable default argument": """\
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9, buffers=[]):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.buffers = buffers
        if not self.buffers:
            self.buffers.extend(torch.zeros_like(p) for p in self.params)

    @torch.no_grad()
    def step(self):
        for p, b in zip(self.params, self.buffers):
            if p.grad is None:
                continue
            b.mul_(self.momentum).add_(p.grad)
            p.add_(b, alpha=-self.lr)
""",
        "the same zero tensor repeated in the list": """\
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = [torch.zeros_like(self.params[0])] * len(self.params)

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            if p.grad is not None:
                v.mul_(self.momentum).add_(p.grad)
                p.sub_(v, alpha=self.lr)
""",
        "velocity made anew in every step": """\
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum

    def step(self):
        velocity = [torch.zeros_like(p) for p in self.params]
        for p, v in zip(self.params, velocity):
            if p.grad is None:
                continue
            v = self.momentum * v + p.grad
            p.data -= self.lr * v
""",
        "first velocity is the gradient itself, not a copy": """\
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
                    buf = param_state["momentum_buffer"] = d_p
                else:
                    buf = param_state["momentum_buffer"]
                    buf.mul_(self.momentum).add_(d_p)
                p.data.add_(buf, alpha=-group["lr"])
""",
        "changes the gradient in place: g += momentum * v": """\
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    def step(self):
        def velocity(k, g):
            v = self.state.get(k)
            v = g.clone() if v is None else g.add_(v, alpha=self.momentum).clone()
            self.state[k] = v
            return v

        with torch.no_grad():
            for k, p in enumerate(self.params):
                if p.grad is not None:
                    p.add_(velocity(k, p.grad).mul(-self.lr))
""",
        "zeroes the gradients at the end": """\
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
        torch._foreach_zero_(gs)
""",
        "only the first parameter moves: return in the loop": """\
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
                return new
""",
        "stops at the first parameter without gradient": """\
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    def step(self):
        for p in self.params:
            if p.grad is None:
                return
            if p not in self.state:
                self.state[p] = p.grad.detach().clone()
            else:
                self.state[p] = self.momentum * self.state[p] + p.grad.detach()
            p.data -= self.lr * self.state[p]
""",
        "a parameter without gradient keeps rolling": """\
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            v.mul_(self.momentum)
            if p.grad is not None:
                v.add_(p.grad)
            p.sub_(self.lr * v)
""",
        "velocity fades while there is no gradient": """\
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
                v.mul_(self.momentum)
                continue
            v.mul_(self.momentum).add_(p.grad)
            p.sub_(self.lr * v)
""",
        "velocity forgotten when there is no gradient": """\
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    def step(self):
        for p in self.params:
            if p.grad is None:
                self.state.pop(p, None)
                continue
            if p not in self.state:
                self.state[p] = p.grad.detach().clone()
            else:
                self.state[p] = self.momentum * self.state[p] + p.grad.detach()
            p.data -= self.lr * self.state[p]
""",
        "crashes on a parameter without gradient": """\
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.bufs = [p.detach().new_zeros(p.shape) for p in self.params]

    @torch.no_grad()
    def step(self):
        alive = [(p, p.grad, b) for p, b in zip(self.params, self.bufs)]
        if not alive:
            return
        ps, gs, bs = map(list, zip(*alive))
        torch._foreach_mul_(bs, self.momentum)
        torch._foreach_add_(bs, gs)
        torch._foreach_add_(ps, bs, alpha=-self.lr)
""",
        "zero gradients are skipped, so the parameter does not roll on": """\
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is not None and p.grad.abs().sum() > 0:
                v = self.state.setdefault(i, torch.zeros_like(p))
                v *= self.momentum
                v += p.grad
                p -= v * self.lr
""",
        "a leaf changed in place while autograd watches": """\
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is not None:
                v = self.state.setdefault(i, torch.zeros_like(p))
                v *= self.momentum
                v += p.grad
                p -= v * self.lr
""",
        "new tensors in self.params": """\
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    def step(self):
        for i in range(len(self.params)):
            g = self.params[i].grad
            if g is None:
                continue
            self.v[i] = self.momentum * self.v[i] + g
            self.params[i] = torch.nn.Parameter(self.params[i].detach() - self.lr * self.v[i])
            self.params[i].grad = g
""",
        "velocities for a generator that is used up": """\
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = [torch.zeros_like(p) for p in params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            if p.grad is not None:
                v.mul_(self.momentum).add_(p.grad)
                p.sub_(v, alpha=self.lr)
""",
        "keeps all velocities in a list": """\
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.velocities = [[torch.zeros_like(p)] for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, vs in zip(self.params, self.velocities):
            if p.grad is None:
                continue
            vs.append(self.momentum * vs[-1] + p.grad)
            p -= self.lr * vs[-1]
""",
        "velocity recomputed from all gradients ever seen": """\
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.grads = {}

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            seen = self.grads.setdefault(p, [])
            seen.append(p.grad.clone())
            v = sum(self.momentum ** k * g for k, g in enumerate(reversed(seen)))
            p.data.sub_(self.lr * v)
""",
        "heavy ball from the last two positions, wrong once lr changes": """\
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.previous = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            here = p.clone()
            p.add_(-self.lr * p.grad + self.momentum * (p - self.previous.get(p, here)))
            self.previous[p] = here
""",
        "velocity in single precision": """\
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = [torch.zeros(p.shape, device=p.device) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            if p.grad is None:
                continue
            v.mul_(self.momentum).add_(p.grad)
            p.sub_(self.lr * v)
""",
        "velocity in single precision by float()": """\
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
                self.state[p] = p.grad.detach().clone().float()
            else:
                self.state[p] = self.momentum * self.state[p] + p.grad.detach().float()
            p.data -= self.lr * self.state[p]
""",
        "velocity rounded to two digits": """\
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
                new = torch.round(old * self.momentum + g.data, decimals=2)
                self.buf[id(p)] = new
                p.data = p.data - self.lr * new
""",
        "int(momentum) is zero": """\
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
            v.mul_(int(self.momentum)).add_(p.grad)
            p.sub_(self.lr * v)
""",
        "clips the velocity": """\
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
            v.copy_((self.momentum * v + g).clamp(-1, 1))
            w.copy_(w - self.lr * v)
""",
        "adds weight decay": """\
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.bufs = [p.detach().new_zeros(p.shape) for p in self.params]

    @torch.no_grad()
    def step(self):
        alive = [(p, p.grad + 1e-3 * p, b) for p, b in zip(self.params, self.bufs) if p.grad is not None]
        if not alive:
            return
        ps, gs, bs = map(list, zip(*alive))
        torch._foreach_mul_(bs, self.momentum)
        torch._foreach_add_(bs, gs)
        torch._foreach_add_(ps, bs, alpha=-self.lr)
""",
        "bias correction as in Adam": """\
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
                    v = velocity(k, p.grad)
                    self.t = getattr(self, 't', 0) + 1
                    p.add_(v / (1 - self.momentum ** self.t), alpha=-self.lr)
""",
        "all velocities updated, only the last parameter moved": """\
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
        if p.grad is not None:
            p.sub_(self.lr * v)
""",
        "asks for a state that was never made: KeyError": """\
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
                v = self.state[i]
                v *= self.momentum
                v += p.grad
                p -= v * self.lr
""",
        "the parameter itself as first velocity": """\
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        for p in self.params:
            p.velocity = p.data.clone()

    def step(self):
        for p in self.params:
            if p.grad is None: continue
            p.velocity = self.momentum * p.velocity + p.grad.data
            p.data.add_(p.velocity, alpha=-self.lr)
""",
        "velocity starts at ones": """\
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = [torch.ones_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            if p.grad is None:
                continue
            v.mul_(self.momentum).add_(p.grad)
            p.sub_(self.lr * v)
""",
        "sum of averages and learning rate in the velocity": """\
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
                new = old * self.momentum + (1 - self.momentum) * self.lr * g.data
                self.buf[id(p)] = new
                p.data = p.data - new
""",
        "dampening, and a parameter without gradient is treated as zero": """\
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            g = torch.zeros_like(p) if p.grad is None else p.grad
            v.mul_(self.momentum).add_(g, alpha=1 - self.momentum)
            p.sub_(self.lr * v)
""",
        "Nesterov's step and climbing": """\
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
                m.weight -= -self.lr * (m.weight.grad + self.momentum * m.velocity)
""",
        "momentum fixed at 0.9 and gradient zeroed": """\
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    def step(self):
        def velocity(k, g):
            v = self.state.get(k)
            v = g.clone() if v is None else v.mul(0.9).add(g)
            self.state[k] = v
            return v

        with torch.no_grad():
            for k, p in enumerate(self.params):
                if p.grad is not None:
                    p.add_(velocity(k, p.grad).mul(-self.lr))
                    p.grad.zero_()
""",
        "one velocity too many: the last update is kept as well": """\
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
            p.update = self.lr * v
            p.sub_(p.update)
""",
        "learning rate in the velocity, and it never fades": """\
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
                v += p.grad * self.lr
                p -= v
""",
    },
    "nesterov": {
        "plain heavy ball": """\
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
            p.sub_(self.lr * v)
""",
        "heavy ball with dampening": """\
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
        torch._foreach_add_(v, g, alpha=1 - self.momentum)
        step = v
        torch._foreach_add_(p, step, alpha=-self.lr)
""",
        "climbs instead of descending": """\
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
            p.add_(p.grad.add(self.velocity[p], alpha=self.momentum), alpha=self.lr)
""",
        "old velocity in the look-ahead": """\
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
            p.sub_(self.lr * (p.grad + self.momentum * v))
            v.mul_(self.momentum).add_(p.grad)
""",
        "momentum missing before the velocity in the step": """\
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
            p.sub_(self.lr * (p.grad + v))
""",
        "momentum on the gradient instead of the velocity": """\
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
            d_p = buf.add(d_p, alpha=self.momentum)
            p.data.add_(d_p, alpha=-self.lr)
""",
        "only the look-ahead part: the gradient is missing": """\
class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self._pairs = [[p, None] for p in self.params]

    def _direction(self, g, v):
        return v * self.momentum

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
        "momentum applied twice in the look-ahead": """\
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
                w -= self.lr * self.momentum ** 2 * self.vel[i]
""",
        "mu squared forgotten in the expanded form": """\
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
                p -= self.lr * (mu * self.v[k] + (1 + mu) * p.grad)
                self.v[k] = mu * self.v[k] + p.grad
""",
        "1 + mu forgotten in the expanded form": """\
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
                p -= self.lr * (mu ** 2 * self.v[k] + p.grad)
                self.v[k] = mu * self.v[k] + p.grad
""",
        "expanded form with the new velocity": """\
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
                self.v[k] = mu * self.v[k] + p.grad
                p -= self.lr * (mu ** 2 * self.v[k] + (1 + mu) * p.grad)
""",
        "gradient added after the multiplication by mu": """\
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
            u.mul_(self.momentum).add_(p.grad)
            p.add_(p.grad + u, alpha=-self.lr)
""",
        "never goes back from the look-ahead": """\
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
            v.mul_(self.momentum).add_(p.grad)
            p -= self.lr * v
            p -= self.lr * self.momentum * v
""",
        "never goes ahead again": """\
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
""",
        "goes back the wrong way": """\
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
            p -= self.lr * self.momentum * v
            v.mul_(self.momentum).add_(p.grad)
            p -= self.lr * v
            p -= self.lr * self.momentum * v
""",
        "learning rate inside the velocity": """\
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
            v.mul_(self.momentum).add_(self.lr * p.grad)
            p.sub_(self.lr * p.grad + self.momentum * v)
""",
        "learning rate missing at the look-ahead": """\
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
            p.data = y - self.momentum * self.m[id(p)]
""",
        "learning rate missing at the gradient": """\
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
            y = p.data - p.grad.data
            self.m[id(p)] = self.m[id(p)] * self.momentum + p.grad.data
            p.data = y - self.lr * self.momentum * self.m[id(p)]
""",
        "velocity with the wrong sign in one place": """\
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
                p.add_(-self.momentum * self.v[i] - p.grad, alpha=self.lr)
""",
        "average instead of sum": """\
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
            self.velocity.setdefault(p, torch.zeros_like(p)).mul_(self.momentum).add_(p.grad, alpha=1 - self.momentum)
        for p in todo:
            p.sub_(p.grad.add(self.velocity[p], alpha=self.momentum), alpha=self.lr)
""",
        "dampening from the second step on": """\
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
                buf.mul_(self.momentum).add_(d_p, alpha=1 - self.momentum)
            d_p = d_p.add(buf, alpha=self.momentum)
            p.data.add_(d_p, alpha=-self.lr)
""",
        "Nesterov's two sequences, wrong once lr changes": """\
class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.y = [p.detach().clone() for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, y in zip(self.params, self.y):
            if p.grad is None:
                continue
            y_new = p - self.lr * p.grad
            p.copy_(y_new + self.momentum * (y_new - y))
            y.copy_(y_new)
""",
        "Nesterov's sequence with t/(t+3) in place of the momentum": """\
class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = {}
        self.t = {}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            self.t[p] = self.t.get(p, 0) + 1
            mu = min(self.momentum, self.t[p] / (self.t[p] + 3))
            self.v[p] = mu * self.v.get(p, torch.zeros_like(p)) + p.grad
            p -= self.lr * (p.grad + mu * self.v[p])
""",
        "CS231n's form with lr in the velocity, wrong once lr changes": """\
class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for i, x in enumerate(self.params):
            if x.grad is None:
                continue
            v_prev = self.v[i]
            self.v[i] = self.momentum * self.v[i] - self.lr * x.grad
            x += -self.momentum * v_prev + (1 + self.momentum) * self.v[i]
""",
        "evaluates the gradient at the wrong place: moves ahead only afterwards": """\
class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            if p.grad is not None:
                p.sub_(self.lr * self.momentum * v)
                v.mul_(self.momentum).add_(p.grad)
                p.sub_(self.lr * v)
""",
        "look-ahead put into the gradient itself": """\
class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            v = self.state.setdefault(p, torch.zeros_like(p.data))
            v.mul_(self.momentum).add_(p.grad)
            p.grad.add_(v, alpha=self.momentum)
            p.data.sub_(self.lr * p.grad)
""",
        "one velocity for all parameters": """\
class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.velocity = 0.0

    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            self.velocity = self.momentum * self.velocity + p.grad.sum()
            p.data -= self.lr * (p.grad + self.momentum * self.velocity)
""",
        "velocities in a global list": """\
VELOCITY = {}

class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            VELOCITY[i] = self.momentum * VELOCITY.get(i, 0) + p.grad
            p -= self.lr * (p.grad + self.momentum * VELOCITY[i])
""",
        "class attribute holds the velocities of all instances": """\
class Nesterov(Optimizer):
    vel = {}

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum = lr, momentum

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
        "velocity thrown away after each step": """\
class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.velocity = {}

    @torch.no_grad()
    def step(self):
        self.velocity = {}
        todo = [p for p in self.params if p.grad is not None]
        for p in todo:
            self.velocity.setdefault(p, torch.zeros_like(p)).mul_(self.momentum).add_(p.grad)
        for p in todo:
            p.sub_(p.grad.add(self.velocity[p], alpha=self.momentum), alpha=self.lr)
""",
        "first velocity is the gradient itself, not a copy": """\
class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {}

    def step(self):
        for p in self.params:
            if p.grad is None: continue
            d_p = p.grad
            if p not in self.state:
                buf = self.state[p] = d_p
            else:
                buf = self.state[p]
                buf.mul_(self.momentum).add_(d_p)
            d_p = d_p.add(buf, alpha=self.momentum)
            p.data.add_(d_p, alpha=-self.lr)
""",
        "only the first parameter moves: return in the loop": """\
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
            return
""",
        "stops at the first parameter without gradient": """\
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
                break
            v.mul_(self.momentum).add_(p.grad)
            p.sub_(self.lr * (p.grad + self.momentum * v))
""",
        "a parameter without gradient is treated as zero": """\
class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            g = p.grad if p.grad is not None else torch.zeros_like(p)
            v.mul_(self.momentum).add_(g)
            p.sub_(self.lr * (g + self.momentum * v))
""",
        "velocity reset when there is no gradient": """\
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
                pair[1] = None
                continue
            g = w.grad.detach()
            v = g.clone() if v is None else g + self.momentum * v
            pair[1] = v
            with torch.no_grad():
                w.copy_(torch.sub(w, self._direction(g, v), alpha=self.lr))
""",
        "crashes on a parameter without gradient": """\
class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        idx = [i for i, p in enumerate(self.params)]
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
        "skips zero gradients": """\
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
            if p.grad is not None and torch.any(p.grad != 0):
                p -= self.lr * (mu ** 2 * self.v[k] + (1 + mu) * p.grad)
                self.v[k] = mu * self.v[k] + p.grad
""",
        "learning rate cached in the constructor": """\
class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.momentum = momentum
        self.lr = lr
        self.defaults = {"lr": lr, "momentum": momentum}
        self.state = {}

    def step(self, closure=None):
        loss = closure() if closure else None
        for p in self.params:
            if p.grad is None:
                continue
            s = self.state.setdefault(p, {})
            if not s:
                s["v"] = torch.zeros_like(p.data)
            s["v"].mul_(self.defaults["momentum"]).add_(p.grad.data)
            p.data.add_(-self.defaults['lr'] * (p.grad.data + self.defaults["momentum"] * s["v"]))
        return loss
""",
        "momentum fixed at 0.9 in the look-ahead": """\
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
            p.sub_(p.grad.add(self.velocity[p], alpha=0.9), alpha=self.lr)
""",
        "zeroes the gradient at the end": """\
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
            p.grad = None
""",
        "leaf changed in place outside no_grad": """\
class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = [0.0 for _ in self.params]

    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is not None:
                self.v[i] = self.momentum * self.v[i] - p.grad
                p.add_(self.momentum * self.v[i] - p.grad, alpha=self.lr)
""",
        "new tensor under a local name": """\
class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    def step(self):
        for i, p in enumerate(self.params):
            g = p.grad
            if g is None:
                continue
            self.v[i] = self.momentum * self.v[i] + g
            p = p - self.lr * (g + self.momentum * self.v[i])
""",
        "two buffers: the step is kept as well": """\
class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.velocity = {}
        self.steps = {}

    @torch.no_grad()
    def step(self):
        todo = [p for p in self.params if p.grad is not None]
        for p in todo:
            self.velocity.setdefault(p, torch.zeros_like(p)).mul_(self.momentum).add_(p.grad)
        for p in todo:
            self.steps[p] = p.grad.add(self.velocity[p], alpha=self.momentum)
            p.sub_(self.steps[p], alpha=self.lr)
""",
        "velocity in single precision": """\
class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.state = {p: torch.zeros_like(p, dtype=torch.float32) for p in self.params}

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
        "copy of the weights kept for the look-ahead besides the velocity": """\
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
            p.looked = p.data.clone()
            y = p.data - self.lr * p.grad.data
            self.m[id(p)] = self.m[id(p)] * self.momentum + p.grad.data
            p.data = y - self.lr * self.momentum * self.m[id(p)]
""",
        "clips the step to one": """\
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
                w.copy_(torch.sub(w, self._direction(g, v).clamp(-1, 1), alpha=self.lr))
""",
        "weight decay added": """\
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
        g = [q.grad + 5e-4 * q for q in p]
        v = [self.v[i] for i in idx]
        torch._foreach_mul_(v, self.momentum)
        torch._foreach_add_(v, g)
        step = torch._foreach_add(g, v, alpha=self.momentum)
        torch._foreach_add_(p, step, alpha=-self.lr)
""",
        "uses the gradient of the step before in the look-ahead": """\
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
                w -= self.lr * (self.vel.get(('g', i), g))
                self.vel['g', i] = g.clone()
                w -= self.lr * self.momentum * self.vel[i]
""",
        "heavy ball, and a parameter without gradient rolls on": """\
class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            v *= self.momentum
            if p.grad is not None:
                v += p.grad
            p -= self.lr * v
""",
        "old velocity and dampening": """\
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
                p -= self.lr * (p.grad + mu * self.v[k])
                self.v[k] = mu * self.v[k] + (1 - mu) * p.grad
""",
        "climbs, and momentum missing in the step": """\
class Nesterov(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr = lr
        self.momentum = momentum
        self._pairs = [[p, None] for p in self.params]

    def _direction(self, g, v):
        return -(g + v)

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
        "look-ahead without momentum and lr fixed": """\
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
                w -= 0.1 * self.vel[i]
""",
        "velocities shared by the class, and the last parameter forgotten": """\
class Nesterov(Optimizer):
    vel = {}

    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum = lr, momentum

    def step(self):
        with torch.no_grad():
            for i, w in enumerate(self.params[:-1]):
                g = w.grad
                if g is None:
                    continue
                self.vel[i] = self.momentum * self.vel.get(i, 0) + g
                w -= self.lr * g
                w -= self.lr * self.momentum * self.vel[i]
""",
        "not finished": """\
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
            raise NotImplementedError('look-ahead')
""",
    },
    "adagrad": {
        "climbs instead of descending": """\
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
            p.addcdiv_(p.grad, s.sqrt().add_(self.eps), value=self.lr)
""",
        "root forgotten": """\
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
            p.addcdiv_(p.grad, s.clone().add_(self.eps), value=-self.lr)
""",
        "eps inside the root": """\
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
            p.data = p.data - self.lr / (torch.sqrt(self.G[p] + self.eps)) * g
""",
        "eps forgotten: zero divided by zero": """\
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
                p -= self.lr * p.grad / self.root[i]
""",
        "eps fixed at 1e-10": """\
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
            p -= self.lr * g / (self.cache[i] ** 0.5 + 1e-10)
""",
        "eps fixed at 1e-8, as in Adam": """\
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
        torch._foreach_add_(std, 1e-8)
        torch._foreach_addcdiv_(ps, gs, std, -self.lr)
""",
        "eps as a floor instead of a summand": """\
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
            p.data = p.data - self.lr / torch.sqrt(self.G[p]).clamp(min=self.eps) * g
""",
        "eps starts the sum and is left out of the root": """\
class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.sums = [torch.full_like(p, eps) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, s in zip(self.params, self.sums):
            if p.grad is None:
                continue
            s.addcmul_(p.grad, p.grad)
            p.addcdiv_(p.grad, s.sqrt(), value=-self.lr)
""",
        "running average instead of the sum": """\
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
            s.mul_(0.9).addcmul_(p.grad, p.grad, value=0.1)
            p.addcdiv_(p.grad, s.sqrt().add_(self.eps), value=-self.lr)
""",
        "mean of the squares over the steps": """\
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
                std = (state["sum"] / state["step"]).sqrt().add_(group["eps"])
                p.data.addcdiv_(grad, std, value=-group["lr"])
""",
        "sum of gradients instead of squares": """\
class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr, self.eps = lr, eps
        self.cache = {i: torch.zeros_like(p) for i, p in enumerate(self.params)}

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            g = torch.zeros_like(p) if p.grad is None else p.grad
            self.cache[i] += g.abs()
            p -= self.lr * g / (self.cache[i] ** 0.5 + self.eps)
""",
        "sum of gradients, signs and all, squared afterwards": """\
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
            self.G[p] = self.G[p] + g
            p.data = p.data - self.lr / (torch.sqrt(self.G[p] ** 2) + self.eps) * g
""",
        "only the last square: the sum is overwritten": """\
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
                p.g2 = torch.square(p.grad)
                rate = self.lr / (p.g2.sqrt() + self.eps)
                p.sub_(rate.mul(p.grad))
""",
        "sum updated after the step": """\
class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.total = {}

    def rates(self, p):
        seen = self.total.setdefault(p, torch.zeros_like(p.data))
        rate = self.lr * torch.reciprocal(seen.sqrt() + self.eps)
        seen += p.grad.data.mul(p.grad.data)
        return rate

    def step(self):
        for p in (q for q in self.params if q.grad is not None):
            p.data.addcmul_(self.rates(p), p.grad.data, value=-1)
""",
        "cube root": """\
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
            p -= self.lr * g / (self.cache[i] ** (1 / 3) + self.eps)
""",
        "gradient squared in the numerator": """\
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
                p -= self.lr * p.grad ** 2 / (self.root[i] + self.eps)
""",
        "no gradient in the numerator": """\
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
            p.addcdiv_(torch.ones_like(p), s.sqrt().add_(self.eps), value=-self.lr)
""",
        "sum starts at one": """\
class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.acc = [torch.ones_like(p) for p in self.params]

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
        "sum starts at 0.1, as in TensorFlow": """\
class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.param_groups = [{"params": self.params, "lr": lr, "eps": eps}]
        self.eps = eps
        self.state = {p: {"step": 0, "sum": torch.full_like(p, 0.1)} for p in self.params}

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
        "one sum of squares for the whole tensor": """\
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
            self.G[p] = self.G[p] + (g ** 2).sum()
            p.data = p.data - self.lr / (torch.sqrt(self.G[p]) + self.eps) * g
""",
        "mean of squares over the tensor": """\
class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr, self.eps = lr, eps
        self.cache = {i: torch.zeros_like(p) for i, p in enumerate(self.params)}

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            g = torch.zeros_like(p) if p.grad is None else p.grad
            self.cache[i] += (g * g).mean() if g.numel() else 0
            p -= self.lr * g / (self.cache[i] ** 0.5 + self.eps)
""",
        "one sum for all parameters": """\
class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.G = 0.0

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            self.G += p.grad.pow(2).sum().item()
            p -= self.lr * p.grad / (self.G ** 0.5 + self.eps)
""",
        "squares shared by all optimizers: class attribute": """\
class Adagrad(Optimizer):
    cache = {}

    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps

    @torch.no_grad()
    def step(self):
        for k, p in enumerate(self.params):
            if p.grad is None:
                continue
            self.cache[k] = self.cache.get(k, torch.zeros_like(p)) + p.grad.square()
            p -= self.lr * p.grad / (self.cache[k].sqrt() + self.eps)
""",
        "state in a mutable default argument": """\
class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10, state={}):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.state = state

    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            if i not in self.state:
                self.state[i] = torch.zeros_like(p.data)
            self.state[i].addcmul_(p.grad, p.grad)
            p.data.addcdiv_(p.grad, self.state[i].sqrt() + self.eps, value=-self.lr)
""",
        "sums made anew in each step": """\
class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps

    @torch.no_grad()
    def step(self):
        G = {p: torch.zeros_like(p) for p in self.params}
        for p in self.params:
            if p.grad is not None:
                G[p] += p.grad ** 2
                p -= self.lr * p.grad / (G[p].sqrt() + self.eps)
""",
        "all squares kept in a list and added up": """\
class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.squares = {p: [] for p in self.params}

    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            self.squares[p].append(p.grad ** 2)
            p -= self.lr * p.grad / (sum(self.squares[p]).sqrt() + self.eps)
""",
        "sum and its root both kept": """\
class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.sums = [torch.zeros_like(p) for p in self.params]
        self.roots = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, s, r in zip(self.params, self.sums, self.roots):
            if p.grad is None:
                continue
            s += p.grad * p.grad
            torch.sqrt(s, out=r)
            p -= self.lr * p.grad / (r + self.eps)
""",
        "takes the root of the stored sum in place": """\
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
            p.addcdiv_(p.grad, s.sqrt_().add_(self.eps), value=-self.lr)
""",
        "adds eps to the stored sum in every step": """\
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
            self.G[p] = self.G[p] + g ** 2 + self.eps
            p.data = p.data - self.lr / torch.sqrt(self.G[p]) * g
""",
        "squares the gradient in place": """\
class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr, self.eps = lr, eps
        self.cache = {i: torch.zeros_like(p) for i, p in enumerate(self.params)}

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            g = torch.zeros_like(p) if p.grad is None else p.grad
            self.cache[i] += g.mul_(g)
            p -= self.lr * g / (self.cache[i] ** 0.5 + self.eps)
""",
        "gradient divided in place": """\
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
        torch._foreach_div_(gs, std)
        torch._foreach_add_(ps, gs, alpha=-self.lr)
""",
        "zeroes the gradients": """\
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
            p.grad.zero_()
""",
        "learning rate cached in the constructor": """\
class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.neg_lr = -lr
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
            p.add_(p.grad.div(self.norms[k].add(self.eps)), alpha=self.neg_lr)
""",
        "learning rate inside the sum of squares": """\
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
                self.root[i] = torch.hypot(self.root[i], self.lr * p.grad)
                p -= self.lr * p.grad / (self.root[i] + self.eps)
""",
        "learning rate also divided by the root of the step": """\
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
                p.data.addcdiv_(grad, std, value=-group["lr"] / state["step"] ** 0.5)
""",
        "only the first parameter moves: return in the loop": """\
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
            return
""",
        "stops at the first parameter without gradient": """\
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
                break
            on = p.grad != 0
            g = p.grad[on]
            a[on] += g.square()
            p[on] -= self.lr * g / (a[on].sqrt() + self.eps)
""",
        "crashes on a parameter without gradient": """\
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
                p.g2 += torch.square(p.grad)
                rate = self.lr / (p.g2.sqrt() + self.eps)
                p.sub_(rate.mul(p.grad))
""",
        "sum reset when there is no gradient": """\
class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.G = {}

    def step(self):
        for p in self.params:
            if p.grad is None:
                self.G.pop(p, None)
                continue
            g = p.grad.data
            if p not in self.G:
                self.G[p] = torch.zeros_like(g)
            self.G[p] = self.G[p] + g ** 2
            p.data = p.data - self.lr / (torch.sqrt(self.G[p]) + self.eps) * g
""",
        "leaf changed in place outside no_grad": """\
class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.root = [torch.zeros_like(p) for p in self.params]

    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is not None:
                self.root[i] = torch.hypot(self.root[i], p.grad)
                p -= self.lr * p.grad / (self.root[i] + self.eps)
""",
        "parameters replaced in the list": """\
class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.h = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for i, (p, h) in enumerate(zip(self.params, self.h)):
            if p.grad is None:
                continue
            h += p.grad * p.grad
            self.params[i] = p - self.lr * p.grad / (h.sqrt() + self.eps)
""",
        "sum in single precision": """\
class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.acc = [torch.zeros(p.shape, device=p.device) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, a in zip(self.params, self.acc):
            if p.grad is None:
                continue
            on = p.grad != 0
            g = p.grad[on]
            a[on] += g.square().float()
            p[on] -= self.lr * g / (a[on].sqrt() + self.eps)
""",
        "rounds the rates": """\
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
                rate = torch.round(self.lr / (p.g2.sqrt() + self.eps), decimals=6)
                p.sub_(rate.mul(p.grad))
""",
        "uses the gradient of the step before": """\
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
            r = self.rates(p)
            p.data.addcmul_(r, getattr(self, 'old', {}).get(p, p.grad.data), value=-1)
            self.__dict__.setdefault('old', {})[p] = p.grad.data.clone()
""",
        "clips the gradient to one": """\
class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr, self.eps = lr, eps
        self.cache = {i: torch.zeros_like(p) for i, p in enumerate(self.params)}

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            g = torch.zeros_like(p) if p.grad is None else p.grad.clamp(-1, 1)
            self.cache[i] += g * g
            p -= self.lr * g / (self.cache[i] ** 0.5 + self.eps)
""",
        "adds weight decay": """\
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
            p.data.sub_(self.lr * (p.grad + 0.01 * p.data) / (h.sqrt() + self.eps))
""",
        "Adadelta's factor: no learning rate": """\
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
                p -= p.grad / (self.root[i] + self.eps)
""",
        "the next gradient's entries: mask of positive gradients only": """\
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
            on = p.grad > 0
            g = p.grad[on]
            a[on] += g.square()
            p[on] -= self.lr * g / (a[on].sqrt() + self.eps)
""",
        "the sums of a used-up generator": """\
class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        self.sums = [torch.zeros_like(p) for p in params]

    @torch.no_grad()
    def step(self):
        for p, s in zip(self.params, self.sums):
            if p.grad is None:
                continue
            s.addcmul_(p.grad, p.grad)
            p.addcdiv_(p.grad, s.sqrt().add_(self.eps), value=-self.lr)
""",
        "root of the sum forgotten and eps squared": """\
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
            p.addcdiv_(p.grad, s + self.eps ** 2, value=-self.lr)
""",
        "eps inside the root, and average instead of sum": """\
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
            self.G[p] = 0.9 * self.G[p] + 0.1 * g ** 2
            p.data = p.data - self.lr / (torch.sqrt(self.G[p] + self.eps)) * g
""",
        "climbs, and the sum is updated after the step": """\
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
                self.norms[k] = torch.zeros_like(p)
            p.add_(p.grad.div(self.norms[k].add(self.eps)), alpha=self.lr)
            self.norms[k] = torch.stack((self.norms[k], p.grad)).norm(dim=0)
""",
        "no learning rate and eps forgotten": """\
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
        torch._foreach_addcdiv_(ps, gs, std, -1.0)
""",
        "sum of absolute values, root taken, last parameter forgotten": """\
class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr, self.eps = lr, eps
        self.cache = {i: torch.zeros_like(p) for i, p in enumerate(self.params)}

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params[:-1]):
            g = torch.zeros_like(p) if p.grad is None else p.grad
            self.cache[i] += g.abs()
            p -= self.lr * g / (self.cache[i] ** 0.5 + self.eps)
""",
        "sum starts at one and lr fixed": """\
class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr = lr
        self.eps = eps
        for p in self.params:
            p.g2 = torch.ones_like(p, requires_grad=False)

    def step(self):
        with torch.no_grad():
            for p in self.params:
                if p.grad is None: continue
                p.g2 += torch.square(p.grad)
                rate = 0.01 / (p.g2.sqrt() + self.eps)
                p.sub_(rate.mul(p.grad))
""",
    },
    "rmsprop": {
        "climbs instead of descending": """\
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
            p.addcdiv_(p.grad, v.sqrt().add_(self.eps), value=self.lr)
""",
        "root forgotten": """\
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
            p.addcdiv_(p.grad, v.add(self.eps), value=-self.lr)
""",
        "eps inside the root, as in Keras": """\
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
            p -= self.lr * p.grad / (s + self.eps).sqrt()
""",
        "eps forgotten: zero divided by zero": """\
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
                p.data = p.data - self.lr * g / self.v[i] ** 0.5
""",
        "eps fixed at 1e-8": """\
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
            p.sub_(self.lr * p.grad / (self.rms[i] + 1e-8))
""",
        "eps squared": """\
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
            p.data -= p.grad.data * (self.lr / (v.sqrt() + self.eps ** 2))
""",
        "eps as a floor": """\
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
                p.add_(torch.div(p.grad, rms.clamp_min(self.eps)), alpha=-self.lr)
""",
        "eps added to the stored average": """\
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
            p.addcdiv_(p.grad, v.add_(self.eps).sqrt(), value=-self.lr)
""",
        "root taken of the stored average in place": """\
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
            p -= self.lr * p.grad / (s.sqrt_() + self.eps)
""",
        "weights swapped: alpha on the new square": """\
class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr, self.alpha, self.eps = lr, alpha, eps
        self.v = {}

    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is not None:
                g = p.grad.data
                self.v[i] = (1 - self.alpha) * self.v.get(i, 0) + self.alpha * g ** 2
                p.data = p.data - self.lr * g / (self.v[i] ** 0.5 + self.eps)
""",
        "lerp with alpha instead of 1 - alpha": """\
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
            s.lerp_(p.grad.square(), self.alpha)
            p -= self.lr * p.grad / (s.sqrt() + self.eps)
""",
        "sum instead of average": """\
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
                rms = torch.sqrt(s)
                p.add_(torch.div(p.grad, rms + self.eps), alpha=-self.lr)
""",
        "Adagrad: the squares are summed for ever": """\
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
            v += p.grad.data * p.grad.data
            p.data -= p.grad.data * (self.lr / (v.sqrt() + self.eps))
""",
        "1 - alpha forgotten with the dataclass": """\
from dataclasses import dataclass

@dataclass
class Mean:
    value: torch.Tensor
    keep: float

    def add(self, x):
        self.value = self.keep * self.value + x
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
        "alpha fixed at 0.9": """\
class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.rms = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        a, b = 0.9 ** 0.5, 0.1 ** 0.5
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            self.rms[i] = torch.hypot(a * self.rms[i], b * p.grad)
            p.sub_(self.lr * p.grad / (self.rms[i] + self.eps))
""",
        "alpha fixed at 0.99": """\
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
            p.ms = 0.99 * p.ms + 0.01 * p.grad ** 2
            p.copy_(p - self.lr * (p.grad / (torch.sqrt(p.ms) + self.eps)))
""",
        "average of the gradient, not of its square": """\
class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr, self.alpha, self.eps = lr, alpha, eps
        self.v = {}

    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is not None:
                g = p.grad.data
                self.v[i] = self.alpha * self.v.get(i, 0) + (1 - self.alpha) * g.abs()
                p.data = p.data - self.lr * g / (self.v[i] ** 0.5 + self.eps)
""",
        "square of the average gradient": """\
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
            new = g * (1 - self.alpha)
            if self.buf[i] is not None:
                new.add_(self.buf[i], alpha=self.alpha)
            self.buf[i] = new
            return new.square().sqrt()

        for i, w in enumerate(self.params):
            if w.grad is not None:
                w += -self.lr * w.grad / root(i, w.grad).add_(self.eps)
""",
        "variance: centered": """\
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
            p.addcdiv_(p.grad, (v - (v.mean() if v.numel() else 0)).abs().sqrt().add_(self.eps), value=-self.lr)
""",
        "centered RMSprop": """\
class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.v = [torch.zeros_like(p) for p in self.params]
        self.g = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v, g in zip(self.params, self.v, self.g):
            if p.grad is None:
                continue
            v.mul_(self.alpha).addcmul_(p.grad, p.grad, value=1 - self.alpha)
            g.lerp_(p.grad, 1 - self.alpha)
            avg = v.addcmul(g, g, value=-1).clamp_min(0).sqrt()
            p.addcdiv_(p.grad, avg.add(self.eps), value=-self.lr)
""",
        "momentum on top": """\
class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.state = {p: [torch.zeros_like(p), torch.zeros_like(p)] for p in self.params}

    @torch.no_grad()
    def step(self):
        for p, (v, buf) in self.state.items():
            if p.grad is None:
                continue
            v.mul_(self.alpha).addcmul_(p.grad, p.grad, value=1 - self.alpha)
            buf.mul_(0.9).add_(p.grad / (v.sqrt() + self.eps))
            p.sub_(self.lr * buf)
""",
        "bias correction as in Adam": """\
class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.v = [0] * len(self.params)
        self.t = [0] * len(self.params)

    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            self.t[i] += 1
            self.v[i] = self.alpha * self.v[i] + (1 - self.alpha) * p.grad ** 2
            v_hat = self.v[i] / (1 - self.alpha ** self.t[i])
            p -= self.lr * p.grad / (v_hat.sqrt() + self.eps)
""",
        "average updated after the step": """\
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
            p.data -= p.grad.data * (self.lr / (v.sqrt() + self.eps))
            v += (1.0 - self.alpha) * (p.grad.data * p.grad.data - v)
""",
        "average starts at one": """\
class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.v = [torch.ones_like(p) for p in self.params]

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
        "average starts with the first square": """\
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
                self.state[p] = {"square_avg": p.grad.data ** 2}
            avg = self.state[p]["square_avg"]
            avg.mul_(self.alpha).addcmul_(p.grad.data, p.grad.data, value=1 - self.alpha)
            p.data.addcdiv_(p.grad.data, avg.sqrt().add(self.eps), value=-self.lr)
""",
        "lr inside the average": """\
class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr, self.alpha, self.eps = lr, alpha, eps
        self.v = {}

    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is not None:
                g = p.grad.data
                self.v[i] = self.alpha * self.v.get(i, 0) + (1 - self.alpha) * (self.lr * g) ** 2
                p.data = p.data - self.lr * g / (self.v[i] ** 0.5 + self.eps)
""",
        "no learning rate": """\
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
                w += -w.grad / root(i, w.grad).add_(self.eps)
""",
        "sign of the gradient in the numerator": """\
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
            p.sub_(self.lr * p.grad.sign() / (self.rms[i] + self.eps))
""",
        "mean over the whole tensor": """\
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
            s.lerp_(p.grad.square().mean().expand_as(p), 1 - self.alpha)
            p -= self.lr * p.grad / (s.sqrt() + self.eps)
""",
        "learning rate cached in the constructor": """\
class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.settings = dict(lr=lr, alpha=alpha, eps=eps)
        self.state = {}
        self.lr = lr

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
            p.data.addcdiv_(p.grad.data, avg.sqrt().add(self.eps), value=-self.settings["lr"])
""",
        "square averages of the class, shared by all instances": """\
class RMSprop(Optimizer):
    v = {}

    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr, self.alpha, self.eps = lr, alpha, eps

    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is not None:
                g = p.grad.data
                self.v[i] = self.alpha * self.v.get(i, 0) + (1 - self.alpha) * g ** 2
                p.data = p.data - self.lr * g / (self.v[i] ** 0.5 + self.eps)
""",
        "average thrown away after each step": """\
class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.settings = dict(lr=lr, alpha=alpha, eps=eps)
        self.state = {}

    lr = property(lambda s: s.settings["lr"], lambda s, v: s.settings.__setitem__("lr", v))
    alpha = property(lambda s: s.settings["alpha"])
    eps = property(lambda s: s.settings["eps"])

    def step(self):
        self.state.clear()
        for p in self.params:
            if p.grad is None:
                continue
            if p not in self.state:
                self.state[p] = {"square_avg": torch.zeros_like(p.data)}
            avg = self.state[p]["square_avg"]
            avg.mul_(self.alpha).addcmul_(p.grad.data, p.grad.data, value=1 - self.alpha)
            p.data.addcdiv_(p.grad.data, avg.sqrt().add(self.eps), value=-self.lr)
""",
        "one average for all parameters": """\
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
            new = g.square().sum().mul_(1 - self.alpha)
            if self.buf[0] is not None:
                new.add_(self.buf[0], alpha=self.alpha)
            self.buf[0] = new
            return new.sqrt()

        for i, w in enumerate(self.params):
            if w.grad is not None:
                w += -self.lr * w.grad / root(i, w.grad).add_(self.eps)
""",
        "first average is the gradient's memory, squared in place": """\
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
            new = g.mul_(g).mul_(1 - self.alpha)
            if self.buf[i] is not None:
                new.add_(self.buf[i], alpha=self.alpha)
            self.buf[i] = new
            return new.sqrt()

        for i, w in enumerate(self.params):
            if w.grad is not None:
                w += -self.lr * w.grad / root(i, w.grad).add_(self.eps)
""",
        "only the first parameter moves: return in the loop": """\
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
                return
""",
        "stops at the first parameter without gradient": """\
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
                    return
                s.mul_(self.alpha).add_(p.grad.pow(2))
                rms = torch.sqrt((1 - self.alpha) * s)
                p.add_(torch.div(p.grad, rms + self.eps), alpha=-self.lr)
""",
        "a parameter without gradient: its average fades": """\
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
            v.mul_(self.alpha)
            if p.grad is None:
                continue
            v.addcmul_(p.grad, p.grad, value=1 - self.alpha)
            p.addcdiv_(p.grad, v.sqrt().add_(self.eps), value=-self.lr)
""",
        "None treated as a gradient of zeros": """\
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
            g = p.grad if p.grad is not None else torch.zeros_like(p)
            self.rms[i] = torch.hypot(a * self.rms[i], b * g)
            p.sub_(self.lr * g / (self.rms[i] + self.eps))
""",
        "average reset when there is no gradient": """\
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
                self.state[p] = torch.zeros_like(p)
                continue
            s = self.state.setdefault(p, torch.zeros_like(p))
            s.lerp_(p.grad.square(), 1 - self.alpha)
            p -= self.lr * p.grad / (s.sqrt() + self.eps)
""",
        "zero gradients skipped, so the average does not fade": """\
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
            if p.grad is None or not p.grad.any():
                continue
            p.ms = p.ms * self.alpha + p.grad * p.grad * (1 - self.alpha)
            p.copy_(p - self.lr * (p.grad / (torch.sqrt(p.ms) + self.eps)))
""",
        "crashes on a parameter without gradient": """\
class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        live = [(p, p.grad, v) for p, v in zip(self.params, self.v)]
        if live:
            p, g, v = (list(x) for x in zip(*live))
            torch._foreach_mul_(v, self.alpha)
            torch._foreach_addcmul_(v, g, g, 1 - self.alpha)
            d = torch._foreach_sqrt(v)
            torch._foreach_add_(d, self.eps)
            torch._foreach_addcdiv_(p, g, d, -self.lr)
""",
        "zeroes the gradients": """\
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
                p.grad.zero_()
""",
        "normalises the gradient in place": """\
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
            p.grad.data.div_(avg.sqrt().add(self.eps))
            p.data.add_(p.grad.data, alpha=-self.lr)
""",
        "leaf changed in place outside no_grad": """\
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

    def step(self):
        for p, mean in zip(self.params, self.means):
            if p.grad is not None:
                p -= self.lr * p.grad / (mean.add(p.grad * p.grad).sqrt() + self.eps)
""",
        "average in single precision": """\
class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.sq = [torch.zeros(p.shape, device=p.device) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.sq):
            if p.grad is None:
                continue
            v.mul_(self.alpha).add_((1 - self.alpha) * p.grad ** 2)
            p.addcdiv_(p.grad, v.sqrt().add_(self.eps), value=-self.lr)
""",
        "weight decay added": """\
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
            p.sub_(self.lr * (p.grad / (self.rms[i] + self.eps) + 1e-4 * p))
""",
        "int(alpha) is zero": """\
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
        self.means = [Mean(torch.zeros_like(p), int(alpha)) for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, mean in zip(self.params, self.means):
            if p.grad is not None:
                p -= self.lr * p.grad / (mean.add(p.grad * p.grad).sqrt() + self.eps)
""",
        "keeps the last update as well": """\
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
            self.state[p, 'step'] = self.lr * p.grad / (s.sqrt() + self.eps)
            p -= self.state[p, 'step']
""",
        "history of all averages": """\
class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.alpha = alpha
        self.eps = eps
        self.log = [[torch.zeros_like(p)] for p in self.params]

    @torch.no_grad()
    def step(self):
        for p, log in zip(self.params, self.log):
            if p.grad is not None:
                log.append(self.alpha * log[-1] + (1 - self.alpha) * p.grad ** 2)
                p -= self.lr * p.grad / (log[-1].sqrt() + self.eps)
""",
        "wrong attribute name: beta": """\
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
                s.mul_(self.beta).add_(p.grad.pow(2))
                rms = torch.sqrt((1 - self.alpha) * s)
                p.add_(torch.div(p.grad, rms + self.eps), alpha=-self.lr)
""",
        "eps inside the root and weights swapped": """\
class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr, self.alpha, self.eps = lr, alpha, eps
        self.v = {}

    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is not None:
                g = p.grad.data
                self.v[i] = (1 - self.alpha) * self.v.get(i, 0) + self.alpha * g ** 2
                p.data = p.data - self.lr * g / (self.v[i] + self.eps) ** 0.5
""",
        "root forgotten and no learning rate": """\
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
            p -= p.grad / (s + self.eps)
""",
        "sum instead of average, and None fades the sum": """\
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
                s.mul_(self.alpha)
                if p.grad is None:
                    continue
                s.add_(p.grad.pow(2))
                rms = torch.sqrt(s)
                p.add_(torch.div(p.grad, rms + self.eps), alpha=-self.lr)
""",
        "climbs with alpha fixed at 0.9": """\
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
            p.ms = p.ms * 0.9 + p.grad * p.grad * 0.1
            p.copy_(p + self.lr * (p.grad / (torch.sqrt(p.ms) + self.eps)))
""",
        "average updated after the step and eps fixed": """\
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
            p -= self.lr * p.grad / (s.sqrt() + 1e-8)
            s.lerp_(p.grad.square(), 1 - self.alpha)
""",
    },
    "adam": {
        "climbs instead of descending": """\
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
            p += self.lr * m_hat / (v_hat.sqrt() + self.eps)
""",
        "no bias correction at all": """\
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
            m_hat = self.m[i]
            v_hat = self.v[i]
            p -= self.lr * m_hat / (v_hat.sqrt() + self.eps)
""",
        "bias correction of the first moment missing": """\
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
            p.add_(s.m / ((s.v / (1 - beta2 ** s.t)).sqrt() + self.eps), alpha=-self.lr)
""",
        "bias correction of the second moment missing": """\
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
            denom = (exp_avg_sq.sqrt()).add_(self.eps)
            p.data.addcdiv_(exp_avg, denom, value=-self.lr / bias_correction1)
""",
        "root of the second correction forgotten": """\
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
            denom = (exp_avg_sq.sqrt() / bias_correction2).add_(self.eps)
            p.data.addcdiv_(exp_avg, denom, value=-self.lr / bias_correction1)
""",
        "first moment corrected with the second beta": """\
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
            p.data -= self.lr * (p.m / (1 - b2 ** p.t)) / (torch.sqrt(p.v / (1 - b2 ** p.t)) + self.eps)
""",
        "betas of the corrections swapped": """\
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
            m_hat = self.m[i] / (1 - b2 ** self.t[i])
            v_hat = self.v[i] / (1 - b1 ** self.t[i])
            p -= self.lr * m_hat / (v_hat.sqrt() + self.eps)
""",
        "betas swapped in the averages": """\
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
                slot[2].mul_(self.betas[1]).add_((1 - self.betas[1]) * p.grad)
                slot[3].mul_(self.betas[0]).add_((1 - self.betas[0]) * p.grad * p.grad)
                p.sub_(self.lr * (slot[2] / (1 - slot[0])) / (torch.sqrt(slot[3] / (1 - slot[1])) + self.eps))
""",
        "betas unpacked in the wrong order": """\
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
        b2, b1 = self.betas
        torch._foreach_mul_(m, b1)
        torch._foreach_add_(m, g, alpha=1 - b1)
        torch._foreach_mul_(v, b2)
        torch._foreach_addcmul_(v, g, g, 1 - b2)
        den = torch._foreach_sqrt(v)
        torch._foreach_div_(den, [(1 - b2 ** self.n[i]) ** 0.5 for i in idx])
        torch._foreach_add_(den, self.eps)
        torch._foreach_addcdiv_(p, m, den, [-self.lr / (1 - b1 ** self.n[i]) for i in idx])
""",
        "correction multiplied instead of divided": """\
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
            p -= self.lr * root * (1 - b1 ** t) * m / (v.sqrt() + self.eps * root)
""",
        "corrections folded in but eps not scaled": """\
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
            p -= self.lr * root / (1 - b1 ** t) * m / (v.sqrt() + self.eps)
""",
        "correction with beta times t instead of the power": """\
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
            m_hat = self.m[i] / (1 - b1 * self.t[i])
            v_hat = self.v[i] / (1 - b2 * self.t[i])
            p -= self.lr * m_hat / (v_hat.sqrt() + self.eps)
""",
        "counter raised at the end, with a guard: the first correction counts twice": """\
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
            s.m = beta1 * s.m + (1 - beta1) * p.grad
            s.v = beta2 * s.v + (1 - beta2) * p.grad.pow(2)
            p.add_((s.m / (1 - beta1 ** max(s.t, 1))) / ((s.v / (1 - beta2 ** max(s.t, 1))).sqrt() + self.eps), alpha=-self.lr)
            s.t += 1
""",
        "counter starts at one and is raised before use": """\
class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        for p in self.params:
            p.t, p.m, p.v = 1, torch.zeros_like(p.data), torch.zeros_like(p.data)

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
        "corrections with t + 1 although t was raised": """\
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
        mh, vh = self.m / (1 - b1 ** (self.t + 1)), self.v / (1 - b2 ** (self.t + 1))
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
        "first correction skipped by a guard against t = 1": """\
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
            if p.t == 1:
                p.t = 2
            p.data -= self.lr * (p.m / (1 - b1 ** p.t)) / (torch.sqrt(p.v / (1 - b2 ** p.t)) + self.eps)
""",
        "one counter for all parameters": """\
class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.t = 0
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        self.t += 1
        b1, b2 = self.betas
        for p, m, v in zip(self.params, self.m, self.v):
            if p.grad is None:
                continue
            m.mul_(b1).add_(p.grad, alpha=1 - b1)
            v.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            m_hat = m / (1 - b1 ** self.t)
            v_hat = v / (1 - b2 ** self.t)
            p.addcdiv_(m_hat, v_hat.sqrt() + self.eps, value=-self.lr)
""",
        "one counter, raised once for every parameter": """\
class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.t = 0
        self.state = {}

    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            self.t += 1
            m, v = self.state.get(p, (0, 0))
            m = b1 * m + (1 - b1) * p.grad
            v = b2 * v + (1 - b2) * p.grad * p.grad
            self.state[p] = (m, v)
            p.data -= self.lr * (m / (1 - b1 ** self.t)) / ((v / (1 - b2 ** self.t)).sqrt() + self.eps)
""",
        "counter rises for parameters without gradient, too": """\
class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = [dict(t=0, m=torch.zeros_like(p), v=torch.zeros_like(p)) for p in self.params]

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p, s in zip(self.params, self.state):
            s["t"] += 1
            if p.grad is None:
                continue
            s["m"] = b1 * s["m"] + (1 - b1) * p.grad
            s["v"] = b2 * s["v"] + (1 - b2) * p.grad ** 2
            p -= self.lr * s["m"] / (1 - b1 ** s["t"]) / ((s["v"] / (1 - b2 ** s["t"])) ** 0.5 + self.eps)
""",
        "counter of the class: every optimizer raises it": """\
class Adam(Optimizer):
    t = {}

    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]

    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for i, p in enumerate(self.params):
            if p.grad is None:
                continue
            t = Adam.t[i] = Adam.t.get(i, 0) + 1
            self.m[i].lerp_(p.grad, 1 - b1)
            self.v[i].lerp_(p.grad ** 2, 1 - b2)
            p.sub_(self.lr * self.m[i] / (1 - b1 ** t) / ((self.v[i] / (1 - b2 ** t)).sqrt() + self.eps))
""",
        "corrected moments stored back as the averages": """\
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
            if p.grad is not None:
                self.t[i] += 1
                self.m[i] = (b1 * self.m[i] + (1 - b1) * p.grad) / (1 - b1 ** self.t[i])
                self.v[i] = (b2 * self.v[i] + (1 - b2) * p.grad ** 2) / (1 - b2 ** self.t[i])
                p -= self.lr * self.m[i] / (self.v[i].sqrt() + self.eps)
""",
        "weights swapped in the first average": """\
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
            s.m = (1 - beta1) * s.m + beta1 * p.grad
            s.v = beta2 * s.v + (1 - beta2) * p.grad.pow(2)
            p.add_((s.m / (1 - beta1 ** s.t)) / ((s.v / (1 - beta2 ** s.t)).sqrt() + self.eps), alpha=-self.lr)
""",
        "weights swapped in the second average": """\
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
            t, m, v = t + 1, b1 * m + (1 - b1) * p.grad, (1 - b2) * v + b2 * p.grad ** 2
            self.mom[k] = (t, m, v)
            root = math.sqrt(1 - b2 ** t)
            p -= self.lr * root / (1 - b1 ** t) * m / (v.sqrt() + self.eps * root)
""",
        "lerp with beta instead of 1 - beta": """\
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
            exp_avg.lerp_(grad, beta1)
            exp_avg_sq.mul_(beta2).addcmul_(grad, grad, value=1 - beta2)
            bias_correction1 = 1 - beta1 ** state["step"]
            bias_correction2 = 1 - beta2 ** state["step"]
            denom = (exp_avg_sq.sqrt() / bias_correction2 ** 0.5).add_(self.eps)
            p.data.addcdiv_(exp_avg, denom, value=-self.lr / bias_correction1)
""",
        "1 - beta1 forgotten: velocity instead of average": """\
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
            self.m[i].mul_(b1).add_(p.grad)
            self.v[i].mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            m_hat = self.m[i] / (1 - b1 ** self.t[i])
            v_hat = self.v[i] / (1 - b2 ** self.t[i])
            p -= self.lr * m_hat / (v_hat.sqrt() + self.eps)
""",
        "1 - beta2 forgotten: sum instead of average": """\
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
        torch._foreach_addcmul_(v, g, g, 1.0)
        den = torch._foreach_sqrt(v)
        torch._foreach_div_(den, [(1 - b2 ** self.n[i]) ** 0.5 for i in idx])
        torch._foreach_add_(den, self.eps)
        torch._foreach_addcdiv_(p, m, den, [-self.lr / (1 - b1 ** self.n[i]) for i in idx])
""",
        "second moment without the square": """\
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
            p.v = b2 * p.v + (1 - b2) * g.abs()
            p.data -= self.lr * (p.m / (1 - b1 ** p.t)) / (torch.sqrt(p.v / (1 - b2 ** p.t)) + self.eps)
""",
        "square of the first moment in the second average": """\
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
            s.v = beta2 * s.v + (1 - beta2) * s.m.pow(2)
            p.add_((s.m / (1 - beta1 ** s.t)) / ((s.v / (1 - beta2 ** s.t)).sqrt() + self.eps), alpha=-self.lr)
""",
        "AdaBelief: variance around the first moment": """\
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
            s.v = beta2 * s.v + (1 - beta2) * (p.grad - s.m).pow(2)
            p.add_((s.m / (1 - beta1 ** s.t)) / ((s.v / (1 - beta2 ** s.t)).sqrt() + self.eps), alpha=-self.lr)
""",
        "AdaMax: largest gradient instead of the second moment": """\
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
            t, m, v = t + 1, b1 * m + (1 - b1) * p.grad, torch.maximum(b2 * (v + 0 * p.grad), p.grad.abs())
            self.mom[k] = (t, m, v)
            root = math.sqrt(1 - b2 ** t)
            p -= self.lr * root / (1 - b1 ** t) * m / (v + self.eps * root)
""",
        "AMSGrad: the largest second moment": """\
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
                slot[3].copy_(torch.maximum(slot[3], self.betas[1] * slot[3] + (1 - self.betas[1]) * p.grad * p.grad))
                p.sub_(self.lr * (slot[2] / (1 - slot[0])) / (torch.sqrt(slot[3] / (1 - slot[1])) + self.eps))
""",
        "NAdam: gradient mixed once more into the first moment": """\
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
            m_hat = (b1 * self.m[i] + (1 - b1) * p.grad) / (1 - b1 ** self.t[i])
            v_hat = self.v[i] / (1 - b2 ** self.t[i])
            p -= self.lr * m_hat / (v_hat.sqrt() + self.eps)
""",
        "root forgotten": """\
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
            p -= self.lr * m_hat / (v_hat + self.eps)
""",
        "eps inside the root": """\
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
        self.p.data.sub_(lr * mh / ((vh + eps).sqrt()))

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
        "eps forgotten: zero divided by zero": """\
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
            p.data -= self.lr * (p.m / (1 - b1 ** p.t)) / torch.sqrt(p.v / (1 - b2 ** p.t))
""",
        "eps added before the second correction": """\
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
            denom = exp_avg_sq.sqrt().add_(self.eps) / bias_correction2 ** 0.5
            p.data.addcdiv_(exp_avg, denom, value=-self.lr / bias_correction1)
""",
        "eps fixed at 1e-8": """\
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
                p.sub_(self.lr * (slot[2] / (1 - slot[0])) / (torch.sqrt(slot[3] / (1 - slot[1])) + 1e-8))
""",
        "eps added to the second average in every step": """\
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
            s.v = beta2 * s.v + (1 - beta2) * p.grad.pow(2) + self.eps
            p.add_((s.m / (1 - beta1 ** s.t)) / ((s.v / (1 - beta2 ** s.t)).sqrt()), alpha=-self.lr)
""",
        "betas fixed at 0.9 and 0.999": """\
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
        b1, b2 = 0.9, 0.999
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
        "learning rate inside the first average": """\
class One:
    def __init__(self, p):
        self.p, self.t = p, 0
        self.m = self.v = None

    def update(self, lr, b1, b2, eps):
        g = self.p.grad.detach()
        if self.t == 0:
            self.m, self.v = (1 - b1) * lr * g, (1 - b2) * g * g
        else:
            self.m, self.v = b1 * self.m + (1 - b1) * lr * g, b2 * self.v + (1 - b2) * g * g
        self.t += 1
        mh, vh = self.m / (1 - b1 ** self.t), self.v / (1 - b2 ** self.t)
        self.p.data.sub_(mh / (vh.sqrt() + eps))

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
        "no learning rate": """\
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
            p.addcdiv_(m, v.sqrt().add_(self.eps), value=-1)
""",
        "learning rate cached in the constructor": """\
class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.beta1, self.beta2 = betas
        self.betas = betas
        self.eps = eps
        self.alpha = lr
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
            p -= self.alpha * (self.first[i] / w1) / ((self.second[i] / w2) ** 0.5 + self.eps)
""",
        "the property hides that the old learning rate is used": """\
class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self._lr = lr
        self.betas = betas
        self.eps = eps
        self.state = {}

    @property
    def lr(self):
        return getattr(self, '_new_lr', self._lr)

    @lr.setter
    def lr(self, lr):
        self._new_lr = lr

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
        "gradient instead of the first moment in the step": """\
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
            p.add_(p.grad / ((s.v / (1 - beta2 ** s.t)).sqrt() + self.eps), alpha=-self.lr)
""",
        "averages updated after the step": """\
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
                p.sub_(mv[0] / (1 - b1 ** t) / (mv[1].div(1 - b2 ** t).sqrt() + self.eps), alpha=self.lr)
                mv[0].mul_(b1).add_(p.grad, alpha=1 - b1)
                mv[1].mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
""",
        "moments made anew in each step": """\
class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.state = {}

    def step(self):
        self.state = {}
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
        "both averages in one tensor: first and second are the same": """\
class One:
    def __init__(self, p):
        self.p, self.t = p, 0
        self.m = self.v = None

    def update(self, lr, b1, b2, eps):
        g = self.p.grad.detach()
        if self.t == 0:
            self.m = self.v = (1 - b1) * g
        else:
            self.m.mul_(b1).add_((1 - b1) * g)
            self.v.mul_(b2).add_((1 - b2) * g * g)
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
        "first moment is the gradient's own memory": """\
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
                self.state[p] = {"step": 0, "exp_avg": grad.mul_(0.1), "exp_avg_sq": torch.zeros_like(p.data)}
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
        "first average starts with the whole first gradient": """\
class One:
    def __init__(self, p):
        self.p, self.t = p, 0
        self.m = self.v = None

    def update(self, lr, b1, b2, eps):
        g = self.p.grad.detach()
        if self.t == 0:
            self.m, self.v = g.clone(), (1 - b2) * g * g
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
        "only the first parameter moves: return in the loop": """\
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
            return
""",
        "stops at the first parameter without gradient": """\
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
                break
            self.t[i] += 1
            self.m[i].mul_(b1).add_(p.grad, alpha=1 - b1)
            self.v[i].mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            m_hat = self.m[i] / (1 - b1 ** self.t[i])
            v_hat = self.v[i] / (1 - b2 ** self.t[i])
            p -= self.lr * m_hat / (v_hat.sqrt() + self.eps)
""",
        "None treated as a gradient of zeros": """\
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
            g = torch.zeros_like(p) if p.grad is None else p.grad
            s.t += 1
            s.m = beta1 * s.m + (1 - beta1) * g
            s.v = beta2 * s.v + (1 - beta2) * g.pow(2)
            p.add_((s.m / (1 - beta1 ** s.t)) / ((s.v / (1 - beta2 ** s.t)).sqrt() + self.eps), alpha=-self.lr)
""",
        "state reset when there is no gradient": """\
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
                self.state.pop(p, None)
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
        "zero gradients skipped": """\
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
            if g is None or torch.count_nonzero(g) == 0: continue
            g = g.data
            p.t += 1
            p.m = b1 * p.m + (1 - b1) * g
            p.v = b2 * p.v + (1 - b2) * g * g
            p.data -= self.lr * (p.m / (1 - b1 ** p.t)) / (torch.sqrt(p.v / (1 - b2 ** p.t)) + self.eps)
""",
        "crashes on a parameter without gradient": """\
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
        idx = [i for i, p in enumerate(self.params)]
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
        "clips the gradient in place": """\
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
            grad = p.grad.data.clamp_(-1.0, 1.0)
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
        "zeroes the gradients": """\
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
            g = p.grad
            w1, w2 = self.weights[i]
            w1, w2 = self.weights[i] = self.beta1 * w1 + 1, self.beta2 * w2 + 1
            self.first[i].mul_(self.beta1).add_(p.grad)
            self.second[i].mul_(self.beta2).add_(p.grad ** 2)
            p -= self.lr * (self.first[i] / w1) / ((self.second[i] / w2) ** 0.5 + self.eps)
            g.zero_()
""",
        "squares the gradient in place": """\
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
            v.lerp_(p.grad.square_(), (1 - b2) / (1 - b2 ** t))
            p.addcdiv_(m, v.sqrt().add_(self.eps), value=-self.lr)
""",
        "weight decay that nobody asked for": """\
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
                p.mul_(1 - self.lr * 0.01)
                p.sub_(self.lr * (slot[2] / (1 - slot[0])) / (torch.sqrt(slot[3] / (1 - slot[1])) + self.eps))
""",
        "leaf changed in place outside no_grad": """\
class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [torch.zeros_like(p) for p in self.params]
        self.t = [0] * len(self.params)

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
        "parameters replaced in the list": """\
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
            self.params[i] = p - self.lr * m_hat / (v_hat.sqrt() + self.eps)
""",
        "averages in single precision": """\
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
                self.state[p] = {"step": 0,
                                 "exp_avg": torch.zeros_like(p.data).float(), "exp_avg_sq": torch.zeros_like(p.data).float()}
            state = self.state[p]
            exp_avg, exp_avg_sq = state["exp_avg"], state["exp_avg_sq"]
            beta1, beta2 = self.betas
            state["step"] += 1
            exp_avg.lerp_(grad.float(), 1 - beta1)
            exp_avg_sq.mul_(beta2).addcmul_(grad, grad, value=1 - beta2)
            bias_correction1 = 1 - beta1 ** state["step"]
            bias_correction2 = 1 - beta2 ** state["step"]
            denom = (exp_avg_sq.sqrt() / bias_correction2 ** 0.5).add_(self.eps)
            p.data.addcdiv_(exp_avg, denom, value=-self.lr / bias_correction1)
""",
        "second moment in half precision": """\
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
            s.v = s.v.half().to(p.dtype)
            p.add_((s.m / (1 - beta1 ** s.t)) / ((s.v / (1 - beta2 ** s.t)).sqrt() + self.eps), alpha=-self.lr)
""",
        "three buffers: corrected moment kept as well": """\
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
            p.m_hat = m_hat = self.m[i] / (1 - b1 ** self.t[i])
            v_hat = self.v[i] / (1 - b2 ** self.t[i])
            p -= self.lr * m_hat / (v_hat.sqrt() + self.eps)
""",
        "int betas: averages without memory": """\
class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.betas = betas
        self.eps = eps
        for p in self.params:
            p.t, p.m, p.v = 0, torch.zeros_like(p.data), torch.zeros_like(p.data)

    def step(self):
        b1, b2 = map(int, self.betas)
        for p in self.params:
            g = p.grad
            if g is None: continue
            g = g.data
            p.t += 1
            p.m = b1 * p.m + (1 - b1) * g
            p.v = b2 * p.v + (1 - b2) * g * g
            p.data -= self.lr * (p.m / (1 - b1 ** p.t)) / (torch.sqrt(p.v / (1 - b2 ** p.t)) + self.eps)
""",
        "asks for self.beta1, which was never set": """\
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
        b1, b2 = self.beta1, self.beta2
        torch._foreach_mul_(m, b1)
        torch._foreach_add_(m, g, alpha=1 - b1)
        torch._foreach_mul_(v, b2)
        torch._foreach_addcmul_(v, g, g, 1 - b2)
        den = torch._foreach_sqrt(v)
        torch._foreach_div_(den, [(1 - b2 ** self.n[i]) ** 0.5 for i in idx])
        torch._foreach_add_(den, self.eps)
        torch._foreach_addcdiv_(p, m, den, [-self.lr / (1 - b1 ** self.n[i]) for i in idx])
""",
        "t raised only at the end: the first step divides by zero and gives nan": """\
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
        mh, vh = self.m / (1 - b1 ** self.t), self.v / (1 - b2 ** self.t)
        self.p.data.sub_(lr * mh / (vh.sqrt() + eps))
        self.t += 1

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
        "t raised only at the end: ZeroDivisionError in the first step": """\
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
            exp_avg.lerp_(grad, 1 - beta1)
            exp_avg_sq.mul_(beta2).addcmul_(grad, grad, value=1 - beta2)
            bias_correction1 = 1 - beta1 ** state["step"]
            bias_correction2 = 1 - beta2 ** state["step"]
            denom = (exp_avg_sq.sqrt() / bias_correction2 ** 0.5).add_(self.eps)
            p.data.addcdiv_(exp_avg, denom, value=-self.lr / bias_correction1)
            state["step"] += 1
""",
        "no corrections and eps inside the root": """\
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
            p.data -= self.lr * p.m / torch.sqrt(p.v + self.eps)
""",
        "root forgotten and betas swapped": """\
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
        b2, b1 = self.betas
        torch._foreach_mul_(m, b1)
        torch._foreach_add_(m, g, alpha=1 - b1)
        torch._foreach_mul_(v, b2)
        torch._foreach_addcmul_(v, g, g, 1 - b2)
        den = [x.clone() for x in v]
        torch._foreach_div_(den, [(1 - b2 ** self.n[i]) ** 0.5 for i in idx])
        torch._foreach_add_(den, self.eps)
        torch._foreach_addcdiv_(p, m, den, [-self.lr / (1 - b1 ** self.n[i]) for i in idx])
""",
        "second correction missing and lr cached": """\
class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr = lr
        self.rate = lr
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
            v_hat = self.v[i]
            p -= self.rate * m_hat / (v_hat.sqrt() + self.eps)
""",
        "climbs, and None counts as zeros": """\
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
            g = p.grad if p.grad is not None else torch.zeros_like(p)
            t, m, v = self.mom.get(k, (0, 0.0, 0.0))
            t, m, v = t + 1, b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g ** 2
            self.mom[k] = (t, m, v)
            root = math.sqrt(1 - b2 ** t)
            p += self.lr * root / (1 - b1 ** t) * m / (v.sqrt() + self.eps * root)
""",
        "weights swapped in both averages": """\
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
            s.m = (1 - beta1) * s.m + beta1 * p.grad
            s.v = (1 - beta2) * s.v + beta2 * p.grad.pow(2)
            p.add_((s.m / (1 - beta1 ** s.t)) / ((s.v / (1 - beta2 ** s.t)).sqrt() + self.eps), alpha=-self.lr)
""",
        "eps before the correction, and counter one too high": """\
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
                self.state[p] = {"step": 1, "exp_avg": torch.zeros_like(p.data), "exp_avg_sq": torch.zeros_like(p.data)}
            state = self.state[p]
            exp_avg, exp_avg_sq = state["exp_avg"], state["exp_avg_sq"]
            beta1, beta2 = self.betas
            state["step"] += 1
            exp_avg.lerp_(grad, 1 - beta1)
            exp_avg_sq.mul_(beta2).addcmul_(grad, grad, value=1 - beta2)
            bias_correction1 = 1 - beta1 ** state["step"]
            bias_correction2 = 1 - beta2 ** state["step"]
            denom = (exp_avg_sq.sqrt() + self.eps) / bias_correction2 ** 0.5
            p.data.addcdiv_(exp_avg, denom, value=-self.lr / bias_correction1)
""",
    },
}
