"""How the command starts: in a student's folder, and on a machine that lacks what is asked for."""

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader import grading
from grader.sandbox import Level
from grader.sandbox.errors import NoDevice
from grader.tools import cli, doctor

ROOT = Path(__file__).resolve().parents[3]
OURS = "torch numpy matplotlib IPython msgspec nbformat nbconvert nbgrader jinja2 yaml tqdm traitlets pyseccomp".split()
SEEN = "import json, sys; print(json.dumps([name for name in sys.modules if '.' not in name]))"


pytestmark = pytest.mark.long  # each starts Python anew


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A folder in which every module that Python has not loaded by the time of `python -m` is a student's."""
    folder = tmp_path_factory.mktemp("submitted")
    (folder / "seen_by_then.py").write_text(SEEN)
    seen = subprocess.run([sys.executable, "-m", "seen_by_then"], cwd=folder, capture_output=True, text=True)
    for name in {*sys.stdlib_module_names, *OURS} - set(json.loads(seen.stdout)):
        (folder / f"{name}.py").write_text("open('ran', 'a').write(__name__); raise SystemExit('a student ran')")
    return folder


def started(folder, *command):
    """What the command says, with this checkout's grader installed, so to speak."""
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, env=env)


def test_nothing_is_imported_from_the_folder_where_the_grader_is_started(hostile):
    done = started(hostile, sys.executable, "-m", "grader", "tasks")
    assert "momentum" in done.stdout and (done.returncode, done.stderr) == (0, "")
    assert not (hostile / "ran").exists()


def test_a_file_of_the_grader_s_own_name_is_passed_over_by_the_installed_command(hostile):
    """`python -m` itself would run it: not so `python -P -m`, and not `step-grader`, whose folder is its own."""
    (hostile / "grader.py").write_text((hostile / "torch.py").read_text())
    script = Path(sys.executable).with_name("step-grader")
    for command in ([script], [sys.executable, "-P", "-m", "grader"]):
        if Path(command[0]).exists():
            done = started(hostile, *map(str, command), "--version")
            assert done.stdout.startswith("step-grader "), done
    assert not (hostile / "ran").exists()
    (hostile / "grader.py").unlink()


def test_a_bare_clone_starts_in_its_own_folder():
    done = subprocess.run([sys.executable, "-m", "grader", "--version"], cwd=ROOT, capture_output=True, text=True,
                          env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"})
    assert done.stdout.startswith("step-grader ") and done.stderr == ""


@pytest.mark.parametrize("command", ["--help", "tasks", "corpus --stored --task momentum"])
def test_it_ends_quietly_where_nobody_reads_on_as_other_tools_do(command):
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run([sys.executable, "-m", "grader", *command.split()], stdout=write, stderr=subprocess.PIPE,
                          cwd=ROOT, text=True)
    os.close(write)
    assert (done.returncode, done.stderr) == (141, "")


# Devices


def with_device():
    """Every command that takes --device, with what else it needs."""
    needed = {"grade": [__file__], "autograde": ["momentum", "--course", "."], "check-task": ["momentum"],
              "selftest": ["momentum"]}
    (commands,) = [action for action in cli._parser()._actions if isinstance(action, argparse._SubParsersAction)]
    for name, parser in commands.choices.items():
        if any("--device" in action.option_strings for action in parser._actions):
            yield [name, *needed[name], "--device", "cuda"]


@pytest.mark.parametrize("command", with_device(), ids=lambda command: command[0])
def test_a_device_that_is_not_there_is_refused_before_anything_is_graded(command, monkeypatch, tmp_path, capsys):
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    monkeypatch.chdir(tmp_path)

    def none(level, device):
        raise NoDevice("no driver")

    monkeypatch.setattr(grading, "choose", lambda *_: Level.PROCESS)
    monkeypatch.setattr(grading, "need_device", none)
    monkeypatch.setattr(grading, "Pool", None)  # nothing is graded
    assert cli.main(command) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.startswith("Notebooks find no CUDA device here (no driver).")


@pytest.mark.sandbox
def test_without_a_cuda_device_the_real_command_says_so(monkeypatch, tmp_path, capsys):
    monkeypatch.chdir(tmp_path)
    if doctor.cuda_devices() not in ("", "none"):
        pytest.skip("there is one")
    assert cli.main(["grade", __file__, "--device", "cuda"]) == 2
    assert capsys.readouterr().err.startswith("Notebooks find no CUDA device here (")
