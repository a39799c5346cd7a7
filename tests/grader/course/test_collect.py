"""A class comes out of a learning platform's zip, and its points go into the platform's table."""

import csv
import shutil
import struct
import zipfile
import zlib
from datetime import datetime

import pytest
from nbgrader.api import Gradebook

from grader.course import collect
from grader.course.autograde import nbgrader_api
from grader.course.collect import Platform
from grader.notebooks import stamp
from grader.tools import cli

WHEN = (2026, 10, 5, 14, 30, 0)
MINE, OTHER = b'{"cells": []}', b'{"cells": [1]}'
# As each platform packs two students, of whom one has an alphabet of her own, and what is nobody's.
PACKED = {
    Platform.MOODLE: ["Ada Lovelace_1234567_assignsubmission_file_/momentum.ipynb",
                      "София Ковалевская_1234568_assignsubmission_file/deep/momentum (1).ipynb",
                      "Ada Lovelace_1234567_assignsubmission_onlinetext/onlinetext.html"],
    Platform.CANVAS: ["lovelaceada_LATE_1234567_555_momentum-1.ipynb", "ковалевскаясофия_1234568_556_my_momentum.ipynb",
                      "notes.txt"],
    Platform.BRIGHTSPACE: ["1234567-42 - Ada Lovelace - Oct 5, 2026 230 PM/momentum.ipynb",
                           "1234568-42 - София Ковалевская - Oct 5, 2026 1130 AM/momentum.ipynb", "index.html"],
    Platform.CLASSROOM: ["Takeout/Drive/Classroom/Momentum/Ada Lovelace - momentum.ipynb",
                         "Takeout/Drive/Classroom/Momentum/София Ковалевская - momentum.ipynb", "archive_browser.html"],
}
ADA = {Platform.CANVAS: "lovelaceada"}
pytestmark = pytest.mark.nbgrader
platforms = pytest.mark.parametrize("platform", Platform)


def pack(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name, WHEN), content, zipfile.ZIP_DEFLATED)
    return path


@pytest.fixture
def course(tmp_path):
    folder = tmp_path / "course"
    folder.mkdir()
    return folder


@pytest.fixture
def collected(course, tmp_path):
    def collected(platform, files, assignment="momentum"):
        return collect.collect(pack(tmp_path / "class.zip", files), platform, assignment, course)

    return collected


def files_in(course):
    return {path.relative_to(course / "submitted").as_posix(): path.read_bytes()
            for path in (course / "submitted").rglob("*") if path.is_file()}


@platforms
def test_a_class_is_unpacked_by_student_and_what_is_nobodys_is_told(platform, collected, course):
    found = collected(platform, [(name, MINE) for name in PACKED[platform]])
    assert len(found.taken) == 2 and len(found.strange) == 1 and not found.twice + found.unfit
    ada = ADA.get(platform, "ada-lovelace")
    assert ada in found.taken and found.taken[ada].key == ("" if platform is Platform.CLASSROOM else "1234567")
    there = files_in(course)
    assert {name.split("/")[0] for name in there} == {*found.taken} and len(there) == 2
    assert all(name.split("/")[1] == "momentum" and name.endswith(".ipynb") for name in there)
    (file,) = (course / "submitted" / ada / "momentum").rglob("*.ipynb")
    assert file.stat().st_mtime == datetime(*WHEN).timestamp()
    assert [row["student"] for row in collect.known(course / collect.WHO)] == sorted(found.taken)


def test_moodle_may_leave_out_the_folders(collected, course):
    collected(Platform.MOODLE, [("Ada Lovelace_7_assignsubmission_file_momentum.ipynb", MINE)])
    assert files_in(course) == {"ada-lovelace/momentum/momentum.ipynb": MINE}


def test_brightspaces_attempts_lie_beside_each_other_with_their_times(collected, course):
    collected(Platform.BRIGHTSPACE, [("1-2 - Ada Lovelace - Oct 5, 2026 230 PM/m.ipynb", MINE),
                                     ("1-2 - Ada Lovelace - Oct 6, 2026 230 PM/m.ipynb", OTHER)])
    first, second = sorted(files_in(course))
    assert (files_in(course)[first], files_in(course)[second]) == (MINE, OTHER)
    assert stamp.of_name(second) - stamp.of_name(first) == 86400


def test_two_of_one_name_are_told_apart_by_their_numbers_and_a_second_zip_takes_nothing_away(collected, course):
    name = "Ada Lovelace_{}_assignsubmission_file_/momentum.ipynb"
    found = collected(Platform.MOODLE, [(name.format(1), MINE), (name.format(2), OTHER)])
    assert {*found.taken} == {"ada-lovelace-1", "ada-lovelace-2"}
    collected(Platform.MOODLE, [("Bob Ross_3_assignsubmission_file_/momentum.ipynb", MINE)])
    collected(Platform.MOODLE, [("Bob Ross_9_assignsubmission_file_/sgd.ipynb", MINE)], "sgd")
    assert len(files_in(course)) == 4
    rows = collect.known(course / collect.WHO)
    assert [(row["assignment"], row["student"], row["key"]) for row in rows] == [
        ("momentum", "ada-lovelace-1", "1"), ("momentum", "ada-lovelace-2", "2"), ("momentum", "bob-ross", "3"),
        ("sgd", "bob-ross", "9")]


def test_who_has_two_files_in_one_place_is_refused_by_name_and_the_rest_is_collected(collected, course):
    found = collected(Platform.CANVAS, [("lovelaceada_1_2_Momentum.ipynb", MINE),
                                        ("lovelaceada_1_3_momentum.ipynb", OTHER),
                                        ("rossbob_4_5_momentum.ipynb", MINE)])
    assert [str(who) for who in found.twice] == ["lovelaceada (1)"] and {*found.taken} == {"rossbob"}
    assert files_in(course) == {"rossbob/momentum/momentum.ipynb": MINE}


@pytest.mark.parametrize("name", [
    "../../Ada Lovelace_1_assignsubmission_file_/momentum.ipynb",
    "Ada Lovelace_1_assignsubmission_file_/../../../m.ipynb",
    "/Ada Lovelace_1_assignsubmission_file_/momentum.ipynb", "C:/Ada Lovelace_1_assignsubmission_file_/momentum.ipynb",
    "Ada Lovelace_1_assignsubmission_file_\\..\\..\\m.ipynb"])
def test_no_name_leads_out_of_the_students_folder(collected, course, name):
    found = collected(Platform.MOODLE, [(name, MINE), ("Bob Ross_3_assignsubmission_file_/momentum.ipynb", MINE)])
    assert {*found.taken} == {"bob-ross"} and len(found.strange) == 1
    assert {*course.parent.rglob("*.ipynb")} == {course / "submitted" / "bob-ross" / "momentum" / "momentum.ipynb"}


def test_a_bomb_and_what_is_damaged_or_too_long_cost_only_their_own(course, tmp_path):
    file = "{}_{}_assignsubmission_file_/{}.ipynb"
    path = pack(tmp_path / "class.zip", [
        (file.format("Eve Bomb", 1, "m"), b"\0" * 40_000_000), (file.format("Bad Sum", 2, "m"), MINE * 9),
        (file.format("Long Name", 3, "m" * 250), MINE), (file.format("Bob Ross", 4, "m"), MINE)])
    raw = path.read_bytes()
    damaged = raw.replace(struct.pack("<L", zlib.crc32(MINE * 9)), b"\1\2\3\4")
    assert damaged != raw
    path.write_bytes(damaged)
    found = collect.collect(path, Platform.MOODLE, "momentum", course)
    assert {who.name for who in found.unfit} == {"Eve Bomb", "Bad Sum", "Long Name"}
    assert files_in(course) == {"bob-ross/momentum/m.ipynb": MINE}


def test_names_that_were_packed_without_saying_so_are_read_as_utf8(collected, course, tmp_path):
    path = pack(tmp_path / "class.zip", [("Zoë Ångström_1_assignsubmission_file_/m.ipynb", MINE)])
    raw = bytearray(path.read_bytes())
    for at, mark in ((6, b"PK\3\4"), (8, b"PK\1\2")):
        start = raw.find(mark)
        flags = struct.unpack_from("<H", raw, start + at)[0]
        struct.pack_into("<H", raw, start + at, flags & ~0x800)
    path.write_bytes(raw)
    assert {*collect.collect(path, Platform.MOODLE, "momentum", course).taken} == {"zoë-ångström"}


@pytest.mark.parametrize("content, lack", [(b"PK no zip", "zip"), (None, "shape")])
def test_what_is_no_class_is_said(course, tmp_path, content, lack):
    path = pack(tmp_path / "class.zip", [("notes.txt", b"")])
    if content:
        path.write_bytes(content)
    with pytest.raises(collect.NoArchive) as none:
        collect.collect(path, Platform.MOODLE, "momentum", course)
    assert none.value.lack == lack


def test_who_is_forgotten_is_nobody_any_more(collected, course, capsys):
    collected(Platform.MOODLE, [(name, MINE) for name in PACKED[Platform.MOODLE]])
    assert cli.main(["forget", "ada-lovelace", "--course", str(course)]) == 0
    assert collect.WHO in capsys.readouterr().out and len(collect.known(course / collect.WHO)) == 2
    assert cli.main(["forget", "ada-lovelace", "--course", str(course), "--yes"]) == 0
    assert "Lovelace" not in (course / collect.WHO).read_text("utf8") and len(collect.known(course / collect.WHO)) == 1
    assert not (course / "submitted" / "ada-lovelace").exists()


# Grades

@pytest.fixture(scope="module")
def gradebook(tmp_path_factory):
    """A gradebook in which Ada, by either of her ids, has 9.5 of 10 points, and nobody else any."""
    folder = tmp_path_factory.mktemp("graded")
    coursedir = nbgrader_api(folder).coursedir
    with Gradebook(coursedir.db_url, coursedir.course_id) as book:
        book.add_assignment("momentum")
        book.add_notebook("momentum", "momentum")
        book.add_grade_cell("check", "momentum", "momentum", max_score=10, cell_type="code")
        for student in ("ada-lovelace", "lovelaceada"):
            book.add_student(student)
            book.add_submission("momentum", student)
            grade = book.find_grade("check", "momentum", "momentum", student)
            grade.auto_score, grade.needs_manual_grade = 9.5, False
            book.db.commit()
    return folder / "gradebook.db"


@pytest.fixture
def graded(gradebook, course, collected):
    """A class that was collected, of whom one has points and the other none yet."""
    def graded(platform):
        first, second = sorted(collected(platform, [(name, MINE) for name in PACKED[platform]]).taken)
        shutil.copy(gradebook, course)
        return nbgrader_api(course).coursedir, first, second

    return graded


def test_without_a_sheet_each_that_is_graded_stands_in_it_once(graded, course):
    coursedir, first, second = graded(Platform.MOODLE)
    sheet = collect.grades(Platform.MOODLE, "momentum", coursedir)
    assert sheet.rows == [["Identifier", "Full name", "Grade"], ["Participant 1234567", "Ada Lovelace", "9.5"]]
    assert (sheet.filled, sheet.missing) == ([first], [second])


SHEETS = {
    Platform.MOODLE: ([["Identifier", "Full name", "Grade", "Maximum grade"],
                       ["Participant 1234568", "София Ковалевская", "", "10"],
                       ["Participant 1234567", "Ada Lovelace", "", "10"], ["Participant 9", "Who Never", "", "10"]], 2),
    Platform.CANVAS: ([["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Momentum (88)"],
                       ["    Points Possible", "", "", "", "", "10"],
                       ["Lovelace, Ada", "1234567", "", "ada", "A", ""], ["Never, Who", "9", "", "who", "A", ""]], 5),
    Platform.BRIGHTSPACE: ([["OrgDefinedId", "Last Name", "First Name", "momentum Points Grade <Numeric MaxPoints:10>",
                             "End-of-Line Indicator"], ["#7", "Lovelace", "Ada", "", "#"],
                            ["#9", "Never", "Who", "", "#"]], 3),
}


@pytest.mark.parametrize("platform", SHEETS)
def test_the_platforms_own_sheet_is_filled_in_and_nothing_else_in_it_changes(graded, tmp_path, platform):
    coursedir, first, second = graded(platform)
    rows, column = SHEETS[platform]
    path = tmp_path / "sheet.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    sheet = collect.grades(platform, "momentum", coursedir, path)
    assert sheet.filled == [first] and sheet.missing == [second]
    changed = [(row, k) for row, (before, after) in enumerate(zip(rows, sheet.rows))
               for k, pair in enumerate(zip(before, after)) if pair[0] != pair[1]]
    assert len(sheet.rows) == len(rows) and len(changed) == 1 and changed[0][1] == column
    assert sheet.rows[changed[0][0]][column] == "9.5"


def test_where_a_sheet_is_needed_or_its_column_is_not_told_it_is_said(graded, tmp_path):
    coursedir, *_ = graded(Platform.BRIGHTSPACE)
    path = tmp_path / "sheet.csv"
    path.write_text("momentum a,momentum b\n")
    for given, lack in ((None, "sheet"), (path, "column")):
        with pytest.raises(collect.NoSheet) as none:
            collect.grades(Platform.BRIGHTSPACE, "momentum", coursedir, given)
        assert none.value.lack == lack
    with pytest.raises(collect.NoSheet) as none:
        collect.grades(Platform.MOODLE, "momentum", coursedir)
    assert none.value.lack == "nobody"
    assert collect.grades(Platform.BRIGHTSPACE, "momentum", coursedir, path, "momentum b").missing


def test_the_commands_say_what_they_did(graded, course, tmp_path, capsys):
    assert set(cli.PLATFORMS) == set(Platform)
    pack(tmp_path / "class.zip", [(name, MINE) for name in PACKED[Platform.MOODLE]] + [
        ("Eve Twice_5_assignsubmission_file_/m.ipynb", MINE), ("Eve Twice_5_assignsubmission_file_/M.ipynb", MINE)])
    code = cli.main(["collect", "moodle", str(tmp_path / "class.zip"), "momentum", "--course", str(course)])
    said, complained = capsys.readouterr()
    assert code == 1 and "2 students" in said and "Eve Twice (5)" in complained and "onlinetext.html" in complained
    assert cli.main(["collect", "moodle", str(tmp_path / "no.zip"), "momentum", "--course", str(course)]) == 2
    graded(Platform.MOODLE)
    out = tmp_path / "points.csv"
    assert cli.main(["grades", "moodle", "momentum", "--course", str(course), "--out", str(out)]) == 0
    assert "1 student has points" in capsys.readouterr().out
    assert out.read_text("utf8").splitlines()[1] == "Participant 1234567,Ada Lovelace,9.5"
