"""Answers in styles that are seldom seen, by task: right ones, and wrong ones with the checks that they must fail."""

RIGHT = {
    "sgd": {
        "one flat gather and scatter": """
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr
    @torch.no_grad()
    def step(self):
        live = [p for p in self.params if p.grad is not None]
        if not live:
            return
        for dtype in {p.dtype for p in live}:
            group = [p for p in live if p.dtype == dtype]
            flat = torch.cat([p.reshape(-1) for p in group]) - self.lr * torch.cat([p.grad.reshape(-1) for p in group])
            for p, new in zip(group, flat.split([p.numel() for p in group])):
                p.copy_(new.view_as(p))
""",
        "einsum and out=": """
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr
    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is not None:
                rate = torch.full((), self.lr, dtype=p.dtype, device=p.device)
                torch.subtract(p, torch.einsum(",...->...", rate, p.grad), out=p)
""",
        "the loss linearized and differentiated": """
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr
    def step(self):
        for p in self.params:
            if p.grad is None or p.numel() == 0:
                continue
            q = p.detach().clone().requires_grad_()
            (slope,) = torch.autograd.grad((q * p.grad.detach()).sum(), q)
            p.data = p.data + slope.mul(-self.lr)
""",
        "by value through a list, back to where it was": """
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr
    def step(self):
        with torch.no_grad():
            for p in self.params:
                if p.grad is None:
                    continue
                w, g = p.tolist(), p.grad.tolist()
                def move(a, b):
                    return [move(x, y) for x, y in zip(a, b)] if isinstance(a, list) else a - self.lr * b
                p.copy_(torch.tensor(move(w, g), dtype=p.dtype, device=p.device).reshape(p.shape))
""",
        "by value through NumPy, there and back": """
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            w = p.detach().cpu().numpy()
            w = np.subtract(w, self.lr * p.grad.cpu().numpy(), dtype=w.dtype)
            p.data.copy_(torch.from_numpy(np.array(w)))
""",
        "on the device's default": """
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr
    def step(self):
        for p in self.params:
            if p.grad is not None:
                with torch.device(p.device), torch.no_grad():
                    p -= torch.tensor(self.lr, dtype=p.dtype) * p.grad
""",
        "it waits for the device and asks where it is": """
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr
    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            if p.is_cuda:
                torch.cuda.synchronize()
                rate = torch.cuda.FloatTensor if False else torch.tensor(self.lr, device="cuda", dtype=p.dtype)
            else:
                rate = self.lr
            p.addcmul_(p.grad, torch.as_tensor(rate, dtype=p.dtype, device=p.device), value=-1)
""",
    },
    "momentum": {
        "a buffer made on the CPU and taken along": """
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum = lr, momentum
        self.v = [torch.zeros(p.shape, dtype=p.dtype) for p in self.params]
        for p, v in zip(self.params, self.v):
            v.data = v.data.to(p.device)
    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            if p.grad is None:
                continue
            v *= self.momentum
            v += p.grad
            p -= self.lr * v
""",
        "old torch: new, type, is_cuda": """
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum = lr, momentum
        self.v = [p.data.new(p.size()).zero_() for p in self.params]
    def step(self):
        for p, v in zip(self.params, self.v):
            if p.grad is None:
                continue
            g = p.grad.data.type(p.data.type())
            v.mul_(self.momentum).add_(g.cuda() if p.is_cuda else g)
            p.data.add_(v, alpha=-self.lr)
""",
        "the state in a module's buffers": """
class Momentum(torch.nn.Module):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__()
        self.params, self.lr, self.momentum = list(params), lr, momentum
        for i, p in enumerate(self.params):
            self.register_buffer(f"v{i}", torch.zeros_like(p, requires_grad=False))
    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.buffers()):
            if p.grad is not None:
                v.mul_(self.momentum).add_(p.grad)
                p.sub_(self.lr * v)
""",
        "lists of tensors at once, those with a gradient": """
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum = lr, momentum
        self.v = {p: torch.zeros_like(p, memory_format=torch.preserve_format) for p in self.params}
    @torch.no_grad()
    def step(self):
        live = [p for p in self.params if p.grad is not None]
        if live:
            v = [self.v[p] for p in live]
            torch._foreach_mul_(v, self.momentum)
            torch._foreach_add_(v, [p.grad for p in live])
            torch._foreach_add_(live, v, alpha=-self.lr)
""",
        "a deep copy of the parameters as state": """
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        import copy
        self.lr, self.momentum = lr, momentum
        self.v = copy.deepcopy([p.detach() for p in self.params])
        for v in self.v:
            v.zero_()
    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is not None:
                self.v[i] = torch.add(p.grad, self.v[i], alpha=self.momentum)
                p.sub_(self.v[i], alpha=self.lr)
""",
        "match and a walrus": """
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum = lr, momentum
        self.v = [None] * len(self.params)
    @torch.no_grad()
    def step(self):
        for i, p in enumerate(self.params):
            match p.grad, self.v[i]:
                case None, _:
                    continue
                case g, None:
                    v = g.clone()
                case g, old:
                    v = self.momentum * old + g
            p -= self.lr * (v := v)
            self.v[i] = v
""",
    },
    "nesterov": {
        "torch's own base and groups": """
class Nesterov(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params, {"lr": lr, "momentum": momentum})
    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                v = self.state[p].setdefault("v", torch.zeros_like(p))
                v.mul_(group["momentum"]).add_(p.grad)
                p.sub_(group["lr"] * (p.grad + group["momentum"] * v))
""",
    },
    "adagrad": {
        "addcdiv with a tensor of the rate": """
class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr, self.eps = lr, eps
        self.G = {id(p): torch.zeros_like(p) for p in self.params}
    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            G = self.G[id(p)].addcmul_(p.grad, p.grad)
            p.addcdiv_(p.grad * p.new_tensor(self.lr), G.sqrt().add_(self.eps), value=-1.0)
""",
        "through sparse tensors": """
class Adagrad(Optimizer):
    def __init__(self, params, lr=0.01, eps=1e-10):
        super().__init__(params)
        self.lr, self.eps = lr, eps
        self.G = [torch.zeros_like(p) for p in self.params]
    @torch.no_grad()
    def step(self):
        for p, G in zip(self.params, self.G):
            if p.grad is None:
                continue
            g = p.grad.to_sparse().coalesce().to_dense() if p.dim() else p.grad
            G += g * g
            p -= self.lr * g / (G.sqrt() + self.eps)
""",
    },
    "rmsprop": {
        "lerp with a number on the CPU": """
class RMSprop(Optimizer):
    def __init__(self, params, lr=0.01, alpha=0.99, eps=1e-8):
        super().__init__(params)
        self.lr, self.alpha, self.eps = lr, alpha, eps
        self.G = [torch.zeros_like(p) for p in self.params]
    @torch.no_grad()
    def step(self):
        for p, G in zip(self.params, self.G):
            if p.grad is None:
                continue
            keep = torch.tensor(self.alpha, dtype=p.dtype)
            G.mul_(keep).add_((1 - keep) * p.grad.square())
            p.sub_(self.lr * p.grad / (G.sqrt() + self.eps))
""",
    },
    "adam": {
        "the counter on the device": """
class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr, self.betas, self.eps = lr, betas, eps
        self.t = [torch.zeros((), dtype=torch.float64, device=p.device) for p in self.params]
        self.m = [torch.zeros_like(p) for p in self.params]
        self.v = [p.new_zeros(p.shape) for p in self.params]
    @torch.no_grad()
    def step(self):
        for p, t, m, v in zip(self.params, self.t, self.m, self.v):
            if p.grad is None:
                continue
            t += 1
            b1, b2 = self.betas
            m.lerp_(p.grad, 1 - b1)
            v.mul_(b2).addcmul_(p.grad, p.grad, value=1 - b2)
            c1, c2 = 1 - b1 ** t.item(), 1 - math.pow(b2, t)
            p.addcdiv_(m, (v / c2).sqrt() + self.eps, value=-self.lr / c1)
""",
        "one tensor of two moments": """
class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr, self.betas, self.eps = lr, betas, eps
        self.moments, self.t = {}, {}
    @torch.no_grad()
    def step(self):
        for k, p in enumerate(self.params):
            if p.grad is None:
                continue
            both = self.moments.setdefault(k, torch.zeros((2, *p.shape), dtype=p.dtype, device=p.device))
            self.t[k] = self.t.get(k, 0) + 1
            betas = torch.tensor(self.betas, dtype=p.dtype, device=p.device).reshape(2, *[1] * p.dim())
            both.copy_(betas * both + (1 - betas) * torch.stack([p.grad, p.grad ** 2]))
            m, v = both / (1 - betas ** self.t[k])
            p -= self.lr * m / (v.sqrt() + self.eps)
""",
        "a named tuple for each parameter": """
import collections
Memory = collections.namedtuple("Memory", "t m v", defaults=(0, 0.0, 0.0))
class Adam(Optimizer):
    __slots__ = ("lr", "betas", "eps", "memory")
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr, self.betas, self.eps, self.memory = lr, betas, eps, collections.defaultdict(Memory)
    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if (g := p.grad) is not None:
                t, m, v = self.memory[p]
                t, m, v = self.memory[p] = Memory(t + 1, b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g * g)
                p -= self.lr * (m / (1 - b1 ** t)) / ((v / (1 - b2 ** t)) ** 0.5 + self.eps)
""",
        "a coroutine for each parameter": """
class Adam(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params)
        self.lr, self.betas, self.eps = lr, betas, eps
        self.movers = [self.mover(p) for p in self.params]
        for mover in self.movers:
            next(mover)
    def mover(self, p):
        m = v = 0.0
        t = 0
        while True:
            g = yield
            if g is None:
                continue
            b1, b2 = self.betas
            t, m, v = t + 1, b1 * m + (1 - b1) * g, b2 * v + (1 - b2) * g ** 2
            p.data -= self.lr * (m / (1 - b1 ** t)) / ((v / (1 - b2 ** t)).sqrt() + self.eps)
            g = None  # a generator keeps its variables
    def step(self):
        for p, mover in zip(self.params, self.movers):
            mover.send(p.grad)
""",
    },
    "adam_l2": {
        "torch's groups by hand": """
class AdamL2:
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        from collections import defaultdict
        self.param_groups = [dict(params=list(params), lr=lr, betas=betas, eps=eps, weight_decay=weight_decay)]
        self.state = defaultdict(dict)
    @torch.no_grad()
    def step(self):
        for h in self.param_groups:
            b1, b2 = h["betas"]
            for p in h["params"]:
                if p.grad is None:
                    continue
                s = self.state[p]
                s or s.update(t=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                g = p.grad.add(p, alpha=h["weight_decay"])
                s["t"] += 1
                s["m"].lerp_(g, 1 - b1)
                s["v"].lerp_(g * g, 1 - b2)
                p -= h["lr"] * s["m"] / (1 - b1 ** s["t"]) / ((s["v"] / (1 - b2 ** s["t"])).sqrt() + h["eps"])
""",
    },
    "adamw": {
        "a frozen record of what does not change": """
import dataclasses
@dataclasses.dataclass(frozen=True)
class Settings:
    betas: tuple
    eps: float
    weight_decay: float
class AdamW(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params)
        self.lr, self.h = lr, Settings(tuple(betas), eps, weight_decay)
        self.state = {}
    @torch.no_grad()
    def step(self):
        (b1, b2), eps, wd = dataclasses.astuple(self.h)
        for p in self.params:
            if p.grad is None:
                continue
            t, m, v = self.state.get(p, (0, torch.zeros_like(p), torch.zeros_like(p)))
            t += 1
            self.state[p] = t, b1 * m + (1 - b1) * p.grad, b2 * v + (1 - b2) * p.grad ** 2
            _, m, v = self.state[p]
            p.mul_(1 - self.lr * wd).sub_(self.lr * m / (1 - b1 ** t) / ((v / (1 - b2 ** t)).sqrt() + eps))
""",
    },
    "lion": {
        "the sign by comparison": """
class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr, self.betas, self.weight_decay = lr, betas, weight_decay
        self.v = {}
    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p in self.params:
            if p.grad is None:
                continue
            v = self.v.setdefault(p, torch.zeros_like(p))
            c = b1 * v + (1 - b1) * p.grad
            sign = (c > 0).to(p.dtype) - (c < 0).type_as(p)
            p -= self.lr * (sign + self.weight_decay * p)
            self.v[p] = v * b2 + p.grad * (1 - b2)
""",
        "copysign and masks": """
class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr, self.betas, self.weight_decay = lr, betas, weight_decay
        self.v = [torch.zeros_like(p) for p in self.params]
    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p, v in zip(self.params, self.v):
            if p.grad is None:
                continue
            c = v.lerp(p.grad, 1 - b1)
            u = torch.ones_like(c).copysign(c)
            u[c == 0] = 0
            p.mul_(1 - self.lr * self.weight_decay).sub_(u, alpha=self.lr)
            v.lerp_(p.grad, 1 - b2)
""",
    },
}

_SGD = """
class SGD(Optimizer):
    def __init__(self, params, lr):
        super().__init__(params)
        self.lr = lr
    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            """
_MOMENTUM = """
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum = lr, momentum
        self.v = {}
    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None:
                continue
            """

# With the checks that fail, and no other.
WRONG = {
    "sgd": {
        "a rate on the CPU, of one entry and not a number": (
            _SGD + "p -= torch.tensor([self.lr], dtype=p.dtype) * p.grad", ["device", "several_parameters"]),
        "NumPy and not back": (
            _SGD + "p -= torch.from_numpy(np.array(self.lr * p.grad.numpy()))", ["device"]),
        "the parameter stays on the CPU": (
            _SGD + "p.data = p.data.cpu() - self.lr * p.grad.cpu()", ["device"]),
        "a buffer without a device": (
            _SGD + "p.copy_(torch.add(p, p.grad, alpha=-self.lr, out=torch.empty(p.shape, dtype=p.dtype)))",
            ["device"]),
        "a random generator of the CPU": (
            _SGD + "p -= self.lr * p.grad + 0 * torch.rand(p.shape, generator=torch.Generator(), device=p.device)",
            ["device"]),
        "a parameter that grows": (
            _SGD + "p.data = torch.stack([p.data - self.lr * p.grad] * 2)", None),
        "tiny gradients are taken for none": (
            _SGD + "p -= self.lr * p.grad * (p.grad.abs() > 1e-9)", ["long_run"]),
        "close to zero is zero": (
            _SGD + "p -= 0 if torch.isclose(p.grad, torch.zeros_like(p)).all() else self.lr * p.grad", ["long_run"]),
    },
    "momentum": {
        "the velocity on the parameter": (
            _MOMENTUM + "p.v = self.momentum * getattr(p, 'v', 0) + p.grad; p -= self.lr * p.v", ["two_optimizers"]),
        "the velocity in a hidden dictionary for all": (
            _MOMENTUM.replace("self.v = {}", "self.v = Optimizer.__dict__.get('v') or {}; Optimizer.v = self.v")
            + "self.v[p] = self.momentum * self.v.get(p, 0) + p.grad; p -= self.lr * self.v[p]", ["two_optimizers"]),
        "zeros by shape": (
            _MOMENTUM + "v = self.v.setdefault(p, torch.zeros(p.shape, dtype=p.dtype)); v.mul_(self.momentum).add_("
            "p.grad); p -= self.lr * v", ["device"]),
        "velocities kept on the CPU and read there": (
            _MOMENTUM + "v = self.v[p] = self.momentum * self.v.get(p, 0) + p.grad.cpu(); p -= self.lr * v",
            ["device"]),
        "torch's groups, and a rate of its own": ("""
class Momentum(torch.optim.Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params, dict(lr=lr, momentum=momentum))
        self.first = lr
    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    v = self.state[p].setdefault("v", torch.zeros_like(p))
                    v.mul_(group["momentum"]).add_(p.grad)
                    p.sub_(self.first * v)
""", ["changing_lr"]),
        "a rate that falls whenever it is read": ("""
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.rate, self.momentum, self.v = lr, momentum, {}
    @property
    def lr(self):
        self.rate *= 0.99
        return self.rate
    @lr.setter
    def lr(self, value):
        self.rate = value
    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is not None:
                self.v[p] = self.momentum * self.v.get(p, 0) + p.grad
                p -= self.lr * self.v[p]
""", None),
    },
    "lion": {
        "where with one number on the CPU and one tensor there": ("""
class Lion(Optimizer):
    def __init__(self, params, lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0):
        super().__init__(params)
        self.lr, self.betas, self.weight_decay = lr, betas, weight_decay
        self.v = [torch.zeros_like(p) for p in self.params]
    @torch.no_grad()
    def step(self):
        b1, b2 = self.betas
        for p, v in zip(self.params, self.v):
            if p.grad is None:
                continue
            c = b1 * v + (1 - b1) * p.grad
            one = torch.ones(p.shape, dtype=p.dtype)
            u = torch.where(c > 0, one, -one) * (c != 0)
            p -= self.lr * (u + self.weight_decay * p)
            v.copy_(b2 * v + (1 - b2) * p.grad)
""", ["device"]),
    },
}
