"""Cleaning up behind a stranger."""

import os

import pytest

from grader.inside import harden


@pytest.fixture
def elsewhere(tmp_path):
    """A folder that is none of the stranger's."""
    folder = tmp_path / "elsewhere"
    (folder / "kept").mkdir(parents=True)
    (folder / "kept" / "file").write_text("precious")
    folder.chmod(0o755)
    yield folder
    assert (folder / "kept" / "file").read_text() == "precious"
    assert folder.stat().st_mode & 0o777 == 0o755


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


def test_everything_goes_and_what_links_lead_to_stays(home, elsewhere):
    (home / "a/b/c").mkdir(parents=True)
    (home / "a/file").touch()
    for name, target in (("folder", elsewhere), ("file", elsewhere / "kept/file"), ("nowhere", "/nowhere")):
        (home / name).symlink_to(target)
        (home / "a/b" / name).symlink_to(target)
    os.mkfifo(home / "fifo")
    (home / "a/b").chmod(0)
    (home / "a").chmod(0)
    harden.clear(str(home))
    assert list(home.iterdir()) == []


def test_a_folder_that_becomes_a_link_while_we_look_leads_nowhere(home, elsewhere, monkeypatch):
    """As a process could do that has outlived its submission."""
    (home / "a").mkdir()
    (home / "a" / "file").touch()
    really = os.chmod

    def swap(path, mode):
        if (home / "a").is_dir() and not (home / "a").is_symlink():
            (home / "a").rename(home.parent / "moved")
            (home / "a").symlink_to(elsewhere)
        really(path, mode)

    monkeypatch.setattr(os, "chmod", swap)
    with pytest.raises(OSError):  # the folder that was opened is no longer there to be removed
        harden.clear(str(home))
