"""What surrounds the reader's class in the page: vectors, functions of them, and the walk through the trials.

MicroPython runs it beside what the reader writes, and Python in the tests, so it uses what both have. Where torch gives
inf or nan, so do vectors. They change in place where tensors do: by `+=` and its like, and by `v[0] = …`.
"""

import binascii
import io
import json
import math
import struct
import sys

INF, NAN = float("inf"), float("nan")
MATH = {name: getattr(math, name) for name in dir(math)}  # taken before anything stands in its place


class Trouble(Exception):
    """What the reader is to be told in these words."""


class Vector:
    """As many numbers as there are coordinates."""

    def __init__(self, numbers):
        self.numbers = [float(x) for x in numbers]

    def __repr__(self):
        return "[" + ", ".join(f"{x:.6g}" for x in self.numbers) + "]"

    def __len__(self):
        return len(self.numbers)

    def __iter__(self):
        return iter(self.numbers)

    def __getitem__(self, place):
        found = self.numbers[place]
        return Vector(found) if isinstance(found, list) else found

    def __setitem__(self, place, value):
        self.numbers[place] = list(value) if isinstance(place, slice) else float(value)

    def __bool__(self):
        if len(self) == 1:
            return bool(self.numbers[0])
        raise Trouble("a vector has several numbers, so it is neither true nor false")

    def __neg__(self):
        return Vector([-x for x in self.numbers])

    def __pos__(self):
        return Vector(self.numbers)

    def __abs__(self):
        return Vector([abs(x) for x in self.numbers])

    def __add__(self, other):
        return both(self, other, lambda x, y: x + y)

    def __sub__(self, other):
        return both(self, other, lambda x, y: x - y)

    def __mul__(self, other):
        return both(self, other, lambda x, y: x * y)

    def __truediv__(self, other):
        return both(self, other, quotient)

    def __pow__(self, other):
        if isinstance(other, float) and abs(other) == 0.5:  # which torch takes for the root
            return sqrt(self) if other > 0 else 1 / sqrt(self)
        return both(self, other, power)

    def __radd__(self, other):
        return both(other, self, lambda x, y: x + y)

    def __rsub__(self, other):
        return both(other, self, lambda x, y: x - y)

    def __rmul__(self, other):
        return both(other, self, lambda x, y: x * y)

    def __rtruediv__(self, other):
        return both(other, self, quotient)

    def __rpow__(self, other):
        return both(other, self, power)

    def __iadd__(self, other):
        return self.become(self + other)

    def __isub__(self, other):
        return self.become(self - other)

    def __imul__(self, other):
        return self.become(self * other)

    def __itruediv__(self, other):
        return self.become(self / other)

    def __ipow__(self, other):
        return self.become(self**other)

    def __eq__(self, other):
        if other is None:
            return False
        raise Trouble("== compares no vectors here. Where one is zero, abs(v) > 0 is 0, and elsewhere 1")

    def __lt__(self, other):
        return both(self, other, lambda x, y: x < y)

    def __le__(self, other):
        return both(self, other, lambda x, y: x <= y)

    def __gt__(self, other):
        return both(self, other, lambda x, y: x > y)

    def __ge__(self, other):
        return both(self, other, lambda x, y: x >= y)

    def become(self, other):
        self.numbers[:] = other.numbers
        return self

    def clone(self):
        return Vector(self.numbers)

    copy = clone

    def sqrt(self):
        return sqrt(self)

    def abs(self):
        return abs(self)

    def sign(self):
        return sign(self)

    def square(self):
        return self * self

    def pow(self, exponent):
        return self**exponent

    def exp(self):
        return exp(self)

    def log(self):
        return log(self)

    def sum(self):
        return sum(self.numbers)


def both(a, b, do):
    """What `do` makes of two vectors, or of a vector and a number, coordinate by coordinate."""
    n = len(a if isinstance(a, Vector) else b)
    pair = []
    for one in (a, b):
        if isinstance(one, Vector):
            if len(one) != n:
                raise Trouble(f"a vector of {len(a)} numbers and one of {len(b)} do not go together")
            pair.append(one.numbers)
        elif isinstance(one, (int, float)):
            pair.append([float(one)] * n)
        elif one is None:
            raise Trouble("there is None where a number or a vector is needed")
        elif isinstance(one, (list, tuple)):
            kind = type(one).__name__
            raise Trouble(f"a vector and a {kind} do not go together: for a vector of zeros, write zeros_like(w)")
        else:
            raise Trouble(f"a vector and a {type(one).__name__} do not go together")
    return Vector([do(x, y) for x, y in zip(*pair)])


def each(name, do):
    """The function `do` of a number, for vectors and for numbers."""
    def function(x):
        if isinstance(x, Vector):
            return Vector([do(one) for one in x.numbers])
        if isinstance(x, (int, float)):
            return do(float(x))
        raise Trouble(f"{name} takes a vector or a number, not a {type(x).__name__}")
    return function


def quotient(x, y):
    if y != 0:
        return x / y
    if x == 0 or x != x:
        return NAN
    return math.copysign(INF, x) * math.copysign(1.0, y)


def power(x, y):
    odd = y == math.floor(y) and y % 2 == 1 if abs(y) < 2**53 else False
    if x == 0 and y < 0:
        return math.copysign(INF, x) if odd else INF
    if x < 0 and abs(x) < INF and abs(y) < INF and y != math.floor(y):
        return NAN
    try:
        return x**y
    except OverflowError:
        return -INF if x < 0 and odd else INF


def root(x):
    return x if x == 0 or x != x or x == INF else MATH["sqrt"](x) if x > 0 else NAN


def exponential(x):
    return x if x != x else INF if x > 709.782712893384 else 0.0 if x < -745.2 else MATH["exp"](x)


def logarithm(x):
    return -INF if x == 0 else x if x != x or x == INF else MATH["log"](x) if x > 0 else NAN


def larger(x, y):
    return x if x != x or x > y else y


def smaller(x, y):
    return x if x != x or x < y else y


sqrt, exp, log = each("sqrt", root), each("exp", exponential), each("log", logarithm)
sign = each("sign", lambda x: float((x > 0) - (x < 0)))


def maximum(a, b):
    return both(a, b, larger) if isinstance(a, Vector) or isinstance(b, Vector) else larger(a, b)


def minimum(a, b):
    return both(a, b, smaller) if isinstance(a, Vector) or isinstance(b, Vector) else smaller(a, b)


def ordering(name, builtin):
    def function(*given, **how):
        if any(isinstance(one, Vector) for one in given) and len(given) > 1:
            raise Trouble(f"{name} cannot order vectors: {name}imum takes two, coordinate by coordinate")
        return builtin(*given, **how)
    return function


def zeros_like(v):
    return Vector([0.0] * len(v))


def ones_like(v):
    return Vector([1.0] * len(v))


GIVEN = {"Vector": Vector, "sqrt": sqrt, "sign": sign, "maximum": maximum, "minimum": minimum, "exp": exp, "log": log,
         "zeros_like": zeros_like, "ones_like": ones_like, "max": ordering("max", max), "min": ordering("min", min)}


class Instead:
    """What stands in the place of a module."""

    def __init__(self, **found):
        for name, value in found.items():
            setattr(self, name, value)


def close_doors():
    """Empty the modules by which Python in a page reaches the page, and let the functions of `math` take vectors."""
    for name in ("js", "jsffi"):
        sys.modules[name] = Instead()
    known = {name: value for name, value in MATH.items() if not name.startswith("__")}
    known.update(sqrt=sqrt, exp=exp, log=log)
    sys.modules["math"] = Instead(**known)


# Changes in place: of `+=` and its like MicroPython asks a class only for `+=` and `-=`


def changed(x, operation, y):
    """What `x *= y`, `x /= y` or `x **= y` leaves in `x`; a vector stays itself."""
    before = x
    if operation == "*":
        x *= y
    elif operation == "/":
        x /= y
    else:
        x **= y
    return before.become(x) if isinstance(before, Vector) and isinstance(x, Vector) else x


def in_place(source):
    """The source with `x = CHANGED(x, "*", (y))` for `x *= y`, and so on, line by line as it was."""
    made, copied, begin, depth, inside, i = [], 0, 0, 0, False, 0
    while i <= len(source):
        c = source[i:i + 1]
        length = 3 if source[i:i + 3] == "**=" else 2 if source[i:i + 2] in ("*=", "/=") else 0
        if c in ("'", '"'):
            i = behind_string(source, i)
            continue
        if inside and not depth and c in ("", "\n", ";", "#"):
            made.append(source[copied:i] + "))")
            copied, inside = i, False
        if c == "#":
            end = source.find("\n", i)
            i = end if end >= 0 else len(source)
            continue
        if c and c in "([{":
            depth += 1
        elif c and c in ")]}":
            depth -= 1
        elif c == "\\":
            i += 1  # what comes next belongs to the line
        elif not depth and (c in ("\n", ";") or c == ":" and not inside):
            begin = i + 1
        elif length and not depth and not inside and source[i - 1:i] != "/":
            target = source[begin:i].strip()
            made.append(f'{source[copied:i]}= CHANGED({target}, "{source[i:i + length - 1]}", (')
            i += length - 1
            copied, inside = i + 1, True
        i += 1
    return "".join(made) + source[copied:]


def behind_string(source, i):
    """The place behind the string that begins at `i`."""
    mark = source[i:i + 3] if source[i:i + 3] in ('\'\'\'', '"""') else source[i]
    i += len(mark)
    while i < len(source) and source[i:i + len(mark)] != mark:
        if source[i] == "\n" and len(mark) == 1:  # it has no end, and Python will say so
            return i
        i += 2 if source[i] == "\\" else 1
    return i + len(mark)


# The walk


def unpacked(text):
    """Numbers of double precision, exactly."""
    raw = binascii.a2b_base64(text.encode())
    return list(struct.unpack(f"<{len(raw) // 8}d", raw))


def packed(numbers):
    return binascii.b2a_base64(struct.pack(f"<{len(numbers)}d", *numbers)).decode().strip()


def answer(source, task):
    """Walk the class that `source` defines through the trials of `task`, both text.

    Returns:
        JSON: for each trial its positions after each step, one after the other, packed, or null where it failed; and
        the first failure: trial, step (from 1; 0 is the constructor, null before), line, kind, message.
    """
    task = json.loads(task)
    paths, error, spot = [], None, {}
    try:
        made = named(source, task["class"])
    except BaseException as failure:  # an endless recursion, sys.exit() and all
        error = told(failure, {"trial": None, "step": None})
        return json.dumps({"paths": [None] * len(task["trials"]), "error": error})
    for number, trial in enumerate(task["trials"]):
        spot = {"trial": number, "step": 0}
        try:
            paths.append(packed(walk(made, task["class"], trial, spot)))
        except BaseException as failure:
            paths.append(None)
            error = error or told(failure, spot)
    return json.dumps({"paths": paths, "error": error})


def named(source, name):
    namespace = dict(GIVEN)
    namespace.update(__name__="answer", CHANGED=changed)
    exec(in_place(source), namespace)
    if name not in namespace:
        raise Trouble(f"There is no class {name} here. It keeps this name, and your lines stand inside it, in step().")
    return namespace[name]


def walk(made, name, trial, spot):
    """All positions after the start, one after the other."""
    given = {key: tuple(value) if isinstance(value, list) else value for key, value in trial["given"].items()}
    optimizer = None
    try:
        optimizer = made(**given)
    except TypeError as failure:
        if answers_line(traced(failure)):
            raise
    if optimizer is None:
        call = ", ".join(f"{key}={value!r}" for key, value in given.items())
        raise Trouble(f"The constructor is called as {name}({call}), and yours does not take that.")
    if not hasattr(optimizer, "step"):
        raise Trouble(f"{name} has no method step.")
    w, found = unpacked(trial["start"]), []
    for t, gradient in enumerate(trial["gradients"]):
        spot["step"] = t + 1
        for key, value in trial["changes"].get(str(t), {}).items():
            setattr(optimizer, key, value)
        w = position(optimizer.step(Vector(w), Vector(unpacked(gradient))), len(w))
        found += w
    return found


def position(w, n):
    """The numbers of what step() gave back."""
    if w is None:
        raise Trouble("step() gives nothing back. Its last line is return, with the new w.")
    if isinstance(w, (int, float)):
        raise Trouble(f"step() gives back one number, and w has {n}.")
    if not isinstance(w, (Vector, list)):
        raise Trouble(f"step() gives back a {type(w).__name__}. It gives back the new w alone, a vector.")
    if len(w) != n:
        raise Trouble(f"step() gives back {len(w)} numbers, and w has {n}.")
    return Vector(w).numbers


def traced(failure):
    """The traceback's text."""
    if hasattr(sys, "print_exception"):
        text = io.StringIO()
        sys.print_exception(failure, text)
        return text.getvalue()
    import traceback
    return "".join(traceback.format_exception(failure))


def answers_line(text):
    """The last line of the reader's own in a traceback; None if there is none."""
    found = None
    for line in text.split("\n"):
        _, mark, rest = line.partition('File "<string>", line ')
        if mark:
            found = int(rest.split(",")[0])
    return found


def told(failure, spot):
    """A failure as data."""
    message = " ".join(str(one) for one in failure.args) if failure.args else ""
    if isinstance(failure, SyntaxError) and failure.args:
        message = str(failure.args[0])
    return {"trial": spot["trial"], "step": spot["step"], "line": answers_line(traced(failure)),
            "kind": type(failure).__name__, "message": message[:500]}
