"""The page for students says all limits as they are."""

from dataclasses import asdict
from pathlib import Path

from grader.ground.limits import Limits

PAGE = (Path(__file__).parents[2] / "book" / "students.md").read_text("utf8")
NOT_SAID = {"cpu_seconds", "asleep_seconds", "wall_seconds", "open_files", "grace_seconds", "late_asleep"}


def test_the_page_for_students_says_every_limit():
    limits = asdict(Limits())
    for what in ("cell", "cells", "trial", "trials"):
        row = f"| {limits[f'{what}_computing']} s | {limits[f'{what}_asleep']} s |"
        assert row in PAGE, row
        limits.pop(f"{what}_computing"), limits.pop(f"{what}_asleep")
    said = {f"{limits.pop('late_computing')} s each", f"{limits.pop('memory_mb'):,} MB of memory",
            f"files of up to {limits.pop('file_mb')} MB", f"up to {limits.pop('output_mb')} MB"}
    assert all(sentence in PAGE for sentence in said)
    assert set(limits) == NOT_SAID


def test_the_limits_from_outside_leave_room_for_those_inside():
    limits = Limits()
    assert limits.cpu_seconds > limits.cells_computing + limits.trials_computing + 20
    assert limits.asleep_seconds > limits.cells_asleep + limits.trials_asleep + 10
