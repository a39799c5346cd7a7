"""The verdicts of a course, kept in its folder as soon as they are there: a run that was interrupted goes on from them.

A verdict is found by all that it depends on (`Grader` makes the key), so that none is ever out of date. One that a
second run might not end in, such as that of a notebook that was stopped, has no key: it is shown, and never found. Each
is signed with the course's secret, together with whose it is: what somebody else has written or put under another name,
or a disk has changed, is not taken for one.

Of each student's notebook the last verdict is kept, and of the answers before it what their mistakes were. An attempt
is an answer whose code differs from that of the one before; attempts stand in the order of their first verdicts.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import os
import pickle
import sqlite3
import threading
import time
from collections.abc import Collection, Iterable, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from enum import Enum, auto
from pathlib import Path
from typing import Any, Final

import msgspec

from ..language.capstone import Capstone
from ..language.catch import Catch
from ..language.secret import Secret
from ..language.task import Check, Exam, Misconception, Task
from ..outcome.attempt import Attempt
from ..outcome.verdict import Verdict

NAME: Final = "verdicts.db"  # in the course's folder
NO_KEY: Final = ""
WAIT: Final = 0.5  # seconds for somebody else who writes; a verdict that is not kept is only made once more
_OURS: Final = ("grader.outcome.", "grader.ground.", "grader.sandbox.level")  # what verdicts are made of
_NO_STORE: Final = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR)  # other tables, the last one
_TABLE: Final = """CREATE TABLE IF NOT EXISTS verdict (
    student TEXT, notebook TEXT, key TEXT, verdict BLOB, signature BLOB, PRIMARY KEY (student, notebook))"""
_ATTEMPTS: Final = """CREATE TABLE IF NOT EXISTS attempt (
    number INTEGER PRIMARY KEY, student TEXT, notebook TEXT, answer TEXT, attempt BLOB, signature BLOB)"""
_TABLES: Final = ("verdict", "attempt")

Attempts = dict[tuple[str, str], list[Attempt]]  # by student and notebook, in their order


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
        refused: how many were found that are not as they were written, or not whose they are said to be.
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
        if self._anew or key == NO_KEY:
            return None
        try:
            with self._one:
                rows = self._kept.execute("SELECT student, notebook, verdict, signature FROM verdict WHERE key = ?",
                                          (key,)).fetchall() if self._kept else []
        except sqlite3.Error as error:
            self.trouble = error
            return None
        for student, notebook, packed, signature in rows:
            sealed = _sealed(self._secret, student, notebook, key, packed, signature)
            if sealed is Seal.SOUND:
                with suppress(Exception):  # of what is not there any more
                    return unpack(packed, exam)
            self.refused += sealed is not Seal.NAMELESS
        return None

    def keep(self, student: str, notebook: str, key: str | None, verdict: Verdict) -> None:
        """Keep the verdict on a student's notebook, in the place of the one before."""
        key = key or NO_KEY
        try:
            packed = pack(verdict)
            with self._one:
                if self._kept:
                    with self._kept:  # one transaction
                        signature = _signature(self._secret, _of_verdict(student, notebook, key), packed)
                        self._kept.execute("INSERT OR REPLACE INTO verdict VALUES (?, ?, ?, ?, ?)",
                                           (student, notebook, key, packed, signature))
                        self._attempted(self._kept, student, notebook, verdict)
        except Exception as error:
            self.trouble = error

    def _attempted(self, kept: sqlite3.Connection, student: str, notebook: str, verdict: Verdict) -> None:
        """Note a verdict with the attempt that it is on: with the last one, if the answer is still the same."""
        answer = verdict.basis.answer if verdict.basis else ""
        last = kept.execute("SELECT number, answer, attempt FROM attempt WHERE student = ? AND notebook = ? "
                            "ORDER BY number DESC LIMIT 1", (student, notebook)).fetchone()
        number, at = None, time.time()
        if last and last[1] == answer:
            number = last[0]
            with suppress(msgspec.MsgspecError):
                at = msgspec.json.decode(last[2], type=Attempt).at
        packed = msgspec.json.encode(Attempt.of(verdict, at))
        signature = _signature(self._secret, _whose(student, notebook, answer), packed)
        kept.execute("INSERT OR REPLACE INTO attempt VALUES (?, ?, ?, ?, ?, ?)",
                     (number, student, notebook, answer, packed, signature))

    def attempts(self, notebooks: Collection[str]) -> Attempts:
        """The attempts at these notebooks; none where they cannot be read."""
        try:
            with self._one:
                return _attempts(self._kept, self._secret, notebooks) if self._kept else {}
        except sqlite3.Error as error:
            self.trouble = error
            return {}


class OneKeeper:
    """Keeps the verdicts on one student's notebook (`grading.Keeper`)."""

    def __init__(self, store: VerdictStore, student: str, notebook: str):
        self._store, self._student, self._notebook = store, student, notebook

    def find(self, key: str, exam: Exam) -> Verdict | None:
        found = self._store.find(key, exam)
        if found is not None:
            self.keep(key, found)  # under this student's name, too
        return found

    def keep(self, key: str | None, verdict: Verdict) -> None:
        self._store.keep(self._student, self._notebook, key, verdict)


@dataclass
class Kept:
    """What is kept on an assignment, by student and notebook.

    Attributes:
        verdicts: the last on each.
        unreadable: of whom one is kept that is not as it was written, or of another version of the task.
        nameless: of whom one is kept in which an earlier version of the grader has not signed whose it is.
        attempts: at each.
    """

    verdicts: dict[tuple[str, str], Verdict] = field(default_factory=dict)
    unreadable: set[tuple[str, str]] = field(default_factory=set)
    nameless: set[tuple[str, str]] = field(default_factory=set)
    attempts: Attempts = field(default_factory=dict)


def read(folder: str | Path, secret: Secret, exams: Mapping[str, Exam | None]) -> Kept:
    """The verdicts that are kept on these notebooks. Nothing is written.

    Args:
        folder: the course's.
        secret: the course's, by which verdicts are signed.
        exams: by the notebook's name, what was asked there.

    Raises:
        sqlite3.Error: they cannot be read.
    """
    path, found = Path(folder, NAME), Kept()
    if not path.exists():
        return found
    with _reading(path) as kept:
        rows = _rows(kept, "verdict", "student, notebook, key, verdict, signature", exams)
        found.attempts = _attempts(kept, secret, exams)
    for student, notebook, *row in rows:
        sealed = _sealed(secret, student, notebook, *row)
        if sealed is Seal.SOUND:
            with suppress(Exception):  # of what is not there any more
                found.verdicts[student, notebook] = unpack(row[1], exams[notebook])
                continue
        (found.nameless if sealed is Seal.NAMELESS else found.unreadable).add((student, notebook))
    return found


def _attempts(kept: sqlite3.Connection, secret: Secret, notebooks: Collection[str]) -> Attempts:
    """The attempts at these notebooks, but for those that are not as they were written."""
    found: Attempts = {}
    for student, notebook, answer, packed, signature in _rows(
            kept, "attempt", "student, notebook, answer, attempt, signature", notebooks, "ORDER BY number"):
        with suppress(Exception):  # what was never ours may be anything
            if hmac.compare_digest(signature, _signature(secret, _whose(student, notebook, answer), packed)):
                attempt = msgspec.json.decode(packed, type=Attempt)
                found.setdefault((student, notebook), []).append(attempt)
    return found


class Seal(Enum):
    """What a verdict's signature is worth."""

    SOUND = auto()
    NAMELESS = auto()  # it does not say whose the verdict is: an earlier version's
    BROKEN = auto()


def _sealed(secret: Secret, student: object, notebook: object, key: object, packed: object, signature: object) -> Seal:
    """What the signature in a row is worth, whatever lies there."""
    if not (isinstance(key, str) and isinstance(packed, bytes) and isinstance(signature, bytes)):
        return Seal.BROKEN
    if hmac.compare_digest(signature, _signature(secret, _of_verdict(student, notebook, key), packed)):
        return Seal.SOUND
    nameless = hmac.compare_digest(signature, _signature(secret, key, packed))
    return Seal.NAMELESS if nameless else Seal.BROKEN


def _of_verdict(student: object, notebook: object, key: str) -> str:
    return repr(("verdict", student, notebook, key))


def _whose(student: str, notebook: str, answer: str) -> str:
    return repr((student, notebook, answer))


def _rows(kept: sqlite3.Connection, table: str, columns: str, notebooks: Collection[str],
          order: str = "") -> list[tuple[Any, ...]]:
    """What a table has on these notebooks; nothing where an older version has made the file without it."""
    places = ", ".join("?" * len(notebooks))
    return kept.execute(f"SELECT {columns} FROM {table} WHERE notebook IN ({places}) {order}",
                        tuple(notebooks)).fetchall() if _has(kept, table) else []


def _reading(path: Path) -> closing[sqlite3.Connection]:
    kept = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=WAIT)
    kept.text_factory = _text
    return closing(kept)


def _text(raw: bytes) -> str:
    """A text in a row; one that is none spoils its own row, and no other."""
    return raw.decode("utf8", "replace")


def _has(kept: sqlite3.Connection, table: str) -> bool:
    return bool(kept.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)).fetchall())


def _signature(secret: Secret, of: str, packed: bytes) -> bytes:
    return hmac.digest(secret.value, of.encode("utf8", "surrogatepass") + packed, hashlib.sha256)


def stands(student: str, folder: str | Path) -> bool:
    """Whether a verdict on something of a student's is kept, or that there was one. Nothing is written.

    Raises:
        sqlite3.Error: it cannot be told.
    """
    path = Path(folder, NAME)
    if not path.exists():
        return False
    with _reading(path) as kept:
        return any(_has(kept, table) and kept.execute(
            f"SELECT 1 FROM {table} WHERE student = ?", (student,)).fetchall() for table in _TABLES)


def forget(student: str, folder: str | Path) -> None:
    """Delete the verdicts on a student, and all attempts.

    Raises:
        sqlite3.Error: they could not be deleted.
    """
    if stands(student, folder):
        with closing(sqlite3.connect(Path(folder, NAME), timeout=WAIT)) as kept:
            with kept:
                for table in _TABLES:
                    if _has(kept, table):
                        kept.execute(f"DELETE FROM {table} WHERE student = ?", (student,))
            kept.execute("VACUUM")  # what is deleted lies in the file until then


def _opened(path: Path) -> sqlite3.Connection:
    """The store in this file, for its owner's eyes only."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    kept = sqlite3.connect(path, timeout=WAIT, check_same_thread=False)
    kept.text_factory = _text
    try:
        kept.execute(_TABLE)
        kept.execute("CREATE INDEX IF NOT EXISTS by_key ON verdict (key)")
        kept.execute(_ATTEMPTS)
        kept.execute("CREATE INDEX IF NOT EXISTS by_student ON attempt (student, notebook)")
        kept.execute("SELECT student, notebook, key, verdict, signature FROM verdict LIMIT 1").fetchall()
        kept.execute("SELECT number, student, notebook, answer, attempt, signature FROM attempt LIMIT 1").fetchall()
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

    def reducer_override(self, obj: Any) -> Any:
        """A member of an enum is made by its class; the first releases of Python 3.11 write `getattr`, not ours."""
        return (type(obj), (obj.value,)) if isinstance(obj, Enum) else NotImplemented

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


def pack(verdict: Verdict) -> bytes:
    """A verdict as bytes, with what was asked by its name."""
    file = io.BytesIO()
    _Pickler(file, verdict.task).dump(verdict)
    return file.getvalue()


def unpack(packed: bytes, exam: Exam | None) -> Verdict:
    """The verdict in these bytes on an answer to this exam; raises UnpicklingError and more where it is none."""
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
