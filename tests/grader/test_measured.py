"""What the pages show of the grader and of copied checks is what is found today."""

import json

import pytest

from grader.language.task import Task
from grader.outcome.count import Count, FaceCount, Made
from grader.outcome.passed import Passed
from grader.telling import selftest_table
from grader.tools import selftest

from . import measured

STALE = "book/measured/{}.json is stale, `make measured` writes it anew: {} gives {}, and the file says {}"
SELFTEST, CORPUS = measured.kept("selftest"), measured.kept("corpus")


def fresh(file, what, found, kept):
    """That something is found as it is kept; otherwise the failure says what to do."""
    assert found == kept, STALE.format(file, what, json.dumps(found), json.dumps(kept))


@pytest.mark.sandbox
@pytest.mark.timeout(3000)  # a task takes up to three minutes of a processor, which it may have to share
@pytest.mark.parametrize("exam", measured.EXAMS.values(), ids=lambda exam: exam.name)
def test_the_self_test_passes_and_finds_what_the_page_shows(exam, grader):
    found = selftest.sandboxed(exam, grader)
    if isinstance(exam, Task):
        found.add(selftest.walk_here(exam.name))
    assert found.passed, selftest_table.table([found])
    fresh("selftest", exam.name, measured.counted(found), SELFTEST["tasks"].get(exam.name))
    reached = measured.faces(found)
    fresh("selftest", exam.name, reached, {name: SELFTEST["faces"].get(name) for name in reached})


@pytest.mark.long
@pytest.mark.timeout(3000)
@pytest.mark.parametrize("check", measured.COPIED)
def test_a_copied_check_lets_through_what_the_page_shows(check):
    fresh("corpus", check, measured.let_through(check), CORPUS.get(check))


def test_the_corpus_leaves_after_each_check_what_the_page_shows():
    for section, found in measured.indexed().items():
        fresh("corpus", section, found, CORPUS.get(section))


def test_the_page_shows_all_tasks_and_checks_and_no_others():
    assert list(SELFTEST["tasks"]) == list(measured.EXAMS)
    assert {name for c in SELFTEST["tasks"].values() for name in c["caught"] + c["missed"]} == set(SELFTEST["faces"])
    assert set(CORPUS) == {*measured.COPIED, "grader", "left"}
    # Trials that catch wrong optimizers are all that "catch" is answered by, and they have no named mistakes.
    assert [name for name, c in SELFTEST["tasks"].items() if c["right"] < 6 or c["wrong"] < 10] == ["catch"]


@pytest.mark.parametrize("name", measured.FINDS)
def test_a_file_is_as_it_would_be_written(name):
    assert measured.laid_out(measured.kept(name)) == (measured.FOLDER / f"{name}.json").read_text("utf8")


def test_what_is_not_as_it_is_kept_fails_with_what_to_do():
    found = Count("sgd", right=7, wrong=2, accepted=["uphill"], misnamed={"no_lr": "lr_squared"},
                  faces=[FaceCount("steps", "steps", 2000, False, True, True),
                         FaceCount("numbers", "numbers", 10, False, False, False)],
                  families=[Made(("a_2",), ("a_2",), True, True), Made(("a_3",), (), True, False)])
    line = measured.counted(found)
    assert line == {"wrong": 2, "accepted": ["uphill"], "misnamed": {"no_lr": "lr_squared"}, "right": 7, "rejected": [],
                    "caught": ["steps"], "missed": ["numbers"], "passed": ["steps"], "families": [1, 2],
                    "together": [0, 0]}
    assert measured.faces(found)["steps"] == {"title": "steps", "bound": 2000, "least": False}
    assert measured.passed([Passed("sgd", 3, 4, {"a": "label"}, {"b": "why", "c": "why"})]) == {
        "sgd": {"wrong": 4, "accepted": 1, "right": 3, "rejected": 2}}
    with pytest.raises(AssertionError, match="selftest.json is stale, `make measured` writes it anew: sgd gives"):
        fresh("selftest", "sgd", line, line | {"wrong": 3})


def test_making_it_anew_says_what_has_changed(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(measured, "FOLDER", tmp_path)
    monkeypatch.setattr(measured, "FINDS", {"corpus": lambda: {"left": {"path": 3, "long": now}}})
    for now, said in ((2, "+  \"path\": 3,\n+  \"long\": 2"), (1, "-  \"long\": 2\n+  \"long\": 1"),
                      (1, "nothing has changed")):
        measured.main([])
        assert said in capsys.readouterr().out
        assert measured.kept("corpus") == {"left": {"path": 3, "long": now}}


def test_what_is_caught_by_luck_only_is_in_the_corpus_and_does_not_count_as_caught(monkeypatch):
    some = [answer for answer in measured.ANSWERS if answer.id in measured.BY_LUCK]
    assert {answer.id.rpartition("/")[2] for answer in some} == {
        "state_by_the_id_of_the_optimizer", "ada_keyed_by_id_of_data"}
    monkeypatch.setattr(measured, "ANSWERS", some)
    monkeypatch.setattr(measured.corpus, "measure", lambda check, of, tasks: [
        Passed(task, wrong=1) for task in sorted({answer.task for answer in of})])
    assert {count["accepted"] for count in measured.let_through("a_few_steps").values()} == {1}
