"""What students get: generated, complete by itself, and solvable."""

import ast
import json

import nbformat
import pytest
from nbclient import NotebookClient

from grader import address, demo, task
from grader.submission import grade_id

from .answers import RIGHT, WRONG
from .course import ROOT, Course, python

SOLUTIONS = sorted((ROOT / "solutions").glob("*/*.ipynb"))
by_notebook = pytest.mark.parametrize("solution", SOLUTIONS, ids=lambda p: p.stem)


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return Course(tmp_path_factory.mktemp("course"))


def test_the_committed_assignments_are_what_nbgrader_makes_of_the_solutions(course):
    made = {p.relative_to(course.root / "release"): p.read_text("utf8")
            for p in (course.root / "release").rglob("*.ipynb")}
    committed = {p.relative_to(ROOT / "assignments"): p.read_text("utf8")
                 for p in (ROOT / "assignments").rglob("*.ipynb")}
    assert made == committed


@by_notebook
def test_the_graded_cells_are_the_tasks_checks(solution):
    chosen = task.load(solution.stem)
    cells = nbformat.read(solution, as_version=4).cells
    graded = [(grade_id(c), c.metadata.nbgrader.points) for c in cells
              if c.metadata.get("nbgrader", {}).get("grade")]
    assert graded == [(f"{chosen.name}-{c.name}", c.points) for c in chosen.checks]


@by_notebook
def test_no_outputs_are_committed(solution):
    released = ROOT / "assignments" / solution.relative_to(ROOT / "solutions")
    for path in (solution, released):
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
    released = (ROOT / "assignments" / solution.relative_to(ROOT / "solutions")).read_text("utf8")
    assert len(hidden) > 20
    assert [line for line in hidden if json.dumps(line, ensure_ascii=False)[1:-1] in released] == []
    assert "{{" not in released and address.book("momentum") in released


@by_notebook
def test_the_released_notebook_needs_torch_and_matplotlib_only(solution):
    released = ROOT / "assignments" / solution.relative_to(ROOT / "solutions")
    imported = set()
    for cell in nbformat.read(released, as_version=4).cells:
        if cell.cell_type == "code":
            for node in ast.walk(ast.parse(cell.source)):
                if isinstance(node, ast.Import):
                    imported |= {a.name.split(".")[0] for a in node.names}
                elif isinstance(node, ast.ImportFrom):
                    imported.add(node.module.split(".")[0])
    assert imported == {"torch", "matplotlib"}


def test_solved_it_runs_from_top_to_bottom():
    notebook = demo.solve("momentum", RIGHT["list of velocities"])
    NotebookClient(notebook, timeout=120).execute()
    texts = "".join(o.get("text", "") for c in notebook.cells for o in c.get("outputs", []))
    assert texts.count(": right.") == 3
    assert any("image/png" in o.get("data", {}) for c in notebook.cells
               for o in c.get("outputs", []))


def test_a_visible_check_says_which_step_and_parameter_and_by_how_much():
    notebook = demo.solve("momentum", RIGHT["list of velocities"].replace(
        "v.mul_(self.momentum)", "v.mul_(1 - self.momentum / 2)"))
    NotebookClient(notebook, timeout=120, allow_errors=True).execute()
    errors = [o.evalue for c in notebook.cells for o in c.get("outputs", [])
              if o.output_type == "error"]
    assert errors[0].startswith("After step 2, parameter 0 is [0.625") and "off by 0.025" in errors[0]


class TestPlainNbgrader:
    """Where our code is not plugged in, the hidden cells judge by themselves."""

    @pytest.fixture(scope="class")
    def scores(self, tmp_path_factory):
        root = tmp_path_factory.mktemp("plain")
        config = root / "nbgrader_config.py"
        config.write_text(f"""
c = get_config()
c.CourseDirectory.root = {str(root)!r}
c.CourseDirectory.source_directory = {str(ROOT / "solutions")!r}
""")
        course = Course.__new__(Course)
        course.root = root
        python("-m", "nbgrader", "generate_assignment", "momentum", "--force", cwd=root)
        solution = nbformat.read(SOLUTIONS[0], as_version=4)
        code = next(c.source for c in solution.cells
                    if c.metadata.get("nbgrader", {}).get("solution"))
        course.hand_in("solution", demo.solve("momentum", code))
        course.hand_in("unsolved", nbformat.read(
            ROOT / "assignments" / "momentum" / "momentum.ipynb", as_version=4))
        course.hand_in("history", demo.solve("momentum", WRONG["keeps a history"][1]))
        course.hand_in("clears", demo.solve("momentum", WRONG["clears the gradients"][1]))
        python("-m", "nbgrader", "autograde", "momentum", cwd=root)
        return course.scores()

    def test_the_solution_scores_everything(self, scores):
        assert sum(scores["solution"].values()) == 10

    def test_the_unsolved_notebook_scores_nothing(self, scores):
        assert sum(scores["unsolved"].values()) == 0

    def test_wrong_answers_lose_points(self, scores):
        assert scores["history"]["state_size"] == 0 and scores["history"]["long_run"] == 2
        assert scores["clears"]["in_place"] == 0
