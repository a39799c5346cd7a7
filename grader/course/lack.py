"""What keeps a whole course from being graded, or shown."""

from __future__ import annotations

from enum import StrEnum


class Lack(StrEnum):
    """What a course lacks before it can be graded."""

    NO_FOLDER = "no_folder"
    NOT_CONFIGURED = "not_configured"  # nbgrader would run the students' code itself
    UNKNOWN_ASSIGNMENT = "unknown_assignment"
    NOT_FILLED = "not_filled"  # nbgrader could not put the assignment into the gradebook
    NO_COPY = "no_copy"  # of the gradebook
    DAMAGED = "damaged"  # the gradebook's file
    NO_ADDRESS = "no_address"  # `db_url` is none
    NO_DRIVER = "no_driver"  # for the gradebook's server
    UNREADABLE = "unreadable"  # the gradebook
    UNREACHABLE = "unreachable"  # the gradebook's server
    IN_USE = "in_use"  # by another run
    NOT_FORGOTTEN = "not_forgotten"  # a student, or not all of him or her
    NOT_HANDED_IN = "not_handed_in"  # by these students
    NOBODY = "nobody"
    NO_CLUSTER = "no_cluster"  # Dask is not installed
    NO_SCHEDULER = "no_scheduler"  # at this address
    NO_WORKER = "no_worker"
    OTHER_WORKER = "other_worker"  # it has other versions
    OTHER_CODE = "other_code"  # it has our versions, and other files of the grader or of a task
    UNFIT_WORKER = "unfit_worker"  # it cannot grade
    UNLIKE_WORKERS = "unlike_workers"  # their sandboxes are of several levels
    NO_PATH = "no_path"  # of the student whom others are to be like
    NOT_GRADED = "not_graded"  # the assignment is not in the gradebook yet
    NO_VERDICTS = "no_verdicts"  # the file of kept verdicts cannot be read


class CourseError(RuntimeError):
    """The course is not in a state in which it can be graded.

    Attributes:
        lack: what is missing.
        details: of which assignment, students or folder.
    """

    def __init__(self, lack: Lack, **details: str):
        super().__init__(lack, details)
        self.lack, self.details = lack, details
