"""nbgrader's configuration for this course: where things lie, and what the grader plugs in."""

from grader.course import configure

configure(get_config(), __file__, "other-course")  # noqa: F821
