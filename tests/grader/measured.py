"""What is found of the grader and of checks that courses copy, kept in `book/measured` for the pages that show it.

To find it takes many minutes of a processor, so `make` reads what is kept. `make measured` finds it anew and says what
has changed; `make test` finds it anew as well (`test_measured.py`), and fails where that is something else. Kept is
what the pages show, and nothing that differs from machine to machine.
"""

from __future__ import annotations

import difflib
import json
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from tqdm import tqdm

from grader.grading import open_grader
from grader.language import registry
from grader.language.task import Task
from grader.outcome.count import Count, FaceCount
from grader.outcome.passed import Passed
from grader.telling import selftest_table
from grader.tools import corpus, selftest

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "book" / "measured"
COPIED = ("a_few_steps", "a_small_network", "stored_numbers")  # the checks in corpus/checks.py

Section = dict[str, Any]
EXAMS = registry.find()
TASKS = {name: exam for name, exam in EXAMS.items() if isinstance(exam, Task)}
ANSWERS = corpus.stored()
# Wrong only where Python gives an object the id of one that is gone (an optimizer, or the tensor that `p.data` makes
# each time), which is luck in a check that does not arrange it. To catch by luck is to let through: that is how these
# count, whatever a check makes of them today.
OF_A_PASSING_THING = re.compile(r"\bid\((self\b|[\w.]+\.\w)")
BY_LUCK = {answer.id for answer in ANSWERS if not answer.right and OF_A_PASSING_THING.search(answer.code)}


def kept(name: str) -> dict[str, Section]:
    """What a file of the folder holds, by its sections."""
    found: dict[str, Section] = json.loads((FOLDER / f"{name}.json").read_text("utf8"))
    return found


def laid_out(found: dict[str, Section]) -> str:
    """Sections as JSON with a line for each entry, so that a difference is a few lines."""
    def lines(section: Section) -> str:
        return ",\n".join(f"  {json.dumps(name)}: {json.dumps(entry, ensure_ascii=False)}"
                          for name, entry in section.items())

    sections = (f" {json.dumps(name)}: {{\n{lines(section)}\n }}" for name, section in found.items())
    return "{\n" + ",\n".join(sections) + "\n}\n"


def counted(count: Count) -> Section:
    """What the page shows of a task's self-test."""
    return {"wrong": count.wrong, "accepted": count.accepted, "misnamed": count.misnamed, "right": count.right,
            "rejected": count.rejected, "caught": [face.name for face in count.faces if face.caught],
            "missed": count.missed, "passed": [face.name for face in count.faces if face.passed],
            **{name: [sum(made.named for made in some), len(some)]
               for name, some in (("families", count.families), ("together", count.together))}}


def faces(count: Count) -> Section:
    """How far the trials go at each face of the box that a task's trials reach."""
    def face(one: FaceCount) -> Section:
        return {"title": one.title, "bound": one.bound, "least": one.least}

    return {one.name: face(one) for one in count.faces}


def passed(counts: Iterable[Passed]) -> Section:
    """What the page shows of a check, by task."""
    return {c.task: {"wrong": c.wrong, "accepted": len(c.accepted), "right": c.right, "rejected": len(c.rejected)}
            for c in counts}


def let_through(check: str) -> Section:
    """What one of the copied checks makes of all stored answers."""
    found = corpus.measure(corpus.load(f"{ROOT}/corpus/checks.py:{check}"), ANSWERS, TASKS)
    for count in found:
        count.accepted.update((a.id, a.label) for a in ANSWERS if a.id in BY_LUCK and a.task == count.task)
    return passed(found)


def indexed() -> dict[str, Section]:
    """What the index says of the grader itself, and what is left after the first check, the first two, and so on."""
    return {"grader": passed(corpus.own(ANSWERS)), "left": dict(corpus.left(ANSWERS, TASKS))}


def _selftest() -> dict[str, Section]:
    with open_grader(pictures=False) as grader:
        counts = list(tqdm(selftest.run(EXAMS.values(), grader), "self-test", len(EXAMS), unit="task", disable=None))
    print(selftest_table.table(counts))
    reached = {name: face for count in counts for name, face in faces(count).items()}
    return {"tasks": {count.task: counted(count) for count in counts}, "faces": reached}


def _corpus() -> dict[str, Section]:
    checks = tqdm(COPIED, "copied checks", unit="check", disable=None)
    return {check: let_through(check) for check in checks} | indexed()


FINDS: dict[str, Callable[[], dict[str, Section]]] = {"selftest": _selftest, "corpus": _corpus}


def main(names: list[str]) -> None:
    """Find these anew, or all, write them down, and say what has changed."""
    for name in names or FINDS:
        file = FOLDER / f"{name}.json"
        before = file.read_text("utf8").splitlines() if file.is_file() else []
        text = laid_out(FINDS[name]())
        file.write_text(text, "utf8")
        changes = list(difflib.unified_diff(before, text.splitlines(), "before", "now", n=0, lineterm=""))
        said = "what has changed" if changes else "nothing has changed"
        print("\n".join([f"book/measured/{name}.json: {said}", *changes]))


if __name__ == "__main__":
    main(sys.argv[1:])
