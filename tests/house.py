"""The package as it is written: its modules, and which of them each one imports."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "grader"
HOME = "grader"
# Whole programs and folders of data that lie in the package.
DATA = {"right_answers", "demo_class", "templates"}


@dataclass(frozen=True)
class Module:
    """A module of the package.

    Attributes:
        name: dotted, `grader.ground.frames`; a package's is the folder's.
        path: its file.
        tree: its syntax.
    """

    name: str
    path: Path
    tree: ast.Module

    @property
    def package(self) -> str:
        return self.name if self.path.name == "__init__.py" else self.name.rpartition(".")[0]

    @property
    def room(self) -> str:
        """`ground`; for what lies beside the rooms, the module itself; "" for the package."""
        return (self.name.split(".") + [""])[1]

    def at(self, node: ast.AST, what: str) -> str:
        return f"{self.path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}: {what}"


def read(folder: Path) -> dict[str, Module]:
    modules = {}
    for path in sorted(folder.rglob("*.py")):
        parts = path.relative_to(folder.parent).with_suffix("").parts
        if DATA & set(parts) or "__pycache__" in parts:
            continue
        name = ".".join(part for part in parts if part != "__init__")
        modules[name] = Module(name, path, ast.parse(path.read_text("utf8"), str(path)))
    return modules


MODULES = read(PACKAGE)


def imports(module: Module, modules: dict[str, Module] = MODULES) -> Iterator[tuple[ast.AST, str]]:
    """Every name that a module imports, wherever it does: of ours as the module it comes from, of others as it is."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                above = module.package.split(".")[: len(module.package.split(".")) - node.level + 1]
                base = ".".join([*above, *filter(None, [node.module])])
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                yield node, inner if inner in modules else base


def ours(module: Module, modules: dict[str, Module] = MODULES) -> Iterator[tuple[ast.AST, str]]:
    for node, name in imports(module, modules):
        if name.split(".")[0] == HOME:
            yield node, name


def closure(names: Iterable[str], modules: dict[str, Module] = MODULES) -> set[str]:
    """Modules of ours with these names, the packages they lie in, and all of ours that these import, and so on."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        if (name := waiting.pop()) in modules and name not in found:
            found.add(name)
            waiting.append(name.rpartition(".")[0])
            waiting += (used for _, used in ours(modules[name], modules))
    return found
