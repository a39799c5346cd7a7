"""What comes after full marks: how others wrote it, and the next notebook."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Final

from ..language.task import Exam, Task

STYLES: Final = 2  # that are shown
ALIKE: Final = 0.8  # from here on two answers are one style
# Those with most to learn from, where a task has them.
FIRST: Final = ("foreach", "lists_and_zip", "list_of_velocities", "dictionary_in_place", "lerp_and_addcmul")


def others(exam: Exam, answer: str) -> list[str]:
    """Right answers in two other styles than this one; none where no optimizer is asked for."""
    return list(islice(_different(exam, answer), STYLES)) if isinstance(exam, Task) and exam.answers else []


def _different(exam: Exam, answer: str) -> Iterator[str]:
    def rank(path: Path) -> tuple[int, str]:
        return FIRST.index(path.stem) if path.stem in FIRST else len(FIRST), path.stem

    seen = [answer]
    for path in sorted(exam.answers.glob("*.py"), key=rank) if exam.answers else []:
        code = path.read_text("utf8").strip("\n")
        if not any(_alike(code, other) for other in seen):
            seen.append(code)
            yield code


@lru_cache(256)
def _alike(code: str, other: str) -> bool:
    """Word by word: letter by letter takes thirty times as long, and says the same of nearly all right answers."""
    matcher = SequenceMatcher(None, _words(code), _words(other), autojunk=False)
    # The quick ones are never below the exact one.
    return all(ratio() >= ALIKE for ratio in (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio))


def _words(code: str) -> list[str]:
    return re.findall(r"\w+|[^\w\s]", code)


def following(exam: Exam, tasks: Mapping[str, Exam]) -> Exam | None:
    """The notebook that comes next in its course; None after the last."""
    line = in_order(exam, tasks)
    at = next((k for k, task in enumerate(line) if task.name == exam.name), len(line))
    return line[at + 1] if at + 1 < len(line) else None


def in_order(exam: Exam, tasks: Mapping[str, Exam]) -> list[Exam]:
    """The notebooks of its course in the order of the book's chapters, and those of no known chapter after them."""
    pages = exam.course.pages
    known = [task for task in tasks.values() if task.course == exam.course]
    place = {page: k for k, page in enumerate(pages)}
    return sorted(known, key=lambda task: (place.get(task.chapter, len(pages)), task.name))
