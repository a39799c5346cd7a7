"""`{tasks}`, `{selftest}`, `{box}`, `{corpus}`, `{left}`, `{checks} NAME`: what the grader says of itself and others.

The book does not know the grader. It reads what was written down before: `_build/tasks.json`, made by `step-grader
tasks --json`; what takes minutes to find, kept in `book/measured` by `make measured`; and the graded cells of the
notebooks that are given out.
"""

import json
import re
from pathlib import Path

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

TASKS = "_build/tasks.json"
SELFTEST = "book/measured/selftest.json"
CORPUS = "book/measured/corpus.json"
OURS = "all trials of this grader"

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
    target = "make"  # writes it

    def run(self):
        file = Path(self.env.srcdir) / self.file
        self.env.note_dependency(str(file))
        if not file.is_file():
            logger.warning("There is no %s: run %s.", self.file, self.target, location=self.get_location())
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

    file, target = SELFTEST, "make measured"

    def made(self, found):
        rows = [[task, c["wrong"], len(c["accepted"]), c["wrong"] - len(c["accepted"]) - len(c["misnamed"]),
                 c["right"], len(c["rejected"]), len(c["caught"]), *c["families"], *c["together"]]
                for task, c in found["tasks"].items()]
        rows.append(["all", *(sum(row[k] for row in rows) for k in range(1, 11))])
        head = ["task", "wrong answers", "passed", "called by name", "right answers", "rejected", "caught at the box",
                "families by name", "two or three at once by name"]
        return table(head, [[*map(str, row[:7]), f"{row[7]} of {row[8]}", f"{row[9]} of {row[10]}"] for row in rows],
                     range(1, 9))


class Box(FromFile):
    """How far the trials go, and what became of those who go astray there and beyond."""

    file, target = SELFTEST, "make measured"

    def made(self, found):
        rows = []
        for name, face in found["faces"].items():
            caught, missed, passed = (sum(name in c[fate] for c in found["tasks"].values())
                                      for fate in ("caught", "missed", "passed"))
            bound = f"{face['bound']:,g}" if face["bound"] < 1e5 else f"{face['bound']:g}"
            rows.append([face["title"], f"{'from' if face['least'] else 'up to'} {bound}",
                         f"{caught} of {caught + missed}", f"{passed} of {caught + missed}"])
        return table(["axis", "tried", "wrong from the bound on: caught", "wrong beyond it alone: full marks"], rows,
                     (2, 3), code=())


class Corpus(FromFile):
    """How many wrong answers of the corpus each check accepts, and how many right ones it rejects; the grader last."""

    file, target = CORPUS, "make measured"

    def made(self, found):
        names = {name: name for name in found if name not in ("grader", "left")}
        rows = [[says, *self.sums(found[name])] for name, says in (names | {"grader": OURS}).items()]
        head = ["check", "wrong answers", "accepted", "right answers", "rejected"]
        return table(head, rows, range(1, 5))

    @staticmethod
    def sums(counts):
        wrong, accepted, right, rejected = (sum(c[fate] for c in counts.values())
                                            for fate in ("wrong", "accepted", "right", "rejected"))
        return [str(wrong), f"{accepted} ({100 * accepted / wrong:.0f} %)", str(right), str(rejected)]


class Left(FromFile):
    """How many wrong answers would keep all points by the first check alone, by the first two, and so on."""

    file, target = CORPUS, "make measured"

    def made(self, found):
        wrong = sum(c["wrong"] for c in found["grader"].values())
        rows = [[title, f"{left} of {wrong}"] for title, left in found["left"].items()]
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
