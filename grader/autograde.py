"""Grade a class through nbgrader: submitted/ in, gradebook and autograded/ out.

nbgrader does its own work, one student after the other. The slow part, running the notebooks, goes
ahead of it in several sandboxes; nbgrader's step then finds each verdict ready.
"""

from __future__ import annotations

import concurrent.futures
import logging
import warnings
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps import NbGrader, NbGraderAPI
from sqlalchemy.exc import SAWarning
from tqdm import tqdm

from . import class_report, submission, words
from .grading import Grader, refusal
from .preprocessors import Judge, code_of, template_of
from .repair import repair
from .verdict import Verdict


class CourseError(RuntimeError):
    """The course is not in a state in which it can be graded; the text says what to do."""


@dataclass
class Result:
    """What became of one student's assignment.

    Attributes:
        student: nbgrader's id.
        verdicts: one for each notebook of the assignment, in the order of their names.
        trouble: why nbgrader did not take the result, if it did not.
    """

    student: str
    verdicts: list[Verdict] = field(default_factory=list)
    trouble: str | None = None

    @property
    def score(self) -> float:
        return sum(v.score for v in self.verdicts)


def autograde(assignment: str, grader: Grader, students: list[str] = (),
              course: str | None = None, report: str | None = None) -> list[Result]:
    """Grade what lies in the course's submitted/ folder, show progress and a table.

    Args:
        assignment: its name in nbgrader.
        grader: runs the notebooks.
        students: only these; everyone with a submission by default.
        course: the course's folder; the current one by default.
        report: where to write the page about the whole class, if it is wanted.

    Raises:
        CourseError: the assignment is not in the gradebook, or nobody has handed it in.
    """
    api = nbgrader_api(course)
    names = _notebooks(api, assignment)
    folders = _submissions(api, assignment, students)
    with concurrent.futures.ThreadPoolExecutor(grader.workers) as pool:
        coming = {(student, name): _send(pool, grader, api, assignment, folder, name)
                  for student, folder in folders.items() for name in names}
        Judge.grader = grader
        Judge.ahead = {code: future for code, future in coming.values() if code is not None}
        try:
            results = [_take(api, assignment, student, [coming[student, n][1] for n in names])
                       for student in tqdm(folders, desc=assignment, unit="student")]
        finally:
            Judge.grader, Judge.ahead = None, {}
    print(table(results))
    if report:
        class_report.write(Path(report), assignment, results)
    return results


def nbgrader_api(course: str | None) -> NbGraderAPI:
    """nbgrader's Python interface with this course's configuration."""
    app = NbGrader()
    app.initialize([f"--CourseDirectory.root={Path(course).resolve()}"] if course else [])
    app.log.setLevel(logging.ERROR)
    return NbGraderAPI(app.coursedir, config=app.config)


def _notebooks(api, assignment) -> list[str]:
    with Gradebook(api.coursedir.db_url, api.coursedir.course_id) as gradebook:
        try:
            return sorted(n.name for n in gradebook.find_assignment(assignment).notebooks)
        except MissingEntry:
            raise CourseError(f"The gradebook does not know the assignment “{assignment}”. Run "
                              f"`nbgrader generate_assignment {assignment}` first.") from None


def _submissions(api, assignment, students) -> dict[str, Path]:
    """Folders that were handed in, by student."""
    submitted = Path(api.coursedir.root, api.coursedir.submitted_directory)
    found = {folder.name: folder / assignment for folder in sorted(submitted.glob("*"))
             if (folder / assignment).is_dir()}
    unknown = sorted(set(students) - set(found))
    if unknown:
        raise CourseError(f"Nothing was handed in for “{assignment}” by {', '.join(unknown)}.")
    if not found:
        raise CourseError(f"Nobody has handed in “{assignment}”: there is nothing below "
                          f"{submitted}.")
    return {s: f for s, f in found.items() if not students or s in students}


def _send(pool, grader, api, assignment, folder, name):
    """Start grading one notebook; return (its code, the verdict to come)."""
    path = folder / f"{name}.ipynb"
    _adopt(path)
    try:
        notebook = submission.load_notebook(path)
    except submission.Refused as refused:
        return None, _ready(refusal(str(path), name, str(refused)))
    names = {"db_url": api.coursedir.db_url, "notebook": name, "assignment": assignment}
    repaired = repair(notebook, template_of(names, api.coursedir))
    return code_of(repaired), pool.submit(grader.grade_notebook, repaired, name)


def _adopt(path: Path) -> None:
    """Give a notebook with another name (`momentum (1).ipynb`) the name that nbgrader expects.

    Only where there is no doubt: one notebook in the folder, and none of the right name.
    """
    others = list(path.parent.glob("*.ipynb"))
    if not path.exists() and len(others) == 1:
        try:
            if submission.read(others[0]).task == path.stem:
                others[0].rename(path)
        except submission.Refused:
            pass


def _ready(verdict) -> concurrent.futures.Future:
    future = concurrent.futures.Future()
    future.set_result(verdict)
    return future


def _take(api, assignment, student, futures) -> Result:
    """Let nbgrader grade one student; the verdicts are there or on their way."""
    result = Result(student, [future.result() for future in futures])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SAWarning)  # nbgrader's own sessions
            answer = api.autograde(assignment, student, force=True, create=True)
    except Exception as error:  # one student's trouble is not the class's
        answer = {"success": False, "error": f"{type(error).__name__}: {error}"}
    if not answer["success"]:
        lines = (answer.get("error") or answer.get("log") or "no message").strip().splitlines()
        result.trouble = lines[-1]
    return result


def table(results: list[Result]) -> str:
    """The class in a terminal: a line each, then how often each mistake was made."""
    width = max([len(r.student) for r in results] + [7])
    lines = [f"{'student':{width}}  {'score':>7}  {'status':8}  what"]
    for r in results:
        most = sum(v.max_score or 0 for v in r.verdicts)
        score = f"{words.amount(r.score)}/{words.amount(most)}" if most else "0"
        status = "trouble" if r.trouble else ", ".join(v.status for v in r.verdicts)
        lines.append(f"{r.student:{width}}  {score:>7}  {status:8}  {what(r)}")
    counted = mistakes(results)
    if counted:
        lines += ["", "mistakes: " + ", ".join(f"{n} × {name}" for name, n in counted)]
    return "\n".join(lines)


def what(result: Result) -> str:
    """One line about a student: trouble, a reason or the names of the mistakes."""
    if result.trouble:
        return f"nbgrader: {result.trouble}"
    reasons = [v.reason for v in result.verdicts if v.reason]
    named = dict.fromkeys(c.misconception for v in result.verdicts for c in v.checks
                          if c.misconception)
    unnamed = [c.message for v in result.verdicts for c in v.checks if not c.finding.passed]
    return " ".join(reasons) or ", ".join(named) or next(iter(unnamed), "all right")


def mistakes(results: list[Result]) -> list[tuple[str, int]]:
    """How many students made each named mistake, most frequent first."""
    count = Counter(name for r in results for name in {
        one for v in r.verdicts for c in v.checks if c.misconception
        for one in c.misconception.split(" + ")})
    return count.most_common()
