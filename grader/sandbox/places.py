"""Where things lie on this machine: what the worker needs to read, and what it must not find."""

from __future__ import annotations

import glob
import importlib.metadata
import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution

from ..ground import wall
from .errors import Hindered
from .level import Missing, MissingKind

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(wall.__file__)))
# All of the package `grader` that is there in the sandbox, with what both sides need and nothing else.
OURS = tuple(os.path.join(_PACKAGE, part) for part in ("__init__.py", "ground", "inside"))
DRIVER = "libcuda.so.1"
FIND_DRIVER = f"""
import ctypes, os
ctypes.CDLL({DRIVER!r})
with open("/proc/self/maps") as maps:
    print(*{{os.path.dirname(line.split(maxsplit=5)[5]) for line in maps if "/libcuda." in line}}, sep="\\n")
"""
# Where a library is found without the loader's cache or a variable.
FOUND_ANYWAY = re.compile(r"(/usr)?/lib(64|32|/\w+-linux-gnu\w*)?")
UNPRIVILEGED = 65534  # "nobody": who we become when started as root


def system_libraries() -> list[str]:
    """Folders of shared libraries and, on some systems, of Python itself."""
    names = ("lib", "lib64", "lib32")
    return [path for name in names for path in (f"/usr/{name}", f"/{name}") if os.path.isdir(path)]


def python() -> list[str]:
    """Folders and files that hold this interpreter and its packages, with much else; none in another."""
    wanted = [sys.prefix, sys.base_prefix, os.path.realpath(sys.base_prefix)]
    # /usr is too much: its programs stay out.
    wanted = [path for path in wanted if path != "/usr"]
    wanted += links(sys.executable) + package_folders()
    wanted += [sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib")]
    return outermost(path for path in wanted if not path.startswith("/usr/lib"))


def interpreter() -> list[str]:
    """The files and folders that make up this interpreter: no programs but itself, and packages only where they lie
    below its library."""
    prefixes = dict.fromkeys((sys.prefix, sys.base_prefix, os.path.realpath(sys.base_prefix)))
    wanted = [os.path.join(prefix, name) for prefix in prefixes for name in ("lib", "lib64", "lib32", "pyvenv.cfg")]
    wanted += [sysconfig.get_path("stdlib"), sysconfig.get_path("platstdlib"), *links(sys.executable)]
    return outermost(path for path in wanted if os.path.exists(path) and not path.startswith(("/usr/lib", "/lib")))


def cuda_driver() -> list[str]:
    """The folders of CUDA's driver, if the worker has to be told where it is: it has neither the loader's cache, which
    lies in /etc, nor our environment."""
    found = subprocess.run([sys.executable, "-I", "-S", "-c", FIND_DRIVER], capture_output=True, text=True).stdout
    return [folder for folder in sorted(found.splitlines()) if folder and not FOUND_ANYWAY.fullmatch(folder)]


def cuda_devices() -> list[str]:
    """CUDA's devices."""
    return sorted(glob.glob("/dev/nvidia*"))


def everything() -> list[str]:
    """All that the worker needs, besides packages and what is ours."""
    return [*system_libraries(), *interpreter()]


def links(path: str) -> list[str]:
    """`path` and every file that it points to, link by link."""
    found = [path]
    while os.path.islink(path):
        path = os.path.normpath(os.path.join(os.path.dirname(path), os.readlink(path)))
        found.append(path)
    return found


def package_folders() -> list[str]:
    """Folders of installed packages: those on this interpreter's path, and those below what the worker can read."""
    found = [settled(path) for path in sys.path if path.endswith("-packages")]
    for above in everything():
        if not os.path.islink(above):
            found += glob.glob(f"{glob.escape(above)}/python*/*-packages")
            found += glob.glob(f"{glob.escape(above)}/*-packages")  # where a library is no part of a prefix
    return sorted({path for path in found if os.path.isdir(path) and not os.path.islink(path)})


def settled(path: str) -> str:
    """`path` without the links that the sandbox has as well: a venv's lib64, say."""
    for link in filter(os.path.islink, everything()):
        if path.startswith(link + "/"):
            path = os.path.normpath(os.path.join(os.path.dirname(link), os.readlink(link), path[len(link) + 1 :]))
    return path


def packages() -> list[str]:
    """The files and folders of the packages that a notebook may use, and of those that these need."""
    found: dict[str, list[str]] = {}
    wanted = list(wall.PACKAGES)
    while wanted:
        name = re.sub(r"[-_.]+", "-", wanted.pop()).lower()
        if name in found:
            continue
        found[name] = []
        try:
            distribution = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        found[name] = entries(distribution)
        wanted += needs(distribution)
    return outermost(path for paths in found.values() for path in paths)


def needs(distribution: Distribution) -> Iterator[str]:
    """The names of what a distribution needs, on whatever system, its extras left out."""
    for requirement in distribution.requires or ():
        name = re.match(r"[\w.-]+", requirement)
        if name and not re.search(r"\bextra\b", requirement.partition(";")[2]):
            yield name[0]


def entries(distribution: Distribution) -> list[str]:
    """What lies of a distribution in its folder of packages: files and folders that belong to it alone."""
    site = settled(os.path.normpath(str(distribution.locate_file(""))))
    record = distribution.read_text("RECORD")
    if record:
        lines = (line.partition(",")[0].strip('"').split("/") for line in record.splitlines())
        tops = {(parts[0], parts[1] if len(parts) > 1 else "") for parts in lines}
    else:  # as some systems install
        names = {distribution.name, *(distribution.read_text("top_level.txt") or "").split()}
        tops = {(name, "") for name in os.listdir(site) if re.split(r"[.-]", name)[0] in names}
    found = set()
    for top, below in tops:
        # What has no module of its own is shared with others: a namespace, or the folder of compiled modules.
        shared = below and "." not in top and not os.path.exists(os.path.join(site, top, "__init__.py"))
        path = os.path.join(site, top, below) if shared else os.path.join(site, top)
        if top not in ("", "..") and not path.endswith(".pth"):
            found.add(path)
    return sorted(filter(os.path.exists, found))


def link_packages(folder: str) -> None:
    """Fill `folder` with links to all packages, so that it can stand for the folders where they lie with others."""
    sites = package_folders()
    for path in packages():
        site = next((site for site in sites if path.startswith(site + "/")), os.path.dirname(path))
        place = os.path.join(folder, os.path.relpath(path, site))
        os.makedirs(os.path.dirname(place), exist_ok=True)
        os.chmod(os.path.dirname(place), 0o755)  # whatever the umask is
        if not os.path.lexists(place):
            os.symlink(path, place)


def outermost(paths: Iterable[str]) -> list[str]:
    """`paths` without those that lie inside another one."""
    kept: list[str] = []
    for path in sorted(set(paths)):
        if not any(path.startswith(above.rstrip("/") + "/") for above in kept):
            kept.append(path)
    return kept


def hidden() -> list[str]:
    """Folders inside the packages that the worker must not read."""
    paths = (os.path.join(site, name) for site in package_folders() for name in wall.HIDDEN_PATHS)
    return [path for path in paths if os.path.isdir(path)]


def kept() -> list[str]:
    """Files inside hidden folders that the worker does need."""
    paths = (os.path.join(site, name) for site in package_folders() for name in wall.KEPT_PATHS)
    return [path for path in paths if os.path.isfile(path)]


def readable() -> list[str]:
    """All that the worker may read, spelled out so that what is hidden is left out.

    Landlock can only allow, so a folder that holds something hidden is replaced by its other entries.
    """
    allowed = outermost(os.path.realpath(path) for path in everything())
    for path in map(os.path.realpath, package_folders()):
        allowed = [part for entry in allowed for part in without(entry, path)]
    allowed += map(os.path.realpath, packages())
    for path in map(os.path.realpath, hidden()):
        allowed = [part for entry in allowed for part in without(entry, path)]
    devices = ("/dev/null", "/dev/zero", "/dev/urandom")
    # Ours last: it may lie in a folder that is hidden, if the project is installed.
    return [*allowed, *kept(), *OURS, *filter(os.path.exists, devices)]


def listable() -> list[str]:
    """Folders of modules that hold something hidden: their names may be seen, or nothing could be imported from them
    any more once Python has forgotten what it saw before."""
    modules = [os.path.dirname(os.__file__), *packages()]
    secret = [os.path.realpath(path) for path in (*package_folders(), *hidden())]
    real = {os.path.realpath(path) for path in modules}
    return sorted(path for path in real if any(other.startswith(path + "/") for other in secret))


def without(folder: str, path: str) -> list[str]:
    """`folder` itself, or if `path` lies in it, its entries on all levels but `path`."""
    if folder == path:
        return []
    if not path.startswith(folder + "/"):
        return [folder]
    entries = sorted(os.path.join(folder, name) for name in os.listdir(folder))
    # A link (a venv's lib64) would let what is hidden in again by its other name.
    return [p for entry in entries if not os.path.islink(entry) for p in without(entry, path)]


def other_user() -> int | None:
    """Who a sandbox becomes before it starts: UNPRIVILEGED if we are root, None if we stay who we are.

    Where there is no such user (a container of a single user), root is an ordinary user of the machine outside, and
    that is as good. Hindered if root is the machine's own all the same.
    """
    if os.geteuid() != 0:
        return None
    if all(mapped(f"/proc/self/{kind}_map", UNPRIVILEGED) for kind in ("uid", "gid")):
        return UNPRIVILEGED
    if owner("/proc/sys/kernel") == 0:  # the kernel's settings belong to the machine's root
        raise Hindered(Missing(MissingKind.NO_OTHER_USER, str(UNPRIVILEGED)))
    return None


def mapped(table: str, number: int) -> bool:
    """Whether a user or group exists here, by the kernel's table."""
    try:
        with open(table) as file:
            rows = [[int(word) for word in line.split()] for line in file]
    except OSError:
        return True  # no Linux, and no tables
    return any(first <= number < first + count for first, _, count in rows)


def owner(path: str) -> int:
    """Whose `path` is; root's where nobody can tell."""
    try:
        return os.stat(path).st_uid
    except OSError:
        return 0
