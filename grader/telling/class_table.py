"""A class as a table (CSV) for a spreadsheet or a program: a row for each student, and no cell is a formula."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from . import terminal
from .pages import Row
from .result import Result

STUDENT: Final = "student"
BEFORE: Final = ("points", "maximum", "status")
AFTER: Final = ("mistakes", "trials", "seconds")
MARKS: Final = {True: "passed", False: "failed"}


def beside(page: Path) -> Path:
    """Where the table to a page lies."""
    return page.with_suffix(".csv")


def may_be_written(page: Path) -> bool:
    """Whether the table would lie over nothing but such a table: not over its page, and no other one.

    Raises:
        OSError: it cannot be told.
    """
    table = beside(page)
    if table == page:
        return False
    if not table.exists():
        return True
    with table.open(encoding="utf8", errors="replace") as file:
        return file.readline().startswith((",".join(BEFORE), ",".join((STUDENT, *BEFORE))))


def write(path: Path, results: Sequence[Result], rows: Sequence[Row], names: bool = True) -> None:
    """Write the table.

    Args:
        path: the CSV file.
        results: of every student.
        rows: the same, as the page shows them.
        names: whether it says whose each row is. Without, the rows stand by their points.

    Raises:
        OSError: it cannot be written.
    """
    checks = list(dict.fromkeys(key for row in rows for key in row.marks))
    lines = [_line(result, row, checks) for result, row in zip(results, rows, strict=True)]
    if names:
        lines = [[result.student, *line] for result, line in zip(results, lines)]
    else:  # the order of names would say whose they are
        lines.sort(key=_rank)
    head = [*([STUDENT] if names else []), *BEFORE, *(f"{task}-{check}" for task, check in checks), *AFTER]
    with path.open("w", encoding="utf8", errors="replace", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(map(terminal.cell, head))
        table.writerows([terminal.cell(one) for one in line] for line in lines)


def _rank(line: list[object]) -> tuple[float, list[str]]:
    """The most points first, and who has none last."""
    return (-line[0] if isinstance(line[0], float) else 1.0), [str(one) for one in line]


def _line(result: Result, row: Row, checks: Sequence[tuple[str, str]]) -> list[object]:
    """What there is of a student; an empty cell where there is nothing, which is no zero."""
    marks = [MARKS[row.marks[key][1]] if key in row.marks else None for key in checks]
    mistakes = dict.fromkeys(name for v in result.verdicts for check in v.checks for name in check.names)
    trials = dict.fromkeys(v.trials for v in result.verdicts if v.trials)
    seconds = round(sum(v.seconds for v in result.verdicts), 2) if result.verdicts else None
    points = None if result.points is None else float(result.points)
    return [points, result.most or None, row.status, *marks, ", ".join(mistakes), " ".join(trials), seconds]
