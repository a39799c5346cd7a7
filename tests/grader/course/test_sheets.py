"""The points of a class that was collected go into the platform's table, each to its own student."""

import csv
import shutil
import time

import pytest
from nbgrader.api import Gradebook

from grader.course import collect, sheets
from grader.course.autograde import nbgrader_api
from grader.course.collect import Platform
from grader.tools import cli

from .test_collect import ADA, MINE, PACKED, collected, course

pytestmark = pytest.mark.nbgrader
_ = collected, course  # fixtures


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
    sheet = sheets.grades(Platform.MOODLE, "momentum", coursedir)
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
    sheet = sheets.grades(platform, "momentum", coursedir, path)
    assert sheet.filled == [first] and sheet.missing == [second]
    changed = [(row, k) for row, (before, after) in enumerate(zip(rows, sheet.rows))
               for k, pair in enumerate(zip(before, after)) if pair[0] != pair[1]]
    assert len(sheet.rows) == len(rows) and len(changed) == 1 and changed[0][1] == column
    assert sheet.rows[changed[0][0]][column] == "9.5"


@pytest.mark.parametrize("text", [
    b"Teilnehmer/in;Name;Bewertung\r\nTeilnehmer/in1234567;Ada;\r\n",
    "Teilnehmer/in\tName\tBewertung\r\nTeilnehmer/in1234567\tZoë\t\r\n".encode("utf-16"),
    "Teilnehmer/in,Name,Bewertung\nTeilnehmer/in1234567,Zoë,\n".encode("latin-1")])
def test_a_sheet_in_another_language_or_form_is_filled_in_as_well(graded, tmp_path, text):
    coursedir, first, _ = graded(Platform.MOODLE)
    path = tmp_path / "sheet.csv"
    path.write_bytes(text)
    sheet = sheets.grades(Platform.MOODLE, "momentum", coursedir, path, "Bewertung")
    assert sheet.filled == [first] and sheet.rows[1][2] == "9.5"
    path.write_text("Identifier,Grade\nParticipant 9,\n")
    with pytest.raises(sheets.NoSheet) as none:
        sheets.grades(Platform.MOODLE, "momentum", coursedir, path)
    assert none.value.lack == "nobody_there"


@pytest.mark.parametrize("raw", [b"", b" \n", "\ufeff\n".encode(), b"<!doctype html><table>", b"PK\x03\x04\x14\x00,"],
                         ids=["empty", "space", "mark", "page", "workbook"])
def test_what_is_no_csv_table_is_called_so(graded, tmp_path, raw):
    coursedir, *_ = graded(Platform.MOODLE)
    (tmp_path / "sheet.csv").write_bytes(raw)
    with pytest.raises(sheets.NoSheet) as none:
        sheets.grades(Platform.MOODLE, "momentum", coursedir, tmp_path / "sheet.csv")
    assert none.value.lack == "table"


def test_nobody_gets_a_namesakes_points_nor_another_columns(graded, tmp_path):
    coursedir, first, second = graded(Platform.BRIGHTSPACE)
    path = tmp_path / "sheet.csv"
    heads = "Last Name,First Name,momentum Points Grade <Numeric MaxPoints:10>\n"
    path.write_text(heads + "Lovelace,Ada,\nLovelace,Ada,\nКовалевская,София,\n")
    sheet = sheets.grades(Platform.BRIGHTSPACE, "momentum", coursedir, path)
    assert sheet.filled == [] and sheet.missing == [first, second] and {row[2] for row in sheet.rows[1:]} == {""}
    path.write_text("ID,Momentum quiz (12)\n1234567,3\n")
    coursedir, *_ = graded(Platform.CANVAS)
    with pytest.raises(sheets.NoSheet) as none:
        sheets.grades(Platform.CANVAS, "momentum", coursedir, path)
    assert none.value.lack == "column"


def test_where_a_sheet_is_needed_or_its_column_is_not_told_it_is_said(graded, tmp_path):
    coursedir, *_ = graded(Platform.BRIGHTSPACE)
    path = tmp_path / "sheet.csv"
    path.write_text("First Name,Last Name,momentum a,momentum b\nAda,Lovelace,,\n")
    for given, lack in ((None, "sheet"), (path, "column")):
        with pytest.raises(sheets.NoSheet) as none:
            sheets.grades(Platform.BRIGHTSPACE, "momentum", coursedir, given)
        assert none.value.lack == lack
    with pytest.raises(sheets.NoSheet) as none:
        sheets.grades(Platform.MOODLE, "momentum", coursedir)
    assert none.value.lack == "nobody"
    assert sheets.grades(Platform.BRIGHTSPACE, "momentum", coursedir, path, "momentum b").filled


@pytest.fixture
def cli_grades(course, tmp_path, capsys):
    """Run the command; the exit code, what was said, and what was complained of."""
    def cli_grades(platform, *arguments, out="points.csv"):
        code = cli.main(["grades", str(platform), "momentum", "--course", str(course), "--out", str(tmp_path / out),
                         *map(str, arguments)])
        return code, *capsys.readouterr()

    return cli_grades


def written_down(course, rows):
    with (course / collect.WHO).open("w", encoding="utf8", newline="") as file:
        table = csv.DictWriter(file, collect.FIELDS)
        table.writeheader()
        table.writerows(dict(zip(collect.FIELDS, row)) for row in rows)


NOT_TOLD = [  # two rows of collected.csv, of which the first says of nobody whose it is, or as the second does
    (Platform.MOODLE, ("Ada Lovelace", "1234567"), ("Ada Love", "1234567")),
    (Platform.CANVAS, ("lovelaceada", "1234567"), ("loveada", "1234567")),  # who has changed her name
    (Platform.BRIGHTSPACE, ("Ada Lovelace", "1234567"), ("Ada Lovelace", "7")),
    (Platform.CLASSROOM, ("Ada Lovelace", ""), ("ada lovelace", "")),
    (Platform.MOODLE, ("Ada Lovelace", "1.2E+06"), ("Bob", "7")), (Platform.CANVAS, ("lovelaceada", ""), ("bob", "7"))]
TAKES = {True: {*Platform} - {Platform.CLASSROOM}, False: {*Platform} - {Platform.BRIGHTSPACE}}  # a sheet, or none


@pytest.mark.parametrize("with_sheet, platform, ada, again", [
    (with_sheet, *case) for with_sheet in TAKES for case in NOT_TOLD if case[0] in TAKES[with_sheet]])
def test_whoever_cannot_be_told_from_somebody_else_gets_no_line(
        gradebook, course, tmp_path, platform, ada, again, with_sheet):
    shutil.copy(gradebook, course)
    mine = ADA.get(platform, "ada-lovelace")
    other = {"ada-lovelace": "lovelaceada", "lovelaceada": "ada-lovelace"}[mine]  # who has points as well
    written_down(course, [(platform, "momentum", mine, *ada), (platform, "momentum", other, *again),
                          (platform, "momentum", "cy", "Cy", "" if platform is Platform.CLASSROOM else "99")])
    path = None
    if with_sheet:
        path, (rows, _) = tmp_path / "sheet.csv", SHEETS[platform]
        line = {Platform.MOODLE: ["Participant 99", "Cy", "", "10"], Platform.CANVAS: ["Cy", "99", "", "", "", ""],
                Platform.BRIGHTSPACE: ["#8", "", "Cy", "", "#"]}[platform]
        with path.open("w", encoding="utf8", newline="") as file:
            csv.writer(file).writerows([*rows, line])
    sheet = sheets.grades(platform, "momentum", nbgrader_api(course).coursedir, path)
    told = again[1] == "7" and platform is not Platform.BRIGHTSPACE and not with_sheet
    assert sheet.filled == ([other] if told else []) and mine in sheet.missing and "cy" in sheet.missing
    assert sum("9.5" in row for row in sheet.rows) == len(sheet.filled)


HEADS = ["Identifier", "ID number", "Full name", "Grade"]


@pytest.mark.parametrize("heads, lines, at", [
    (HEADS, [["Participant 1234567", "12", "Ada"], ["Participant 12", "1234567", "Bob"]], 1),
    ("2 1 3 4", [["12", "Participant 1234567", "Ada"], ["1234567", "Participant 12", "Bob"]], 1),
    ("2 1 3 4", [["s12", "Participant 1234567", "Ada"], ["s1234567", "Participant 12", "Bob"]], 1),
    ("2 1 3 4", [["s1234567", "Participant 12", "Bob"], ["s12", "1234567", "Ada"]], None),  # one was typed anew
    ("2 1 3 4", [["s1234567", "Participant 12", "Bob"], ["s12", "Participant", "Ada"]], None),
    ("2 1 3 4", [["s1234567", "Participant 12", "Bob"], ["s12", "Teilnehmer 1234567", "Ada"]], None),
    (["ID number", "Full name", "Grade"], [["1234567", "Bob"], ["12", "Ada"]], None),
    (["Kennung", "Name", "ID-Nummer", "Grade"], [["Teilnehmer/in1234567", "Ada", "12"],
                                                 ["Teilnehmer/in12", "Bob", "1234567"]], 1),
    (["ID-Nummer", "Kennung", "Name", "Grade"], [["12", "Teilnehmer/in1234567", "Ada"],
                                                 ["1234567", "Teilnehmer/in12", "Bob"]], 1),
    (["ID-Nummer", "Kennung", "Grade"], [["s1234567", "Teilnehmer/in12"], ["s12", "Teilnehmer/in1234567"]], None),
    (["名前", "識別子", "Maximum", "Grade"], [["Ada", "参加者 1234567", "10.00"], ["Bob", "参加者 12", "10.00"]], 1),
    (["Name", "Maximum", "Grade"], [["Ada", "10.00"], ["Bob", "10.00"]], None),
    (["Identifier", "Identifier", "Grade"], [["Participant 12", "Participant 1234567"]], None),
    (["Identifier", "Grade"], [], None)])
def test_a_number_is_moodles_only_behind_what_stands_before_it_in_every_line(graded, tmp_path, heads, lines, at):
    """Ada, who has 9.5 points, is Moodle's 1234567; the university calls Bob so."""
    heads = [HEADS[int(k) - 1] for k in heads.split()] if isinstance(heads, str) else heads
    coursedir, ada, _ = graded(Platform.MOODLE)
    path = tmp_path / "sheet.csv"
    with path.open("w", encoding="utf8", newline="") as file:
        csv.writer(file).writerows([heads, *lines, [], [""] * len(heads)])
    if at is None:
        with pytest.raises(sheets.NoSheet) as none:
            sheets.grades(Platform.MOODLE, "momentum", coursedir, path)
        assert none.value.lack == "identifier"
        return
    sheet = sheets.grades(Platform.MOODLE, "momentum", coursedir, path)
    assert sheet.filled == [ada]
    assert [("Ada" in row, row[heads.index("Grade")]) for row in sheet.rows[1:3]] == [
        ("Ada" in line, "9.5" if "Ada" in line else "") for line in lines]


def test_a_long_text_in_a_sheet_takes_no_time(graded, tmp_path):
    coursedir, ada, _ = graded(Platform.MOODLE)
    path = tmp_path / "sheet.csv"
    path.write_text("Kennung,Text,Grade\n" + "".join(
        f"Teilnehmer/in{number},{text * 50_000},\n" for number, text in ((1234567, "ab"), (12, "11"), (13, "a1"))))
    began = time.process_time()
    assert sheets.grades(Platform.MOODLE, "momentum", coursedir, path).filled == [ada]
    assert time.process_time() - began < 5


def test_who_has_no_points_is_named_and_the_exit_code_says_so(graded, cli_grades, course, tmp_path):
    _, ada, sofia = graded(Platform.MOODLE)
    code, said, complained = cli_grades(Platform.MOODLE)
    assert code == 1 and "1 student has points" in said and sofia in complained and ada not in complained
    assert (tmp_path / "points.csv").read_text("utf8") == (
        "Identifier,Full name,Grade\nParticipant 1234567,Ada Lovelace,9.5\n")
    collect.forget(sofia, course)
    assert cli_grades(Platform.MOODLE)[0] == 0


@pytest.mark.parametrize("with_sheet", [True, False])
def test_where_nobody_has_points_nothing_is_written(graded, cli_grades, course, tmp_path, with_sheet):
    _, ada, sofia = graded(Platform.MOODLE)
    (tmp_path / "sheet.csv").write_text("Identifier,Grade\nParticipant 1234568,\n")
    sheet = ["--sheet", tmp_path / "sheet.csv"] * with_sheet
    collect.forget(ada, course)
    code, said, complained = cli_grades(Platform.MOODLE, *sheet)
    assert (code, said) == (2, "") and sofia in complained and not (tmp_path / "points.csv").exists()
    for empty in (True, False):  # nbgrader makes a gradebook wherever it looks for one
        (course / "gradebook.db").write_bytes(b"") if empty else (course / "gradebook.db").unlink()
        code, said, complained = cli_grades(Platform.MOODLE, *sheet)
        assert (code, said) == (2, "") and "step-grader autograde momentum comes first" in complained
        assert not (tmp_path / "points.csv").exists()
    assert not (course / "gradebook.db").exists()


def test_a_damaged_gradebook_is_a_sentence(graded, cli_grades, course):
    graded(Platform.MOODLE)
    (course / "gradebook.db").write_bytes(b"x" * 8192)
    code, said, complained = cli_grades(Platform.MOODLE)
    assert (code, said) == (2, "") and "The gradebook cannot be read" in complained


def test_which_file_could_not_be_read_or_written_is_said(graded, cli_grades, course, tmp_path, monkeypatch):
    graded(Platform.MOODLE)
    (tmp_path / "points.csv").write_text("before")
    code, _, complained = cli_grades(Platform.MOODLE, out="no/where.csv")
    assert code == 2 and complained == f"{tmp_path}/no/where.csv could not be written (No such file or directory).\n"
    (tmp_path / "sheet.csv").write_text("")
    monkeypatch.setattr(cli, "_missing", lambda path: False)  # and then it is gone
    code, _, complained = cli_grades(Platform.MOODLE, "--sheet", tmp_path / "gone.csv")
    assert code == 2 and complained == f"{tmp_path}/gone.csv could not be read (No such file or directory).\n"
    assert (tmp_path / "points.csv").read_text() == "before"
