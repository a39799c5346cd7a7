"""How many of the wrong answers are explained, and what that costs.

`python -m tests.grader.judging.explained [TASK …]` goes over the corpus: what was written with only the notebooks at
hand (`blind`) and what real people handed in (`retold`). It prints, for each task, how many are wrong, accepted (which
must be none), named, and unexplained; then every unexplained answer with its label, and the CPU time of the diagnosis:
of a class's first unexplained path, and the median of all that follow.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

from grader.judging import diagnosis, judge
from grader.judging.paths import Paths
from grader.tools.corpus import Source, stored

from ..walking import Judges, namespace, walk_all

IMPORTS = "import math\nimport numpy as np\n"


@dataclass(frozen=True)
class Explained:
    """What became of one wrong answer.

    Attributes:
        label: what is wrong with it, in its author's words.
        failed: the names of the checks that it fails.
        unnamed: those of them for which nothing is named.
        names: of all mistakes and observations.
        seconds: CPU time of the diagnosis.
    """

    label: str
    failed: list[str]
    unnamed: list[str]
    names: list[str]
    seconds: float


def wrong_answers(task: str) -> Iterator[tuple[str, str]]:
    """Label and code of every wrong answer to a task that is kept here."""
    for answer in stored():
        if answer.task == task and not answer.right and answer.source in (Source.BLIND, Source.RETOLD):
            yield f"{answer.id}: {answer.label}", IMPORTS + answer.code


def explain(known: Paths, label: str, code: str) -> Explained:
    """Judge an answer's code, and time the diagnosis."""
    paths = walk_all(lambda: namespace(code)[known.task.class_name], known.task)
    findings = judge.judge(known, paths)
    start = time.process_time()
    named = diagnosis.diagnose(known, paths, findings)
    seconds = time.process_time() - start
    failed = [(c.name, f, found) for c, f, found in zip(known.task.checks, findings, named) if not f.passed]
    names = dict.fromkeys([m.name for _, _, found in failed for m in found]
                          + [f.observed.value for _, f, _ in failed if f.observed])
    return Explained(label, [name for name, _, _ in failed],
                     [name for name, f, found in failed if not found and not f.observed], list(names), seconds)


def main(tasks: list[str]) -> None:
    judges, times, first = Judges(), [], []
    print(f"{'task':10} wrong accepted named partly unexplained")
    unexplained = []
    for task in tasks or list(judges.tasks):
        found = [explain(judges.known(task), label, code) for label, code in wrong_answers(task)]
        nameless = [e for e in found if e.failed and not e.names]
        partly = sum(bool(e.names and e.unnamed) for e in found)
        unexplained += [(task, e) for e in nameless]
        costly = [e.seconds for e in found if e.failed and not e.names]
        first += costly[:1]
        times += costly[1:]
        print(f"{task:10} {len(found):5} {sum(not e.failed for e in found):8} {sum(bool(e.names) for e in found):5} "
              f"{partly:6} {len(nameless):11}", flush=True)
    for task, e in unexplained:
        print(f"{task}: {e.label}  [{' '.join(e.failed)}]")
    if times:
        print(f"CPU of an unexplained path: first of a class {max(first):.2f} s at most, "
              f"then {statistics.median(times):.2f} s (median), {max(times):.2f} s (most)")


if __name__ == "__main__":
    main(sys.argv[1:])
