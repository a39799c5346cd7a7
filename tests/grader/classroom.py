"""A course of its own for a test: this repository's sources, another place for everything else."""

import contextlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from unittest import mock

import nbformat
from nbgrader.api import Gradebook
from sqlalchemy import text

from grader.course import known
from grader.course.autograde import ClassRun, nbgrader_api
from grader.language import secret_file
from grader.language.secret import DEMO

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = {**os.environ, "OMP_NUM_THREADS": "1",
               "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


def python(*arguments, check=True, cwd=ROOT, env=ENVIRONMENT):
    """Run `python ARGUMENTS` in the repository as a user would."""
    done = subprocess.run([sys.executable, *map(str, arguments)], cwd=cwd, env=env,
                          capture_output=True, text=True, timeout=500)
    assert done.returncode == 0 or not check, done.stdout + done.stderr
    return done


def grade(*notebooks):
    """`python -m grader grade --json` on the demo's trials: one object for each notebook."""
    with tempfile.TemporaryDirectory() as folder:
        secret_file.write(folder, DEMO)
        done = python("-m", "grader", "grade", "--json", "--course", folder, *notebooks)
    return [json.loads(line) for line in done.stdout.splitlines()]


def as_committed(task, helper, hints=True):
    """The helper cell of a task's notebook for students, with all mistakes in it, as it was made before."""
    (path,) = (ROOT / "assignments").rglob(f"{task.name}.ipynb")
    (cell,) = [cell for cell in nbformat.read(path, as_version=4).cells if cell.id == "visible-helper"]
    return cell.source


class Course:
    """A course folder with a gradebook and these assignments, momentum by default. Its trials are the demo's.

    To find out where each mistake leads takes nearly all of the time: but for `anew` tasks this is taken from the
    notebooks that are there (`test_assignments.py` compares them).
    """

    def __init__(self, root: Path, *assignments: str, anew=()):
        self.root = root
        secret_file.write(root, DEMO)
        api = self.api()
        api.coursedir.release_directory = str(root / "release")
        packed = known.packed
        with mock.patch.object(known, "packed", lambda task, *rest: (
                packed if task.name in anew else as_committed)(task, *rest)):
            for name in assignments or ("momentum",):
                done = api.generate_assignment(name)
                assert done["success"], done.get("error") or done.get("log")

    @classmethod
    def like(cls, other: "Course", root: Path) -> "Course":
        """A fresh course with the same assignments, and nothing handed in."""
        made = cls.__new__(cls)
        made.root = root
        root.mkdir(exist_ok=True)
        shutil.copyfile(other.root / "gradebook.db", root / "gradebook.db")
        secret_file.write(root, DEMO)
        return made

    def api(self):
        """nbgrader's Python interface, as `step-grader autograde` and formgrader's button use it."""
        return nbgrader_api(self.root)

    def autograde(self, grader, assignment="momentum", students=()):
        """What `step-grader autograde` does; one result a student."""
        return ClassRun(assignment, grader, self.root).grade(list(students))

    def nbgrader(self, command, *arguments, check=True):
        """Run `nbgrader COMMAND` as a user would."""
        return python("-m", "nbgrader", command, *arguments,
                      f"--CourseDirectory.root={self.root}", check=check)

    def hand_in(self, student, notebook, name="momentum", assignment=None):
        """Put a notebook (a node, or the text of a file) into submitted/."""
        path = self.root / "submitted" / student / (assignment or name) / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(notebook, str):
            path.write_text(notebook, encoding="utf8")
        else:
            path.write_text(nbformat.writes(notebook), encoding="utf8")
        return path

    def autograded(self, student, name="momentum"):
        """The notebook that nbgrader keeps after grading."""
        return nbformat.read(self.root / "autograded" / student / name / f"{name}.ipynb", as_version=4)

    def scores(self, assignment="momentum"):
        """Each student's automatic points in the gradebook: {student: {check: points}}."""
        with self.gradebook() as gradebook:
            return {
                s.student.id: {g.name.removeprefix("momentum-"): g.auto_score
                               for n in s.notebooks for g in n.grades if g.auto_score is not None}
                for s in gradebook.find_assignment(assignment).submissions}

    def gradebook(self):
        """nbgrader's own, to look into."""
        return Gradebook(self.db_url)

    @property
    def db_url(self):
        """The gradebook's address."""
        return f"sqlite:///{self.root / 'gradebook.db'}"

    def rows(self, query):
        """What the gradebook answers to a query, sorted."""
        with self.gradebook() as gradebook:
            return sorted((tuple(row) for row in gradebook.db.execute(text(query))), key=repr)

    @contextlib.contextmanager
    def locked(self):
        """Somebody else has the gradebook for himself; what comes out of it ends that."""
        with contextlib.closing(sqlite3.connect(self.root / "gradebook.db", check_same_thread=False)) as other:
            other.execute("BEGIN EXCLUSIVE")
            yield other.rollback

    def feedback(self, student):
        """The page that a student gets back."""
        return (self.root / "feedback" / student / "momentum" / "momentum.html").read_text("utf8")
