"""The same verdicts under every course secret: `python -m tests.grader.judging.secrets [N [TASK ...]]`.

Each known mistake and each right answer of every task, or of some, is judged under the demo's secret and under N
others; for all of them that takes more than an hour, so each task's end is told. What differs is a fault of a trial
that holds its promise for some numbers only. But for this: whether a rule that flies off to infinity does so within a
short trial is chance, so a check that it fails for that alone is not counted; so is what float32 leaves of a difference
that nearly cancels under a root; and a sign hides whether Lion's weights have already decayed when they enter the
memory.
"""

from __future__ import annotations

import contextlib
import io
import sys
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import replace

from grader.judging import diagnosis, judge
from grader.judging.paths import Paths
from grader.language import JudgedBy, Secret, Task, registry
from grader.language.secret import DEMO
from grader.outcome.finding import Observed
from grader.tools import selftest
from grader.tools.walked import Walked

from ..walking import namespace, walk_all

ALIKE = {"decay_in_the_memory_after_the_decay": "decay_in_the_memory_too", "decayed_twice_in_turn": "decayed_twice"}
CANCELS = {"mean_subtracted_under_the_root"}
Said = tuple[tuple[str, ...], tuple[str, ...]]  # checks that were failed, names that were given


def named(task: Task) -> Iterator[tuple[str, Said]]:
    """What is said of each known mistake, by the trials that name one, short ones first."""
    known = Paths(replace(task, checks=tuple(
        replace(check, trials=tuple(sorted((t for t in check.trials if not t.fine), key=lambda t: t.steps)))
        for check in task.checks if check.judge is not JudgedBy.STORAGE)))
    trials = sorted(known.task.trials, key=lambda t: t.steps)
    for mistake in task.misconceptions:
        paths = Walked(judge.all_trials(known.task), lambda trial, m=mistake: known.wrong((m,), trial))
        found = [(check.name, judge.judged(known, check, paths)) for check in known.task.checks]
        found = [(check, finding) for check, finding in found if finding.observed is not Observed.NOT_FINITE
                 and not (check == "dtypes" and mistake.name in CANCELS)]
        names = {finding.observed.value for _, finding in found if finding.observed}
        walks = diagnosis._Walks(known, paths)
        if not all(finding.passed for _, finding in found) and not all(paths[t.name].failure for t in trials):
            name = next(m.name for m in task.misconceptions if m is mistake or walks.fit((m,), trials))
            names.add(ALIKE.get(name, name))
        yield mistake.name, (tuple(name for name, finding in found if not finding.passed), tuple(sorted(names)))


def right(task: Task) -> Iterator[tuple[str, Said]]:
    """What is said of each right answer, on every trial."""
    known = Paths(task)
    for style, (code,) in selftest.right_answers(task).items():
        with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings(action="ignore"):
            paths = walk_all(lambda code=code: namespace(code)[task.class_name], task)
        yield f"right: {style}", said(known, paths)


def said(known: Paths, paths: judge.Trajectories) -> Said:
    """The checks that are failed and the names that are given."""
    findings = judge.judge(known, paths)
    names = {m.name for mistakes in diagnosis.diagnose(known, paths, findings) for m in mistakes}
    return (tuple(c.name for c, f in zip(known.task.checks, findings) if not f.passed),
            tuple(sorted(names | {f.observed.value for f in findings if f.observed})))


def verdicts(task: Task, secret: Secret) -> dict[str, Said]:
    """What is said of each answer under a secret."""
    drawn = task.under(secret)
    return {**dict(named(drawn)), **dict(right(drawn))}


def differences(tasks: Iterable[Task], secrets: Iterable[Secret]) -> Iterator[str]:
    """Every verdict under one of the secrets that is another one under the demo's, in words."""
    secrets = list(secrets)
    for task in tasks:
        usual = verdicts(task, DEMO)
        for secret in secrets:
            for name, there in verdicts(task, secret).items():
                if there != usual[name]:
                    yield f"{task.name}, {name}: {usual[name]} by the demo's secret, {there} by {secret.value!r}"


def others(count: int) -> list[Secret]:
    """So many secrets."""
    return [Secret(f"secret {k}".encode()) for k in range(count)]


if __name__ == "__main__":
    number, *names = sys.argv[1:] or ["20"]
    there = {name: task for name, task in registry.find().items() if isinstance(task, Task)}
    found = 0
    for name in names or there:
        lines = 0
        for line in differences([there[name]], others(int(number))):
            print(line, flush=True)
            lines += 1
        print(f"{name}: {lines} verdicts differ under {number} secrets", flush=True)
        found += lines
    sys.exit(found > 0)
