"""Right and wrong answers to the momentum task, as students write them."""

HEAD = """
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum = lr, momentum
        self.state = {}
"""

BASE = """
import torch

class Optimizer:
    def __init__(self, params):
        self.params = list(params)
    def step(self):
        raise NotImplementedError
"""

RIGHT = {
    "list of velocities": HEAD + """
        self.v = [torch.zeros_like(p) for p in self.params]
    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            if p.grad is not None:
                v.mul_(self.momentum).add_(p.grad)
                p.sub_(self.lr * v)
""",
    "dictionary, made when needed": HEAD + """
    def step(self):
        with torch.no_grad():
            for p in self.params:
                if p.grad is None:
                    continue
                if p not in self.state:
                    self.state[p] = p.grad.clone()
                else:
                    self.state[p] = self.momentum * self.state[p] + p.grad
                p -= self.lr * self.state[p]
""",
    "data, state on the tensor": HEAD + """
    def step(self):
        for p in self.params:
            if p.grad is not None:
                p.v = self.momentum * getattr(p, "v", 0.0) + p.grad
                p.data = p.data - self.lr * p.v
""",
    "keyed by id": HEAD + """
    def step(self):
        for p in self.params:
            if p.grad is None: continue
            v = self.state.get(id(p))
            self.state[id(p)] = v = p.grad.clone() if v is None else self.momentum * v + p.grad
            p.data.add_(v, alpha=-self.lr)
""",
    "foreach": HEAD + """
    @torch.no_grad()
    def step(self):
        moving = [p for p in self.params if p.grad is not None]
        for p in moving:
            self.state.setdefault(p, torch.zeros_like(p))
        v = [self.state[p] for p in moving]
        torch._foreach_mul_(v, self.momentum)
        torch._foreach_add_(v, [p.grad for p in moving])
        torch._foreach_add_(moving, v, alpha=-self.lr)
""",
    "lerp and addcmul": HEAD + """
    @torch.no_grad()
    def step(self):
        for k, p in enumerate(self.params):
            if p.grad is None: continue
            v = self.state.setdefault(k, torch.zeros_like(p))
            torch.add(p.grad, v, alpha=self.momentum, out=v)
            p.addcmul_(v, torch.ones_like(v), value=-self.lr)
""",
    "helper methods and defaultdict": """
from collections import defaultdict

class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum, self.memory = lr, momentum, defaultdict(lambda: 0.0)
    def velocity(self, p):
        self.memory[p] = self.memory[p] * self.momentum + p.grad
        return self.memory[p]
    @torch.no_grad()
    def step(self):
        for p in filter(lambda p: p.grad is not None, self.params):
            p.copy_(p - self.lr * self.velocity(p))
""",
    "without the base class, state_dict-like": """
class Momentum:
    def __init__(self, parameters, lr, momentum=0.9):
        self.params = [*parameters]
        self.lr = lr
        self.momentum = momentum
        self.buffers = [None] * len(self.params)
    def step(self, closure=None):
        with torch.no_grad():
            for i, w in enumerate(self.params):
                g = w.grad
                if g is not None:
                    b = self.buffers[i]
                    b = g.detach().clone() if b is None else b.mul_(self.momentum).add_(g)
                    self.buffers[i] = b
                    w.add_(b, alpha=-self.lr)
""",
    "a velocity that points downhill, η outside": HEAD + """
    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None: continue
            v = self.state.get(p, torch.zeros_like(p))
            v = self.momentum * v - p.grad
            self.state[p] = v
            p += self.lr * v
""",
    "prints and warns": HEAD + """
    def step(self):
        import warnings
        warnings.warn("stepping")
        for p in self.params:
            print("grad", p.grad)
            if p.grad is not None:
                self.state[p] = self.momentum * self.state.get(p, 0) + p.grad
                with torch.no_grad():
                    p -= self.lr * self.state[p]
""",
}

# An answer and the mistake it makes; the name is None where it has none.
WRONG = {
    "velocity is the gradient tensor": ("gradients_modified", HEAD + """
    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None: continue
            if p not in self.state:
                self.state[p] = p.grad
            else:
                self.state[p].mul_(self.momentum).add_(p.grad)
            p -= self.lr * self.state[p]
"""),
    "clears the gradients": ("gradients_cleared", HEAD + """
    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None: continue
            self.state[p] = self.momentum * self.state.get(p, 0) + p.grad
            p -= self.lr * self.state[p]
            p.grad = None
"""),
    "keeps a history": ("state_grows", HEAD + """
        self.history = []
    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None: continue
            self.state[p] = self.momentum * self.state.get(p, 0) + p.grad
            self.history.append(self.state[p])
            p -= self.lr * self.state[p]
"""),
    "keeps twice as much": ("state_too_large", HEAD + """
    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None: continue
            v, _ = self.state.get(p, (0, 0))
            v = self.momentum * v + p.grad
            self.state[p] = v, self.lr * v
            p -= self.lr * v
"""),
    "state on the CPU": ("not_device_agnostic", HEAD + """
        self.v = [torch.zeros(p.shape, dtype=p.dtype) for p in self.params]
    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            if p.grad is None: continue
            v.mul_(self.momentum).add_(p.grad)
            p -= self.lr * v
"""),
    "replaces the parameters": ("nothing_moves", HEAD + """
    def step(self):
        for i, p in enumerate(self.params):
            if p.grad is None: continue
            self.state[i] = self.momentum * self.state.get(i, 0) + p.grad
            self.params[i] = p - self.lr * self.state[i]
"""),
    "return in the loop": ("none_ends_the_loop", HEAD + """
    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None: return
            self.state[p] = self.momentum * self.state.get(p, 0) + p.grad
            p -= self.lr * self.state[p]
"""),
    "float32 velocity": ("state_of_float32", HEAD + """
        self.v = [torch.zeros(p.shape, device=p.device) for p in self.params]
    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            if p.grad is None: continue
            v.mul_(self.momentum).add_(p.grad)
            p -= self.lr * v
"""),
    "one velocity": ("one_state_for_all", HEAD + """
        self.v = 0
    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None: continue
            self.v = self.momentum * self.v + p.grad
            p -= self.lr * self.v
"""),
    "a rule of its own": (None, HEAD + """
    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None: continue
            self.state[p] = self.momentum ** 2 * self.state.get(p, 0) + p.grad
            p -= self.lr * self.state[p]
"""),
    "lr in the constructor": ("hyperparameters_read_once", HEAD + """
        self.rate, self.keep = lr, momentum
    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None: continue
            self.state[p] = self.keep * self.state.get(p, 0) + p.grad
            p -= self.rate * self.state[p]
"""),
}
