"""What goes to other graders works where it is unpacked, as their documentation describes the place."""

import base64
import io
import json
import os
import re
import shutil
import subprocess
import uuid
import zipfile
from dataclasses import replace

import pytest
import yaml

from grader.language import registry, secret_file
from grader.sandbox.levels import Level, missing
from grader.telling import words
from grader.tools import bundle, cli
from grader.tools.cli import main

from ..classroom import ROOT

pytestmark = pytest.mark.wheel
RIGHT = ROOT / "solutions" / "momentum" / "momentum.ipynb"
WRONG = ROOT / "solutions" / "sgd" / "sgd.ipynb"
platforms = pytest.mark.parametrize("platform", bundle.PLATFORMS)


@pytest.fixture
def packed(wheel, tmp_path, monkeypatch, capsys):
    """Pack the grader for a course of one's own; what the zip holds, and what was said."""
    monkeypatch.chdir(tmp_path)

    def pack(platform, *arguments):
        code = main(["bundle", platform, "momentum", "--wheel", str(wheel),
                     "--out", str(tmp_path / "autograder.zip"), *map(str, arguments)])
        return code, *capsys.readouterr(), zipfile.ZipFile(io.BytesIO((tmp_path / "autograder.zip").read_bytes()))

    return pack


@pytest.fixture
def course(tmp_path):
    folder = tmp_path / "course"
    folder.mkdir()
    return folder


# Each place: how it is laid out for one student, and what comes of a run: the exit code, and a result or none.


class Gradescope:
    """The zip in source/, the program beside it, the student's files in submission/."""

    def __init__(self, archive, folder, installed, secret):
        self.folder, self.handed_in = folder, folder / "submission"
        archive.extractall(folder / "source")
        # Python's zipfile unpacks no modes: what `setup.sh` does about the secret is done here by its own line.
        (line,) = re.findall(r"^if .*trials\.secret.*$", archive.read("setup.sh").decode(), re.M)
        subprocess.run(["bash", "-c", line], cwd=folder / "source", check=True)
        (folder / "run_autograder").write_bytes(archive.read("run_autograder"))
        (folder / "run_autograder").chmod(0o755)
        (folder / "source" / "venv").symlink_to(installed.folder)
        self.handed_in.mkdir()

    def run(self):
        code = run([self.folder / "run_autograder"], self.folder, PATH=os.environ["PATH"])
        return code, read(self.folder / "results" / "results.json")

    def damage(self):
        (self.folder / "source" / "course" / secret_file.NAME).write_text("damaged")

    @staticmethod
    def score(result):
        return result["score"]


class PrairieLearn:
    """What info.json names of serverFilesCourse, which all can read, and the student's files, in /grade."""

    def __init__(self, archive, folder, installed, secret):
        archive.extractall(folder / "unpacked")
        self.grade, self.handed_in = folder / "grade", folder / "grade" / "student"
        self.handed_in.mkdir(parents=True)
        question = folder / "unpacked" / "course" / "questions" / "momentum"
        self.options = json.loads((question / "info.json").read_text())["externalGradingOptions"]
        for name in self.options["serverFilesCourse"]:
            shutil.copytree(folder / "unpacked" / "course" / "serverFilesCourse" / name,
                            self.grade / "serverFilesCourse" / name)
        self.secret = self.grade / "serverFilesCourse" / "step-grader" / secret_file.NAME
        self.secret.chmod(0o644)
        self.program, self.bin = folder / "unpacked" / "image" / "grade", installed.folder / "bin"
        self.program.chmod(0o755)

    def run(self):
        entrypoint = self.options["entrypoint"]
        assert entrypoint[0] == "/step-grader/grade"
        code = run([self.program, *entrypoint[1:]], self.grade, GRADE=self.grade,
                   PATH=f"{self.bin}:{os.environ['PATH']}")
        return code, read(self.grade / "results" / "results.json")

    def damage(self):
        self.secret.write_text("damaged")

    @staticmethod
    def score(result):
        return 10 * result["score"]


class GitHub:
    """The student's repository, with the secret as the workflow's variable; the result is what a step puts out."""

    def __init__(self, archive, folder, installed, secret):
        archive.extractall(folder / "unpacked")
        self.handed_in, self.temporary = folder / "unpacked" / "repository", folder / "temporary"
        (self.handed_in / "momentum.ipynb").unlink()
        self.secret, self.bin = secret.read_text().strip(), installed.folder / "bin"
        workflow = yaml.safe_load((self.handed_in / ".github" / "workflows" / "classroom.yml").read_text())
        self.steps = workflow["jobs"]["run-autograding-tests"]["steps"]

    def run(self):
        shutil.rmtree(self.temporary, ignore_errors=True)
        self.temporary.mkdir()
        output = self.temporary / "output"
        output.touch()
        for step in self.steps:
            if "run" not in step or step["run"].endswith("setup"):
                continue
            given = {"TRIALS_SECRET": self.secret} if "env" in step else {}
            code = run(step["run"].split(), self.handed_in, RUNNER_TEMP=self.temporary, GITHUB_OUTPUT=output,
                       PATH=f"{self.bin}:{os.environ['PATH']}", **given)
            if code:
                break
        found = re.fullmatch(r"result=(\S+)\n", output.read_text())
        return code, found and json.loads(base64.b64decode(found[1]))

    def damage(self):
        self.secret = "damaged"

    @staticmethod
    def score(result):
        return sum(test["score"] for test in result["tests"])


PLACES = {"gradescope": Gradescope, "prairielearn": PrairieLearn, "github": GitHub}


def run(command, folder, **given):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    env = kept | {name: str(value) for name, value in given.items()}
    return subprocess.run(command, cwd=folder, capture_output=True, env=env | {"LC_ALL": "C", "OMP_NUM_THREADS": "1"}
                          ).returncode


def read(results):
    return json.loads(results.read_text("ascii")) if results.exists() else None


@pytest.mark.sandbox
@platforms
def test_where_it_is_unpacked_it_grades_without_a_network_or_namespaces(platform, packed, course, installed, tmp_path):
    if lacking := missing(Level.LANDLOCK):
        pytest.skip(words.missing(lacking))
    *_, archive = packed(platform, "--course", course, "--isolation", "landlock")
    place = PLACES[platform](archive, tmp_path / "place", installed, course / secret_file.NAME)
    shutil.copy(RIGHT, place.handed_in)
    code, result = place.run()
    assert code == 0 and place.score(result) == 10
    assert "landlock" in json.dumps(result) or platform == "github"
    shutil.copy(WRONG, place.handed_in)
    assert place.score(place.run()[1]) == 10  # what was not asked earns nothing, and costs nothing
    (place.handed_in / "momentum.ipynb").unlink()
    assert place.score(place.run()[1]) == 0
    (place.handed_in / "sgd.ipynb").unlink()
    code, nothing = place.run()
    assert code == 0 and place.score(nothing) == 0
    if platform == "prairielearn":
        assert not nothing["gradable"] and nothing["format_errors"]  # it costs no attempt
    else:
        assert len(nothing["tests"]) == 1
    place.damage()
    code, result = place.run()
    assert code != 0 and result is None  # the fault is ours, and nobody gets a zero


@pytest.mark.sandbox
@pytest.mark.parametrize("platform", ["prairielearn", "github"])
def test_where_the_secret_has_been_forgotten_nothing_is_graded(platform, packed, course, installed, tmp_path):
    """Not on trials of its own, which nobody could repeat, and not on the demo's, which everybody knows."""
    *_, archive = packed(platform, "--course", course, "--allow-weak")
    place = PLACES[platform](archive, tmp_path / "place", installed, course / secret_file.NAME)
    shutil.copy(RIGHT, place.handed_in)
    if platform == "github":
        place.secret = ""
    else:
        place.secret.unlink()
    code, result = place.run()
    assert code != 0 and result is None


@platforms
def test_the_secret_goes_along_but_not_into_what_students_can_read(platform, packed, course):
    code, said, complained, archive = packed(platform, "--course", course, "--allow-weak")
    assert code == 0 and "autograder.zip" in said and "trials.secret is new" in complained
    assert not packed(platform, "--course", course)[2]  # now the secret was there
    secret = (course / secret_file.NAME).read_bytes()
    holding = [name for name in archive.namelist() if secret.strip() in archive.read(name)]
    assert holding == {"gradescope": ["course/trials.secret"], "github": [],
                       "prairielearn": ["course/serverFilesCourse/step-grader/trials.secret"]}[platform]
    assert [archive.getinfo(name).external_attr >> 16 & 0o777 for name in holding] == [0o600] * len(holding)
    assert (course.parent / "autograder.zip").stat().st_mode & 0o777 == 0o600


@platforms
def test_without_a_course_it_says_whose_trials_these_are(platform, packed):
    code, _, complained, archive = packed(platform)
    assert code == 0 and "everybody knows" in complained
    assert not [name for name in archive.namelist() if secret_file.NAME in name or name.endswith("/trials")]
    assert b"--course" not in b"".join(archive.read(name) for name in archive.namelist()
                                       if name.endswith(("info.json", "run_autograder", "step-grader/grade")))


@platforms
def test_its_programs_can_be_read_by_bash_and_are_marked_as_programs(platform, packed, course):
    *_, archive = packed(platform, "--course", course)
    programs = [info for info in archive.infolist() if archive.read(info).startswith(b"#!")]
    assert programs
    for info in programs:
        assert info.external_attr >> 16 & 0o111, info.filename
        assert subprocess.run(["bash", "-n"], input=archive.read(info)).returncode == 0
    (constraints,) = [name for name in archive.namelist() if name.endswith("constraints.txt")]
    pins = archive.read(constraints).decode().splitlines()
    assert [pin for pin in pins if pin.startswith("torch==")] and not [pin for pin in pins if "+" in pin]
    assert "<<" not in "".join(archive.read(info).decode() for info in archive.infolist()
                               if info.filename.endswith((".md", ".html", ".yml", "Dockerfile", "/grade")))


def test_gradescopes_zip_is_the_autograder(packed, course, wheel):
    *_, archive = packed("gradescope", "--course", course, "--allow-weak")
    assert {*archive.namelist()} == {"setup.sh", "run_autograder", "constraints.txt", wheel.name,
                                     f"course/{secret_file.NAME}"}
    assert "--course source/course --task momentum --allow-weak submission" in archive.read("run_autograder").decode()


def test_prairielearns_question_is_as_its_schema_has_it(packed, course, wheel):
    *_, archive = packed("prairielearn", "--course", course, "--image", "us/step-grader")
    question = "course/questions/momentum"
    about = json.loads(archive.read(f"{question}/info.json"))
    assert {*about} == {"uuid", "title", "topic", "tags", "type", "singleVariant", "gradingMethod",
                        "externalGradingOptions"}
    assert (about["type"], about["gradingMethod"], about["title"]) == ("v3", "External", "Momentum")
    options = about["externalGradingOptions"]
    assert {*options} == {"image", "timeout", "entrypoint", "serverFilesCourse"}  # no network
    assert options["image"] == "us/step-grader" and options["timeout"] <= 600
    again = json.loads(packed("prairielearn")[3].read(f"{question}/info.json"))
    assert about["uuid"] == again["uuid"] == str(uuid.UUID(about["uuid"]))  # what students handed in stays with it
    assert "serverFilesCourse" not in again["externalGradingOptions"]
    page = archive.read(f"{question}/question.html").decode()
    assert '<pl-file-upload file-patterns="*.ipynb">' in page and "<pl-external-grader-results>" in page
    assert 'file-name="momentum.ipynb"' in page
    assert f"{question}/clientFilesQuestion/momentum.ipynb" in archive.namelist()
    dockerfile = archive.read("image/Dockerfile").decode()
    assert "FROM python:3." in dockerfile and f"image/{wheel.name}" in archive.namelist()


def test_githubs_workflow_reports_what_its_step_puts_out(packed, course):
    *_, archive = packed("github", "--course", course)
    workflow = yaml.safe_load(archive.read("repository/.github/workflows/classroom.yml"))
    assert [*workflow["jobs"]] == ["run-autograding-tests"] and workflow["permissions"]["checks"] == "write"
    steps = workflow["jobs"]["run-autograding-tests"]["steps"]
    (grading,), reporter = [step for step in steps if "id" in step], steps[-1]
    assert reporter["uses"].startswith("education/autograding-grading-reporter@")
    assert reporter["with"]["runners"] == grading["id"]
    assert reporter["env"] == {f"{grading['id'].upper()}_RESULTS": f"${{{{ steps.{grading['id']}.outputs.result }}}}"}
    assert "env" not in grading  # the secret is not beside a student's code
    assert [step["env"]["TRIALS_SECRET"] for step in steps if "TRIALS_SECRET" in step.get("env", {})] == [
        "${{ secrets.TRIALS_SECRET }}"]
    for step in steps:
        if "run" in step:
            assert f"repository/{step['run'].removeprefix('bash ')}" in archive.namelist()


def test_students_find_no_answer_in_githubs_wheel(packed, course, wheel, tmp_path):
    *_, archive = packed("github", "--course", course)
    archive.extract(f"repository/.github/step-grader/{wheel.name}", tmp_path)
    with zipfile.ZipFile(tmp_path / "repository" / ".github" / "step-grader" / wheel.name) as slim:
        there = {*slim.namelist()}
        (record,) = [name for name in there if name.endswith("/RECORD")]
        assert {line.split(",")[0] for line in slim.read(record).decode().splitlines()} == there
    with zipfile.ZipFile(wheel) as whole:
        gone = {*whole.namelist()} - there
    assert {name.split("/momentum")[0] for name in gone if "/momentum" in name} >= {
        "grader/home/solutions", "grader/tasks/right_answers", "grader/home/corpus", "grader/tools/demo_class"}


def test_where_there_is_no_wheel_it_says_how_to_get_one(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(bundle, "built_wheel", lambda: None)
    assert main(["bundle", "gradescope", "momentum"]) == 2
    assert "make wheel" in capsys.readouterr().err
    assert main(["bundle", "gradescope", "momentum", "--wheel", str(tmp_path / "no.whl")]) == 2


def test_what_cannot_be_packed_or_written_is_said(monkeypatch, wheel, tmp_path, capsys):
    arguments = ["--wheel", str(wheel), "--out", str(tmp_path / "no folder" / "a.zip")]
    assert main(["bundle", "github", "momentum", *arguments]) == 2
    assert "a.zip could not be written" in capsys.readouterr().err
    task = registry.find()["momentum"]
    monkeypatch.setattr(registry, "find", lambda: {"nadam": replace(task, name="nadam", module="other_course.nadam")})
    assert main(["bundle", "gradescope", "nadam", *arguments]) == 2
    assert "a task of the package other_course" in capsys.readouterr().err


def test_the_command_offers_what_there_is():
    assert cli.BUNDLES == tuple(bundle.PLATFORMS)
