"""The corpus is whole, and a check of anybody's is measured by it, whatever the check does."""

import json
import os
import re
import signal
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import pytest

from grader.language import registry
from grader.language.task import Task
from grader.tools import corpus
from grader.tools.cli import main
from grader.tools.corpus import Answer, Reply, Source

ROOT = Path(__file__).resolve().parents[3]
CORPUS = ROOT / "corpus"
COPIED = ("a_few_steps", "a_small_network", "stored_numbers")
STORED = corpus.stored()
TASKS = {name: task for name, task in registry.find().items() if isinstance(task, Task)}


# What is there


def test_every_file_is_in_the_index_and_the_other_way_round():
    files = [path.relative_to(CORPUS).with_suffix("").as_posix() for path in CORPUS.glob("*/*/*.py")]
    assert sorted(answer.id for answer in STORED) == sorted(files)
    assert [answer.id for answer in STORED] == sorted({answer.id for answer in STORED})


def test_an_answer_lies_where_its_task_and_verdict_say():
    for answer in STORED:
        task, verdict, name = answer.id.split("/")
        assert (task, verdict) == (answer.task, "right" if answer.right else "wrong")
        assert answer.task in TASKS and answer.label and re.fullmatch(r"[a-z0-9_]+", name), answer.id


def test_each_defines_the_class_that_its_task_asks_for():
    for answer in STORED:
        assert isinstance(corpus.defined(answer.code).get(TASKS[answer.task].class_name), type), answer.id


def test_no_answer_is_there_twice():
    codes = Counter((answer.task, answer.code.strip()) for answer in STORED)
    assert [code for code, times in codes.items() if times > 1] == []


def test_the_index_is_what_would_be_written(tmp_path):
    corpus.write_index(reversed(STORED), tmp_path)
    assert (tmp_path / "index.csv").read_bytes() == (CORPUS / "index.csv").read_bytes()


def test_the_index_names_checks_and_trials_that_there_are():
    for answer in STORED:
        task = TASKS[answer.task]
        assert set(answer.checks) <= {check.name for check in task.checks}, answer.id
        assert set(answer.trials) <= {trial.name for trial in task.trials}, answer.id
    assert not [trial.name for task in TASKS.values() for trial in task.trials if corpus.BETWEEN.strip() in trial.name]


def test_the_readme_counts_them():
    counted = re.findall(r"^\| (\w+) \| (\d+) \| (\d+) \|$", (CORPUS / "README.md").read_text("utf8"), re.M)
    there = Counter((answer.task, answer.right) for answer in STORED)
    rows = [(task, there[task, True], there[task, False]) for task in sorted(TASKS)]
    rows.append(("all", sum(right for _, right, _ in rows), sum(wrong for *_, wrong in rows)))
    assert [(task, int(right), int(wrong)) for task, right, wrong in counted] == rows


def test_the_readme_says_what_each_field_and_source_is():
    said = re.findall(r"^\| `(\w+)` \|", (CORPUS / "README.md").read_text("utf8"), re.M)
    assert said == [*corpus.FIELDS, *(source for source in Source if source not in (Source.STYLE, Source.NAMED))]


def test_what_is_made_is_every_style_and_every_named_mistake():
    task = TASKS["momentum"]
    made = list(corpus.made(task))
    assert {a.names for a in made if not a.right} == {(m.name,) for m in task.misconceptions}
    assert sum(a.right for a in made) == len(list(task.answers.glob("*.py")))
    for answer in made:
        optimizer = corpus.defined(answer.code)["Momentum"]([], lr=0.1)
        assert answer.right or callable(optimizer.zero_grad)  # what a class of the notebook has by its base


def test_the_licence_is_the_codes():
    text = (CORPUS / "LICENSE").read_text("utf8").split()
    assert text[:2] == ["MIT", "License"]
    assert " ".join(text[2:]) in " ".join((ROOT / "LICENSE").read_text("utf8").split())


# What a check makes of answers


def answer(name, code="class SGD(Optimizer): pass", right=False):
    return Answer(f"sgd/x/{name}", "sgd", right, Source.BLIND, f"label of {name}", code)


def ask(check, code="class SGD(Optimizer): pass", seconds=5.0):
    return corpus.ask(check, answer("one", code), "SGD", seconds)


@pytest.mark.parametrize("said, reply", [(None, Reply.ACCEPTED), (True, Reply.ACCEPTED), (1, Reply.ACCEPTED),
                                         (False, Reply.REJECTED), (0, Reply.REJECTED), ("", Reply.REJECTED)])
def test_a_check_accepts_by_nothing_or_something_true(said, reply):
    assert ask(lambda cls: said) == (reply, "")


def test_a_check_rejects_by_raising_and_what_it_raised_is_told():
    def check(cls):
        assert cls.__name__ == "Other", "another class"

    def leaves(cls):
        sys.exit(3)

    assert ask(check) == (Reply.REJECTED, "AssertionError: another class")
    assert ask(leaves) == (Reply.REJECTED, "SystemExit: 3")


def test_a_check_gets_the_tasks_name_if_it_takes_two_arguments():
    assert ask(lambda cls, task: task == "sgd") == (Reply.ACCEPTED, "")
    assert ask(lambda cls, task="adam": task == "sgd") == (Reply.ACCEPTED, "")
    assert ask(lambda cls: True) == (Reply.ACCEPTED, "")


def test_an_answer_has_what_its_notebook_defines():
    code = "class SGD(Optimizer):\n    known = [torch.zeros(1), math.pi, np.zeros(1)]\n"
    assert ask(lambda cls: cls([]).params == [], code) == (Reply.ACCEPTED, "")


def test_an_answer_that_cannot_be_defined_is_rejected():
    reply, why = ask(lambda cls: True, "class SGD(Unknown): pass")
    assert reply is Reply.REJECTED and "Unknown" in why


def test_a_check_that_never_ends_is_stopped():
    def computes(cls):
        while True:
            pass

    assert ask(computes, seconds=0.05) == (Reply.ENDLESS, "")
    assert ask(lambda cls: time.sleep(10_000), seconds=0.05) == (Reply.ENDLESS, "")


def test_a_check_whose_process_dies_is_counted():
    assert ask(lambda cls: os.kill(os.getpid(), signal.SIGKILL)) == (Reply.ENDED, "")
    assert ask(lambda cls: os._exit(0)) == (Reply.ENDED, "")


def test_no_answer_leaves_anything_behind_for_the_next(capfd):
    def check(cls):
        import torch
        print("noise")
        before = torch.is_grad_enabled()
        torch.set_grad_enabled(False)
        return before

    some = [answer(name) for name in "abc"]
    (count,) = corpus.measure(check, some, TASKS)
    assert (count.wrong, len(count.accepted)) == (3, 3)
    assert capfd.readouterr() == ("", "")


def test_counts_are_by_task_and_say_what_was_accepted_rejected_and_stopped():
    def check(cls):
        if cls.how == "stops":
            os.kill(os.getpid(), signal.SIGKILL)
        return cls.how == "good"

    def of(name, how, right):
        return answer(name, f"class SGD(Optimizer):\n    how = {how!r}\n", right)

    some = [of("a", "good", True), of("b", "bad", True), of("c", "good", False), of("d", "bad", False),
            of("e", "stops", False), of("f", "stops", True)]
    (count,) = corpus.measure(check, some, TASKS)
    assert (count.task, count.right, count.wrong) == ("sgd", 3, 3)
    assert count.accepted == {"sgd/x/c": "label of c"}
    assert count.rejected == {"sgd/x/b": "label of b", "sgd/x/f": "label of f"}
    assert count.stopped == {"sgd/x/e": "ended", "sgd/x/f": "ended"}


def test_the_grader_itself_is_told_by_the_index():
    lax = [replace(a, checks=()) if a.id == "sgd/wrong/no_learning_rate" else a for a in STORED]
    hard = [replace(a, checks=("device",)) if a.right and a.id == "sgd/right/no_grad_and_sub" else a for a in STORED]
    assert [(c.accepted, c.rejected) for c in corpus.own(STORED)] == [({}, {})] * len(TASKS)
    assert [list(c.accepted) for c in corpus.own(lax) if c.accepted] == [["sgd/wrong/no_learning_rate"]]
    assert [list(c.rejected) for c in corpus.own(hard) if c.rejected] == [["sgd/right/no_grad_and_sub"]]


def test_what_is_left_after_each_check_shrinks_to_nothing():
    ladder = [n for _, n in corpus.left(STORED, TASKS)]
    assert ladder == sorted(ladder, reverse=True) and ladder[-1] == 0
    assert 0 < ladder[0] < sum(not a.right for a in STORED)


# The command


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(corpus, "made", lambda task: iter(()))
    monkeypatch.setattr(corpus, "stored", lambda: [a for a in STORED if a.task == "sgd"][::8])
    monkeypatch.setattr(sys, "path", list(sys.path))
    return tmp_path


def run(capsys, *arguments):
    code = main(["corpus", *arguments])
    return code, *capsys.readouterr()


def test_a_check_that_accepts_all_and_one_that_rejects_all(here, capsys):
    (here / "check.py").write_text("def all(cls): pass\ndef none(cls): raise ValueError('no')\n")
    code, out, _ = run(capsys, "check.py:all", "check.py:none", "--task", "sgd", "--json")
    accepting, rejecting = (one["counts"][0] for one in json.loads(out)["checks"])
    assert code == 0 and accepting["wrong"] > 5 and accepting["right"] > 2
    assert len(accepting["accepted"]) == accepting["wrong"] and accepting["rejected"] == {}
    assert rejecting["accepted"] == {} and len(rejecting["rejected"]) == rejecting["right"]
    assert set(rejecting["rejected"].values()) == {"ValueError: no"}


def test_the_table_is_for_people_and_the_list_names_what_was_accepted(here, capsys):
    (here / "check.py").write_text("def all(cls): pass\n")
    code, out, _ = run(capsys, "check.py:all", "--task", "sgd")
    listed = run(capsys, "check.py:all", "--task", "sgd", "--list")[1]
    assert code == 0 and "(100 %)" in out and "| this grader |" in out and "sgd/wrong/" not in out
    wrong = [a for a in corpus.stored() if not a.right]
    assert all(f"{a.id}: " in listed for a in wrong)


def test_a_module_is_found_in_the_folder_where_the_command_is_given(here, capsys):
    (here / "some_checks.py").write_text("def all(cls): pass\n")
    assert run(capsys, "some_checks:all", "--task", "sgd", "--json")[0] == 0
    del sys.modules["some_checks"]


@pytest.mark.parametrize("check, said", [
    ("check.py", "“check.py” names no check"), ("check.py:a b", "names no check"),
    ("missing.py:check", "There is no file missing.py."), ("no_module:check", "cannot be imported: ModuleNotFound"),
    ("check.py:check", "There is no check in check.py."), ("check.py:NUMBER", "is not a function"),
    ("broken.py:check", "broken.py cannot be imported: SyntaxError"),
    ("leaves.py:check", "leaves.py cannot be imported: SystemExit"),
])
def test_without_a_check_the_command_says_why_in_one_sentence(here, capsys, check, said):
    (here / "check.py").write_text("NUMBER = 3\n")
    (here / "broken.py").write_text("def check(cls:\n")
    (here / "leaves.py").write_text("raise SystemExit(1)\n")
    code, out, err = run(capsys, check)
    assert (code, out, err.count("\n")) == (2, "", 1) and said in err


def test_a_task_that_there_is_not(here, capsys):
    code, _, err = run(capsys, "--task", "capstone")
    assert code == 2 and "There is no task capstone" in err


def test_without_a_check_the_corpus_is_printed_with_its_code(here, capsys):
    code, out, _ = run(capsys, "--task", "sgd")
    printed = [json.loads(line) for line in out.splitlines()]
    assert code == 0 and [one["id"] for one in printed] == [a.id for a in corpus.stored()]
    assert list(printed[0]) == [*corpus.FIELDS, "code"]
    assert printed[0]["code"] == (CORPUS / f"{printed[0]['id']}.py").read_text("utf8")


@pytest.mark.long
def test_a_named_mistake_is_printed_with_what_shows_it():
    task = replace(TASKS["sgd"], answers=None, misconceptions=TASKS["sgd"].misconceptions[:3])
    named = [json.loads(line) for line in corpus.published([task]) if '"named"' in line]
    assert [one["names"] for one in named] == [[m.name] for m in task.misconceptions]
    assert all(one["checks"] and one["trials"] and one["label"] for one in named)


# What courses copy


def of_an_eighth(name):
    """What one of the copied checks makes of an eighth of the stored answers."""
    return corpus.measure(corpus.load(f"{CORPUS / 'checks.py'}:{name}"), STORED[::8], TASKS)


@pytest.mark.long
def test_checks_that_courses_copy_let_many_wrong_answers_through_and_reject_no_right_one():
    """By an eighth of the stored answers; the book counts all, and named mistakes too."""
    shares = {}
    # Each answer is judged in a fork, which takes the longer the more its parent has in memory: this process has much.
    with ProcessPoolExecutor(1, get_context("spawn")) as small:
        told = {name: small.submit(of_an_eighth, name).result() for name in COPIED}
    for name, counts in told.items():
        assert [(c.rejected, c.stopped) for c in counts] == [({}, {})] * len(TASKS), name
        shares[name] = sum(len(c.accepted) for c in counts) / sum(c.wrong for c in counts)
    assert 0.4 < shares["a_few_steps"] < 0.7, shares
    assert 0.2 < shares["a_small_network"] < 0.6, shares
    assert 0.4 < shares["stored_numbers"] < 0.8, shares


def test_the_numbers_that_one_of_them_stores_are_pytorchs(monkeypatch):
    import torch

    monkeypatch.syspath_prepend(CORPUS)
    import checks

    for task, make in checks.REFERENCES.items():
        w = torch.tensor([-0.4, 0.0, 0.6], requires_grad=True)
        optimizer = make([w], lr=0.01)
        for _ in range(2):
            w.grad = torch.tensor([-0.6, 0.1, 0.4])
            optimizer.step()
        assert torch.allclose(w, torch.tensor(checks.EXPECTED[task]), atol=1e-6), task
    assert set(checks.REFERENCES) == set(checks.EXPECTED) == set(TASKS)


@pytest.mark.parametrize("name", COPIED)
def test_each_is_a_few_lines_and_shown_in_the_book(name):
    assert f"```{{literalinclude}} ../corpus/checks.py\n:pyobject: {name}\n" in (
        ROOT / "book" / "bring_your_checks.md").read_text("utf8")


def test_a_check_that_is_lost_once_is_asked_once_more(tmp_path):
    lost = tmp_path / "lost"

    def falls_once(cls):
        if not lost.exists():
            lost.touch()
            os.kill(os.getpid(), signal.SIGKILL)

    answer = next(a for a in STORED if a.right)
    assert corpus.ask(falls_once, answer, TASKS[answer.task].class_name) == (Reply.ACCEPTED, "")

    def falls(cls):
        os.kill(os.getpid(), signal.SIGKILL)

    assert corpus.ask(falls, answer, TASKS[answer.task].class_name)[0] is Reply.ENDED
