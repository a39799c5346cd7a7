"""Classes that stop with an exception as students' do: for each the sentence that has to explain it.

They answer momentum; `provoke` walks them until one trial stops them, in whatever words torch and Python have today.
"""

from __future__ import annotations

import gc
import warnings

from grader.ground.failure import Failure
from grader.ground.trial import Trial
from grader.ground.walk import walk
from grader.judging import causes
from grader.language.task import Task
from grader.outcome.finding import Circumstances, Difference, Finding
from grader.outcome.verdict import CheckVerdict

from ..walking import namespace

HEAD = """
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum = lr, momentum
        self.t = 0
        self.state = {}
        self.v = [torch.zeros_like(p) for p in self.params]
"""


def step(line: str) -> str:
    """A class with this line for every parameter that has a gradient, under no_grad."""
    return HEAD + f"""
    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.v):
            if p.grad is None: continue
            {line}
"""


def method(*lines: str, head: str = HEAD) -> str:
    """A class with these lines as its `step`, which autograd watches."""
    return head + "\n    def step(self):\n" + "".join(f"        {line}\n" for line in lines)


def constructor(line: str, signature: str = "self, params, lr, momentum=0.9", base: str = "(Optimizer)",
                name: str = "__init__") -> str:
    """A class with this line at the beginning of its constructor."""
    return f"""
class Momentum{base}:
    def {name}({signature}):
        {line}
        super().__init__(params)
        self.lr, self.momentum = lr, momentum
    def step(self):
        pass
"""


LOOP = "for p in self.params:"

# By the key of the sentence that explains it, without `meaning.`; "" where the exception says enough by itself.
CRASHES: dict[str, list[str]] = {
    "": [
        step("raise ValueError('a generator is no matrix')"),
        step("""exec("raise OSError(30, 'Read-only file system')")  # open('/processed.txt', 'w')"""),
        step("import tensorflow"),
        step("for k in {1: 2} | self.state: self.state[p] = 1\n            for k in self.state: self.state[k, 1] = 1"),
        step("p.grad = 0.0"),
        constructor("return self"),
    ],
    "no_longer_trained": [step("p.requires_grad_(False)"), step("p.detach_()")],
    "changed": [
        step("p.data = p.data.reshape(-1)"),
        step("p.data = (self.lr * p.grad).sum()"),
    ],
    "autograd_off": [
        method("torch.set_grad_enabled(False)", f"{LOOP} p -= self.lr * p.grad"),
        method("torch.no_grad().__enter__()", f"{LOOP} p -= self.lr * p.grad")],
    "coroutine": [
        HEAD + "\n    async def step(self):\n        for p in self.params: p.data -= self.lr * p.grad\n",
        HEAD + "\n    @torch.no_grad()\n    async def step(self):\n        for p in self.params: p -= p.grad\n"],
    "generator_step": [
        method("with torch.no_grad():", f"    {LOOP}", "        p -= self.lr * p.grad", "        yield p"),
        step("p -= self.lr * p.grad; yield p"),
        method("return self.move()", "", "def move(self):", "    yield").replace("        def move", "    def move"),
        HEAD + "\n    async def step(self):\n        for p in self.params: yield p\n"],
    "early": [
        constructor("self.step()").replace("        pass", "        for p in self.params: p -= self.lr * p.grad"),
        method(f"{LOOP} self.v", head=HEAD.replace("        self.v =", "        self.step()\n        self.v =")),
    ],
    "no_constructor": [constructor("pass", name="_init_"), constructor("pass", name="init")],
    "super_arguments": [
        constructor("super().__init__()"), constructor("super().__init__(params, dict(lr=lr))"),
        constructor("super().__init__(params, lr=lr)")],
    "super_brackets": [constructor("super.__init__(params)")],
    "keyword": [
        constructor("pass", "self, params, lr, beta=0.9"),
        constructor("pass", "self, params, learning_rate, momentum=0.9"),
        constructor("pass", "self, params, lr")],
    "order": [
        constructor("pass", "self, lr, params, momentum=0.9"), constructor("pass", "params, lr, momentum=0.9"),
        constructor("self.params = list(lr)")],
    "positional": [constructor("pass", "self, params, lr, *, momentum=0.9")],
    "required": [
        constructor("pass", "self, params, lr, momentum, nesterov"),
        constructor("pass", "self, params, momentum, lr=0.01")],
    "no_init": ["class Momentum:\n    def step(self): pass\n"],
    "static": [HEAD + "\n    @staticmethod\n    def step(self):\n        for p in self.params: pass\n",
               HEAD + "\n    def step(self): pass\n    step = staticmethod(step)\n"],
    "of_the_class": [
        HEAD + "\n    @classmethod\n    def step(self):\n        for p in self.params: pass\n",
        HEAD + "\n    @classmethod\n    def step(cls):\n        cls.t += 1\n"],
    "step_argument": [HEAD + "\n    def step(self, closure):\n        closure()\n"],
    "no_self": [HEAD + "\n    def step():\n        pass\n",
                HEAD + "\n    @staticmethod\n    def step():\n        for p in self.params: pass\n"],
    "step_overwritten": [method("pass", head=HEAD + "        self.step = 0\n")],
    "no_step": ["class Momentum:\n    def __init__(self, params, lr, momentum=0.9): pass\n"
                "    def update(self): pass\n"],
    "frozen": [
        HEAD.replace("self.lr, self.momentum = lr, momentum", "self._lr = lr")
        + "\n    @property\n    def lr(self):\n        return self._lr\n    def step(self): pass\n",
        "import dataclasses\n@dataclasses.dataclass(frozen=True)\nclass Momentum:\n    params: list\n    lr: float\n"
        "    momentum: float = 0.9\n    def step(self): pass\n"],

    "no_super": [
        method(f"{LOOP} pass", head=HEAD.replace("        super().__init__(params)\n", "")),
        method(f"{LOOP} pass", head=HEAD.replace("(Optimizer)", "").replace("super().__init__(params)", "pass"))],
    "torchs_base": [
        method("for group in self.param_groups: pass"),
        method(f"{LOOP} self.state[p]", head=HEAD.replace("        self.state = {}\n", ""))],
    "near": [
        step("p -= self.lr * self.momentun * p.grad"), step("p -= lr * p.grad"),
        step("p -= self.lr * momentun * p.grad"),
        step("v = torch.zeroslike(p)"), step("p -= self.lr * p.grad.sqr()"), step("p -= self.lr * p.gradd")],
    "import": [step("p -= self.lr * p.grad / np.sqrt(2)"), step("p -= self.lr * p.grad / math.sqrt(2)")],
    "unbound": [
        method("t += 1"), method(f"{LOOP} u += p.numel()"), step("if self.t > 9: u = p.grad\n            p -= u")],
    "unbound_none": [
        method("def one(p):", "    if p.grad is not None: u = self.lr * p.grad", "    p.sub_(u)",
               "with torch.no_grad():", "    for p in self.params: one(p)")],
    "undefined": [step("p -= self.lr * p.grad / (quantity + 1)")],
    "left_over": [
        method("self.t += 1", "raise NotImplementedError"), method("for p in self.params: self.rule(p)").replace(
            "    def step", "    def rule(self, p):\n        raise NotImplementedError\n\n    def step"),
        method("self.t += 1", "raise NotImplementedError ('')  # away from here"),
        step("v += 1; raise NotImplementedError"), constructor("self.t = 0; raise NotImplementedError()")],
    "threads": [
        step(r"""exec("raise RuntimeError(\"can't start new thread\")")"""),
        step("""exec("raise PermissionError(1, 'Operation not permitted')")  # subprocess.run(['ls'])"""),
        step("""exec("raise FileNotFoundError(2, 'No such file or directory')")  # mp.Pool(2)"""),
        step("""exec("raise OSError(24, 'Too many open files')")  # worker.start()""")],
    "loss": [method("loss.backward()"), method("losses = []", "loss.backward()")],
    "number_in_place": [
        step("self.lr.neg_()"), step("(self.t == 0).mul_(2)"), step("import numpy; numpy.float64(2).mul_(p)"),
        step("self.t.add_(p.grad)"), method("for p in range(2): p.mul_(2)")],
    "number_to_torch": [
        step("p -= self.lr / torch.sqrt(1 - self.momentum)"), step("p -= p.grad * torch.sqrt(2)"),
        step("p -= self.lr / (1 - self.momentum).sqrt()")],
    "not_a_parameter": [
        method("for p, i in enumerate(self.params): p.grad"), method("self.params.grad"),
        method("for p in {p: 0 for p in self.params}.items(): p.grad")],
    "none_parameter": [
        method("for p in self.params: p.grad", "self.params = [None for p in self.params]")],
    "none_before": [constructor("self.g = [0 * p.grad for p in params]")],
    "none_value": [
        method(f"{LOOP} self.w = self.momentum * self.w + p.grad", head=HEAD + "        self.w = None\n"),
        method(f"{LOOP} self.w[p] = p.grad", head=HEAD + "        self.w = None\n"),
        step("self.w = [].append(v)\n            len(self.w)"),
        step("q = p * 1\n            p -= self.lr * q.grad")],
    "none": [
        method("with torch.no_grad():", f"    {LOOP} p -= self.lr * p.grad"),
        method("with torch.no_grad():", f"    {LOOP} p -= self.lr * p.grad.data"),
        method("with torch.no_grad():", f"    {LOOP} p.sub_(p.grad, alpha=self.lr)"),
        method("torch._foreach_add_(self.v, [p.grad for p in self.params])"),
        method(f"{LOOP} p.grad.zero_()"),
        method(f"{LOOP} torch.sqrt(p.grad)"),
        method(f"{LOOP} (p.grad > 0).any()")],
    "attribute": [step("p -= self.lr * self.something_else")],

    "numpy_device": [step("p -= torch.from_numpy(p.grad.numpy()) * self.lr")],
    "numpy_number": [step("p.copy_(torch.from_numpy(p.detach().numpy() - self.lr * p.grad.numpy()))")],
    "numpy_grad": [method(f"{LOOP} p.numpy()")],
    "no_such_device": [method("pass", head=HEAD.replace("zeros_like(p)", "zeros(p.shape, device='cuda')"))],
    "device": [
        step("v = torch.zeros(p.shape, dtype=p.dtype)\n            p -= self.lr * (v + p.grad)"),
        step("p.grad = torch.zeros(p.shape, dtype=p.dtype)")],
    "complex": [step("p -= self.lr * p.grad * (-1) ** 0.5")],
    "dtype": [
        step("v = torch.zeros(p.shape)\n            v.lerp_(p.grad, 0.1)"),
        step("torch.zeros(p.shape, dtype=torch.int64).add_(p.grad)"),
        step("torch.dot(p.grad.flatten(), torch.zeros(p.numel()))"),
        step("p.grad = torch.zeros(p.shape)")],
    "contiguous": [step("p.view(-1).sub_(self.lr * p.grad.reshape(-1))")],
    "leaf": [
        method(LOOP, "    p -= self.lr * p.grad"), method(LOOP, "    p[:] -= self.lr * p.grad"),
        method(LOOP, "    for row in p: row -= self.lr"), method(LOOP, "    p.view(-1).sub_(1)")],
    "backward": [method(f"{LOOP} p.grad.backward()"), step("p.sum().backward()")],
    "deepcopy": [method("pass", head="import copy\n" + HEAD.replace("torch.zeros_like(p)", "copy.deepcopy(p * 1)"))],

    "list_index": [
        step("self.v[self.params.index(p)] = p.grad"), step("if p in self.params[1:]: pass"),
        step("if p not in self.v: self.v.append(p)"), step("self.v.remove(v)")],
    "python_max": [step("p -= self.lr * max(p.grad, 0)"), step("v = max(v, p.grad.abs())"), step("min(1, p.grad)")],
    "weak_keys": [
        method(LOOP, f"    {line}", head=HEAD + "        import weakref; self.w = weakref.WeakKeyDictionary()\n")
        for line in ("self.w[p] = 0", "self.w.setdefault(p, 0)", "self.w.get(p), self.w.update({p: 0})")],
    "truth": [
        step("if p.grad: p -= self.lr * p.grad"), step("if p.grad > 0: p -= self.lr"), step("if not p.grad: continue"),
        step("p -= self.lr * (1 if p.grad > 0 else -1)"), step("while p.grad == 0: pass"),
        step("g = p.grad or 0")],
    "tensor_index": [step("p.index(p)")],

    "empty_list": [
        method("grads = [p.grad for p in self.params if p.grad is not None]", "torch._foreach_mul_(grads, 1)"),
        method("torch.cat([p.grad.flatten() for p in self.params if p.grad is not None])"),
        method("torch.stack([p.grad.sum() for p in self.params if p.grad is not None])")],
    "empty": [
        step("p -= self.lr * p.grad / p.grad.abs().max()"), step("p.grad.min()"), step("p.grad.argmax()"),
        step("p.grad.flatten()[:0].item()"), step("p.grad[0]")],
    "zeros_of_nothing": [
        method("pass", head=HEAD.replace("zeros_like(p)", "zeros(*p.shape)")), step("torch.randn(*p.shape)"),
        step("torch.ones(*p.size())")],
    "rank": [
        step("v[:] = p.grad[:]"), step("for i in range(len(p)): p[i] -= self.lr * p.grad[i]"),
        step("for row, g in zip(p, p.grad): row -= self.lr * g"), step("p.shape[0]"), step("p.size(0)"),
        step("rows, columns = p.shape"), step("p -= self.lr * sum(p.grad)"), step("p.grad.sum(1)"),
        step("p[0, 0] -= 1"), step("p.grad.mean(dim=1)")],
    "matmul": [step("p @ p.grad"), step("torch.dot(p, p.grad)"), step("torch.mm(p, p.grad)"),
               step("p.grad @ p.grad.T")],
    "together": [
        method("torch.stack([p.grad for p in self.params if p.grad is not None])"),
        method("torch.cat([p.grad for p in self.params if p.grad is not None])")],
    "shapes_of_empty": [step("v = self.state.setdefault(p.data_ptr(), torch.zeros_like(p))\n            v += p.grad")],
    "shapes": [
        step("self.v[0] = self.momentum * self.v[0] + p.grad\n            p -= self.v[0]"),
        step("self.v[0].add_(p.grad)"),
        step("self.v[0].copy_(p.grad)"), step("p -= p.grad.unsqueeze(1)"), step("p.grad = p.grad.reshape(-1, 1)")],
    "math": [step("import math; p -= self.lr * math.sqrt(p.grad)"), step("import math; math.exp(p.grad)")],
    "one_number": [step("p -= self.lr * p.grad.item()"), step("float(p.grad)"), step("int(p.grad)"),
                   step("range(p.grad)")],
    "tensor_as_index": [step("self.v[p] = p.grad"), step("self.v['x'] = p.grad"), step("self.v[p, 0] = 1")],

    "xor": [step("p -= self.lr * p.grad / (1 - self.momentum ^ 2)"), step("p -= self.lr * p.grad ^ 2"),
            step("p -= self.lr / (1 - self.momentum ^ self.t)")],
    "zero": [step("p -= p.grad * (self.lr / (1 - self.momentum ** self.t))"), step("self.t / self.t")],
    "domain": [step("import math; math.sqrt(-self.lr - 1)"), step("import math; math.pow(-self.lr, 0.5)")],
    "logarithm": [step("import math; math.log(0)"), step("import math; math.exp(2 * math.log2(0 * self.momentum))")],
    "overflow": [step("10.0 ** 400"), step("import math; math.exp(1e5)")],
    "list_to_torch": [
        step("p -= self.lr * self.v"), step("self.v + p.grad"), step("self.lr * self.state"),
        step("self.momentum * (v, v)"), step("p -= self.params")],
    "brackets": [step("p -= self.lr * p.grad.sqrt"), step("self.lr * self.step"), method("self.zero_grad[0]"),
                 method("for p in self.zero_grad: pass")],
    "context": [method("with torch.no_grad:", "    pass")],
    "call": [step("p -= self.lr(p.grad)"), step("p -= self.lr * p.grad()")],
    "combination": [step("p.add_(p.grad, -self.lr, 1, 2)"), step("p.clamp('x')")],

    "generator": [
        method("len(self.params)", head=HEAD + "        self.params = (p for p in self.params)\n"),
        method("self.params[0]", head=HEAD.replace("super().__init__(params)", "self.params = params").replace(
            "for p in self.params]", "for p in params]"))],
    "unpack_number": [constructor("b1, b2 = momentum"), step("a, b = self.lr")],
    "unpack": [
        constructor("b1, b2 = (0.9,)"), step("a, b = (1, 2, 3)"),
        method("for p, v, g in zip(self.params, self.v): pass"),
        method("for i, p in [(1,)]: pass")],
    "unpack_nothing": [method(
        "rows = [(p, v) for p, v in zip(self.params, self.v) if p.grad is not None]", "ps, vs = zip(*rows)")],
    "range": [method("for i in len(self.params): pass")],
    "subscript": [step("self.lr['lr']"), step("self.t[0] = 1")],
    "key_tensor": [step("self.state[p]['v'] = p.grad")],
    "key_id": [step("self.state[id(p)] += p.grad")],
    "key": [step("self.state[p] = {}; self.state[p]['v'] += p.grad"), step("self.state[0]")],
    "index": [
        method("gs = [p.grad for p in self.params if p.grad is not None]", "for i, p in enumerate(self.params): gs[i]"),
        step("[].pop()")],
    "unhashable": [step("self.state[[p]] = 1"), step("self.state[{}] = 1")],
    "recursion": [method("self.step()")],
    "assertion": [step("assert not p.grad.isfinite().all()"), step("assert False, 'no'")],
}

# What is told of a method that is still missing, or not found; by its sentence's key.
UNWRITTEN = {
    "check.unwritten": method("raise NotImplementedError"),
    "check.inherited": HEAD + "\n    def update(self): pass\n",
    "check.super_step": method("super().step()"),
    "check.unwritten_constructor": """
class Momentum(Optimizer):
    def __init__(self, *given, **more):
        '''Nothing yet.'''
        raise NotImplementedError
""",
}


def provoke(code: str, task: Task) -> tuple[Trial, Failure, CheckVerdict] | None:
    """The first trial that stops a class, with what, and the check that tells of it; None if none does."""
    gc.freeze()  # counting what is stored collects garbage, and what other tests have left is none
    for trial in task.trials:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            failure = walk(namespace(code)[task.class_name], trial).failure
        if failure:
            check = next(check for check in task.checks if trial in check.trials)
            found = Finding(False, Difference(trial.name, max(failure.step, 1), failure=failure))
            return trial, failure, CheckVerdict(check, found, (), Circumstances(0, stop=causes.stop(trial, failure)))
    return None
