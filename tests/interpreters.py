"""The Pythons of this machine. A name on the path may be a shim that fails, so only what runs counts."""

from __future__ import annotations

import glob
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

OLDEST = (3, 11)
ASK = "import sys; print(sys.version_info[0], sys.version_info[1])"


@dataclass(frozen=True)
class Interpreter:
    """A Python that runs.

    Attributes:
        path: its program.
        version: such as (3, 12).
    """

    path: str
    version: tuple[int, int]

    def run(self, code: str, given: str = "") -> str:
        """What the code prints, without anything of this environment."""
        done = subprocess.run([self.path, "-I", "-c", code], input=given, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def has(self, *modules: str) -> bool:
        """Whether these can be imported."""
        code = f"import importlib.util\nfor name in {modules!r}: assert importlib.util.find_spec(name)"
        return subprocess.run([self.path, "-c", code], capture_output=True).returncode == 0


def candidates() -> list[str]:
    """Programs that may be a Python: this one, those of `PYTHONS`, on the path, and of pyenv."""
    named = os.environ.get("PYTHONS", "").replace(os.pathsep, " ").split()
    numbered = [f"python3.{minor}" for minor in range(OLDEST[1], 20)]
    shims = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    found = [sys.executable, *named, *filter(None, map(shutil.which, numbered))]
    return [*found, *sorted(glob.glob(str(shims / "versions" / "3.*" / "bin" / "python3.[0-9]*[0-9]")))]


def ask(program: str) -> Interpreter | None:
    """The interpreter behind a program; None if it does not run, or is too old."""
    try:
        done = subprocess.run([program, "-I", "-c", ASK], capture_output=True, text=True, timeout=60)
        major, minor = map(int, done.stdout.split())
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    return Interpreter(program, (major, minor)) if (major, minor) >= OLDEST else None


def running() -> list[Interpreter]:
    """One interpreter of each version, the first that runs."""
    found: dict[tuple[int, int], Interpreter] = {}
    for program in candidates():
        one = ask(program)
        if one:
            found.setdefault(one.version, one)
    return list(found.values())


INTERPRETERS = running()
