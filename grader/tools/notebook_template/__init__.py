"""One template for the notebooks of all tasks: what they share is written here, once.

A notebook's cells are of two kinds. **Shared** cells are the same for every optimizer but for what its task
declares and a few words of the notebook's own (its *own parts*: `PARTS`). **Own** cells are the notebook's:
the template gives them a first text when a notebook is made, and leaves them alone ever after.
So an instructor edits own cells and own parts in `solutions/`, and shared text in `cells/`. Words are written in the
templates alone: those that own parts begin with are the blocks of `first_words.jinja`.
"""

from __future__ import annotations

import copy
import inspect
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import torch

from ...language import registry
from ...language.bookkeeping import COUNTING
from ...language.course import HOME
from ...language.task import REQUIRED, Check, Exam, Task
from ...telling import after
from ..code import Blank, arguments, away, far, keywords, literal, render, templates

Notebook = dict[str, Any]  # a notebook as its file has it
Cell = dict[str, Any]

FOLDER = Path(__file__).parent
CELLS = FOLDER / "cells"

# The cells of a new notebook, up to the graded ones, in order; those that are its own from then on.
ORDER = ("title", "rule", "terms", "setup", "base", "your-turn", "solution", "checks", "visible-helper",
         "visible-by-hand", "visible-several", "visible-schedule", "visible-duties", "discovery-text", "discovery",
         "discovery-answer", "onward", "hand-in")
LAST = "practice"  # comes after the graded cells
OWN = frozenset({"rule", "solution", "checks", "visible-schedule", "discovery-text", "discovery", "discovery-answer"})
# Students change these as they like, so nbgrader hears nothing of them.
FREE = frozenset({"discovery-text", "discovery", "discovery-answer", "onward", LAST})
FOLDED = frozenset({"visible-helper", "onward"})  # whose code is not shown at first, in Jupyter and in Colab


@dataclass(frozen=True)
class Part:
    """Words or code of a notebook's own inside a shared cell.

    Attributes:
        name: by which the template calls it.
        cell: the cell in which it stands.
        pattern: finds it there, as its only group; `^` and `$` are the ends of a line.
        optional: whether it may be missing, as the words for a memory are where there is none.
    """

    name: str
    cell: str
    pattern: str
    optional: bool = False


_SETTINGS = r"^ *optimizer = \w+\(\[{}\], (.+)\)$"
PARTS = (
    Part("heading", "title", r"^# (.+): write `step\(\)`$"),
    Part("introduction", "title", r"^# .+\n\n((?:.+\n)+)\n\*\*"),
    Part("minutes", "title", r"about (\d+) minutes"),
    Part("memory", "terms", r"neither they nor (.+) change[.,]$", optional=True),
    Part("counter_link", "terms", r"^   (The chapter says .+)$", optional=True),
    Part("keeps", "terms", r"^5\. .+: (.+) for each parameter\.$", optional=True),
    Part("valley", "visible-helper", r"^VALLEY = dict\((.+)\)$", optional=True),
    Part("start", "visible-by-hand", r"^ *w = one_weight\((.+)\)$"),
    Part("by_hand_settings", "visible-by-hand", _SETTINGS.format("w")),
    Part("by_hand", "visible-by-hand", r" in enumerate\((.+), start=1\):$"),
    Part("waiting", "visible-several", r"^# Two parameters\. (.+)$"),
    Part("two_starts", "visible-several", r"^ *a, b = (.+)$"),
    Part("several_settings", "visible-several", _SETTINGS.format("a, b")),
    Part("several", "visible-several", r"^ *course = (.+)$"),
    Part("imports", "first-step", r"^import gc\n\n((?:import .+\n)+)", optional=True),
    Part("reference_name", "first-step", r'^    """(\S+) with our defaults'),
    Part("reference", "first-step", r"^def reference_for\(.+\n.+\n    return (.+)$"),
    Part("decay_among_sizes", "long-run", r"\[\(8,\)\].+ weight_decay=(.+), scales=", optional=True),
    Part("settings", "hyperparameters", r"^for settings in \[\n((?:    .+\n)+)\]:$"),
    Part("positional", "hyperparameters", r"positional=True, (.+)\)$"),
    Part("kept", "state-size", r"nothing is kept beyond (.+) for each parameter", optional=True),
)


class PartMissing(Exception):
    """A shared cell lacks a part that is the notebook's own, so the cell cannot be written anew."""

    def __init__(self, cell: str, part: str):
        super().__init__(cell, part)
        self.cell, self.part = cell, part


_templates = templates(FOLDER, CELLS)


def new(task: Task, reference: str | None = None, blanks: dict[str, list[Blank]] | None = None) -> Notebook:
    """The first notebook of a task; "FILL IN" marks what is still to be written.

    Args:
        task: what it asks.
        reference: the optimizer that its hidden checks compare with, such as `torch.optim.NAdam`.
        blanks: gets what each cell leaves to its author, by the cell's id.
    """
    own = _first_parts(task, reference or f"torch.optim.{task.class_name}")
    left: dict[str, list[Blank]] = {} if blanks is None else blanks
    return {
        "cells": _counted([*(_cell(task, own, cell, blanks=left.setdefault(cell, [])) for cell in ORDER),
                           *(_cell(task, own, name, check, left.setdefault(name, []))
                             for name, check in ((cell_id(check), check) for check in task.checks)),
                           _cell(task, own, LAST, blanks=left.setdefault(LAST, []))]),
        "metadata": {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
                     "language_info": {"name": "python"}},
        "nbformat": 4, "nbformat_minor": 5,
    }


def refresh(notebook: Notebook, task: Task) -> Notebook:
    """The notebook with its shared cells written anew, and its own cells as they are.

    A shared cell that is not there is put where it belongs. Cells of checks are there for exactly the task's
    checks, in their order; the points are the task's. A check that the template does not know has a cell of
    the notebook's own.

    Raises:
        PartMissing: if what is the notebook's own in a shared cell cannot be found.
    """
    cells: dict[str, Cell] = {cell["id"]: copy.deepcopy(cell) for cell in notebook["cells"]}
    own = _own_parts(task, {name: cell["source"] for name, cell in cells.items()})
    checks = {cell_id(check): check for check in task.checks}
    order = [name for name, cell in cells.items() if name in checks or not _is_graded(cell)]
    for place, name in enumerate(ORDER):
        if name not in cells:
            order.insert(order.index(ORDER[place - 1]) + 1 if place else 0, name)
    if [name for name in order if name in checks] != list(checks):
        order = [*(name for name in order if name not in checks), *checks]
    order = [*(name for name in order if name != LAST), LAST]
    made = [_again(task, own, name, cells.get(name), checks.get(name)) for name in order]
    return notebook | {"cells": _counted(made)}


def own_parts(notebook: Notebook, task: Task) -> dict[str, str]:
    """The words and the code that are the notebook's own in its shared cells, by the part's name."""
    return _own_parts(task, {cell["id"]: cell["source"] for cell in notebook["cells"]})


def dumps(notebook: Notebook) -> str:
    """A notebook's file, as it is committed."""
    return json.dumps(notebook, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def read(path: Path) -> Notebook:
    """The notebook in a file; text of several lines becomes one string."""
    notebook: Notebook = json.loads(path.read_text(encoding="utf8"))
    for cell in notebook["cells"]:
        if isinstance(cell["source"], list):
            cell["source"] = "".join(cell["source"])
    return notebook


def path_of(task: Task) -> Path | None:
    """Where a task's notebook lies in its course; None if there is none."""
    return next(iter((task.course.folder / "solutions").glob(f"*/{task.name}.ipynb")), None)


def refresh_all(tasks: Mapping[str, Any], write: bool = True) -> Iterator[Path]:
    """Refresh the notebooks of these tasks; yields each file that was not what it should be.

    Args:
        tasks: by name; what is no `Task`, and what has no notebook, is passed over.
        write: write the files; else only say which would change.
    """
    for task in tasks.values():
        path = path_of(task) if isinstance(task, Task) else None
        if path:
            text = dumps(refresh(read(path), task))
            if text != path.read_text(encoding="utf8"):
                if write:
                    path.write_text(text, encoding="utf8")
                yield path


def cell_id(check: Check) -> str:
    """The id of a check's cell."""
    return check.name.replace("_", "-")


def grade_id(task: Task, name: str) -> str:
    """What nbgrader, and so Jupyter's toolbar, calls the cell that has this id."""
    return f"{task.name}-{next((check.name for check in task.checks if cell_id(check) == name), name)}"


def _counted(cells: list[Cell]) -> list[Cell]:
    """The cells, the last of whose checks knows how many there are, whichever of them the notebook has of its own."""
    checks = sum(cell["source"].count("with check(") for cell in cells)
    return [cell | {"source": cell["source"].replace("celebrate()", f"celebrate({checks})")}
            if cell["id"] == "visible-duties" else cell for cell in cells]


def _is_graded(cell: Cell) -> bool:
    return bool(cell["metadata"].get("nbgrader", {}).get("grade"))


def _again(task: Task, own: Mapping[str, str], name: str, cell: Cell | None, check: Check | None) -> Cell:
    """A cell as it has to be: shared ones are written anew, own ones keep their text."""
    if cell is None:
        return _cell(task, own, name, check)
    if check is not None:
        fresh = _cell(task, own, name, check)
        return fresh if _template(name) else fresh | {"source": cell["source"]}
    return _cell(task, own, name) if name in (*ORDER, LAST) and name not in OWN else cell


def _cell(task: Task, own: Mapping[str, str], name: str, check: Check | None = None,
          blanks: list[Blank] | None = None) -> Cell:
    file = _template(name) or "own-check.py.jinja"
    source = render(_templates, file, blanks, **_context(task, own), check=check).strip("\n")
    grading: dict[str, Any] = {
        "grade": check is not None, "grade_id": grade_id(task, name),
        "locked": name != "solution", "schema_version": 3, "solution": name == "solution", "task": False}
    if check is not None:
        grading["points"] = check.points
    metadata: dict[str, Any] = {} if name in FREE else {"nbgrader": grading}
    if name in FOLDED:
        metadata |= {"cellView": "form", "jupyter": {"source_hidden": True}}
    cell: Cell = {"cell_type": "markdown", "id": name, "metadata": metadata, "source": source}
    if file.endswith(".py.jinja"):
        cell |= {"cell_type": "code", "execution_count": None, "outputs": []}
    return cell


def _template(name: str) -> str | None:
    return next((file for file in (f"{name}.md.jinja", f"{name}.py.jinja") if (CELLS / file).exists()), None)


def _own_parts(task: Task, sources: Mapping[str, str]) -> dict[str, str]:
    own, first = {}, _first_parts(task, f"torch.optim.{task.class_name}")
    # What the template said before it was known how much is kept follows the task; what the author said stays.
    counted = {(name, text) for copies in range(1, 4) for counts in (False, True)
               for name, text in _first_words(task, copies, counts).items() if name in ("keeps", "kept")}
    for part in PARTS:
        found = re.search(part.pattern, sources.get(part.cell, ""), re.M)
        if found:
            said = found[1].rstrip("\n")
            own[part.name] = first[part.name] if (part.name, said) in counted else said
        elif part.optional or part.cell not in sources:
            own[part.name] = first[part.name]
        else:
            raise PartMissing(part.cell, part.name)
    return own


def _context(task: Task, own: Mapping[str, str]) -> dict[str, Any]:
    """What the templates know."""
    default_decay = task.hyperparameters.get("weight_decay")
    asked = "" if default_decay is None else ", weight_decay=0.1"
    home = task.course == HOME
    return {
        "task": task, "own": own, "home": home,
        "page": lambda page: f"{{{{ book }}}}/{page}.html",
        # The duties are the same everywhere, and explained in the book of the grader's own course.
        "step_page": not home and HOME.section("step") or "{{ book }}/step.html",
        "quoted": partial(json.dumps, ensure_ascii=False),
        "stars": "★" * task.difficulty + "☆" * (3 - task.difficulty),
        # Only one cell asks for these, and to find all tasks takes its time.
        "line": lambda: [one for one in after.in_order(task, _tasks(task)) if isinstance(one, Task)],
        "following": lambda: after.following(task, _tasks(task)),
        "stateful": task.stored_copies > 0,
        "counts": "counter" in own["keeps"],
        "decays": default_decay is not None,
        # A decay that is off by default is asked for where it matters, one that is on everywhere.
        "decay": asked if default_decay else "", "decay_asked_for": asked,
        "lr_required": task.hyperparameters.get("lr") is REQUIRED,
        "symbols": {name: ", ".join(letters) for name, letters in _letters(task).items()},
        "letters": [letter for letters in _letters(task).values() for letter in letters],
        "arguments": arguments(task.hyperparameters),
        "close": literal(max(1e-8, task.reference.tolerances.float64)),
    }


def _tasks(task: Task) -> dict[str, Exam]:
    """All that are registered, and this one, which may not be so yet."""
    return {**registry.find(), task.name: task}


def _first_parts(task: Task, reference: str) -> dict[str, str]:
    """The own parts of a notebook that is just being made."""
    counts = any(mistake.name in COUNTING for mistake in task.misconceptions)
    return _first_code(task, reference) | _first_words(task, task.stored_copies, counts)


def _first_words(task: Task, copies: int, counts: bool) -> dict[str, str]:
    """Those that are words, for an optimizer that keeps so many tensors, and a counter if it counts steps."""
    words = _templates.get_template("first_words.jinja")
    known = words.new_context({"task": task, "copies": copies, "counts": counts})
    return {part: "".join(block(known)) for part, block in words.blocks.items()}


def _first_code(task: Task, reference: str) -> dict[str, str]:
    """Those of the own parts that are code: plain gradient descent, beside the reference."""
    given = {name: value for name, value in task.hyperparameters.items() if value is not REQUIRED and name != "lr"}
    module, _, _ = reference.rpartition(".")
    imported = "" if module.startswith("torch.optim") else f"import {module}"
    ours = {name: value for name, value in given.items() if value != _default(reference, name, value)}
    plainly = "" if imported else ", foreach=False"
    varied = [{"lr": 0.2}, {"lr": 0.4}, *({name: far(value)} for name, value in given.items())]
    if given:
        varied.append({"lr": 0.1} | {name: away(value, 0.8) for name, value in given.items()})
    fixed = ", ".join(f'"{name}": {literal(value)}' for name, value in ours.items())
    settings = f"**{{{fixed}}} | settings" if fixed else "**settings"
    return {
        "valley": "lr=0.05",
        "start": "1.0", "by_hand_settings": "lr=0.1", "by_hand": "[(2.0, 0.8), (-1.0, 0.9), (0.0, 0.9)]",
        "two_starts": "one_weight(2.0), one_weight(1.0)", "several_settings": "lr=0.1",
        "several": "[((3.0, 2.0), (1.7, 0.8)), ((None, -1.0), (1.7, 0.9)), ((-4.0, 0.0), (2.1, 0.9))]",
        "imports": imported, "reference_name": reference,
        "reference": f"{reference}(params, {settings}{plainly})",
        "decay_among_sizes": "0.1",
        "settings": "\n".join(f"    dict({keywords(settings)})," for settings in varied),
        "positional": keywords({"lr": 0.4} | {name: far(value) for name, value in given.items()}),
    }


def _default(reference: str, name: str, otherwise: Any) -> Any:
    """What an argument of torch's optimizer is by default; `otherwise` for optimizers that are not torch's."""
    known = getattr(torch.optim, reference.removeprefix("torch.optim."), None)
    argument = inspect.signature(known).parameters.get(name) if known else None
    return argument.default if argument else otherwise


def _letters(task: Task) -> dict[str, tuple[str, ...]]:
    """The symbols of each hyperparameter."""
    symbols = {name: task.symbols.get(name, name) for name in task.hyperparameters}
    return {name: (given,) if isinstance(given, str) else given for name, given in symbols.items()}
