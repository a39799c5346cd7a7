"""The corpus judged: what is right gets full marks, and what is wrong does not, by the checks that the index names.

`blind` answers were written with only the notebooks at hand, `retold` ones are what real people hand in. What each is
called, and what shows it, stands in `corpus/index.csv`; the names were compared with what its author said is wrong.
`make measured` judges them all where anything of that has changed; here a slice is judged.
"""

from dataclasses import replace
from itertools import compress

import pytest

from grader.tools.corpus import Answer, stored

from .. import measured

pytestmark = pytest.mark.long
ANSWERS = stored()
ON_THE_CPU_ONLY = "works on the CPU only: "
GROUPS = sorted({(answer.task, answer.source) for answer in ANSWERS})
TASKS = sorted({task for task, _ in GROUPS})
SLICE = 12


def of(task: str, source: str, right: bool) -> list[Answer]:
    """A slice of a kind of answers, each task's its own; all where what they rest on is another than when kept."""
    found = [a for a in ANSWERS if (a.task, a.source, a.right) == (task, source, right)]
    return found if measured.stale(measured.Part("index", task)) else found[TASKS.index(task) % SLICE :: SLICE]


@pytest.mark.parametrize("task, source", GROUPS)
def test_what_is_right_gets_full_marks_in_whatever_style(judges, task, source):
    failed = {answer.id: measured.judged(judges, answer).checks for answer in of(task, source, True)}
    assert failed == dict.fromkeys(failed, ())


@pytest.mark.parametrize("task, source", GROUPS)
def test_what_is_wrong_is_shown_and_called_as_the_index_says(judges, task, source):
    answers = of(task, source, False)
    found = [measured.judged(judges, answer) for answer in answers]
    assert all(answer.checks for answer in found)
    steady = [answer.id not in measured.BY_LUCK for answer in answers]
    assert [*compress(found, steady)] == [*compress(answers, steady)]


@pytest.mark.parametrize("task", sorted({answer.task for answer in ANSWERS if answer.fix}))
def test_a_fix_makes_a_wrong_answer_right(judges, task):
    some = [answer for answer in ANSWERS if answer.task == task and answer.fix][::SLICE]
    failed = {answer.id: measured.judged(judges, replace(answer, code=answer.mended)).checks for answer in some}
    assert failed == dict.fromkeys(failed, ())


def test_by_the_index_nothing_right_loses_a_point_and_nothing_wrong_keeps_them_all():
    assert [answer.id for answer in ANSWERS if answer.right == bool(answer.checks)] == []
    assert [answer.id for answer in ANSWERS if answer.right and (answer.names or answer.trials)] == []


def test_what_works_on_the_cpu_only_loses_the_device_check_alone():
    found = {answer.id: answer.checks for answer in ANSWERS if answer.label.startswith(ON_THE_CPU_ONLY)}
    assert len(found) == 15 and found == dict.fromkeys(found, ("device",))


def test_a_right_path_in_float32_loses_the_check_about_precision_and_at_most_the_device_check_besides():
    found = {answer.id: answer.checks for answer in ANSWERS
             if set(answer.names) in ({"state_of_float32"}, {"state_of_float32", "not_device_agnostic"})}
    assert len(found) >= 15 and set(found.values()) == {("dtypes",), ("dtypes", "device")}
