"""The grader's boundary: whatever happens on our side of it becomes that notebook's trouble, and nothing else."""

import contextlib
import threading
from dataclasses import dataclass, field, replace

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from grader.grading import Grader, open_grader
from grader.ground.clock import Cut
from grader.ground.messages import CellRun, Classes, End, Walked
from grader.ground.walk import walk
from grader.inside.job import encode
from grader.judging.exam import TaskExaminer
from grader.language.driver import optimizer
from grader.language.reference import Reference
from grader.outcome.ending import Ended, Ending
from grader.outcome.verdict import CutCell, Incomplete, NoClassLeft, Status
from grader.sandbox import Died, Level, Run
from grader.telling import words

from .tiny import descent

NOTEBOOK = new_notebook(cells=[new_code_cell("class Descent: pass")])


@dataclass
class Scripted:
    """A pool of one sandbox that gives these answers, or raises them."""

    answers: list
    size: int = 1
    level: Level = Level.BUBBLEWRAP
    requests: list = field(default_factory=list)

    alone: int = 0

    @contextlib.contextmanager
    def lend(self):
        yield self

    @contextlib.contextmanager
    def lend_alone(self):
        self.alone += 1
        yield self

    def run(self, request, body):
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, BaseException):
            raise answer
        return answer


def run(*messages, ended=Ended.FINISHED):
    return Run([(message, b"") for message in messages], Ending(ended), 0.1, 0.1, 1.0)


def graded(*answers, task=None, **options):
    task = task or descent()
    grader = Grader({task.name: task}, Scripted(list(answers)), **options)
    try:
        return grader.grade_notebook(NOTEBOOK, "descent")
    finally:
        grader.close()


@pytest.mark.parametrize("ended", [Ended.NOT_STARTED, Ended.LOST])
def test_a_sandbox_that_cannot_do_its_work_is_our_trouble(ended):
    verdict = graded(run(ended=ended))
    assert (verdict.status, verdict.reason, verdict.checks) == (Status.TROUBLE, Ending(ended), [])
    assert verdict.task.name == "descent" and "no fault of the student" in words.reason(verdict)


def test_a_sandbox_that_dies_is_told_in_the_sandboxs_own_words():
    verdict = graded(Died(Level.LANDLOCK))
    assert verdict.status is Status.TROUBLE and words.sandbox_error(Died(Level.LANDLOCK)) in words.reason(verdict)


@pytest.mark.parametrize("ended", sorted(set(Ended) - {Ended.FINISHED, Ended.NOT_STARTED, Ended.LOST}))
def test_every_other_end_is_the_notebooks_own(ended):
    verdict = graded(run(ended=ended))
    assert (verdict.status, verdict.score, verdict.reason) == (Status.FAILED, 0, Ending(ended))
    assert all(check.finding.missing for check in verdict.checks)


@pytest.mark.parametrize("messages", [
    (), (CellRun(0, []),), (CellRun(1, []), Classes(["Descent"]), End()), (CellRun(0, []), Classes(["Descent"]))])
def test_an_answer_that_does_not_fit_or_does_not_end_is_incomplete(messages):
    verdict = graded(run(*messages))
    assert (verdict.status, verdict.reason) == (Status.FAILED, Incomplete())


def test_a_fault_of_ours_says_where_it_is_and_costs_no_points(monkeypatch):
    def fail(self, reply):
        raise KeyError("a fault of ours")

    monkeypatch.setattr(TaskExaminer, "verdicts", fail)
    verdict = graded(run(CellRun(0, []), Classes(["Descent"]), End()))
    assert verdict.status is Status.TROUBLE and verdict.max_score == 4 and verdict.checks == []
    assert verdict.reason.where.startswith("grading.py:") and "a fault of ours" in words.reason(verdict)


def test_a_reference_that_fails_is_no_fault_of_who_is_compared_with_it():
    class Fails:
        def __init__(self, params, lr):
            pass

        def step(self):
            raise MemoryError("no room")

    task = descent(reference=Reference(Fails))
    path, numbers = encode(walk(optimizer(task), task.trials[0]))
    answer = run(CellRun(0, []), Classes(["Descent"]), End())
    answer.frames.insert(2, (Walked(0, path), numbers))
    verdict = graded(answer, task=task)
    assert verdict.status is Status.TROUBLE and "MemoryError: no room" in words.reason(verdict)


def test_who_answers_a_task_that_cannot_be_loaded_is_not_refused():
    grader = Grader({}, Scripted([]), broken=["descent"])
    verdict, other = grader.grade_notebook(NOTEBOOK, "descent"), grader.grade_notebook(NOTEBOOK, "another")
    grader.close()
    assert verdict.status is Status.TROUBLE and "descent is registered and cannot be loaded" in words.reason(verdict)
    assert other.status is Status.REFUSED


STOPPED = CellRun(0, [], Cut.COMPUTING)


@pytest.mark.parametrize("first", [
    run(ended=Ended.CPU), run(ended=Ended.ASLEEP), run(ended=Ended.OVERTIME),
    run(STOPPED, Classes([]), End()),
])  # fmt: skip
@pytest.mark.parametrize("computed, queued, tries", [
    (10.0, 0.0, 1), (10.0, 1.9, 1), (10.0, 2.1, 2), (0.1, 0.4, 1), (0.1, 0.6, 2)])
def test_who_was_stopped_on_a_busy_machine_is_tried_once_more_alone(first, computed, queued, tries):
    second = run(CellRun(0, []), Classes([]), End())
    pool = Scripted([replace(first, cpu_seconds=computed, queued_seconds=queued), second])
    grader = Grader({"descent": descent()}, pool)
    verdict = grader.grade_notebook(NOTEBOOK, "descent")
    grader.close()
    assert (len(pool.requests), pool.alone) == (tries, tries - 1)
    assert (not verdict.cut and isinstance(verdict.reason, NoClassLeft)) == (tries == 2)


def test_who_was_not_stopped_is_not_tried_again_however_busy_the_machine_is():
    pool = Scripted([replace(run(CellRun(0, []), Classes([]), End()), queued_seconds=100.0)])
    grader = Grader({"descent": descent()}, pool)
    grader.grade_notebook(NOTEBOOK, "descent")
    grader.close()
    assert len(pool.requests) == 1


def test_a_failed_check_names_the_cell_that_was_stopped_if_that_speaks_of_the_class():
    notebook = new_notebook(cells=[new_markdown_cell("text has no number"), *(new_code_cell(source) for source in (
        "1", "class Descent: pass", "Descent.step = 7", "sleep()"))])
    cuts = {1: Cut.ASLEEP, 3: Cut.ASLEEP}, {0: Cut.COMPUTING, 2: Cut.UNRUN}, {3: Cut.COMPUTING}
    for cut, blamed in zip(cuts, (CutCell(2, Cut.ASLEEP), CutCell(3, Cut.UNRUN), None)):
        messages = [CellRun(index, [], cut.get(index)) for index in range(4)]
        grader = Grader({"descent": descent()}, Scripted([run(*messages, Classes(["Descent"]), End())]))
        verdict = grader.grade_notebook(notebook, "descent")
        grader.close()
        assert verdict.cut == {index + 1: why for index, why in cut.items()}
        assert {check.cut for check in verdict.checks} == {blamed}
        said = words.message(verdict.checks[0])
        assert said.startswith(f"Code cell {blamed.number} was " if blamed else "This could not be checked")


def test_verdicts_come_in_the_order_of_the_notebooks():
    task = descent()
    answers = [run(ended=Ended.CPU), run(ended=Ended.MEMORY), run(ended=Ended.DISK)]
    grader = Grader({task.name: task}, Scripted(answers))
    verdicts = list(grader.grade_notebooks([(NOTEBOOK, "descent")] * 3))
    grader.close()
    assert [v.reason.ended for v in verdicts] == [Ended.CPU, Ended.MEMORY, Ended.DISK]


@pytest.mark.sandbox
def test_three_batches_over_two_workers_start_two_sandboxes_and_closing_ends_them():
    before = threading.active_count()
    with open_grader(workers=2) as grader:
        for _ in range(3):
            list(grader.grade_notebooks([(NOTEBOOK, "momentum")] * 4))
        pool = grader._pool
        assert pool.started == 2
    assert threading.active_count() == before
    with pytest.raises(RuntimeError), pool.lend():
        pass


@pytest.mark.sandbox
def test_an_interruption_ends_what_runs_at_once():
    endless = new_notebook(cells=[new_code_cell("class Momentum:\n    pass\nimport time\ntime.sleep(50)")] * 12)
    with pytest.raises(KeyboardInterrupt), open_grader(workers=1) as grader:
        future = grader.submit(endless, "momentum")
        while not future.running():
            pass
        raise KeyboardInterrupt
    assert future.result(timeout=60).status is Status.TROUBLE
