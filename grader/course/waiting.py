"""What may be gone in a while: Ctrl-C waits for the end of a step, and a step that the machine has spoiled is repeated.

nbgrader takes whatever is raised in it for a student's error, an interrupt and a lack of memory included.
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, wait
from pathlib import Path
from types import FrameType
from typing import Any, Final, TypeVar

from nbgrader import api
from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import scoped_session, sessionmaker

from ..outcome.verdict import Trouble, Verdict

PAUSES: Final = (0.5, 1.0, 2.0, 4.0, 8.0)  # seconds between two tries
PATIENCE: Final = 60.0  # seconds for all pauses of a run: what holds for everybody is not waited for again and again
OTHERS: Final = 15.0  # seconds for another run in the same course
LOCK: Final = "verdicts.db.lock"  # in the course's folder: whoever grades there holds it
_LOOK: Final = 0.1  # seconds between two looks whether somebody wants us to stop
_BUSY: Final = 500  # milliseconds in which a database waits for a lock by itself: nobody hears a signal then
_PASSING: Final = re.compile(r"\b(OperationalError|OSError|(FileNotFound|Memory|Permission|Timeout)Error)\b")

T = TypeVar("T")


class InUse(RuntimeError):
    """Another run is at work in the same course."""


class Waiting:
    """While the `with` block runs, Ctrl-C is noted, and heeded where somebody waits or asks. A second one acts at once.

    It can be entered again while it is entered.
    """

    def __init__(self) -> None:
        self._asked = self._acted = False
        self._at_once = False
        self._depth = 0
        self._before: Any = None
        self._patience = PATIENCE

    def __enter__(self) -> Waiting:
        self._depth += 1
        if self._depth == 1 and threading.current_thread() is threading.main_thread() and (
                signal.getsignal(signal.SIGINT) is signal.default_int_handler):
            self._before = signal.signal(signal.SIGINT, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        self._depth -= 1
        if self._depth == 0 and self._before is not None:
            signal.signal(signal.SIGINT, self._before)
            self._before = None

    def _note(self, number: int, frame: FrameType | None) -> None:
        asked, self._asked = self._asked, True
        if asked or self._at_once:
            self._acted = True
            raise KeyboardInterrupt

    @contextlib.contextmanager
    def at_once(self) -> Iterator[None]:
        """While the block runs, which can be taken back, the first Ctrl-C acts at once, too."""
        self.heed()
        self._at_once = True
        try:
            yield
        finally:
            self._at_once = False

    def heed(self) -> None:
        """Raise KeyboardInterrupt if there was one."""
        if self._asked:
            raise KeyboardInterrupt

    def raise_swallowed(self, said: str) -> None:
        """As the function of this name does around what students wrote.

        There nbgrader may quote a student, so its word is taken for nothing that would end the class.
        """
        if self._acted:
            raise KeyboardInterrupt
        with contextlib.suppress(KeyboardInterrupt):
            raise_swallowed(said)

    def result(self, future: Future[T]) -> T:
        """What a future comes to."""
        while True:
            self.heed()
            if wait([future], _LOOK).done:
                return future.result()

    def pause(self, seconds: float) -> bool:
        """Let some time pass; False if the run's patience is at its end, and none has passed."""
        if self._patience < seconds:
            return False
        self._patience -= seconds
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self.heed()
            time.sleep(min(left, _LOOK))
        return True

    def patiently(self, step: Callable[[], T]) -> T:
        """What a step returns; tried again while what it raises may pass."""
        for seconds in PAUSES:
            self.heed()
            try:
                return step()
            except Exception as error:
                if not passes(error) or not self.pause(seconds):
                    raise
        return step()


def passes(error: BaseException) -> bool:
    """Whether an error is the machine's, so that it may be gone in a while: a lock, a full disk, a folder, memory."""
    return _cause(error) is not None or _PASSING.search(str(error)) is not None


def at_fault(verdict: Verdict | None) -> BaseException | None:
    """What kept us from a verdict."""
    return verdict.reason.error if verdict and isinstance(verdict.reason, Trouble) else None


def kind(error: BaseException) -> str:
    """Which sentence goes with an error that may pass: `class.KIND`."""
    cause = _cause(error) or error
    said = str(cause).lower()
    if isinstance(cause, MemoryError):
        return "memory"
    if re.search("locked|busy|lock timeout|deadlock", said):
        return "locked"
    if "full" in said or "no space left" in said or "quota" in said:
        return "full"
    if isinstance(cause, OSError):
        return "gone" if isinstance(cause, FileNotFoundError) else "system"
    return "database" if isinstance(cause, (DBAPIError, sqlite3.Error)) else "system"


def detail(error: BaseException) -> str:
    """The system's own words for it."""
    cause = _cause(error) or error
    if isinstance(cause, DBAPIError) and cause.orig is not None:
        cause = cause.orig
    return (str(cause).splitlines() or [""])[0] or type(cause).__name__


def _cause(error: BaseException | None) -> BaseException | None:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, (DBAPIError, sqlite3.OperationalError, OSError, MemoryError)):
            return error
        error = error.__cause__ or error.__context__
    return None


def raise_swallowed(said: str) -> None:
    """Raise what nbgrader has caught and only tells of, if it is nobody's error: an interrupt or a lack of memory."""
    last = (said.strip().splitlines() or [""])[-1]
    if last.startswith("KeyboardInterrupt"):
        raise KeyboardInterrupt
    if last.startswith("MemoryError"):
        raise MemoryError


@contextlib.contextmanager
def short_waits() -> Iterator[None]:
    """While the block runs, nobody waits inside a database for somebody else's lock for longer than a moment."""

    def connected(connection: Any, record: Any) -> None:
        if isinstance(connection, sqlite3.Connection):
            connection.execute(f"PRAGMA busy_timeout = {_BUSY}")
        elif type(connection).__module__.startswith("psycopg"):
            with connection.cursor() as cursor:
                cursor.execute(f"SET lock_timeout = {_BUSY}")
            connection.commit()

    event.listen(Engine, "connect", connected)
    try:
        yield
    finally:
        event.remove(Engine, "connect", connected)


@contextlib.contextmanager
def one_engine() -> Iterator[None]:
    """While the block runs, nbgrader makes one engine for each gradebook, and looks once whether its tables are there.

    Every new engine would compile each query anew.
    """
    make, made = api.create_engine, dict[str, Engine]()
    begin, begun = api.Gradebook.__init__, set[tuple[str, str]]()

    def reused(url: str, **options: Any) -> Engine:
        if url not in made:
            made[url] = make(url, **options)
        return made[url]

    def opened(self: Any, db_url: str, course_id: str = "default_course", authenticator: Any = None) -> None:
        if authenticator is not None or (db_url, course_id) not in begun:
            begin(self, db_url, course_id, authenticator)
            begun.add((db_url, course_id))
            return
        self.engine, self.course_id, self.authenticator = made[db_url], course_id, None
        self.db = scoped_session(sessionmaker(autoflush=True, bind=self.engine, future=True))

    api.create_engine, api.Gradebook.__init__ = reused, opened
    try:
        yield
    finally:
        api.create_engine, api.Gradebook.__init__ = make, begin
        for engine in made.values():
            engine.dispose()


@contextlib.contextmanager
def alone(folder: str | Path, waiting: Waiting, told: Callable[[], None] = lambda: None) -> Iterator[None]:
    """While the block runs, nobody else grades in this course.

    Args:
        folder: the course's.
        waiting: how Ctrl-C gets through.
        told: called when somebody else is at work there, and is waited for.

    Raises:
        InUse: somebody else still is after a while.
        OSError: the folder cannot be written.
    """
    try:
        import fcntl
    except ImportError:  # not on this system
        yield
        return
    number = os.open(Path(folder, LOCK), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        until: float | None = None
        while True:
            try:
                fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)  # it goes with the process, however that ends
                break
            except BlockingIOError:
                if until is None:
                    until = time.monotonic() + OTHERS
                    told()
                if time.monotonic() > until:
                    raise InUse from None
                waiting.heed()
                time.sleep(_LOOK)
        yield
    finally:
        os.close(number)
