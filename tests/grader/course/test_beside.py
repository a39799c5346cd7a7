"""A file takes another one's place as a whole, or not at all."""

import os

import pytest

from grader.course.beside import replacing


@pytest.fixture
def target(tmp_path):
    (tmp_path / "table.csv").write_text("before")
    return tmp_path / "table.csv"


def test_the_new_one_takes_its_place_with_its_permissions(target):
    target.chmod(0o664)
    with replacing(target) as new:
        new.write_text("after")
        assert target.read_text() == "before"
    assert target.read_text() == "after" and target.stat().st_mode & 0o777 == 0o664
    assert os.listdir(target.parent) == ["table.csv"]


def test_a_new_one_is_for_its_owner_alone(tmp_path):
    with replacing(tmp_path / "new.csv") as new:
        new.write_text("after")
    assert (tmp_path / "new.csv").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("error", [KeyError, KeyboardInterrupt, OSError])
def test_after_an_error_all_is_as_it_was(target, error):
    with pytest.raises(error), replacing(target) as new:
        new.write_text("half")
        raise error
    assert target.read_text() == "before" and os.listdir(target.parent) == ["table.csv"]


def test_what_a_link_leads_to_is_replaced_and_the_link_stays(target):
    link = target.with_name("link.csv")
    link.symlink_to(target)
    with replacing(link) as new:
        new.write_text("after")
    assert link.is_symlink() and target.read_text() == "after"


def test_a_pipe_is_written_itself(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    reading = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    with replacing(tmp_path / "pipe") as new:
        new.write_text("after")
    assert os.read(reading, 9) == b"after" and os.listdir(tmp_path) == ["pipe"]
    os.close(reading)


def test_what_cannot_be_written_is_told_by_its_own_name(tmp_path):
    (tmp_path / "folder").mkdir()
    for target in (tmp_path / "no" / "where.csv", tmp_path / "folder"):
        with pytest.raises(OSError) as error, replacing(target):
            pass
        assert error.value.filename == str(target)


def test_a_file_that_cannot_be_read_for_it_is_told_by_its_name_as_well(target, tmp_path):
    with pytest.raises(FileNotFoundError) as error, replacing(target):
        (tmp_path / "pages" / "missing.html").read_bytes()
    assert error.value.filename.endswith("missing.html")
