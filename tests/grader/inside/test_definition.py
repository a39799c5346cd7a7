"""A class is walked as the notebook left it: in however many pieces it was made, and whatever it was used for."""

import gc

import msgspec
import pytest

from grader.ground.limits import Limits
from grader.ground.messages import Request
from grader.ground.trial import Device
from grader.inside import cells, job
from grader.judging.exam import TaskExaminer
from grader.judging.reply import Reply
from grader.language import registry

from ..answers import BASE

HEAD = """
class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum, self.state = lr, momentum, {}
"""
STEP = """
@torch.no_grad()
def step(self):
    for p in self.params:
        if p.grad is not None:
            v = self.state.setdefault(p, torch.zeros_like(p))
            v.mul_(self.momentum).add_(p.grad)
            p.sub_(v, alpha=self.lr)
"""
METHOD = STEP.replace("\n", "\n    ")
WHOLE = HEAD + METHOD
UNWRITTEN = HEAD + "    def step(self):\n        raise NotImplementedError\n"

WITH_SETTINGS = WHOLE.replace("momentum=0.9", "momentum=None").replace(
    "= lr, momentum, {}", "= lr, settings['mu'] if momentum is None else momentum, {}")

# What stands between the cells of the class and after them: the notebook's checks, and its author's experiments.
USE = """
w = torch.tensor([1.0, 2.0], requires_grad=True)
b = torch.tensor([0.5], requires_grad=True)
optimizer = Momentum([w, b], lr=0.1, momentum=0.5)
for _ in range(3):
    w.grad, b.grad = torch.ones(2), torch.ones(1)
    optimizer.step()
    print(getattr(optimizer, "state", None))
losses = {}
def train(optimizer_class, lr):
    w = torch.tensor([1.0], requires_grad=True)
    optimizer = optimizer_class([w], lr=lr)
    w.grad = torch.ones(1)
    optimizer.step()
    return w.item()
losses[0.1] = train(Momentum, 0.1)
"""

COMPLETED = {
    "a method assigned": [UNWRITTEN, STEP + "Momentum.step = step"],
    "a method assigned, and its name used again": [UNWRITTEN, STEP + "Momentum.step = step", "step = 7"],
    "add_to_class": [
        HEAD, "def add_to_class(cls):\n    def put(f):\n        setattr(cls, f.__name__, f)\n        return f\n"
        "    return put", "@add_to_class(Momentum)" + STEP],
    "a patch by annotation": [HEAD, "def patch(f):\n    setattr(f.__annotations__['self'], f.__name__, f)",
                              "@patch" + STEP.replace("(self)", "(self: Momentum)")],
    "decorated later": [WHOLE.replace("    @torch.no_grad()\n", ""), "Momentum.step = torch.no_grad()(Momentum.step)"],
    "half of it later": [
        WHOLE.replace("            p.sub_(v, alpha=self.lr)\n", ""),
        "half = Momentum.step\n@torch.no_grad()\ndef step(self):\n    half(self)\n    for p in self.params:\n"
        "        if p.grad is not None:\n            p.sub_(self.state[p], alpha=self.lr)\nMomentum.step = step"],
    "a helper later": [
        WHOLE.replace("v.mul_(self.momentum).add_(p.grad)", "update(v, self.momentum, p.grad)"),
        "def update(v, mu, g):\n    v.mul_(mu).add_(g)"],
    "a helper rewritten": [
        "def update(v, mu, g):\n    v.mul_(mu).sub_(g)",
        WHOLE.replace("v.mul_(self.momentum).add_(p.grad)", "update(v, self.momentum, p.grad)"),
        "def update(v, mu, g):\n    v.mul_(mu).add_(g)"],
    "a property later": [
        WHOLE.replace("self.lr, self.momentum, self.state = lr, momentum, {}",
                      "self.lr, self._mu, self.state = lr, momentum, {}"),
        "Momentum.momentum = property(lambda self: self._mu)"],
    "a class of its own name": [
        HEAD.replace("        self.lr, self.momentum, self.state = lr, momentum, {}\n",
                     "        self.state = {}\n" + METHOD),
        "class Momentum(Momentum):\n    def __init__(self, params, lr, momentum=0.9):\n"
        "        super().__init__(params, lr)\n        self.lr, self.momentum = lr, momentum"],
    "a default rebound": ["mu = 0.9", WHOLE.replace("momentum=0.9", "momentum=mu"), "mu = 0.5"],
    "a default of the class": [
        "class Momentum(Optimizer):\n    mu = 0.1\n    def __init__(self, params, lr, momentum=None):\n"
        "        super().__init__(params)\n        self.lr, self.state = lr, {}\n"
        "        self.momentum = self.mu if momentum is None else momentum\n" + METHOD, "Momentum.mu = 0.9"],
    "defaults by a loop": [
        "class Momentum(Optimizer):\n    mu = 0.1\n    def __init__(self, params, lr, momentum=None):\n"
        "        super().__init__(params)\n        self.lr, self.state = lr, {}\n"
        "        self.momentum = self.mu if momentum is None else momentum\n" + METHOD,
        "for name, value in {'mu': 0.9}.items():\n    setattr(Momentum, name, value)"],
    "defaults by a function": [
        "class Momentum(Optimizer):\n    mu = 0.1\n    def __init__(self, params, lr, momentum=None):\n"
        "        super().__init__(params)\n        self.lr, self.state = lr, {}\n"
        "        self.momentum = self.mu if momentum is None else momentum\n" + METHOD,
        "def configure(cls):\n    cls.mu = 0.9\nconfigure(Momentum)"],
    "a dictionary of settings": [
        "settings = {'mu': 0.1}",
        WHOLE.replace("momentum=0.9", "momentum=None").replace(
            "= lr, momentum, {}", "= lr, settings['mu'] if momentum is None else momentum, {}"),
        "settings['mu'] = 0.9"],
    "settings updated": [
        "settings = {'mu': 0.1}",
        WHOLE.replace("momentum=0.9", "momentum=None").replace(
            "= lr, momentum, {}", "= lr, settings['mu'] if momentum is None else momentum, {}"),
        "settings.update(mu=0.9)"],
    **{f"settings changed: {how}": [
        "settings = {'mu': 0.1}", WITH_SETTINGS, how] for how in (
            "def put(d, k, v): d[k] = v\nput(settings, 'mu', 0.9)", "settings.__setitem__('mu', 0.9)",
            "import operator\noperator.setitem(settings, 'mu', 0.9)", "(lambda d: d.update(mu=0.9))(settings)",
            "s = settings\ns['mu'] = 0.9", "import functools\nh = functools.partial(settings.update, mu=0.9)\nh()",
            "class Set:\n    def __call__(self, mu): settings['mu'] = mu\nSet()(0.9)",
            "def a(): settings['mu'] = 0.9\ndef b(): a()\ndef c(): b()\ndef d(): c()\ndef e(): d()\ne()")},
    "by its own method": [
        "class Momentum(Optimizer):\n    mu = 0.1\n    @classmethod\n    def configure(cls, mu): cls.mu = mu\n"
        "    def __init__(self, params, lr, momentum=None):\n"
        "        super().__init__(params)\n        self.lr, self.state = lr, {}\n"
        "        self.momentum = self.mu if momentum is None else momentum\n" + METHOD, "Momentum.configure(0.9)"],
    "with builtins and modules at hand": [
        "import builtins, sys\nB, M = builtins.__dict__, sys.modules",
        WHOLE.replace("v = self.state", "v = (B, M) and self.state")],
    "with a module of its own": [
        "import sys, types\nmine = types.ModuleType('mine')\nmine.__file__ = '/nowhere/mine.py'\n"
        "exec('q = 0.5', mine.__dict__)\nsys.modules['mine'] = mine", WHOLE.replace("(p.grad)", "(p.grad * mine.q)"),
        "mine.q = 1.0"],
    "a constant later": [
        WHOLE.replace("momentum=0.9", "momentum=None").replace(
            "= lr, momentum, {}", "= lr, MU if momentum is None else momentum, {}"), "MU = 0.9"],
    "a magic in front": ["%%time\n" + UNWRITTEN, "%%time\n" + STEP + "Momentum.step = step"],
    "in a block": ["if True:" + WHOLE.replace("\n", "\n    ")],
    "from a factory": ["def make(mu):" + WHOLE.replace("momentum=0.9", "momentum=mu").replace("\n", "\n    ")
                       + "\n    return Momentum", "Momentum = make(0.1)", "Momentum = make(0.9)"],
    "by another name": [WHOLE.replace("class Momentum", "class Mine"), "Momentum = Mine"],
    "written twice": [UNWRITTEN, WHOLE],
    "by exec": [f"exec({WHOLE!r})"],
    "a mixin later": [
        "class Steps: pass",
        HEAD.replace("Optimizer", "Steps").replace("super().__init__(params)", "self.params = list(params)"),
        "Steps.step = None" + STEP + "Steps.step = step"],
    "by type()": [HEAD.replace("class Momentum", "class Head") + STEP,
                  "Momentum = type('Momentum', (Head,), {'step': step})"],
    "an attribute of the function": [
        WHOLE.replace("v.mul_(self.momentum)", "v.mul_(self.momentum * Momentum.step.factor)"),
        "Momentum.step.factor = 1.0"],
}

# State that outlives the optimizer, by its place in the list: what stands in front of the class, its step, its rule.
BY_INDEX = """
    @torch.no_grad()
    def step(self):
        for k, p in enumerate(self.params):
            if p.grad is not None:
                if k not in {state}:
                    {state}[k] = torch.zeros_like(p)
                v = {state}[k]
                v.mul_(self.momentum).add_(p.grad)
                p.sub_(v, alpha=self.lr)
"""
PLAIN_HEAD = HEAD.replace(", self.state = lr, momentum, {}", " = lr, momentum")
ON_THE_CLASS = PLAIN_HEAD.replace("(Optimizer):", "(Optimizer):\n    state = {}") + BY_INDEX.format(state="self.state")
SHARED = {
    "on the class": [ON_THE_CLASS],
    "on a base class": ["class Base(Optimizer):\n    state = {}", PLAIN_HEAD.replace("Optimizer", "Base")
                        + BY_INDEX.format(state="self.state")],
    "in a global": ["memory = {}", PLAIN_HEAD + BY_INDEX.format(state="memory")],
    "in a global of the same cell": ["memory = {}\n" + PLAIN_HEAD + BY_INDEX.format(state="memory")],
    "in a default": [PLAIN_HEAD.replace("momentum=0.9)", "momentum=0.9, state={})").replace(
        "lr, momentum\n", "lr, momentum\n        self.state = state\n") + BY_INDEX.format(state="self.state")],
    "in a keyword's default": [PLAIN_HEAD.replace("momentum=0.9)", "momentum=0.9, *, state={})").replace(
        "lr, momentum\n", "lr, momentum\n        self.state = state\n") + BY_INDEX.format(state="self.state")],
    "in a closure": ["def make(memory):" + (PLAIN_HEAD + BY_INDEX.format(state="memory")).replace("\n", "\n    ")
                     + "\n    return Momentum\nMomentum = make({})"],
    "on a function": [PLAIN_HEAD + BY_INDEX.format(state="Momentum.step.state") + "\nMomentum.step.state = {}"],
    "in a dictionary of another class": [
        "from collections import OrderedDict", ON_THE_CLASS.replace("state = {}", "state = OrderedDict()")],
    "in an object": ["class Memory: pass\nmemory = Memory()\nmemory.state = {}",
                     PLAIN_HEAD + BY_INDEX.format(state="memory.state")],
    "in slots": ["class Memory:\n    __slots__ = ('state',)\nmemory = Memory()\nmemory.state = {}",
                 PLAIN_HEAD + BY_INDEX.format(state="memory.state")],
    "used in its own cell": [ON_THE_CLASS + USE],
    "in a dictionary of dictionaries": ["memory = {'v': {}}", PLAIN_HEAD + BY_INDEX.format(state="memory['v']")],
    "made when it is first used": [
        PLAIN_HEAD + BY_INDEX.format(state="memory()"), "def memory(kept={}):\n    return kept"],
}


@pytest.fixture(scope="module")
def failed():
    """The names of the checks that a notebook of these cells fails."""
    examiner = TaskExaminer(registry.find()["momentum"])
    asked = examiner.ask(Device.CPU)

    def judge(*sources):
        gc.freeze()  # counting what is stored collects garbage
        request, body = asked.request([BASE, *sources])
        said = []
        job.answer(msgspec.convert(request, Request), body, lambda header, body=b"": said.append((header, body)),
                   cells.new_shell(), Limits())
        messages = [(msgspec.json.decode(header, type=job.Message), body) for header, body in said]
        reply = Reply(messages, asked, range(len(sources) + 1))
        return [verdict.check.name for verdict in examiner.verdicts(reply) if not verdict.finding.passed]

    return judge


@pytest.mark.parametrize("sources", COMPLETED.values(), ids=COMPLETED)
def test_a_class_in_pieces_is_right_as_a_whole_one_is(failed, sources):
    assert failed(*sources) == []
    assert failed(*sources, USE) == []


@pytest.mark.parametrize("sources", SHARED.values(), ids=SHARED)
def test_state_that_is_shared_costs_its_own_check_and_no_more_however_it_was_used(failed, sources):
    assert failed(*sources) == failed(*sources, USE) == failed(*sources, USE, USE) == ["two_optimizers"]


@pytest.mark.parametrize("sources", COMPLETED.values(), ids=COMPLETED)
def test_a_class_that_is_used_before_it_is_complete_is_completed_all_the_same(failed, sources):
    use = "try:" + USE.replace("\n", "\n    ") + "\nexcept Exception: pass"
    assert failed(*(part for source in sources for part in (source, use))) == []
