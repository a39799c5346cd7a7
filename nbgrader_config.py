"""nbgrader's configuration for this course. Everything that is ours is set in `grader.course.configure`."""

import sys
from pathlib import Path

here = Path(__file__).resolve().parent
sys.path.insert(0, str(here))  # `grader` lies beside this file, installed or not

from grader.course import configure  # noqa: E402

configure(get_config(), here, course_id="step-by-step")  # noqa: F821
