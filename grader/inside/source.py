"""How a notebook's source becomes code: its cells, and the files that it writes and imports."""

from __future__ import annotations

import ast
import sys
from importlib.machinery import FileFinder, SourceFileLoader
from importlib.util import decode_source
from typing import Any, cast

from IPython.core.compilerop import CachingCompiler

from . import absent, newer


class Compiler(CachingCompiler):
    """Compiles cells."""

    def ast_parse(self, source: str, filename: str = "<unknown>", symbol: str = "exec") -> ast.Module:
        parse = super().ast_parse

        def module(text: str) -> ast.Module:
            return cast(ast.Module, parse(text, filename, symbol))

        return prepared(newer.parse(source, module))


class StudentsFile(SourceFileLoader):
    """Loads a module that the notebook has written."""

    def source_to_code(self, data: Any, path: Any, *, _optimize: int = -1) -> Any:  # type: ignore[override]
        tree = newer.parse(decode_source(data), lambda text: ast.parse(text, path))
        return compile(prepared(tree), path, "exec", dont_inherit=True, optimize=_optimize)


def prepared(tree: ast.Module) -> ast.Module:
    """The same code, in which an import that fails stops whoever uses it, and an annotation nobody."""
    made: ast.Module = absent.Imports().visit(newer.Annotations().visit(tree))
    return ast.fix_missing_locations(made)


def find_students_files(folder: str) -> None:
    """Load what is imported from `folder` as we load cells."""
    inner = FileFinder.path_hook((StudentsFile, [".py"]))

    def hook(path: str) -> Any:
        if path != folder and not path.startswith(f"{folder}/"):
            raise ImportError
        return inner(path)

    sys.path_hooks.insert(0, hook)
    sys.path_importer_cache.clear()
    if folder not in sys.path and "" not in sys.path:
        sys.path.insert(0, folder)
