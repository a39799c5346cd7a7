"""How many of the wrong answers are explained, by a name or by what would make them right, and what that costs.

`python -m tests.grader.judging.explained [TASK …] [--folder FOLDER] [--feedback FILE]` judges the corpus, or the
answers in a folder that is built like it (`TASK/right/NAME.py`, `TASK/wrong/NAME.py`, labels in `labels.csv`). It
prints, for each task, how many are rejected though right, accepted though wrong, named, explained by a cause, and
neither; then each answer that is not as it should be, and the CPU time of the diagnosis where nothing is named: a
class's first path, and the median of all that follow. `--feedback` keeps for each wrong answer its label and what its
author is told.
"""

from __future__ import annotations

import argparse
import csv
import json
import statistics
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.judging import causes, diagnosis, judge
from grader.judging.paths import Paths
from grader.language.task import Task
from grader.outcome.verdict import CheckVerdict, Status, Verdict
from grader.telling import words
from grader.tools.corpus import stored

from ..walking import Judges, namespace, walk_all

IMPORTS = 'import math\nimport numpy as np\nimport matplotlib.pyplot as plt\ndevice = "cpu"\n'


@dataclass(frozen=True)
class Given:
    """An answer: its task, whether it is right, what is wrong with it in its author's words, and its code."""

    task: str
    name: str
    right: bool
    label: str
    code: str


@dataclass(frozen=True)
class Explained:
    """What became of an answer.

    Attributes:
        given: the answer.
        verdict: on it.
        seconds: CPU time of the diagnosis and of the search for causes.
    """

    given: Given
    verdict: Verdict
    seconds: float

    @property
    def failed(self) -> list[CheckVerdict]:
        return [check for check in self.verdict.checks if not check.finding.passed]

    @property
    def names(self) -> list[str]:
        return list(dict.fromkeys(name for check in self.failed for name in check.names))

    @property
    def caused(self) -> bool:
        """Whether something is said about when it goes wrong, or why it stops."""
        known = [check.circumstances for check in self.failed if check.circumstances]
        return any(one.causes or one.stop or one.only for one in known)


def from_folder(folder: Path) -> Iterator[Given]:
    """The answers in a folder that has a `labels.csv` with path, kind and label."""
    with (folder / "labels.csv").open(encoding="utf8", newline="") as file:
        for line in csv.DictReader(file):
            path = Path(line["path"])
            code = (folder / path).read_text("utf8")
            yield Given(path.parts[0], path.stem, line["kind"] == "right", line["label"], code)


def explain(known: Paths, given: Given) -> Explained:
    """Judge an answer, and time what is said about it."""
    code = IMPORTS + given.code
    paths = walk_all(lambda: namespace(code)[known.task.class_name], known.task)
    findings = judge.judge(known, paths)
    start = time.process_time()
    named = diagnosis.diagnose(known, paths, findings)
    beside = causes.Beside(known, paths)
    checks = [CheckVerdict(check, finding, mistakes, beside.circumstances(check, finding), task=known.task)
              for check, finding, mistakes in zip(known.task.checks, findings, named)]
    seconds = time.process_time() - start
    return Explained(given, Verdict(given.name, known.task, Status.GRADED, checks=checks), seconds)


def main(tasks: Iterable[str], folder: Path | None, feedback: Path | None) -> None:
    judges, first, times, told, odd = Judges(), [], [], [], []
    answers = list(from_folder(folder)) if folder else [
        Given(a.task, a.id, a.right, a.label, a.code) for a in stored()]
    print(f"{'task':10} right rejected wrong accepted named caused neither")
    for name in tasks or [n for n, t in judges.tasks.items() if isinstance(t, Task)]:
        found = [explain(judges.known(name), given) for given in answers if given.task == name]
        wrong = [e for e in found if not e.given.right]
        rejected = [e for e in found if e.given.right and e.failed]
        accepted = [e for e in wrong if not e.failed]
        nameless = [e for e in wrong if e.failed and not e.names]
        neither = [e for e in nameless if not e.caused]
        named = len(wrong) - len(accepted) - len(nameless)
        print(f"{name:10} {len(found) - len(wrong):5} {len(rejected):8} {len(wrong):5} {len(accepted):8} {named:5} "
              f"{len(nameless) - len(neither):6} {len(neither):7}", flush=True)
        odd += [("rejected", e) for e in rejected] + [("accepted", e) for e in accepted] + [
            ("caused" if e.caused else "neither", e) for e in nameless]
        first += [e.seconds for e in nameless[:1]]
        times += [e.seconds for e in nameless[1:]]
        told += [dict(task=name, name=e.given.name, label=e.given.label, names=e.names,
                      feedback=[words.message(group[0]) for group in words.grouped(e.verdict)]) for e in wrong]
    for what, e in odd:
        print(f"{what}: {e.given.task}/{e.given.name}: {e.given.label}  [{' '.join(c.check.name for c in e.failed)}]")
    if times:
        print(f"CPU where nothing is named: first of a class {max(first):.2f} s at most, "
              f"then {statistics.median(times):.2f} s (median), {max(times):.2f} s (most)")
    if feedback:
        feedback.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in told), "utf8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("tasks", nargs="*")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--feedback", type=Path)
    options = parser.parse_args()
    main(options.tasks, options.folder, options.feedback)
