"""A rule's code as formulas: `h.beta1 * s.v + (1 - h.beta1) * g` becomes `\\beta_1 v_{t-1} + (1 - \\beta_1) g_t`.

The code of a rule and of the parts that a mistake puts in their place is read, not run: each line that sets a state,
and the new weights in the end, become one equation. So no formula is written twice, and a page shows what is really
compared. What cannot be read, such as a loop, has no formulas.
"""

from __future__ import annotations

import ast
import builtins
import inspect
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import CodeType, MappingProxyType
from typing import Any

from ..language.rule import Rule
from ..language.task import Misconception, Task, rule_names
from .expressions import (
    AXES,
    MINUS_ONE,
    NEW,
    ONE,
    OTHERWISE,
    RIGHT,
    ROOT,
    SIGN,
    SIZE,
    WRONG,
    ZERO,
    Cases,
    Condition,
    Expression,
    G,
    Number,
    Of,
    Power,
    Product,
    Sum,
    Symbol,
    T,
    W,
    add,
    cases,
    divide,
    latex,
    mark,
    minus,
    multiply,
    power,
    rows,
    substitute,
    symbols,
)


class NoFormula(ValueError):
    """The code holds something for which there is no way to write it as a formula."""


# Reading code

@dataclass(frozen=True)
class Line:
    """One equation, or where a value changes within a step, one assignment."""

    left: Symbol
    right: Expression
    again: bool = False
    where: tuple[Condition, ...] = ()  # it holds only there

    @property
    def latex(self) -> str:
        becomes = r"\leftarrow" if self.again else "="
        where = ", ".join(condition.latex for condition in self.where)
        return f"{self.left.latex} &{becomes} {latex(self.right)}" + (rf" \\ &\quad ({where})" if where else "")


@dataclass
class _State:
    """A parameter's state while a step is read: what has been set, and how it is called."""

    values: dict[str, Expression] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)

    def before(self, name: str) -> Expression:
        """How a state is called that the step has not set yet."""
        if name == "t":
            return add(T, MINUS_ONE)
        return Symbol(name) if name == "k" else Symbol(_indexed(name, "t-1"))

    def get(self, name: str) -> Expression:
        return self.values.get(name, self.before(name))


class _Hyperparameters(dict[str, Any]):
    """Hyperparameters while a step is read."""


@dataclass(frozen=True)
class _Self:
    """The rule whose method is read."""

    rule: type[Rule]


@dataclass(frozen=True)
class _Code:
    """A function that is defined inside the one that is read, with what it sees there."""

    node: ast.FunctionDef
    around: _Frame


@dataclass
class _Frame:
    """The names inside one function."""

    names: dict[str, Any]
    outside: Mapping[str, Any]
    of_rule: bool = False  # the rule's own code: what its parts give is called by the names that it has there


def _indexed(name: str, index: str) -> str:
    letter = {"sum": r"\Sigma"}.get(name, name if len(name) == 1 else rf"\mathrm{{{name.replace('_', chr(92) + '_')}}}")
    return f"{letter}_{{{index}}}" if len(index) > 1 else f"{letter}_{index}"


# Functions of one number, or of one tensor.
FUNCTIONS = {
    "sqrt": ROOT, "abs": SIZE, "sign": SIGN, "tanh": r"\tanh(#1)", "cos": r"\cos(#1)", "exp": r"\exp(#1)",
    "log": r"\log(#1)", "norm": r"\lVert #1 \rVert", "mean": r"\operatorname{mean}(#1)",
    "sum": r"\operatorname{sum}(#1)", "numel": r"\operatorname{size}(#1)", "max": r"\operatorname{max}(#1)",
    "floor": r"\lfloor #1 \rfloor", "half": r"\operatorname{half}(#1)", "bfloat16": r"\operatorname{bfloat}(#1)"}

_GREEK = dict(zip("ηεμαβλψγδρστθφωκν", (
    "eta varepsilon mu alpha beta lambda psi gamma delta rho sigma tau theta phi omega kappa nu").split()))
_SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


def symbol(text: str) -> Symbol:
    """A hyperparameter's symbol as people write it, such as β₁, for formulas."""
    letters = "".join(rf"\{_GREEK[c]}" if c in _GREEK else c for c in text if c not in "₀₁₂₃₄₅₆₇₈₉")
    index = "".join(c for c in text if c in "₀₁₂₃₄₅₆₇₈₉").translate(_SUBSCRIPTS)
    if len(letters) > 1 and not letters.startswith("\\"):
        letters = rf"\mathrm{{{letters.replace('_', chr(92) + '_')}}}"
    return Symbol(letters + (f"_{index}" if index else ""), hyperparameter=True)


class _Reader:
    """Reads one rule."""

    def __init__(self, task: Task, rule: type[Rule], known: Mapping[Symbol, Expression], letters: Mapping[float, str]):
        self.rule = rule
        self.known = known
        self.lines: list[Line] = []
        self.state = _State()
        self.h = _Hyperparameters()
        for name, said in task.symbols.items():
            names = {name: said} if isinstance(said, str) else rule_names(name, said)
            self.h |= {one: symbol(text) for one, text in names.items()}
        for name in task.hyperparameters:
            self.h.setdefault(name, symbol(name))
        self.h["first_lr"] = Symbol(rf"{latex(self.h['lr'])}_0", hyperparameter=True)
        self.h |= {name: Symbol(letters[value], hyperparameter=True) if value in letters else Number(value)
                   for name, value in rule.fixed.items()}

    def read(self) -> list[Line]:
        whole = inspect.getattr_static(self.rule, "__call__")
        new = self._call(whole, [_Self(self.rule), W, G, self.state, self.h], {})
        if new != NEW:
            again = any(line.left == NEW for line in self.lines)
            left = NEW if again or {W, G} & symbols(new) else Symbol(rf"{latex(self.h['lr'])}_k")
            self._say(Line(left, new, again))
        return self.lines

    def _say(self, line: Line) -> None:
        self.lines.append(line if line.again else replace(line, right=self._folded(line.right, line.left)))

    def _folded(self, x: Expression, left: Symbol) -> Expression:
        """An expression in which what has a name in the right rule is called by it."""
        for name, meaning in self.known.items():
            here = [line.right for line in self.lines if line.left == name]
            if name != left and here in ([], [meaning]):  # and not something else
                folded = substitute(x, meaning, name)
                if folded != x:
                    x = folded
                    if not here:
                        self.lines.append(Line(name, meaning))
        return x

    # Functions

    def _call(self, function: Any, given: list[Any], keywords: dict[str, Any]) -> Any:
        of_rule = False
        if isinstance(function, staticmethod):
            function = function.__func__
        node: ast.FunctionDef | ast.Lambda
        if isinstance(function, _Code):
            node, outside = function.node, dict(function.around.outside) | function.around.names
        else:
            node = _definition(function)
            outside = {**vars(builtins), **function.__globals__, **inspect.getclosurevars(function).nonlocals}
            of_rule = function.__qualname__.partition(".")[0] in {c.__name__ for c in self.rule.__mro__}
        frame = _Frame({}, outside, of_rule)
        names = [a.arg for a in (*node.args.posonlyargs, *node.args.args)]
        if len(given) > len(names):
            raise NoFormula(ast.unparse(node))
        for name, value in [*zip(names, given), *keywords.items()]:
            frame.names[name] = self._bound(name, value)
        for name, default in zip(reversed(names), reversed(node.args.defaults)):
            if name not in frame.names:
                frame.names[name] = self._value(default, frame)
        if isinstance(node, ast.Lambda):
            return self._value(node.body, frame)
        return self._block(node.body, frame)

    def _bound(self, name: str, value: Any) -> Any:
        """A gradient or weights that a part has changed are an equation of their own."""
        if name == "g" and value != G and isinstance(value, Sum | Product | Power | Of | Cases):
            self._say(Line(G, value, again=True))
            return G
        if name == "w" and isinstance(value, Sum | Product | Power | Of | Cases) and {W, G} & symbols(value):
            self._say(Line(NEW, value))
            return NEW
        return value

    def _block(self, statements: list[ast.stmt], frame: _Frame) -> Any:
        for k, statement in enumerate(statements):
            match statement:
                case ast.Expr(ast.Constant()):
                    pass
                case ast.Expr(ast.Call(ast.Attribute(ast.Call(ast.Name("vars")), "update"))):
                    pass  # the rule's fixed numbers, which are there from the start
                case ast.Expr(ast.Call() as call):
                    self._value(call, frame)  # what changes its tensor
                case ast.Return(value) if value is not None:
                    return self._value(value, frame)
                case ast.Assign([target], value):
                    self._assign(target, value, frame)
                case ast.AugAssign(target, operator, value):
                    old = ast.copy_location(ast.parse(ast.unparse(target), mode="eval").body, target)
                    self._assign(target, ast.BinOp(old, operator, value), frame)
                case ast.AnnAssign(target, _, value) if value is not None:
                    self._assign(target, value, frame)
                case ast.FunctionDef():
                    frame.names[statement.name] = _Code(statement, frame)
                case ast.If(test, body, orelse) if (known := self._decided(test, frame)) is not None:
                    return self._block([*(body if known else orelse), *statements[k + 1:]], frame)
                case ast.If(test, body, orelse):
                    if not isinstance(body[-1], ast.Return):
                        raise NoFormula(ast.unparse(statement))
                    then = self._block(body, replace(frame, names=dict(frame.names)))
                    otherwise = self._block([*orelse, *statements[k + 1:]], frame)
                    return self._cases(test, then, otherwise, frame)
                case _:
                    raise NoFormula(ast.unparse(statement))
        raise NoFormula("no value")

    def _assign(self, target: ast.expr, value: ast.expr, frame: _Frame) -> None:
        is_part = frame.of_rule and isinstance(value, ast.Call) and ast.unparse(value.func).startswith("self.")
        if isinstance(value, ast.Constant) and value.value is True and isinstance(target, ast.Attribute):
            self.state.flags.add(target.attr)
            return
        if isinstance(target, ast.Tuple):
            if isinstance(value, ast.Tuple):
                values = [self._value(one, frame) for one in value.elts]
            else:
                values = self._value(value, frame)
                if not isinstance(values, tuple):
                    raise NoFormula(ast.unparse(value))
            for one, each in zip(target.elts, values, strict=True):
                self._set(one, each, frame, is_part)
        else:
            self._set(target, self._value(value, frame), frame, is_part)

    def _set(self, target: ast.expr, value: Any, frame: _Frame, is_part: bool) -> None:
        match target:
            case ast.Name(name):
                frame.names[name] = self._named(name, value, is_part)
            case ast.Attribute(ast.Name(owner), name):
                holder = self._name(owner, frame)
                if isinstance(holder, _Hyperparameters):
                    holder[name] = value
                elif isinstance(holder, _State):
                    self._store(name, value)
                else:
                    raise NoFormula(ast.unparse(target))
            case _:
                raise NoFormula(ast.unparse(target))

    def _named(self, name: str, value: Any, is_part: bool) -> Any:
        """A local name: a symbol of its own if it is one in the right rule, or what it stands for."""
        if not isinstance(value, Expression):
            return value
        hat = Symbol(rf"\hat {name}_t") if name in self.state.values else Symbol(f"{name}_t")
        if len(name) == 1 and (is_part or hat in self.known and not isinstance(value, Symbol | Number)):
            self._say(Line(hat, value))
            return hat
        if isinstance(value, Cases):
            tilde = Symbol(rf"\tilde {name}" if len(name) == 1 else rf"\mathrm{{{name}}}")
            self._say(Line(tilde, value))
            return tilde
        return value

    def _store(self, name: str, value: Any) -> None:
        if not isinstance(value, Expression):
            raise NoFormula(name)
        old = self.state.get(name)
        if name in ("t", "k") and value == add(old, ONE):  # it counts
            self.state.values[name] = T if name == "t" else value
            return
        new = T if name == "t" else Symbol(_indexed(name, "t"))
        self._say(Line(new, value, again=name in self.state.values))
        self.state.values[name] = new

    # Expressions

    def _name(self, name: str, frame: _Frame) -> Any:
        if name in frame.names:
            return frame.names[name]
        if name in frame.outside:
            value = frame.outside[name]
            return Number(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
        raise NoFormula(name)

    def _value(self, node: ast.expr, frame: _Frame) -> Any:
        match node:
            case ast.Constant(value) if isinstance(value, int | float) and not isinstance(value, bool):
                return Number(float(value))
            case ast.Name(name):
                return self._name(name, frame)
            case ast.Tuple(parts):
                return tuple(self._value(part, frame) for part in parts)
            case ast.Attribute(owner, name):
                return self._attribute(self._value(owner, frame), name)
            case ast.UnaryOp(ast.USub(), operand):
                return minus(self._expression(operand, frame))
            case ast.BinOp(left, operator, right):
                return self._operation(operator, self._expression(left, frame), self._expression(right, frame))
            case ast.IfExp(test, then, otherwise) if (known := self._decided(test, frame)) is not None:
                return self._value(then if known else otherwise, frame)
            case ast.Compare():
                return Cases(ONE, self._condition(node, frame), ZERO)
            case ast.IfExp(test, then, otherwise):
                return self._cases(test, self._value(then, frame), self._value(otherwise, frame), frame)
            case ast.Call(function, arguments, keywords):
                return self._applied(function, arguments, keywords, frame)
        raise NoFormula(ast.unparse(node))

    def _expression(self, node: ast.expr, frame: _Frame) -> Expression:
        value = self._value(node, frame)
        if not isinstance(value, Expression):
            raise NoFormula(ast.unparse(node))
        return value

    def _attribute(self, owner: Any, name: str) -> Any:
        if isinstance(owner, _State):
            return owner.get(name)
        if isinstance(owner, _Hyperparameters):
            if name not in owner:
                raise NoFormula(name)
            return owner[name]
        if isinstance(owner, _Self):
            found = inspect.getattr_static(owner.rule, name)
            if not isinstance(found, staticmethod):
                return lambda *given: self._call(found, [owner, *given], {})
            return found
        if inspect.ismodule(owner):
            return Symbol(r"\pi", hyperparameter=True) if name == "pi" else getattr(owner, name)
        raise NoFormula(name)

    @staticmethod
    def _operation(operator: ast.operator, left: Expression, right: Expression) -> Expression:
        match operator:
            case ast.Add():
                return add(left, right)
            case ast.Sub():
                return add(left, minus(right))
            case ast.Mult():
                return multiply(left, right)
            case ast.Div():
                return divide(left, right)
            case ast.Pow():
                return power(left, right)
        raise NoFormula(type(operator).__name__)

    def _applied(self, function: ast.expr, arguments: list[ast.expr], keywords: list[ast.keyword],
                 frame: _Frame) -> Any:
        match function:
            case ast.Attribute(ast.Name("torch"), "where"):
                test, then, otherwise = arguments
                return self._cases(test, self._value(then, frame), self._value(otherwise, frame), frame)
            case ast.Attribute(of, "clone" | "detach" | "to" | "item" | "double" | "float" | "expand_as"):
                return self._value(of, frame)
            case ast.Attribute(of, name) if name.endswith("_"):
                return self._changed(name, self._value(of, frame), [self._value(a, frame) for a in arguments])
            case ast.Name("getattr"):
                owner, name = self._value(arguments[0], frame), ast.literal_eval(arguments[1])
                if isinstance(owner, _Hyperparameters):
                    return owner.get(name)
        given = [self._value(argument, frame) for argument in arguments[:1 if _name(function) == "as_tensor" else None]]
        named = {keyword.arg or "": keyword.value for keyword in keywords}
        if isinstance(function, ast.Attribute):
            owner = self._value(function.value, frame)
            if isinstance(owner, Expression):
                return self._method(function.attr, [owner, *given], named, frame)
            if inspect.ismodule(owner):
                return self._method(function.attr, given, named, frame)
        called = self._value(function, frame)
        if isinstance(called, _Code | staticmethod) or inspect.isfunction(called) and called.__name__ != "<lambda>":
            return self._call(called, given, {name: self._value(value, frame) for name, value in named.items()})
        if inspect.isfunction(called):
            return called(*given)
        return self._method(str(getattr(called, "__name__", "")), given, named, frame)

    def _method(self, name: str, given: list[Any], named: dict[str, ast.expr], frame: _Frame) -> Expression:
        """A function or a method of torch, math or Python by its name."""
        known = [one for one in given if isinstance(one, Expression)]
        if len(known) < len(given):
            raise NoFormula(name)
        if name in FUNCTIONS and len(known) == 1:
            axis = f"_{self._value(named['dim'], frame).value:g}" if "dim" in named else ""
            return Of(FUNCTIONS[name].replace("}(", f"}}{axis}(") if axis else FUNCTIONS[name], (known[0],))
        match name, known:
            case "as_tensor" | "float" | "int", [x]:
                return x
            case "zeros_like", [_]:
                return ZERO
            case "ones_like", [_]:
                return ONE
            case "square", [x]:
                return multiply(x, x)
            case "neg", [x]:
                return minus(x)
            case "pow", [x, y]:
                return power(x, y)
            case "max" | "maximum" | "min" | "minimum", [x, y]:
                return Of(rf"\{name[:3]}(#1, #2)", (x, y))
            case "clamp" | "clip", [x, *limits]:
                low, high = [*limits, None, None][:2]
                low = self._value(named["min"], frame) if "min" in named else low
                high = self._value(named["max"], frame) if "max" in named else high
                if high is None and low is not None:
                    return Of(r"\max(#1, #2)", (x, low))
                if low is None and high is not None:
                    return Of(r"\min(#1, #2)", (x, high))
                if low is not None and high is not None:
                    return Of(r"\operatorname{clip}(#1, #2, #3)", (x, low, high))
        raise NoFormula(name)

    def _changed(self, name: str, owner: Any, given: list[Any]) -> Expression:
        """What an operation that changes its tensor leaves of the gradient: an equation of its own."""
        operators: dict[str, ast.operator] = {
            "mul_": ast.Mult(), "add_": ast.Add(), "div_": ast.Div(), "sub_": ast.Sub()}
        if owner != G or name not in operators:
            raise NoFormula(name)
        self._say(Line(G, self._operation(operators[name], G, *given), again=True))
        return G

    # Conditions

    def _decided(self, test: ast.expr, frame: _Frame) -> bool | None:
        """Whether a condition holds, where that is known already."""
        match test:
            case ast.Compare(left, [ast.Is()], [ast.Constant(None)]):
                return self._value(left, frame) is None
            case ast.Call(ast.Attribute(_, "numel")):
                return True
        return None

    def _cases(self, test: ast.expr, then: Any, otherwise: Any, frame: _Frame) -> Any:
        if isinstance(then, tuple) and isinstance(otherwise, tuple):
            return tuple(self._cases(test, *pair, frame) for pair in zip(then, otherwise, strict=True))
        if then == otherwise:
            return then
        if isinstance(otherwise, Product) and ZERO in otherwise.below:  # a division by zero either way
            return then
        return Cases(then, self._condition(test, frame), otherwise)

    def _condition(self, test: ast.expr, frame: _Frame) -> Condition:
        match test:
            case ast.UnaryOp(ast.Not(), ast.Attribute(ast.Name("s"), flag)) if len(flag) > 1:
                return Condition(T, "=", ONE)
            case ast.Attribute(ast.Name("s"), flag) if len(flag) > 1:
                return Condition(T, ">", ONE)
            case ast.UnaryOp(ast.Not(), operand):
                return Condition(self._side(operand, frame), "=", ZERO)
            case ast.Compare(left, [operator], [right]):
                signs = {ast.Lt: "<", ast.LtE: r"\le", ast.Gt: ">", ast.GtE: r"\ge", ast.Eq: "=", ast.NotEq: r"\ne"}
                if type(operator) in signs:
                    return Condition(self._side(left, frame), signs[type(operator)], self._side(right, frame))
            case ast.Call(ast.Attribute(_, "dim")):
                return Condition(self._side(test, frame), ">", ZERO)
            case _:
                return Condition(self._expression(test, frame), r"\ne", ZERO)
        raise NoFormula(ast.unparse(test))

    def _side(self, node: ast.expr, frame: _Frame) -> Expression:
        match node:
            case ast.Call(ast.Attribute(_, "dim"), []) | ast.Attribute(_, "ndim"):
                return Of(AXES, (W,))  # whatever is computed from the weights has as many
        return self._expression(node, frame)


def _name(function: ast.expr) -> str:
    """The last word of a function's name."""
    return ast.unparse(function).rpartition(".")[2]


def _definition(function: Any) -> ast.FunctionDef | ast.Lambda:
    """A function's code."""
    code = getattr(inspect.unwrap(function), "__code__", None)
    if not isinstance(code, CodeType):  # a class, or something built in
        raise NoFormula(str(function))
    return _parsed(code)


@lru_cache(4096)
def _parsed(code: CodeType) -> ast.FunctionDef | ast.Lambda:
    """What a function was compiled from. Many mistakes share most of a rule's parts."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(code)))
    except (OSError, SyntaxError) as error:
        raise NoFormula(str(code)) from error
    kinds = (ast.Lambda,) if code.co_name == "<lambda>" else (ast.FunctionDef,)
    found = [node for node in ast.walk(tree) if isinstance(node, kinds)]
    if not found or len(found) > 1 and isinstance(found[0], ast.Lambda):
        raise NoFormula(str(code))
    return found[0]


def formulas(task: Task, mistake: Misconception | None = None, letters: Mapping[float, str] = MappingProxyType({})) -> (
        list[Line]):
    """The equations of one step by a task's rule, or by the rule of somebody who makes this mistake.

    Args:
        task: whose rule it is.
        mistake: what stands in the place of its parts.
        letters: what fixed numbers are called, by their value.

    Raises:
        NoFormula: if the code cannot be written as formulas.
    """
    right = _Reader(task, task.rule, {}, {}).read()
    return right if mistake is None else _wrong(task, mistake, letters, right)


def _wrong(task: Task, mistake: Misconception, letters: Mapping[float, str], right: list[Line]) -> list[Line]:
    """The equations of somebody who makes a mistake, beside the right ones."""
    parts: dict[str, Any] = {part: staticmethod(wrong) for part, wrong in mistake.parts.items() if callable(wrong)}
    parts["fixed"] = {**task.rule.fixed, **dict(mistake.parts.get("fixed", {}))}  # type: ignore[arg-type]
    # A mistake that replaces the whole step uses other names: what it calls otherwise is known by what it is.
    known = {line.left: line.right for line in right if not line.again and line.left.latex[0] in "\\c"}
    return _Reader(task, type("Wrong", (task.rule,), parts), known, letters).read()


def apart(task: Task, mistake: Misconception, letters: Mapping[float, str] = MappingProxyType({})) -> (
        tuple[list[str], list[str]]):
    """The right equations and the wrong ones in LaTeX, as far as they differ; none where they cannot be read."""
    if not mistake.parts:
        return [], []
    try:
        right = formulas(task)
        wrong = _wrong(task, mistake, letters, right)
    except NoFormula:
        return [], []
    mine = [line for line in right if line not in wrong]
    other = [line for line in wrong if line not in right]
    other = [each for line in other for each in _apart_from(mine, line)]
    mine, other = _marked(mine, other, RIGHT), _marked(other, mine, WRONG)
    if len(mine) == len(other) == 1 and mine[0].left == other[0].left:
        return [_without_equal_cases(mine[0], other[0])], [_without_equal_cases(other[0], mine[0])]
    return [line.latex for line in mine], [line.latex for line in other]


def _apart_from(lines: list[Line], wrong: Line) -> list[Line]:
    """A wrong equation; where it has cases and the right one has none, one for each case that is wrong."""
    right = next((line for line in lines if (line.left, line.again) == (wrong.left, wrong.again)), None)
    found = rows(wrong.right)
    if right is None or len(found) == 1 or len(rows(right.right)) > 1:
        return [wrong]
    return [replace(wrong, right=value, where=where) for value, where in found if value != right.right]


def _marked(lines: list[Line], others: list[Line], colour: str) -> list[Line]:
    """Equations with marks where another one for the same thing differs."""
    meant = {(line.left, line.again): line.right for line in reversed(others)}
    return [replace(line, right=mark(line.right, meant.get((line.left, line.again), line.right), colour))
            for line in lines]


def _without_equal_cases(line: Line, other: Line) -> str:
    """An equation's LaTeX; of several cases only those that the other does not have."""
    rows, same = cases(line.right), cases(other.right)
    kept = [latex(value) for value, _ in same]
    differ = [(value, condition) for value, condition in rows if latex(value) not in kept]
    if len(rows) < 2 or len(rows) != len(same) or len(differ) != 1:
        return line.latex
    ((value, condition),) = differ
    said = Line(line.left, value, line.again).latex
    return said if condition == OTHERWISE else rf"{said} \quad ({condition})"
