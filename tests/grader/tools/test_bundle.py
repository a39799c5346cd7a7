"""What goes to Gradescope works where it is unpacked, as its documentation describes the place."""

import json
import os
import shutil
import subprocess
import zipfile

import pytest

from grader.language import secret_file
from grader.sandbox.levels import Level, missing
from grader.telling import words
from grader.tools import bundle
from grader.tools.cli import main

from ..classroom import ROOT

pytestmark = pytest.mark.wheel


@pytest.fixture
def packed(wheel, tmp_path, monkeypatch, capsys):
    """Pack the grader for a course of one's own; what the zip holds, and what was said."""
    monkeypatch.chdir(tmp_path)

    def pack(*arguments):
        code = main(["bundle", "gradescope", "--wheel", str(wheel), "--out", str(tmp_path / "autograder.zip"),
                     *map(str, arguments)])
        return code, *capsys.readouterr(), zipfile.ZipFile(tmp_path / "autograder.zip")

    return pack


def unpacked(archive, folder):
    """The folder that Gradescope's image has: the zip in source/, the program beside it, room for the rest."""
    for entry in archive.infolist():
        archive.extract(entry, folder / "source")
        os.chmod(folder / "source" / entry.filename, entry.external_attr >> 16 & 0o777)
    shutil.copy(folder / "source" / "run_autograder", folder)
    (folder / "submission").mkdir()
    return folder


def test_the_zip_holds_what_gradescope_asks_for_and_the_courses_secret(packed, wheel, tmp_path):
    course = tmp_path / "course"
    course.mkdir()
    code, said, complained, archive = packed("--course", course, "--allow-weak")
    assert code == 0 and "autograder.zip" in said and not complained
    assert {*archive.namelist()} == {"setup.sh", "run_autograder", "constraints.txt", wheel.name,
                                     f"course/{secret_file.NAME}"}
    assert archive.read(f"course/{secret_file.NAME}") == (course / secret_file.NAME).read_bytes()
    assert archive.getinfo("run_autograder").external_attr >> 16 & 0o111
    assert "--course source/course --allow-weak submission" in archive.read("run_autograder").decode()
    pins = archive.read("constraints.txt").decode().splitlines()
    assert [pin for pin in pins if pin.startswith("torch==")] and not [pin for pin in pins if "+" in pin]
    for script in ("setup.sh", "run_autograder"):
        assert subprocess.run(["bash", "-n"], input=archive.read(script)).returncode == 0


def test_without_a_course_it_says_whose_trials_these_are(packed):
    code, _, complained, archive = packed()
    assert code == 0 and "everybody knows" in complained
    assert not [name for name in archive.namelist() if secret_file.NAME in name]


@pytest.mark.sandbox
def test_where_it_is_unpacked_it_grades_without_a_network_or_namespaces(packed, installed, tmp_path):
    course = tmp_path / "course"
    course.mkdir()
    if lacking := missing(Level.LANDLOCK):
        pytest.skip(words.missing(lacking))
    *_, archive = packed("--course", course, "--isolation", "landlock")
    image = unpacked(archive, tmp_path / "autograder")
    (image / "source" / "venv").symlink_to(installed.folder)
    shutil.copy(ROOT / "solutions" / "momentum" / "momentum.ipynb", image / "submission")

    def run():
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
        done = subprocess.run([image / "run_autograder"], cwd=image, capture_output=True, text=True,
                              env=kept | {"LC_ALL": "C", "OMP_NUM_THREADS": "1"})
        results = image / "results" / "results.json"
        return done, json.loads(results.read_text("ascii")) if results.exists() else None

    done, results = run()
    assert done.returncode == 0 and results["score"] == 10, done.stderr
    assert results["extra_data"]["verdicts"][0]["isolation"] == "landlock"
    (image / "submission" / "momentum.ipynb").write_text("{")
    assert run()[1]["score"] == 0
    (image / "source" / "course" / secret_file.NAME).write_text("damaged")
    done, results = run()
    assert done.returncode != 0 and results is None  # the fault is ours, and nobody gets a zero


def test_where_there_is_no_wheel_it_says_how_to_get_one(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(bundle, "built_wheel", lambda: None)
    assert main(["bundle", "gradescope"]) == 2
    assert "make wheel" in capsys.readouterr().err
    assert main(["bundle", "gradescope", "--wheel", str(tmp_path / "no.whl")]) == 2
