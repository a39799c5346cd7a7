"""The verdicts of a course, kept in its folder as soon as they are there: a run that was interrupted goes on from them.

A verdict is found by all that it depends on (`Grader` makes the key), so that none is ever out of date. Each is signed
with the course's secret: what somebody else has written, or a disk has changed, is not taken for one.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import os
import pickle
import sqlite3
import threading
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Final

from ..language.capstone import Capstone
from ..language.catch import Catch
from ..language.secret import Secret
from ..language.task import Check, Exam, Misconception, Task
from ..outcome.verdict import Verdict

NAME: Final = "verdicts.db"  # in the course's folder
WAIT: Final = 0.5  # seconds for somebody else who writes; a verdict that is not kept is only made once more
_OURS: Final = ("grader.outcome.", "grader.ground.", "grader.sandbox.level")  # what verdicts are made of
_NO_STORE: Final = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR)  # other tables, the last one
_TABLE: Final = """CREATE TABLE IF NOT EXISTS verdict (
    student TEXT, notebook TEXT, key TEXT, verdict BLOB, signature BLOB, PRIMARY KEY (student, notebook))"""


class VerdictStore:
    """The verdicts of one course. For any number of threads; of each student's notebook there is one, the last.

    It never raises. What is no sound store is begun anew, and where none can be written, `trouble` says why.

    Args:
        folder: the course's.
        secret: the course's, by which verdicts are signed.
        anew: find nothing, and only keep.

    Attributes:
        path: its file.
        trouble: why a verdict could not be kept; None if all could.
        refused: how many were found that are not as they were written.
    """

    def __init__(self, folder: str | Path, secret: Secret, anew: bool = False):
        self.trouble: Exception | None = None
        self.refused = 0
        self._secret, self._anew = secret, anew
        self._one = threading.Lock()
        self._kept: sqlite3.Connection | None = None
        self.path = path = Path(folder, NAME)
        try:
            self._kept = _opened(path)
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode in _NO_STORE:
                with suppress(OSError, sqlite3.Error):
                    path.unlink()
                    self._kept = _opened(path)
            self.trouble = None if self._kept else error
        except OSError as error:
            self.trouble = error

    def __enter__(self) -> VerdictStore:
        return self

    def __exit__(self, *_: object) -> None:
        with self._one:
            kept, self._kept = self._kept, None
            if kept:
                kept.close()

    def of(self, student: str, notebook: str) -> OneKeeper:
        """What keeps the verdicts on this student's notebook."""
        return OneKeeper(self, student, notebook)

    def find(self, key: str, exam: Exam) -> Verdict | None:
        """The verdict with this key, on whomever it is."""
        if self._anew:
            return None
        try:
            with self._one:
                rows = self._kept.execute("SELECT verdict, signature FROM verdict WHERE key = ?",
                                          (key,)).fetchall() if self._kept else []
        except sqlite3.Error as error:
            self.trouble = error
            return None
        for packed, signature in rows:
            if isinstance(packed, bytes) and isinstance(signature, bytes) and hmac.compare_digest(
                    signature, self._signature(key, packed)):
                with suppress(Exception):  # of what is not there any more
                    return _unpacked(packed, exam)
            self.refused += 1
        return None

    def keep(self, student: str, notebook: str, key: str, verdict: Verdict) -> None:
        """Keep the verdict on a student's notebook, in the place of the one before."""
        try:
            packed = _packed(verdict)
            with self._one:
                if self._kept:
                    with self._kept:  # one transaction
                        self._kept.execute("INSERT OR REPLACE INTO verdict VALUES (?, ?, ?, ?, ?)",
                                           (student, notebook, key, packed, self._signature(key, packed)))
        except Exception as error:
            self.trouble = error

    def _signature(self, key: str, packed: bytes) -> bytes:
        return hmac.digest(self._secret.value, key.encode() + packed, hashlib.sha256)


class OneKeeper:
    """Keeps the verdicts on one student's notebook (`grading.Keeper`)."""

    def __init__(self, store: VerdictStore, student: str, notebook: str):
        self._store, self._student, self._notebook = store, student, notebook

    def find(self, key: str, exam: Exam) -> Verdict | None:
        found = self._store.find(key, exam)
        if found is not None:
            self.keep(key, found)  # under this student's name, too
        return found

    def keep(self, key: str, verdict: Verdict) -> None:
        self._store.keep(self._student, self._notebook, key, verdict)


def stands(student: str, folder: str | Path) -> bool:
    """Whether a verdict on something of a student's is kept. Nothing is written.

    Raises:
        sqlite3.Error: it cannot be told.
    """
    path = Path(folder, NAME)
    if not path.exists():
        return False
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=WAIT)) as kept:
        there = kept.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'verdict'").fetchall()
        return bool(there and kept.execute("SELECT 1 FROM verdict WHERE student = ?", (student,)).fetchall())


def forget(student: str, folder: str | Path) -> None:
    """Delete the verdicts on a student.

    Raises:
        sqlite3.Error: they could not be deleted.
    """
    if stands(student, folder):
        with closing(sqlite3.connect(Path(folder, NAME), timeout=WAIT)) as kept:
            with kept:
                kept.execute("DELETE FROM verdict WHERE student = ?", (student,))
            kept.execute("VACUUM")  # what is deleted lies in the file until then


def _opened(path: Path) -> sqlite3.Connection:
    """The store in this file, for its owner's eyes only."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    kept = sqlite3.connect(path, timeout=WAIT, check_same_thread=False)
    try:
        kept.execute(_TABLE)
        kept.execute("CREATE INDEX IF NOT EXISTS by_key ON verdict (key)")
        kept.execute("SELECT student, notebook, key, verdict, signature FROM verdict LIMIT 1").fetchall()
    except sqlite3.Error:
        kept.close()
        raise
    return kept


# What is asked is written by its name: a task is code, and belongs to no file of data.

class _Pickler(pickle.Pickler):
    def __init__(self, file: io.BytesIO, exam: Exam | None):
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self._checks = {id(check): (one.name, check.name) for one in _exams(exam) for check in one.checks}
        self._mistakes = {id(mistake): (one.name, mistake.name) for one in _exams(exam) if isinstance(one, Task)
                          for mistake in one.misconceptions}

    def persistent_id(self, obj: Any) -> tuple[Any, ...] | None:
        if isinstance(obj, Exam):
            return "exam", obj.name
        if isinstance(obj, Check):
            return "check", *self._checks[id(obj)]
        if isinstance(obj, Misconception):
            if id(obj) in self._mistakes:
                return "mistake", *self._mistakes[id(obj)]
            return "member", obj.family, obj.section, obj.hint, obj.says, obj.value
        return None


class _Unpickler(pickle.Unpickler):
    def __init__(self, packed: bytes, exam: Exam | None):
        super().__init__(io.BytesIO(packed))
        self._exams = {one.name: one for one in _exams(exam)}

    def find_class(self, module: str, name: str) -> Any:
        if not module.startswith(_OURS):
            raise pickle.UnpicklingError(f"{module}.{name}")
        return super().find_class(module, name)

    def persistent_load(self, pid: tuple[Any, ...]) -> Any:
        kind, *names = pid
        if kind == "exam":
            return self._exams[names[0]]
        if kind == "check":
            return next(check for check in self._exams[names[0]].checks if check.name == names[1])
        tasks = [one for one in self._exams.values() if isinstance(one, Task)]
        if kind == "mistake":
            return next(m for task in tasks if task.name == names[0] for m in task.misconceptions if m.name == names[1])
        *said, value = names
        members = (family.at(value) for task in tasks for family in task.families if family.name == said[0])
        return next(one for one in members if [one.family, one.section, one.hint, one.says] == said)


def _packed(verdict: Verdict) -> bytes:
    file = io.BytesIO()
    _Pickler(file, verdict.task).dump(verdict)
    return file.getvalue()


def _unpacked(packed: bytes, exam: Exam) -> Verdict:
    verdict = _Unpickler(packed, exam).load()
    if not isinstance(verdict, Verdict):
        raise pickle.UnpicklingError(type(verdict).__name__)
    return verdict


def _exams(exam: Exam | None) -> Iterable[Exam]:
    """What is asked, and the tasks that it is about."""
    if exam is not None:
        yield exam
    if isinstance(exam, (Capstone, Catch)):
        yield from exam.optimizers
    if isinstance(exam, Capstone):
        yield exam.schedule
