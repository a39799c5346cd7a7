"""What `python -m grader doctor` says."""

import sys

import pytest

from grader import doctor
from grader.sandbox import Level, levels


def test_the_report_names_isolation_versions_and_devices():
    report = {name.strip(): (value, ok) for name, value, ok in doctor.report()}
    strongest = next(level.name for level in levels() if level.possible)
    assert report["isolation"] == (strongest, strongest != "process")
    assert report["torch"][1] and report["nbgrader"][1] and report["Python"][1]
    assert int(report["cores"][0]) >= 1
    assert report["CUDA devices"][1]


def test_every_line_of_the_text_is_marked_good_or_bad():
    assert all(line[:2] in ("✓ ", "✗ ") for line in doctor.text().splitlines())


def test_a_weak_machine_is_told_why(monkeypatch):
    found = (
        Level("bubblewrap", False, "user namespaces are switched off"),
        Level("landlock", False, "needs Landlock ABI 3 (Linux 6.2), has 1"),
        Level("process", True),
    )
    monkeypatch.setattr(doctor, "levels", lambda: found)
    lines = doctor.isolation()
    assert lines[0] == ("isolation", "process", False)
    assert ("  bubblewrap", "user namespaces are switched off", False) in lines


@pytest.mark.skipif(sys.platform != "linux", reason="these settings are Linux's")
def test_user_namespaces_are_reported_as_they_are():
    value, allowed = doctor.user_namespaces()
    assert allowed == (value == "allowed")
