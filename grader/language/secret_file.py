"""The file in a course's folder that holds its secret: made at the first need, for its owner's eyes only."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
import tempfile
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from .secret import Secret

NAME = "trials.secret"
BYTES = 32  # of a new secret; written as hexadecimal digits
LEAST = 16  # bytes; with fewer, all secrets could be tried
_LARGEST = 4096  # bytes of a file that may be one
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class Flaw(StrEnum):
    """What is wrong with a course's secret."""

    UNREADABLE = "unreadable"
    UNWRITABLE = "unwritable"  # there is none, and none can be made
    OPEN = "open"  # others than its owner may read it
    EMPTY = "empty"
    DAMAGED = "damaged"  # anything but hexadecimal digits
    SHORT = "short"


class SecretError(RuntimeError):
    """A course has no secret that its trials could be drawn from.

    Attributes:
        flaw: what is wrong.
        path: the file that is meant.
        detail: the system's own word for it, or the permissions, where there is one.
    """

    def __init__(self, flaw: Flaw, path: Path, detail: str = ""):
        super().__init__(flaw, path, detail)
        self.flaw, self.path, self.detail = flaw, path, detail


def kept_in(folder: str | Path) -> Secret:
    """The secret of the course in `folder`; a new one where there is none yet.

    Several processes that need it first at the same time get the same one.

    Raises:
        SecretError: the file is not one that trials can be drawn from. It is left as it is.
    """
    path = Path(folder, NAME)
    if not os.path.lexists(path):
        write(path.parent, Secret(secrets.token_bytes(BYTES)))
    return _read(path)


def write(folder: str | Path, secret: Secret) -> None:
    """Make this the secret of the course in `folder`, unless it has one.

    Raises:
        SecretError: nothing can be written there.
    """
    path = Path(folder, NAME)
    text = f"{secret.value.hex()}\n".encode("ascii")
    try:
        with _beside(path, text) as written, contextlib.suppress(FileExistsError):
            _put(written, path, text)
    except OSError as error:
        raise SecretError(Flaw.UNWRITABLE, path, error.strerror or str(error)) from error


def _put(written: str, path: Path, text: bytes) -> None:
    """Give a file that is written its name, whole or not at all, and never over another: FileExistsError."""
    try:
        os.link(written, path)
    except FileExistsError:
        raise
    except OSError:  # a disk without links
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(text)


@contextlib.contextmanager
def _beside(path: Path, text: bytes = b"") -> Iterator[str]:
    """A file beside `path` with this text, which only its owner may read, for the time of the block."""
    number, name = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with open(number, "wb") as file:
            file.write(text)
        yield name
    finally:
        os.unlink(name)


def _read(path: Path) -> Secret:
    try:
        number = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # a pipe makes nobody wait
        with open(number, "rb") as file:
            mode = os.fstat(number).st_mode
            text = file.read(_LARGEST).strip() if stat.S_ISREG(mode) else None
    except OSError as error:
        raise SecretError(Flaw.UNREADABLE, path, error.strerror or str(error)) from error
    if text is None:
        raise SecretError(Flaw.UNREADABLE, path, "not a file")
    if mode & _OTHERS and _permissions_hold(path):
        raise SecretError(Flaw.OPEN, path, f"{stat.S_IMODE(mode):o}")
    if not text:
        raise SecretError(Flaw.EMPTY, path)
    try:
        value = bytes.fromhex(text.decode("ascii"))
    except ValueError:
        raise SecretError(Flaw.DAMAGED, path) from None
    if len(value) < LEAST:
        raise SecretError(Flaw.SHORT, path)
    return Secret(value)


def _permissions_hold(path: Path) -> bool:
    """Whether the disk keeps a file from others at all: one that Windows formatted lets everybody read everything."""
    try:
        with _beside(path) as written:
            return not os.stat(written).st_mode & _OTHERS
    except OSError:
        return True
