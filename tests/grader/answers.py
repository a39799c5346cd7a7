"""Right and wrong answers to the momentum task, as students write them."""

from grader.language import registry
from grader.tools import selftest

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
    def zero_grad(self):
        for p in self.params:
            p.grad = None
    def step(self):
        raise NotImplementedError
"""

# Any right answer, and the commonest wrong one.
SOLUTION = HEAD + """
    def step(self):
        with torch.no_grad():
            for p in self.params:
                if p.grad is None:
                    continue
                velocity = self.state.setdefault(p, torch.zeros_like(p))
                velocity.mul_(self.momentum).add_(p.grad)
                p.sub_(self.lr * velocity)
"""
DAMPENED = SOLUTION.replace("add_(p.grad)", "add_(p.grad, alpha=1 - self.momentum)")

RIGHT = {style: code for style, (code,) in selftest.right_answers(registry.find()["momentum"]).items()}

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
            self.state[p] = self.momentum * self.state.get(p, 0) + p.grad * torch.log1p(p.grad.abs())
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
