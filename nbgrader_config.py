"""nbgrader's configuration for this course: where things lie, and what we plug in."""

import os
import sys
from pathlib import Path

here = Path(__file__).resolve().parent
sys.path.insert(0, str(here))  # `grader` lies beside this file
# nbgrader calls `alembic`, which lies beside the interpreter, activated or not.
os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"

from nbgrader.converters import Autograde, GenerateAssignment  # noqa: E402
from nbgrader.preprocessors import Execute, OverwriteKernelspec  # noqa: E402

from grader.feedback import FeedbackExporter  # noqa: E402
from grader.outputs import HTML_TAGS  # noqa: E402
from grader.preprocessors import AnyFileExporter, FillAddresses, Judge, Repair  # noqa: E402

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "step-by-step"
c.CourseDirectory.source_directory = str(here / "solutions")
c.CourseDirectory.release_directory = str(here / "assignments")

# Given out: links filled in, and a step() that is still to be written.
c.GenerateAssignment.preprocessors = [
    FillAddresses, *GenerateAssignment.preprocessors.default_args[0]]
c.ClearSolutions.code_stub = {"python": "# Your code here\nraise NotImplementedError"}

# Graded: any file is read and repaired, and judged in the sandbox where nbgrader would run it.
c.Autograde.exporter_class = AnyFileExporter
c.Autograde.sanitize_preprocessors = [Repair, OverwriteKernelspec]  # Repair does the others' work
c.Autograde.autograde_preprocessors = [
    Judge if p is Execute else p for p in Autograde.autograde_preprocessors.default_args[0]]
assert Judge in c.Autograde.autograde_preprocessors, "nbgrader's list has changed"

# What students wrote is shown to instructors without scripts.
c.HTMLExporter.sanitize_html = True
c.SanitizeHTML.tags = HTML_TAGS
c.GenerateFeedback.exporter_class = FeedbackExporter
