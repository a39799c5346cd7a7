"""Of what a kept result is made: a hash of the code that finds it and of the files that this reads; and the libraries.

Where all of it is as it was, the result is, too, and need not be found again.
"""

from __future__ import annotations

import ast
import functools
import hashlib
import platform
from collections.abc import Iterable
from importlib import metadata
from pathlib import Path

from ..house import MODULES, ROOT, closure

LIBRARIES = ("torch", "numpy", "lion-pytorch")  # in which steps are computed


def code(modules: Iterable[str], files: Iterable[Path] = (), *besides: str) -> str:
    """Sixteen hexadecimal digits that change where code or a file does.

    Args:
        modules: of the grader; what they import counts as well. Comments, docstrings and layout do not.
        files: of the checkout; what is code counts as such.
        besides: texts that count, too.
    """
    digest = hashlib.sha256()
    for path in sorted({*(MODULES[name].path for name in closure(modules)), *files}):
        digest.update(f"{path.relative_to(ROOT)}\0{essence(path)}\0".encode())
    for text in besides:
        digest.update(f"{text}\0".encode())
    return digest.hexdigest()[:16]


def libraries() -> list[str]:
    """Python and the libraries that are installed; a build for CUDA computes on a processor as any other does."""
    python = "Python " + ".".join(platform.python_version_tuple()[:2])
    return [python, *(f"{name} {metadata.version(name).partition('+')[0]}" for name in LIBRARIES)]


@functools.cache
def essence(path: Path) -> str:
    """A file's text; of code, what it does."""
    text = path.read_text("utf8")
    if path.suffix != ".py":
        return text
    tree = ast.parse(text)
    for node in ast.walk(tree):
        documented = isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        if documented and ast.get_docstring(node, clean=False) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return ast.unparse(tree)
