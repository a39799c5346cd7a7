"""A file is written beside the one whose place it takes: that is there as a whole, or as it was."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def beside(target: Path) -> Iterator[Path]:
    """An empty file in the folder of `target`, for the time of the block. Only its owner may read it.

    Raises:
        OSError: there can be none, with `target` as its file.
    """
    with _of(target):
        number, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        os.close(number)
    try:
        yield Path(name)
    finally:
        Path(name).unlink(missing_ok=True)


@contextlib.contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """An empty file that takes the place of `target` at the end of the block; after an error `target` is as it was.

    What a link leads to is replaced, not the link, and a pipe or a device, such as /dev/stdout, is written itself. A
    file keeps its permissions; a new one only its owner may read.

    Raises:
        OSError: it cannot be written, with `target` as its file.
    """
    if target.exists() and not (target.is_file() or target.is_dir()):
        yield target
        return
    with _of(target), beside(target.resolve()) as written:
        if target.is_file():
            shutil.copymode(target, written)
        yield written
        os.replace(written, target.resolve())


@contextlib.contextmanager
def _of(target: Path) -> Iterator[None]:
    """Of what is wrong with a new file, `target` is told: nobody knows the other name."""
    try:
        yield
    except OSError as error:
        if error.filename is None or Path(error.filename).parent == target.resolve().parent:
            error.filename, error.filename2 = str(target), None
        raise
