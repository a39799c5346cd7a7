"""A class comes out of a learning platform's zip, and who is who is known from then on."""

import errno
import os
import shutil
import struct
import tempfile
import time
import zipfile
import zlib
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from grader.course import collect
from grader.course.collect import Platform
from grader.notebooks import stamp
from grader.telling import terminal
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
                           "1234568-42 - София Ковалевская - Oct 5, 2026 1130 AM/momentum.ipynb", "readme.html"],
    Platform.CLASSROOM: ["Takeout/Drive/Classroom/Momentum/Ada Lovelace - momentum.ipynb",
                         "Takeout/Drive/Classroom/Momentum/София Ковалевская - momentum.ipynb", "archive_browser.html"],
}
ADA = {Platform.CANVAS: "lovelaceada"}
pytestmark = pytest.mark.nbgrader
platforms = pytest.mark.parametrize("platform", Platform)


def pack(path, files, when=WHEN):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name, when), content, zipfile.ZIP_DEFLATED)
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


def test_brightspaces_own_list_is_nobodys_and_not_told(collected):
    name = PACKED[Platform.BRIGHTSPACE][0]
    found = collected(Platform.BRIGHTSPACE, [(name, MINE), ("index.html", b"<ul>")])
    assert len(found.taken) == 1 and not found.strange
    assert collected(Platform.BRIGHTSPACE, [(name, MINE), ("a/index.html", b"<ul>")]).strange == ["a/index.html"]


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


MOODLES = "{}_{}_assignsubmission_file_/momentum.ipynb"


def test_a_second_zip_finds_everybody_where_the_first_has_put_them(collected, course):
    """Whoever is in it: the same one, a namesake, both, or somebody whose name is another's id."""
    first = collected(Platform.MOODLE, [(MOODLES.format("Ada", 1), MINE)]).taken
    assert first == {"ada": collect.Who("Ada", "1")}
    assert {*collected(Platform.MOODLE, [(MOODLES.format("Ada", 2), OTHER)]).taken} == {"ada-2"}
    both = collected(Platform.MOODLE, [(MOODLES.format("Ada", n), MINE) for n in (1, 2, 3)]
                     + [(MOODLES.format("Ada 3", 4), OTHER)]).taken
    assert {who.key: student for student, who in both.items()} == {"1": "ada", "2": "ada-2", "3": "ada-3",
                                                                   "4": "ada-3-4"}
    assert len(collect.known(course / collect.WHO)) == 4


def test_of_two_zips_the_newer_file_stays_in_whatever_order_they_come(course, tmp_path):
    old = pack(tmp_path / "old.zip", [(MOODLES.format("Ada", 1), MINE)])
    new = pack(tmp_path / "new.zip", [(MOODLES.format("Ada", 1), OTHER)], when=(2026, 10, 7, 9, 0, 0))
    for path in (old, new, old):
        collect.collect(path, Platform.MOODLE, "momentum", course)
    assert files_in(course) == {"ada/momentum/momentum.ipynb": OTHER}


@pytest.mark.parametrize("platform, name, whose", [
    (Platform.MOODLE, "Eve_6_assignsubmission_file_/Bob Ross_9_assignsubmission_file_momentum (1).ipynb", "eve"),
    (Platform.MOODLE, "Eve_6_assignsubmission_file_/Bob Ross_9_assignsubmission_file_/momentum.ipynb", "eve"),
    (Platform.BRIGHTSPACE, "6-1 - Eve - Oct 5, 2026 230 PM/9-1 - Bob Ross - Oct 5, 2026 230 PM/momentum.ipynb", "eve"),
    (Platform.CANVAS, "eve_6_1_x\\rossbob_9_2_momentum.ipynb", None),
    (Platform.CANVAS, "eve_6_1_rossbob_9_2_momentum.ipynb", "eve"),
    (Platform.CLASSROOM, "Eve - Bob Ross - momentum.ipynb", "eve"),
    (Platform.CLASSROOM, "Eve - project/Bob Ross - momentum.ipynb", None)])
def test_nobody_hands_in_as_somebody_else(collected, course, platform, name, whose):
    last = {Platform.CANVAS: "ada_7_3_m.ipynb", Platform.CLASSROOM: "Ada - m.ipynb"}.get(
        platform, name.replace("Eve", "Ada").replace("6", "7", 1))
    found = collected(platform, [(name, MINE), (last, OTHER)])
    there = {student: {content for file, content in files_in(course).items() if file.startswith(f"{student}/")}
             for student in os.listdir(course / "submitted")}
    assert there == {"ada": {OTHER}} | ({whose: {MINE}} if whose else {}) and {*found.taken} == {*there}
    # zipfile reads Windows' own separators as they are here.
    assert [one.replace("\\\\", "\\") for one in found.strange] == ([] if whose else [name])
    assert {row["student"] for row in collect.known(course / collect.WHO)} == {*there}


def test_a_link_in_the_way_is_not_followed_and_a_half_is_not_taken(course, tmp_path):
    victim = tmp_path / "victim"
    victim.write_bytes(b"whole")
    folder = course / "submitted" / "ada" / "momentum"
    folder.mkdir(parents=True)
    (folder / "momentum.ipynb").symlink_to(victim)
    path = pack(tmp_path / "class.zip", [
        (MOODLES.format("Ada", 1), MINE), ("Ben_2_assignsubmission_file_/a.ipynb", MINE),
        ("Ben_2_assignsubmission_file_/" + "b" * 300, MINE), ("Cy_3_assignsubmission_file_/a", MINE),
        ("Cy_3_assignsubmission_file_/a/b.ipynb", MINE), ("Di_4_assignsubmission_file_/./m.ipynb", MINE),
        ("Di_4_assignsubmission_file_/m.ipynb", OTHER)])
    found = collect.collect(path, Platform.MOODLE, "momentum", course)
    assert victim.read_bytes() == b"whole" and not found.taken
    assert {who.name for who in found.unfit} == {"Ada", "Ben"} and {who.name for who in found.twice} == {"Cy", "Di"}
    assert os.listdir(course / "submitted") == ["ada"]


@pytest.mark.parametrize("links", [True, False])
def test_what_lies_in_one_students_way_costs_nobody_else_anything(course, collected, tmp_path, links):
    """A file, a link or a folder, wherever a folder or a file of Ada's is to be."""
    (tmp_path / "other").mkdir()
    for there in ("ada", "ada/momentum", "ada/momentum/momentum.ipynb"):
        shutil.rmtree(course / "submitted", ignore_errors=True)
        way = course / "submitted" / there
        way.parent.mkdir(parents=True)
        if links:
            way.symlink_to(tmp_path / "other")
        elif there.endswith(".ipynb"):
            way.mkdir()
        else:
            way.write_text("in the way")
        found = collected(Platform.MOODLE, [(MOODLES.format("Ada", 1), MINE), (MOODLES.format("Bob", 2), OTHER)])
        assert {*found.taken} == {"bob"} and not found.is_whole and not [*(tmp_path / "other").iterdir()]
        assert files_in(course)["bob/momentum/momentum.ipynb"] == OTHER


def test_what_the_disk_does_not_take_of_one_student_is_told_and_the_others_come(course, collected, monkeypatch):
    """Root, as whom tests may run, can write everywhere, so the refusal is made up."""
    replace = collect.Path.replace

    def refuses(path, target):
        if "/ada/" in str(target):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return replace(path, target)

    monkeypatch.setattr(collect.Path, "replace", refuses)
    found = collected(Platform.MOODLE, [(MOODLES.format("Ada", 1), MINE), (MOODLES.format("Bob", 2), OTHER)])
    assert found.unwritten == {collect.Who("Ada", "1"): "Permission denied"} and {*found.taken} == {"bob"}
    assert files_in(course) == {"bob/momentum/momentum.ipynb": OTHER} and not found.is_whole
    assert [row["student"] for row in collect.known(course / collect.WHO)] == ["ada", "bob"]
    monkeypatch.undo()
    assert collected(Platform.MOODLE, [(MOODLES.format("Ada", 1), MINE)]).is_whole


@pytest.mark.skipif(not os.path.isdir("/dev/shm"), reason="needs a second disk")
def test_submitted_may_lie_on_another_disk(course, collected):
    with tempfile.TemporaryDirectory(dir="/dev/shm") as other:
        (course / "submitted").symlink_to(other)
        assert collected(Platform.MOODLE, [(MOODLES.format("Ada", 1), MINE)]).is_whole
        assert os.listdir(other) == ["ada"]


def test_a_run_that_was_killed_has_given_nobody_an_id_for_somebody_else(course, collected, monkeypatch):
    def killed(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(collect, "_in_one_place", killed)
        collected(Platform.CANVAS, [("ada_1_9_m.ipynb", MINE)])
    assert {*collected(Platform.CANVAS, [("ada_2_10_m.ipynb", OTHER)]).taken} == {"ada-2"}
    assert {*collected(Platform.CANVAS, [("ada_1_9_m.ipynb", MINE)]).taken} == {"ada"}


@pytest.mark.parametrize("text", ["platform;assignment;student\n", "a\n", "\xff\xfe"])
def test_what_a_spreadsheet_has_made_of_who_is_who_is_said_and_not_written_over(collected, course, text):
    (course / collect.WHO).write_text(text, encoding="latin-1")
    with pytest.raises(collect.NoArchive) as none:
        collected(Platform.MOODLE, [(MOODLES.format("Ada", 1), MINE)])
    assert none.value.lack == "who" and (course / collect.WHO).read_text("latin-1") == text


@pytest.mark.parametrize("sign", "=+-@＝＋－＠")
def test_a_name_is_no_formula_and_one_line(collected, course, sign):
    names = (f"{sign}SUM(1) Bob", f"{sign} {sign}Zed", "'t Hooft", "Ada\rLove")
    collected(Platform.MOODLE, [(MOODLES.format(name, n), MINE) for n, name in enumerate(names, 1)])
    rows = collect.known(course / collect.WHO)
    assert sorted(row["name"][:2] for row in rows) == ["'t", "Ad", "SU", "Ze"]
    assert all(terminal.cell(row["name"]) == row["name"] for row in rows)


def test_a_long_name_takes_no_time(collected):
    began = time.process_time()
    found = collected(Platform.BRIGHTSPACE, [("1-2 - " + " - 1" * 300 + "/m", MINE),
                                             ("1-2 - Ada - Oct 5, 2026 230 PM/m.ipynb", MINE)])
    assert {*found.taken} == {"ada"} and time.process_time() - began < 2


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
    (course / "upload.csv").write_text("Identifier,Full name,Grade\nParticipant 1234567,Ada Lovelace,9\n")
    assert cli.main(["forget", "ada-lovelace", "--course", str(course)]) == 0
    said = capsys.readouterr().out
    assert collect.WHO in said and "upload.csv names" in said and len(collect.known(course / collect.WHO)) == 2
    assert cli.main(["forget", "ada-lovelace", "--course", str(course), "--yes"]) == 0
    assert "Lovelace" not in (course / collect.WHO).read_text("utf8") and len(collect.known(course / collect.WHO)) == 1
    assert not (course / "submitted" / "ada-lovelace").exists()


@pytest.mark.parametrize("what", ["forget", "collect", "grades", "feedback"])
@pytest.mark.parametrize("made", ["text", "folder"])
def test_where_nobody_knows_who_is_who_each_command_says_so(collected, course, tmp_path, capsys, what, made):
    collected(Platform.MOODLE, [(name, MINE) for name in PACKED[Platform.MOODLE]])
    (course / collect.WHO).unlink()
    (course / collect.WHO).mkdir() if made == "folder" else (course / collect.WHO).write_text("a;b")
    before = files_in(course)
    arguments = {"forget": ["ada-lovelace", "--yes"], "collect": ["moodle", str(tmp_path / "class.zip"), "momentum"],
                 "grades": ["moodle", "momentum"], "feedback": ["moodle", "momentum"]}[what]
    assert cli.main([what, *arguments, "--course", str(course)]) == 2
    said, complained = capsys.readouterr()
    assert said == "" and f"{course / collect.WHO} cannot be read" in complained and complained.count("\n") == 1
    assert files_in(course) == before


def test_where_nothing_can_be_written_it_is_said(course, tmp_path, capsys):
    pack(tmp_path / "class.zip", [(name, MINE) for name in PACKED[Platform.MOODLE]])
    (course / "submitted").write_text("a file")
    assert cli.main(["collect", "moodle", str(tmp_path / "class.zip"), "momentum", "--course", str(course)]) == 2
    said, complained = capsys.readouterr()
    assert said == "" and complained == f"{course / 'submitted'} could not be written (File exists).\n"


def test_the_command_says_what_it_did_and_of_whom_nothing_was_taken(course, tmp_path, capsys):
    assert set(cli.PLATFORMS) == set(Platform)
    pack(tmp_path / "class.zip", [(name, MINE) for name in PACKED[Platform.MOODLE]] + [
        ("Eve Twice_5_assignsubmission_file_/m.ipynb", MINE), ("Eve Twice_5_assignsubmission_file_/M.ipynb", MINE)])
    arguments = ["collect", "moodle", str(tmp_path / "class.zip"), "momentum", "--course", str(course)]
    assert cli.main(arguments) == 1
    said, complained = capsys.readouterr()
    assert "2 students" in said and "Eve Twice (5)" in complained and "onlinetext.html" in complained
    pack(tmp_path / "class.zip", [(name, MINE) for name in PACKED[Platform.MOODLE]])
    assert cli.main(arguments) == 0
    assert cli.main(["collect", "moodle", str(tmp_path / "class.zip"), "momentm", "--course", str(course)]) == 2
    assert cli.main(["collect", "moodle", str(tmp_path / "no.zip"), "momentum", "--course", str(course)]) == 2


@pytest.mark.parametrize("platform", [Platform.CLASSROOM, Platform.MOODLE])
def test_where_there_are_names_alone_several_files_may_be_two_students(platform, course, tmp_path, capsys):
    """Drive calls the second one's file "momentum(1).ipynb", as it does another file of the first one's."""
    form = {Platform.CLASSROOM: "{} - {}", Platform.MOODLE: "{}_1_assignsubmission_file_/{}"}[platform]
    files = [form.format("Anna Schmidt", name) for name in ("momentum.ipynb", "momentum(1).ipynb")]
    if platform is Platform.CLASSROOM:
        files.append(form.format("Bob", "momentum.ipynb"))
    pack(tmp_path / "class.zip", [(name, MINE) for name in files])
    assert cli.main(["collect", str(platform), str(tmp_path / "class.zip"), "momentum", "--course", str(course)]) == 0
    complained = capsys.readouterr().err
    assert ("Anna Schmidt" in complained) == (platform is Platform.CLASSROOM) and "Bob" not in complained


# Histories: who is whom, after any sequence of zips

# On every platform there are two Adas, and one whose name is what an Ada may be called here; with the same numbers.
PEOPLE = ("Ada", "Ada", "Ada 7", "Ada-7", "Eve")
ASSIGNMENTS = ("adam", "momentum", "sgd")


def number_of(platform, person, assignment):
    """Moodle's are other ones in each assignment; Google Classroom has none."""
    if platform is Platform.CLASSROOM:
        return ""
    return str(6 + person + (10 * ASSIGNMENTS.index(assignment) if platform is Platform.MOODLE else 0))


def packed_of(platform, name, number, attempt, twice):
    form = {Platform.MOODLE: f"{name}_{number}_assignsubmission_file_/",
            Platform.CANVAS: f"{name}_{number}_{attempt}_",
            Platform.BRIGHTSPACE: f"{number}-1 - {name} - Oct 5, 2026 230 PM/", Platform.CLASSROOM: f"{name} - "}
    return [form[platform] + file for file in ["m.ipynb", "M.ipynb"][:1 + twice]]


ZIPS = st.tuples(
    st.sampled_from(Platform), st.sampled_from(ASSIGNMENTS),
    st.dictionaries(st.sampled_from(range(len(PEOPLE))), st.booleans(), min_size=1),  # and who has two files of a name
    st.booleans())  # whether the last one has changed her name


@settings(max_examples=150, deadline=None)
@given(st.lists(ZIPS, min_size=1, max_size=8))
@example([(Platform.CANVAS, "sgd", {0: False}, False), (Platform.CANVAS, "momentum", {1: False}, False),
          (Platform.CANVAS, "adam", {0: False, 1: False}, False)])
@example([(Platform.MOODLE, "sgd", {4: False}, False), (Platform.BRIGHTSPACE, "sgd", {4: False}, False)])
def test_every_file_lies_under_the_id_of_whom_the_platform_named_and_nobody_shares_one(zips):
    """Moodle's namesakes are known to be two from the beginning, see below."""
    whose, taken, latest = {}, set(), {}
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder, "course")
        course.mkdir()
        for number, (platform, assignment, people, renamed) in enumerate(
                [(Platform.MOODLE, "adam", {0: False, 1: False}, False), *zips]):
            if platform is Platform.CLASSROOM:  # nobody can tell its namesakes apart
                people = {person: twice for person, twice in people.items() if person != 1}
            if not people:
                continue
            files = []
            for person, twice in people.items():
                has_number = platform in (Platform.CANVAS, Platform.BRIGHTSPACE)
                name = "Bob" if renamed and person == 4 and has_number else PEOPLE[person]
                key = number_of(platform, person, assignment)
                latest[platform, assignment, key or name] = person
                files += [(file, f"{platform} {person}") for file in packed_of(platform, name, key, number, twice)]
                if not twice:
                    taken.add((platform, assignment, person))
            collect.collect(pack(Path(folder, "class.zip"), files), platform, assignment, course)

            rows = collect.known(course / collect.WHO)
            assert len(rows) == len(latest)
            ids = {}
            for row in rows:
                person = latest[row["platform"], row["assignment"], row["key"] or row["name"]]
                assert whose.setdefault(row["student"], (row["platform"], person)) == (row["platform"], person)
                ids.setdefault((row["platform"], person), set()).add(row["student"])
            for (on, person), some in ids.items():
                assert len(some) == 1 or on == Platform.MOODLE and person in (0, 1)
            there = {(path.parts[0], path.parts[1]): content.decode() for name, content in files_in(course).items()
                     for path in [Path(name)]}
            assert there == {(row["student"], row["assignment"]): f"{row['platform']} {person}" for row in rows
                             for person in [latest[row["platform"], row["assignment"], row["key"] or row["name"]]]
                             if (row["platform"], row["assignment"], person) in taken}


def test_over_moodles_assignments_a_name_says_who_somebody_is_until_two_have_it(collected, course):
    """Its numbers do not, and there is nothing else."""
    def ids(assignment, *people):
        found = collected(Platform.MOODLE, [(MOODLES.format(name, number), MINE) for name, number in people],
                          assignment).taken
        return {who.key: student for student, who in found.items()}

    assert ids("sgd", ("Ada", 1), ("Bob", 2)) == {"1": "ada", "2": "bob"}
    assert ids("momentum", ("Ada", 11), ("Bob", 12)) == {"11": "ada", "12": "bob"}
    assert ids("adam", ("Ada", 21), ("Ada", 22), ("Bob", 23)) == {"21": "ada-21", "22": "ada-22", "23": "bob"}
    assert ids("lion", ("Ada", 31), ("Bob", 32)) == {"31": "ada-31", "32": "bob"}
    assert ids("sgd", ("Ada", 1), ("Ada", 3)) == {"1": "ada", "3": "ada-3"}  # a late one
    assert ids("sgd", ("Ada Love", 1), ("Bob", 2)) == {"1": "ada", "2": "bob"}  # who has married
    rows = {(row["assignment"], row["key"]): row["name"] for row in collect.known(course / collect.WHO)}
    assert len(rows) == 10 and rows["sgd", "1"] == "Ada Love"


@platforms
def test_two_who_share_an_id_by_hand_do_not_lose_a_row_nor_a_file(platform, collected, course):
    """As a cell that was copied down makes it, or an earlier version did."""
    people = [("Ada", ""), ("Bob", "")] if platform is Platform.CLASSROOM else [("Ada", "1"), ("Bob", "2")]
    for assignment, (name, number) in zip(("sgd", "momentum"), people):
        collected(platform, [(packed_of(platform, name, number, 1, False)[0], MINE)], assignment)
    who = course / collect.WHO
    who.write_text(who.read_text("utf8").replace(",bob,", ",ada,"), "utf8")
    for _ in range(2):
        taken = collected(platform, [(packed_of(platform, name, number, 1, False)[0], name.encode())
                                     for name, number in people], "adam").taken
        assert {one.name: student for student, one in taken.items()} == {"Ada": "ada", "Bob": "bob"}
        assert len(collect.known(who)) == 4
        assert {name.split("/")[0]: content for name, content in files_in(course).items() if "/adam/" in name} == {
            "ada": b"Ada", "bob": b"Bob"}


@pytest.mark.parametrize("cell", ["", ".", "..", "../../elsewhere", "/elsewhere", "a/b", "a\\b", ".hidden", "a\u202eb"])
def test_a_cell_that_is_no_folders_name_leads_nowhere(collected, course, cell):
    """As a cell that was emptied by hand, or filled with what is no id."""
    collected(Platform.MOODLE, [(MOODLES.format("Ada", 1), MINE)])
    who = course / collect.WHO
    who.write_text(who.read_text("utf8").replace(",ada,", f",{cell},"), "utf8")
    assert {*collected(Platform.MOODLE, [(MOODLES.format("Ada", 1), OTHER)]).taken} == {"ada"}
    assert [row["student"] for row in collect.known(who)] == ["ada"]
    assert {*files_in(course)} == {"ada/momentum/momentum.ipynb"}


def test_two_whose_cells_are_equal_keep_a_row_each(collected, course):
    names = ["ada_1_9_m.ipynb", "bob_2_10_m.ipynb"]
    collected(Platform.CANVAS, [(name, MINE) for name in names])
    who = course / collect.WHO
    who.write_text(who.read_text("utf8").replace(",bob,", ",ada,"), "utf8")
    collected(Platform.CANVAS, [(names[1], OTHER)])
    assert {row["key"] for row in collect.known(who)} == {"1", "2"}
    collected(Platform.CANVAS, [(names[0], MINE)])
    assert {row["key"]: row["student"] for row in collect.known(who)} in ({"1": "ada", "2": "ada-2"},
                                                                         {"1": "ada-1", "2": "ada"})


def test_one_number_is_one_person_by_whatever_names(collected, course):
    found = collected(Platform.CANVAS, [("ada_1_9_m.ipynb", MINE), ("adalove_1_10_n.ipynb", OTHER)])
    assert [who.key for who in found.taken.values()] == ["1"] and len(files_in(course)) == 2
    assert [row["attempt"] for row in collect.known(course / collect.WHO)] == ["10"]
