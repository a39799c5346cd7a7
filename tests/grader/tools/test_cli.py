"""What the command line says before any command runs, and before a task is registered."""

import argparse
import subprocess
import sys

import pytest

from grader import __version__
from grader.course.lack import CourseError, Lack
from grader.ground.device import Device
from grader.language import registry
from grader.language.registry import Broken, Registry
from grader.sandbox.level import Level
from grader.tools import cli
from grader.tools.cli import main
from grader.tools.new_task import new_task


def commands():
    (found,) = (a for a in cli._parser()._actions if isinstance(a, argparse._SubParsersAction))
    return found.choices


@pytest.mark.parametrize("name, command", commands().items())
def test_every_command_says_what_it_does_and_what_each_argument_is(name, command):
    assert command.description and command.description.endswith(".")
    assert all(action.help for action in command._actions)
    assert "\n\n" in command.format_help()


def test_what_can_be_chosen_are_the_devices_and_levels_that_there_are():
    assert set(cli.DEVICES) == set(Device) - {Device.PRETEND} and cli.LEVELS == tuple(Level)


@pytest.mark.parametrize("arguments", [["--version"], ["--help"], ["grade", "--help"]])
def test_what_needs_no_task_imports_no_torch(arguments):
    code = f"""
import sys
sys.argv = ["step-grader", *{arguments}]
from grader.tools.cli import main
try:
    main()
except SystemExit as end:
    assert end.code == 0
    assert not {{"torch", "numpy", "jinja2", "nbformat"}} & set(sys.modules)
    print("quick")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.endswith("quick\n"), done.stderr
    assert arguments != ["--version"] or __version__ in done.stdout


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(name, capsys):
    """What `check-task` says where it does not get as far as the task."""
    assert main(["check-task", name]) == 2
    out, err = capsys.readouterr()
    assert out == "" and err.count("\n") == 1
    return err


def test_a_task_that_is_not_installed_yet_says_so(here, capsys):
    new_task("nadam", here)
    assert "pip install -e ." in check("nadam", capsys)
    new_task("radam", here)  # a second one, whose line is still to be added
    said = check("radam", capsys)
    assert "pip install -e ." in said and "pyproject.toml" in said
    assert "There is no task nothing" in check("nothing", capsys)


def test_a_folder_without_a_course_has_no_task_that_waits(here, capsys):
    assert "There is no task nadam" in check("nadam", capsys)
    (here / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    assert "There is no task nadam" in check("nadam", capsys)


def test_a_task_that_cannot_be_loaded_is_not_one_that_is_unknown(here, capsys, monkeypatch):
    broken = Registry({}, (Broken("nadam", "SyntaxError: invalid syntax"),))
    monkeypatch.setattr(registry, "find", lambda: broken)
    new_task("nadam", here)
    assert "SyntaxError: invalid syntax" in check("nadam", capsys)


def test_without_names_is_about_a_report(capsys):
    assert cli.main(["autograde", "momentum", "--without-names"]) == 2
    assert "say with --report FILE where it goes" in capsys.readouterr().err


def test_what_a_course_lacks_is_a_sentence_and_where_nbgrader_is_not_installed_nothing_needs_it(monkeypatch, capsys):
    def lacks(options):
        raise CourseError(Lack.NO_FOLDER, folder="nowhere")

    monkeypatch.setattr(cli, "_tasks", lacks)
    assert cli.main(["tasks"]) == 2 and "There is no folder" in capsys.readouterr().err
    for name in [one for one in sys.modules if one.startswith("grader.course")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "nbgrader", None)
    assert cli._why_not(ZeroDivisionError()) is None
