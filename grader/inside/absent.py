"""Imports that fail cost nothing until what they name is used.

A cell's `import seaborn` becomes a placeholder where there is no seaborn. Whoever asks whether it is there, by
`try: import …` with `except ImportError:`, gets the plain answer.
"""

from __future__ import annotations

import ast
import sys
from typing import Any, NoReturn

from ..ground import said_inside
from . import newer

CATCH_IT = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}
COLAB = "google.colab"


class NotAvailable(ImportError):
    """Something was used that is not here."""


class Absent:
    """Stands for what could not be imported. Naming it or a part of it is fine, as in annotations; using it is not."""

    __slots__ = ("_name", "_error")

    def __init__(self, name: str, error: ImportError):
        self._name, self._error = name, error

    def __repr__(self) -> str:
        return f"<{self._name}>"

    def __getattr__(self, name: str) -> Absent:
        if name.startswith("__"):  # Python's own questions deserve Python's own answer
            raise AttributeError(name)
        return Absent(f"{self._name}.{name}", self._error)

    def __getitem__(self, key: object) -> Absent:
        return self

    def __or__(self, other: object) -> Absent:
        return self

    __ror__ = __or__

    def __instancecheck__(self, thing: object) -> bool:
        return False

    __subclasscheck__ = __instancecheck__

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise self._error.with_traceback(None)  # else where it was raised before counts as well

    __call__ = __iter__ = __len__ = __bool__ = __contains__ = __setitem__ = __delitem__ = __enter__ = __exit__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __matmul__ = _refuse
    __pow__ = __rpow__ = __neg__ = __float__ = __int__ = __index__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __next__ = __await__ = __aiter__ = __mro_entries__ = _refuse


class Colab:
    """Stands for `google.colab`, its modules and their functions: asked for anything, they do nothing."""

    __slots__ = ("_name",)

    def __init__(self, name: str = COLAB):
        self._name = name

    def __repr__(self) -> str:
        return f"<{self._name}>"

    def __getattr__(self, name: str) -> Colab:
        if name.startswith("__"):
            raise AttributeError(name)
        return Colab(f"{self._name}.{name}")

    def __call__(self, *_: Any, **__: Any) -> dict[str, bytes] | None:
        _note(said_inside.DOES_NOTHING, name=self._name)
        return {} if self._name.endswith(".upload") else None  # the files that were chosen, by name


class Imports(ast.NodeTransformer):
    """Puts a placeholder in the place of what cannot be imported."""

    def visit_Try(self, node: ast.Try) -> ast.AST:
        guarded = any(_catches_it(handler.type) for handler in node.handlers)
        for part in ("handlers", "orelse", "finalbody", *([] if guarded else ["body"])):
            setattr(node, part, self._all(getattr(node, part)))
        return node

    def visit_With(self, node: ast.With) -> ast.AST:
        suppressed = any(isinstance(item.context_expr, ast.Call) and any(map(_catches_it, item.context_expr.args))
                         for item in node.items)
        return node if suppressed else self.generic_visit(node)

    def visit_Import(self, node: ast.Import) -> list[ast.stmt]:
        return [_guarded(node, ast.Import([alias]), alias.name, "", alias.asname) for alias in node.names]

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.AST | list[ast.stmt]:
        if node.level or node.module == "__future__":
            return node
        return [_guarded(node, ast.ImportFrom(node.module, [alias], 0), node.module or "", alias.name, alias.asname)
                for alias in node.names]

    def _all(self, nodes: list[ast.AST]) -> list[ast.AST]:
        made: list[ast.AST] = []
        for node in nodes:
            visited = self.visit(node)
            made += visited if isinstance(visited, list) else [visited]
        return made


def _catches_it(caught: ast.expr | None) -> bool:
    """Whether `except caught:` is told of an import that fails."""
    if caught is None:
        return True
    return any(isinstance(node, ast.Name) and node.id in CATCH_IT
               or isinstance(node, ast.Attribute) and node.attr in CATCH_IT for node in ast.walk(caught))


def _guarded(node: ast.stmt, only: ast.stmt, module: str, part: str, name: str | None) -> ast.stmt:
    """`try: import …`, and a placeholder if that fails."""
    bound = name or part or module.partition(".")[0]
    whole = module if name or part else bound
    call = f"__import__({__name__!r}, fromlist=['_']).stand_in(_missing, {module!r}, {part!r}, {whole!r})"
    kept = "" if part == "*" else f"{bound} = "
    made = ast.parse(f"try: pass\nexcept ImportError as _missing: {kept}{call}")
    (block,) = made.body
    assert isinstance(block, ast.Try)
    block.body = [ast.copy_location(only, node)]
    for inner in ast.walk(block):
        ast.copy_location(inner, node)
    return block


def stand_in(error: ImportError, module: str, part: str, whole: str) -> Any:
    """What a failed import binds.

    Args:
        error: why it failed.
        module: what was to be imported.
        part: what was to be taken from it, or empty; `*` binds nothing.
        whole: the module that is bound: `a` after `import a.b`.
    """
    name = f"{module}.{part}" if part not in ("", "*") else module
    if f"{name}.".startswith(f"{COLAB}."):
        return Colab(name if part or whole == module else whole)
    if part and (found := newer.filled_in(module, part)) is not None:
        return found
    why = _why(name, error)
    _note(said_inside.ABSENT, why=why.rstrip("."))
    if not part and whole in sys.modules:  # of `import a.b` there is an `a`
        return sys.modules[whole]
    return Absent(f"{whole}.{part}" if part else whole, NotAvailable(why, name=name))


def _why(name: str, error: ImportError) -> str:
    """Why the name is not here, as a sentence without its full stop."""
    newer_name = newer.name_of(str(error))
    if newer_name:
        return newer_name
    if isinstance(error, ModuleNotFoundError) and f"{name}.".startswith(f"{error.name}."):
        return said_inside.NOT_INSTALLED.format(name=error.name)
    if type(error) in (ImportError, ModuleNotFoundError):
        return said_inside.NOT_IMPORTED.format(name=name, error=error)
    return str(error)  # it says so in words of ours


def _note(sentence: str, **values: object) -> None:
    print(sentence.format(**values), file=sys.stderr)
