"""Stop being root, then become the given program. Run as a script: `launch.py '{"uid": …}'`.

A sandbox started by root would keep root's identity towards the kernel, so we become an ordinary
user first. That user may be unable to read what the sandbox needs: an interpreter under /root, say.
Then each closed folder on the way is covered, in mounts that only this process sees, by an empty
one that holds nothing but the needed part.
"""

from __future__ import annotations

import ctypes
import json
import os
import stat
import sys
from collections.abc import Iterable

CLONE_NEWNS = 0x20000
MS_NOSUID, MS_NODEV, MS_BIND, MS_REC, MS_PRIVATE = 2, 4, 1 << 12, 1 << 14, 1 << 18


def main() -> None:
    order = json.loads(sys.argv[1])
    if order["uid"] is not None:
        open_the_way(order["needed"])
        become(order["uid"])
    command = order["command"]
    os.execve(command[0], command, order["environment"])


def _libc() -> ctypes.CDLL:
    """Loaded where it is called: this module is imported where there is none."""
    return ctypes.CDLL(None, use_errno=True)


def become(uid: int) -> None:
    """Become user and group `uid`, for good."""
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)


def open_the_way(paths: Iterable[str]) -> None:
    """Make `paths` reachable for other users. Silently does what it can: the program's own start
    tells whether that was enough."""
    closed: dict[str, list[str]] = {}
    for path in paths:
        folder = first_closed_folder(path)
        if folder:
            closed.setdefault(folder, []).append(path)
    if not closed or _libc().unshare(CLONE_NEWNS) != 0:
        return
    mount(None, "/", None, MS_REC | MS_PRIVATE)
    for folder, needed in closed.items():
        sources = {path: os.open(path, os.O_PATH) for path in sorted(needed)}
        mount("tmpfs", folder, "tmpfs", MS_NOSUID | MS_NODEV, "mode=755,size=1m")
        for path, fd in sources.items():
            if not os.path.exists(path):  # it is there if it lies in one that came before
                make_place(path, is_folder=stat.S_ISDIR(os.fstat(fd).st_mode))
                mount(f"/proc/self/fd/{fd}", path, None, MS_BIND | MS_REC)
            os.close(fd)


def first_closed_folder(path: str) -> str | None:
    """The uppermost folder above `path` that others may not enter, or None."""
    folder = "/"
    for part in os.path.dirname(path).split("/"):
        folder = os.path.join(folder, part)
        if not os.stat(folder).st_mode & stat.S_IXOTH:
            return folder
    return None


def make_place(path: str, is_folder: bool) -> None:
    """An empty folder or file at `path`, to mount onto."""
    os.makedirs(path if is_folder else os.path.dirname(path), mode=0o755, exist_ok=True)
    if not is_folder:
        open(path, "w").close()


def mount(source: str | None, target: str, kind: str | None, flags: int, options: str | None = None) -> None:
    encoded = (text and text.encode() for text in (source, target, kind))
    if _libc().mount(*encoded, ctypes.c_ulong(flags), options and options.encode()) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"mount on {target}: {os.strerror(number)}")


if __name__ == "__main__":
    main()
