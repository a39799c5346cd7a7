"""What this machine offers for grading: isolation and why, devices, versions, tasks."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import pwd
import subprocess
import sys

from .. import __version__
from ..ground import landlock
from ..language import registry
from ..sandbox import commands, places, seccomp
from ..sandbox.errors import Hindered
from ..sandbox.levels import Level, Offer, survey
from ..telling import words
from ..telling.catalogue import say

PACKAGES = ("torch", "numpy", "ipython", "matplotlib", "nbgrader")
Line = tuple[str, str, bool]  # a name, a value, and whether that is as it should be

SETTINGS = "/proc/sys"  # where the kernel shows them

# Settings of the kernel that forbid user namespaces, by the value with which they do.
FORBIDDING = {
    "user.max_user_namespaces": ("0", "limited"),
    "kernel.unprivileged_userns_clone": ("0", "switched_off"),
    "kernel.apparmor_restrict_unprivileged_userns": ("1", "apparmor"),
}


def report() -> list[Line]:
    """Everything that was looked at."""
    return [*isolation(survey()), *software(), *tasks(), *hardware()]


def isolation(offers: tuple[Offer, ...]) -> list[Line]:
    """How a stranger's notebook is confined here."""
    best = next((offer.level for offer in offers if not offer.missing), None)
    lines = [(say("doctor.isolation"), best.value if best else say("doctor.none"),
              best in (Level.BUBBLEWRAP, Level.LANDLOCK))]
    for offer in offers:
        # A weaker level that does not work is no fault as long as a stronger one does.
        fine = not offer.missing or best is Level.BUBBLEWRAP
        said = words.missing(offer.missing) if offer.missing else say("doctor.works")
        lines.append((f"  {offer.level.value}", said, fine))
    program, lack = seccomp.compile_filter()
    version = landlock.abi()
    lines += [
        (f"  {say('doctor.seccomp')}",
         words.missing(lack) if lack else say("doctor.instructions", n=len(program) // 8), bool(program)),
        (f"  {say('doctor.landlock')}", str(version) if version else say("doctor.none"), version > 0),
        (f"  {say('doctor.namespaces')}", *user_namespaces()),
        (f"  {say('doctor.bubblewrap')}", *bubblewrap()),
        (f"  {say('doctor.running_as')}", running_as(), True),
    ]
    return lines


def bubblewrap() -> tuple[str, bool]:
    """Which bwrap is used, and its version."""
    try:
        program = commands.bubblewrap_program()
    except ImportError:
        return say("doctor.none"), False
    version = ".".join(map(str, commands.bubblewrap_version(program)))
    return say("doctor.program", version=version or say("doctor.no_answer"), program=program), bool(version)


def user_namespaces() -> tuple[str, bool]:
    """Whether the kernel lets an ordinary user make them, as far as its settings tell."""
    for setting, (forbidding, why) in FORBIDDING.items():
        try:
            with open(f"{SETTINGS}/{setting.replace('.', '/')}") as file:
                if file.read().strip() == forbidding:
                    return say(f"doctor.{why}", setting=setting), False
        except OSError:
            pass  # this kernel has no such setting
    known = os.path.exists("/proc/self/ns/user")
    return (say("doctor.allowed"), True) if known else (say("doctor.unknown"), False)


def running_as() -> str:
    """Who we are, and who a notebook's process is."""
    uid = os.geteuid()
    try:
        name = pwd.getpwuid(uid).pw_name
    except KeyError:
        name = say("doctor.no_name")
    try:
        other = places.other_user()
    except Hindered:
        other = None
    return (say("doctor.user", name=name, uid=uid) if other is None else
            say("doctor.root", name=name, uid=uid, other=other))


def tasks() -> list[Line]:
    """How many tasks are registered, and those that cannot be loaded."""
    found = registry.find()
    return [(say("doctor.tasks"), ", ".join(found), bool(found)),
            *((f"  {broken.name}", broken.error, False) for broken in found.broken)]


def software() -> list[Line]:
    """Versions."""
    lines = [("step-grader", __version__, True),
             ("Python", platform.python_version(), sys.version_info >= (3, 11))]
    for name in PACKAGES:
        try:
            lines.append((name, importlib.metadata.version(name), True))
        except importlib.metadata.PackageNotFoundError:
            lines.append((name, say("doctor.not_installed"), False))
    return lines


def hardware() -> list[Line]:
    """Cores and CUDA devices; having no CUDA device is all right."""
    cores = len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    return [(say("doctor.cores"), str(cores), True), (say("doctor.cuda"), cuda_devices(), True)]


def cuda_devices() -> str:
    """The names of the CUDA devices, asked for in another process: whoever asks cannot fork."""
    code = "import torch as t; c = t.cuda; "
    code += "print(*[c.get_device_name(i) for i in range(c.device_count())], sep=', ')"
    try:
        asked = subprocess.run(
            [sys.executable, "-I", "-c", code], capture_output=True, text=True, timeout=120)
    except (OSError, subprocess.TimeoutExpired):
        return say("doctor.no_answer")
    return asked.stdout.strip() or say("doctor.none")
