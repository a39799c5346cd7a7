"""What somebody handed in: every file that may be an answer, wherever it lies and whatever it is called."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from nbformat import NotebookNode

from ..ground import caps, raster
from ..outcome.choice import Choice, Form, Newest
from ..outcome.refusal import Refusal, Refused, Unfit
from . import archive, decode, stamp
from .read import grade_id, is_left_out
from .repair import TemplateCell, answered, put_back

MAX_ENTRIES: Final = 10_000  # names that are looked at
MAX_FILES: Final = 100  # files that are opened
MAX_ALL_MB: Final = 200  # of all that is opened
MAX_DEPTH: Final = 12  # folders in folders
MAX_NESTED: Final = 2  # zips in zips
MAX_IMAGES: Final = 20
MAX_NAME: Final = 200  # characters
TOGETHER: Final = 2.0  # seconds: a zip's clock; what was written within them was written at one time

# What programs leave behind, and what is no answer whatever it holds.
_NOISE: Final = {"__MACOSX", "__pycache__", "node_modules", "site-packages", "venv", "env"}
_ANSWERS: Final = {".ipynb", ".py", ".zip", ".json", ".txt", ""}  # browsers add .json and .txt to a notebook
_UNFIT: Final = {".html", ".htm", ".mhtml", ".pdf", ".gdoc", ".gsheet", ".gslides", ".gcolab", ".url", ".webloc",
                 ".desktop", ".docx", ".odt", ".rtf", ".md", ".rar", ".7z", ".gz", ".tgz", ".tar", ".bz2", ".xz"}
_IMAGES: Final = {".png", ".jpg", ".jpeg", ".gif"}
# No student has made these.
_THE_MACHINES: Final = {errno.EIO, errno.ESTALE, errno.ENOMEM, errno.EMFILE, errno.ENFILE, errno.ETIMEDOUT,
                        errno.ENOTCONN, errno.EHOSTDOWN, errno.ENODEV, errno.ENXIO}


@dataclass(frozen=True)
class File:
    """A file that was handed in, read.

    Attributes:
        name: below the folder that was handed in; what is in a zip stands below the zip's name.
        notebook: what is in it; None if it cannot be graded.
        refusal: why it cannot be.
        form: what it was.
        stamp: when it was handed in, where nbgrader or the learning platform says so; seconds since the epoch.
        changed: when it was changed last.
    """

    name: str
    notebook: NotebookNode | None
    refusal: Refusal | None = None
    form: Form = Form.NOTEBOOK
    stamp: float | None = None
    changed: float = 0.0

    @property
    def base(self) -> str:
        return self.name.rpartition("/")[2]


@dataclass
class HandedIn:
    """All that was handed in.

    Attributes:
        files: that may be answers, and those that cannot be read.
        images: raster images that lie beside them, by name.
        wrong: what is wrong with the whole, if it cannot be looked through.
    """

    files: list[File] = field(default_factory=list)
    images: dict[str, bytes] = field(default_factory=dict)
    wrong: Refusal | None = None


@dataclass(frozen=True)
class Asked:
    """A notebook for which an answer is looked for.

    Attributes:
        name: the notebook's.
        class_name: the class that it asks for; None if that is not known.
        cells: the assignment's; none where they are not known.
        own: what its cells say that no other notebook's do.
    """

    name: str
    class_name: str | None = None
    cells: Sequence[TemplateCell] = ()
    own: frozenset[str] = frozenset()


def together(asked: Sequence[Asked]) -> list[Asked]:
    """Notebooks that are asked for at one time: each knows which of its cells are its own."""
    count = Counter(source for one in asked for source in {cell.source.strip() for cell in one.cells})
    return [replace(one, own=frozenset(source for cell in one.cells if count[source := cell.source.strip()] == 1))
            for one in asked]


@dataclass(frozen=True)
class Found:
    """The answer: the notebook, and from which file it is."""

    notebook: NotebookNode
    choice: Choice


def look_through(path: Path, wall: Path | None = None) -> HandedIn:
    """All that was handed in at `path`, a file or a folder.

    Links are followed inside `wall` and nowhere else. Never raises for what is there.

    Args:
        path: what was handed in.
        wall: the student's folder, without a link in its path; where there is none, links from below `path` must
            stay below it.

    Raises:
        OSError: a disk or a share fails, or a file has gone while we looked.
    """
    try:
        return _Reader(path, wall).handed_in()
    except Refused as refused:
        return HandedIn(wrong=refused.refusal)
    except OSError as error:
        if error.errno in (*_THE_MACHINES, errno.ENOENT):
            raise
        return HandedIn(wrong=Refusal(Unfit.UNREADABLE, error.strerror or type(error).__name__))


class _Reader:
    """Looks through one hand-in and keeps account of how much that was."""

    def __init__(self, path: Path, wall: Path | None):
        self._path = path
        self._wall = wall
        self._found = HandedIn()
        self._room = MAX_ALL_MB * 1_000_000
        self._stamps: dict[str, float | None] = {}

    def handed_in(self) -> HandedIn:
        if self._wall and not _real(self._path).is_relative_to(self._wall):
            raise Refused(Unfit.LINK)
        mode = _mode(self._path)
        if mode is None:
            raise Refused(Unfit.MISSING)
        if stat.S_ISDIR(mode):
            self._folder(self._wall or _real(self._path))
        else:
            self._file(self._path, self._path.name)
        return self._found

    def _folder(self, wall: Path) -> None:
        entries = list(_walk(self._path, wall))
        self._stamps = {name.rpartition("/")[0]: stamp.in_folder(path.parent) for path, name in entries
                        if name.rpartition("/")[2] == stamp.FILE and path is not None}
        for path, name in entries:
            if not _worth_reading(name):
                continue
            if path is None:
                self._refused(name, Refused(Unfit.LINK), 0.0)
            else:
                self._file(path, name)

    def _file(self, path: Path, name: str) -> None:
        changed = 0.0
        try:
            found = path.stat()
            changed = found.st_mtime
            if not stat.S_ISREG(found.st_mode):
                raise Refused(Unfit.NO_FILE)
            if found.st_size > decode.MAX_MB * 1_000_000:
                raise Refused(Unfit.TOO_LARGE, str(decode.MAX_MB))
            raw = path.read_bytes()
        except OSError as error:
            if error.errno in _THE_MACHINES or error.errno == errno.ENOENT and not path.is_symlink():
                raise
            self._refused(name, Refused(Unfit.UNREADABLE, error.strerror or type(error).__name__), changed)
        except Refused as refused:
            self._refused(name, refused, changed)
        else:
            self._read(raw, name, changed, MAX_NESTED)

    def _read(self, raw: bytes, name: str, changed: float, nested: int) -> None:
        self._room -= len(raw)
        if self._room < 0:
            raise Refused(Unfit.TOO_MANY_FILES, str(MAX_FILES))
        if _suffix(name) in _IMAGES:
            self._image(raw, name)
            return
        try:
            if decode.is_zip(raw) and _suffix(name) not in _UNFIT and nested:
                self._zip(archive.Archive(raw), name, nested)
                return
            notebook, form = decode.decode(raw, name)
        except Refused as refused:
            self._refused(name, refused, changed)
        else:
            self._add(File(_shown(name), notebook, None, form, self._stamp(name), changed))

    def _image(self, raw: bytes, name: str) -> None:
        image, kept = raster.raster(raw), self._found.images
        if (image and 0 < image.pixels <= caps.IMAGE_PIXELS and len(kept) < MAX_IMAGES
                and len(raw) <= caps.ATTACHMENT_BYTES
                and sum(map(len, kept.values())) + len(raw) <= caps.NOTEBOOK_BYTES):
            kept[name] = raw

    def _zip(self, zipped: archive.Archive, name: str, nested: int) -> None:
        before = len(self._found.files)
        for member in zipped.members():
            if _hidden(member.name) or not _worth_reading(member.name):
                continue
            inner = f"{name}/{member.name}"
            try:
                raw = zipped.read(member, decode.MAX_MB * 1_000_000)
            except Refused as refused:
                self._refused(inner, refused, member.changed)
            else:
                self._read(raw, inner, member.changed, nested - 1)
        if len(self._found.files) == before:
            self._refused(name, Refused(Unfit.ZIP), 0.0)

    def _refused(self, name: str, refused: Refused, changed: float) -> None:
        if _suffix(name) not in _IMAGES:
            self._add(File(_shown(name), None, refused.refusal, stamp=self._stamp(name), changed=changed))

    def _add(self, file: File) -> None:
        if len(self._found.files) == MAX_FILES:
            raise Refused(Unfit.TOO_MANY_FILES, str(MAX_FILES))
        self._found.files.append(file)

    def _stamp(self, name: str) -> float | None:
        """What a learning platform wrote into the name, or else nbgrader beside the file or into a folder above."""
        if (told := stamp.of_name(name)) is not None:
            return told
        folder = name
        while folder:
            folder = folder.rpartition("/")[0]
            if (told := self._stamps.get(folder)) is not None:
                return told
        return None


def _walk(root: Path, wall: Path) -> Iterator[tuple[Path | None, str]]:
    """Files below a folder, the outer ones first: path and name below the folder; no path if it leads out of `wall`."""
    left = MAX_ENTRIES
    level: list[tuple[Path, str]] = [(root, "")]
    seen = {_real(root)}
    for _ in range(MAX_DEPTH):
        below: list[tuple[Path, str]] = []
        for folder, prefix in level:
            for entry in _entries(folder, left):
                left -= 1
                name, path = f"{prefix}{entry.name}", Path(entry.path)
                if _hidden(entry.name):
                    continue
                if entry.is_symlink() and not _real(path).is_relative_to(wall):
                    yield None, name
                elif entry.is_dir():
                    if (real := _real(path)) not in seen:
                        seen.add(real)
                        below.append((path, f"{name}/"))
                else:
                    yield path, name
        level = below


def _entries(folder: Path, left: int) -> list[os.DirEntry[str]]:
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            found.append(entry)
            if len(found) > left:
                raise Refused(Unfit.TOO_MANY_FILES, str(MAX_ENTRIES))
    return sorted(found, key=lambda entry: entry.name)


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))  # Path.resolve raises where links lead in a circle


def _mode(path: Path) -> int | None:
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return None


def _hidden(name: str) -> bool:
    """Whether a file is what a program left behind: macOS's `._…`, `__MACOSX`, `.ipynb_checkpoints` and their kind."""
    return any(part in _NOISE or part.startswith(".") for part in name.split("/"))


def _shown(name: str) -> str:
    """A file's name as it may be printed: of a zip's members, whoever packed it has chosen the characters."""
    return "".join(c if c.isprintable() else "�" for c in name[-MAX_NAME:])


def _suffix(name: str) -> str:
    return os.path.splitext(name)[1].lower()


def _worth_reading(name: str) -> bool:
    base = name.rpartition("/")[2]
    # Blackboard describes each hand-in in a text file beside it.
    return base != stamp.FILE and _suffix(name) in _ANSWERS | _UNFIT | _IMAGES and not (
        _suffix(name) == ".txt" and "ipynb" not in base)


# Which of the files answers


def pick(handed_in: HandedIn, asked: Asked, others: Sequence[Asked] = (), loosely: bool = True) -> Found:
    """The file that answers a notebook: of those that have its cells or define its class, the newest.

    Args:
        handed_in: what there is.
        asked: what an answer is looked for.
        others: what else the same files may answer.
        loosely: whether a file that has another notebook's cells may answer this one as well, with its class.

    Raises:
        Refused: none does; the reason says what there is instead.
    """
    if handed_in.wrong:
        raise Refused(handed_in.wrong.unfit, handed_in.wrong.extra, handed_in.wrong.file)
    ranked = [(rank, n, file) for file in handed_in.files if file.notebook is not None
              for rank, n in [_rank(file, file.notebook, asked, others)] if rank > (not loosely)]
    if not ranked:
        raise _refused(handed_in.files, asked)
    # Who has answered something comes before who has opened the notebook and no more.
    best = max((n > 0, rank) for rank, n, _ in ranked)
    answers = [(n, file) for rank, n, file in ranked if (n > 0, rank) == best]
    taken, by = _newest(answers)
    assert taken.notebook is not None
    rest = tuple(file.name for _, file in answers if file is not taken)
    return Found(taken.notebook, Choice(
        taken.name, taken.form, rest, by if rest else None, put_back(taken.notebook, asked.cells),
        _defined(taken.notebook, asked.class_name)))


def belongs(file: File, asked: Sequence[Asked]) -> Asked | None:
    """What a file is the answer to, of all that may be asked for: its cells decide, then its class, then its name."""
    if file.notebook is None:
        return None
    ranked = []
    for one in asked:
        rank, count = _rank(file, file.notebook, one, [other for other in asked if other is not one])
        ranked.append((rank, name_in(file.base, [other.name for other in asked]) == one.name, count, one))
    best = max(ranked, key=lambda found: found[:3], default=None)
    return best[3] if best and best[0] > 1 else None


def _rank(file: File, notebook: NotebookNode, asked: Asked, others: Sequence[Asked]) -> tuple[int, int]:
    """How surely a file is about a notebook, from 0 to 4, and how many of the notebook's cells it answers."""
    defines = _defined(notebook, asked.class_name) > 0
    count = max(answered(notebook, asked.cells), int(defines and not asked.cells))
    if _about(notebook, asked):
        return 4, count
    elsewhere = any(_about(notebook, other) for other in others)
    if defines:
        return (1 if elsewhere else 3), max(count, 1)
    named = name_in(file.base, [asked.name, *(other.name for other in others)]) == asked.name
    return (2 if file.form is Form.NOTEBOOK and named and not elsewhere else 0), 0


def _about(notebook: NotebookNode, asked: Asked) -> bool:
    """Whether the notebook has cells of this assignment: by their names, or word for word and in no other."""
    names = {cell.name for cell in asked.cells}
    return any((name in names or name.startswith(f"{asked.name}-")) if (name := grade_id(cell)) is not None
               else cell.source.strip() in asked.own for cell in notebook.cells)


def _defined(notebook: NotebookNode, class_name: str | None) -> int:
    """How often a notebook defines a class."""
    return 0 if class_name is None else sum(
        len(re.findall(rf"^class {re.escape(class_name)}\b", c.source, re.M)) for c in notebook.cells
        if c.cell_type == "code" and not is_left_out(c))


def name_in(base: str, names: Iterable[str]) -> str | None:
    """The longest of these names that stands in a file's name as a word: `Copy of adam_l2 (1).ipynb` is `adam_l2`."""
    known = [name for name in names
             if re.search(rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])", base, re.I)]
    longest = max(map(len, known), default=0)
    return next((name for name in known if len(name) == longest), None) if sum(
        len(name) == longest for name in known) == 1 else None


def _newest(answers: list[tuple[int, File]]) -> tuple[File, Newest]:
    """Of files with the number of cells that each answers the newest, and what says so."""
    stamps = [file.stamp for _, file in answers if file.stamp is not None]
    if len(stamps) == len(answers) and len(set(stamps)) > 1:
        latest = [(n, file) for n, file in answers if file.stamp == max(stamps)]
        if len(latest) == 1:
            return latest[0][1], Newest.STAMP
        answers = latest
    last = max(file.changed for _, file in answers)
    latest = [(n, file) for n, file in answers if file.changed > last - TOGETHER]
    if len(latest) == 1:
        return latest[0][1], Newest.CHANGED
    most = max(n for n, _ in latest)
    full = [file for n, file in latest if n == most]
    return max(full, key=lambda file: (file.changed, file.name)), Newest.ANSWERED


def _refused(files: Sequence[File], asked: Asked) -> Refused:
    """Why nothing answers: what is wrong with the file that was meant, or that none of them is about it."""
    unfit = [file for file in files if file.refusal]
    meant = [file for file in unfit if name_in(file.base, [asked.name])]
    if meant:
        return _wrong_with(meant, asked.name)
    if any(file.form is Form.SCRIPT for file in files) and not any(
            file.notebook is not None and file.form is Form.NOTEBOOK for file in files):
        script = next(file for file in files if file.form is Form.SCRIPT)
        return Refused(Unfit.SCRIPT, file=_unless(script, asked.name))
    return nothing_answers(files, asked.name)


def nothing_answers(files: Sequence[File], name: str = "") -> Refused:
    """Why nothing that was handed in answers the notebook of this name, or anything."""
    unfit = [file for file in files if file.refusal]
    if not files:
        return Refused(Unfit.NOTHING)
    if len(unfit) == len(files):
        return _wrong_with(unfit, name)
    if len(files) == 1:
        return Refused(Unfit.SCRIPT if files[0].form is Form.SCRIPT else Unfit.NO_TASK, file=_unless(files[0], name))
    return Refused(Unfit.NO_ANSWER, ", ".join(file.name for file in files[:5]) + ("…" if len(files) > 5 else ""))


def _wrong_with(unfit: Sequence[File], name: str) -> Refused:
    """What is wrong with the newest of these files."""
    file = max(unfit, key=lambda file: (file.stamp or 0.0, file.changed))
    assert file.refusal
    return Refused(file.refusal.unfit, file.refusal.extra, _unless(file, name))


def _unless(file: File, name: str) -> str:
    """The file's name, unless it is the one that is expected."""
    return "" if file.name == f"{name}.ipynb" else file.name


def by_path(images: Mapping[str, bytes], notebook: str) -> dict[str, bytes]:
    """The images that lie beside the notebook of this name or below it, by their path from there."""
    folder = notebook.rpartition("/")[0]
    start = f"{folder}/" if folder else ""
    return {name.removeprefix(start): image for name, image in images.items() if name.startswith(start)}
