"""A course: where its book is read, and where its notebooks lie."""

from __future__ import annotations

import re
from dataclasses import dataclass
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
    """

    folder: Path
    book: str = ""
    repository: str = ""

    @classmethod
    def at(cls, folder: Path) -> Course:
        """The course in `folder`, with the addresses that its Jupyter Book configuration gives.

        The book stands where `html.baseurl` says, or else where GitHub or GitLab publish the pages of
        `repository.url`. A folder without `_config.yml`, or with one that cannot be read, gives a course without
        addresses.
        """
        try:
            read = yaml.safe_load((folder / "_config.yml").read_text(encoding="utf8"))
        except (OSError, UnicodeDecodeError, yaml.YAMLError):
            read = None
        config = read if isinstance(read, dict) else {}
        repository = _text(config, "repository", "url").rstrip("/")
        base = _text(config, "html", "baseurl") or _pages(repository)
        return cls(folder, f"{base.rstrip('/')}/book" if base else "", repository)

    def section(self, section: str) -> str | None:
        """The address of a section such as `momentum#momentum-rule`; None if the book's is unknown."""
        page, _, label = section.partition("#")
        return f"{self.book}/{page}.html" + (f"#{label}" if label else "") if self.book else None

    def released(self, notebook: str) -> Path:
        """Where the notebook lies that students are given; NotReleased if there is none."""
        found = next((self.folder / "assignments").glob(f"*/{notebook}.ipynb"), None)
        if found is None:
            raise NotReleased(notebook, self.folder / "assignments")
        return found


def _text(config: dict[str, Any], *keys: str) -> str:
    found: Any = config
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, str) else ""


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
