"""Which isolation this machine offers, and which is taken."""

from __future__ import annotations

import os
import sys

from ..ground import landlock
from ..ground.device import Device
from ..outcome.ending import Ended
from . import commands, places, seccomp
from .errors import Hindered, NoDevice, NoLevel, NotStarted, WeakSandbox
from .level import OPEN_FILES, Level, Missing, MissingKind, Offer
from .supervisor import PROBE, Sandbox

__all__ = ["Level", "Missing", "MissingKind", "Offer", "choose", "hindrance", "missing", "need_device", "survey",
           "tried", "unmet"]

# Run in the sandbox: what torch finds there, and whether it can be used.
LOOK_FOR_DEVICE = """
import torch
try:
    torch.ones(1, device="cuda").item()
    send({"words": ""})
except Exception as error:
    send({"words": str(error).strip().partition("\\n")[0] or type(error).__name__})
"""


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
        Hindered: no level does, for what this process may not do.
    """
    if lacking := hindrance():
        raise Hindered(lacking)
    if level is Level.PROCESS:
        if not allow_weak:
            raise WeakSandbox(survey())
        return level
    if level is not None:
        if lacking := missing(level):
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
    return hindrance() or unmet(level) or tried(level)


def hindrance() -> Missing | None:
    """What keeps this process from starting any sandbox."""
    if sys.platform == "win32":
        return Missing(MissingKind.NO_LINUX)
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < OPEN_FILES:  # more may be had for the asking
        soft = min(OPEN_FILES, hard) if hard != resource.RLIM_INFINITY else OPEN_FILES
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    if soft < OPEN_FILES:
        return Missing(MissingKind.FEW_FILES, str(soft))
    try:
        places.other_user()
    except Hindered as error:
        return error.missing
    return None


def need_device(level: Level, device: Device) -> None:
    """NoDevice unless notebooks can use `device` at this level."""
    if device is not Device.CUDA:
        return
    with Sandbox(level, device, job=PROBE) as sandbox:
        run = sandbox.run({"code": LOOK_FOR_DEVICE})
    (words,) = [str(message.get("words", "")) for message, _ in run.frames if isinstance(message, dict)] or ["…"]
    if words:
        raise NoDevice(words)


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
    return seccomp.compile_filter(level)[1]


def tried(level: Level) -> Missing | None:
    """Start `level` with a job that does nothing; what went wrong, if something did."""
    try:
        with Sandbox(level, job=PROBE) as sandbox:
            ending = sandbox.run({}).ending
    except NotStarted as error:
        return Missing(MissingKind.NOT_STARTED, error.words)
    return None if ending.ended is Ended.FINISHED else Missing(MissingKind.FAILED, ending=ending)
