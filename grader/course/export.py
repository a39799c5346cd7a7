"""nbgrader's table of grades, with cells that are quoted and that no spreadsheet computes."""

from __future__ import annotations

import csv
from typing import Any, Final

from nbgrader.api import MissingEntry
from nbgrader.plugins import ExportPlugin

from ..telling import terminal

COLUMNS: Final = ("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email", "raw_score",
                  "late_submission_penalty", "score", "max_score")


class CsvExport(ExportPlugin):  # type: ignore[misc]
    """For `nbgrader export`: nbgrader's own columns. It writes names as they are, with commas and formulas."""

    def export(self, gradebook: Any) -> None:
        """Write the grades to `--to`, grades.csv by default."""
        assignments, students = set(map(str, self.assignment)), set(map(str, self.student))
        with open(self.to or "grades.csv", "w", encoding="utf8", errors="replace", newline="") as file:
            table = csv.writer(file, lineterminator="\n")
            table.writerow(COLUMNS)
            for assignment in gradebook.assignments:
                if assignments and assignment.name not in assignments:
                    continue
                for student in gradebook.students:
                    if not students or student.id in students:
                        table.writerow(map(terminal.cell, self._row(gradebook, assignment, student)))

    def _row(self, gradebook: Any, assignment: Any, student: Any) -> tuple[Any, ...]:
        """One student's line, in the order of COLUMNS; who has handed nothing in has zero points, as in nbgrader."""
        timestamp, raw, penalty = None, 0.0, 0.0
        try:
            submission = gradebook.find_submission(assignment.name, student.id)
            timestamp, raw, penalty = submission.timestamp, submission.score, submission.late_submission_penalty
        except MissingEntry:
            pass
        return (assignment.name, assignment.duedate, timestamp, student.id, student.last_name, student.first_name,
                student.email, raw, penalty, max(0.0, raw - penalty), assignment.max_score)
