"""What a learning platform lets instructors download goes into submitted/, and the grades go back to it.

Each platform packs a class in its own way, and names students in its own way in its sheets of grades. Who is who stands
in `collected.csv` in the course's folder.
"""

from __future__ import annotations

import contextlib
import csv
import errno
import os
import re
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Any, Final

from nbgrader.api import Gradebook, MissingEntry

from ..notebooks import archive
from ..notebooks.decode import MAX_MB
from ..telling import terminal
from .hand_ins import is_students

WHO: Final = "collected.csv"  # in the course's folder: which student of nbgrader's is whom of the platform's
FIELDS: Final = ("platform", "assignment", "student", "name", "key")
MAX_ENTRIES: Final = 50_000  # of a class's zip
MAX_ALL_MB: Final = 2000  # of one student's files
_BAD_NAME: Final = (errno.ENAMETOOLONG, errno.EILSEQ, errno.EINVAL, errno.ENOTDIR, errno.EISDIR, errno.EEXIST)
_NOISE: Final = ("__MACOSX/", ".DS_Store", "Thumbs.db")


class Platform(StrEnum):
    """Where students hand in."""

    MOODLE = "moodle"
    CANVAS = "canvas"
    BRIGHTSPACE = "brightspace"
    CLASSROOM = "classroom"


# Each as the platform itself packs it:
# Moodle, "Download all submissions", in folders or not: Ada Lovelace_1234567_assignsubmission_file_/momentum.ipynb
# Canvas, "Download Submissions": lovelaceada_LATE_12345_678901_momentum.ipynb
# Brightspace, "Download": 12345-67890 - Ada Lovelace - Oct 5, 2026 230 PM/momentum.ipynb
# Google Classroom, the assignment's folder in Drive, or in Takeout: Ada Lovelace - momentum.ipynb
_SHAPES: Final[Mapping[Platform, re.Pattern[str]]] = {
    Platform.MOODLE: re.compile(
        r"(?:.*/)?(?P<name>[^/]+?)_(?P<key>\d+)_assignsubmission_file_?/?(?P<file>[^/].*)"),
    Platform.CANVAS: re.compile(r"(?:.*/)?(?P<name>[^/_]+)_(?:LATE_)?(?P<key>\d+)_\d+_(?P<file>[^/]+)"),
    Platform.BRIGHTSPACE: re.compile(
        r"(?:.*/)?(?P<file>(?P<key>\d+)-\d+ - (?P<name>[^/]+?) - [^/]*\d[^/]*/.+)"),  # the time counts among attempts
    Platform.CLASSROOM: re.compile(r"(?:.*/)?(?P<name>[^/]+?) - (?P<file>[^/]+)(?P<key>)"),
}


@dataclass(frozen=True)
class Who:
    """A student as the platform knows them: by name, and by a number where it has one."""

    name: str
    key: str = ""

    def __str__(self) -> str:
        return f"{self.name} ({self.key})" if self.key else self.name


@dataclass
class Collected:
    """What has become of a class's zip.

    Attributes:
        taken: nbgrader's ids of those whose files are in submitted/ now, with who they are.
        twice: who has two files that would lie in one place; nothing of theirs has been taken.
        unfit: who has a file that is too large, locked or damaged; nothing of theirs has been taken.
        strange: files that belong to nobody: their names are not as the platform makes them.
    """

    taken: dict[str, Who] = field(default_factory=dict)
    twice: list[Who] = field(default_factory=list)
    unfit: list[Who] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)


class NoArchive(Exception):
    """What should hold a class is no zip that can be read, or none of this platform's.

    Attributes:
        lack: `zip`, `large` or `shape`.
    """

    def __init__(self, lack: str):
        super().__init__(lack)
        self.lack = lack


def collect(file: Path, platform: Platform, assignment: str, course: Path, submitted: str = "submitted") -> Collected:
    """Unpack a class into submitted/STUDENT/ASSIGNMENT/, and write down who is who.

    What lies there already stays, but for files of the same names. One student's trouble is not another's.

    Args:
        file: the zip.
        platform: whose it is.
        assignment: what was handed in.
        course: the course's folder.
        submitted: nbgrader's name for the folder in it.

    Raises:
        NoArchive: there is no class in it.
        OSError: nothing can be written.
    """
    found = Collected()
    with _opened(file) as zipped:
        entries = _by_student(zipped, platform, found.strange)
        if not entries:
            raise NoArchive("shape")
        ids = _ids(entries)
        for who, files in sorted(entries.items(), key=lambda one: ids[one[0]]):
            if len({name.casefold() for name, _ in files}) < len(files):
                found.twice.append(who)
            elif not _fit(zipped, [info for _, info in files]):
                found.unfit.append(who)
            elif _unpacked(zipped, files, course / submitted / ids[who] / assignment):
                found.taken[ids[who]] = who
            else:
                found.unfit.append(who)
    _write_down(course / WHO, platform, assignment, found.taken)
    return found


@contextlib.contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        zipped = zipfile.ZipFile(file)
    except FileNotFoundError:
        raise
    except Exception:  # zipfile raises many kinds for what is damaged
        raise NoArchive("zip") from None
    with zipped:
        if len(zipped.infolist()) > MAX_ENTRIES:
            raise NoArchive("large")
        yield zipped


def _by_student(zipped: zipfile.ZipFile, platform: Platform, strange: list[str]) -> (
        dict[Who, list[tuple[str, zipfile.ZipInfo]]]):
    """Each student's files, with the names that they are to have; what is nobody's goes to `strange`."""
    found: dict[Who, list[tuple[str, zipfile.ZipInfo]]] = defaultdict(list)
    for info in zipped.infolist():
        if info.is_dir() or any(noise in info.filename for noise in _NOISE):
            continue
        member = archive.member_of(info)
        name = member and unicodedata.normalize("NFC", _readable(info, member.name))
        match = name and _SHAPES[platform].fullmatch(name)
        if match and _slug(match["name"]):
            found[Who(match["name"].strip(), match["key"])].append((match["file"], info))
        else:
            strange.append(terminal.line(info.filename))
    return found


def _readable(info: zipfile.ZipInfo, name: str) -> str:
    """A name with its letters: who packs without saying that it is UTF-8 is read as an old PC would."""
    if not info.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):
            return name.encode("cp437").decode("utf8")
    return name


def _slug(name: str) -> str:
    """A name as an id: letters and digits of any alphabet, parted by hyphens."""
    kept = "".join(c if c.isalnum() or unicodedata.combining(c) else " " for c in name).split()
    return "-".join(kept).lower()


def _ids(entries: Iterable[Who]) -> dict[Who, str]:
    """nbgrader's ids: the name, and where two have the same one, the platform's number behind it."""
    by_slug: dict[str, list[Who]] = defaultdict(list)
    for who in entries:
        by_slug[_slug(who.name)].append(who)
    ids = {who: slug if len(some) == 1 else f"{slug}-{who.key}" for slug, some in by_slug.items() for who in some}
    assert all(map(is_students, ids.values()))
    return ids


def _fit(zipped: zipfile.ZipFile, infos: list[zipfile.ZipInfo]) -> bool:
    """Whether these can be unpacked without filling the disk; each is read once, to see whether it is whole."""
    if sum(info.file_size for info in infos) > MAX_ALL_MB * 1_000_000:
        return False
    for info in infos:
        if info.flag_bits & 1 or archive.too_tight(info) or info.file_size > 10 * MAX_MB * 1_000_000:
            return False
        try:
            with zipped.open(info) as file:
                while file.read(1 << 20):  # raises where the checksum is wrong, or more comes than was said
                    pass
        except Exception:
            return False
    return True


def _unpacked(zipped: zipfile.ZipFile, files: list[tuple[str, zipfile.ZipInfo]], folder: Path) -> bool:
    """Write these files into a student's folder, with the times that they had; False if the disk takes no such name."""
    try:
        for name, info in files:
            path = folder.joinpath(*PurePosixPath(name).parts)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(zipped.read(info))
            member = archive.member_of(info)
            if member and member.changed:
                os.utime(path, (member.changed, member.changed))
    except OSError as error:
        if error.errno not in _BAD_NAME:
            raise
        return False
    return True


def stands(student: str, course: Path) -> bool:
    """Whether it is written down who a student is."""
    return any(row["student"] == student for row in known(course / WHO))


def forget(student: str, course: Path) -> None:
    """Strike out who a student is."""
    if stands(student, course):
        _write(course / WHO, [row for row in known(course / WHO) if row["student"] != student])


def _write_down(file: Path, platform: Platform, assignment: str, taken: Mapping[str, Who]) -> None:
    rows = [row for row in known(file) if (row["assignment"], row["student"]) not in {(assignment, s) for s in taken}]
    rows += [{"platform": platform, "assignment": assignment, "student": student, "name": who.name, "key": who.key}
             for student, who in taken.items()]
    _write(file, rows)


def _write(file: Path, rows: Iterable[dict[str, str]]) -> None:
    with file.open("w", encoding="utf8", newline="") as written:
        table = csv.DictWriter(written, FIELDS, lineterminator="\n")
        table.writeheader()
        table.writerows(sorted(rows, key=lambda row: (row["assignment"], row["student"])))


def known(file: Path) -> list[dict[str, str]]:
    """What is written down of who is who."""
    if not file.is_file():
        return []
    with file.open(encoding="utf8", newline="") as written:
        return [{name: row.get(name) or "" for name in FIELDS} for row in csv.DictReader(written)]


# Grades


class NoSheet(Exception):
    """Grades cannot be written for this platform.

    Attributes:
        lack: `nobody` was collected, `sheet` (the platform's own is needed), or `column` (none is the assignment's).
        columns: what the sheet has.
    """

    def __init__(self, lack: str, columns: Iterable[str] = ()):
        super().__init__(lack)
        self.lack, self.columns = lack, list(columns)


@dataclass
class Sheet:
    """A platform's table of grades, filled in.

    Attributes:
        rows: with the heads first.
        filled: students whose points are in it.
        missing: students who were collected and are not in it, or have no points yet.
    """

    rows: list[list[str]]
    filled: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)


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
    """
    people = [row for row in known(Path(coursedir.root, WHO))
              if (row["platform"], row["assignment"]) == (platform, assignment)]
    if not people:
        raise NoSheet("nobody")
    points = _points(coursedir, assignment, [row["student"] for row in people])
    if sheet is None:
        return _made(platform, assignment, people, points)
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    return _filled(platform, assignment, people, points, rows, column)


def _points(coursedir: Any, assignment: str, students: Iterable[str]) -> dict[str, str]:
    """By student, the points of all that is graded to its end."""
    found = {}
    with Gradebook(coursedir.db_url, coursedir.course_id) as gradebook:
        for student in students:
            with contextlib.suppress(MissingEntry):
                one: Any = gradebook.find_submission(assignment, student)
                if not one.needs_manual_grade:
                    found[student] = f"{max(0.0, one.score - one.late_submission_penalty):g}"
    return found


def _made(platform: Platform, assignment: str, people: list[dict[str, str]], points: Mapping[str, str]) -> Sheet:
    if platform is Platform.BRIGHTSPACE:  # it asks for ids that are not in what it lets one download
        raise NoSheet("sheet")
    heads = {Platform.MOODLE: ["Identifier", "Full name", "Grade"],
             Platform.CANVAS: ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", assignment],
             Platform.CLASSROOM: ["Name", "Grade"]}[platform]
    sheet = Sheet([heads])
    for row in people:
        if row["student"] not in points:
            sheet.missing.append(row["student"])
            continue
        name, given = str(terminal.cell(row["name"])), points[row["student"]]
        sheet.rows.append({Platform.MOODLE: [f"Participant {row['key']}", name, given],
                           Platform.CANVAS: [name, row["key"], "", "", "", given],
                           Platform.CLASSROOM: [name, given]}[platform])
        sheet.filled.append(row["student"])
    return sheet


def _filled(platform: Platform, assignment: str, people: list[dict[str, str]], points: Mapping[str, str],
            rows: list[list[str]], column: str | None) -> Sheet:
    heads = rows[0] if rows else []
    at = _column(platform, assignment, heads, column)
    mine = {_of_person(platform, row): row["student"] for row in people}
    sheet = Sheet([heads])
    for row in rows[1:]:
        row += [""] * (len(heads) - len(row))
        student = mine.pop(_of_row(platform, dict(zip(heads, row))), None)
        if student is not None and student in points:
            row[at] = points[student]
            sheet.filled.append(student)
        elif student is not None:
            sheet.missing.append(student)
        sheet.rows.append(row)
    sheet.missing += mine.values()
    return sheet


def _column(platform: Platform, assignment: str, heads: list[str], column: str | None) -> int:
    if column is not None:
        fitting = [k for k, head in enumerate(heads) if head == column]
    elif platform is Platform.MOODLE:
        fitting = [k for k, head in enumerate(heads) if head == "Grade"]
    else:
        fitting = [k for k, head in enumerate(heads) if re.match(rf"{re.escape(assignment)}\b", head, re.I)]
    if len(fitting) != 1:
        raise NoSheet("column", heads)
    return fitting[0]


def _of_person(platform: Platform, row: Mapping[str, str]) -> str:
    """By what a platform's table knows somebody who was collected."""
    return row["key"] if platform in (Platform.MOODLE, Platform.CANVAS) else _slug(row["name"])


def _of_row(platform: Platform, row: Mapping[str, str]) -> str:
    match platform:
        case Platform.MOODLE:
            return row.get("Identifier", "").rpartition(" ")[2]
        case Platform.CANVAS:
            return row.get("ID", "").strip()
        case _:
            return _slug(f"{row.get('First Name', '')} {row.get('Last Name', '')}")
