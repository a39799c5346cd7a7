"""A course that is set otherwise for a while is set as before afterwards, whatever happened."""

from types import SimpleNamespace

import pytest
from nbgrader.converters import Autograde

from grader.course import settings
from grader.course.autograde import nbgrader_api
from grader.course.converter import AutogradeAnything

pytestmark = pytest.mark.nbgrader


@pytest.mark.parametrize("error", [None, OSError, KeyboardInterrupt])
def test_what_was_set_is_set_again(error):
    course = SimpleNamespace(db_url="mine", root="here")
    try:
        with settings.other(course, db_url="another"):
            assert course == SimpleNamespace(db_url="another", root="here")
            if error:
                raise error
    except (OSError, KeyboardInterrupt) as seen:
        assert type(seen) is error
    assert course == SimpleNamespace(db_url="mine", root="here")


def test_one_student_s_trouble_does_not_send_nbgrader_to_another_folder_for_the_next(tmp_path, monkeypatch):
    def fails(*_):
        raise OSError("disk full")

    monkeypatch.setattr(Autograde, "init_assignment", fails)
    coursedir = nbgrader_api(tmp_path).coursedir
    grading = AutogradeAnything(coursedir=coursedir)
    grading._clean, grading._failed = str(tmp_path / "clean"), {}
    with pytest.raises(OSError):
        grading.init_assignment("momentum", "ada")
    assert coursedir.submitted_directory == "submitted"
