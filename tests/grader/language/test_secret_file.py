"""A course's secret lies in one file, which is made once, and which nobody but its owner reads."""

import multiprocessing
import os
import secrets
import stat

import pytest

from grader.language import secret_file
from grader.language.secret import DEMO, Secret
from grader.language.secret_file import BYTES, LEAST, NAME, Flaw, SecretError, kept_in, write


def test_it_is_made_at_the_first_need_and_kept(tmp_path):
    made = kept_in(tmp_path)
    assert len(made.value) == BYTES and kept_in(tmp_path) == made
    assert [path.name for path in tmp_path.iterdir()] == [NAME]
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600
    assert bytes.fromhex((tmp_path / NAME).read_text("ascii")) == made.value


def test_every_course_has_another(tmp_path):
    made = []
    for name in "abc":
        (tmp_path / name).mkdir()
        made.append(kept_in(tmp_path / name))
    assert len({secret.value for secret in made}) == len({secret.fingerprint for secret in made}) == 3


def test_two_that_need_it_at_once_agree(tmp_path, monkeypatch):
    """The second one makes and reads it just when the first one is about to write its own."""
    second = []
    random = secrets.token_bytes

    def interrupted(n):
        monkeypatch.setattr(secrets, "token_bytes", random)
        second.append(kept_in(tmp_path))
        return random(n)

    monkeypatch.setattr(secrets, "token_bytes", interrupted)
    assert [kept_in(tmp_path)] == second and [path.name for path in tmp_path.iterdir()] == [NAME]


def test_two_agree_on_a_disk_without_links_too(tmp_path, monkeypatch):
    def link(*_):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", link)
    test_two_that_need_it_at_once_agree(tmp_path, monkeypatch)
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600


def test_many_processes_agree(tmp_path):
    with multiprocessing.get_context("fork").Pool(8) as pool:
        found = pool.map(kept_in, [tmp_path] * 64, chunksize=1)
    assert len(found) == 64 and len({secret.value for secret in found}) == 1


def test_one_that_is_there_is_never_written_over(tmp_path):
    write(tmp_path, DEMO)
    write(tmp_path, Secret(b"another" * 8))
    assert kept_in(tmp_path) == DEMO


def put(tmp_path, text, mode=0o600):
    path = tmp_path / NAME
    path.write_bytes(text)
    path.chmod(mode)
    return path


@pytest.mark.parametrize("text", ["ab" * 32, "AB" * 32 + "\n", "  " + "0f" * LEAST + "\r\n"])
def test_a_copy_that_was_put_back_is_read_however_it_was_saved(tmp_path, text):
    put(tmp_path, text.encode())
    assert kept_in(tmp_path).value == bytes.fromhex(text)


@pytest.mark.parametrize("text, mode, flaw", [
    (b"", 0o600, Flaw.EMPTY), (b"\n", 0o600, Flaw.EMPTY), (b"ab" * (LEAST - 1), 0o600, Flaw.SHORT),
    (b"step() by step()", 0o600, Flaw.DAMAGED), (b"\xff" * 64, 0o600, Flaw.DAMAGED), (b"abc" * 21, 0o600, Flaw.DAMAGED),
    (b"ab" * 32, 0o644, Flaw.OPEN), (b"ab" * 32, 0o640, Flaw.OPEN), (b"ab" * 32, 0o602, Flaw.OPEN)])
def test_what_is_no_secret_is_refused_and_left_as_it_is(tmp_path, text, mode, flaw):
    path = put(tmp_path, text, mode)
    with pytest.raises(SecretError) as error:
        kept_in(tmp_path)
    assert error.value.flaw is flaw and error.value.path == path
    assert path.read_bytes() == text and stat.S_IMODE(path.stat().st_mode) == mode
    assert "abab" not in str(error.value)


@pytest.mark.parametrize("make", [os.mkdir, os.mkfifo, lambda path: os.symlink("nowhere", path)])
def test_what_is_no_file_is_unreadable_and_makes_nobody_wait(tmp_path, make):
    make(tmp_path / NAME)
    with pytest.raises(SecretError) as error:
        kept_in(tmp_path)
    assert error.value.flaw is Flaw.UNREADABLE and error.value.detail


def test_where_nothing_can_be_written_it_says_so(tmp_path):
    with pytest.raises(SecretError) as error:
        kept_in(tmp_path / "nowhere")
    assert error.value.flaw is Flaw.UNWRITABLE and error.value.detail == "No such file or directory"


def test_a_disk_that_knows_no_permissions_keeps_nobody_from_grading(tmp_path, monkeypatch):
    """Such as a Windows drive: whatever is written there, everybody may read."""
    put(tmp_path, b"ab" * 32, 0o777)
    made = secret_file.tempfile.mkstemp

    def open_to_all(**how):
        number, name = made(**how)
        os.fchmod(number, 0o777)
        return number, name

    monkeypatch.setattr(secret_file.tempfile, "mkstemp", open_to_all)
    assert kept_in(tmp_path).value == b"\xab" * 32
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_nothing_that_prints_a_secret_shows_it(tmp_path):
    secret = Secret(b"nobody sees this" * 2)
    write(tmp_path, secret)
    (tmp_path / NAME).chmod(0o644)
    with pytest.raises(SecretError) as open_to_all:
        kept_in(tmp_path)
    assert secret.value.hex() not in f"{open_to_all.value!r} {vars(open_to_all.value)}"
    assert "nobody" not in f"{secret!r} {secret}"
    assert secret.value.hex() not in f"{secret!r} {secret.fingerprint}"
