"""What comes after full marks: how others wrote it, the next notebook, something to try."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from itertools import islice
from pathlib import Path
from typing import Final

from ..language.course import HOME
from ..language.task import Exam, Task
from .catalogue import SENTENCES, say

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
        if all(SequenceMatcher(None, code, other, autojunk=False).ratio() < ALIKE for other in seen):
            seen.append(code)
            yield code


def following(exam: Exam, tasks: Mapping[str, Exam]) -> Exam | None:
    """The notebook that comes next in the order of the book's chapters; None after the last."""
    pages = exam.course.pages
    known = [task for task in tasks.values() if task.course == exam.course and task.chapter in pages]
    line = sorted(known, key=lambda task: (pages.index(task.chapter), task.name))
    at = next((k for k, task in enumerate(line) if task.name == exam.name), len(line))
    return line[at + 1] if at + 1 < len(line) else None


def challenge(exam: Exam) -> str:
    """Something to try with what was written; "" where there is none."""
    key = f"challenge.{exam.name}"
    return say(key) if exam.course == HOME and key in SENTENCES else ""
