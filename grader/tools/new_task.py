"""A new task: the files that it needs with the places marked that are to be filled in, and what is still missing."""

from __future__ import annotations

import ast
import contextlib
import inspect
import io
import itertools
import keyword
import re
import tomllib
import warnings
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import torch

from ..ground.trial import Trial
from ..ground.walk import Trajectory
from ..judging.compare import FLOAT32_LEVEL, first_difference, gradients_touched
from ..judging.paths import Paths
from ..language import bookkeeping
from ..language.checks import standard
from ..language.course import HOME, Course, NotReleased
from ..language.driver import optimizer
from ..language.reference import Tolerances, torch_reference
from ..language.registry import GROUP, HOME_TASKS
from ..language.rule import Rule, State, Tensor, Values
from ..language.task import REQUIRED, Misconception, Task
from ..outcome.count import Count
from ..outcome.finding import Difference
from ..outcome.gap import Gap, Lacking
from . import code, notebook_template
from .code import PLACEHOLDER, Blank
from .notebook_template import PartMissing, grade_id

LONGEST_HINT = 300  # characters
SHORT = 20  # steps

FILES = Path(__file__).with_name("new_task_files")

# How hyperparameters are usually written.
SYMBOLS: Mapping[str, str | tuple[str, ...]] = {
    "lr": "η", "momentum": "μ", "alpha": "α", "betas": ("β₁", "β₂"), "eps": "ε", "rho": "ρ",
    "weight_decay": "λ"}

STAND_IN = "torch.optim.SGD"  # walks in the place of a reference that PyTorch does not have

_templates = code.templates(FILES)


class BadName(ValueError):
    """A task's name has to be a Python identifier in lower case."""

    def __init__(self, name: str):
        super().__init__(name)
        self.name = name


class AlreadyThere(FileExistsError):
    """A file of the new task exists, and is not written over."""

    def __init__(self, path: Path):
        super().__init__(str(path))
        self.path = path


@dataclass(frozen=True)
class Written:
    """What `new_task` has done.

    Attributes:
        paths: the files that were written, the task's own first.
        entry_point: the line that is to be added to `[project.entry-points."step_grader.tasks"]` in a
            `pyproject.toml` that was there already; "" where nothing is left to add.
    """

    paths: tuple[Path, ...]
    entry_point: str = ""


def new_task(name: str, folder: Path, class_name: str | None = None, title: str | None = None) -> Written:
    """Write a task's files into the course in `folder`, complete but for the places marked "FILL IN".

    A folder without a course becomes one, with a package of its own. Where `torch.optim` has an optimizer
    of that class name, it is the reference, and the hyperparameters are its.

    Args:
        name: the task's, and its notebook's, name.
        folder: holds `solutions/` and `pyproject.toml`, or will.
        class_name: the class that students write; like `name` by default, or as torch spells it.
        title: the task's name in sentences; the class's by default.

    Raises:
        BadName, AlreadyThere: before anything is written.
    """
    if not name.isidentifier() or keyword.iskeyword(name) or name != name.lower() or name.startswith("_"):
        raise BadName(name)
    folder = folder.resolve()
    package = _package(folder)
    at_home = package == HOME_TASKS
    inside = folder.joinpath(*package.split("."))
    class_name = class_name or _spelled_by_torch(name)
    draft = _draft(name, class_name, title or class_name, folder)
    pyproject = folder / "pyproject.toml"
    entry_point = f'{name} = "{package}.{name}:task"'
    values = _values(draft, folder, package) | {"entry_point": entry_point}

    def text(template: str) -> str:
        return code.render(_templates, f"{template}.jinja", **values)

    # The task's own files must be new; the course's are written where they are missing.
    own = {inside / f"{name}.py": text("task.py"),
           inside / "right_answers" / name / "plain.py": text("right_answer.py"),
           folder / "solutions" / name / f"{name}.ipynb": notebook_template.dumps(
               notebook_template.new(draft, values["reference"]))}
    course = {folder / "nbgrader_config.py": text("nbgrader_config.py"),
              folder / "_config.yml": text("_config.yml"), folder / ".gitignore": text("gitignore"),
              pyproject: text("pyproject.toml")}
    if not at_home:
        course |= {inside / "__init__.py": text("package.py"), inside / "course.py": text("course.py")}
    for path in own:
        if path.exists():
            raise AlreadyThere(path)
    left = entry_point if pyproject.exists() else ""
    made = own | {path: written for path, written in course.items() if not path.exists()}
    for path, written in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(written, encoding="utf8")
    return Written(tuple(made), left)


def _package(folder: Path) -> str:
    """The package of a course's tasks: the one that its `pyproject.toml` registers, or the folder's name."""
    if folder.joinpath(*HOME_TASKS.split("."), "__init__.py").is_file():
        return HOME_TASKS
    path = folder / "pyproject.toml"
    if path.exists():
        project = tomllib.loads(path.read_text(encoding="utf8")).get("project", {})
        for value in project.get("entry-points", {}).get(GROUP, {}).values():
            return str(value.partition(":")[0].rpartition(".")[0])
    plain = re.sub(r"\W+", "_", folder.name.lower()).strip("_")
    return plain if plain.isidentifier() and not keyword.iskeyword(plain) else f"course_{plain}"


def _spelled_by_torch(name: str) -> str:
    plain = name.replace("_", "")
    known = {each.lower(): each for each, value in vars(torch.optim).items() if isinstance(value, type)}
    return known.get(plain, "".join(word.capitalize() for word in name.split("_")))


def _draft(name: str, class_name: str, title: str, folder: Path) -> Task:
    """The task that the written file declares, as far as the notebook needs it."""
    hyperparameters = _hyperparameters(getattr(torch.optim, class_name, None))
    usual, other, varied = _trials(hyperparameters)
    home = folder.joinpath(*HOME_TASKS.split("."), "__init__.py").is_file()
    return Task(
        name=name, title=title, class_name=class_name, chapter=name, course=HOME if home else Course(folder),
        hyperparameters=hyperparameters, symbols={n: SYMBOLS.get(n, n) for n in hyperparameters},
        reference=torch_reference(torch.optim.SGD), stored_copies=1, rule=Rule,
        checks=standard(usual=usual, other=other, varied=varied, closed_lr=0.03, defaults=_defaults(hyperparameters)))


def _hyperparameters(known: type | None) -> dict[str, Any]:
    """The numbers among the arguments of torch's optimizer, with its defaults."""
    if known is None:
        return {"lr": REQUIRED}
    given = list(inspect.signature(known).parameters.items())[1:]
    numbers = {name: p.default for name, p in given
               if isinstance(p.default, (float, tuple)) and not isinstance(p.default, bool)}
    return numbers if "lr" in numbers else {"lr": REQUIRED} | numbers


def _trials(hyperparameters: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any], dict[str, dict[str, Any]]]:
    """Hyperparameters for the standard checks: usual ones, quite different ones, and one by one."""
    defaults = {n: v for n, v in hyperparameters.items() if n != "lr"}
    near = {n: code.away(v, 0.9) for n, v in defaults.items()}
    far = {n: code.far(v) for n, v in defaults.items()}
    varied = {"another η": {"lr": 0.2}} | {
        f"another {_letters(n)}": {"lr": 0.01, n: value} for n, value in far.items()}
    if hyperparameters["lr"] is not REQUIRED:
        varied["everything left at its default"] = {}
    return {"lr": 0.05} | near, {"lr": 0.7} | far, varied | {"by position": {"lr": 0.1} | far}


def _defaults(hyperparameters: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in hyperparameters.items() if value is not REQUIRED}


def _letters(name: str) -> str:
    """How sentences write a hyperparameter; its name where no letter is usual."""
    letters = SYMBOLS.get(name, name)
    return letters if isinstance(letters, str) else " and ".join(letters)


def _values(draft: Task, folder: Path, package: str) -> dict[str, Any]:
    """What the templates of the files know about the task."""
    usual, other, varied = _trials(draft.hyperparameters)
    at_home, known = package == HOME_TASKS, hasattr(torch.optim, draft.class_name)
    return {
        "at_home": at_home, "language": "..language" if at_home else "grader.language", "package": package,
        "reference": f"torch.optim.{draft.class_name}" if known else STAND_IN, "known": known,
        "entry_point": "", "project": folder.name.replace("_", "-").replace(" ", "-").lower(),
        "course_title": folder.name.replace("_", " ").replace("-", " ").capitalize(),
        "name": draft.name, "title": draft.title, "class_name": draft.class_name,
        "label": draft.name.replace("_", "-"), "names": list(draft.hyperparameters),
        "lr_required": draft.hyperparameters["lr"] is REQUIRED,
        "hyperparameters": code.keywords(draft.hyperparameters),
        "defaults": code.keywords(_defaults(draft.hyperparameters)),
        "arguments": code.arguments(draft.hyperparameters),
        "symbols": ", ".join(f"{name}={code.literal(symbol)}" for name, symbol in draft.symbols.items()),
        "unnamed": not set(draft.hyperparameters) <= set(SYMBOLS),
        "usual": code.keywords(usual), "other": code.keywords(other),
        "varied": {says: code.keywords(given) for says, given in varied.items()},
    }


def missing(task: Task, judged: Callable[[Task], Count] | None = None, run: bool = True) -> list[Gap]:
    """What a task still lacks, in the order in which it is best filled in; nothing if it is complete.

    The task's own code and its notebook's run here, in this process: they are the author's.
    Mistakes are looked at once the rule is right.

    Args:
        task: which.
        judged: grades the right answers. They are not graded if this is None, as long as there is no students'
            notebook to put them into, or if the reference fails.
        run: also run the notebook, from top to bottom.
    """
    paths = Paths(task)
    rule = list(_rule_gaps(task, paths))
    found = {gap.lacking for gap in rule}
    mistakes = list(_mistake_gaps(task))
    if Lacking.REFERENCE_FAILS in found:
        judged = None  # there is nothing to compare with
    elif Lacking.RULE_DIFFERS not in found:
        rule += _stored_gaps(task)
        mistakes += _path_gaps(task, paths)
    return [*_placeholders(task), *left_as_written(task), *_hyperparameter_gaps(task), *rule,
            *_answer_gaps(task, judged), *mistakes, *_notebook_gaps(task, run)]


def source_of(task: Task) -> Path:
    """The file of a task's rule, which is the task's."""
    return Path(inspect.getfile(task.rule))


def right_answers_of(task: Task) -> Path:
    """The folder of a task's right answers, one a file."""
    return task.answers or source_of(task).parent / "right_answers" / task.name


def _texts(task: Task) -> Iterator[tuple[str, str, str]]:
    """What the author writes: the template that it began as or the cell's id, its name in sentences, and the text."""
    files = [("task.py", source_of(task)), ("_config.yml", task.course.folder / "_config.yml"),
             *(("right_answer.py", path) for path in sorted(right_answers_of(task).glob("*.py")))]
    for template, path in files:
        if path.is_file():
            yield template, path.name, path.read_text(encoding="utf8")
    notebook = notebook_template.path_of(task)
    for cell in notebook_template.read(notebook)["cells"] if notebook else []:
        yield cell["id"], grade_id(task, cell["id"]), cell["source"]


def _placeholders(task: Task) -> Iterator[Gap]:
    for _, name, text in _texts(task):
        for line in text.splitlines():
            if PLACEHOLDER in line:
                yield Gap(Lacking.PLACEHOLDER, name, line.strip())


def left_as_written(task: Task) -> Iterator[Gap]:
    """Where the templates' own text still stands in the place of the author's.

    Plain gradient descent's formula, table and numbers stay where the task is gradient descent. Where a mark
    stands, the mark says what is to be done there.
    """
    blanks, descends = blanks_of(task), _descends(task)
    for place, name, text in _texts(task):
        for blank in blanks.get(place, []) if PLACEHOLDER not in text else []:
            if blank.stands_in(text) and not (blank.descent and descends):
                yield Gap(Lacking.STILL_DESCENT if blank.descent else Lacking.AS_WRITTEN, name, _first_line(blank))
    unknown = not hasattr(torch.optim, task.class_name)
    if unknown and task.reference.name == STAND_IN and _rule_is_the_templates(task):
        yield Gap(Lacking.STAND_IN, task.class_name, STAND_IN)


def blanks_of(task: Task) -> dict[str, list[Blank]]:
    """What the templates leave to the author of this task, by the file's template or the cell's id."""
    draft, values = _again(task)
    blanks: dict[str, list[Blank]] = {}
    for template in ("task.py", "_config.yml"):
        code.render(_templates, f"{template}.jinja", blanks.setdefault(template, []), **values)
    notebook_template.new(replace(draft, checks=task.checks), values["reference"], blanks)
    return blanks


def _again(task: Task) -> tuple[Task, dict[str, Any]]:
    """What the task's files were made from."""
    draft = _draft(task.name, task.class_name, task.title, task.course.folder)
    return draft, _values(draft, task.course.folder, task.rule.__module__.rpartition(".")[0])


def _rule_is_the_templates(task: Task) -> bool:
    first = ast.parse(code.render(_templates, "task.py.jinja", **_again(task)[1]))
    written = next(node for node in first.body if isinstance(node, ast.ClassDef))
    return ast.dump(written) == ast.dump(ast.parse(inspect.getsource(task.rule)).body[0])


def _first_line(blank: Blank) -> str:
    return next(line.strip() for line in blank.text.splitlines() if line.strip())


class _Descent(Rule):
    def step(self, w: Tensor, g: Tensor, s: State, h: Values) -> Tensor:
        return w - h.rate * g


def _descends(task: Task) -> bool:
    """Whether the task is plain gradient descent, as far as its reference walks: that is then its path."""
    paths = Paths(replace(task, rule=_Descent))
    return not any(paths.reference(trial).failure is None and _parts(task, paths, trial, FLOAT32_LEVEL)
                   for trial in task.trials)


def _hyperparameter_gaps(task: Task) -> Iterator[Gap]:
    given = [one for trial in task.trials for one in (*trial.hyperparameters, *trial.changes.values())]
    for name, default in task.hyperparameters.items():
        if task.symbols.get(name, name) == name:
            yield Gap(Lacking.NO_SYMBOL, name)
        if len({one.get(name, default) for one in given} | {default}) < 2:
            yield Gap(Lacking.UNTRIED, name)


def _rule_gaps(task: Task, paths: Paths) -> Iterator[Gap]:
    """Whether the reference walks at all, and whether the rule walks its path, well within the tolerance."""
    trials = task.trials
    for trial in trials:
        failure = paths.reference(trial).failure
        if failure is not None:
            yield Gap(Lacking.REFERENCE_FAILS, trial.name, f"{failure.type}: {failure.message}")
            return
    for trial in trials:
        difference = _parts(task, paths, trial, FLOAT32_LEVEL)
        if difference:
            yield Gap(Lacking.RULE_DIFFERS, trial.name, difference=difference)
            return
    for trial in trials:  # right answers in other styles round otherwise, so there has to be some room
        if _parts(task, paths, trial, task.reference.tolerances.float64 / 10):
            levels = (10.0 ** -k for k in range(16, 0, -1))
            agree = next(level for level in levels if not any(_parts(task, paths, t, level) for t in trials))
            yield Gap(Lacking.IMPRECISE, trial.name, f"{task.reference.tolerances.float64:g}", agree)
            return


def _stored_gaps(task: Task) -> Iterator[Gap]:
    """Whether the task says how many numbers the rule keeps for every weight."""
    trial = next((t for t in task.trials if t.measure), None)
    if trial is None:
        return
    with torch.random.fork_rng():
        p = torch.ones(3, 5, dtype=torch.float64)
        one = optimizer(task)([p], **trial.hyperparameters[0])
        for _ in range(3):
            p.grad = torch.randn_like(p)
            one.step()
    kept = sum(torch.is_tensor(value) and value.numel() == p.numel() for value in vars(one.state(0)).values())
    if kept != task.stored_copies:
        yield Gap(Lacking.STORED_DIFFERS, "stored_copies", str(task.stored_copies), kept)


def _parts(task: Task, paths: Paths, trial: Trial, level: float) -> Difference | None:
    """Where the rule leaves the reference's path by more than `level` (in float64)."""
    tolerances = Tolerances(float64=level, float32=max(level, task.reference.tolerances.float32))
    return first_difference(paths.wrong((), trial), paths.right(trial), trial, tolerances)


def _answer_gaps(task: Task, judged: Callable[[Task], Count] | None) -> Iterator[Gap]:
    folder = right_answers_of(task)
    if not any(folder.glob("*.py")):
        yield Gap(Lacking.NO_RIGHT_ANSWER, str(folder))
    elif judged is not None and _is_released(task):
        count = judged(task)
        for name in count.rejected:
            yield Gap(Lacking.RIGHT_ANSWER_LOSES, name)
        for name in count.troubled:
            yield Gap(Lacking.RIGHT_ANSWER_UNJUDGED, name)


def _is_released(task: Task) -> bool:
    try:
        task.course.released(task.name)
    except NotReleased:
        return False
    return True


def _mistake_gaps(task: Task) -> Iterator[Gap]:
    """What can be said about the mistakes without walking them."""
    # Everybody's mistakes with gradient and rate come with the bookkeeping.
    if not any(set(m.parts) - {"fixed", "rate", "gradient"} for m in task.misconceptions):
        yield Gap(Lacking.NO_MISTAKES)
    if not any(m.driver for m in task.misconceptions):
        yield Gap(Lacking.NO_BOOKKEEPING)
    names = [m.name for m in task.misconceptions]
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        yield Gap(Lacking.MISTAKE_TWICE, name)
    for mistake in task.misconceptions:
        if len(mistake.hint) >= LONGEST_HINT:
            yield Gap(Lacking.HINT_LONG, mistake.name, f"{LONGEST_HINT}", len(mistake.hint))
        if not mistake.hint.endswith((".", "?")):
            yield Gap(Lacking.HINT_UNFINISHED, mistake.name)
        if not _section_exists(mistake):
            yield Gap(Lacking.NO_SECTION, mistake.name, mistake.section)


def _section_exists(mistake: Misconception) -> bool:
    """Whether the book has the section; true where the book is not at hand."""
    page, _, label = mistake.section.partition("#")
    book = mistake.course.folder / "book"
    path = book / f"{page}.md"
    return not book.is_dir() or path.is_file() and re.search(
        rf"^\({re.escape(label)}\)=$", path.read_text(encoding="utf8"), re.M) is not None


def _path_gaps(task: Task, paths: Paths) -> Iterator[Gap]:
    """Mistakes that no trial shows, and pairs that none tells apart.

    Where short trials end tells nearly all apart; of the others all trials are walked.
    """
    trials, tolerances = sorted(task.naming, key=lambda trial: trial.steps), task.reference.tolerances
    short = [trial for trial in trials if trial.steps <= SHORT] or trials

    def shows(mistake: Misconception) -> bool:
        return any(_shows(paths.wrong((mistake,), trial), paths.right(trial), trial, tolerances) for trial in trials)

    seen = []
    for mistake in task.misconceptions:
        if shows(mistake):
            seen.append(mistake)
        else:
            yield Gap(Lacking.MISTAKE_UNSEEN, mistake.name)
    left_out = [mistake for mistake in _left_out(task) if shows(mistake)]
    ends = {m.name: [_end(paths.wrong((m,), trial)) for trial in short] for m in (*seen, *left_out)}

    def alike(one: Misconception, other: Misconception) -> bool:
        if any(a.shape != b.shape or not np.allclose(a, b, rtol=1e-3, equal_nan=True)
               for a, b in zip(ends[one.name], ends[other.name])):
            return False
        return not any(first_difference(paths.wrong((one,), t), paths.wrong((other,), t), t, tolerances)
                       for t in trials)

    for one, other in itertools.combinations(seen, 2):
        if alike(one, other):
            yield Gap(Lacking.MISTAKES_ALIKE, one.name, other.name)
    for mistake in left_out:
        if not any(alike(mistake, known) for known in seen):
            yield Gap(Lacking.MISTAKE_LEFT_OUT, mistake.name)


def _left_out(task: Task) -> list[Misconception]:
    """Mistakes with counters and memory that the task leaves out."""
    if not any(m.driver for m in task.misconceptions):
        return []
    whole = replace(task, misconceptions=[], families=[])
    bookkeeping.add_mistakes(whole)
    names = {m.name for m in task.misconceptions}
    return [m for m in whole.misconceptions
            if m.name in (*bookkeeping.COUNTING, *bookkeeping.STORING) and m.name not in names]


def _shows(path: Trajectory, right: Trajectory, trial: Trial, tolerances: Tolerances) -> bool:
    return bool(gradients_touched(path, trial)) or first_difference(path, right, trial, tolerances) is not None


def _end(path: Trajectory) -> np.ndarray[Any, Any]:
    """Number of steps and where the path ends, as numbers."""
    return np.concatenate([[path.steps], *path.positions[-1]])


def _notebook_gaps(task: Task, run: bool) -> Iterator[Gap]:
    path = notebook_template.path_of(task)
    if path is None:
        yield Gap(Lacking.NO_NOTEBOOK, str(task.course.folder / "solutions" / task.name / f"{task.name}.ipynb"))
        return
    notebook = notebook_template.read(path)
    yield from _graded_cells(task, notebook)
    try:
        fresh = {cell["id"]: cell for cell in notebook_template.refresh(notebook, task)["cells"]}
        for cell in notebook["cells"]:
            if cell["id"] in fresh and cell != fresh[cell["id"]]:
                yield Gap(Lacking.STALE_CELL, grade_id(task, cell["id"]))
    except PartMissing as error:
        yield Gap(Lacking.PART_MISSING, grade_id(task, error.cell), error.part)
    failed = first_failure(notebook) if run else None
    if failed:
        where, what = failed
        yield Gap(Lacking.CELL_FAILS, grade_id(task, where), what)
    released = task.course.folder / "assignments" / path.parent.name / path.name
    if not released.is_file():
        yield Gap(Lacking.NOT_RELEASED, str(released))


def first_failure(notebook: notebook_template.Notebook) -> tuple[str, str] | None:
    """Run a solution from top to bottom, in this process and without a window.

    Returns:
        The id of the first cell that fails, and the exception; None if none does.
    """
    with matplotlib.rc_context(), torch.random.fork_rng():
        matplotlib.use("agg", force=True)
        names: dict[str, Any] = {"__name__": "__main__"}
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                try:
                    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
                        warnings.filterwarnings("ignore", "FigureCanvasAgg is non-interactive")
                        exec(compile(cell["source"], cell["id"], "exec"), names)
                except Exception as error:
                    return cell["id"], f"{type(error).__name__}: {error}"
                finally:
                    plt.close("all")
    return None


def _graded_cells(task: Task, notebook: notebook_template.Notebook) -> Iterator[Gap]:
    grading = {cell["id"]: cell["metadata"].get("nbgrader", {}) for cell in notebook["cells"]}
    points = {name: given.get("points") for name, given in grading.items() if given.get("grade")}
    wanted = {notebook_template.cell_id(check): check.points for check in task.checks}
    for name in dict.fromkeys((*wanted, *points)):
        if name not in points or name not in wanted:
            yield Gap(Lacking.CELLS_DIFFER, grade_id(task, name))
        elif points[name] != wanted[name]:
            yield Gap(Lacking.POINTS_DIFFER, grade_id(task, name), f"{points[name]:g}", wanted[name])
