"""What this machine offers for grading: isolation and why, devices, versions."""

import importlib.metadata
import os
import platform
import pwd
import subprocess
import sys

from .sandbox import levels, places, seccomp
from .worker import landlock

PACKAGES = ("torch", "numpy", "ipython", "matplotlib", "nbgrader")


def report() -> list[tuple[str, str, bool]]:
    """(name, value, whether that is as it should be) for each thing looked at."""
    return [*isolation(), *software(), *hardware()]


def isolation() -> list[tuple[str, str, bool]]:
    """How a stranger's notebook is confined here."""
    possible = [level for level in levels() if level.possible]
    best = possible[0].name if possible else "none"
    lines = [("isolation", best, best in ("bubblewrap", "landlock"))]
    for level in levels():
        # A weaker level that does not work is no fault as long as a stronger one does.
        fine = level.possible or best == "bubblewrap"
        lines.append((f"  {level.name}", "works" if level.possible else level.why, fine))
    program, why = seccomp.compile_filter() if sys.platform == "linux" else (b"", "needs Linux")
    version = landlock.abi()
    lines += [
        ("  seccomp", f"{len(program) // 8} instructions" if program else why, bool(program)),
        ("  Landlock ABI", str(version or "none"), version > 0),
        ("  user namespaces", *user_namespaces()),
        ("  running as", *running_as()),
    ]
    return lines


def user_namespaces() -> tuple[str, bool]:
    """Whether the kernel lets an ordinary user make them, as far as its settings tell."""
    for name, forbidding, why in (
        ("user/max_user_namespaces", "0", "limited to none"),
        ("kernel/unprivileged_userns_clone", "0", "switched off"),
        ("kernel/apparmor_restrict_unprivileged_userns", "1", "restricted by AppArmor"),
    ):
        try:
            with open(f"/proc/sys/{name}") as file:
                if file.read().strip() == forbidding:
                    return f"{why} (sysctl {name.replace('/', '.')})", False
        except OSError:
            pass  # this kernel has no such setting
    known = os.path.exists("/proc/self/ns/user")
    return ("allowed", True) if known else ("unknown to this system", False)


def running_as() -> tuple[str, bool]:
    """Who we are, and who a notebook's process is."""
    uid = os.geteuid()
    try:
        name = pwd.getpwuid(uid).pw_name
    except KeyError:
        name = "no name"
    text = f"{name} (uid {uid})"
    if uid == 0:
        text += f"; notebooks run as uid {places.UNPRIVILEGED}"
    return text, True


def software() -> list[tuple[str, str, bool]]:
    """Versions."""
    lines = [("Python", platform.python_version(), sys.version_info >= (3, 11))]
    for name in PACKAGES:
        try:
            lines.append((name, importlib.metadata.version(name), True))
        except importlib.metadata.PackageNotFoundError:
            lines.append((name, "not installed", False))
    return lines


def hardware() -> list[tuple[str, str, bool]]:
    """Cores and CUDA devices; having no CUDA device is all right."""
    cores = getattr(os, "sched_getaffinity", lambda _: range(os.cpu_count() or 1))(0)
    return [("cores", str(len(cores)), True), ("CUDA devices", cuda_devices(), True)]


def cuda_devices() -> str:
    """The names of the CUDA devices, asked for in another process: whoever asks cannot fork."""
    code = "import torch as t; c = t.cuda; "
    code += "print(*[c.get_device_name(i) for i in range(c.device_count())], sep=', ')"
    try:
        asked = subprocess.run(
            [sys.executable, "-I", "-c", code], capture_output=True, text=True, timeout=120
        )
    except subprocess.TimeoutExpired:
        return "no answer"
    return asked.stdout.strip() or "none"


def text() -> str:
    """The report as lines for a terminal."""
    lines = report()
    width = max(len(name) for name, _, _ in lines)
    return "\n".join(f"{'✓' if ok else '✗'} {name:{width}}  {value}" for name, value, ok in lines)


if __name__ == "__main__":
    print(text())
