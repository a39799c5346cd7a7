"""The gradebook: a copy as it was before grading, a student who is forgotten, and who has handed in nothing."""

from __future__ import annotations

import html
import os
import re
import shutil
import sqlite3
import zipfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.api import Assignment, Gradebook, SubmittedAssignment
from sqlalchemy import make_url, select

from . import collect, verdicts
from .beside import beside, replacing

BEFORE = ".before"  # behind the file's name
WAIT = 0.5  # seconds for somebody else who writes; whoever calls tries again


class Damaged(RuntimeError):
    """The gradebook's file is no sound database; what SQLite says."""


@dataclass(frozen=True)
class Kept:
    """What there is of a student.

    Attributes:
        folders: of what was handed in, of what was graded, and of the feedback.
        in_gradebook: whether he or she stands there.
        copy: the gradebook's copy, if he or she stands in it.
        verdicts: the file of kept verdicts, if one is on something of his or hers.
        named_in: pages and tables in the course's folder that name him or her. They are never deleted.
        collected: the file that says who he or she is on a learning platform, if it does.
    """

    folders: Sequence[Path] = ()
    in_gradebook: bool = False
    copy: Path | None = None
    verdicts: Path | None = None
    named_in: Sequence[Path] = ()
    collected: Path | None = None

    def __bool__(self) -> bool:
        return bool(self.folders) or self.in_gradebook or any((self.copy, self.verdicts, self.collected))


def file_of(coursedir: Any) -> Path | None:
    """The gradebook's file, whether it is there or not; None where a server keeps it."""
    name = str(coursedir.db_url).partition("sqlite:///")[2]
    return Path(name) if name else None


def name_of(coursedir: Any) -> str:
    """The gradebook's file, or the server's address without a password."""
    return str(file_of(coursedir) or make_url(coursedir.db_url).render_as_string(hide_password=True))


def copy_of(file: Path) -> Path:
    """Where the copy of a gradebook lies."""
    return file.with_name(file.name + BEFORE)


def is_there(coursedir: Any) -> bool:
    """Whether there is a gradebook. nbgrader makes one wherever it looks for one, and of an empty file, too."""
    file = file_of(coursedir)
    return file is None or file.exists() and file.stat().st_size > 0


def back_up(coursedir: Any, replace: bool = True) -> Path | None:
    """Copy the gradebook, over the copy that was made the last time, and say where; None if there is nothing to copy.

    Args:
        coursedir: nbgrader's `CourseDirectory`.
        replace: otherwise a copy that is there stays, and the gradebook is only looked through.

    Raises:
        Damaged: what is in the gradebook is no longer sound.
        OSError, sqlite3.Error: it cannot be copied. In both cases the copy of the last time is still there.
    """
    file = file_of(coursedir)
    if file is None or not is_there(coursedir):
        return None
    made = copy_of(file)
    with (replacing if replace or not made.exists() else beside)(made) as new:
        with closing(sqlite3.connect(file, timeout=WAIT)) as kept, closing(sqlite3.connect(new)) as copied:
            _copy(kept, copied)
        shutil.copymode(file, new)
    return made


def _not_for_ever(code: int, left: int, pages: int) -> None:
    """SQLite itself would wait until nobody else writes any more, be it for ever, and hear no signal."""
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        raise sqlite3.OperationalError("database is locked")


def _copy(kept: sqlite3.Connection, copied: sqlite3.Connection) -> None:
    try:
        kept.backup(copied, progress=_not_for_ever)
        (said,) = copied.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.OperationalError:  # locked, or the disk is full
        raise
    except sqlite3.DatabaseError as error:
        raise Damaged(str(error)) from None
    if said != "ok":
        raise Damaged(said.splitlines()[-1])


def kept_of(student: str, coursedir: Any) -> Kept:
    """What there is of a student. Nothing for what can be no student's folder.

    Args:
        student: nbgrader's id.
        coursedir: nbgrader's `CourseDirectory`.

    Raises:
        OSError, sqlite3.Error, SQLAlchemyError: the gradebook or its copy cannot be read.
        NoArchive: it cannot be read who is who on a learning platform.
    """
    if student in ("", ".", "..") or "/" in student:
        return Kept()
    steps = (coursedir.submitted_directory, coursedir.autograded_directory, coursedir.feedback_directory)
    folders = [folder for step in steps
               if os.path.lexists(folder := Path(os.path.normpath(coursedir.format_path(step, student, "."))))]
    file = file_of(coursedir)
    kept = Path(coursedir.root, verdicts.NAME) if verdicts.stands(student, coursedir.root) else None
    called = collect.names(student, Path(coursedir.root))
    named = _naming({student, *called}, Path(coursedir.root))
    who = Path(coursedir.root, collect.WHO) if called else None
    if file is None:
        with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
            return Kept(folders, any(one.id == student for one in gradebook.students), verdicts=kept,
                        named_in=named, collected=who)
    return Kept(folders, _stands(student, file), copy_of(file) if _stands(student, copy_of(file)) else None, kept,
                named, who)


def _naming(names: set[str], folder: Path) -> tuple[Path, ...]:
    """Pages, tables and zips that lie in a folder and name a student, as reports, exports and packed feedback do."""
    written = "|".join(re.escape(one) for name in names for one in {name, html.escape(name)})
    name = re.compile(rf"(?<![\w-])(?:{written})(?![\w-])")
    return tuple(path for path in sorted(folder.iterdir()) if path.suffix in (".html", ".csv", ".zip")
                 and path.is_file() and path.name != collect.WHO and name.search(_told_in(path)))


def _told_in(path: Path) -> str:
    """What a page or a table says, and what the files in a zip are called: platforms part names by underscores."""
    if path.suffix != ".zip":
        return path.read_text("utf8", errors="replace")
    try:
        with zipfile.ZipFile(path) as zipped:
            return "\n".join(zipped.namelist()).replace("_", " ")
    except OSError:
        raise
    except Exception:  # zipfile raises many kinds for what is damaged
        return ""


def _stands(student: str, file: Path) -> bool:
    """Whether a student stands in a gradebook's file. It is left as it is, and not made where it is missing."""
    if not file.exists():
        return False
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as kept:
        tables = kept.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'student'").fetchall()
        return bool(tables and kept.execute("SELECT 1 FROM student WHERE id = ?", (student,)).fetchall())


def forget(student: str, coursedir: Any) -> Kept:
    """Delete what there is of a student, and the gradebook's copy if he or she stands in it; say what it was.

    The folders go last: whatever is left after an error is found when the command is repeated.

    Args:
        student, coursedir: as in `kept_of`.

    Raises:
        OSError, sqlite3.Error, SQLAlchemyError, InvalidEntry: not all could be deleted.
        NoArchive: as in `kept_of`; nothing was deleted.
    """
    found, file = kept_of(student, coursedir), file_of(coursedir)
    if found.in_gradebook and file:
        with closing(sqlite3.connect(file)) as kept:
            kept.execute("BEGIN EXCLUSIVE")  # whoever else has it open is in the way of VACUUM, after the row has gone
    if found.verdicts:
        verdicts.forget(student, coursedir.root)
    if found.collected:
        collect.forget(student, Path(coursedir.root))
    if found.copy:
        found.copy.unlink()
    if found.in_gradebook:
        with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
            gradebook.remove_student(student)
        if file:
            with closing(sqlite3.connect(file)) as kept:
                kept.execute("VACUUM")  # what is deleted lies in the file until then
    for folder in found.folders:
        if folder.is_dir() and not folder.is_symlink():
            shutil.rmtree(folder)
        else:
            folder.unlink()
    return found


def who(assignment: str, coursedir: Any) -> tuple[set[str], set[str]]:
    """Everybody who stands in the gradebook, and those who have been graded in an assignment.

    Args:
        assignment: its name.
        coursedir: nbgrader's `CourseDirectory`.
    """
    graded = select(SubmittedAssignment.student_id).join(
        Assignment, SubmittedAssignment.assignment_id == Assignment.id).where(Assignment.name == assignment)
    with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        return {one.id for one in gradebook.students}, {*gradebook.db.scalars(graded)}


def silent(assignment: str, coursedir: Any) -> list[str]:
    """Who stands in the gradebook and has never been graded in an assignment, sorted."""
    everybody, graded = who(assignment, coursedir)
    return sorted(everybody - graded)
