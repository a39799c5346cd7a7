"""The feedback's pages of a class on their way back to the platform from which it was collected, in one zip.

Each platform puts a file to the student by a name that it made itself:

Moodle, "Upload multiple feedback files in a zip": by the number in the folder's name, as in what it lets one download
(https://docs.moodle.org/en/Assignment_settings; `mod/assign/feedback/file/importziplib.php`; read on 2026-11-28).
Canvas, "Upload Submissions": by the first two numbers in the file's name, the student's and that of a file that was
handed in (`infer_comment_context_from_filename` in its `assignment.rb`; read on 2026-11-28).
Brightspace, "Add Feedback Files": by the folder's name, which has to be as it was downloaded.
Google Classroom takes no zip: here a folder for each student, to hand out by.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .beside import replacing
from .collect import FOLDERS, Platform, is_number, people


@dataclass
class Packed:
    """What has become of a class's feedback. All are nbgrader's ids.

    Attributes:
        packed: whose pages are in the zip.
        without: who was collected, and has no feedback.
        old: whose feedback was made before the last grading; it is not in the zip.
        unknown: whom the platform would not know, or would take for somebody else; theirs is not in the zip.
        others: who has feedback, and was not collected from this platform.
    """

    packed: list[str] = field(default_factory=list)
    without: list[str] = field(default_factory=list)
    old: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether nobody is left out."""
        return not (self.without or self.old or self.unknown or self.others)


def pack(platform: Platform, assignment: str, coursedir: Any, target: Path) -> Packed | None:
    """Write the zip over what `target` was; None, and nothing is written, if nobody was collected.

    Args:
        platform: whose form it has.
        assignment: whose feedback.
        coursedir: nbgrader's `CourseDirectory`.
        target: the zip.

    Raises:
        NoArchive: it cannot be read who is who.
        OSError: the zip cannot be written, or a page not read; its file is which.
    """
    told = people(platform, assignment, Path(coursedir.root), lambda row: _told_by(_prefix(platform, row)))
    if not told:
        return None
    pages = _pages(assignment, coursedir)
    found, files = Packed(others=sorted({*pages} - {*told})), []
    for student, row in sorted(told.items()):
        theirs, prefix = pages.get(student, []), _prefix(platform, row) if row else None
        if not theirs:
            found.without.append(student)
        elif prefix is None:
            found.unknown.append(student)
        elif any(_older(page, student, assignment, coursedir) for page in theirs):
            found.old.append(student)
        else:
            found.packed.append(student)
            files += [(prefix + page.name, page) for page in theirs]
    if files:
        _write(target, files)
    return found


def _pages(assignment: str, coursedir: Any) -> Mapping[str, list[Path]]:
    """The pages of all who have any, whoever they are."""
    root = Path(coursedir.root, coursedir.feedback_directory)
    students = [folder.name for folder in root.iterdir() if folder.is_dir()] if root.is_dir() else []
    found = {student: Path(coursedir.format_path(coursedir.feedback_directory, student, assignment))
             for student in students}
    return {student: theirs for student, folder in found.items()
            if (theirs := sorted(page for page in folder.glob("*.html") if page.is_file() and not page.is_symlink()))}


def _older(page: Path, student: str, assignment: str, coursedir: Any) -> bool:
    """Whether the notebook has been graded again since its page was made."""
    folder = Path(coursedir.format_path(coursedir.autograded_directory, student, assignment))
    graded = folder / page.with_suffix(".ipynb").name
    return graded.is_file() and graded.stat().st_mtime > page.stat().st_mtime


def _prefix(platform: Platform, row: Mapping[str, str]) -> str | None:
    """What stands before a page's name in the zip; None if the platform would not know by it whose it is."""
    key, attempt = row["key"], row["attempt"]
    letters = re.sub(r"[\W\d_]", "", row["name"]) or "student"  # Canvas looks for numbers, and Moodle parts at "_"
    match platform:
        case Platform.MOODLE:
            name = " ".join(re.sub(r"[/\\_]", " ", row["name"]).split())
            return f"{name}_{key}_assignsubmission_file_/" if name and is_number(key) else None
        case Platform.CANVAS:
            return f"{letters}_{key}_{attempt}_" if is_number(key) and is_number(attempt) else None
        case Platform.BRIGHTSPACE:
            same = FOLDERS[platform].fullmatch(attempt)
            return f"{attempt}/" if same and same["key"] == key and not {"/", "\\"} & {*attempt} else None
        case Platform.CLASSROOM:
            return f"{row['student']}/" if not {"/", "\\"} & {*row["student"]} else None


def _told_by(prefix: str | None) -> str:
    """By what in a prefix the platform tells whose a page is."""
    number = re.match(r"[^_/]*_([0-9]+)_", prefix or "")
    return number[1] if number else (prefix or "").casefold()


def _write(target: Path, files: Iterable[tuple[str, Path]]) -> None:
    with (replacing(target) as new, new.open("w+b") as file,
          zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive):
        for name, page in files:
            archive.write(page, name)
