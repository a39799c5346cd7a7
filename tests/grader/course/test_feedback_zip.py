"""The feedback of a class that was collected is packed so that the platform gives each page to its own student.

Each zip is read here as the platform reads it: by the numbers and names that it looks for.
"""

import csv
import os
import re
import time
import zipfile

import pytest

from grader.course import collect, feedback_zip
from grader.course.autograde import nbgrader_api
from grader.course.collect import Platform
from grader.tools import cli

from .test_collect import ADA, MINE, PACKED, collected, course, pack, platforms

pytestmark = pytest.mark.nbgrader
_ = collected, course  # fixtures


def by_moodle(name):
    """`is_valid_filename_for_import`: the first part of the path with a number in the second of five places."""
    parts = name.split("/")
    while parts:
        info = parts.pop(0).split("_", 4)
        if len(info) >= 4 and info[1].isdigit() and info[2:4] == ["assignsubmission", "file"]:
            return info[1], "/".join([info[4] if len(info) > 4 else "", *parts])
    return None


def by_canvas(name):
    """`infer_comment_context_from_filename`: the first two parts of the file's name that are numbers alone."""
    parts = name.rpartition("/")[2].split("_")
    numbers = [part for part in parts if re.fullmatch("[0-9]+", part)][:2]
    return None if len(numbers) < 2 or parts[-1].startswith("link") or name.startswith("._") else tuple(numbers)


def read(path, platform):
    """{whose it is, by what the platform goes by: what the page says}."""
    reads = {Platform.MOODLE: by_moodle, Platform.CANVAS: by_canvas,
             Platform.BRIGHTSPACE: lambda name: name.split("/")[0], Platform.CLASSROOM: lambda name: name.split("/")[0]}
    with zipfile.ZipFile(path) as zipped:
        return {reads[platform](name): zipped.read(name).decode() for name in zipped.namelist()}


THEIRS = {  # Ada's and София's, as each platform goes by it
    Platform.MOODLE: [("1234567", "/momentum.html"), ("1234568", "/momentum.html")],
    Platform.CANVAS: [("1234567", "555"), ("1234568", "556")],
    Platform.BRIGHTSPACE: ["1234567-42 - Ada Lovelace - Oct 5, 2026 230 PM",
                           "1234568-42 - София Ковалевская - Oct 5, 2026 1130 AM"],
    Platform.CLASSROOM: ["ada-lovelace", "софия-ковалевская"],
}


@pytest.fixture
def give(course):
    """Write a student's page, as if nbgrader had; what it says is whose it is."""
    def give(student, notebook="momentum", assignment="momentum"):
        folder = course / "feedback" / student / assignment
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{notebook}.html").write_text(f"{student}'s")
        return folder / f"{notebook}.html"

    return give


@pytest.fixture
def packed(course, tmp_path):
    def packed(platform):
        return feedback_zip.pack(platform, "momentum", nbgrader_api(course).coursedir, tmp_path / "feedback.zip")

    return packed


@platforms
def test_the_platform_gives_each_page_to_its_own_student(platform, collected, give, packed, tmp_path):
    students = [*collected(platform, [(name, MINE) for name in PACKED[platform]]).taken]
    ada = ADA.get(platform, "ada-lovelace")
    (sofia,) = {*students} - {ada}
    for student in students:
        give(student)
    found = packed(platform)
    assert found == feedback_zip.Packed(packed=sorted(students))
    assert read(tmp_path / "feedback.zip", platform) == dict(zip(THEIRS[platform], (f"{ada}'s", f"{sofia}'s")))
    assert (tmp_path / "feedback.zip").stat().st_mode & 0o777 == 0o600


@platforms
def test_whoever_is_left_out_is_named(platform, collected, give, packed, tmp_path, course):
    students = [*collected(platform, [(name, MINE) for name in PACKED[platform]]).taken]
    give("somebody-else")
    (course / "feedback" / students[0] / "sgd").mkdir(parents=True)
    assert packed(platform) == feedback_zip.Packed(without=sorted(students), others=["somebody-else"])
    assert not (tmp_path / "feedback.zip").exists()
    page = give(students[0])
    graded = course / "autograded" / students[0] / "momentum" / "momentum.ipynb"
    graded.parent.mkdir(parents=True)
    graded.write_text("{}")
    os.utime(page, (time.time() - 60,) * 2)
    assert packed(platform).old == [students[0]]  # with the points of before
    give(students[0])
    assert packed(platform).packed == [students[0]]


def test_several_notebooks_of_one_assignment_come_along_and_nothing_else(collected, give, packed, tmp_path, course):
    collected(Platform.MOODLE, [("Ada_1_assignsubmission_file_/momentum.ipynb", MINE)])
    give("ada"), give("ada", "more"), give("ada", "sgd", "sgd")
    (course / "feedback" / "ada" / "momentum" / "link.html").symlink_to(give("eve"))
    packed(Platform.MOODLE)
    assert {file for _, file in read(tmp_path / "feedback.zip", Platform.MOODLE)} == {"/momentum.html", "/more.html"}


@pytest.mark.parametrize("names", [
    ["2222_6_555_m.ipynb", "rossbob_2222_556_m.ipynb"],  # Eve calls herself by Bob's number
    ["eve3333_6_555_m.ipynb", "bob_2222_556_3333_m.ipynb"]])
def test_a_name_that_is_a_number_leads_to_nobody_else(names, collected, give, packed, tmp_path):
    taken = collected(Platform.CANVAS, [(name, MINE) for name in names]).taken
    for student in taken:
        give(student)
    packed(Platform.CANVAS)
    assert read(tmp_path / "feedback.zip", Platform.CANVAS) == {
        (taken[student].key, attempt): f"{student}'s" for student, attempt in zip(
            sorted(taken, key=lambda one: taken[one].key, reverse=True), ("555", "556"))}


def test_namesakes_get_their_own(collected, give, packed, tmp_path):
    name = "Ada_{}_assignsubmission_file_/momentum.ipynb"
    taken = collected(Platform.MOODLE, [(name.format(1), MINE), (name.format(2), MINE)]).taken
    for student in taken:
        give(student)
    packed(Platform.MOODLE)
    assert read(tmp_path / "feedback.zip", Platform.MOODLE) == {
        ("1", "/momentum.html"): "ada-1's", ("2", "/momentum.html"): "ada-2's"}


@pytest.mark.parametrize("platform, first, second, last", [
    (Platform.CANVAS, "ada_1_9_m.ipynb", "ada_1_10_m.ipynb", ("1", "10")),
    (Platform.BRIGHTSPACE, "1-2 - Ada - Oct 5, 2026 1130 AM/m.ipynb", "1-2 - Ada - Oct 5, 2026 230 PM/m.ipynb",
     "1-2 - Ada - Oct 5, 2026 230 PM")])
def test_of_several_attempts_the_last_gets_it_in_whatever_order_the_zips_come(
        platform, first, second, last, collected, give, packed, tmp_path):
    give("ada")
    for name in (first, second, first):
        collected(platform, [(name, MINE)])
    packed(platform)
    assert read(tmp_path / "feedback.zip", platform) == {last: "ada's"}


@pytest.mark.parametrize("platform, column, value", [
    (Platform.MOODLE, "key", "1.23E+06"), (Platform.CANVAS, "attempt", ""), (Platform.CANVAS, "key", ""),
    (Platform.BRIGHTSPACE, "attempt", "1234568-42 - София Ковалевская - Oct 5, 2026 1130 AM"),
    (Platform.MOODLE, "key", "1234568"), (Platform.CLASSROOM, "student", "софия-ковалевская")])
def test_what_was_changed_in_who_is_who_gives_nobody_another_ones_page(
        platform, column, value, collected, course, give, packed, tmp_path):
    """A spreadsheet has rounded a number, or a hand has copied a cell down."""
    for student in collected(platform, [(name, MINE) for name in PACKED[platform]]).taken:
        give(student)
    rows = collect.known(course / collect.WHO)
    (row,) = [row for row in rows if row["student"] == ADA.get(platform, "ada-lovelace")]
    row[column] = value
    with (course / collect.WHO).open("w", encoding="utf8", newline="") as file:
        table = csv.DictWriter(file, collect.FIELDS)
        table.writeheader()
        table.writerows(rows)
    found = packed(platform)
    assert ADA.get(platform, "ada-lovelace") in found.unknown + found.others and found.unknown
    there = read(tmp_path / "feedback.zip", platform) if found.packed else {}
    assert not [whose for whose, said in there.items() if "ada" in said]


def test_a_table_of_before_there_was_feedback_is_read(collected, course, give, packed):
    collected(Platform.CANVAS, [("ada_1_9_m.ipynb", MINE)])
    give("ada")
    (course / collect.WHO).write_text("platform,assignment,student,name,key\ncanvas,momentum,ada,ada,1\n")
    assert packed(Platform.CANVAS).unknown == ["ada"]
    collected(Platform.CANVAS, [("ada_1_9_m.ipynb", MINE)])
    assert packed(Platform.CANVAS).packed == ["ada"]


def test_the_command_says_what_it_did_and_forget_names_the_zip(collected, course, give, capsys, tmp_path):
    taken = collected(Platform.MOODLE, [(name, MINE) for name in PACKED[Platform.MOODLE]]).taken
    arguments = ["feedback", "moodle", "momentum", "--course", str(course)]
    assert cli.main(arguments) == 2
    complained = capsys.readouterr().err
    assert all(student in complained for student in taken)
    give("ada-lovelace")
    assert cli.main(arguments) == 1
    said, complained = capsys.readouterr()
    assert "1 student is in" in said and "Upload multiple feedback files" in said and "софия-ковалевская" in complained
    assert (course / "momentum-moodle-feedback.zip").is_file()
    assert cli.main(["forget", "ada-lovelace", "--course", str(course)]) == 0
    assert "momentum-moodle-feedback.zip names" in capsys.readouterr().out
    assert cli.main([*arguments, "--out", str(tmp_path / "no" / "where.zip")]) == 2
    assert "where.zip could not be written (No such" in capsys.readouterr().err
    assert cli.main(["feedback", "canvas", "momentum", "--course", str(course)]) == 2
    assert "canvas" in capsys.readouterr().err
    give("софия-ковалевская")
    assert cli.main(arguments) == 0
    give("somebody-else")
    assert cli.main(arguments) == 1


def test_a_page_that_cannot_be_read_is_named_and_the_zip_of_before_stays(
        collected, course, give, capsys, monkeypatch):
    collected(Platform.MOODLE, [("Ada_1_assignsubmission_file_/m.ipynb", MINE)])
    page = give("ada")
    arguments = ["feedback", "moodle", "momentum", "--course", str(course)]
    assert cli.main(arguments) == 0
    before = (course / "momentum-moodle-feedback.zip").read_bytes()
    monkeypatch.setattr(feedback_zip, "_older", lambda page, *_: page.unlink())  # and then it is gone
    assert cli.main(arguments) == 2
    assert f"{page} could not be read (No such file or directory)" in capsys.readouterr().err
    assert (course / "momentum-moodle-feedback.zip").read_bytes() == before


def test_a_zip_that_cannot_be_read_keeps_nobody_from_being_forgotten(collected, course, capsys):
    collected(Platform.MOODLE, [(name, MINE) for name in PACKED[Platform.MOODLE]])
    pack(course / "whole.zip", [("a", MINE)])
    (course / "broken.zip").write_bytes((course / "whole.zip").read_bytes()[:40])
    assert cli.main(["forget", "ada-lovelace", "--course", str(course)]) == 0
    assert "broken.zip" not in capsys.readouterr().out
