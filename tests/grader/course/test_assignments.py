"""What students get: generated, complete by itself, and solvable."""

import ast
import json
import re
import sys

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from grader.language import HOME, registry
from grader.notebooks.read import from_notebook, grade_id, is_graded
from grader.tools import demo

from .. import measured
from ..answers import RIGHT, WRONG
from ..classroom import ENVIRONMENT, ROOT, Course, python
from .warm_kernels import warm_kernels

SOLUTIONS = sorted((ROOT / "solutions").glob("*/*.ipynb"), key=lambda p: p.stem)
ASSIGNMENTS = sorted({p.parent.name for p in SOLUTIONS})
TASKS = registry.find()
by_notebook = pytest.mark.parametrize("solution", SOLUTIONS, ids=lambda p: p.stem)


def released(solution):
    return ROOT / "assignments" / solution.relative_to(ROOT / "solutions")


def solved(solution):
    """The released notebook with the solution's cells put into it."""
    notebook = nbformat.read(released(solution), as_version=4)
    source = {c.id: c.source for c in nbformat.read(solution, as_version=4).cells}
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            cell.source = source[cell.id]
    return notebook


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """Every assignment, generated once; where mistakes lead is found out anew for one, and where that has changed."""
    stale = {part.name for part in measured.PARTS if part.of == "notebook" and measured.stale(part)}
    return Course(tmp_path_factory.mktemp("course"), *ASSIGNMENTS, anew={"momentum", *stale})


def test_every_task_has_its_notebook():
    assert [p.stem for p in SOLUTIONS] == list(registry.find())


@pytest.mark.nbgrader
def test_the_committed_assignments_are_what_nbgrader_makes_of_the_solutions(course):
    made = {p.relative_to(course.root / "release"): p.read_text("utf8")
            for p in (course.root / "release").rglob("*.ipynb")}
    committed = {p.relative_to(ROOT / "assignments"): p.read_text("utf8")
                 for p in (ROOT / "assignments").rglob("*.ipynb")}
    assert made == committed


@by_notebook
def test_the_readme_leads_to_every_notebook(solution):
    path = released(solution).relative_to(ROOT).as_posix()
    assert f"[{solution.stem}]({path})" in (ROOT / "README.md").read_text("utf8")


@by_notebook
def test_the_graded_cells_are_the_tasks_checks(solution):
    chosen = TASKS[solution.stem]
    cells = nbformat.read(solution, as_version=4).cells
    graded = [(grade_id(c), c.metadata.nbgrader.points) for c in cells if is_graded(c)]
    assert graded == [(f"{chosen.name}-{c.name}", c.points) for c in chosen.checks]
    for cell in cells:
        if is_graded(cell):
            points = cell.metadata.nbgrader.points
            assert f"({points:g} point{'s' * (points != 1)})" in cell.source.splitlines()[0]


@by_notebook
def test_no_outputs_are_committed(solution):
    for path in (solution, released(solution)):
        for cell in json.loads(path.read_text("utf8"))["cells"]:
            assert not cell.get("outputs") and cell.get("execution_count") is None


@by_notebook
def test_the_released_notebook_holds_no_solution_and_no_hidden_check(solution):
    hidden, shown, inside = set(), set(), False
    for cell in nbformat.read(solution, as_version=4).cells:
        for line in cell.source.splitlines():
            if "### BEGIN" in line or "### END" in line:
                inside = "### BEGIN" in line
            else:
                (hidden if inside else shown).add(line.strip())
    hidden = {line for line in hidden - shown if len(line) > 12}
    text = released(solution).read_text("utf8")
    assert len(hidden) > 20
    assert [line for line in hidden if json.dumps(line, ensure_ascii=False)[1:-1] in text] == []
    assert "{{" not in text and HOME.section("step") in text


@by_notebook
def test_the_released_notebook_needs_torch_and_matplotlib_only(solution):
    imported = set()
    for cell in nbformat.read(released(solution), as_version=4).cells:
        if cell.cell_type == "code":
            for node in ast.walk(ast.parse(cell.source)):
                if isinstance(node, ast.Import):
                    imported |= {a.name.split(".")[0] for a in node.names}
                elif isinstance(node, ast.ImportFrom):
                    imported.add(node.module.split(".")[0])
    assert {"torch", "matplotlib"} <= imported <= {"torch", "matplotlib", *sys.stdlib_module_names}


@by_notebook
def test_a_visible_check_is_no_help_to_who_has_written_nothing(solution):
    notebook = nbformat.read(released(solution), as_version=4)
    code = "\n".join(c.source for c in notebook.cells if c.cell_type == "code")
    assert "raise NotImplementedError" in code and "torch.optim" not in code


@by_notebook
def test_the_title_shows_points_minutes_and_difficulty_as_the_task_has_them(solution):
    task, title = TASKS[solution.stem], nbformat.read(released(solution), as_version=4).cells[0].source
    stars = "★" * task.difficulty + "☆" * (3 - task.difficulty)
    assert f"{task.max_points:g} points" in title and re.search(rf"about .+, {stars}\.\*\*", title)


@by_notebook
def test_a_cell_that_the_grader_skips_says_so_in_its_first_line_and_no_other_does(solution):
    for cell in nbformat.read(released(solution), as_version=4).cells:
        plain = new_notebook(cells=[new_code_cell(cell.source)])  # as a session's history has it, without its tag
        says_so = cell.cell_type == "code" and not from_notebook(plain, solution.stem, TASKS).cells
        assert says_so == ("grader-skips" in cell.metadata.get("tags", [])), cell.source


@by_notebook
def test_the_picture_stands_before_the_graded_cells(solution):
    cells = nbformat.read(solution, as_version=4).cells
    graded = next(i for i, c in enumerate(cells) if is_graded(c))
    assert next(i for i, c in enumerate(cells) if "plt.show()" in c.source) < graded


@pytest.mark.nbgrader
def test_nbgrader_validate_passes_on_a_solved_notebook(tmp_path):
    """The command that students may use. It runs what `TestPlainNbgrader` runs of every solution."""
    (solution,) = [path for path in SOLUTIONS if path.stem == "momentum"]
    nbformat.write(solved(solution), tmp_path / "momentum.ipynb")
    said = python("-m", "nbgrader", "validate", tmp_path / "momentum.ipynb", cwd=tmp_path).stdout
    assert "Success! Your notebook passes all the tests." in said


@pytest.mark.sandbox
def test_solutions_score_everything_and_unsolved_notebooks_nothing(grader):
    graded = list(grader.grade_all([*SOLUTIONS, *map(released, SOLUTIONS)]))
    assert [v.status for v in graded] == ["graded"] * 2 * len(SOLUTIONS)
    assert [v.score for v in graded] == [10] * len(SOLUTIONS) + [0] * len(SOLUTIONS)


@pytest.mark.nbgrader
@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_autograde_gives_solutions_everything_and_unsolved_notebooks_nothing(course, grader, assignment):
    mine = [s for s in SOLUTIONS if s.parent.name == assignment]
    for solution in mine:
        course.hand_in("solver", solved(solution), solution.stem, assignment)
        course.hand_in("beginner", released(solution).read_text("utf8"), solution.stem, assignment)
    course.autograde(grader, assignment)
    scores = course.scores(assignment)
    assert sum(scores["solver"].values()) == 10 * len(mine)
    assert sum(scores["beginner"].values()) == 0


@pytest.mark.nbgrader
def test_the_capstones_written_answer_waits_for_a_person(course, grader):
    solution = next(s for s in SOLUTIONS if s.stem == "capstone")
    course.hand_in("writer", solved(solution), "capstone")
    course.autograde(grader, "capstone", ["writer"])
    with course.gradebook() as gradebook:
        grades = gradebook.find_submission("capstone", "writer").notebooks[0].grades
        waiting = [g for g in grades if g.needs_manual_grade]
        assert [(g.name, g.max_score) for g in waiting] == [("capstone-answer", 5)]

    page = course.root / "feedback" / "writer" / "capstone" / "capstone.html"
    course.api().generate_feedback("capstone", "writer")
    assert "Still to be graded by hand: up to 5 points" in page.read_text("utf8")
    assert "Graded by hand" not in page.read_text("utf8")
    with course.gradebook() as gradebook:
        gradebook.find_grade("capstone-answer", "capstone", "capstone", "writer").manual_score = 4
        gradebook.db.commit()
    course.api().generate_feedback("capstone", "writer")
    assert "Graded by hand: 4 of 5 points" in page.read_text("utf8")
    assert "Still to be graded" not in page.read_text("utf8")


@pytest.mark.nbgrader
def test_a_visible_check_says_which_step_and_parameter_and_by_how_much():
    notebook = demo.solve("momentum", RIGHT["list of velocities"].replace(
        "v.mul_(self.momentum)", "v.mul_(1 - self.momentum / 2)"))
    NotebookClient(notebook, timeout=120, allow_errors=True).execute()
    errors = [o.evalue for c in notebook.cells for o in c.get("outputs", [])
              if o.output_type == "error"]
    assert errors[0].startswith("Step 2: w moved 1.1 times as far as it should.") and "off by 0.025" in errors[0]


@pytest.mark.nbgrader
class TestPlainNbgrader:
    """Where our code is not plugged in, the hidden cells judge by themselves."""

    @pytest.fixture(scope="class")
    def course(self, tmp_path_factory):
        """Every notebook, solved and unsolved, graded by nbgrader's own commands in kernels of their own."""
        course = Course.__new__(Course)
        course.root = tmp_path_factory.mktemp("plain")
        (course.root / "nbgrader_config.py").write_text(f"""
c = get_config()
c.CourseDirectory.root = {str(course.root)!r}
c.CourseDirectory.source_directory = {str(ROOT / "solutions")!r}
c.ClearSolutions.code_stub = {{"python": "raise NotImplementedError"}}
""")
        python("-m", "nbgrader", "generate_assignment", "*", cwd=course.root)
        for solution in SOLUTIONS:
            assignment = solution.parent.name
            course.hand_in("solution", solved(solution), solution.stem, assignment)
            course.hand_in("unsolved", released(solution).read_text("utf8"), solution.stem, assignment)
        course.hand_in("history", demo.solve("momentum", WRONG["keeps a history"][1]))
        course.hand_in("clears", demo.solve("momentum", WRONG["clears the gradients"][1]))
        lazy = [f"trials[{name!r}] = dict(start=[1.0], gradients=[[1.0]], given=dict(lr=0.1))"
                for name in ("momentum", "adam", "lion")]
        course.hand_in("lazy", demo.solve("catch", *lazy), "catch")
        with warm_kernels(tmp_path_factory.mktemp("jupyter")) as variables:
            python("-m", "nbgrader", "autograde", "*", cwd=course.root, env=ENVIRONMENT | variables)
        return course

    @pytest.mark.parametrize("assignment", ASSIGNMENTS)
    def test_solutions_score_everything_and_unsolved_notebooks_nothing(self, course, assignment):
        notebooks = sum(solution.parent.name == assignment for solution in SOLUTIONS)
        scores = course.scores(assignment)
        assert sum(scores["solution"].values()) == 10 * notebooks
        assert sum(scores["unsolved"].values()) == 0

    @by_notebook
    def test_solved_it_runs_from_top_to_bottom(self, course, solution):
        graded = course.root / "autograded" / "solution" / solution.parent.name / solution.name
        notebook = nbformat.read(graded, as_version=4)
        shown = [o for c in notebook.cells for o in c.get("outputs", [])]
        checks = sum(c.source.count("with check(") or c.source.count(": right.") for c in notebook.cells
                     if c.id.startswith("visible-") and c.id != "visible-helper")
        assert "".join(o.get("text", "") for o in shown).count(": right.") == checks > 0
        for cell in notebook.cells:
            if cell.id == "discovery" and "plt.show()" in cell.source:
                assert any("image/png" in o.get("data", {}) for o in cell.outputs)
        assert [o for o in shown if o.get("name") == "stderr" or o.output_type == "error"] == []

    def test_hidden_cells_find_what_no_visible_check_does(self, course):
        scores = course.scores()
        assert scores["history"]["state_size"] == 0 and scores["history"]["long_run"] == 1
        assert scores["clears"]["in_place"] == 0

    def test_hidden_cells_see_that_one_step_catches_few(self, course):
        assert {name for name, worth in course.scores("catch")["lazy"].items() if worth} == {"catch-adam_common"}
