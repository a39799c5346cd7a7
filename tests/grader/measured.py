"""What is found of the grader and of checks that courses copy, kept in `book/measured` and `corpus/index.csv`.

To find it takes many minutes of a processor, so it is kept, with a hash of all that each part of it is made from
(`made_from.json`). `make measured` finds those parts anew that are made from something else today, and says what has
changed; `make remeasured` finds all anew, and fails where anything has changed. `make test` asks whether every hash is
today's, and finds a slice anew (`test_measured.py`, `judging/test_corpus.py`). Kept is what pages show, and nothing
that differs from machine to machine.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tqdm import tqdm

from grader.course import known
from grader.grading import open_grader
from grader.language import registry
from grader.language.task import Task
from grader.outcome.count import Count, FaceCount
from grader.outcome.passed import Passed
from grader.telling import selftest_table
from grader.tools import corpus, selftest

from . import made_from
from .answers import BASE
from .walking import Judges, Result, namespace, walk_all

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "book" / "measured"
MADE_FROM = Path(__file__).with_name("made_from.json")
COPIED = ("a_few_steps", "a_small_network", "stored_numbers")  # the checks in corpus/checks.py
IMPORTS = "import math\nimport numpy as np\n"

Section = dict[str, Any]
EXAMS = registry.find()
TASKS = {name: exam for name, exam in EXAMS.items() if isinstance(exam, Task)}
ANSWERS = corpus.stored()
# Wrong only where Python gives an object the id of one that is gone (an optimizer, or the tensor that `p.data` makes
# each time), which is luck in a check that does not arrange it. To catch by luck is to let through: that is how these
# count, whatever a check makes of them today.
OF_A_PASSING_THING = re.compile(r"\bid\((self\b|[\w.]+\.\w)")
BY_LUCK = {answer.id for answer in ANSWERS if not answer.right and OF_A_PASSING_THING.search(answer.code)}


@dataclass(frozen=True)
class Part:
    """Something that is found at once, and kept until what it is made from is something else.

    Attributes:
        of: `notebook`, a task's notebook for students; `index`, what the stored answers to a task are called;
            `selftest`, what is walked for a task without a sandbox; `corpus`, what a copied check lets through.
        name: the task's or the check's.
    """

    of: str
    name: str

    def __str__(self) -> str:
        return f"{self.of}: {self.name}"

    @property
    def code(self) -> str:
        """The hash of what it is made from today, and of what is kept of it."""
        tasks = [TASKS[self.name]] if self.name in TASKS else list(TASKS.values())
        answers = [ROOT / "corpus" / f"{answer.id}.py" for answer in ANSWERS if answer.task in {t.name for t in tasks}]
        styles = [path for task in tasks if task.answers for path in task.answers.glob("*.py")]
        tools = [ROOT / "grader" / "tools" / f"{name}.py" for name in ("corpus", "selftest")]
        modules = ["grader.tools.walked", "grader.tools.written", *(task.module for task in tasks)]
        course = [ROOT / "grader" / "course" / f"{name}.py" for name in ("known", "valley", "preprocessors")]
        files = {"notebook": [ROOT / "_config.yml", *course, *(ROOT / "solutions").rglob(f"{self.name}.ipynb")],
                 "selftest": [*styles, tools[1]],
                 "corpus": [*styles, *answers, *tools, corpus.BASE, ROOT / "corpus" / "checks.py"],
                 "index": [*answers, tools[0], corpus.BASE, Path(__file__).with_name("walking.py")]}
        more = ["grader.inside.job", "grader.judging.reply"] if self.of == "index" else []
        besides = {"index": (BASE, IMPORTS), "corpus": (OF_A_PASSING_THING.pattern,)}.get(self.of, ())
        return made_from.code([*modules, *more], files[self.of], self._kept, *besides)

    @property
    def _kept(self) -> str:
        if self.of == "notebook":  # what it says of exceptions comes from the catalogue, of which most is not in it
            return "".join(map(repr, known.meanings())) + assignment(self.name).read_text("utf8")
        if self.of == "index":
            return "\n".join(map(repr, (replace(a, code="", label="") for a in ANSWERS if a.task == self.name)))
        found = kept(self.of)
        if self.of == "corpus":
            return json.dumps(found.get(self.name))
        line = found["tasks"].get(self.name, {})
        return json.dumps([line, [found["faces"].get(face) for face in faces_of(line)]])


PARTS = [*(Part("notebook", name) for name in TASKS),
         *(Part("index", name) for name in TASKS if any(answer.task == name for answer in ANSWERS)),
         *(Part("selftest", name) for name in TASKS), *(Part("corpus", check) for check in COPIED)]


def assignment(name: str) -> Path:
    """A task's notebook for students, as it is committed."""
    (path,) = (ROOT / "assignments").rglob(f"{name}.ipynb")
    return path


def faces_of(line: Section) -> list[str]:
    """The faces of the box that a task's trials reach, of the line that is kept of it."""
    return [*line.get("caught", ()), *line.get("missed", ())]


def hashes() -> dict[str, Any]:
    """What was written down when each part was found: its hash, and with which libraries all was."""
    found: dict[str, Any] = json.loads(MADE_FROM.read_text("utf8")) if MADE_FROM.is_file() else {}
    return found


def stale(part: Part) -> bool:
    """Whether a part was made from something else than today, or with other libraries."""
    noted = hashes()
    return noted.get("libraries") != made_from.libraries() or noted.get(part.of, {}).get(part.name) != part.code


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


def let_through(check: str, tasks: Iterable[str] = TASKS) -> Section:
    """What one of the copied checks makes of all stored answers to these tasks."""
    some = [answer for answer in ANSWERS if answer.task in set(tasks)]
    found = corpus.measure(corpus.load(f"{ROOT}/corpus/checks.py:{check}"), some, TASKS)
    for count in found:
        count.accepted.update((a.id, a.label) for a in some if a.id in BY_LUCK and a.task == count.task)
    return passed(found)


def judged(judges: Judges, answer: corpus.Answer) -> corpus.Answer:
    """The answer with what it is called and what shows it, as the judges see it now."""
    task = judges.known(answer.task)
    paths = walk_all(lambda: namespace(IMPORTS + answer.code)[task.task.class_name], task.task)
    result = Result(task, paths)
    return replace(answer, names=tuple(sorted(result.names)), checks=tuple(result.failed),
                   trials=corpus.shown(task, paths))


def indexed() -> dict[str, Section]:
    """What the index says of the grader itself, and what is left after the first check, the first two, and so on."""
    return {"grader": passed(corpus.own(ANSWERS)), "left": dict(corpus.left(ANSWERS, TASKS))}


def _selftest(names: list[str]) -> None:
    """The self-test of these tasks, and of what is no task, which takes seconds."""
    exams = [exam for name, exam in EXAMS.items() if name in names or name not in TASKS]
    with open_grader(pictures=False) as grader:
        counts = list(tqdm(selftest.run(exams, grader), "self-test", len(exams), unit="task", disable=None))
    print(selftest_table.table(counts))
    before = kept("selftest") if (FOLDER / "selftest.json").is_file() else {"tasks": {}, "faces": {}}
    lines = before["tasks"] | {count.task: counted(count) for count in counts}
    lines = {name: lines[name] for name in EXAMS if name in lines}
    titled = before["faces"] | {name: face for count in counts for name, face in faces(count).items()}
    reached = dict.fromkeys(face for line in lines.values() for face in faces_of(line))
    _write("selftest", {"tasks": lines, "faces": {name: titled[name] for name in reached}})


def _corpus(names: list[str]) -> None:
    """What these copied checks let through, and what the index says, which takes no time."""
    before = kept("corpus") if (FOLDER / "corpus.json").is_file() else {}
    found = {check: let_through(check) for check in tqdm(names, "copied checks", unit="check", disable=None)}
    _write("corpus", {check: (before | found)[check] for check in COPIED if check in before | found} | indexed())


def _notebook(names: list[str]) -> None:
    """The notebooks for students, as nbgrader makes them of the solutions."""
    for name in sorted({assignment(name).parent.name for name in names}):
        subprocess.run([sys.executable, "-m", "nbgrader", "generate_assignment", name, "--force", "--log-level=ERROR",
                        f"--CourseDirectory.root={ROOT / '_build' / 'demo'}"], cwd=ROOT, check=True)


def _index(names: list[str]) -> None:
    """What the stored answers to these tasks are called, and what shows it; with its fix none may fail a check."""
    judges = Judges()
    found = [judged(judges, answer) if answer.task in names else answer
             for answer in tqdm(ANSWERS, "corpus", unit="answer", disable=None)]
    unmended = [answer.id for answer in found if answer.fix and answer.task in names and (
        judged(judges, replace(answer, code=answer.mended)).checks)]
    assert not unmended, f"a fix leaves these wrong: {unmended}"
    corpus.write_index(found)
    ANSWERS[:] = corpus.stored()


def _write(name: str, found: dict[str, Section]) -> None:
    (FOLDER / f"{name}.json").write_text(laid_out(found), "utf8")


# In this order: what the index says of an answer stands in the corpus' table.
FINDS: dict[str, tuple[Path, Callable[[list[str]], None]]] = {
    "notebook": (ROOT / "assignments", _notebook),
    "index": (corpus.FOLDER / "index.csv", _index),
    "selftest": (FOLDER / "selftest.json", _selftest),
    "corpus": (FOLDER / "corpus.json", _corpus),
}


def _lines(path: Path) -> list[str]:
    """A file's lines; of a folder a line for each notebook in it."""
    if path.is_dir():
        return [f"{one.relative_to(path)} {hashlib.sha256(one.read_bytes()).hexdigest()}"
                for one in sorted(path.rglob("*.ipynb"))]
    return path.read_text("utf8").splitlines() if path.is_file() else []


def main(asked: list[str]) -> int:
    """Find the parts anew that are stale, write them down, and say what has changed.

    Args:
        asked: `--all` for all parts, stale or not: then it is a failure where anything has changed.
    """
    changed, every = False, "--all" in asked
    for of, (file, find) in FINDS.items():
        parts = [part.name for part in PARTS if part.of == of and (every or stale(part))]
        before = _lines(file)
        find(parts)
        now = _lines(file)
        changes = list(difflib.unified_diff(before, now, "before", "now", n=0, lineterm=""))
        said = "what has changed" if changes else "nothing has changed"
        print("\n".join([f"{file.relative_to(ROOT)}, {len(parts)} parts found anew: {said}", *changes]), flush=True)
        changed |= bool(changes)
    MADE_FROM.write_text(json.dumps({"libraries": made_from.libraries(), **{
        of: {part.name: part.code for part in PARTS if part.of == of} for of in FINDS}}, indent=1) + "\n", "utf8")
    return int(every and changed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
