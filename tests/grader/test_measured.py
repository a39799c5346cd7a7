"""What the pages show of the grader and of copied checks is what is found today."""

import json
import subprocess
import sys

import pytest

from grader.language.task import Task
from grader.outcome.count import Count, FaceCount, Made
from grader.outcome.passed import Passed
from grader.telling import selftest_table
from grader.tools import selftest

from ..house import MODULES, ROOT, closure
from . import made_from, measured

WALKING = """
import sys
from grader.judging.paths import Paths
from grader.language import registry
from grader.tools import walked, written
task = registry.find()["sgd"]
mistake = task.misconceptions[0]
names = {}
exec(written.wrong_class(task, mistake), names)
said, full = walked.told(Paths(task), lambda: names[task.class_name])
assert said == {mistake.name} and not full
walked.families(Paths(task))
print(*sys.modules)
"""
STALE = "book/measured/{}.json is stale, `make measured` writes it anew: {} gives {}, and the file says {}"
SELFTEST, CORPUS = measured.kept("selftest"), measured.kept("corpus")


def fresh(file, what, found, kept):
    """That something is found as it is kept; otherwise the failure says what to do."""
    assert found == kept, STALE.format(file, what, json.dumps(found), json.dumps(kept))


@pytest.mark.parametrize("part", measured.PARTS, ids=str)
def test_what_is_kept_is_made_from_what_is_here(part):
    """Where it is not, or where it was changed by hand, `make measured` finds it anew."""
    assert measured.hashes()[part.of].get(part.name) == part.code, "run `make measured`"


def test_what_is_kept_was_found_with_the_libraries_that_are_pinned():
    pins = (ROOT / "requirements.lock").read_text("utf8").splitlines()
    python, *libraries = measured.hashes()["libraries"]
    assert python == "Python 3.11"
    assert [line for line in libraries if line.replace(" ", "==") not in [pin.partition("+")[0] for pin in pins]] == []


@pytest.mark.sandbox
@pytest.mark.timeout(3000)  # where nothing that is kept holds a task takes minutes of a processor
@pytest.mark.parametrize("exam", measured.EXAMS.values(), ids=lambda exam: exam.name)
def test_the_self_test_passes_and_finds_what_the_page_shows(exam, grader):
    """All that goes through the sandbox; what is walked beside it only where it is not what it was when it was kept."""
    found, whole = selftest.sandboxed(exam, grader), True
    if isinstance(exam, Task):
        if whole := measured.stale(measured.Part("selftest", exam.name)):
            found.add(selftest.walk_here(exam.name))
    assert found.passed, selftest_table.table([found])
    if whole:
        fresh("selftest", exam.name, measured.counted(found), SELFTEST["tasks"].get(exam.name))
        reached = measured.faces(found)
        fresh("selftest", exam.name, reached, {name: SELFTEST["faces"].get(name) for name in reached})


@pytest.mark.long
def test_a_mistake_that_is_walked_without_the_sandbox_is_called_by_its_name():
    """Some of one task's: a slice of what is kept, and of what the sandbox never sees."""
    task = measured.TASKS["momentum"]
    found = Count(task.name)
    wrong = selftest.wrong_answers(task)
    some = selftest.walked_here(wrong)[::9]
    selftest.count_here(task.coarse(), {name: wrong[name][0] for name in some}, found)
    assert found.passed and found.wrong == len(some) > 10, selftest_table.table([found])


@pytest.mark.long
@pytest.mark.timeout(3000)
@pytest.mark.parametrize("check, slice_of_it", zip(measured.COPIED, (["adamw"], ["lion"], ["sgd"])))
def test_a_copied_check_lets_through_what_the_page_shows(check, slice_of_it):
    tasks = measured.TASKS if measured.stale(measured.Part("corpus", check)) else slice_of_it
    fresh("corpus", check, measured.let_through(check, tasks), {name: CORPUS[check].get(name) for name in tasks})


def test_the_corpus_leaves_after_each_check_what_the_page_shows():
    for section, found in measured.indexed().items():
        fresh("corpus", section, found, CORPUS.get(section))


def test_the_page_shows_all_tasks_and_checks_and_no_others():
    assert list(SELFTEST["tasks"]) == list(measured.EXAMS)
    assert {name for c in SELFTEST["tasks"].values() for name in c["caught"] + c["missed"]} == set(SELFTEST["faces"])
    assert set(CORPUS) == {*measured.COPIED, "grader", "left"}
    # Trials that catch wrong optimizers are all that "catch" is answered by, and they have no named mistakes.
    assert [name for name, c in SELFTEST["tasks"].items() if c["right"] < 6 or c["wrong"] < 10] == ["catch"]


@pytest.mark.parametrize("name", ["selftest", "corpus"])
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


def test_only_what_is_stale_is_found_anew_and_what_has_changed_is_said(tmp_path, monkeypatch, capsys):
    asked, file = [], tmp_path / "corpus.json"
    monkeypatch.setattr(measured, "ROOT", tmp_path)
    monkeypatch.setattr(measured, "MADE_FROM", tmp_path / "made_from.json")
    monkeypatch.setattr(measured, "PARTS", [measured.Part("corpus", "long"), measured.Part("corpus", "path")])
    monkeypatch.setattr(measured.Part, "code", property(lambda self: codes[self.name]))

    def find(names):
        asked.append(names)
        file.write_text(measured.laid_out({"left": {"path": 3, "long": now}}), "utf8")

    monkeypatch.setattr(measured, "FINDS", {"corpus": (file, find)})
    for arguments, now, codes, names, said, ended in (  # noqa: B007
            ([], 2, {"long": "a", "path": "b"}, ["long", "path"], "+  \"path\": 3,\n+  \"long\": 2", 0),
            ([], 1, {"long": "c", "path": "b"}, ["long"], "-  \"long\": 2\n+  \"long\": 1", 0),
            ([], 1, {"long": "c", "path": "b"}, [], "0 parts found anew: nothing has changed", 0),
            (["--all"], 1, {"long": "c", "path": "b"}, ["long", "path"], "2 parts found anew: nothing has changed", 0),
            (["--all"], 0, {"long": "c", "path": "b"}, ["long", "path"], "+  \"long\": 0", 1)):
        assert measured.main(arguments) == ended
        assert asked.pop() == names and said in capsys.readouterr().out
        assert measured.hashes()["corpus"] == codes
    known = measured.hashes()
    measured.MADE_FROM.write_text(json.dumps(known | {"libraries": ["Python 3.11", "torch 1.0"]}), "utf8")
    assert all(map(measured.stale, measured.PARTS))


def test_a_part_is_stale_where_its_code_a_file_or_what_is_kept_is_another(monkeypatch, tmp_path):
    parts = {of: measured.Part(of, name) for of, name in (
        ("selftest", "adam"), ("index", "adam"), ("corpus", "a_few_steps"))}
    before = {of: part.code for of, part in parts.items()}
    essence = made_from.essence

    def other(name):
        """The parts whose hash is another where this file says something else."""
        monkeypatch.setattr(made_from, "essence", lambda path: essence(path) + "pass" * (path == ROOT / name))
        return {of for of, part in parts.items() if part.code != before[of]}

    assert other("grader/ground/walk.py") == other("grader/tasks/adam.py") == {"selftest", "index", "corpus"}
    assert other("grader/judging/search.py") == {"selftest", "index", "corpus"}
    assert other("grader/tasks/sgd.py") == {"corpus"} and other("corpus/checks.py") == {"corpus"}
    assert other("grader/tasks/right_answers/adam/foreach.py") == {"selftest", "corpus"}
    assert other("grader/telling/catalogue.py") == other("grader/course/known.py") == set()
    monkeypatch.undo()
    monkeypatch.setattr(measured, "BASE", measured.BASE.replace("list(params)", "list(params)[:1]"))
    assert {of for of, part in parts.items() if part.code != before[of]} == {"index"}
    monkeypatch.undo()
    found = measured.kept("selftest")
    found["faces"]["steps"]["bound"] += 1
    monkeypatch.setattr(measured, "kept", lambda name: found)
    assert parts["selftest"].code != before["selftest"]


def test_of_code_only_what_it_does_counts(tmp_path):
    def essence(text, name):
        (tmp_path / name).write_text(text)
        return made_from.essence(tmp_path / name)

    code = essence('"""A."""\nclass B:\n    """C."""\n\ndef f(x):\n    "D"\n    return x + 1  # E\n', "a.py")
    assert code == essence("class B: pass\ndef f(x):\n    return (x\n      + 1)\n", "b.py")
    assert code != essence("class B: pass\ndef f(x):\n    return (x\n      + 2)\n", "c.py")
    assert essence("a  b # c", "a.csv") == "a  b # c"


@pytest.mark.long
def test_a_walk_imports_nothing_that_does_not_count():
    """Whatever of ours is there after a self-test without a sandbox is in the hash, or only brings it about."""
    names = subprocess.run([sys.executable, "-c", WALKING], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    counts = closure(["grader.tools.walked", "grader.tools.written", "grader.tasks.sgd"])
    extra = {name for name in names.split() if name in MODULES} - counts
    # The registry imports every task; only one is walked.
    assert {name for name in extra if not name.startswith("grader.tasks")} == {"grader.language.registry"}


def test_what_is_caught_by_luck_only_is_in_the_corpus_and_does_not_count_as_caught(monkeypatch):
    some = [answer for answer in measured.ANSWERS if answer.id in measured.BY_LUCK]
    assert {answer.id.rpartition("/")[2] for answer in some} == {
        "state_by_the_id_of_the_optimizer", "ada_keyed_by_id_of_data"}
    monkeypatch.setattr(measured, "ANSWERS", some)
    monkeypatch.setattr(measured.corpus, "measure", lambda check, of, tasks: [
        Passed(task, wrong=1) for task in sorted({answer.task for answer in of})])
    assert {count["accepted"] for count in measured.let_through("a_few_steps").values()} == {1}
