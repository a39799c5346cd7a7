"""The grader graded: every misconception and many right answers go through it as submissions.

A misconception is written out as a class. So a mistake's function may use its arguments, `math` and `torch`, and
nothing else but `at_most`. Every tenth class is put into the solution cell of the released notebook and graded in the
sandbox like a student's; what stands below that cell is left out, to save time. The others are walked without it,
for a fraction of the time, and judged by the same judges. Right answers are those that lie beside the task, in
`right_answers/`; all go through the sandbox. Nothing wrong may get full marks, nothing right may lose any, and every
mistake must be called by its name. What is made of mistakes (a family's with a number, several at once, one at a face
of the box) is walked so as well (`walked.py`).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from functools import singledispatch
from multiprocessing import get_context, parent_process
from threading import Thread
from typing import Any, cast

from nbformat import NotebookNode

from ..grading import Grader
from ..judging.paths import Paths
from ..language import registry
from ..language.capstone import Capstone
from ..language.catch import Catch
from ..language.task import Exam, Misconception, Task
from ..outcome.count import Count
from ..outcome.finding import Observed
from ..outcome.verdict import Status, Verdict
from ..telling import terminal
from . import demo, walked, written

CELLS = "\n# %%\n"  # between two solution cells in the file of a right answer
SANDBOXED = 10  # one in so many of a task's mistakes goes through the sandbox


def run(exams: Iterable[Exam], grader: Grader) -> Iterator[Count]:
    """Put each of these exams of the registry to the test; yields the count of each as it is known."""
    exams = list(exams)
    with ProcessPoolExecutor(mp_context=get_context("spawn"), initializer=_end_with_the_parent) as processes:
        walking = {exam.name: processes.submit(walk_here, exam.name) for exam in exams if isinstance(exam, Task)}
        for exam in exams:
            found = sandboxed(exam, grader)
            if exam.name in walking:
                found.add(walking[exam.name].result())
            yield found


def sandboxed(exam: Exam, grader: Grader) -> Count:
    """What goes through the sandbox of an exam: all right answers, and of a task's mistakes some."""
    # The fine trials only make more of a named mistake fail, and take most of the time.
    coarse = grader.beside({exam.name: exam.coarse()}) if isinstance(exam, Task) else grader
    wrong = wrong_answers(exam)
    here = set(walked_here(wrong) if isinstance(exam, Task) else ())
    return count(exam, grader, right_answers(exam), {n: wrong[n] for n in wrong if n not in here}, coarse)


def _end_with_the_parent() -> None:
    """Let this process end when the one that started it does: a pool's would wait for work for ever."""
    parent = parent_process()
    assert parent is not None

    def follow() -> None:
        parent.join()
        os._exit(1)

    Thread(target=follow, daemon=True).start()


def walked_here(wrong: Iterable[str]) -> list[str]:
    """Which of these mistakes do without the sandbox."""
    return [name for i, name in enumerate(wrong) if i % SANDBOXED]


def walk_here(name: str) -> Count:
    """What needs no sandbox of the task with this name, in a process of its own."""
    task = registry.find()[name]
    assert isinstance(task, Task)
    wrong, found, known = wrong_answers(task), Count(task.name), Paths(task)
    count_here(task.coarse(), {mistake: wrong[mistake][0] for mistake in walked_here(wrong)}, found)
    found.faces, found.families, found.together = (
        walked.faces(known), walked.families(known), walked.together(known))
    return found


def count(exam: Exam, grader: Grader, right: dict[str, list[str]], wrong: dict[str, list[str]],
          coarse: Grader | None = None) -> Count:
    """What the grader makes of these answers, each the code of the solution cells by the answer's name.

    Args:
        exam: what they answer.
        grader: judges them.
        right, wrong: the answers.
        coarse: judges the wrong ones, if it is another.
    """
    def judge(answers: dict[str, list[str]], by: Grader) -> list[Verdict]:
        return list(by.grade_notebooks([(submission(exam, codes), exam.name) for codes in answers.values()]))

    verdicts = judge(right | wrong, grader) if coarse is None else judge(right, grader) + judge(wrong, coarse)
    names = (*right, *wrong)
    judged = [verdict.status in (Status.GRADED, Status.FAILED) for verdict in verdicts]
    n, full = len(right), exam.max_points
    found = Count(exam.name, sum(judged[:n]), sum(judged[n:]))
    besides = _Besides(exam)
    for i, (name, verdict) in enumerate(zip(names, verdicts)):
        if not judged[i]:
            found.troubled.append(name)
        elif i >= n:
            _note(found, name, named(verdict), verdict.score >= full, besides)
        elif verdict.score < full:
            found.rejected.append(name)
    return found


def count_here(task: Task, wrong: dict[str, str], found: Count) -> None:
    """Judge wrong answers that are walked in this process, and add what becomes of them to what was found.

    Args:
        task: what they answer.
        wrong: their code, by the mistake's name.
        found: gets them.
    """
    known = Paths(task)
    besides = _Besides(task, known)
    for name, code in wrong.items():
        found.wrong += 1
        _note(found, name, *walked.told(known, defining(code, task.class_name)), besides)


def _note(found: Count, name: str, said: set[str], full: bool, besides: _Besides) -> None:
    """Write down what became of a mistake: what it was called, and whether it got full marks."""
    if full:
        found.accepted.append(name)
    elif name not in said or not all(besides.true(name, one) for one in said - {name}):
        found.misnamed[name] = ", ".join(sorted(said))
    elif said - {name}:
        found.beside[name] = ", ".join(sorted(said - {name}))


class _Besides:
    """What may be said of an exam's mistakes besides their names: what is measured, and true of them."""

    def __init__(self, exam: Exam, known: Paths | None = None):
        self._known = known or (Paths(exam.coarse()) if isinstance(exam, Task) else None)

    def true(self, name: str, said: str) -> bool:
        mistakes = self._known.task.misconceptions if self._known else []
        mistake = next((m for m in mistakes if m.name == name), None)
        return (self._known is not None and mistake is not None and said in set(Observed)
                and walked.true_besides(self._known, mistake, Observed(said)))


def as_json(counts: list[Count]) -> str:
    """The counts as JSON."""
    return terminal.as_json([asdict(c) for c in counts], indent=1)


def named(verdict: Verdict) -> set[str]:
    """Names of all mistakes that a verdict speaks of."""
    return {name for check in verdict.checks for name in check.names}


def submission(exam: Exam, codes: list[str]) -> NotebookNode:
    """The released notebook with these codes in its solution cells, and nothing below them."""
    notebook = demo.solve(exam.name, *codes, course=exam.course)
    last = max(i for i, c in enumerate(notebook.cells) if c.source == codes[-1])
    del notebook.cells[last + 1:]
    return notebook


def right_answers(exam: Exam) -> dict[str, list[str]]:
    """Right answers in many styles: by the style's name, the code of each solution cell."""
    files = sorted(exam.answers.glob("*.py")) if exam.answers else []
    return {path.stem.replace("_", " "): path.read_text(encoding="utf8").split(CELLS) for path in files}


@singledispatch
def wrong_answers(exam: Exam) -> dict[str, list[str]]:
    """Every misconception of the exam, written out: by its name, the code of each solution cell."""
    raise TypeError(f"nobody knows how to get a {type(exam).__name__} wrong")


@wrong_answers.register
def _(exam: Task) -> dict[str, list[str]]:
    return {m.name: [written.wrong_class(exam, m)] for m in exam.misconceptions}


@wrong_answers.register
def _(exam: Capstone) -> dict[str, list[str]]:
    """The schedule's misconceptions, each between the other cells of a right answer."""
    optimizers, _, tuning = next(iter(right_answers(exam).values()))
    return {m.name: [optimizers, wrong_schedule(exam.schedule, m), tuning]
            for m in exam.schedule.misconceptions}


@wrong_answers.register
def _(exam: Catch) -> dict[str, list[str]]:
    """None: a trial that lets wrong optimizers go is told their names, and has none itself."""
    return {}


def defining(code: str, class_name: str) -> Callable[[], type]:
    """What makes the class of this name, each time anew, from the code of a mistake that is written out."""
    compiled = compile(code, f"<{class_name}>", "exec")

    def made() -> type:
        names: dict[str, Any] = {"__name__": "__main__"}
        exec(compiled, names)
        return cast(type, names[class_name])

    return made


def wrong_schedule(task: Task, mistake: Misconception) -> str:
    """A schedule with this mistake in it, as source code."""
    return written.wrong_rule(task, (mistake,)) + f"""

class {task.class_name}:
    def __init__(self, optimizer, total, warmup):
        self.optimizer, self.taken = optimizer, 0
        self.given = Values(lr=optimizer.lr, total=total, warmup=warmup)
        optimizer.lr = wrong.rate_after(0, self.given)

    def step(self):
        self.taken += 1
        self.optimizer.lr = wrong.rate_after(self.taken, self.given)
"""
