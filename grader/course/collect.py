"""What a learning platform lets instructors download goes into submitted/.

Each platform packs a class in its own way. Who is who stands in `collected.csv` in the course's folder, by which the
grades find their way back (`sheets.py`). The platform has named folders and files; all below and behind that is a
student's.
"""

from __future__ import annotations

import contextlib
import csv
import os
import re
import tempfile
import unicodedata
import zipfile
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Any, Final

from ..notebooks import archive, stamp
from ..notebooks.decode import MAX_MB
from ..telling import terminal
from .beside import replacing
from .hand_ins import is_students

WHO: Final = "collected.csv"  # in the course's folder: which student of nbgrader's is whom of the platform's
FIELDS: Final = ("platform", "assignment", "student", "name", "key", "attempt")
MAX_ENTRIES: Final = 50_000  # of a class's zip
MAX_ALL_MB: Final = 2000  # of one student's files
MAX_PATH: Final = 1000  # bytes of a name
MAX_PART: Final = 255  # bytes of each of its parts, which every disk takes
_NOISE: Final = {"__MACOSX", ".DS_Store", "Thumbs.db"}


class Platform(StrEnum):
    """Where students hand in."""

    MOODLE = "moodle"
    CANVAS = "canvas"
    BRIGHTSPACE = "brightspace"
    CLASSROOM = "classroom"


# How each calls the folder of one student's files, or a file of his or hers:
# Moodle, "Download all submissions", in folders or not: Ada Lovelace_1234567_assignsubmission_file_/momentum.ipynb
# Canvas, "Download Submissions": lovelaceada_LATE_12345_678901_momentum.ipynb
# Brightspace, "Download": 12345-67890 - Ada Lovelace - Oct 5, 2026 230 PM/momentum.ipynb
# Google Classroom, the assignment's folder in Drive, or in Takeout: Ada Lovelace - momentum.ipynb
FOLDERS: Final[Mapping[Platform, re.Pattern[str]]] = {
    Platform.MOODLE: re.compile(r"(?P<name>.+?)_(?P<key>\d+)_assignsubmission_file_?"),
    Platform.BRIGHTSPACE: re.compile(r"(?P<key>\d+)-\d+ - (?P<name>.+?) - .*\d.*"),
}
_FILES: Final[Mapping[Platform, re.Pattern[str]]] = {
    Platform.MOODLE: re.compile(r"(?P<name>.+?)_(?P<key>\d+)_assignsubmission_file_(?P<file>.+)"),
    Platform.CANVAS: re.compile(r"(?P<name>[^_]+)_(?:LATE_)?(?P<key>\d+)_(?P<attempt>\d+)_(?P<file>.+)"),
    Platform.CLASSROOM: re.compile(r"(?P<name>.+?) - (?P<file>.+)(?P<key>)"),
}


@dataclass(frozen=True)
class Who:
    """A student as the platform knows them: by name, and by a number where it has one."""

    name: str
    key: str = ""

    def __str__(self) -> str:
        return f"{self.name} ({self.key})" if self.key else self.name


Person = tuple[str, str]  # of all of one assignment: the platform, and its number or, without one, the name


def _person(platform: str, who: Who) -> Person:
    return platform, who.key or who.name


def _person_of(row: Mapping[str, str]) -> Person:
    return _person(row["platform"], Who(row["name"], row["key"]))


@dataclass
class Collected:
    """What has become of a class's zip.

    Attributes:
        taken: nbgrader's ids of those whose files are in submitted/ now, with who they are.
        twice: who has two files that would lie in one place; nothing of theirs has been taken.
        unfit: who has a file that is too large, locked, damaged or named as no disk takes it; nothing has been taken.
        unwritten: whose files could not be written, and why.
        several: who has several files where the platform tells names alone, and may be two of one name.
        strange: files whose names are not as the platform makes them, or lead out of their folder.
    """

    taken: dict[str, Who] = field(default_factory=dict)
    twice: list[Who] = field(default_factory=list)
    unfit: list[Who] = field(default_factory=list)
    unwritten: dict[Who, str] = field(default_factory=dict)
    several: list[Who] = field(default_factory=list)
    strange: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether everybody's files have been taken."""
        return not (self.twice or self.unfit or self.unwritten)


class NoArchive(Exception):
    """What should hold a class cannot be collected, or it cannot be told who is who.

    Attributes:
        lack: `zip` (it is none), `large`, `shape` (none of this platform's); or of collected.csv `who` (it is not as it
            was written) or `unread` (the disk does not give it).
        details: what else there is to say: which `file` it is of, `platform`, `error`.
    """

    def __init__(self, lack: str, file: Path, **details: Any):
        super().__init__(lack)
        self.lack, self.details = lack, {"file": str(file), **details}


Files = list[tuple[PurePosixPath, zipfile.ZipInfo]]


def collect(file: Path, platform: Platform, assignment: str, course: Path, submitted: str = "submitted") -> Collected:
    """Unpack a class into submitted/STUDENT/ASSIGNMENT/, after writing down who is who.

    What lies there already stays, but for files that are newer in the zip. One student's trouble is not another's.

    Args:
        file: the zip.
        platform: whose it is.
        assignment: what was handed in.
        course: the course's folder.
        submitted: nbgrader's name for the folder in it.

    Raises:
        NoArchive: there is no class in it, or it cannot be told who is who.
        OSError: nothing can be written.
    """
    found, before, root = Collected(), known(course / WHO), course / submitted
    with _opened(file) as zipped:
        entries = _by_student(zipped, platform, found.strange)
        if not entries:
            raise NoArchive("shape", file, platform=str(platform))
        ids = _ids(entries, before, platform, assignment)
        root.mkdir(parents=True, exist_ok=True)
        # First: whatever happens from here on, nobody else gets an id under which somebody's files may lie.
        _write_down(course / WHO, before, platform, assignment,
                    {ids[who]: (who, _attempts(platform, files)) for who, files in entries.items()})
        with tempfile.TemporaryDirectory(dir=root, prefix=".collecting-") as beside:
            for who, files in sorted(entries.items(), key=lambda one: ids[one[0]]):
                try:
                    if _in_one_place(files):
                        found.twice.append(who)
                    elif _fit(zipped, [info for _, info in files]) and _unpacked(
                            zipped, files, root / ids[who] / assignment, Path(beside)):
                        found.taken[ids[who]] = who
                        if len(files) > 1 and not who.key:
                            found.several.append(who)
                    else:
                        found.unfit.append(who)
                except OSError as error:
                    found.unwritten[who] = error.strerror or type(error).__name__
    return found


@contextlib.contextmanager
def _opened(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        zipped = zipfile.ZipFile(file)
    except FileNotFoundError:
        raise
    except Exception:  # zipfile raises many kinds for what is damaged
        raise NoArchive("zip", file) from None
    with zipped:
        if len(zipped.infolist()) > MAX_ENTRIES:
            raise NoArchive("large", file)
        yield zipped


def _by_student(zipped: zipfile.ZipFile, platform: Platform, strange: list[str]) -> dict[Who, Files]:
    """Each student's files, with the names that they are to have; what is nobody's goes to `strange`."""
    found: list[tuple[int, str, Who, PurePosixPath, zipfile.ZipInfo]] = []
    for info in zipped.infolist():
        if info.is_dir() or _NOISE & {*info.filename.split("/")}:
            continue
        if platform is Platform.BRIGHTSPACE and info.filename == "index.html":  # its own list of what was handed in
            continue
        one = _of_student(info, platform)
        if one is None:
            strange.append(terminal.line(info.filename))
        else:
            found.append((info.filename.count("/"), info.filename, *one, info))
    # Where files lie side by side, a folder among them is a student's, whatever the files in it are called.
    depth = min((one[0] for one in found), default=0)
    by_student: dict[Who, Files] = defaultdict(list)
    same: dict[Person, Who] = {}  # a number is one person's, by whatever names
    for deep, name, who, path, info in found:
        if platform not in FOLDERS and deep > depth:
            strange.append(terminal.line(name))
        else:
            by_student[same.setdefault(_person(platform, who), who)].append((path, info))
    return by_student


def _of_student(info: zipfile.ZipInfo, platform: Platform) -> tuple[Who, PurePosixPath] | None:
    """Whose a file is, and what it is called there: by the outermost name that is the platform's."""
    member = archive.member_of(info)
    if member is None or "\\" in info.filename or len(info.filename) > MAX_PATH:
        return None
    parts = unicodedata.normalize("NFC", _readable(info, member.name)).split("/")
    for k, part in enumerate(parts[:-1]):
        if platform in FOLDERS and (match := FOLDERS[platform].fullmatch(part)):
            kept = parts[k:] if platform is Platform.BRIGHTSPACE else parts[k + 1:]  # its time counts among attempts
            return _named(match, PurePosixPath(*kept))
    if platform in _FILES and (match := _FILES[platform].fullmatch(parts[-1])):
        return _named(match, PurePosixPath(match["file"]))
    return None


def _named(match: re.Match[str], path: PurePosixPath) -> tuple[Who, PurePosixPath] | None:
    name = terminal.name(match["name"])
    return (Who(name, match["key"]), path) if slug(name) and path.parts else None


def _attempts(platform: Platform, files: Files) -> list[str]:
    """By what else the platform knows what a student handed in."""
    match platform:
        case Platform.BRIGHTSPACE:
            return [path.parts[0] for path, _ in files]
        case Platform.CANVAS:
            found = (_FILES[platform].fullmatch(info.filename.rpartition("/")[2]) for _, info in files)
            return [match["attempt"] for match in found if match]
        case _:
            return []


def _latest(platform: Platform, attempts: Iterable[str]) -> str:
    """The last of several; Canvas counts its files."""
    def order(attempt: str) -> tuple[float, str]:
        return (float(attempt) if platform is Platform.CANVAS else stamp.of_text(attempt) or 0.0), attempt

    return max(filter(None, attempts), key=order, default="")


def _readable(info: zipfile.ZipInfo, name: str) -> str:
    """A name with its letters: who packs without saying that it is UTF-8 is read as an old PC would."""
    if not info.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):
            return name.encode("cp437").decode("utf8")
    return name


def slug(name: str) -> str:
    """A name as an id: letters and digits of any alphabet, parted by hyphens."""
    kept = "".join(c if c.isalnum() or unicodedata.combining(c) else " " for c in name).split()
    return "-".join(kept).lower()


def _is_id(cell: str) -> bool:
    """Whether a student's files can lie under it: in `collected.csv` somebody may have put anything by hand."""
    return is_students(cell) and "/" not in cell and not cell.startswith(".") and cell != ""


def _ids(entries: Collection[Who], rows: list[dict[str, str]], platform: Platform, assignment: str) -> dict[Who, str]:
    """nbgrader's ids: who is known keeps the one that he or she has, all others get their names.

    An id that anybody has, on whatever platform and in whatever assignment, is nobody else's: the platform's number
    stands behind the name then.

    Args:
        entries: all who are in a zip.
        rows: who has been collected before.
        platform, assignment: whose and which this zip is.
    """
    here = {row["student"]: _person_of(row) for row in rows if row["assignment"] == assignment}
    ids: dict[Who, str] = {}
    for who, student in _found_again(entries, rows, platform, assignment):
        person = _person(platform, who)
        if who not in ids and _is_id(student) and here.setdefault(student, person) == person:
            ids[who] = student
    taken = {row["student"] for row in rows}
    new = [who for who in entries if who not in ids]
    namesakes = Counter(slug(who.name) for who in new)
    for who in new:
        name = slug(who.name)
        alone = namesakes[name] == 1 and name not in taken
        wanted = name if alone or not who.key else f"{name}-{who.key}"
        ids[who] = next(one for one in (wanted, *(f"{wanted}-{n}" for n in range(2, len(taken) + 3)))
                        if one not in taken)
        taken.add(ids[who])
    return ids


def _found_again(entries: Collection[Who], rows: list[dict[str, str]], platform: Platform,
                 assignment: str) -> Iterator[tuple[Who, str]]:
    """Who in a zip has been collected before, with the id; what is surer comes first.

    Canvas and Brightspace number people once for all. Moodle does so anew for each assignment: over assignments there
    is only the name, which says nothing once two have had it in one assignment. Google Classroom has names alone.
    """
    mine = [row for row in rows if row["platform"] == platform]
    here = [row for row in mine if row["assignment"] == assignment]
    for some in (here, *([] if platform is Platform.MOODLE else [mine])):
        of = {_person_of(row): row["student"] for row in some}
        yield from ((who, of[person]) for who in entries if (person := _person(platform, who)) in of)
    if platform is Platform.MOODLE:
        seen = ({(assignment, who.name, who.key) for who in entries}
                | {(row["assignment"], row["name"], row["key"]) for row in mine})
        namesakes = {name for (_, name), n in Counter((where, name) for where, name, _ in seen).items() if n > 1}
        for who in entries:
            called = {row["student"] for row in mine if row["name"] == who.name}
            if len(called) == 1 and who.name not in namesakes:
                yield who, called.pop()


def _in_one_place(files: Files) -> bool:
    """Whether two files would lie in one place, also on a disk that does not tell capitals from small letters."""
    names = [path.as_posix().casefold() for path, _ in files]
    folders = {parent.as_posix().casefold() for path, _ in files for parent in path.parents}
    return len({*names}) < len(names) or bool(folders & {*names})


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


def _unpacked(zipped: zipfile.ZipFile, files: Files, folder: Path, beside: Path) -> bool:
    """Write these files into a student's folder, with the times that they had, all or none; False if it cannot be.

    They are written into another folder first: the disk may be full. Of two with one name the newer stays.

    Raises:
        OSError: the disk does not take them.
    """
    if not all(_has_place(folder, name) for name, _ in files):
        return False
    made: list[tuple[Path, Path]] = []
    for number, (name, info) in enumerate(files):
        written, path, member = beside / str(number), folder / name, archive.member_of(info)
        changed = member.changed if member else 0.0
        if path.is_file() and path.stat().st_mtime > changed > 0:  # an older zip comes after a newer one
            continue
        written.write_bytes(zipped.read(info))
        if changed:
            os.utime(written, (changed, changed))
        made.append((written, path))
    for _, path in made:
        path.parent.mkdir(parents=True, exist_ok=True)
    for written, path in made:
        written.replace(path)
    return True


def _has_place(folder: Path, name: PurePosixPath) -> bool:
    """Whether a student's file can lie there: a disk takes its name, and no link or other file is in the way."""
    path, students = folder / name, folder.parent
    below = [one for one in (path, *path.parents) if students in (one, *one.parents)]
    return (len(os.fsencode(path)) < MAX_PATH and all(len(os.fsencode(part)) <= MAX_PART for part in path.parts)
            and not any(one.is_symlink() for one in below) and not path.is_dir()
            and not any(one.is_file() for one in below[1:]))


# Who is who


def known(file: Path) -> list[dict[str, str]]:
    """What is written down of who is who.

    Raises:
        NoArchive: it cannot be read: a spreadsheet has saved it in another form, say.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as written:
            table = csv.DictReader(written)
            rows = [{name: row.get(name) or "" for name in FIELDS} for row in table]
    except FileNotFoundError:
        return []
    except OSError as error:
        raise NoArchive("unread", file, error=error.strerror or type(error).__name__) from None
    except (UnicodeDecodeError, csv.Error):
        raise NoArchive("who", file) from None
    if table.fieldnames is None or not {*FIELDS} - {"attempt"} <= {*table.fieldnames}:
        raise NoArchive("who", file)
    return rows


def people(platform: Platform, assignment: str, course: Path,
           told_by: Callable[[dict[str, str]], str]) -> dict[str, dict[str, str] | None]:
    """Who was collected from a platform for an assignment, by nbgrader's ids.

    None stands for whoever cannot be told from somebody else, here or there: what is theirs is for a person to hand
    out, since nobody gets what is a namesake's.

    Args:
        platform, assignment: which.
        course: the course's folder.
        told_by: by what the platform tells whose something is; "" where it cannot.

    Raises:
        NoArchive: it cannot be read who is who.
    """
    rows = [row for row in known(course / WHO) if (row["platform"], row["assignment"]) == (platform, assignment)]
    here, there = Counter(row["student"] for row in rows), Counter(map(told_by, rows))
    return {row["student"]: row if told_by(row) and here[row["student"]] == there[told_by(row)] == 1 else None
            for row in rows}


def is_number(key: str) -> bool:
    """Whether it is one as a platform writes it; a spreadsheet makes 1.2E+07 of it."""
    return re.fullmatch(r"[0-9]+", key) is not None


def names(student: str, course: Path) -> set[str]:
    """What a student is called on the platforms."""
    return {row["name"] for row in known(course / WHO) if row["student"] == student}


def forget(student: str, course: Path) -> None:
    """Strike out who a student is."""
    rows = known(course / WHO)
    if any(row["student"] == student for row in rows):
        _write(course / WHO, [row for row in rows if row["student"] != student])


def _write_down(file: Path, rows: list[dict[str, str]], platform: Platform, assignment: str,
                found: Mapping[str, tuple[Who, list[str]]]) -> None:
    """Write down who is in a zip, by their ids, and what they handed in; everybody else stays as written."""
    before = {_person_of(row): row["attempt"] for row in rows if row["assignment"] == assignment}
    new = {}
    for student, (who, attempts) in found.items():
        person = _person(platform, who)
        attempt = _latest(platform, [before.get(person, ""), *attempts])  # an older zip may come later
        new[person] = {"platform": platform, "assignment": assignment, "student": student, "name": who.name,
                       "key": who.key, "attempt": attempt}
    kept = [row for row in rows if row["assignment"] != assignment or _person_of(row) not in new]
    _write(file, [*kept, *new.values()])


def _write(file: Path, rows: Iterable[dict[str, str]]) -> None:
    with replacing(file) as new, new.open("w", encoding="utf8", newline="") as written:
        table = csv.DictWriter(written, FIELDS, lineterminator="\n")
        table.writeheader()
        table.writerows(sorted(rows, key=lambda row: (row["assignment"], row["student"])))
