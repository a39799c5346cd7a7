"""Which isolation this machine offers, and which is taken."""

from __future__ import annotations

import os
import sys

from ..ground import landlock
from ..outcome.ending import Ended
from . import commands, seccomp
from .errors import NoLevel, NotStarted, WeakSandbox
from .level import Level, Missing, MissingKind, Offer
from .supervisor import PROBE, Sandbox

__all__ = ["Level", "Missing", "MissingKind", "Offer", "choose", "missing", "survey", "tried", "unmet"]


def survey() -> tuple[Offer, ...]:
    """All levels, the strongest first, each tried by really running something in it."""
    return tuple(Offer(level, missing(level)) for level in Level)


def choose(level: Level | None = None, allow_weak: bool = False) -> Level:
    """The level to work with.

    Args:
        level: the one that is asked for; None for the strongest that works here.
        allow_weak: accept a plain process, which stops accidents but not attacks.

    Raises:
        WeakSandbox: it would be a plain process, and that is not accepted.
        NoLevel: the level that is asked for does not work here.
    """
    if level is Level.PROCESS:
        if not allow_weak:
            raise WeakSandbox(survey())
        return level
    if level is not None:
        lacking = missing(level)
        if lacking:
            raise NoLevel(level, lacking)
        return level
    offers: list[Offer] = []
    for candidate in Level:
        if candidate is Level.PROCESS and not allow_weak:
            break
        offers.append(Offer(candidate, missing(candidate)))
        if offers[-1].possible:
            return candidate
    raise WeakSandbox(tuple(offers))


def missing(level: Level) -> Missing | None:
    """Why `level` does not work here; None if it does."""
    return unmet(level) or tried(level)


def unmet(level: Level) -> Missing | None:
    """What `level` lacks, as far as can be told without trying."""
    if level is Level.PROCESS:
        return None
    if sys.platform != "linux":
        return Missing(MissingKind.NO_LINUX)
    if level is Level.BUBBLEWRAP:
        try:
            program = commands.bubblewrap_program()
        except ImportError:
            return Missing(MissingKind.NO_BUBBLEWRAP)
        return None if os.access(program, os.X_OK) else Missing(MissingKind.NO_EXECUTION, program)
    if landlock.abi() < landlock.OLDEST_ABI:
        return Missing(MissingKind.OLD_LANDLOCK, str(landlock.abi()))
    return seccomp.compile_filter()[1]


def tried(level: Level) -> Missing | None:
    """Start `level` with a job that does nothing; what went wrong, if something did."""
    try:
        with Sandbox(level, job=PROBE) as sandbox:
            ending = sandbox.run({}).ending
    except NotStarted as error:
        return Missing(MissingKind.NOT_STARTED, error.words)
    return None if ending.ended is Ended.FINISHED else Missing(MissingKind.FAILED, ending=ending)
