"""A new task: complete files with marked places, and a check that says what is still missing until nothing is."""

import importlib
import re
import shutil
import subprocess
import sys
import tomllib
from dataclasses import replace

import nbformat
import pytest
import torch

from grader.judging.paths import Paths
from grader.language import registry, secret_file
from grader.language.course import HOME, Course
from grader.language.driver import optimizer
from grader.language.reference import Tolerances, torch_reference
from grader.language.task import Check, JudgedBy, Task
from grader.outcome.count import Count
from grader.outcome.gap import Gap, Lacking
from grader.tools import notebook_template
from grader.tools.new_task import (
    AlreadyThere,
    BadName,
    blanks_of,
    left_as_written,
    missing,
    new_task,
)

from ..authors import delete_marks, fill_in_descent
from ..classroom import ROOT


@pytest.fixture
def load(monkeypatch):
    """Import a task anew from the course in a folder."""

    def load(folder, name) -> Task:
        package = tomllib.loads((folder / "pyproject.toml").read_text("utf8"))
        value = package["project"]["entry-points"][registry.GROUP][name]
        module = value.partition(":")[0]
        monkeypatch.syspath_prepend(folder)
        for known in [known for known in sys.modules if known.split(".")[0] == module.split(".")[0]]:
            del sys.modules[known]
        importlib.invalidate_caches()
        return importlib.import_module(module).task

    return load


def kinds(gaps):
    return {gap.lacking for gap in gaps}


# What is written

def test_a_new_task_in_an_empty_folder_is_a_course_that_can_be_installed(tmp_path):
    folder = tmp_path / "Some-Course"
    folder.mkdir()
    written = new_task("nadam", folder)
    assert {str(path.relative_to(folder)) for path in written.paths} == {
        "some_course/nadam.py", "some_course/right_answers/nadam/plain.py", "some_course/__init__.py",
        "some_course/course.py", "solutions/nadam/nadam.ipynb", "nbgrader_config.py", "_config.yml", "pyproject.toml",
        ".gitignore"}
    assert written.entry_point == ""
    project = tomllib.loads((folder / "pyproject.toml").read_text("utf8"))["project"]
    assert project["name"] == "some-course" and "step-by-step-grader" in project["dependencies"]
    assert project["entry-points"][registry.GROUP] == {"nadam": "some_course.nadam:task"}
    for path in folder.rglob("*.py"):
        compile(path.read_text("utf8"), str(path), "exec")
    nbformat.validate(nbformat.read(folder / "solutions/nadam/nadam.ipynb", as_version=4))


@pytest.mark.parametrize("course", ["new", "ours"])
def test_git_takes_nothing_of_what_grading_leaves(tmp_path, course):
    folder = ROOT
    if course == "new":
        folder = tmp_path
        new_task("nadam", folder)
        subprocess.run(["git", "init", "--quiet", folder], check=True)
    left = ["submitted/ada/momentum/momentum.ipynb", "autograded/a", "feedback/a", "gradebook.db", "grades.csv",
            "report.html", secret_file.NAME, f".{secret_file.NAME}-x1"]
    done = subprocess.run(["git", "check-ignore", "--no-index", *left], cwd=folder, capture_output=True, text=True)
    assert done.stdout.splitlines() == left


def test_what_torch_has_is_the_reference_with_its_hyperparameters(tmp_path, load):
    new_task("nadam", tmp_path)
    task = load(tmp_path, "nadam")
    assert (task.class_name, task.title, task.chapter) == ("NAdam", "NAdam", "nadam")
    assert task.hyperparameters == dict(lr=0.002, betas=(0.9, 0.999), eps=1e-8, momentum_decay=0.004)
    assert task.max_points == 10 and task.course.folder == tmp_path
    assert task.course.section("nadam#nadam-rule").startswith("https://example.org/")
    p = torch.ones(2, requires_grad=True)
    assert task.reference.optimizer([p], momentum_decay=0.1)._inner.defaults["momentum_decay"] == 0.1


# Others need more than a gradient for each step, or parameters of one shape.
WALKS = ["ASGD", "Adadelta", "Adagrad", "Adam", "AdamW", "Adamax", "NAdam", "RAdam", "RMSprop", "Rprop", "SGD"]


@pytest.mark.parametrize("name", WALKS)
def test_a_new_task_has_trials_that_torchs_optimizer_walks(tmp_path, load, name):
    new_task(name.lower(), tmp_path)
    task = load(tmp_path, name.lower())
    assert task.class_name == name
    paths = Paths(task)
    (varied,) = (check.trials for check in task.checks if check.name == "hyperparameters")
    for trial in (*task.trials[:2], *varied):
        assert paths.reference(trial).failure is None, trial.name
    names = [m.name for m in task.misconceptions]
    assert len(names) == len(set(names))


def test_a_rule_knows_every_tuple_by_its_parts(tmp_path, load):
    new_task("rprop", tmp_path)
    task = load(tmp_path, "rprop")
    now = optimizer(task)([torch.ones(2)]).now()
    assert (now.eta1, now.eta2, now.step_size1, now.step_size2) == (0.5, 1.2, 1e-6, 50)
    assert {"etas_hard_coded", "eta1_hard_coded", "step_size2_hard_coded"} <= {m.name for m in task.misconceptions}


def test_an_optimizer_that_torch_does_not_have_gets_a_name_and_a_stand_in(tmp_path, load):
    new_task("super_fast", tmp_path, title="Super fast")
    task = load(tmp_path, "super_fast")
    assert (task.class_name, task.title, list(task.hyperparameters)) == ("SuperFast", "Super fast", ["lr"])
    assert Lacking.RULE_DIFFERS not in kinds(missing(task, run=False))  # gradient descent stands in for both


def test_a_second_task_goes_to_the_package_of_the_first_and_leaves_the_course_alone(tmp_path):
    new_task("nadam", tmp_path)
    (package,) = (path.parent for path in tmp_path.glob("*/nadam.py"))
    before = {path: path.read_text("utf8") for path in tmp_path.rglob("*") if path.is_file()}
    written = new_task("radam", tmp_path)
    assert written.entry_point == f'radam = "{package.name}.radam:task"'
    assert set(written.paths) == {package / "radam.py", package / "right_answers/radam/plain.py",
                                  tmp_path / "solutions/radam/radam.ipynb"}
    assert all(path.read_text("utf8") == text for path, text in before.items())


def test_at_home_a_task_lies_beside_the_others(tmp_path):
    tasks = tmp_path / "grader" / "tasks"
    tasks.mkdir(parents=True)
    (tasks / "__init__.py").touch()
    (tmp_path / "pyproject.toml").touch()
    written = new_task("radam", tmp_path)
    assert written.paths[0] == tasks / "radam.py" and not (tasks / "course.py").exists()
    assert written.entry_point == 'radam = "grader.tasks.radam:task"'
    text = written.paths[0].read_text("utf8")
    assert "from ..language.task import Task" in text and "COURSE" not in text


@pytest.mark.parametrize("name", ["Nadam", "two words", "class", "1st", "_hidden", "", "../up"])
def test_a_name_that_python_cannot_import_is_refused(tmp_path, name):
    with pytest.raises(BadName) as refused:
        new_task(name, tmp_path)
    assert refused.value.name == name and list(tmp_path.iterdir()) == []


def test_nothing_is_written_over(tmp_path):
    path = new_task("nadam", tmp_path).paths[0]
    path.write_text("mine", "utf8")
    shutil.rmtree(tmp_path / "solutions")
    with pytest.raises(AlreadyThere) as there:
        new_task("nadam", tmp_path)
    assert there.value.path == path and path.read_text("utf8") == "mine" and not (tmp_path / "solutions").exists()


# What is missing

def test_a_new_task_says_what_is_to_be_filled_in(tmp_path, load):
    new_task("nadam", tmp_path)
    gaps = missing(load(tmp_path, "nadam"))
    assert kinds(gaps) == {Lacking.PLACEHOLDER, Lacking.NO_SYMBOL, Lacking.STILL_DESCENT, Lacking.RULE_DIFFERS,
                           Lacking.CELL_FAILS, Lacking.NOT_RELEASED}
    assert {gap.name for gap in gaps if gap.lacking is Lacking.NO_SYMBOL} == {"momentum_decay"}
    (differs,) = (gap for gap in gaps if gap.lacking is Lacking.RULE_DIFFERS)
    assert differs.name == differs.difference.trial == "first step" and differs.difference.step == 1
    (fails,) = (gap for gap in gaps if gap.lacking is Lacking.CELL_FAILS)
    assert fails.name == "nadam-first_step" and "AssertionError" in fails.other
    marked = {gap.name for gap in gaps if gap.lacking is Lacking.PLACEHOLDER}
    assert marked == {"nadam.py", "plain.py", "_config.yml", "nadam-rule", "nadam-solution", "nadam-checks",
                      "nadam-discovery-text", "nadam-discovery-answer"}


def as_found(gaps, *which):
    return {(gap.name, gap.other) for gap in gaps if gap.lacking in which}


def test_to_delete_the_marks_is_not_to_fill_in(tmp_path, load):
    delete_marks(new_task("nadam", tmp_path).paths)
    task = load(tmp_path, "nadam")
    gaps = list(left_as_written(task))
    blanks = blanks_of(task)
    places = {"task.py": "nadam.py", "_config.yml": "_config.yml"}
    assert as_found(gaps, Lacking.AS_WRITTEN) == {
        (places.get(place, f"nadam-{place}"), blank.text)
        for place, left in blanks.items() for blank in left if not blank.descent}
    assert {name for name, _ in as_found(gaps, Lacking.STILL_DESCENT)} == {
        "nadam.py", "nadam-rule", "nadam-checks", "nadam-visible-by-hand", "nadam-visible-several",
        "nadam-visible-schedule"}
    said = {text for _, text in as_found(gaps, Lacking.AS_WRITTEN, Lacking.STILL_DESCENT)}
    assert {"w_{t+1} = w_t - η g_t", r"w_{t+1} = w_t - \eta\, g_t", r"| step | $g$ | $w = w - 0.1\,g$ |",
            '"sign_of_direction"', '"direction_doubled"', "https://example.org/"} <= said


@pytest.mark.parametrize("place, blank", [
    (place, blank) for place, left in blanks_of(registry.find()["adam"]).items() for blank in left])
def test_whatever_a_template_leaves_to_its_author_is_found_until_it_is_replaced(place, blank):
    """Each by itself, as it was written and as the author's."""
    assert blank.text.strip() and blank.stands_in(f"before\n{blank.text}\nafter")
    assert not blank.stands_in(blank.text.upper().replace("1", "7").replace("2", "8"))
    assert not blank.stands_in("")


def test_a_table_is_left_as_it_was_until_most_of_it_has_changed():
    (table,) = (blank for blank in blanks_of(registry.find()["adam"])["checks"] if blank.descent)
    head, line, one, two, three = table.text.strip().splitlines()
    assert table.stands_in("\n".join([head, line, one, two, "| 3 | 0 | 0.7 |"]))
    assert not table.stands_in("\n".join(["| step | $w$ |", line, "| 1 | 2 | 0.7 |", "| 2 | 2 | 0.6 |", three]))


HOME_TASKS = [task for task in registry.find().values() if isinstance(task, Task)]


@pytest.mark.parametrize("task", HOME_TASKS, ids=lambda task: task.name)
def test_nothing_of_a_finished_task_is_taken_for_the_templates(task):
    assert list(left_as_written(task)) == []


def test_what_stands_in_for_a_reference_is_told_from_gradient_descent_that_is_meant(tmp_path, load):
    written = new_task("super_fast", tmp_path)
    delete_marks(written.paths)
    assert as_found(left_as_written(load(tmp_path, "super_fast")), Lacking.STAND_IN) == {
        ("SuperFast", "torch.optim.SGD")}
    path = written.paths[0]
    path.write_text(path.read_text("utf8").replace("self.direction(g, s, h)\n", "g\n", 1), "utf8")
    gaps = list(left_as_written(load(tmp_path, "super_fast")))
    assert as_found(gaps, Lacking.STAND_IN, Lacking.STILL_DESCENT) == set() and gaps


@pytest.mark.long
def test_a_task_that_is_filled_in_lacks_nothing(tmp_path, load):
    """Gradient descent again: the formula that stands there is right, so words and numbers are all that is left."""
    written = new_task("descent", tmp_path, class_name="SGD", title="Descent")
    fill_in_descent(written.paths, load(tmp_path, "descent"))
    task = load(tmp_path, "descent")
    gaps = missing(task, run=False)
    # Without a memory, to forget it is no mistake; and shared cells say so.
    assert kinds(gaps) == {Lacking.STALE_CELL, Lacking.NOT_RELEASED}
    assert {gap.name for gap in gaps if gap.lacking is Lacking.STALE_CELL} == {
        "descent-terms", "descent-your-turn", "descent-visible-duties", "descent-state_size"}
    assert len(list(notebook_template.refresh_all({"descent": task}))) == 1
    released = tmp_path / "assignments/descent/descent.ipynb"
    released.parent.mkdir(parents=True)
    released.touch()
    assert missing(task) == []


# One gap at a time: gradient descent of this course, with few mistakes, so that it is soon looked through

def look(task, **how):
    """What is missing, the notebook only looked at: to run it takes longer than all the rest."""
    return missing(task, run=False, **how)


@pytest.fixture(scope="module")
def sgd():
    whole = registry.find()["sgd"]
    few = [m for m in whole.misconceptions if m.driver or set(m.parts) - {"fixed", "rate", "gradient"}]
    # Without a memory one of those that are left out is as this one.
    twin = next(m for m in few if m.name == "parameters_of_the_class")
    return replace(whole, misconceptions=[few[0], twin, few[-1]], checks=tuple(
        replace(check, trials=check.trials[:1]) for check in whole.checks))


def test_gradient_descent_lacks_nothing(sgd):
    assert missing(sgd) == []


def test_a_hyperparameter_wants_a_letter_and_a_trial_away_from_its_default(sgd):
    more = replace(sgd, hyperparameters={"lr": 0.1, "momentum": 0.0},
                   checks=(Check("first_step", "first step", 1, JudgedBy.PATH, sgd.checks[0].trials),))
    gaps = look(more)
    assert Gap(Lacking.NO_SYMBOL, "momentum") in gaps and Gap(Lacking.UNTRIED, "momentum") in gaps
    assert Gap(Lacking.UNTRIED, "lr") not in gaps


def test_a_letter_is_no_name(sgd):
    assert Gap(Lacking.NO_SYMBOL, "lr") in look(replace(sgd, symbols={"lr": "lr"}))


def test_what_is_stored_is_counted(sgd):
    assert Gap(Lacking.STORED_DIFFERS, "stored_copies", "1", 0) in look(replace(sgd, stored_copies=1))


def test_mistakes_with_memory_and_counters_are_left_out_only_where_they_are_none():
    whole = registry.find()["momentum"]
    few = [m for m in whole.misconceptions if m.name in ("none_crashes", "no_momentum")]
    task = replace(whole, misconceptions=few, checks=tuple(
        replace(check, trials=check.trials[:2]) for check in whole.checks))
    left_out = {gap.name for gap in look(task) if gap.lacking is Lacking.MISTAKE_LEFT_OUT}
    assert {"one_state_for_all", "none_is_zero"} <= left_out
    assert "state_made_anew" not in left_out  # the same as no_momentum
    assert not {"one_counter_for_all", "counter_inside_the_loop"} & left_out  # momentum counts nothing


def test_a_reference_that_stops_with_an_error_is_named_with_the_trial(sgd):
    broken = replace(sgd, reference=torch_reference(torch.optim.SGD, momentum=-1.0))
    (gap,) = [gap for gap in look(broken) if gap.lacking is Lacking.REFERENCE_FAILS]
    assert gap.name == "first step" and gap.other.startswith("ValueError: Invalid momentum")


def test_a_rule_that_differs_hides_what_only_a_right_rule_can_tell(sgd):
    wrong = replace(sgd, reference=torch_reference(torch.optim.SGD, momentum=0.5))
    assert kinds(look(wrong)) == {Lacking.RULE_DIFFERS, Lacking.STILL_DESCENT}


def test_a_tolerance_leaves_room_for_other_styles(sgd):
    strict = replace(sgd, reference=replace(sgd.reference, tolerances=Tolerances(float64=1e-17)))
    (gap,) = [gap for gap in look(strict) if gap.lacking is Lacking.IMPRECISE]
    assert gap.other == "1e-17" and 1e-16 <= gap.number <= 1e-13


def test_right_answers_are_there_and_lose_nothing(sgd, tmp_path):
    assert look(replace(sgd, answers=tmp_path)) == [Gap(Lacking.NO_RIGHT_ANSWER, str(tmp_path))]
    assert look(sgd, judged=lambda task: Count(task.name, 2)) == []
    count = Count("sgd", 2, rejected=["odd style"], troubled=["unlucky style"])
    assert look(sgd, judged=lambda task: count) == [
        Gap(Lacking.RIGHT_ANSWER_LOSES, "odd style"), Gap(Lacking.RIGHT_ANSWER_UNJUDGED, "unlucky style")]


def test_right_answers_are_handed_in_once_they_can_be(sgd, tmp_path):
    """Neither without a students' notebook to put them into, nor with nothing to compare them with."""
    def judged(task):
        pytest.fail("They were handed in.")

    assert Lacking.NO_NOTEBOOK in kinds(look(replace(sgd, course=Course(tmp_path)), judged=judged))
    broken = replace(sgd, reference=torch_reference(torch.optim.SGD, momentum=-1.0))
    assert kinds(look(broken, judged=judged)) == {Lacking.REFERENCE_FAILS}


def test_there_are_mistakes_in_the_rule_and_in_the_bookkeeping(sgd):
    assert kinds(look(replace(sgd, misconceptions=[]))) == {Lacking.NO_MISTAKES, Lacking.NO_BOOKKEEPING}


def mistaken(task, **changed):
    """The gaps of a task with one more mistake, like its first but for this."""
    return look(replace(task, misconceptions=[*task.misconceptions, replace(
        task.misconceptions[0], **{"name": "another"} | changed)]))


def test_mistakes_show_and_differ(sgd):
    first = sgd.misconceptions[0]
    assert mistaken(sgd) == [Gap(Lacking.MISTAKES_ALIKE, first.name, "another")]
    assert mistaken(sgd, parts={}, driver=None) == [Gap(Lacking.MISTAKE_UNSEEN, "another")]
    assert Gap(Lacking.MISTAKE_TWICE, first.name) in mistaken(sgd, name=first.name)


def test_hints_are_short_sentences_that_lead_to_a_section(sgd):
    unseen = dict(parts={}, driver=None)
    assert Gap(Lacking.HINT_LONG, "another", "300", 300) in mistaken(sgd, hint="x" * 299 + ".", **unseen)
    assert Gap(Lacking.HINT_UNFINISHED, "another") in mistaken(sgd, hint="Look again", **unseen)
    for section in ("sgd#nowhere", "nowhere#sgd-rule"):
        assert Gap(Lacking.NO_SECTION, "another", section) in mistaken(sgd, section=section, **unseen)
    elsewhere = Course(HOME.folder / "examples")  # a course whose book is not at hand
    assert Lacking.NO_SECTION not in kinds(mistaken(sgd, section="sgd#nowhere", course=elsewhere, **unseen))


@pytest.fixture
def edited(sgd, tmp_path):
    """The gaps when the solution's text is changed by regular expression."""

    def edited(pattern, by, run=False):
        path = tmp_path / "solutions/sgd/sgd.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        there = replace(sgd, course=Course(tmp_path))
        notebook = notebook_template.refresh(notebook_template.read(notebook_template.path_of(sgd)), there)
        text, count = re.subn(pattern, by, notebook_template.dumps(notebook), count=1)
        assert count == 1
        path.write_text(text, "utf8")
        return [gap for gap in missing(there, run=run) if gap.lacking is not Lacking.NOT_RELEASED]

    return edited


def test_the_notebook_is_there_with_the_tasks_checks_and_the_templates_text(sgd, edited, tmp_path):
    (gap,) = look(replace(sgd, course=Course(tmp_path)))
    assert gap == Gap(Lacking.NO_NOTEBOOK, str(tmp_path / "solutions/sgd/sgd.ipynb"))
    assert edited("Where is the edge", "Where does it end") == []  # its own
    assert edited("## Hand in", "## Hand it in") == [Gap(Lacking.STALE_CELL, "sgd-hand-in")]
    assert edited('"points": 2', '"points": 3') == [
        Gap(Lacking.POINTS_DIFFER, "sgd-none_gradients", "3", 2), Gap(Lacking.STALE_CELL, "sgd-none_gradients")]
    assert Gap(Lacking.CELLS_DIFFER, "sgd-in_place") in edited('"id": "in-place"', '"id": "in-its-place"')
    assert Gap(Lacking.PART_MISSING, "sgd-title", "minutes") in edited("about 20 minutes", "quickly")


def test_a_solution_that_fails_its_own_notebook_is_found(edited):
    (gap,) = edited(r"p\.sub_\(self\.lr \* p\.grad\)", "p.add_(self.lr * p.grad)", run=True)
    assert gap.lacking is Lacking.CELL_FAILS and gap.name == "sgd-visible-by-hand" and "the wrong way" in gap.other
