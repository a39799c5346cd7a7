"""The gradebook's file: a copy of it as it was before a class is graded, and a student who is forgotten."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook

BEFORE = ".before"  # behind the file's name


def file_of(coursedir: Any) -> Path | None:
    """The gradebook's file, whether it is there or not; None where a server keeps it."""
    name = str(coursedir.db_url).partition("sqlite:///")[2]
    return Path(name) if name else None


def copy_of(file: Path) -> Path:
    """Where the copy of a gradebook lies."""
    return file.with_name(file.name + BEFORE)


def back_up(coursedir: Any) -> Path | None:
    """Copy the gradebook, over the copy that was made the last time; None if there is nothing to copy.

    Raises:
        OSError, sqlite3.Error: it cannot be copied. Then the copy of the last time is still there.
    """
    file = file_of(coursedir)
    if file is None or not file.exists():
        return None
    made = copy_of(file)
    new = made.with_name(made.name + ".new")
    try:
        with closing(sqlite3.connect(file)) as kept, closing(sqlite3.connect(new)) as copied:
            kept.backup(copied)
        os.replace(new, made)
    finally:
        new.unlink(missing_ok=True)
    return made


def kept_of(student: str, coursedir: Any) -> list[Path]:
    """What there is of a student: folders, the gradebook, and its copy. None for what can be no student's folder.

    Args:
        student: nbgrader's id.
        coursedir: nbgrader's `CourseDirectory`.
    """
    if student in ("", ".", "..") or "/" in student:
        return []
    steps = (coursedir.submitted_directory, coursedir.autograded_directory, coursedir.feedback_directory)
    found = [folder for step in steps
             if os.path.lexists(folder := Path(os.path.normpath(coursedir.format_path(step, student, "."))))]
    file = file_of(coursedir)
    if _stands(student, coursedir):
        found.append(file or Path(str(coursedir.db_url)))
    return [*found, *([copy_of(file)] if found and file and copy_of(file).exists() else [])]


def _stands(student: str, coursedir: Any) -> bool:
    """Whether a student stands in the gradebook. One that is not there yet is not made by asking."""
    file = file_of(coursedir)
    if file is not None and not file.exists():
        return False
    with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        return any(one.id == student for one in gradebook.students)


def forget(student: str, coursedir: Any) -> list[Path]:
    """Delete what there is of a student, and the gradebook's copy, in which he or she still stands; say what it was.

    Args:
        student, coursedir: as in `kept_of`.
    """
    found, file = kept_of(student, coursedir), file_of(coursedir)
    for path in found:
        if path in (file, Path(str(coursedir.db_url))):
            with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
                gradebook.remove_student(student)
            if file:
                with closing(sqlite3.connect(file)) as kept:
                    kept.execute("VACUUM")  # what is deleted lies in the file until then
        elif path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    return found
