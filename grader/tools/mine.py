"""The verdict without a course: on one's own optimizer, in the notebook itself, or on one's own file.

Nobody is kept in or out here. The cells run once more in a fresh process, as they ran in the notebook, on trials that
no course grades by, and what comes back is judged and told as everybody's is. Whether `torch.optim` did the work is not
asked: whom would one cheat?
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from ..grading import Grader
from ..ground import said_inside
from ..language import registry
from ..language.secret import PRACTICE
from ..language.task import Exam
from ..outcome.verdict import Verdict
from ..sandbox import unconfined
from ..sandbox.unconfined import Unconfined
from ..telling import pages, words
from ..telling.catalogue import say


@dataclass(frozen=True)
class Displayed:
    """A verdict that shows itself: as a page in a notebook, in words elsewhere."""

    verdict: Verdict

    def __repr__(self) -> str:
        return words.text(self.verdict)

    def _repr_html_(self) -> str:
        return pages.practised(self.verdict)


def grader(tasks: Mapping[str, Exam]) -> Grader:
    """A grader of one's own notebooks."""
    return Grader(tasks, Unconfined(), secret=PRACTICE)


def practice(answer: object = None) -> None:
    """Show the verdict on a class of this session, or on the notebook of this name; see `grader.practice`."""
    if unconfined.is_within():  # the cells that are judged would have themselves judged once more, and so on
        print(said_inside.DOES_NOTHING.format(name="practice"))
        return
    tasks = registry.find()
    exam = asked(answer, tasks) if isinstance(answer, type | str) else None
    if exam is None:
        print(why_not(answer, tasks))
        return
    cells = session(_shell())
    if not cells:
        print(say("practice.no_cells"))
        return
    print(say("practice.wait"))
    show(verdict(cells, exam, tasks))


def asked(answer: type | str, tasks: Mapping[str, Exam]) -> Exam | None:
    """The task that asks for a class of this name, or has this name; None if there is none."""
    name = _name(answer)
    return tasks.get(name) or next((task for task in tasks.values() if task.class_name == name), None)


def why_not(answer: object, tasks: Mapping[str, Exam]) -> str:
    """What is to be given to `practice` in the place of something that no task asks for."""
    name, classes = _name(answer), ", ".join(_classes(tasks))
    if answer is None:
        return say("practice.no_answer")
    if isinstance(answer, str):
        return say("practice.no_notebook", name=answer, notebooks=", ".join(tasks))
    if isinstance(answer, type):
        return say("practice.no_task", name=name, classes=classes)
    if callable(answer) and hasattr(answer, "__name__"):
        return say("practice.function", name=name, classes=classes)
    of = type(answer).__name__
    return say("practice.instance", name=of) if of in _classes(tasks) else say("practice.no_class", type=of)


def verdict(cells: list[str], exam: Exam, tasks: Mapping[str, Exam]) -> Verdict:
    """The verdict on a session's cells, as an answer to one task."""
    judge = grader(tasks)
    try:
        return judge.grade_notebook(notebook(cells), exam.name)
    finally:
        judge.close()


def notebook(cells: list[str]) -> NotebookNode:
    """A notebook of these cells."""
    made: NotebookNode = new_notebook(cells=list(map(new_code_cell, cells)))
    return made


def session(shell: Any) -> list[str]:
    """What has been run in this session so far, in the order in which it was run.

    What was run again and again is there twice, as what came between may need it. What had to be interrupted is left
    out.

    Args:
        shell: IPython's; None where there is none, and the program's own file is all that was run.
    """
    if shell is None:
        path = getattr(sys.modules["__main__"], "__file__", None)
        return [Path(path).read_text("utf8")] if path else []
    history = shell.history_manager
    interrupted = {number for number, error in getattr(history, "exceptions", {}).items()
                   if error["ename"] == KeyboardInterrupt.__name__}
    run = [cell for number, cell in enumerate(history.input_hist_raw) if cell.strip() and number not in interrupted]
    return [cell for k, cell in enumerate(run) if cell not in run[:k] or cell not in run[k + 1:]]


def show(verdict: Verdict) -> None:
    """Show a verdict where this is running."""
    if _shell() is None:
        print(repr(Displayed(verdict)))
    else:
        from IPython.display import display

        display(Displayed(verdict))  # type: ignore[no-untyped-call]


def _shell() -> Any:
    """The IPython shell of this session, if it is one."""
    there = sys.modules.get("IPython")
    return there.get_ipython() if there else None


def _name(answer: object) -> str:
    return answer if isinstance(answer, str) else getattr(answer, "__name__", type(answer).__name__)


def _classes(tasks: Mapping[str, Exam]) -> list[str]:
    return [task.class_name for task in tasks.values() if task.class_name]
