"""The same right rule, momentum, wrapped in one construct of Python after the other.

Nothing here is wrong. Whoever reads such an object without being asked runs into what its class says about it.
"""

import textwrap

RULE = """
for p in self.params:
    if p.grad is None:
        continue
    self.v[id(p)] = self.momentum * self.v.get(id(p), 0) + p.grad
    p -= self.lr * self.v[id(p)]
"""
STEP = "@torch.no_grad()\ndef step(self):\n" + textwrap.indent(RULE, "    ")
INIT = """
def __init__(self, params, lr, momentum=0.9):
    self.params, self.lr, self.momentum, self.v = list(params), lr, momentum, {}
"""


def construct(head: str, *parts: str, before: str = "", after: str = "") -> str:
    """The code of a class made of these parts."""
    body = textwrap.indent("\n".join(textwrap.dedent(part) for part in parts), "    ")
    return f"{textwrap.dedent(before)}\n{head}\n{body}\n{textwrap.dedent(after)}"


def plain(*parts: str, head: str = "class Momentum:", **around: str) -> str:
    return construct(head, *parts, INIT, STEP, **around)


GROUPS = """
def __init__(self, params, lr, momentum=0.9):
    super().__init__(params, dict(lr=lr, momentum=momentum))
"""
GROUPS_STEP = """
    @torch.no_grad()
    def step(self, closure=None):
        loss = None
        if closure is not None:
            with torch.enable_grad():
                loss = closure()
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                if len(state) == 0:
                    state["momentum_buffer"] = torch.zeros_like(p)
                v = state["momentum_buffer"]
                v.mul_(group["momentum"]).add_(p.grad)
                p.add_(v, alpha=-group["lr"])
        return loss
"""
TORCHS = "class Momentum(torch.optim.Optimizer):"

CONSTRUCTS = {
    "slots": plain('__slots__ = ("params", "lr", "momentum", "v")'),
    "slots and a base without any": plain('__slots__ = ("lr", "v")', head="class Momentum(Optimizer):"),
    "slots with private names": plain("""
        __slots__ = ("params", "__lr", "momentum", "v")
        lr = property(lambda self: self.__lr, lambda self, value: setattr(self, "_Momentum__lr", value))
        """),
    "a dataclass": construct("@dataclasses.dataclass\nclass Momentum:", """
        params: list
        lr: float
        momentum: float = 0.9
        v: dict = dataclasses.field(default_factory=dict, repr=False)
        def __post_init__(self):
            self.params = list(self.params)
        """, STEP, before="import dataclasses"),
    "a dataclass with slots and an order": construct(
        "@dataclasses.dataclass(slots=True, order=True, weakref_slot=True)\nclass Momentum:", """
        params: list
        lr: float
        momentum: float = 0.9
        v: dict = dataclasses.field(default_factory=dict)
        def __post_init__(self):
            self.params = list(self.params)
        """, STEP, before="import dataclasses"),
    "a property": plain("""
        @property
        def lr(self):
            return self._lr
        @lr.setter
        def lr(self, value):
            if value < 0:
                raise ValueError("a learning rate is not negative")
            self._lr = value
        """),
    "a property that only takes": construct("class Momentum:", INIT, """
        def set_lr(self, value):
            self.rate = value
        lr = property(None, set_lr)
        """, STEP.replace("self.lr", "self.rate")),
    "a property that counts how often it is read": plain("""
        reads = 0
        @property
        def lr(self):
            self.reads += 1
            return self.rate
        @lr.setter
        def lr(self, value):
            self.rate = value
        """),
    "a descriptor": plain("""
        lr, momentum = Checked(), Checked()
        """, before="""
        class Checked:
            def __set_name__(self, owner, name):
                self.name = "_" + name
            def __get__(self, obj, owner=None):
                if obj is None:
                    raise AttributeError("ask an object")
                return getattr(obj, self.name)
            def __set__(self, obj, value):
                setattr(obj, self.name, float(value))
        """),
    "__getattr__ from a dictionary": plain("""
        def __getattr__(self, name):
            return self.__dict__["settings"][name]
        def __setattr__(self, name, value):
            self.__dict__.setdefault("settings", {})[name] = value
        """),
    "__getattr__ without end": plain("""
        def __getattr__(self, name):
            return getattr(self, name + "_")
        """),
    "__getattr__ that answers everything": plain("""
        def __getattr__(self, name):
            return lambda *args, **kwargs: None
        """),
    "__getattr__ that leads to itself": plain("""
        def __getattr__(self, name):
            return self
        def __getitem__(self, key):
            return self
        """),
    "__getattribute__ that hides the dictionary": plain("""
        def __getattribute__(self, name):
            if name.startswith("__"):
                raise AttributeError(name)
            return object.__getattribute__(self, name)
        """),
    "a __dict__ that is something else": plain("""
        __slots__ = ("params", "lr", "momentum", "v")
        @property
        def __dict__(self):
            raise TypeError("no")
        """),
    "a __class__ that raises": plain("""
        @property
        def __class__(self):
            raise RuntimeError("what I am is my business")
        """),
    "a __class__ that lies": plain("""
        @property
        def __class__(self):
            return torch.Tensor
        """),
    "a metaclass": plain(head="class Momentum(metaclass=Registry):", before="""
        class Registry(type):
            count = 0
            def __call__(cls, *args, **kwargs):
                made = super().__call__(*args, **kwargs)
                cls.count += 1
                return made
            def __instancecheck__(cls, thing):
                raise TypeError("ask somebody else")
            def __eq__(cls, other):
                raise TypeError("there is no other")
            __hash__ = type.__hash__
            def __getattr__(cls, name):
                raise RuntimeError(name)
            def __repr__(cls):
                raise RuntimeError
            def __bool__(cls):
                raise RuntimeError
            def __len__(cls):
                raise RuntimeError
        """),
    "a metaclass with a name of its own": plain(head="class Momentum(metaclass=Named):", before="""
        class Named(type):
            __name__ = property(lambda cls: 7)
            __module__ = property(lambda cls: None)
        """),
    "an abstract base": plain(head="class Momentum(Base):", before="""
        import abc
        class Base(abc.ABC):
            @abc.abstractmethod
            def step(self): ...
        """),
    "a generic class and a protocol": plain(head="class Momentum(Steps, typing.Generic[T]):", before="""
        import typing
        T = typing.TypeVar("T")
        @typing.runtime_checkable
        class Steps(typing.Protocol):
            lr: float
            def step(self) -> None: ...
        """),
    "no comparisons": plain("""
        __hash__ = None
        def no(self, *args):
            raise TypeError("not with me")
        __eq__ = __ne__ = __lt__ = __bool__ = __len__ = __iter__ = __repr__ = __str__ = __format__ = __contains__ = no
        __float__ = __int__ = __index__ = __reduce_ex__ = __sizeof__ = __dir__ = __copy__ = __deepcopy__ = no
        """),
    "equal to everything and false": plain("""
        def __eq__(self, other): return True
        def __hash__(self): return 0
        def __bool__(self): return False
        def __len__(self): return 0
        """),
    "a dictionary": construct("class Momentum(dict):", """
        __getattr__ = dict.__getitem__
        __setattr__ = dict.__setitem__
        """, INIT, STEP),
    "a list of its parameters": construct("class Momentum(list):", """
        def __init__(self, params, lr, momentum=0.9):
            super().__init__(params)
            self.lr, self.momentum, self.v = lr, momentum, {}
        """, STEP.replace("self.params", "self")),
    "a module": construct("class Momentum(torch.nn.Module):", """
        def __init__(self, params, lr, momentum=0.9):
            super().__init__()
            self.params, self.lr, self.momentum, self.v = list(params), lr, momentum, {}
        """, STEP),
    "another object than it was asked for": plain(head="class Real:", after="""
        class Momentum:
            def __new__(cls, params, lr, momentum=0.9):
                return Real(params, lr, momentum)
        """),
    "a class that wraps another": plain(head="class Real:", after="""
        class Momentum:
            def __init__(self, *args, **kwargs):
                object.__setattr__(self, "_real", Real(*args, **kwargs))
            def __getattr__(self, name):
                return getattr(self._real, name)
            def __setattr__(self, name, value):
                setattr(self._real, name, value)
        """),
    "a step made in the constructor": construct("class Momentum:", """
        def __init__(self, params, lr, momentum=0.9):
            params, velocities = list(params), {}
            self.lr, self.momentum = lr, momentum
            def step():
                with torch.no_grad():
                    for p in params:
                        if p.grad is not None:
                            velocities[p] = self.momentum * velocities.get(p, 0) + p.grad
                            p.sub_(velocities[p], alpha=self.lr)
            self.step = step
        """),
    "a generator that steps": construct("class Momentum:", """
        def __init__(self, params, lr, momentum=0.9):
            self.params, self.lr, self.momentum = list(params), lr, momentum
            self.run = self.steps()
        def steps(self):
            v = [torch.zeros_like(p) for p in self.params]
            while True:
                with torch.no_grad():
                    for p, velocity in zip(self.params, v):
                        if p.grad is not None:
                            velocity.mul_(self.momentum).add_(p.grad)
                            p.sub_(self.lr * velocity)
                yield
        def step(self):
            next(self.run)
        """),
    "a step that is an object": construct("class Momentum:", INIT, "step = Step()", before="""
        class Step:
            def __get__(self, obj, owner=None):
                import functools
                return functools.partial(self, obj)
            @torch.no_grad()
            def __call__(_, self):
        """ + textwrap.indent(RULE, " " * 16)),
    "strict about its attributes": plain("""
        def __setattr__(self, name, value):
            if name not in ("params", "lr", "momentum", "v"):
                raise AttributeError(name)
            super().__setattr__(name, value)
        def __delattr__(self, name):
            raise AttributeError(name)
        """),
    "the rate in a tensor": construct("class Momentum:", """
        lr = property(lambda self: self._lr)
        @lr.setter
        def lr(self, value):
            self._lr = torch.tensor(value, dtype=torch.float64)
        """, INIT, STEP.replace("self.lr *", "self.lr.to(p.dtype) *")),
    "the rate as text": construct("class Momentum:", """
        lr = property(lambda self: f"η={self._lr}", lambda self, value: setattr(self, "_lr", value))
        """, INIT, STEP.replace("self.lr", "self._lr")),
    "weak references to the parameters": construct("class Momentum:", """
        def __init__(self, params, lr, momentum=0.9):
            from torch.utils.weak import WeakTensorKeyDictionary
            self.params, self.lr, self.momentum = list(params), lr, momentum
            self.v = WeakTensorKeyDictionary()
        """, STEP.replace("id(p)", "p")),
    "a tensor class of its own as state": construct("class Momentum:", INIT, STEP.replace(
        "+ p.grad", "+ p.grad.as_subclass(Velocity)").replace("p -= self.lr * self.v[id(p)]",
                                                             "p -= self.lr * self.v[id(p)].as_subclass(torch.Tensor)"),
        before="""
        class Velocity(torch.Tensor):
            @property
            def __dict__(self):
                raise RuntimeError
            @property
            def grad_fn(self):
                raise RuntimeError
            def untyped_storage(self):
                raise RuntimeError
            element_size = untyped_storage
        """),
    "an array class of its own beside it": plain("""
        @property
        def lr(self):
            return self.log[-1]
        @lr.setter
        def lr(self, value):
            self.log = Log([value])
        """, before="""
        import numpy as np
        class Log(np.ndarray):
            def __new__(cls, values):
                return np.asarray(values, float).view(cls)
            size = dtype = property(lambda self: 1 / 0)
        """).replace("self.lr *", "float(self.lr) *"),
    "a sparse tensor beside it": plain("""
        @property
        def lr(self):
            return float(self.rates.to_dense()[0])
        @lr.setter
        def lr(self, value):
            self.rates = torch.tensor([value], dtype=torch.float64).to_sparse()
        """),
    "torch's base class": construct(TORCHS, GROUPS, GROUPS_STEP),
    "torch's base class and a property": construct(TORCHS, GROUPS, """
        @property
        def lr(self):
            return self.param_groups[0]["lr"]
        @lr.setter
        def lr(self, value):
            for group in self.param_groups:
                group["lr"] = value
        """, GROUPS_STEP),
    "torch's base class and a property that cannot be set": construct(TORCHS, GROUPS, """
        lr = property(lambda self: self.param_groups[0]["lr"])
        """, GROUPS_STEP),
    "torch's base class and attributes": construct(TORCHS, GROUPS + """
    self.lr, self.momentum = lr, momentum
""", GROUPS_STEP.replace('group["lr"]', "self.lr")),
    "torch's base class and a hook": construct(TORCHS, GROUPS + """
    self.register_step_post_hook(lambda optimizer, args, kwargs: None)
""", GROUPS_STEP),
    "torch's way without its class": construct("class Momentum:", """
        def __init__(self, params, lr, momentum=0.9):
            from collections import defaultdict
            self.param_groups = [dict(params=list(params), lr=lr, momentum=momentum)]
            self.state = defaultdict(dict)
        """, GROUPS_STEP),
}
