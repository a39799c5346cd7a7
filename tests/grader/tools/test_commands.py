"""`step-grader grade` and its neighbours."""

import json
import shutil

import nbformat
import pytest

from grader import __version__
from grader.course.lack import CourseError, Lack
from grader.language import registry
from grader.telling import words
from grader.tools import demo
from grader.tools.cli import main

from ..answers import RIGHT
from ..classroom import ROOT, Course, grade, python

SOLUTION = ROOT / "solutions" / "momentum" / "momentum.ipynb"
RELEASED = ROOT / "assignments" / "momentum" / "momentum.ipynb"


pytestmark = [pytest.mark.sandbox, pytest.mark.nbgrader]


@pytest.fixture(scope="module")
def verdicts(grader, tmp_path_factory):
    """One run over many files, in this order."""
    folder = tmp_path_factory.mktemp("files")
    (folder / "empty.ipynb").write_text("")
    (folder / "text.ipynb").write_text("Dear teacher, here is my homework.")
    (folder / "json.ipynb").write_text('{"cells": 3}')
    (folder / "deep.ipynb").write_text("[" * 100_000)
    (folder / "binary.ipynb").write_bytes(bytes(range(256)))
    other = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("print('another course')")])
    nbformat.write(other, folder / "other.ipynb")
    renamed = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(
        "import torch\nclass Optimizer:\n    def __init__(self, params): self.params = list(params)\n"
        + RIGHT["list of velocities"])])
    nbformat.write(renamed, folder / "renamed.ipynb")
    for name, code in RIGHT.items():
        nbformat.write(demo.solve("momentum", code), folder / f"right {name[:8]}.ipynb")
    files = {"solution": SOLUTION, "released": RELEASED, "a folder": folder}
    files |= {path.name: path for path in [*sorted(folder.glob("*.ipynb")), folder / "missing.ipynb"]}
    return dict(zip(files, map(words.as_json, grader.grade_all(files.values()))))


def test_the_solution_scores_ten_of_ten(verdicts):
    answer = verdicts["solution"]
    assert (answer["status"], answer["score"], answer["max_score"]) == ("graded", 10, 10)


def test_the_unsolved_assignment_scores_zero_and_is_graded(verdicts):
    answer = verdicts["released"]
    assert (answer["status"], answer["score"], answer["reason"]) == ("graded", 0, None)
    assert {c["message"] for c in answer["checks"]} == {"step() is not written yet."}


@pytest.mark.parametrize("name", ["empty.ipynb", "text.ipynb", "json.ipynb", "deep.ipynb",
                                  "binary.ipynb", "other.ipynb", "missing.ipynb"])
def test_what_is_no_notebook_of_ours_is_refused_with_a_reason(verdicts, name):
    answer = verdicts[name]
    assert answer["status"] == "refused" and answer["reason"].endswith(".")
    assert answer["task"] is None and answer["max_score"] is None and answer["checks"] == []


def test_of_a_folder_what_it_answers_is_graded_once(verdicts):
    answer = verdicts["a folder"]
    assert (answer["status"], answer["score"]) == ("graded", 10)
    (note,) = answer["notes"]
    assert note.startswith("Several files answer this notebook.") and "renamed.ipynb" not in note


def test_a_right_answer_in_any_style_passes_in_the_sandbox(verdicts):
    right = {name: v for name, v in verdicts.items() if name.startswith("right ")}
    assert len(right) == len(RIGHT)
    assert {name: v["score"] for name, v in right.items()} == dict.fromkeys(right, 10)


def test_a_notebook_is_recognised_by_its_class_when_all_else_is_lost(verdicts):
    assert verdicts["renamed.ipynb"]["score"] == 10


def test_the_command_prints_one_json_object_a_line(tmp_path, verdicts):
    """The real command, in a process of its own."""
    (tmp_path / "empty.ipynb").write_text("")
    printed = grade(RELEASED, tmp_path / "empty.ipynb")
    for answer, same in zip(printed, (verdicts["released"], verdicts["empty.ipynb"]), strict=True):
        unlike = {"notebook", "seconds"}
        assert {k: v for k, v in answer.items() if k not in unlike} == {
            k: v for k, v in same.items() if k not in unlike}


def test_without_json_the_verdict_is_text(grader):
    said = words.text(grader.grade(RELEASED))
    assert "Momentum · 0 of 10" in said and "step() is not written yet." in said


def test_an_assignment_that_nobody_knows_is_a_sentence_and_not_a_traceback(tmp_path):
    done = python("-m", "grader", "autograde", "nothing", "--course", tmp_path, check=False)
    assert done.returncode == 2
    assert "There is no assignment “nothing”" in done.stderr and "solutions/nothing" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_unknown_student_is_a_sentence_too(tmp_path, momentum_course, grader):
    course = Course.like(momentum_course, tmp_path)
    with pytest.raises(CourseError) as lack:
        course.autograde(grader, students=["nobody"])
    assert (lack.value.lack, lack.value.details["students"]) == (Lack.NOT_HANDED_IN, "nobody")
    course.hand_in("student-01", nbformat.read(RELEASED, as_version=4)).rename(
        tmp_path / "submitted" / "student-01" / "momentum" / "momentum (1).ipynb")
    course.autograde(grader)
    assert course.scores()["student-01"]["first_step"] == 0  # found under its other name


@pytest.mark.parametrize("arguments, code", [
    (["selftest", "nothing"], 2), (["autograde", "momentum", "--course", "nowhere"], 2),
    (["autograde", "momentum", "--isolation", "process", "--course", "."], 2)])
def test_what_cannot_be_done_is_said_in_one_line(tmp_path, monkeypatch, capsys, arguments, code):
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == code
    said = capsys.readouterr().err.strip()
    assert said and "\n" not in said and "Traceback" not in said


def test_what_is_not_there_is_no_students_fault(tmp_path, capsys):
    assert main(["grade", str(tmp_path / "momentun.ipynb"), str(RELEASED)]) == 2
    out, err = capsys.readouterr()
    assert out == "" and "There is no file or folder" in err and "momentun.ipynb" in err and str(RELEASED) not in err


def test_a_folder_where_nbgrader_would_run_the_code_itself_is_refused_before_anything_is_touched(
        tmp_path, momentum_course, grader, monkeypatch):
    course = Course.like(momentum_course, tmp_path / "class")
    course.hand_in("ada", nbformat.read(SOLUTION, as_version=4))
    course.autograde(grader)

    def graded():
        return {path: path.stat().st_mtime_ns for path in (course.root / "autograded").rglob("*")}

    before = graded()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CourseError) as refused:
        course.autograde(grader)
    assert refused.value.lack is Lack.NOT_CONFIGURED
    assert before and graded() == before


def test_the_version_is_the_packages(capsys):
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    assert end.value.code == 0 and capsys.readouterr().out.split() == ["step-grader", __version__]


def test_all_tasks_are_listed(capsys):
    assert main(["tasks"]) == 0
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert listed == list(registry.find())


def test_the_cells_outputs_are_what_the_sandbox_gave(tmp_path, momentum_course, grader):
    """Rich output, magics and plots; what was stored in the file does not count."""
    course = Course.like(momentum_course, tmp_path)
    notebook = demo.solve("momentum", RIGHT["foreach"] + """
import matplotlib.pyplot as plt
from IPython.display import HTML, display
%time 1 + 1
torch.set_num_threads(4); (torch.ones(600, 600) @ torch.ones(600, 600)).sum()
display({"text/plain": "odd", "application/x": float("nan")}, raw=True, metadata={"a": object()})
display(HTML("<b>bold</b><script>alert(1)</script><img src=x onerror=alert(1)>"))
plt.plot([1, 2]); plt.show()
print("x" * 100_000)
6 * 7
""")
    cell = next(c for c in notebook.cells if "6 * 7" in c.source)
    cell.outputs = [nbformat.v4.new_output("stream", text="10 of 10, says the file")]
    failing = nbformat.v4.new_code_cell("1 / 0")
    notebook.cells.insert(notebook.cells.index(cell) + 1, failing)
    course.hand_in("student-01", notebook)
    course.autograde(grader)
    graded = course.autograded("student-01")
    outputs = next(c for c in graded.cells if "6 * 7" in c.source).outputs
    text = json.dumps(outputs)
    assert "says the file" not in text and "script" not in text and "onerror" not in text
    assert "<b>bold</b>" in text and "image/png" in text and "Wall time" in text
    assert outputs[-1].data["text/plain"] == "42"
    assert len(text) < 200_000
    assert next(c for c in graded.cells if c.source == "1 / 0").outputs[0].ename == "ZeroDivisionError"
    assert sum(course.scores()["student-01"].values()) == 10
