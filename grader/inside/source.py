"""How a notebook's source becomes code: its cells, and the files that it writes and imports."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from importlib.machinery import FileFinder, SourceFileLoader
from importlib.util import decode_source
from typing import Any, cast

from IPython.core.compilerop import CachingCompiler

from . import absent, newer


class Compiler(CachingCompiler):
    """Compiles cells."""

    def ast_parse(self, source: str, filename: str = "<unknown>", symbol: str = "exec") -> ast.Module:
        parse = super().ast_parse
        return parsed(source, lambda text: cast(ast.Module, parse(text, filename, symbol)))


class StudentsFile(SourceFileLoader):
    """Loads a module that the notebook has written."""

    def source_to_code(self, data: Any, path: Any, *, _optimize: int = -1) -> Any:  # type: ignore[override]
        tree = parsed(decode_source(data), lambda text: ast.parse(text, path))
        return compile(tree, path, "exec", dont_inherit=True, optimize=_optimize)


def parsed(source: str, parser: Callable[[str], ast.Module]) -> ast.Module:
    """What `parser` makes of the source, in which an import that fails stops whoever uses it, and an annotation nobody.

    Raises:
        SyntaxError: it is no code.
    """
    tree = newer.parse(source, parser)
    if "class" in source:
        tree = newer.Annotations().visit(tree)
    if "import" in source:
        tree = ast.fix_missing_locations(absent.Imports().visit(tree))
    return tree


def find_students_files(folder: str) -> None:
    """Load what is imported from `folder` as we load cells."""
    inner = FileFinder.path_hook((StudentsFile, [".py"]))

    def hook(path: str) -> Any:
        if not _lies_in(path, folder):
            raise ImportError
        return inner(path)

    sys.path_hooks.insert(0, hook)
    for path in [path for path in sys.path_importer_cache if _lies_in(path, folder)]:
        del sys.path_importer_cache[path]
    if folder not in sys.path:
        sys.path.insert(0, folder)


def look_again(folder: str) -> None:
    """Notice what was written into `folder`. Elsewhere nothing changes, and a confined process could not look."""
    for path, finder in list(sys.path_importer_cache.items()):
        if isinstance(finder, FileFinder) and _lies_in(path, folder):
            finder.invalidate_caches()


def _lies_in(path: str, folder: str) -> bool:
    return f"{path}/".startswith(f"{folder}/")
