"""A course as nbgrader sees it: where things lie, and what we plug in."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from nbgrader.converters import Autograde, GenerateAssignment, GenerateFeedback
from nbgrader.preprocessors import CheckCellMetadata, Execute, GetGrades, OverwriteKernelspec, SaveAutoGrades
from traitlets.config import Config

from ..language.course import Course
from ..telling.apart import Renderer
from ..telling.feedback import FeedbackExporter, OnlyWhatIsShown, filters
from . import converter
from .export import CsvExport
from .hand_ins import HandIns
from .preprocessors import (
    CheckCellMetadataOnce,
    FillAddresses,
    FillKnown,
    GetGradesAndWaits,
    Judge,
    SaveAutoGradesAtOnce,
    Sound,
)
from .source import Verdicts
from .template import Templates


def configure(c: Config, folder: str | Path, course_id: str) -> None:
    """Set nbgrader up for the course in `folder`. For its `nbgrader_config.py`::

        from grader.course import configure

        configure(get_config(), __file__, "my-course")

    Args:
        c: nbgrader's configuration, changed in place. What is set afterwards wins.
        folder: holds `solutions/`, `assignments/` and the book's `_config.yml`; or a file in it.
        course_id: the course's name in nbgrader.
    """
    folder = Path(folder).resolve()
    course = Course.at(folder if folder.is_dir() else folder.parent)
    # nbgrader calls `alembic`, which lies beside the interpreter, activated or not.
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"

    c.CourseDirectory.course_id = course_id
    c.CourseDirectory.source_directory = str(course.folder / "solutions")
    c.CourseDirectory.release_directory = str(course.folder / "assignments")

    # Given out: links filled in, and a step() that is still to be written.
    c.GenerateAssignment.preprocessors = [FillAddresses, FillKnown, *GenerateAssignment.preprocessors.default_args[0]]
    c.FillAddresses.book = course.book
    c.FillAddresses.repository = course.repository
    c.FillAddresses.practice = course.practice
    c.FillKnown.hints = course.hints
    c.ClearSolutions.code_stub = {"python": "# Your code here\nraise NotImplementedError"}

    # Graded: answers are found, whatever the file, brought into shape, and judged in the sandbox where nbgrader would
    # run them.
    converter.install()
    verdicts = Verdicts()
    c.AutogradeAnything.take_anything = True
    c.AutogradeAnything.hand_ins = HandIns(Templates())
    c.AutogradeAnything.verdicts = verdicts
    c.Autograde.sanitize_preprocessors = [OverwriteKernelspec]  # what the others do has been done
    usual = Autograde.autograde_preprocessors.default_args[0]
    ours = {Execute: Judge, SaveAutoGrades: SaveAutoGradesAtOnce, CheckCellMetadata: CheckCellMetadataOnce}
    assert {*ours} <= {*usual}, "nbgrader's list has changed"
    c.Autograde.autograde_preprocessors = [ours.get(p, p) for p in usual]
    c.Judge.verdicts = verdicts
    c.CheckCellMetadataOnce.sound = Sound()

    # What students wrote is shown in formgrader and in feedback, and does nothing there.
    renderer = Renderer()
    c.Judge.renderer = renderer
    c.HTMLExporter.sanitize_html = True
    c.HTMLExporter.filters = filters(renderer)
    c.HTMLExporter.preprocessors = [OnlyWhatIsShown]
    c.HTMLExporter.optimistic_validation = True  # after what is no notebook has been put right, not before
    seen = GenerateFeedback.preprocessors.default_args[0]
    assert GetGrades in seen, "nbgrader's list has changed"
    c.GenerateFeedback.preprocessors = [GetGradesAndWaits if p is GetGrades else p for p in seen]
    c.GenerateFeedback.exporter_class = FeedbackExporter
    c.FeedbackExporter.renderer = renderer
    c.ExportApp.plugin_class = CsvExport
