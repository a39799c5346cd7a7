"""Where things lie on this machine: what the worker needs to read, and what it must not find."""

from __future__ import annotations

import glob
import importlib.metadata
import os
import sys
import sysconfig
from collections.abc import Iterable

from ..ground import wall

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(wall.__file__)))
# All of the package `grader` that is there in the sandbox, with what both sides need and nothing else.
OURS = tuple(os.path.join(_PACKAGE, part) for part in ("__init__.py", "ground", "inside"))
UNPRIVILEGED = 65534  # "nobody": who we become when started as root


def system_libraries() -> list[str]:
    """Folders of shared libraries and, on some systems, of Python itself."""
    names = ("lib", "lib64", "lib32")
    return [path for name in names for path in (f"/usr/{name}", f"/{name}") if os.path.isdir(path)]


def python() -> list[str]:
    """The files and folders that make up this interpreter and its packages, none in another."""
    wanted = [sys.prefix, sys.base_prefix, os.path.realpath(sys.base_prefix)]
    # /usr is too much: its programs stay out.
    wanted = [path for path in wanted if path != "/usr"]
    wanted += links(sys.executable) + packages()
    wanted += [sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")]
    return outermost(path for path in wanted if not path.startswith("/usr/lib"))


def everything() -> list[str]:
    """All that the worker needs, besides what is ours."""
    return [*system_libraries(), *python()]


def links(path: str) -> list[str]:
    """`path` and every file that it points to, link by link."""
    found = [path]
    while os.path.islink(path):
        path = os.path.normpath(os.path.join(os.path.dirname(path), os.readlink(path)))
        found.append(path)
    return found


def packages() -> list[str]:
    """Folders of installed packages on this interpreter's path."""
    return [path for path in sys.path if path.endswith("-packages") and os.path.isdir(path)]


def outermost(paths: Iterable[str]) -> list[str]:
    """`paths` without those that lie inside another one."""
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not any(path.startswith(above.rstrip("/") + "/") for above in kept):
            kept.append(path)
    return kept


def hidden() -> list[str]:
    """Folders and files that exist and that the worker must not read."""
    return [*hidden_folders(), *hidden_files()]


def hidden_folders() -> list[str]:
    """Packages, and right answers, that the worker must not read."""
    names = dict.fromkeys((*wall.HIDDEN_PATHS, wall.ANSWERS, *other_courses()))
    paths = (os.path.join(site, name) for site in packages() for name in names)
    return [path for path in paths if os.path.isdir(path)]


def hidden_files() -> list[str]:
    """Courses of a single module: its source, and what was compiled of it."""
    patterns = (os.path.join(glob.escape(site), folder, glob.escape(name) + ".*")
                for site in packages() for folder in ("", "__pycache__") for name in other_courses())
    return [path for pattern in patterns for path in sorted(glob.glob(pattern)) if os.path.isfile(path)]


def other_courses() -> list[str]:
    """Packages and modules that bring tasks of their own, with their references."""
    entries = importlib.metadata.entry_points(group=wall.TASK_GROUP)
    return sorted({entry.module.partition(".")[0] for entry in entries})


def kept() -> list[str]:
    """Files inside hidden folders that the worker does need."""
    paths = (os.path.join(site, name) for site in packages() for name in wall.KEPT_PATHS)
    return [path for path in paths if os.path.isfile(path)]


def readable() -> list[str]:
    """All that the worker may read, spelled out so that what is hidden is left out.

    Landlock can only allow, so a folder that holds something hidden is replaced by its other entries.
    """
    allowed = outermost(os.path.realpath(path) for path in everything())
    for path in hidden():
        allowed = [part for entry in allowed for part in without(entry, path)]
    devices = ("/dev/null", "/dev/zero", "/dev/urandom")
    # Ours last: it may lie in a folder that is hidden, if the project is installed.
    return [*allowed, *kept(), *OURS, *filter(os.path.exists, devices)]


def without(folder: str, path: str) -> list[str]:
    """`folder` itself, or if `path` lies in it, its entries on all levels but `path`."""
    if folder == path:
        return []
    if not path.startswith(folder + "/"):
        return [folder]
    entries = sorted(os.path.join(folder, name) for name in os.listdir(folder))
    # A link (a venv's lib64) would let what is hidden in again by its other name.
    return [p for entry in entries if not os.path.islink(entry) for p in without(entry, path)]
