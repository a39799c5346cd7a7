"""One template for all notebooks: what they share is written in one place, and what is their own stays theirs."""

import copy
from dataclasses import replace

import nbformat
import pytest

from grader.ground.trial import Device, DType, Layout
from grader.judging.judge import all_trials
from grader.language import registry
from grader.language.course import HOME, Course
from grader.language.task import Check, JudgedBy, Task
from grader.tools import notebook_template
from grader.tools.notebook_template import PartMissing, dumps, new, own_parts, read, refresh, refresh_all

TASKS = {name: task for name, task in registry.find().items() if isinstance(task, Task) and task.course == HOME}
by_task = pytest.mark.parametrize("task", TASKS.values(), ids=lambda task: task.name)


def notebook_of(task):
    return read(notebook_template.path_of(task))


@pytest.fixture
def momentum():
    return TASKS["momentum"]


@pytest.fixture
def notebook(momentum):
    return notebook_of(momentum)


def cell(notebook, name):
    return next(c for c in notebook["cells"] if c["id"] == name)


def ids(notebook):
    return [c["id"] for c in notebook["cells"]]


@by_task
def test_every_committed_notebook_is_what_the_template_makes_of_it(task):
    path = notebook_template.path_of(task)
    assert dumps(refresh(read(path), task)) == path.read_text("utf8")


@by_task
def test_a_new_notebook_is_valid_complete_and_its_own_refresh(task):
    made = new(task)
    nbformat.validate(nbformat.reads(dumps(made), as_version=4))
    assert refresh(made, task) == made
    assert set(ids(made)) <= set(ids(notebook_of(task)))
    for one in made["cells"]:
        if one["cell_type"] == "code":
            compile(one["source"], one["id"], "exec")
        else:
            assert "<<" not in one["source"] and "<%" not in one["source"]


# What trials do to an answer, and the words of the rules that announce it.
RULES = {
    "single number": lambda trial: any(p.shape == () for p in trial.parameters),
    "empty": lambda trial: any(p.size == 0 for p in trial.parameters),
    "not contiguous": lambda trial: any(layout is not Layout.PLAIN for layout in trial.layouts),
    "generator": lambda trial: trial.generator,
    "float32": lambda trial: DType.FLOAT32 in trial.dtypes,
    "device": lambda trial: trial.device is not Device.CPU,
    "`None`": lambda trial: any(g is None for step in trial.gradients for g in step),
    "in place": lambda trial: bool(trial.parameters),
    "self.lr": lambda trial: any("lr" in change for change in trial.changes.values()),
}


@by_task
def test_a_rule_that_costs_points_is_stated_in_the_notebook(task):
    """Whatever the trials try is announced in the few lines of the rules, in the notebook that students get."""
    path = notebook_template.path_of(task)
    given = path.parents[2] / "assignments" / path.parent.name / path.name
    (rules,) = [c.source for c in nbformat.read(given, as_version=4).cells if "must do" in c.source.split("\n")[0]]
    trials = all_trials(task)
    tried = [words for words, does in RULES.items() if any(map(does, trials))]
    assert set(tried) == set(RULES)
    assert [words for words in tried if words not in rules] == []
    assert ("memory belongs to the optimizer" in rules) == (task.stored_copies > 0)
    assert len(rules.splitlines()) < 30, "few lines"


def test_every_cell_of_a_notebook_has_a_template_and_every_template_a_cell(momentum):
    files = {path.name.split(".")[0] for path in notebook_template.CELLS.iterdir()}
    checks = {notebook_template.cell_id(check) for check in momentum.checks}
    assert files == {*notebook_template.ORDER, notebook_template.LAST, *checks, "check", "own-check"}
    assert notebook_template.OWN < set(notebook_template.ORDER)


@by_task
def test_most_cells_of_a_notebook_are_shared(task):
    fresh = {name for name in ids(notebook_of(task)) if name not in notebook_template.OWN}
    known = {*notebook_template.ORDER, notebook_template.LAST,
             *(notebook_template.cell_id(check) for check in task.checks)}
    assert len(fresh & known) >= 20 and len(fresh - known) <= 1


@by_task
def test_a_changed_shared_cell_is_found_and_put_right(task):
    right = notebook_of(task)
    for name in ("setup", "your-turn", "hand-in", "none-gradients", "state-size"):
        changed = copy.deepcopy(right)
        cell(changed, name)["source"] += "\n"
        assert refresh(changed, task) == right
    cell(changed, "long-run")["metadata"]["nbgrader"]["points"] = 3
    assert refresh(changed, task) == right


def test_own_cells_and_own_words_stay(momentum, notebook):
    for name in notebook_template.OWN:
        cell(notebook, name)["source"] += "\n# and this"
    cell(notebook, "title")["source"] = cell(notebook, "title")["source"].replace("about 30", "about 35")
    assert refresh(notebook, momentum) == notebook
    assert own_parts(notebook, momentum)["minutes"] == "35"


def test_what_the_template_said_about_memory_follows_the_task_and_what_the_author_said_stays(momentum, notebook):
    """A new notebook does not know yet how much is kept, and whether steps are counted."""
    fresh = new(replace(momentum, stored_copies=1, misconceptions=[]))
    assert own_parts(fresh, momentum)["keeps"] == "one tensor"
    adam = replace(TASKS["adam"], name="momentum", stored_copies=2)
    assert own_parts(fresh, adam)["keeps"] == own_parts(fresh, adam)["kept"] == "two tensors and a counter"
    terms = cell(refresh(fresh, adam), "terms")["source"]
    assert "Count steps for each parameter by itself" in terms and "two tensors and a counter for each" in terms
    assert own_parts(notebook, replace(momentum, stored_copies=2))["keeps"] == "one velocity"


def test_a_cell_that_is_missing_is_put_where_it_belongs(momentum, notebook):
    for name in ("setup", "hand-in", "first-step", "dtypes", "practice"):
        missing = notebook | {"cells": [c for c in notebook["cells"] if c["id"] != name]}
        assert ids(refresh(missing, momentum)) == ids(notebook)


def test_cells_of_checks_are_the_tasks_checks(momentum, notebook):
    first, *others = momentum.checks
    own = Check("precision", "the last digits", 0.5, JudgedBy.PATH)
    task = replace(momentum, checks=(replace(first, points=2), *others[1:], own))
    cells = refresh(notebook, task)["cells"]
    known = [c["metadata"]["nbgrader"] for c in cells if c["id"] not in notebook_template.FREE]
    graded = [one for one in known if one["grade"]]
    assert [(g["grade_id"], g["points"]) for g in graded] == [
        (f"momentum-{check.name}", check.points) for check in task.checks]
    assert cell({"cells": cells}, "first-step")["source"].splitlines()[0].endswith("(2 points).")
    last, practice = cells[-2:]
    assert practice["id"] == "practice" and practice["metadata"] == {}
    assert last["source"].startswith("# Graded after you hand in: the last digits (0.5 points).")
    last["source"] = "assert True  # the notebook's own"
    assert refresh(notebook | {"cells": cells}, task)["cells"][-2] == last


def test_what_cannot_be_read_is_not_written_over(momentum, notebook):
    cell(notebook, "first-step")["source"] = "pass"
    with pytest.raises(PartMissing) as missing:
        refresh(notebook, momentum)
    assert (missing.value.cell, missing.value.part) == ("first-step", "reference_name")


def test_refreshing_a_course_writes_what_has_changed_and_nothing_else(tmp_path, momentum, notebook):
    there = replace(momentum, course=Course(tmp_path))
    path = tmp_path / "solutions" / "week_1" / "momentum.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(dumps(refresh(notebook, there)), "utf8")
    tasks = {"momentum": there, "adam": replace(TASKS["adam"], course=Course(tmp_path))}  # Adam has no notebook there
    assert list(refresh_all(tasks)) == []
    right = path.read_text("utf8")
    path.write_text(right.replace("import matplotlib.pyplot as plt", "import matplotlib.pyplot"), "utf8")
    assert list(refresh_all(tasks, write=False)) == [path] and path.read_text("utf8") != right
    assert list(refresh_all(tasks)) == [path] and path.read_text("utf8") == right


def test_duties_are_explained_in_the_graders_book_whatever_the_course(momentum):
    other = new(replace(momentum, course=Course(HOME.folder / "elsewhere")))
    assert f"({HOME.section('step')})" in cell(other, "terms")["source"]
    assert "({{ book }}/step.html)" in cell(new(momentum), "terms")["source"]


def hidden_settings(notebook, task):
    """What the hidden check of the hyperparameters gives to the optimizer: by name, and by position."""
    own = own_parts(notebook, task)
    return [*eval(f"[{own['settings']}]"), eval(f"dict({own['positional']})")]


@by_task
def test_the_hidden_check_of_the_hyperparameters_varies_each_of_them(task):
    """In a notebook that is just being made, and in the one that there is."""
    for notebook in (new(task), notebook_of(task)):
        *by_name, by_position = hidden_settings(notebook, task)
        for name, default in task.hyperparameters.items():
            assert any(given.get(name, default) != default for given in by_name), name
            parts = len(default) if isinstance(default, tuple) else 1
            values = [given[name] if parts > 1 else (given[name],) for given in by_name if name in given]
            assert all(any(value[k] != (default[k] if parts > 1 else default) for value in values)
                       for k in range(parts))
        assert list(by_position) == list(task.hyperparameters)
