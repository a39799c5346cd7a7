"""Verdicts that are kept: found again as they were, and none that is out of date, forged or of who was forgotten."""

import sqlite3
import stat
from contextlib import closing
from dataclasses import replace

import pytest

from grader import grading
from grader.course import gradebook, verdicts
from grader.course.verdicts import NAME, VerdictStore
from grader.ground.device import Device
from grader.language import registry, versions
from grader.language.secret import DEMO, PRACTICE
from grader.notebooks.read import from_notebook
from grader.outcome.verdict import Status
from grader.telling import words
from grader.tools import cli, demo, selftest

from ..answers import BASE, DAMPENED, SOLUTION
from ..classroom import Course

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

    monkeypatch.setattr(grading.Grader, "_verdict", run)


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
    assert len(set(found[::2])) == 3 and len(set(found[1::2])) == 1 and versions.sources("") is None
    assert any(line.startswith("torch 2") for line in versions.libraries())


def test_what_somebody_else_has_written_is_no_verdict_and_is_noticed(grader, folder, first, tmp_path):
    """Full marks, put into the place of a wrong answer's verdict; and a program in the place of a verdict."""
    def rows(kept, *names):
        return [kept.execute("SELECT verdict, signature FROM verdict WHERE student = ?", (name,)).fetchone()
                for name in names]

    with closing(sqlite3.connect(folder / NAME)) as kept:
        (right, signed), (_, other) = rows(kept, "right", "named")
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


def test_a_verdict_that_a_limit_of_the_machine_has_ended_is_not_kept(grader, tmp_path):
    asleep = demo.solve("momentum", BASE + SOLUTION + "\nimport time\ntime.sleep(1000)\n")
    with VerdictStore(tmp_path, DEMO) as store:
        verdict = grader.grade_notebook(asleep, "momentum", keeper=store.of("ada", "momentum"))
    assert verdict.cut and not verdicts.stands("ada", tmp_path)


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
