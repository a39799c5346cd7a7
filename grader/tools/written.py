"""Mistakes written out as source code: a task's rule with wrong parts in it, and the bookkeeping around it.

A mistake's function may use its arguments, `math` and `torch`, and nothing else but `at_most`.
"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Callable
from functools import cache
from typing import Any

from ..language.driver import Driver
from ..language.families import at_most
from ..language.rule import Rule, State, Values
from ..language.task import Misconception, Task, rule_names
from .code import keywords

SHOWS = "needs"  # where a mistake in the bookkeeping shows, which is nothing that it does


def wrong_class(task: Task, *mistakes: Misconception) -> str:
    """A class that answers the task with these mistakes in it, as source code."""
    drivers: list[type] = [m.driver for m in mistakes if m.driver] or [Driver]
    bases = [c for d in drivers for c in reversed(d.__mro__) if c is not object]
    return "\n\n".join([
        "REQUIRED = object()", function(rule_names.__name__, rule_names), wrong_rule(task, mistakes),
        *(source(base) for base in dict.fromkeys([State, *bases])),
        f"class {task.class_name}({', '.join(d.__name__ for d in drivers)}):\n"
        f"    rule = staticmethod(wrong)\n    hyperparameters = dict({keywords(task.hyperparameters)})\n"
        "    shared = {}",
    ])


def wrong_rule(task: Task, mistakes: tuple[Misconception, ...]) -> str:
    """Source of the task's rule with mistakes in its parts, as an object called `wrong`."""
    rules: list[type] = [c for c in reversed(task.rule.__mro__) if issubclass(c, Rule)]
    parts = [part(name, wrong) for m in mistakes for name, wrong in m.parts.items()]
    return "\n\n".join([
        "import math", "import torch", function(at_most.__name__, at_most),
        source(Values), *(source(rule) for rule in rules),
        f"class Wrong({task.rule.__name__}):\n" + textwrap.indent("\n\n".join(parts or ["pass"]), "    "),
        "wrong = Wrong()"])


@cache
def source(cls: type) -> str:
    """A class's source without its types and needs, and with bases from other modules by their bare names.

    To find it Python parses all of the module, and a few classes are in all answers.
    """
    if had(cls):
        return "\n    ".join([f"class {cls.__name__}({cls.__mro__[1].__name__}):",
                              *(f"{name} = {value!r}" for name, value in _own(cls).items())])
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(cls))).body
    assert isinstance(tree, ast.ClassDef)
    tree.bases = [ast.Name(base.attr) if isinstance(base, ast.Attribute) else base for base in tree.bases]
    tree.body = [line for line in tree.body if not (
        isinstance(line, ast.Assign) and ast.unparse(line.targets[0]) == SHOWS)]
    return ast.unparse(Untyped().visit(tree))


def had(cls: type) -> bool:
    """Whether a class only has other data than its base (`Driver.having`): all of its kind have one name."""
    own = _own(cls).values()
    return bool(own) and all(isinstance(value, str | float | bool | tuple | dict) for value in own)


def _own(cls: type) -> dict[str, Any]:
    return {name: value for name, value in vars(cls).items() if not name.startswith("__") and name != SHOWS}


def part(name: str, wrong: Any) -> str:
    """What stands in the place of a rule's part, as the body of a class."""
    return f"{name} = {wrong!r}" if isinstance(wrong, dict) else f"@staticmethod\n{function(name, wrong)}"


def function(name: str, written: Callable[..., Any]) -> str:
    """A function's source under this name, without its types and decorators."""
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(written))).body
    assert isinstance(tree, ast.FunctionDef)
    tree.name, tree.decorator_list = name, []
    return ast.unparse(Untyped().visit(tree))


class Untyped(ast.NodeTransformer):
    """Takes all annotations away: the names in them need not be known where the code is to run."""

    def visit_arg(self, node: ast.arg) -> ast.arg:
        node.annotation = None
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        self.generic_visit(node)
        node.returns = None
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.stmt | None:
        self.generic_visit(node)
        if node.value is None:
            return None
        return ast.copy_location(ast.Assign([node.target], node.value), node)
