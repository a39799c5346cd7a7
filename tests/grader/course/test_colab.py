"""The notebook in which a class is graded in Colab, run from top to bottom in a plain kernel."""

import re
import sqlite3
import zipfile
from contextlib import closing

import nbformat
import pytest
import yaml
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from grader.tools import demo

from ..answers import BASE, DAMPENED, SOLUTION
from ..classroom import ENVIRONMENT, ROOT

NOTEBOOK = ROOT / "grader" / "colab_autograde.ipynb"
COLAB = """import shutil

def upload():
    return {"class.zip": b""}

def download(name):
    shutil.copyfile(name, "downloaded.zip")
"""


def notebook(**settings):
    found = nbformat.read(NOTEBOOK, as_version=4)
    (first,) = (cell for cell in found.cells if cell.id == "settings")
    for name, value in settings.items():
        first.source, changed = re.subn(rf"^{name} = .*", f"{name} = {value!r}", first.source, flags=re.M)
        assert changed == 1
    return found


def run(found, folder):
    """Run it in a folder, with a module `google.colab` that gives and takes files as Colab's does."""
    module = folder / "colab" / "google" / "colab"
    module.mkdir(parents=True)
    for init in (module.parent, module):
        (init / "__init__.py").touch()
    (module / "files.py").write_text(COLAB, "utf8")
    NotebookClient(found, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(folder)}}).execute(
        env=ENVIRONMENT | {"STEP_BY_STEP": str(ROOT), "PYTHONPATH": str(folder / "colab")})
    return {cell.id: "".join(output.get("text", "") for output in cell.get("outputs", [])) for cell in found.cells}


def packed(folder, files):
    with zipfile.ZipFile(folder / "class.zip", "w") as archive:
        for k, (name, code) in enumerate(files.items(), 1):  # each a day older than the one before
            archive.writestr(zipfile.ZipInfo(name, (2026, 10, 28 - k, 12, 0, 0)),
                             nbformat.writes(demo.solve("momentum", code)))


def points(folder):
    with closing(sqlite3.connect(folder / "class" / "gradebook.db")) as book:
        return dict(book.execute(
            "SELECT s.student_id, sum(g.auto_score) FROM grade g JOIN submitted_notebook n ON n.id = g.notebook_id "
            "JOIN submitted_assignment s ON s.id = n.assignment_id GROUP BY 1").fetchall())


def test_it_fetches_the_course_from_where_the_course_says_it_is():
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf8"))["repository"]
    (settings,) = (cell.source for cell in notebook().cells if cell.id == "settings")
    assert f'REPOSITORY = "{config["url"]}"' in settings and f'BRANCH = "{config["branch"]}"' in settings


@pytest.mark.nbgrader
@pytest.mark.sandbox
def test_a_class_of_folders_is_graded_and_downloaded(tmp_path):
    packed(tmp_path, {"ada/new.ipynb": BASE + SOLUTION, "bob/my solution.ipynb": BASE + DAMPENED,
                      "ada/momentum.ipynb": BASE + DAMPENED})
    said = run(notebook(), tmp_path)
    assert "new.ipynb" in said["upload"] and "my solution.ipynb" in said["upload"] and "dampened" in said["grade"]
    assert points(tmp_path) == {"ada": 10, "bob": 6}
    with zipfile.ZipFile(tmp_path / "downloaded.zip") as results:
        names = set(results.namelist())
    assert {"gradebook.db", "grades.csv", "report.html", "trials.secret",
            "feedback/ada/momentum/momentum.html", "feedback/bob/momentum/momentum.html"} <= names


@pytest.mark.nbgrader
@pytest.mark.sandbox
def test_a_platforms_zip_is_graded_too(tmp_path):
    packed(tmp_path, {"Ada Lovelace_4711_assignsubmission_file_/momentum.ipynb": BASE + SOLUTION})
    run(notebook(FROM="moodle"), tmp_path)
    assert points(tmp_path) == {"ada-lovelace": 10}


def test_where_a_command_cannot_do_its_work_the_notebook_stops_there(tmp_path):
    packed(tmp_path, {"ada/momentum.ipynb": BASE + SOLUTION})
    found = notebook(ASSIGNMENT="no such")
    with pytest.raises(CellExecutionError, match="the lines above say what is the matter"):
        run(found, tmp_path)
    assert [cell.id for cell in found.cells if cell.get("outputs")][-1] == "upload"
