"""The grader graded: every misconception and many right answers go through it as submissions.

A misconception is written out as a class, put into the solution cell of the released notebook and
graded in the sandbox like a student's; what stands below that cell is left out, to save time. Right
answers are those in `right_answers/`. Nothing wrong may get full marks, nothing right may lose any,
and every mistake must be called by its name.
"""

from __future__ import annotations

import ast
import inspect
import json
import re
import textwrap
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from . import bookkeeping, demo
from .capstone import Capstone
from .grading import Grader
from .rule import Rule
from .task import REQUIRED, Misconception, Task, load
from .verdict import Verdict
from .words import OBSERVED

RIGHT_ANSWERS = Path(__file__).with_name("right_answers")


@dataclass
class Count:
    """What the self-test found for one task.

    Attributes:
        task: the task's name.
        right: how many right answers were graded.
        wrong: how many misconceptions were graded.
        rejected: right answers that lost points, by name.
        accepted: misconceptions that got full marks, by name.
        misnamed: misconceptions that were not called by their name, or by others as well, each
            with what was said. What is measured besides (such as modified gradients) is no name.
    """

    task: str
    right: int = 0
    wrong: int = 0
    rejected: list[str] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    misnamed: dict[str, str] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        return not (self.rejected or self.accepted or self.misnamed)


def right_answers(name: str) -> dict[str, list[str]]:
    """Right answers in many styles: by the style's name, the code of each solution cell."""
    return {path.stem.replace("_", " "): path.read_text(encoding="utf8").split("\n# %%\n")
            for path in sorted((RIGHT_ANSWERS / name).glob("*.py"))}


def wrong_answers(task: Task | Capstone) -> dict[str, list[str]]:
    """Every misconception of the task, written out: by its name, the code of each solution cell."""
    if not isinstance(task, Capstone):
        return {m.name: [wrong_class(task, m)] for m in task.misconceptions}
    optimizers, _, tuning = next(iter(right_answers(task.name).values()))
    return {m.name: [optimizers, wrong_schedule(task.schedule, m), tuning]
            for m in task.schedule.misconceptions}


def wrong_class(task: Task, *mistakes: Misconception) -> str:
    """A class that answers the task with these mistakes in it, as source code."""
    drivers = [m.driver for m in mistakes if m.driver] or [bookkeeping.Driver]
    bases = [c for d in drivers for c in reversed(d.__mro__) if c is not object]
    given = ", ".join(f"{n}={'REQUIRED' if v is REQUIRED else repr(v)}"
                      for n, v in task.hyperparameters.items())
    return "\n\n".join([
        "REQUIRED = object()", _wrong_rule(task, mistakes),
        *(_source(c) for c in dict.fromkeys([bookkeeping.State, *bases])),
        f"class {task.class_name}({', '.join(d.__name__ for d in drivers)}):\n"
        f"    rule = staticmethod(wrong)\n    hyperparameters = dict({given})\n    shared = {{}}",
    ])


def wrong_schedule(task: Task, mistake: Misconception) -> str:
    """A schedule with this mistake in it, as source code."""
    return _wrong_rule(task, (mistake,)) + f"""

class {task.class_name}:
    def __init__(self, optimizer, total, warmup):
        self.optimizer, self.taken = optimizer, 0
        self.given = SimpleNamespace(lr=optimizer.lr, total=total, warmup=warmup)
        optimizer.lr = wrong.rate_after(0, self.given)

    def step(self):
        self.taken += 1
        self.optimizer.lr = wrong.rate_after(self.taken, self.given)
"""


def _wrong_rule(task: Task, mistakes: tuple[Misconception, ...]) -> str:
    """Source of the task's rule with mistakes in its parts, as an object called `wrong`."""
    rules = [c for c in reversed(task.rule.__mro__) if issubclass(c, Rule)]
    parts = [_part(name, wrong) for m in mistakes for name, wrong in m.parts.items()]
    return "\n\n".join([
        "from types import SimpleNamespace", *map(_source, rules),
        f"class Wrong({task.rule.__name__}):\n" + textwrap.indent("\n\n".join(parts or ["pass"]), "    "),
        "wrong = Wrong()"])


def run(names: list[str], grader: Grader) -> Iterator[Count]:
    """Put each of these tasks to the test; yields the count of each as it is known."""
    for name in names:
        count, right, wrong = Count(name), right_answers(name), wrong_answers(load(name))
        notebooks = [(submission(name, codes), name) for codes in (*right.values(), *wrong.values())]
        verdicts = list(grader.grade_notebooks(notebooks))
        for style, verdict in zip(right, verdicts):
            count.right += 1
            if verdict.score < verdict.max_score:
                count.rejected.append(style)
        for mistake, verdict in zip(wrong, verdicts[len(right):]):
            count.wrong += 1
            said = named(verdict)
            if verdict.score >= verdict.max_score:
                count.accepted.append(mistake)
            elif mistake not in said or said - {mistake} - set(OBSERVED):
                count.misnamed[mistake] = ", ".join(sorted(said)) or "no name"
        yield count


def submission(name: str, codes: list[str]):
    """The released notebook with these codes in its solution cells, and nothing below them."""
    notebook = demo.solve(name, *codes)
    last = max(i for i, c in enumerate(notebook.cells) if c.source == codes[-1])
    del notebook.cells[last + 1:]
    return notebook


def named(verdict: Verdict) -> set[str]:
    """Names of all mistakes that a verdict speaks of."""
    return {name for check in verdict.checks if check.misconception
            for name in check.misconception.split(" + ")}


def table(counts: list[Count]) -> str:
    """What was found, as a table in Markdown, and the exceptions below it."""
    lines = ["| task | wrong answers | accepted | called by name | right answers | rejected |",
             "| --- | ---: | ---: | ---: | ---: | ---: |"]
    lines += [f"| {c.task} | {c.wrong} | {len(c.accepted)} | "
              f"{c.wrong - len(c.accepted) - len(c.misnamed)} | {c.right} | {len(c.rejected)} |"
              for c in counts]
    wrong, right = sum(c.wrong for c in counts), sum(c.right for c in counts)
    accepted, rejected = sum(len(c.accepted) for c in counts), sum(len(c.rejected) for c in counts)
    called = wrong - accepted - sum(len(c.misnamed) for c in counts)
    lines.append(f"| **all** | **{wrong}** | **{accepted}** | **{called}** | **{right}** | **{rejected}** |")
    for c in counts:
        lines += [f"{c.task}: right, and rejected: {name}" for name in c.rejected]
        lines += [f"{c.task}: wrong, and accepted: {name}" for name in c.accepted]
        lines += [f"{c.task}: {name} is called {said}" for name, said in c.misnamed.items()]
    return "\n".join(lines)


def as_json(counts: list[Count]) -> str:
    """The same as JSON."""
    return json.dumps([asdict(c) for c in counts], ensure_ascii=False, indent=1)


def _source(cls: type) -> str:
    """A class's source, with bases from other modules by their bare names."""
    code = textwrap.dedent(inspect.getsource(cls))
    return re.sub(r"^(class \w+\()([^)]*)", lambda m: m[1] + re.sub(r"\w+\.", "", m[2]), code)


def _part(name: str, wrong) -> str:
    """What stands in the place of a rule's part, as the body of a class."""
    if isinstance(wrong, dict):
        return f"{name} = {wrong!r}"
    (function,) = ast.parse(textwrap.dedent(inspect.getsource(wrong))).body
    function.name, function.decorator_list = name, []
    return f"@staticmethod\n{ast.unparse(function)}"
