"""The grader's rules, right and wrong, in the page: what they use of torch, and their walk through a trial.

It runs after `prelude.py`, in the same names, where a page has a game in which wrong rules are to be caught. What the
grader writes out (`step-grader practice`) uses the names that `define` gives it.
"""


class Tensor:
    """As many numbers as there are coordinates, or one that goes with any of them."""

    dtype = "float64"

    def __init__(self, numbers):
        self.numbers = numbers

    def __repr__(self):
        return f"Tensor({self.numbers})"

    def __len__(self):
        return len(self.numbers)

    def __bool__(self):
        return number(self) != 0

    def __neg__(self):
        return Tensor([-x for x in self.numbers])

    def __invert__(self):
        return Tensor([not x for x in self.numbers])

    def __add__(self, other):
        return Tensor([x + y for x, y in beside(self, other)])

    def __sub__(self, other):
        return Tensor([x - y for x, y in beside(self, other)])

    def __mul__(self, other):
        return Tensor([x * y for x, y in beside(self, other)])

    def __truediv__(self, other):
        return Tensor([quotient(x, y) for x, y in beside(self, other)])

    def __pow__(self, other):
        if other == 0.5:
            return self.sqrt()
        return Tensor([power(x, y) for x, y in beside(self, other)])

    __radd__, __rmul__ = __add__, __mul__

    def __rsub__(self, other):
        return Tensor([other - x for x in self.numbers])

    def __rtruediv__(self, other):
        return Tensor([quotient(other, x) for x in self.numbers])

    def __rpow__(self, other):
        return Tensor([power(other, x) for x in self.numbers])

    def __and__(self, other):
        return Tensor([bool(x and y) for x, y in beside(self, other)])

    def __eq__(self, other):
        return Tensor([x == y for x, y in beside(self, other)])

    def __ne__(self, other):
        return Tensor([x != y for x, y in beside(self, other)])

    def __lt__(self, other):
        return Tensor([x < y for x, y in beside(self, other)])

    def __le__(self, other):
        return Tensor([x <= y for x, y in beside(self, other)])

    def __gt__(self, other):
        return Tensor([x > y for x, y in beside(self, other)])

    def __ge__(self, other):
        return Tensor([x >= y for x, y in beside(self, other)])

    def copy_(self, other):
        self.numbers = [x for _, x in beside(self, other)]
        return self

    def clone(self):
        return Tensor(list(self.numbers))

    def to(self, dtype):
        return Tensor([float(x) for x in self.numbers])

    def numel(self):
        return len(self.numbers)

    def dim(self):
        return 1

    def sqrt(self):
        return Tensor([root(x) for x in self.numbers])

    def abs(self):
        return Tensor([abs(x) for x in self.numbers])

    def clamp(self, min=-INF, max=INF):
        return Tensor([smaller(larger(x, min), max) for x in self.numbers])

    def sum(self):
        return Tensor([sum(self.numbers)])

    def mean(self):
        return Tensor([sum(self.numbers) / len(self.numbers)])

    def norm(self):
        return Tensor([root(sum([x * x for x in self.numbers]))])

    def max(self):
        most = self.numbers[0]
        for x in self.numbers:
            most = larger(x, most)
        return Tensor([most])


def beside(one, other):
    """Pairs of numbers, of which the first is a tensor's."""
    a = one.numbers
    if not isinstance(other, Tensor):
        return [(x, other) for x in a]
    b = other.numbers
    if len(a) != len(b):
        if len(b) == 1:
            b = b * len(a)
        elif len(a) == 1:
            a = a * len(b)
        else:
            raise ValueError(f"{len(a)} numbers and {len(b)} do not go together")
    return zip(a, b)


def number(x):
    """What `float` is in Python. A class that can be converted is a plain number to MicroPython's operators."""
    if isinstance(x, Tensor):
        (x,) = x.numbers
    return float(x)


class NoGrad:
    def __enter__(self):
        pass

    def __exit__(self, *_):
        pass


def as_tensor(x, dtype=None):
    return x if isinstance(x, Tensor) else Tensor([float(x)])


def where(mask, one, other):
    both = zip(beside(mask, as_tensor(one)), beside(mask, as_tensor(other)))
    return Tensor([x if there else y for (there, x), (_, y) in both])


torch = Instead(
    no_grad=NoGrad, is_tensor=lambda x: isinstance(x, Tensor), as_tensor=as_tensor, where=where,
    zeros_like=lambda v: Tensor([0.0] * len(v)), ones_like=lambda v: Tensor([1.0] * len(v)),
    maximum=lambda a, b: Tensor([larger(x, y) for x, y in beside(a, b)]),
    minimum=lambda a, b: Tensor([smaller(x, y) for x, y in beside(a, b)]),
    sign=lambda v: Tensor([sign(x) for x in v.numbers]), tanh=lambda v: Tensor([MATH["tanh"](x) for x in v.numbers]),
)


class State:
    """One parameter's state: whatever has not been set yet is zero."""

    def __init__(self, **values):
        for name, value in values.items():
            setattr(self, name, value)

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return 0.0


class Values:
    """The hyperparameters of one step."""

    def __init__(self, **values):
        for name, value in values.items():
            setattr(self, name, value)


class Own:
    """What an object keeps, as a dictionary that can be changed: `vars` in Python, which is not in MicroPython."""

    def __init__(self, owner):
        self.owner = owner

    def keys(self):
        return self.owner.__dict__.keys()

    def __len__(self):
        return len(self.owner.__dict__)

    def __contains__(self, name):
        return name in self.owner.__dict__

    def __getitem__(self, name):
        return self.owner.__dict__[name]

    def __setitem__(self, name, value):
        setattr(self.owner, name, value)

    def __or__(self, other):
        return self.owner.__dict__ | other

    def get(self, name, otherwise=None):
        return self.owner.__dict__.get(name, otherwise)

    def setdefault(self, name, value):
        if name not in self:
            self[name] = value
        return self[name]

    def update(self, values):
        for name, value in values.items():
            self[name] = value

    def pop(self, name, otherwise=None):
        found = self.get(name, otherwise)
        if name in self:
            delattr(self.owner, name)
        return found

    def clear(self):
        for name in list(self.keys()):
            delattr(self.owner, name)


# The walk

RULES = {}  # by a task's name, its wrong rules by theirs, and the right one as ""


def define(task, source):
    """Take in a task's rules from what the grader has written out."""
    known = dict(torch=torch, math=Instead(**MATH), vars=Own, float=number, State=State, Values=Values, REQUIRED=None)
    exec(source, known)
    RULES[task] = {}
    for name, (driver, parts) in known["WRONG"].items():
        rule = known["RULE"]()
        for part, wrong in parts.items():
            setattr(rule, part, wrong)
        RULES[task][name] = type("Wrong", (driver,), dict(
            rule=staticmethod(rule), hyperparameters=known["HYPERPARAMETERS"], shared={}))


def follow(task, trial, names):
    """The paths of these rules through one trial, as JSON: all positions, packed, or null where one fails.

    The first is the start.
    """
    trial, found = json.loads(trial), {}
    start, gradients = unpacked(trial["start"]), [unpacked(one) for one in trial["gradients"]]
    given = settings(trial["given"])
    changes = {int(t): settings(values) for t, values in trial["changes"].items()}
    for name in json.loads(names):
        try:
            found[name] = packed(steps(RULES[task][name], start, gradients, given, changes))
        except Exception:
            found[name] = None
    return json.dumps(found)


def settings(values):
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}


def steps(made, start, gradients, given, changes):
    made.shared.clear()
    w, found = Tensor(start), list(start)
    optimizer = made([w], **given)
    for t, gradient in enumerate(gradients):
        for name, value in changes.get(t, {}).items():
            setattr(optimizer, name, value)
        w.grad = Tensor(gradient)
        optimizer.step()
        found += w.numbers
    return found
