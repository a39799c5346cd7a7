"""`{tasks}`, `{selftest}`, `{box}`, `{corpus}`, `{left}`, `{checks} NAME`: what the grader says of itself and others.

The book does not know the grader. It reads what was written down before: `_build/tasks.json`, `_build/selftest.json`
and `_build/corpus.json`, made by `step-grader tasks --json`, `step-grader selftest --json` and `step-grader corpus
CHECK … --json`, and the graded cells of the notebooks that are given out.
"""

import json
import re
from pathlib import Path

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

TASKS = "_build/tasks.json"
SELFTEST = "_build/selftest.json"
CORPUS = "_build/corpus.json"

logger = logging.getLogger(__name__)


def table(head, rows, numbers, code=(0,)):
    """A table of text; the columns in `numbers` are aligned to the right, those in `code` are names in code."""
    group = nodes.tgroup(cols=len(head))
    group += [nodes.colspec(colwidth=1) for _ in head]
    for made, lines in ((nodes.thead(), [head]), (nodes.tbody(), rows)):
        for line in lines:
            row = nodes.row()
            for k, text in enumerate(line):
                entry = nodes.entry(classes=["text-right"] if k in numbers else [])
                literal = k in code and made.tagname == "tbody" and not text.startswith("all")
                entry += nodes.paragraph("", "", nodes.literal(text, text) if literal else nodes.Text(text))
                row += entry
            made += row
        group += made
    whole = nodes.table(classes=["table"])
    whole += group
    return whole


class FromFile(SphinxDirective):
    """A table of what `make` has written into a file before; a warning where the file is missing."""

    file: str

    def run(self):
        file = Path(self.env.srcdir) / self.file
        self.env.note_dependency(str(file))
        if not file.is_file():
            logger.warning("There is no %s: run make.", self.file, location=self.get_location())
            return []
        return [self.made(json.loads(file.read_text(encoding="utf8")))]


class Tasks(FromFile):
    """What a notebook may answer: where it lies, what students write, what that is compared with."""

    file = TASKS

    def made(self, tasks):
        folders = {path.stem: path.parent.name for path in (Path(self.env.srcdir) / "assignments").glob("*/*.ipynb")}
        last = sorted(tasks, key=lambda task: task["reference"] is None)
        rows = [[folders.get(task["name"], ""), task["name"], task["class"] or "trials", self.beside(task)]
                for task in last]
        return table(["assignment", "notebook", "students write", "compared with"], rows, (), code=range(4))


    @staticmethod
    def beside(task):
        if task["class"] is None:
            return "all known mistakes in three of these rules"
        return task["reference"] or "all of these, and a schedule"


class Selftest(FromFile):
    """How many wrong and right answers went through the grader, and what became of them."""

    file = SELFTEST

    def made(self, counts):
        rows = [[c["task"], c["wrong"], len(c["accepted"]), c["wrong"] - len(c["accepted"]) - len(c["misnamed"]),
                 c["right"], len(c["rejected"]), sum(face["caught"] for face in c["faces"]),
                 self.named(c["families"]), len(c["families"]), self.named(c["together"]), len(c["together"])]
                for c in counts]
        rows.append(["all", *(sum(row[k] for row in rows) for k in range(1, 11))])
        head = ["task", "wrong answers", "passed", "called by name", "right answers", "rejected", "caught at the box",
                "families by name", "two or three at once by name"]
        return table(head, [[*map(str, row[:7]), f"{row[7]} of {row[8]}", f"{row[9]} of {row[10]}"] for row in rows],
                     range(1, 9))

    @staticmethod
    def named(made):
        return sum(set(one["said"]) == set(one["mistakes"]) for one in made)


class Box(FromFile):
    """How far the trials go, and what became of those who go astray there and beyond."""

    file = SELFTEST

    def made(self, counts):
        faces = [face for c in counts for face in c["faces"]]
        rows = []
        for name in dict.fromkeys(face["name"] for face in faces):
            here = [face for face in faces if face["name"] == name]
            bound = f"{here[0]['bound']:,g}" if here[0]["bound"] < 1e5 else f"{here[0]['bound']:g}"
            rows.append([here[0]["title"], f"{'from' if here[0]['least'] else 'up to'} {bound}",
                         f"{sum(face['caught'] for face in here)} of {len(here)}",
                         f"{sum(face['passed'] for face in here)} of {len(here)}"])
        return table(["axis", "tried", "wrong from the bound on: caught", "wrong beyond it alone: full marks"], rows,
                     (2, 3), code=())


class Corpus(FromFile):
    """How many wrong answers of the corpus each check accepts, and how many right ones it rejects; the grader last."""

    file = CORPUS

    def made(self, found):
        each = [(one["check"].rpartition(":")[2], one["counts"]) for one in found["checks"]]
        rows = [[name, *self.sums(counts)] for name, counts in (*each, ("all trials of this grader", found["grader"]))]
        head = ["check", "wrong answers", "accepted", "right answers", "rejected"]
        return table(head, rows, range(1, 5))

    @staticmethod
    def sums(counts):
        wrong, accepted = sum(c["wrong"] for c in counts), sum(len(c["accepted"]) for c in counts)
        right, rejected = sum(c["right"] for c in counts), sum(len(c["rejected"]) for c in counts)
        return [str(wrong), f"{accepted} ({100 * accepted / wrong:.0f} %)", str(right), str(rejected)]


class Left(FromFile):
    """How many wrong answers would keep all points by the first check alone, by the first two, and so on."""

    file = CORPUS

    def made(self, found):
        rows = [[title, f"{left} of {found['stored']}"] for title, left in found["left"]]
        return table(["checks, up to", "wrong answers that keep all points"], rows, {1}, code=())


class Checks(SphinxDirective):
    """The graded cells of a notebook that is given out: name, what passes, points."""

    required_arguments = 1

    def run(self):
        name = self.arguments[0]
        (file,) = (Path(self.env.srcdir) / "assignments").glob(f"*/{name}.ipynb")
        self.env.note_dependency(str(file))
        rows = []
        for cell in json.loads(file.read_text(encoding="utf8"))["cells"]:
            marks = cell["metadata"].get("nbgrader", {})
            if marks.get("grade") and cell["cell_type"] == "code":
                what = re.search(r": (.*) \(", "".join(cell["source"]))[1]
                rows.append([marks["grade_id"].removeprefix(f"{name}-"), what, f"{marks['points']:g}"])
        rows.append(["all", "", f"{sum(float(points) for *_, points in rows):g}"])
        return [table(["check", "what passes", "points"], rows, {2})]


def setup(app):
    app.add_directive("tasks", Tasks)
    app.add_directive("selftest", Selftest)
    app.add_directive("corpus", Corpus)
    app.add_directive("left", Left)
    app.add_directive("box", Box)
    app.add_directive("checks", Checks)
