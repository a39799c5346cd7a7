"""The corpus: right and wrong answers to every task, and what a check of somebody's makes of them.

What was written down lies in `corpus/`, beside the package in a checkout and inside it in an installed wheel: a file
for each answer, and `index.csv`, which says what is wrong with it and what shows it. To these come the right answers
that lie beside a task and every mistake that has a name there, written out as a class; the tasks of other courses have
only those.

A check is a Python function that gets the class. It accepts by returning None or something true, and rejects by
returning something false or by raising. The answers are ours and the check is its author's, so nothing here confines
them: each answer meets the check in a process of its own only so that none is left behind for the next, and so that one
that never ends, or takes its process along, is counted like any other.
"""

from __future__ import annotations

import contextlib
import csv
import importlib
import importlib.util
import inspect
import linecache
import math
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
import torch

from ..ground.walk import Trajectory, walk
from ..judging import judge
from ..judging.compare import first_difference
from ..judging.paths import Paths
from ..language.course import HOME
from ..language.driver import optimizer
from ..language.task import Exam, Misconception, Task
from ..outcome.passed import Passed
from ..telling import terminal
from . import selftest, written

FOLDER = HOME.folder / "corpus"
BASE = Path(__file__).with_name("notebook_template") / "cells" / "base.py.jinja"  # nothing in it is filled in
# A mistake that is written out has no base class, and a check may clear the gradients.
ZERO_GRAD = "\n\nif not hasattr({0}, 'zero_grad'):\n    {0}.zero_grad = Optimizer.zero_grad\n"
FIELDS = ("id", "task", "verdict", "source", "label", "names", "checks", "trials", "fix")
BETWEEN = "; "  # trials in a field of the index; names of mistakes and checks have no spaces

SECONDS = 10.0  # of a processor, for one answer
WAITING = 6.0  # times as long by the clock: only what sleeps gets there

Check = Callable[..., object]


class Source(StrEnum):
    """Where an answer comes from."""

    BLIND = "blind"  # written with only the notebooks at hand, without a look at the grader
    RETOLD = "retold"  # something found in public, written anew in the course's API
    UNUSUAL = "unusual"  # a style that is seldom seen
    MUTATED = "mutated"  # a right answer with one thing changed
    STYLE = "style"  # a right answer that lies beside its task
    NAMED = "named"  # a mistake that has a name in its task, written out


@dataclass(frozen=True)
class Answer:
    """One answer to one task.

    Attributes:
        id: `TASK/VERDICT/NAME`; a stored one's file is that, with `.py`.
        task: the task's name.
        right: whether it deserves full marks.
        source: where it comes from.
        label: in words, what is wrong with it, or its style.
        code: defines the class, as a notebook's cell does that has the base class, `torch`, `math` and `np`.
        names: what the grader calls the mistake; may be none.
        checks: the checks that it fails.
        trials: the trials in which its path leaves the reference's.
        fix: what makes a wrong one right, if that is written down: parts "replace:", OLD, "by:", NEW, or "delete:",
            OLD, a line each, with "--- and ---" between two parts. Each OLD stands in the code once.
    """

    id: str
    task: str
    right: bool
    source: Source
    label: str
    code: str
    names: tuple[str, ...] = ()
    checks: tuple[str, ...] = ()
    trials: tuple[str, ...] = ()
    fix: str = ""

    @property
    def made(self) -> bool:
        """Whether it comes from its task and is not stored."""
        return self.source in (Source.STYLE, Source.NAMED)

    @property
    def mended(self) -> str:
        """The code with its fix."""
        code = self.code
        for part in self.fix.split("\n--- and ---\n"):
            how, _, what = part.partition(":\n")
            old, _, new = what.partition("\nby:\n") if how == "replace" else (what + "\n", "", "")
            code = code.replace(old, new)
        return code


# The answers


def stored(folder: Path = FOLDER) -> list[Answer]:
    """What lies in the corpus, in the order of its index."""
    with (folder / "index.csv").open(encoding="utf8", newline="") as file:
        return [Answer(row["id"], row["task"], row["verdict"] == "right", Source(row["source"]), row["label"],
                       (folder / f"{row['id']}.py").read_text(encoding="utf8"), tuple(row["names"].split()),
                       tuple(row["checks"].split()), tuple(filter(None, row["trials"].split(BETWEEN))), row["fix"])
                for row in csv.DictReader(file)]


def published_for(exam: Exam) -> list[str]:
    """The code of all answers to an exam that everybody can read; of one that asks for several optimizers, theirs."""
    known = stored()
    own = [one.code for one in known if one.task == exam.name] or [one.code for one in known if one.right]
    return own + ["\n\n".join(cells) for cells in selftest.right_answers(exam).values()]


def write_index(answers: Iterable[Answer], folder: Path = FOLDER) -> None:
    """Write `index.csv` anew, sorted by task and name."""
    rows = [(a.id, a.task, "right" if a.right else "wrong", a.source, a.label, " ".join(a.names), " ".join(a.checks),
             BETWEEN.join(a.trials), a.fix) for a in sorted(answers, key=lambda answer: answer.id)]
    with (folder / "index.csv").open("w", encoding="utf8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([FIELDS, *rows])


def made(task: Task) -> Iterator[Answer]:
    """The right answers that lie beside a task, and its named mistakes, written out."""
    for style, (code,) in selftest.right_answers(task).items():
        yield Answer(f"{task.name}/style/{style.replace(' ', '_')}", task.name, True, Source.STYLE, style, code)
    for mistake in task.misconceptions:
        yield Answer(f"{task.name}/named/{mistake.name}", task.name, False, Source.NAMED, mistake.says,
                     written.wrong_class(task, mistake) + ZERO_GRAD.format(task.class_name), (mistake.name,))


def answers(tasks: Iterable[Exam]) -> list[Answer]:
    """Every answer to these tasks, stored and made. A capstone has none: it asks for no single class."""
    asked = {task.name: task for task in tasks if isinstance(task, Task)}
    return [*(a for a in stored() if a.task in asked), *(a for task in asked.values() for a in made(task))]


def shown(known: Paths, paths: Mapping[str, Trajectory]) -> tuple[str, ...]:
    """The trials in which a path leaves the reference's.

    Args:
        known: the paths of what was asked.
        paths: the answer's trajectories by trial name; those that are missing show something.
    """
    task = known.task
    return tuple(t.name for t in task.trials if t.name not in paths or not judge.refused(paths[t.name], t) and (
        first_difference(paths[t.name], known.right(t), t, task.reference.tolerances) is not None))


def with_what_shows_it(answer: Answer, mistake: Misconception, known: Paths) -> Answer:
    """A named mistake with the checks and trials that show it."""
    keep: list[Any] = []
    paths = {t.name: walk(optimizer(known.task, (mistake,)), t, keep=keep) for t in judge.all_trials(known.task)}
    findings = zip(known.task.checks, judge.judge(known, paths))
    return replace(answer, checks=tuple(c.name for c, found in findings if not found.passed),
                   trials=shown(known, paths))


def published(tasks: Iterable[Exam]) -> Iterator[str]:
    """Every answer to these tasks with its code and all that is known about it, as a line of JSON."""
    asked = [task for task in tasks if isinstance(task, Task)]
    known = {task.name: Paths(task) for task in asked}
    mistakes = {(task.name, m.name): m for task in asked for m in task.misconceptions}
    for answer in answers(asked):
        if answer.source is Source.NAMED:
            answer = with_what_shows_it(answer, mistakes[answer.task, answer.names[0]], known[answer.task])
        yield terminal.as_json(
            {"id": answer.id, "task": answer.task, "verdict": "right" if answer.right else "wrong",
             "source": answer.source, "label": answer.label, "names": answer.names, "checks": answer.checks,
             "trials": answer.trials, "fix": answer.fix, "code": answer.code})


# A check


class NoCheck(Exception):
    """There is no such check.

    Attributes:
        lack: what is the matter: `file`, `spelling`, `function`, `import` or `callable`.
        details: fields for its sentence.
    """

    def __init__(self, lack: str, **details: str):
        super().__init__(lack, details)
        self.lack, self.details = lack, details


def load(check: str) -> Check:
    """The function that `FILE.py:FUNCTION` or `MODULE:FUNCTION` names; NoCheck if there is none."""
    place, _, name = check.rpartition(":")
    if not place or not name.isidentifier():
        raise NoCheck("spelling", check=check)
    try:
        module = _module(place)
    except NoCheck:
        raise
    except (Exception, SystemExit) as error:  # whatever a stranger's module does when it is imported
        raise NoCheck("import", place=place, error=f"{type(error).__name__}: {error}") from error
    found = getattr(module, name, None)
    if found is None:
        raise NoCheck("function", place=place, name=name)
    if not callable(found):
        raise NoCheck("callable", place=place, name=name)
    return found  # type: ignore[no-any-return]


def _module(place: str) -> Any:
    """Import what lies in a file, as a program beside it would, or what a module's name stands for."""
    if place.endswith(".py"):
        path = Path(place)
        if not path.is_file():
            raise NoCheck("file", path=place)
        sys.path.insert(0, str(path.resolve().parent))
        spec = importlib.util.spec_from_file_location(f"check_in_{path.stem}", path)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module
    sys.path.insert(0, os.getcwd())
    return importlib.import_module(place)


class Reply(StrEnum):
    """What became of one answer."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    ENDLESS = "endless"  # it took longer than it may
    ENDED = "ended"  # its process died


def measure(check: Check, of: Iterable[Answer], tasks: Mapping[str, Task], seconds: float = SECONDS) -> list[Passed]:
    """What a check makes of answers, a count for each task in the order in which they come.

    Args:
        check: gets the class, and the task's name if it takes two arguments.
        of: the answers.
        tasks: the tasks that they answer, by name.
        seconds: of a processor, for each answer; what takes longer is not accepted.
    """
    _warm()
    counts: dict[str, Passed] = {}
    for answer in of:
        count = counts.setdefault(answer.task, Passed(answer.task))
        reply, why = ask(check, answer, tasks[answer.task].class_name, seconds)
        count.right += answer.right
        count.wrong += not answer.right
        if reply is Reply.ACCEPTED and not answer.right:
            count.accepted[answer.id] = answer.label
        if reply is not Reply.ACCEPTED and answer.right:
            count.rejected[answer.id] = why or answer.label
        if reply in (Reply.ENDLESS, Reply.ENDED):
            count.stopped[answer.id] = reply
    return list(counts.values())


def own(of: Iterable[Answer]) -> list[Passed]:
    """What this grader makes of answers: of stored ones by the index, of those that are made by the self-test."""
    counts: dict[str, Passed] = {}
    for answer in of:
        count = counts.setdefault(answer.task, Passed(answer.task))
        count.right += answer.right
        count.wrong += not answer.right
        if answer.source in (Source.STYLE, Source.NAMED):
            continue
        if answer.right and answer.checks:
            count.rejected[answer.id] = answer.label
        if not answer.right and not answer.checks:
            count.accepted[answer.id] = answer.label
    return list(counts.values())


def left(of: Iterable[Answer], tasks: Mapping[str, Task]) -> list[tuple[str, int]]:
    """How many of the stored wrong answers would keep all points if there were the first check alone, the first two, …

    Returns:
        Titles of the tasks' checks in their order, each with what is left after it, by the index.
    """
    wrong = [answer for answer in of if not answer.right and answer.source is not Source.NAMED]
    ladder, titles = [], {check.name: check.title for task in tasks.values() for check in task.checks}
    for name, title in titles.items():
        wrong = [answer for answer in wrong if name not in answer.checks]
        ladder.append((title, len(wrong)))
    return ladder


def as_json(measured: Mapping[str, list[Passed]], of: list[Answer], tasks: Mapping[str, Task]) -> str:
    """What each check makes of these answers, and what this grader does, as JSON."""
    told = [{"check": check, "counts": [asdict(c) for c in counts]} for check, counts in measured.items()]
    return terminal.as_json({"checks": told, "grader": [asdict(c) for c in own(of)],
                             "stored": sum(not a.right and a.source is not Source.NAMED for a in of),
                             "left": left(of, tasks)}, indent=1)


def ask(check: Check, answer: Answer, class_name: str, seconds: float = SECONDS) -> tuple[Reply, str]:
    """What a check says of an answer, and what it raised, if anything.

    Where nothing is said the machine may be at fault, or a thread that held a lock in the moment of the fork: then the
    check is asked once more, but not who has used up the processor's time.
    """
    reply, why, spent = _asked(check, answer, class_name, seconds)
    if reply in (Reply.ENDLESS, Reply.ENDED) and not spent:
        reply, why, _ = _asked(check, answer, class_name, seconds)
    return reply, why


def _asked(check: Check, answer: Answer, class_name: str, seconds: float) -> tuple[Reply, str, bool]:
    """The same, asked once, and whether the time of a processor was spent."""
    spent = False
    fork = multiprocessing.get_context("fork")  # whatever has been imported is there at once
    ours, theirs = fork.Pipe(duplex=False)
    child = fork.Process(target=_inside, args=(theirs, check, answer, class_name, seconds))
    child.start()
    theirs.close()
    try:
        reply, why = ours.recv() if ours.poll(seconds * WAITING) else (Reply.ENDLESS, "")
    except EOFError:
        child.join()
        spent = child.exitcode == -signal.SIGPROF
        reply, why = Reply.ENDLESS if spent else Reply.ENDED, ""
    finally:
        ours.close()
        child.kill()
        child.join()
        child.close()
    return reply, why, spent


def _warm() -> None:
    """Let PyTorch import what its first step needs: it takes a second, which no answer should pay for."""
    torch.optim.SGD([torch.zeros(1)], lr=0.0).step()


def _inside(back: Connection, check: Check, answer: Answer, class_name: str, seconds: float) -> None:
    """Put one answer before the check and send back what it says. Runs in a process of its own."""
    nowhere = open(os.devnull, "r+")
    for stream in (0, 1, 2):
        os.dup2(nowhere.fileno(), stream)
    signal.signal(signal.SIGPROF, signal.SIG_DFL)  # ends the process, in native code, too
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        with contextlib.redirect_stdout(nowhere), contextlib.redirect_stderr(nowhere):
            said = check(defined(answer.code)[class_name], *_besides(check, answer.task))
        reply, why = Reply.ACCEPTED if said is None or said else Reply.REJECTED, ""
    except BaseException as error:  # an answer's class may raise what it likes, SystemExit, too
        reply, why = Reply.REJECTED, f"{type(error).__name__}: {error}".splitlines()[0]
    back.send((reply, why))


def _besides(check: Check, task: str) -> tuple[str, ...]:
    """The task's name, if the check takes it."""
    try:
        inspect.signature(check).bind(None, task)
    except (TypeError, ValueError):  # it takes one argument, or does not say how many
        return ()
    return (task,)


def defined(code: str) -> dict[str, Any]:
    """The names that an answer defines in a notebook with the base class."""
    names: dict[str, Any] = {"__name__": "__main__", "torch": torch, "math": math, "np": np}
    exec(compile(BASE.read_text(encoding="utf8"), "<the notebook's base class>", "exec"), names)
    file = "<an answer>"
    linecache.cache[file] = len(code), None, code.splitlines(keepends=True), file  # torch.jit reads it there
    exec(compile(code, file, "exec"), names)
    return names
