"""The rules that a class invented: what each reached stands in the notebook that nbgrader keeps in autograded/."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from ..language.capstone import Capstone
from ..language.task import Exam
from ..outcome.own import Standing
from ..telling import told


class _Metadata(msgspec.Struct):
    told: Any = msgspec.field(default=None, name=told.KEPT)


class _Notebook(msgspec.Struct):
    metadata: _Metadata


def of(assignment: str, notebooks: Iterable[str], tasks: Mapping[str, Exam], coursedir: Any) -> Standing | None:
    """What the rules have reached that a class invented; None where none of these notebooks asks for one."""
    for name in notebooks:
        if isinstance(exam := tasks.get(name), Capstone):
            return standing(assignment, exam, coursedir)
    return None


def standing(assignment: str, exam: Capstone, coursedir: Any) -> Standing:
    """What the rules of everybody who has been graded have reached, whenever that was.

    Args:
        assignment: its name.
        exam: what it asks, in the notebook of the same name.
        coursedir: nbgrader's `CourseDirectory`.
    """
    everybody = coursedir.format_path(coursedir.autograded_directory, "*", assignment)
    # The folder of graded notebooks may lie elsewhere, and the course's own name may look like a pattern.
    root = Path(coursedir.root) if Path(everybody).is_relative_to(coursedir.root) else Path(Path(everybody).anchor)
    folders = sorted(root.glob(str(Path(everybody).relative_to(root))))
    losses = (loss for folder in folders for loss in _loss(folder / f"{exam.name}.ipynb"))
    return Standing(tuple(sorted(losses)), exam.to_beat, exam.run.steps)


def _loss(path: Path) -> Iterator[float]:
    """What the rule in a graded notebook reached, if it reached anything."""
    try:
        found = told.kept(msgspec.json.decode(path.read_bytes(), type=_Notebook).metadata.told)
    except (OSError, ValueError, RecursionError):  # none, or none that can be read
        return
    if found and found.own_loss is not None:
        yield found.own_loss
