"""Verdicts that are kept: found again as they were, and none that is out of date, forged or of who was forgotten."""

import hashlib
import hmac
import json
import pickle
import sqlite3
import stat
from contextlib import closing, suppress
from dataclasses import asdict, replace
from enum import Enum

import pytest

from grader import grading
from grader.course import gradebook, regrade, verdicts
from grader.course.verdicts import NAME, VerdictStore
from grader.ground.device import Device
from grader.language import registry, versions
from grader.language.secret import DEMO, PRACTICE
from grader.notebooks.read import from_notebook
from grader.outcome.basis import Basis, Why, differences
from grader.outcome.verdict import Status
from grader.telling import words
from grader.tools import cli, demo, selftest

from ..answers import BASE, DAMPENED, SOLUTION
from ..classroom import Course
from ..telling.sentences import verdicts as every_kind

pytestmark = [pytest.mark.nbgrader, pytest.mark.sandbox]

TASKS = registry.find()
CAPSTONE, CATCH = (list(selftest.right_answers(TASKS[name]).values())[0] for name in ("capstone", "catch"))
HANDED_IN = {
    "right": ("momentum", [BASE + SOLUTION]),
    "named": ("momentum", [BASE + DAMPENED]),
    "a family's member": ("momentum", [BASE + SOLUTION.replace("mul_(self.momentum)", "mul_(0.87)")]),
    "unexplained": ("momentum", [BASE + SOLUTION.replace("sub_(self.lr", "sub_(self.lr * (1 + p.abs().mean())")]),
    "raises": ("momentum", [BASE + SOLUTION.replace("with torch", "raise KeyError('\udfff')\n        with torch")]),
    "breaks off": ("momentum", ["class Momentum("]),
    "capstone": ("capstone", [CAPSTONE[0].replace("beta1", "beta2", 1), *CAPSTONE[1:]]),
    "catch": ("catch", ['trials["momentum"] = dict(start=[1.0], gradients=[[1.0]], given=dict(lr=0.1))', *CATCH[1:]]),
}


def rows(folder, query):
    """What the file has."""
    with closing(sqlite3.connect(folder / NAME)) as kept:
        return kept.execute(query).fetchall()


def notebook(name):
    task, codes = HANDED_IN[name]
    return selftest.submission(TASKS[task], codes), task


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("kept")


@pytest.fixture(scope="module")
def first(grader, folder):
    with VerdictStore(folder, DEMO) as store:
        return {name: grader.grade_notebook(*notebook(name), keeper=store.of(name, HANDED_IN[name][0]))
                for name in HANDED_IN}


@pytest.fixture
def nothing_runs(monkeypatch):
    def run(self, name, handed_in):
        raise AssertionError("it is run")

    monkeypatch.setattr(grading.Grader, "judge_anew", run)


@pytest.mark.parametrize("name", HANDED_IN)
def test_a_verdict_is_found_again_as_it_was(grader, folder, first, nothing_runs, name):
    with VerdictStore(folder, DEMO) as store:
        again = grader.grade_notebook(*notebook(name), keeper=store.of("somebody else", HANDED_IN[name][0]))
    assert (store.trouble, store.refused) == (None, 0)
    one, other = ({**words.as_json(verdict), "seconds": None} for verdict in (first[name], again))
    assert one == other and words.text(first[name]) == words.text(again)
    assert (again.outputs, again.cut, dict(again.numbers), again.parting, again.basis) == (
        first[name].outputs, first[name].cut, dict(first[name].numbers), first[name].parting, first[name].basis)


def test_what_is_graded_here_is_of_all_kinds(first):
    made = [m for verdict in first.values() for check in verdict.checks for m in check.mistakes]
    assert any(m.value is not None for m in made) and any(m.value is None for m in made)
    assert {verdict.status for verdict in first.values()} == {Status.GRADED, Status.FAILED}
    assert first["right"].score == 10 and any(verdict.parting for verdict in first.values())


def test_only_its_owner_may_read_the_file(folder, first):
    assert stat.S_IMODE((folder / NAME).stat().st_mode) == 0o600


def test_the_key_changes_with_all_that_a_verdict_depends_on(grader, monkeypatch):
    handed_in = from_notebook(*notebook("right"), grader.tasks)
    asked = grader._examiner(handed_in.task).ask(Device.CPU)

    def key(of=handed_in, questions=asked):
        return grader._key(of, questions)

    whole = key()
    assert key() == whole
    (index, source), *rest = handed_in.cells
    others = [key(replace(handed_in, cells=((index, source + " "), *rest))),
              key(replace(handed_in, numbers={**handed_in.numbers, index: 99})),
              key(questions=grader._examiner(grader.tasks["sgd"]).ask(Device.CPU))]
    for where, value in (("_secret", PRACTICE), ("_device", Device.CUDA), ("_pictures", False)):
        with monkeypatch.context() as patch:
            patch.setattr(grader, where, value)
            others.append(key())
    with monkeypatch.context() as patch:
        patch.setattr(grader._pool, "level", "another")
        others.append(key())
    for name in ("libraries", "sources"):
        with monkeypatch.context() as patch:
            patch.setattr(versions, name, lambda *_: "another")
            others.append(key())
    assert len({whole, *others}) == 1 + len(others) == 10


def test_what_is_kept_is_read_again_by_the_first_releases_of_python_3_11(monkeypatch):
    """They write a member of an enum as `getattr(class, name)`, and what is read takes nothing but the grader's own."""
    monkeypatch.setattr(Enum, "__reduce_ex__", lambda self, protocol: (getattr, (type(self), self._name_)))
    read = 0
    for says, verdict in every_kind():
        if verdict.status is Status.TROUBLE:  # is not kept
            continue
        with suppress(KeyError, StopIteration):  # of a check that no task has, made for its sentence alone
            assert words.as_json(verdicts.unpack(verdicts.pack(verdict), verdict.task)) == words.as_json(verdict), says
            read += 1
    assert read > 10


def test_the_sources_are_the_graders_and_those_of_the_tasks_own_package(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "their_course").mkdir()
    for name in ("__init__", "helps", "nadam"):
        (tmp_path / "their_course" / f"{name}.py").write_text("", "utf8")
    found = []
    for text in ("", "EPS = 1", "EPS = 2"):
        (tmp_path / "their_course" / "helps.py").write_text(text, "utf8")
        versions._sources.cache_clear()
        found += [versions.sources("their_course.nadam"), versions.sources("grader.tasks.sgd")]
    versions._sources.cache_clear()
    assert len(set(found[::2])) == 3 and len(set(found[1::2])) == 1
    assert versions.sources("") is versions.made_from("") is None
    assert any(line.startswith("torch 2") for line in versions.libraries())


def test_what_a_verdict_is_made_from_is_the_sources_and_the_libraries_whichever_build_of_them(monkeypatch):
    made = []
    for sources, libraries in (("a", ("torch 2.0+cpu",)), ("a", ("torch 2.0+cu128",)), ("a", ("torch 2.1+cpu",)),
                               ("b", ("torch 2.0+cpu",))):
        monkeypatch.setattr(versions, "sources", lambda module, found=sources: found)
        monkeypatch.setattr(versions, "libraries", lambda found=libraries: found)
        made.append(versions.made_from("theirs"))
    assert made[0] == made[1] and len(set(made)) == 3


def test_what_somebody_else_has_written_is_no_verdict_and_is_noticed(grader, folder, first, tmp_path):
    """Full marks, put into the place of a wrong answer's verdict; and a program in the place of a verdict."""
    def of(kept, *names):
        return [kept.execute("SELECT verdict, signature FROM verdict WHERE student = ?", (name,)).fetchone()
                for name in names]

    with closing(sqlite3.connect(folder / NAME)) as kept:
        (right, signed), (_, other) = of(kept, "right", "named")
        found = kept.execute("SELECT * FROM verdict WHERE student = 'named'").fetchone()
    for packed, signature in ((right, other), (right, signed), (b"cos\nsystem\n(S'false'\ntR.", b""), ("text", 3)):
        forged = tmp_path / "forged"
        forged.mkdir(exist_ok=True)
        (forged / NAME).unlink(missing_ok=True)
        with VerdictStore(forged, DEMO) as store:
            store._kept.execute("INSERT INTO verdict VALUES (?, ?, ?, ?, ?)", (*found[:3], packed, signature))
            store._kept.commit()
            assert store.find(found[2], TASKS["momentum"]) is None and store.refused == 1
    with VerdictStore(folder, PRACTICE) as store:  # another course's
        assert store.find(found[2], TASKS["momentum"]) is None and store.refused >= 1
    with VerdictStore(folder, DEMO, anew=True) as store:
        assert store.find(found[2], TASKS["momentum"]) is None and store.refused == 0


def test_what_an_earlier_version_has_noted_opens_and_says_that_it_is_one(tmp_path):
    """In a verdict and in a notebook: neither knows what it was made from."""
    now = Basis("1.0", "0a1b", "86fc9327", "9c40e1d7", "c0de")
    before = {name: value for name, value in asdict(now).items() if name != "made_from"}
    (tmp_path / "momentum.ipynb").write_text(json.dumps({"metadata": {regrade.BASIS: before}, "cells": []}), "utf8")
    in_notebook, _ = regrade._kept(tmp_path / "momentum.ipynb")
    in_verdict = Basis.__new__(Basis)
    in_verdict.__dict__.update(before)
    for was in (in_notebook, pickle.loads(pickle.dumps(in_verdict))):
        assert was == replace(now, made_from="") and differences(was, now) == (Why.NOT_NOTED,)
    assert differences(replace(now, made_from="b"), now) == (Why.CODE,) and differences(now, now) == ()
    assert differences(replace(now, made_from="b", grader="0.9"), now) == (Why.GRADER,)
    assert differences(Basis("1.0"), Basis("1.0", made_from="b")) == ()  # nothing was run


def test_a_verdict_that_was_put_under_another_name_is_none(first, tmp_path):
    """The right one's key, verdict and signature in the place of a wrong one's, and in that of another notebook's."""
    with VerdictStore(tmp_path, DEMO) as store:
        store.keep("ada", "momentum", "key", first["right"])
        for student, notebook in (("bob", "momentum"), ("ada", "momentum-2")):
            store.keep(student, notebook, "other key", first["named"])
            store._kept.execute(
                "UPDATE verdict SET (key, verdict, signature) = (SELECT key, verdict, signature FROM verdict WHERE "
                "student = 'ada' AND notebook = 'momentum') WHERE student = ? AND notebook = ?", (student, notebook))
        store._kept.commit()
        found = verdicts.read(tmp_path, DEMO, {"momentum": TASKS["momentum"], "momentum-2": TASKS["momentum"]})
        assert [*found.verdicts] == [("ada", "momentum")]
        assert found.unreadable == {("bob", "momentum"), ("ada", "momentum-2")} and not found.nameless
        store._kept.execute("DELETE FROM verdict WHERE student = 'ada'")
        store._kept.commit()
        assert store.find("key", TASKS["momentum"]) is None and store.refused == 1


def test_a_verdict_that_is_found_is_kept_under_the_other_name_with_a_signature_of_its_own(first, tmp_path):
    with VerdictStore(tmp_path, DEMO) as store:
        store.keep("ada", "momentum", "key", first["right"])
        assert store.of("bob", "momentum").find("key", TASKS["momentum"]).score == 10
    assert len(rows(tmp_path, "SELECT DISTINCT signature FROM verdict")) == 2
    assert {student for student, _ in verdicts.read(tmp_path, DEMO, TASKS).verdicts} == {"ada", "bob"}


def test_a_verdict_whose_signature_names_nobody_is_not_found_nor_called_forged_and_its_attempts_stay(first, tmp_path):
    """A file of an earlier version."""
    with VerdictStore(tmp_path, DEMO) as store:
        store.keep("ada", "momentum", "key", first["named"])
    ((packed,),) = rows(tmp_path, "SELECT verdict FROM verdict")
    with closing(sqlite3.connect(tmp_path / NAME)) as kept, kept:
        kept.execute("UPDATE verdict SET signature = ?", (hmac.digest(DEMO.value, b"key" + packed, hashlib.sha256),))
    found = verdicts.read(tmp_path, DEMO, TASKS)
    assert (found.verdicts, found.unreadable, found.nameless) == ({}, set(), {("ada", "momentum")})
    with VerdictStore(tmp_path, DEMO) as store:
        assert store.find("key", TASKS["momentum"]) is None and (store.refused, store.trouble) == (0, None)
        store.keep("ada", "momentum", "key", first["right"])
        assert store.find("key", TASKS["momentum"]).score == 10
    assert tried(tmp_path, "ada") == [[("dampened",), ()]]


def test_a_row_that_is_no_text_spoils_no_other(first, tmp_path):
    with VerdictStore(tmp_path, DEMO) as store:
        for student in ("ada", "bob"):
            store.keep(student, "momentum", "key", first["right"])
    with closing(sqlite3.connect(tmp_path / NAME)) as kept, kept:
        kept.execute("UPDATE verdict SET student = CAST(X'FF' AS TEXT) WHERE student = 'ada'")
        kept.execute("UPDATE attempt SET answer = CAST(X'FF' AS TEXT) WHERE student = 'ada'")
    found = verdicts.read(tmp_path, DEMO, TASKS)
    assert [*found.verdicts] == [*found.attempts] == [("bob", "momentum")]
    with VerdictStore(tmp_path, DEMO) as store:
        assert store.find("key", TASKS["momentum"]).score == 10 and store.trouble is None


def test_a_verdict_that_a_limit_of_the_machine_has_ended_is_kept_to_be_shown_and_never_found(grader, tmp_path):
    asleep = demo.solve("momentum", BASE + SOLUTION + "\nimport time\ntime.sleep(1000)\n")
    with VerdictStore(tmp_path, DEMO) as store:
        verdict = grader.grade_notebook(asleep, "momentum", keeper=store.of("ada", "momentum"))
        assert store.find("", TASKS["momentum"]) is None
    ((key,),) = rows(tmp_path, "SELECT key FROM verdict WHERE student = 'ada'")
    assert verdict.cut and key == ""
    ((whose, shown),) = verdicts.read(tmp_path, DEMO, TASKS).verdicts.items()
    assert whose == ("ada", "momentum") and shown.cut == verdict.cut and shown.seconds == verdict.seconds > 0


def test_what_is_read_to_be_shown_is_what_was_kept_and_nothing_of_anybody_elses(folder, first, tmp_path):
    exams = {name: TASKS[name] for name in ("momentum", "capstone", "catch")}
    found = verdicts.read(folder, DEMO, exams)
    assert not found.unreadable and {student for student, _ in found.verdicts} >= {*HANDED_IN}
    for name, verdict in first.items():
        assert words.as_json(found.verdicts[name, HANDED_IN[name][0]]) == words.as_json(verdict)
    other = verdicts.read(folder, PRACTICE, exams)
    assert not other.verdicts and other.unreadable == {*found.verdicts}
    assert {notebook for _, notebook in verdicts.read(folder, DEMO, {"catch": TASKS["catch"]}).verdicts} == {"catch"}
    assert verdicts.read(tmp_path, DEMO, exams) == verdicts.Kept() and not [*tmp_path.iterdir()]


def test_a_verdict_that_is_found_again_says_how_long_it_took_when_it_was_made(grader, folder, first, nothing_runs):
    with VerdictStore(folder, DEMO) as store:
        again = grader.grade_notebook(*notebook("right"), keeper=store.of("right", "momentum"))
    assert again.seconds == first["right"].seconds > 0.01


@pytest.mark.parametrize("damage", ["no database", "other tables", "half"])
def test_a_damaged_store_is_begun_anew(folder, first, tmp_path, damage):
    path = tmp_path / NAME
    whole = (folder / NAME).read_bytes()
    if damage == "other tables":
        with closing(sqlite3.connect(path)) as made:
            made.execute("CREATE TABLE verdict (grade TEXT)")
    else:
        path.write_bytes(b"x" * 5000 if damage == "no database" else whole[:4096] + b"x" * 9000)
    with VerdictStore(tmp_path, DEMO) as store:
        store.keep("ada", "momentum", "key", first["right"])
        assert store.find("key", TASKS["momentum"]).score == 10 and store.trouble is None


def tried(folder, *students):
    """The mistakes of the attempts at momentum that are kept of each student."""
    found = verdicts.read(folder, DEMO, TASKS).attempts
    return [[one.mistakes for one in found.get((student, "momentum"), [])] for student in students]


def test_an_answer_that_differs_from_the_one_before_is_an_attempt_and_they_stand_in_their_order(first, tmp_path):
    right, named, unnamed = (first[name] for name in ("right", "named", "unexplained"))
    with VerdictStore(tmp_path, DEMO) as store:
        for student, verdict in (("ada", named), ("bob", right), ("ada", named), ("ada", right), ("ada", named),
                                 ("cyd", unnamed)):
            store.keep(student, "momentum", "key", verdict)
        kept = store.attempts(["momentum"])
        assert store.attempts(["adam"]) == {} and store.trouble is None
    assert tried(tmp_path, "ada", "bob", "cyd") == [[("dampened",), (), ("dampened",)], [()], [()]]
    assert kept == verdicts.read(tmp_path, DEMO, TASKS).attempts
    assert [one.right for one in kept["ada", "momentum"]] == [False, True, False]
    assert kept["cyd", "momentum"][0].unnamed and not kept["bob", "momentum"][0].unnamed
    times = [one.at for one in kept["ada", "momentum"]]
    assert times == sorted(times) and times[0] > 1e9


def test_attempts_that_somebody_else_has_written_are_none(first, tmp_path):
    with VerdictStore(tmp_path, DEMO) as store:
        store.keep("ada", "momentum", "key", first["named"])
    for change in ("student = 'bob'", "answer = 'x'", "attempt = 'x'", "signature = 3"):
        with closing(sqlite3.connect(tmp_path / NAME)) as kept:
            kept.execute(f"UPDATE attempt SET {change}")
            kept.commit()
        assert tried(tmp_path, "ada", "bob") == [[], []]
    assert verdicts.read(tmp_path, PRACTICE, TASKS).attempts == {}
    with VerdictStore(tmp_path, DEMO) as store:
        store.keep("bob", "momentum", "key", first["named"])
        assert store.trouble is None


def test_a_file_of_an_older_version_is_read_and_goes_on(first, tmp_path):
    with VerdictStore(tmp_path, DEMO) as store:
        store.keep("ada", "momentum", "key", first["named"])
    with closing(sqlite3.connect(tmp_path / NAME)) as kept:
        kept.execute("DROP TABLE attempt")
    assert tried(tmp_path, "ada") == [[]] and verdicts.stands("ada", tmp_path)
    assert verdicts.read(tmp_path, DEMO, TASKS).verdicts["ada", "momentum"].score == first["named"].score
    with VerdictStore(tmp_path, DEMO) as store:
        assert store.find("key", TASKS["momentum"]).score == first["named"].score
        store.keep("ada", "momentum", "other", first["right"])
    assert tried(tmp_path, "ada") == [[()]]
    verdicts.forget("ada", tmp_path)
    assert not verdicts.stands("ada", tmp_path) and tried(tmp_path, "ada") == [[]]


def test_where_none_can_be_written_grading_goes_on_and_a_sentence_says_so(grader, tmp_path):
    (tmp_path / NAME).mkdir()
    with VerdictStore(tmp_path, DEMO) as store:
        verdict = grader.grade_notebook(*notebook("breaks off"), keeper=store.of("ada", "momentum"))
    assert verdict.status is Status.FAILED and "directory" in str(store.trouble)


def test_who_is_forgotten_has_no_verdict_left(momentum_course, tmp_path, capsys, first):
    course = Course.like(momentum_course, tmp_path / "class")
    with VerdictStore(course.root, DEMO) as store:
        for student in ("zazie", "bob"):
            store.keep(student, "momentum", f"key of {student}", first["right"])
    assert gradebook.kept_of("zazie", course.api().coursedir).verdicts == course.root / NAME
    assert cli.main(["forget", "zazie", "--course", str(course.root)]) == 0
    assert f"{course.root / NAME}: the verdicts" in capsys.readouterr().out
    assert verdicts.stands("zazie", course.root)
    assert cli.main(["forget", "zazie", "--course", str(course.root), "--yes"]) == 0
    assert b"zazie" not in (course.root / NAME).read_bytes() and verdicts.stands("bob", course.root)
    assert not gradebook.kept_of("zazie", course.api().coursedir)
