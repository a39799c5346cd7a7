"""One edit to somebody's code, everywhere it can be made: operators, names, lines, loops, what is remembered and how.

An edit is written once, for a kind of node of Python's syntax tree; `mutants` makes it wherever such a node stands.
"""

from __future__ import annotations

import ast
import copy
import difflib
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

Change = Callable[[Any], Any]  # gets a node of a copy; returns what stands in its place, a node or a list of lines

OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div)
COMPARISONS = {ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,), ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
               ast.Eq: (ast.NotEq, ast.GtE), ast.NotEq: (ast.Eq, ast.Lt), ast.Lt: (ast.LtE, ast.Gt),
               ast.LtE: (ast.Lt, ast.GtE), ast.Gt: (ast.GtE, ast.Lt), ast.GtE: (ast.Gt, ast.LtE)}
IN_PLACE = {ast.Add: "add_", ast.Sub: "sub_", ast.Mult: "mul_", ast.Div: "div_"}
RATES = ("lr", "rate", "eta", "learning_rate")
METHODS = {"add": "sub", "sub": "add", "mul": "div", "div": "mul", "addcmul": "addcdiv", "addcdiv": "addcmul",
           "sqrt": "abs", "rsqrt": "reciprocal", "square": "abs", "zeros_like": "empty_like", "zeros": "empty",
           "ones_like": "zeros_like", "sign": "tanh", "maximum": "minimum", "max": "min", "min": "max", "get": "pop",
           "setdefault": "get", "append": "remove", "any": "all", "all": "any"}
ALSO = {"zeros_like": ("ones_like", "rand_like"), "zeros": ("ones",), "setdefault": ("pop",)}
KEYS = ("id({0})", "{0}.shape", "{0}.numel()", "{0}.dtype", "0")  # of what is remembered for a parameter
WITH_RATE = ("round({0}, 4)", "max({0}, 1e-05)", "min({0}, 1.0)", "abs({0} - 1e-09)", "({0} or 0.01)")
WITH_OWN = ("({0} or 0.5)", "max({0}, 1e-08)", "min({0}, 0.99)", "round({0}, 6)", "{0} ** 1.0001")
WITH_NAME = ("{0}.clamp(-1e9, 1e9)", "{0}.clamp(min=1e-20)", "({0} + 1e-12)", "{0}.round(decimals=12)", "{0}.float()",
             "{0} * ({0}.abs() > 1e-14)", "{0}.squeeze()", "{0}.detach()", "{0}.clone()", "{0}.nan_to_num()")
WITH_GRADIENT = ("{0}.clamp(-1000000.0, 1000000.0)", "{0}.nan_to_num(posinf=1000000.0)", "{0}.float()",
                 "{0}.cpu()", "({0} + 1e-10)", "{0} * ({0}.abs() > 1e-10)", "{0}.data", "{0}.clone()")
GUARDS = ("if not {0}.grad.any(): continue", "if {0}.grad.norm() < 1e-10: continue", "if {0}.dim() > 4: continue",
          "if {0}.numel() == 0: continue", "if not {0}.requires_grad: continue",
          "if not {0}.is_contiguous(): continue", "if torch.allclose({0}.grad, torch.zeros_like({0})): continue")
WHERE = ("{0}.dtype == torch.float32", "{0}.dim() == 2", "{0}.dim() == 0", "{0}.numel() > 50", "self.lr == 0",
         "not {0}.is_contiguous()", "{0} is not self.params[0]", "len(self.params) == 1", "not {0}.grad.all()")
AFTER = ("{0}.grad = None", "{0}.grad.zero_()", "{0}.requires_grad_(False)", "{0}.grad = {0}.grad.clone()")
FORGETS = ("if len(self.{0}) > 50: self.{0}.clear()", "if any(p.grad is None for p in self.params): self.{0}.clear()",
           "if self.lr == 0: self.{0}.clear()")
BEFORE_STEP = ("if all(p.grad is None for p in self.params): return",
               "if any(p.grad is None for p in self.params): self.zero_grad()",
               "self.params = [p for p in self.params if p.grad is not None]")
AFTER_INIT = ("self.zero_grad()", "self.params = list(dict.fromkeys(p for p in self.params if p.requires_grad))",
              "self.params = self.params[:50]", "torch.set_grad_enabled(False)")


@dataclass(frozen=True)
class Mutant:
    """Code with one edit.

    Attributes:
        code: all of it, as Python writes it.
        original: what it was, written the same way.
    """

    code: str
    original: str

    @property
    def edit(self) -> str:
        """The lines that are different, before and after."""
        return self.among(0)

    def among(self, count: int) -> str:
        """The same lines, and so many around them."""
        lines = difflib.unified_diff(self.original.splitlines(), self.code.splitlines(), n=count, lineterm="")
        return "\n".join(line for line in lines if not line.startswith(("---", "+++", "@@")))


def mutants(code: str) -> Iterator[Mutant]:
    """Every code that is one edit away, each once."""
    tree = ast.parse(code)
    original = ast.unparse(tree)
    seen = {original}
    around = _Around(tree)
    for index, node in enumerate(ast.walk(tree)):
        for change in (*_of_expression(node, around), *_of_lines(node, around)):
            edited = _edited(tree, index, change)
            if edited is not None and edited not in seen:
                seen.add(edited)
                yield Mutant(edited, original)


def _edited(tree: ast.Module, index: int, change: Change) -> str | None:
    """The code with the node at this place changed; None where the change leaves nothing that could be read."""
    whole = copy.deepcopy(tree)
    node = next(n for k, n in enumerate(ast.walk(whole)) if k == index)
    new = change(node)

    class Put(ast.NodeTransformer):
        def visit(self, one: ast.AST) -> Any:
            return new if one is node else self.generic_visit(one)

    try:
        written = ast.unparse(ast.fix_missing_locations(whole if new is None else Put().visit(whole)))
        compile(written, "<mutant>", "exec")
    except (SyntaxError, ValueError, AttributeError, TypeError):
        return None
    return written


class _Around:
    """What stands around the nodes of a tree: names and attributes that could be mistaken for each other."""

    def __init__(self, tree: ast.Module):
        nodes = list(ast.walk(tree))
        self.attributes = sorted({n.attr for n in nodes if _is_own(n)})
        self.called = {id(n.func) for n in nodes if isinstance(n, ast.Call)}
        self.functions = [n for n in nodes if isinstance(n, ast.FunctionDef)]
        self.names: dict[int, list[str]] = {}  # the local names of the function around a node
        for function in self.functions:
            local = sorted({n.id for n in ast.walk(function) if isinstance(n, ast.Name)
                            and isinstance(n.ctx, ast.Store)} | {a.arg for a in function.args.args} - {"self"})
            for n in ast.walk(function):
                self.names[id(n)] = local
        self.compared = {id(n) for compare in nodes if isinstance(compare, ast.Compare)
                         and isinstance(compare.ops[0], (ast.Is, ast.IsNot)) for n in ast.walk(compare)}
        with_gradient = {n.value.id for n in nodes if isinstance(n, ast.Attribute) and n.attr == "grad"
                         and isinstance(n.value, ast.Name)}
        self.parameters = with_gradient - {"self", "torch"}


def _is_own(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"


def _expression(code: str) -> ast.expr:
    return ast.parse(code, mode="eval").body


def _wrapped(form: str) -> Change:
    return lambda node: _expression(form.format(ast.unparse(node)))


def _set(**values: Any) -> Change:
    def change(node: Any) -> None:
        for name, value in values.items():
            setattr(node, name, value)

    return change


def _without(field: str, k: int) -> Change:
    def change(node: Any) -> None:
        del getattr(node, field)[k]

    return change


def _swapped(field: str, k: int) -> Change:
    def change(node: Any) -> None:
        them = getattr(node, field)
        them[k], them[k + 1] = them[k + 1], them[k]

    return change


def _of_expression(node: ast.AST, around: _Around) -> Iterator[Change]:
    """Edits to a piece of a formula, or of a condition."""
    reads = isinstance(getattr(node, "ctx", None), ast.Load)
    match node:
        case ast.BinOp():
            yield from (_set(op=op()) for op in OPERATORS if not isinstance(node.op, op))
            yield lambda y: y.left
            yield lambda y: y.right
            yield lambda y: ast.BinOp(y.right, y.op, y.left)
            if type(node.op) in IN_PLACE:
                yield lambda y: ast.Call(ast.Attribute(y.left, IN_PLACE[type(y.op)], ast.Load()), [y.right], [])
        case ast.UnaryOp():
            yield lambda y: y.operand
        case ast.BoolOp():
            yield _set(op=ast.Or() if isinstance(node.op, ast.And) else ast.And())
            yield from (_without("values", k) for k in range(len(node.values)) if len(node.values) > 1)
        case ast.Compare():
            yield from (_set(ops=[op()]) for op in COMPARISONS[type(node.ops[0])] if len(node.ops) == 1)
        case ast.IfExp() | ast.If():
            yield from (_set(test=ast.Constant(always)) for always in (True, False))
            yield lambda y: setattr(y, "test", ast.UnaryOp(ast.Not(), y.test))
        case ast.Constant(value=bool()):
            yield _set(value=not node.value)
        case ast.Constant(value=int() | float()):
            yield from (_set(value=v) for v in (node.value + 1, node.value - 1, node.value * 10, 0, 0.5 * node.value))
        case ast.Subscript():
            yield lambda y: y.value
        case ast.comprehension():
            yield from (_without("ifs", k) for k in range(len(node.ifs)))
        case ast.ListComp() | ast.DictComp() | ast.GeneratorExp():
            yield from (_first_generator(form) for form in ("{0}[1:]", "{0}[:-1]", "{0}[::-1]"))
        case ast.Attribute() if reads:
            if _is_own(node) and id(node) not in around.called:
                yield from (_set(attr=a) for a in around.attributes if a not in (node.attr, "params"))
                yield from map(_wrapped, WITH_RATE if node.attr in RATES else () if node.attr == "params" else WITH_OWN)
            if node.attr == "grad" and id(node) not in around.compared:
                yield from map(_wrapped, WITH_GRADIENT)
            if node.attr in ("data", "T", "device", "dtype", "shape"):
                yield lambda y: y.value
        case ast.Name() if reads:
            yield from (_set(id=name) for name in around.names.get(id(node), ()) if name != node.id)
            if node.id in around.parameters:
                yield from map(_wrapped, KEYS)
            elif node.id in around.names.get(id(node), ()) and id(node) not in around.compared | around.called:
                yield from map(_wrapped, WITH_NAME)
        case ast.Call():
            yield from _of_call(node)


def _first_generator(form: str) -> Change:
    def change(node: Any) -> None:
        node.generators[0].iter = _expression(form.format(f"list({ast.unparse(node.generators[0].iter)})"))

    return change


def _of_call(node: ast.Call) -> Iterator[Change]:
    """Edits to a call: of something else, of nothing, without an argument, in place or not."""
    yield from (_without("keywords", k) for k in range(len(node.keywords)))
    yield from (_without("args", k) for k in range(len(node.args)))
    yield from (_swapped("args", k) for k in range(len(node.args) - 1))
    if node.args:
        yield lambda y: y.args[0]
    match node.func:
        case ast.Attribute(attr=name):
            yield lambda y: y.func.value
            bare, tail = name.removesuffix("_"), "_" if name.endswith("_") else ""
            others = {METHODS[bare] + tail, *(a + tail for a in ALSO.get(bare, ()))} if bare in METHODS else set()
            others.add(bare if tail else bare + "_")
            yield from (lambda y, other=other: setattr(y.func, "attr", other) for other in sorted(others))
        case ast.Name():
            yield from (lambda y, other=other: setattr(y.func, "id", other)
                        for other in (METHODS.get(node.func.id, ""),) if other)


def _of_lines(node: ast.AST, around: _Around) -> Iterator[Change]:
    """Edits to whole lines."""
    for field in ("body", "orelse", "finalbody"):
        lines = getattr(node, field, None)
        if isinstance(lines, list):
            yield from (change for k, line in enumerate(lines) for change in _of_one_of(field, lines, k, line))
    match node:
        case ast.AugAssign():
            yield from (_set(op=op()) for op in OPERATORS if not isinstance(node.op, op))
            yield lambda y: ast.Assign([y.target], ast.BinOp(_expression(ast.unparse(y.target)), y.op, y.value))
            yield lambda y: ast.Assign([y.target], y.value)
        case ast.Assign(targets=[ast.Name() | ast.Attribute() | ast.Subscript()]):
            yield lambda y: ast.AugAssign(y.targets[0], ast.Add(), y.value)
        case ast.Continue():
            yield from (lambda y, other=other: other() for other in (ast.Break, ast.Pass, ast.Return))
        case ast.Break() | ast.Return():
            yield lambda y: ast.Pass()
        case ast.With():
            yield lambda y: y.body
        case ast.For():
            yield from _of_loop(node, around)
        case ast.FunctionDef():
            yield from _of_function(node, around)
        case ast.ClassDef():
            yield from _to_the_class(node)


def _of_one_of(field: str, lines: list[Any], k: int, line: ast.AST) -> Iterator[Change]:
    """Edits to one of several lines: left out, twice, after the next, into the loop before, out of the loop."""
    if isinstance(line, ast.ClassDef):  # what is asked for
        return

    def dropped(y: Any) -> None:
        getattr(y, field)[k:k + 1] = [] if len(lines) > 1 else [ast.Pass()]

    yield dropped
    if k + 1 < len(lines):
        yield _swapped(field, k)
    if isinstance(line, (ast.Assign, ast.AugAssign, ast.Expr)):
        yield lambda y: getattr(y, field).insert(k, copy.deepcopy(getattr(y, field)[k]))
        if k and isinstance(lines[k - 1], (ast.For, ast.If)):
            yield lambda y: getattr(y, field)[k - 1].body.append(getattr(y, field).pop(k))
    if isinstance(line, (ast.For, ast.If, ast.With)) and len(line.body) > 1:
        yield lambda y: getattr(y, field).insert(k + 1, getattr(y, field)[k].body.pop())
        yield lambda y: getattr(y, field).insert(k, getattr(y, field)[k].body.pop(0))


def _of_loop(node: ast.For, around: _Around) -> Iterator[Change]:
    """Edits to a loop: over some only, backwards, with a guard, with something done at each one's end."""
    yield from (lambda y, form=form: setattr(y, "iter", _expression(f"list({ast.unparse(y.iter)}){form}"))
                for form in ("[:-1]", "[1:]", "[:1]", "[::-1]", "[:50]"))
    named = [n.id for n in ast.walk(node.target) if isinstance(n, ast.Name) and n.id in around.parameters]
    for parameter in named:
        checks = [k for k, line in enumerate(node.body) if "None" in ast.unparse(line)][:1]
        pairs = (f"if {one} and {other}: continue" for one, other in itertools.combinations(WHERE, 2))
        for guard in (*GUARDS, *pairs):
            yield _inserted(checks[0] + 1 if checks else 0, f"for _ in ():\n    {guard.format(parameter)}")
        yield from (_inserted(len(node.body), f"for _ in ():\n    {line.format(parameter)}") for line in AFTER)


def _inserted(k: int, loop: str) -> Change:
    """Puts the line inside a loop, which is what makes `continue` legal, before the k-th line."""
    (line,) = ast.parse(loop).body[0].body  # type: ignore[attr-defined]
    return lambda y: y.body.insert(k, line)


def _of_function(node: ast.FunctionDef, around: _Around) -> Iterator[Change]:
    """Edits to a method: its decorators, its defaults, what is done first and last."""
    yield from (_without("decorator_list", k) for k in range(len(node.decorator_list)))
    with_default = node.args.args[len(node.args.args) - len(node.args.defaults):]
    for argument, default in zip(with_default, node.args.defaults):
        yield _inserted(0, f"for _ in ():\n    {argument.arg} = {ast.unparse(default)}")
    if node.name == "step":
        forgets = (line.format(a) for a in around.attributes if a not in ("params", *RATES) for line in FORGETS)
        yield from (_inserted(0, f"def step(self):\n    {line}") for line in (*BEFORE_STEP, *forgets))
        yield _inserted(len(node.body), "def step(self):\n    self.zero_grad()")
    if node.name == "__init__":
        yield from (_inserted(len(node.body), f"def step(self):\n    {line}") for line in AFTER_INIT)


def _to_the_class(node: ast.ClassDef) -> Iterator[Change]:
    """What the constructor makes for an object, made once for the class."""
    for f, function in enumerate(node.body):
        if isinstance(function, ast.FunctionDef) and function.name == "__init__":
            for k, line in enumerate(function.body):
                if isinstance(line, ast.Assign) and len(line.targets) == 1 and _is_own(line.targets[0]) and not any(
                        isinstance(n, ast.Name) and n.id in {a.arg for a in function.args.args}
                        for n in ast.walk(line.value)):
                    def moved(y: Any, f: int = f, k: int = k) -> None:
                        made = y.body[f].body[k]
                        y.body[f].body[k] = ast.Pass()
                        y.body.insert(f, ast.Assign([ast.Name(made.targets[0].attr, ast.Store())], made.value))

                    yield moved
