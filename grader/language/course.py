"""A course: where its book is read, and where its notebooks lie."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml


class NotReleased(LookupError):
    """A course has no notebook of this name to give out.

    Attributes:
        notebook: its name.
        folder: where it is looked for.
    """

    def __init__(self, notebook: str, folder: Path):
        super().__init__(notebook, str(folder))
        self.notebook, self.folder = notebook, folder


@dataclass(frozen=True)
class Course:
    """A course.

    Attributes:
        folder: holds `solutions/` and `assignments/`.
        book: the book's address; "" where the course has none, or none that is known.
        repository: the public repository's address; "" if there is none.
        practice: whether students are to see the grader's verdict on what they have not handed in yet.
        hints: whether the notebooks' checks know mistakes by their names, and have hints.
        pages: the book's pages by their names, such as `step` or `mistakes/adam`, in the order of its table of contents
            and as far as that says.
    """

    folder: Path
    book: str = ""
    repository: str = ""
    practice: bool = True
    hints: bool = True
    pages: tuple[str, ...] = field(default=(), repr=False)

    @classmethod
    def at(cls, folder: Path) -> Course:
        """The course in `folder`, with the addresses that its Jupyter Book configuration gives.

        The book stands where `html.baseurl` says, or else where GitHub or GitLab publish the pages of
        `repository.url`. A folder without `_config.yml`, or with one that cannot be read, gives a course without
        addresses; one without `_toc.yml` a course of which no page is known. Notebooks have hints unless it says
        `hints: false`.
        """
        config = _read(folder / "_config.yml")
        repository = _text(config, "repository", "url").rstrip("/")
        base = _text(config, "html", "baseurl") or _pages(repository)
        pages = tuple(file.removeprefix("book/") for file in _files(_read(folder / "_toc.yml")))
        practice, hints = (_found(config, "sphinx", "config", name) is not False for name in ("practice", "hints"))
        return cls(folder, f"{base.rstrip('/')}/book" if base else "", repository, practice, hints, pages)

    def section(self, section: str) -> str | None:
        """The address of a section such as `momentum#momentum-rule`; None if the book's is unknown."""
        page, _, label = section.partition("#")
        return f"{self.book}/{page}.html" + (f"#{label}" if label else "") if self.book else None

    def mistake(self, task: str, name: str) -> str | None:
        """The address of the paragraph about one mistake with a task; None if the book has no page of its mistakes."""
        page = f"mistakes/{task}"
        return self.section(f"{page}#{anchor(name)}") if page in self.pages else None

    def released(self, notebook: str) -> Path:
        """Where the notebook lies that students are given; NotReleased if there is none."""
        found = next((self.folder / "assignments").glob(f"*/{notebook}.ipynb"), None)
        if found is None:
            raise NotReleased(notebook, self.folder / "assignments")
        return found


def anchor(name: str) -> str:
    """The id of a mistake's paragraph on its page: `mistake-no-bias-correction`."""
    return "mistake-" + re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _read(file: Path) -> dict[str, Any]:
    """What a YAML file says; nothing where it is not there or cannot be read."""
    try:
        read = yaml.safe_load(file.read_text(encoding="utf8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        return {}
    return read if isinstance(read, dict) else {}


def _files(contents: Any) -> Iterator[str]:
    """All pages in a table of contents, however deep they lie."""
    if isinstance(contents, dict):
        if isinstance(contents.get("file"), str):
            yield contents["file"]
        yield from _files(list(contents.values()))
    elif isinstance(contents, list):
        for part in contents:
            yield from _files(part)


def _text(config: dict[str, Any], *keys: str) -> str:
    found = _found(config, *keys)
    return found if isinstance(found, str) else ""


def _found(config: dict[str, Any], *keys: str) -> Any:
    """What stands under these keys; None if nothing does."""
    found: Any = config
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    return found


def _pages(repository: str) -> str:
    """Where a public repository's pages are published; "" where that is not known."""
    found = re.fullmatch(r"https://(github|gitlab)\.com/([^/]+)/(.+?)(\.git)?", repository)
    return f"https://{found[2]}.{found[1]}.io/{found[3]}" if found else ""


def _home() -> Path:
    """In a checkout the course lies beside the package, in an installed wheel inside it."""
    package = Path(__file__).resolve().parents[1]
    beside = package.parent
    return beside if (beside / "solutions").is_dir() and (beside / "book").is_dir() else package / "home"


# The course that the grader comes with. Its pages explain the bookkeeping, which is the same everywhere.
HOME = Course.at(_home())
