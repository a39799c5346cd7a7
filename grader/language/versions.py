"""What a verdict depends on besides the notebook: the code that made it, and what that code stands on."""

from __future__ import annotations

import hashlib
import importlib
import platform
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Final

from .. import __version__

LIBRARIES: Final = ("torch", "numpy", "lion-pytorch", "matplotlib")  # what notebooks import, and we
_KINDS: Final = ("*.py", "*.json")
_OURS: Final = Path(__file__).parents[1]


@cache
def libraries() -> tuple[str, ...]:
    """The versions of Python, the grader, and the libraries that are installed."""
    found = [f"Python {platform.python_version()}", f"grader {__version__}"]
    for name in LIBRARIES:
        try:
            found.append(f"{name} {metadata.version(name)}")
        except metadata.PackageNotFoundError:
            found.append(f"{name} missing")
    return tuple(found)


def sources(module: str) -> str | None:
    """A fingerprint of the grader's files, and of the package that a task's module belongs to.

    None where the module is not known.
    """
    return _sources(module.partition(".")[0]) if module else None


def made_from(module: str) -> str | None:
    """Sixteen hexadecimal digits for all that a verdict on a task is made from: the code, and what that stands on.

    A library's builds of one version, for a processor and for CUDA, are alike, as they are in a cluster. None where the
    task's module is not known.
    """
    code = sources(module)
    if code is None:
        return None
    releases = tuple(name.partition("+")[0] for name in libraries())
    return hashlib.sha256(repr((code, releases)).encode()).hexdigest()[:16]


@cache
def _sources(name: str) -> str | None:
    package = importlib.import_module(name)
    if not package.__file__:
        return None
    digest = hashlib.sha256()
    roots = [_OURS]
    if Path(package.__file__).parent != _OURS:
        roots.append(Path(package.__file__).parent if hasattr(package, "__path__") else Path(package.__file__))
    for root in roots:
        files = [root] if root.is_file() else sorted({path for kind in _KINDS for path in root.rglob(kind)})
        for file in files:
            digest.update(f"{file.relative_to(root)}\0".encode("utf8", "surrogateescape"))
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()
