"""Who judges which kind of exam."""

from __future__ import annotations

from functools import singledispatch

from ..language.capstone import Capstone
from ..language.catch import Catch
from ..language.task import Exam, Task
from .capstone import CapstoneExaminer
from .catch import CatchExaminer
from .exam import Examiner, TaskExaminer


@singledispatch
def examiner(exam: Exam) -> Examiner:
    """A fresh examiner for this kind of exam; TypeError where there is none."""
    raise TypeError(f"nobody judges a {type(exam).__name__}")


examiner.register(Task, TaskExaminer)
examiner.register(Capstone, CapstoneExaminer)
examiner.register(Catch, CatchExaminer)
