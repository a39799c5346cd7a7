"""Points on their way back to the learning platform from which a class was collected, in the table that it takes."""

from __future__ import annotations

import contextlib
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry

from ..telling import terminal
from . import gradebook
from .collect import Platform, is_number, people, slug

IDENTIFIER = "Identifier"  # Moodle's column that says whose a line is, in English


class NoSheet(Exception):
    """Grades cannot be written for this platform.

    Attributes:
        lack: `nobody` was collected, `ungraded` (there is no gradebook), `sheet` (the platform's own is needed),
            `no_sheet` (it takes none), `identifier` (it does not say whose its lines are), `column` (none is the
            assignment's), `nobody_there` (no line is anybody's who was collected), `table` (it is none), or `unread`
            (the disk does not give it).
        columns: what the sheet has.
        error: what the disk says.
    """

    def __init__(self, lack: str, columns: Iterable[str] = (), error: str = ""):
        super().__init__(lack)
        self.lack, self.columns, self.error = lack, list(columns), error


@dataclass
class Sheet:
    """A platform's table of grades, filled in.

    Attributes:
        rows: with the heads first.
        filled: students whose points are in it.
        missing: students who were collected and have no points in it: they are not in the table, cannot be told from
            somebody else in it or among those who were collected, or are not graded to the end.
        delimiter: what parts its columns.
    """

    rows: list[list[str]]
    filled: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    delimiter: str = ","


def grades(platform: Platform, assignment: str, coursedir: Any, sheet: Path | None = None,
           column: str | None = None) -> Sheet:
    """The points of all who were collected, in the form that the platform takes.

    Args:
        platform: which.
        assignment: whose points.
        coursedir: nbgrader's `CourseDirectory`.
        sheet: the platform's own table, which is filled in; without it one is made, where the platform takes that.
        column: the title of the column to fill; by default the only one that is the assignment's.

    Raises:
        NoSheet: nobody was collected, or the table is not to be made or filled.
        NoArchive: it cannot be read who is who.
        OSError, SQLAlchemyError: the gradebook cannot be read.
    """
    told = people(platform, assignment, Path(coursedir.root), partial(_of_person, platform))
    if not told:
        raise NoSheet("nobody")
    if not gradebook.is_there(coursedir):  # nbgrader would make one
        raise NoSheet("ungraded")
    points = _points(coursedir, assignment, told)
    if sheet is None:
        return _made(platform, assignment, told, points)
    if platform is Platform.CLASSROOM:
        raise NoSheet("no_sheet")
    try:
        raw = sheet.read_bytes()
    except OSError as error:
        raise NoSheet("unread", error=error.strerror or type(error).__name__) from None
    delimiter, rows = _read(raw)
    return _filled(platform, assignment, told, points, rows, delimiter, column)


def _points(coursedir: Any, assignment: str, students: Iterable[str]) -> dict[str, str]:
    """By student, the points of all that is graded to its end."""
    found = {}
    with Gradebook(coursedir.db_url, coursedir.course_id) as kept:
        for student in students:
            with contextlib.suppress(MissingEntry):
                one: Any = kept.find_submission(assignment, student)
                if not one.needs_manual_grade:
                    found[student] = f"{max(0.0, one.score - one.late_submission_penalty):g}"
    return found


def _read(raw: bytes) -> tuple[str, list[list[str]]]:
    """What parts a table's columns, and its lines: in UTF-8, or as an older spreadsheet has saved it."""
    try:
        text = raw.decode("utf-16" if raw[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    if raw.startswith(b"PK\x03\x04") or text.lstrip()[:1] in ("", "<"):  # a workbook, nothing, or a page
        raise NoSheet("table")
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)  # where a comma parts a number, a semicolon parts the columns
    try:
        return delimiter, list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        raise NoSheet("table") from None


People = Mapping[str, dict[str, str] | None]  # as `collect.people` has them


def _made(platform: Platform, assignment: str, told: People, points: Mapping[str, str]) -> Sheet:
    if platform is Platform.BRIGHTSPACE:  # it asks for ids that are not in what it lets one download
        raise NoSheet("sheet")
    heads = {Platform.MOODLE: [IDENTIFIER, "Full name", "Grade"],
             Platform.CANVAS: ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", assignment],
             Platform.CLASSROOM: ["Name", "Grade"]}[platform]
    sheet = Sheet([heads])
    for student, row in told.items():
        if row is None or student not in points:
            sheet.missing.append(student)
            continue
        name, given = str(terminal.cell(row["name"])), points[student]
        sheet.rows.append({Platform.MOODLE: [f"Participant {row['key']}", name, given],
                           Platform.CANVAS: [name, row["key"], "", "", "", given],
                           Platform.CLASSROOM: [name, given]}[platform])
        sheet.filled.append(student)
    return sheet


def _filled(platform: Platform, assignment: str, told: People, points: Mapping[str, str], rows: list[list[str]],
            delimiter: str, column: str | None) -> Sheet:
    heads = rows[0] if rows else []
    at = _column(platform, assignment, heads, column)
    lines = [row + [""] * (len(heads) - len(row)) for row in rows[1:]]
    theirs = _of_rows(platform, heads, lines)
    # Nobody gets the points of a namesake: what is there twice is for a person to enter, as what is here twice.
    there = Counter(theirs)
    mine = {one: student for student, row in told.items() if row and there[one := _of_person(platform, row)] == 1}
    if not mine:
        raise NoSheet("nobody_there", heads)
    sheet = Sheet([heads, *lines], delimiter=delimiter)
    for line, whose in zip(lines, theirs):
        if mine.get(whose) in points:
            line[at] = points[mine[whose]]
            sheet.filled.append(mine[whose])
    sheet.missing = [student for student in told if student not in sheet.filled]
    return sheet


def _column(platform: Platform, assignment: str, heads: list[str], column: str | None) -> int:
    """Which column is to be filled; another one whose title only begins alike is not meant."""
    name = re.escape(assignment)
    titles = {Platform.MOODLE: "Grade", Platform.CANVAS: rf"{name}( \(\d+\))?",
              Platform.BRIGHTSPACE: rf"{name}( Points Grade( <.*>)?)?"}
    fitting = [k for k, head in enumerate(heads) if (
        head == column if column is not None else re.fullmatch(titles[platform], head.strip(), re.I))]
    if len(fitting) != 1:
        raise NoSheet("column", heads)
    return fitting[0]


def _of_person(platform: Platform, row: Mapping[str, str]) -> str:
    """By what a platform's table knows somebody who was collected; "" if it does not."""
    if platform in (Platform.MOODLE, Platform.CANVAS):
        return row["key"] if is_number(row["key"]) else ""
    return slug(row["name"])


def _of_rows(platform: Platform, heads: list[str], lines: list[list[str]]) -> list[str]:
    """By what each line of the platform's table says whose it is; "" where it does not."""
    if platform is Platform.MOODLE:
        return _participants(heads, lines)
    cells = [dict(zip(heads, line)) for line in lines]
    if platform is Platform.CANVAS:
        return [one.get("ID", "").strip() for one in cells]
    return [slug(f"{one.get('First Name', '')} {one.get('Last Name', '')}") for one in cells]


def _participants(heads: list[str], lines: list[list[str]]) -> list[str]:
    """Moodle's number in each line: that behind “Participant ”, which stands there in the language of whoever exports.

    Other columns have numbers as well, such as the university's; those are not Moodle's.
    """
    named = [k for k, head in enumerate(heads) if head.strip().casefold() == IDENTIFIER.casefold()]
    filled = [line for line in lines if any(cell.strip() for cell in line)]
    prefixes = {k: {_prefix(line[k]) for line in filled} for k in named or range(len(heads))}
    fitting = [k for k, some in prefixes.items() if len(some) == 1 and some != {""}]
    if len(fitting) != 1:
        raise NoSheet("identifier", heads)
    return [cell[len(_prefix(cell)):] for line in lines for cell in [line[fitting[0]].strip()]]


def _prefix(cell: str) -> str:
    """The words before a number, without another one in them; "" if a cell is not made so."""
    cell = cell.strip()
    words = cell.rstrip("0123456789")
    return words if words != cell and not any(map(str.isdigit, words)) and any(map(str.isalpha, words)) else ""
