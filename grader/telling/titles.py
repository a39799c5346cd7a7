"""The titles of this course's chapters, and of those sections to which feedback sends people.

They are read from the book, which an installed grader has not got: `python -m tests.grader.telling.titles` writes them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ..language.course import HOME, Course

FILE: Final = Path(__file__).with_name("titles.json")
TITLES: Final[Mapping[str, str]] = json.loads(FILE.read_text("utf8"))


def of(place: str, course: Course) -> str | None:
    """The title of a page, or of a section `page#label`; None where it is not known, as another course's is."""
    return TITLES.get(place) if course == HOME else None
