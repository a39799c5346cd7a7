"""Landlock: tell the kernel which files this process may open from now on.

The way to hide files where namespaces are not allowed (most containers). Linux 6.2 or later:
before, files could still be truncated. There is no C library for it, so these are the plain system
calls; see `man 7 landlock`.
"""

from __future__ import annotations

import ctypes
import os
import stat
import struct
from collections.abc import Iterable
from typing import Any

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
VERSION, PATH_BENEATH = 1, 1
OLDEST_ABI = 3

# Rights, each a bit, in the kernel's order; newer versions know more.
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
TRUNCATE, IOCTL_DEV = 1 << 14, 1 << 15
UP_TO_ABI_3 = (1 << 15) - 1
OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV


def abi() -> int:
    """The version that this kernel offers; 0 if none."""
    if os.uname().sysname != "Linux":
        return 0
    return max(0, int(_libc().syscall(CREATE_RULESET, None, ctypes.c_size_t(0), VERSION)))


def restrict(readable: Iterable[str], writable: Iterable[str], listable: Iterable[str] = (),
             devices: Iterable[str] = ()) -> None:
    """From now on only `readable` paths can be read, and `writable` ones changed. Irrevocable.

    In `listable` folders, and in those below, names can be seen. `devices` can be driven by ioctl.

    Needs no_new_privs. OSError if the kernel refuses.
    """
    version = abi()
    if version < OLDEST_ABI:
        raise OSError(f"Landlock ABI {version} is too old: {OLDEST_ABI} is needed")
    files = UP_TO_ABI_3 | (IOCTL_DEV if version >= 5 else 0)
    network = 3 if version >= 4 else 0  # bind and connect
    scopes = 3 if version >= 6 else 0  # abstract sockets and signals
    wanted = struct.pack("=QQQ", files, network, scopes)
    wanted = wanted[: 24 if version >= 6 else 16 if version >= 4 else 8]
    ruleset = _call(CREATE_RULESET, wanted, ctypes.c_size_t(len(wanted)), 0)
    for path in readable:
        _allow(ruleset, path, READ_FILE | READ_DIR)
    for path in listable:
        _allow(ruleset, path, READ_DIR)
    for path in writable:
        _allow(ruleset, path, files & ~(EXECUTE | IOCTL_DEV))
    for path in devices:
        _allow(ruleset, path, files & (READ_FILE | READ_DIR | WRITE_FILE | IOCTL_DEV))
    _call(RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)


def _allow(ruleset: int, path: str, rights: int) -> None:
    fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        if not stat.S_ISDIR(os.fstat(fd).st_mode):
            rights &= OF_FILES
        _call(ADD_RULE, ruleset, PATH_BENEATH, struct.pack("=Qi", rights, fd), 0)
    finally:
        os.close(fd)


def _libc() -> ctypes.CDLL:
    """Loaded where it is called: this module is imported where there is none."""
    return ctypes.CDLL(None, use_errno=True)


def _call(number: int, *arguments: Any) -> int:
    result: int = _libc().syscall(number, *arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), f"landlock: {os.strerror(ctypes.get_errno())}")
    return result
