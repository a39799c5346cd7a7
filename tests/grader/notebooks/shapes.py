"""What people hand in for the assignment momentum: a right answer in every shape, and what is no answer.

`SHAPES` is read by two tests: in `notebooks` every shape is found or refused, without running anything; in `course` a
class of some of them is graded for real.
"""

import copy
import gzip
import io
import json
import os
import zipfile
from dataclasses import dataclass, field

import nbformat

from grader.language.course import HOME
from grader.outcome.refusal import Unfit
from grader.tools import demo

from ..answers import RIGHT

ANSWER = RIGHT["list of velocities"]
DAMPENED = (demo.CLASS / "momentum" / "student-04_averages_the_gradients.py").read_text("utf8")  # 6 of 10
USUAL = "momentum.ipynb"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x08\0\0\0\x08\x08\2\0\0\0"  # its beginning, which says how large it is


def solved(code=ANSWER):
    return demo.solve("momentum", code)


def text(notebook):
    return json.dumps(notebook, indent=1, ensure_ascii=False)


RIGHT_TEXT, WRONG_TEXT = text(solved()), text(solved(DAMPENED))
RELEASED = HOME.released("momentum").read_text("utf8")


def zipped(files, **how):
    """A zip of these files, by their names in it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, how.get("date", (2026, 10, 5, 14, 30, 0)))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = how.get("mode", 0o100644) << 16
            archive.writestr(info, content)
    return made.getvalue()


@dataclass
class Shape:
    """What somebody hands in, and what must come of it.

    Attributes:
        files: what lies in the folder: text or bytes, or a function that makes it at a path.
        points: that it must get.
        unfit: what it must be called, if it is refused.
        says: a part of what the verdict must say.
        ages: how many seconds ago a file was changed, by its name; the others an hour.
    """

    files: dict
    points: float = 10
    unfit: Unfit | None = None
    says: str = ""
    ages: dict = field(default_factory=dict)


SHAPES: dict[str, Shape] = {}


def shape(name, files, *more, **due):
    SHAPES[name] = Shape(files if isinstance(files, dict) else {USUAL: files}, *more, **due)


# Names and places

for name in ("Copy of momentum.ipynb", "momentum (1).ipynb", "Kopie von momentum.ipynb", "homework.ipynb",
             "momentum.ipynb.txt", "momentum.ipynb.json", "momentum", "MOMENTUM_final_FINAL.ipynb",
             "hand in/week 2/momentum.ipynb", "lovelaceada_LATE_4711_8150_momentum-1.ipynb",
             "Ada Lovelace_12345_assignsubmission_file_/momentum.ipynb",
             "Homework 1_ada_attempt_2026-10-05-14-30-12_momentum.ipynb",
             "123-456 - Ada Lovelace - Oct 5, 2026 230 PM/momentum.ipynb", "20261005143012_momentum.ipynb"):
    shape(f"under the name {name.replace('/', ' in ')}", {name: RIGHT_TEXT}, says=name)
shape("with an empty Untitled", {USUAL: RIGHT_TEXT, "Untitled.ipynb": text(nbformat.v4.new_notebook())})
shape("with a newer scratch file", {"a.ipynb": RIGHT_TEXT, "Untitled1.ipynb": text(nbformat.v4.new_notebook(
    cells=[nbformat.v4.new_code_cell(DAMPENED)]))}, ages={"Untitled1.ipynb": 1})
shape("from a Mac", {USUAL: RIGHT_TEXT, "._momentum.ipynb": b"\0\5\26\7\0\2", ".DS_Store": b"\0\0\0\1Bud1",
                     "__MACOSX/._momentum.ipynb": b"\0\5\26\7"})
shape("with a checkpoint", {USUAL: RIGHT_TEXT, ".ipynb_checkpoints/momentum-checkpoint.ipynb": WRONG_TEXT},
      ages={".ipynb_checkpoints/momentum-checkpoint.ipynb": 1})
shape("with what else lies around", {USUAL: RIGHT_TEXT, "notes.md": "# Notes", "page.html": "<html></html>",
                                     "curves.png": PNG, "data.csv": "1,2", "helper.py": "import os\n"})

# Cells that are not what they seem


def with_base(more):
    """A wrong answer below a base class to which something was added."""
    notebook = solved(DAMPENED)
    for cell in notebook.cells:
        if cell.source.startswith("class Optimizer"):
            cell.source += more
    return text(notebook)


def defined_again():
    """A right answer, and below it a wrong one."""
    notebook = solved()
    answer = next(k for k, cell in enumerate(notebook.cells) if cell.source == ANSWER)
    notebook.cells.insert(answer + 1, nbformat.v4.new_code_cell(DAMPENED))
    return text(notebook)


shape("a locked cell with more in it", with_base("\n    eps = 0\n"), 6, says="begins with “class Optimizer:”")
shape("its class defined again", defined_again(), 6, says="defines Momentum more than once")

# Zips

shape("a zip", {"momentum.zip": zipped({USUAL: RIGHT_TEXT})}, says="momentum.zip/momentum.ipynb")
shape("a zip from a Mac", {"Archive.zip": zipped({f"w/{USUAL}": RIGHT_TEXT, "__MACOSX/w/._momentum.ipynb": b"\0\5"})})
shape("a zip from Windows", {"w.zip": zipped({f"week 2\\{USUAL}": RIGHT_TEXT})})
shape("a zip in a zip", {"w.zip": zipped({"inner.zip": zipped({USUAL: RIGHT_TEXT})})})
shape("a zip that is called a notebook", zipped({USUAL: RIGHT_TEXT}))
shape("a zip with a name that leads out", {"w.zip": zipped({"../../other/x.ipynb": WRONG_TEXT, USUAL: RIGHT_TEXT})})
shape("a zip of nothing", {"w.zip": zipped({"a.png": PNG})}, 0, Unfit.ZIP)
shape("a zip of a link", {"w.zip": zipped({USUAL: "../../with a checkpoint/momentum/momentum.ipynb"}, mode=0o120777)},
      0, Unfit.ZIP)
shape("half a zip", {"w.zip": zipped({USUAL: RIGHT_TEXT})[:-30]}, 0, Unfit.ZIP_BROKEN)
shape("a zip with a password", {"w.zip": zipped({USUAL: RIGHT_TEXT}).replace(
    b"PK\1\2\24\3\24\0\0\0", b"PK\1\2\24\3\24\0\1\0").replace(b"PK\3\4\24\0\0\0", b"PK\3\4\24\0\1\0")},
    0, Unfit.ZIP_LOCKED)
shape("a zip bomb", {"w.zip": zipped({USUAL: b" " * 60_000_000})}, 0, Unfit.ZIP_LARGE)
shape("a zip that is packed too tightly", {"w.zip": zipped({USUAL: b" " * 20_000_000})}, 0, Unfit.ZIP_LARGE)
shape("a zip of very many", {"w.zip": zipped({f"{k}.ipynb": "" for k in range(2500)})}, 0, Unfit.ZIP_LARGE)

# Encodings

shape("with a byte order mark", RIGHT_TEXT.encode("utf-8-sig"))
shape("with Windows' lines", RIGHT_TEXT.replace("\n", "\r\n").encode())
shape("in UTF-16", RIGHT_TEXT.encode("utf-16"))
shape("in UTF-16 without a mark", RIGHT_TEXT.encode("utf-16-be"))
shape("in UTF-32", RIGHT_TEXT.encode("utf-32"))
shape("in Windows' old letters", text(solved(ANSWER + "\n# café")).encode("cp1252", "replace"))
shape("escaped", json.dumps(solved(ANSWER + "\n# η")))

# Versions and fields


def changed(name, change, **due):
    """The right notebook after `change`, which gets it as plain data."""
    data = json.loads(RIGHT_TEXT)
    shape(name, json.dumps(change(data) or data), **due)


def each(field, value):
    def change(data):
        for cell in data["cells"]:
            if field in cell:
                if value is None:
                    del cell[field]
                else:
                    cell[field] = value
    return change


def version(minor):
    def change(data):
        data["nbformat_minor"] = minor
        for cell in data["cells"] if minor < 5 else ():
            cell.pop("id", None)
    return change


def version_three(data):
    cells = [dict(cell_type="code", language="python", input=c["source"], outputs=[], metadata=c["metadata"])
             if c["cell_type"] == "code" else dict(cell_type=c["cell_type"], source=c["source"], metadata=c["metadata"])
             for c in data["cells"]]
    heading = dict(cell_type="heading", level=2, source=["My solution"], metadata={})
    return {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [
        {"cells": [heading, *cells], "metadata": {}}]}


def odd_cells(data):
    data["cells"][3:3] = [None, 3, [], {}, {"cell_type": "code"}, {"cell_type": "markdown", "metadata": {}},
                          {"cell_type": "code", "source": {"a": 1}}, {"cell_type": 3, "source": "x"},
                          {"cell_type": "widget", "source": "x", "metadata": []},
                          {"cell_type": "markdown", "source": "![x](attachment:x.png)", "attachments": ["x"]}]


def bare(data):
    return {"cells": [{"cell_type": c["cell_type"], "source": c["source"]} for c in data["cells"]]}


def only_the_answer(data):
    return {"cells": [{"cell_type": "code", "source": ANSWER}]}


def copied(data):
    at = next(k for k, c in enumerate(data["cells"]) if ANSWER[:40] in "".join(c["source"]))
    data["cells"].insert(0, copy.deepcopy(data["cells"][at]))
    data["cells"].append(copy.deepcopy(data["cells"][at + 1]))


def moved(data):
    cells = data["cells"]
    at = next(k for k, c in enumerate(cells) if ANSWER[:40] in "".join(c["source"]))
    cells.append(cells.pop(at))


def with_output(output):
    def change(data):
        next(c for c in data["cells"] if c["cell_type"] == "code")["outputs"] = [output]
    return change


for minor in range(6):
    changed(f"version 4.{minor}", version(minor))
changed("version 3", version_three)
changed("without metadata of its own", lambda data: data.pop("metadata") and None)
changed("without a version", lambda data: [data.pop("nbformat"), data.pop("nbformat_minor")] and None)
changed("without the cells' metadata", each("metadata", None))
changed("with null for the cells' metadata", lambda data: [c.update(metadata=None) for c in data["cells"]] and None)
changed("with empty metadata", each("metadata", {}))
changed("with equal ids", each("id", "same"))
changed("with ids of another type", each("id", 7))
changed("without outputs", each("outputs", None))
changed("with odd counts", each("execution_count", "[*]"))
changed("sources in one piece", lambda data: [c.update(source="".join(c["source"])) for c in data["cells"]] and None)
changed("with cells that are none", odd_cells)
changed("with nothing but sources", bare)
changed("with nothing but the answer", only_the_answer)
changed("with its answer copied", copied)
changed("with its answer moved to the end", moved)
changed("with NaN", with_output({"output_type": "display_data", "metadata": {}, "data": {
    "application/json": {"x": float("nan"), "y": float("inf")}}}))
changed("with a huge output", with_output({"output_type": "stream", "name": "stdout", "text": "x" * 25_000_000}))
shape("with half a surrogate", RIGHT_TEXT.replace("## Your turn", "## Your turn \\ud83d"))
shape("with NaN and half a surrogate", RIGHT_TEXT.replace("## Your turn", "## Your turn \\ud83d").replace(
    '"nbformat": 4', '"x": NaN, "nbformat": 4'))

# Scripts


def cells_of(notebook):
    return [(c.cell_type, c.source, c.metadata.get("nbgrader", {})) for c in notebook.cells]


def commented(source):
    return "\n".join(f"# {line}".rstrip() for line in source.split("\n"))


def percent():
    head = "# ---\n# jupyter:\n#   jupytext:\n#     text_representation:\n#       format_name: percent\n# ---\n"
    return head + "".join(
        f"\n# %%{' [markdown]' if kind == 'markdown' else ''} nbgrader={json.dumps(marks)}\n"
        f"{commented(source) if kind == 'markdown' else source}\n" for kind, source, marks in cells_of(solved()))


def light():
    return "# ---\n# jupyter:\n#   jupytext:\n#     format_name: light\n# ---\n" + "".join(
        f"\n{commented(source)}\n" if kind == "markdown" else f"\n# + deletable=false\n{source}\n# -\n"
        for kind, source, _ in cells_of(solved()))


def exported():
    return "#!/usr/bin/env python\n# coding: utf-8\n" + "".join(
        f"\n{commented(source)}\n" if kind == "markdown" else f"\n# In[{k}]:\n\n\n{source}\n\n"
        for k, (kind, source, _) in enumerate(cells_of(solved())))


def colab():
    return '# -*- coding: utf-8 -*-\n"""Momentum\n\nAutomatically generated by Colab.\n"""\n' + "".join(
        f'\n"""{source}"""\n' if kind == "markdown" else f"\n{source}\n" for kind, source, _ in cells_of(solved()))


shape("a script in percent format", {"momentum.py": percent()}, says="Python script")
shape("a script in light format", {"momentum.py": light()}, says="Python script")
shape("Jupyter's export to a script", {"momentum.py": exported()}, says="Python script")
shape("Colab's export to a script", {"momentum.py": colab()}, says="Python script")
shape("Colab's export after a line of pip", {"momentum.py": "!pip install torch\n" + colab()}, says="Python script")
shape("the class in a script", {"answer.py": "import torch\n\n" + ANSWER}, says="Python script")
shape("a script that is called a notebook", "import torch\n\n" + ANSWER, says="Python script")
shape("a script with the lines of Windows", {"m.py": colab().replace("\n", "\r\n").encode("utf-8-sig")})
shape("a script without the class", {"momentum.py": "import torch\nprint(torch.zeros(3))\n"}, 0, Unfit.SCRIPT)

# What is no answer

shape("an HTML page", "\n<!DOCTYPE html>\n<html><body>Sign in</body></html>", 0, Unfit.HTML)
shape("a PDF", {"momentum.pdf": b"%PDF-1.7 \x93"}, 0, Unfit.PDF)
shape("a truncated file", RIGHT_TEXT[:9000], 0, Unfit.TRUNCATED)
shape("truncated within a string", RIGHT_TEXT[:RIGHT_TEXT.index("## Your turn") + 5], 0, Unfit.TRUNCATED)
shape("a merge conflict", RIGHT_TEXT.replace(
    ' "cells": [', ' "cells": [\n<<<<<<< HEAD\n=======\n>>>>>>> 12ab34c\n', 1), 0, Unfit.CONFLICT)
shape("a shortcut of Drive", {"momentum.gdoc": json.dumps({
    "": "WARNING! DO NOT EDIT THIS FILE!", "doc_id": "1abc", "resource_key": "", "email": "ada@example.org"})},
    0, Unfit.SHORTCUT)
shape("a shortcut of Drive under a notebook's name", json.dumps({
    "url": "https://colab.research.google.com/drive/1abc", "doc_id": "1abc"}), 0, Unfit.SHORTCUT)
shape("a shortcut of Windows", {"momentum.url": "[InternetShortcut]\r\nURL=https://colab.research.google.com\r\n"},
      0, Unfit.SHORTCUT)
shape("a shortcut of macOS", {"momentum.webloc": '<?xml version="1.0"?>\n<plist version="1.0"><dict><key>URL</key>'
                              "<string>https://colab.research.google.com</string></dict></plist>"}, 0, Unfit.SHORTCUT)
shape("an address", "https://colab.research.google.com/drive/1abc\n", 0, Unfit.SHORTCUT)
shape("an empty file", "", 0, Unfit.EMPTY)
shape("blanks", " \n\n", 0, Unfit.EMPTY)
shape("other JSON", '{"name": "ada", "grades": [1, 2]}', 0, Unfit.OTHER_JSON)
shape("null", "null", 0, Unfit.OTHER_JSON)
shape("words", "Dear teacher, here is my homework.", 0, Unfit.NO_NOTEBOOK)
shape("bytes", bytes(range(256)), 0, Unfit.NOT_TEXT)
shape("packed by gzip", {"momentum.ipynb.gz": gzip.compress(RIGHT_TEXT.encode())}, 0, Unfit.ARCHIVE, "gzip")
shape("an empty folder", {}, 0, Unfit.NOTHING)
shape("two files that answer nothing", {"a.ipynb": text(nbformat.v4.new_notebook()),
                                        "b.ipynb": text(nbformat.v4.new_notebook())}, 0, Unfit.NO_ANSWER, "a.ipynb")
shape("a link to somebody else", {USUAL: lambda path: path.symlink_to(
    "../../with a checkpoint/momentum/momentum.ipynb")}, 0, Unfit.LINK)
shape("a link to a folder of somebody else", {"mine": lambda path: path.symlink_to(
    "../../with a checkpoint/momentum")}, 0, Unfit.LINK)
shape("a link in a circle", {USUAL: lambda path: path.symlink_to(USUAL)}, 0, Unfit.UNREADABLE)
shape("a link to the student's own", {USUAL: lambda path: path.symlink_to("drafts/3.txt"), "drafts/3.txt": RIGHT_TEXT})
shape("a pipe", {USUAL: os.mkfifo}, 0, Unfit.NO_FILE)
shape("a pipe for a time", {USUAL: RIGHT_TEXT, "timestamp.txt": os.mkfifo})
shape("a time that is none", {USUAL: RIGHT_TEXT, "timestamp.txt": b"\xff soon"})

# Several that answer

BOTH = {"a.ipynb": RIGHT_TEXT, "b.ipynb": WRONG_TEXT}
shape("two, the newer one right", BOTH, ages={"a.ipynb": 100}, says="a.ipynb was graded, which was changed last")
shape("two, the newer one wrong", BOTH, 6, ages={"b.ipynb": 100}, says="and not a.ipynb")
shape("two of one time by name", {
    "Homework_ada_attempt_2026-10-05-14-30-12_m.ipynb": RIGHT_TEXT,
    "Homework_ada_attempt_2026-10-05-09-00-00_m.ipynb": WRONG_TEXT},
    ages={"Homework_ada_attempt_2026-10-05-09-00-00_m.ipynb": 1}, says="handed in last")
shape("two of nbgrader's times", {
    "first/m.ipynb": WRONG_TEXT, "first/timestamp.txt": "2026-10-05 14:30:12.5 UTC",
    "second/m.ipynb": RIGHT_TEXT, "second/timestamp.txt": "2026-10-05 16:00:12 +0100"},
    ages={"first/m.ipynb": 1}, says="handed in last")
shape("two of one folder's time", {**BOTH, "timestamp.txt": "2026-10-05 14:30:12 UTC"}, 10, ages={"a.ipynb": 9})
shape("the answer and a newer one not begun", {USUAL: RIGHT_TEXT, "momentum (1).ipynb": RELEASED},
      ages={"momentum (1).ipynb": 1})
shape("a broken one and a sound one", {USUAL: RIGHT_TEXT[:3000], "momentum (1).ipynb": RIGHT_TEXT})


def hand_in(root, student):
    """Put a student's files into `root`/submitted; the folder of the assignment in it."""
    one = SHAPES[student]
    folder = root / "submitted" / student / "momentum"
    folder.mkdir(parents=True)
    for name, content in one.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if callable(content):
            content(path)
            continue
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        when = 1_790_000_000 - one.ages.get(name, 3600)
        os.utime(path, (when, when))
    return folder
