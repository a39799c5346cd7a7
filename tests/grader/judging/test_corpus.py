"""The corpus judged: what is right gets full marks, and what is wrong does not, by the checks that the index names.

`blind` answers were written with only the notebooks at hand, `retold` ones are what real people hand in. What each is
called, and what shows it, stands in `corpus/index.csv`; the names were compared with what its author said is wrong.
`python -m tests.grader.judging.test_corpus [TASK …]` writes them anew, in minutes.
"""

import sys
from dataclasses import replace
from itertools import compress

import pytest

from grader.language import registry
from grader.tools.corpus import Answer, Source, shown, stored, write_index

from .. import measured
from ..walking import Judges, Result, namespace, walk_all

pytestmark = pytest.mark.long
IMPORTS = "import math\nimport numpy as np\n"
ANSWERS = stored()
ON_THE_CPU_ONLY = "works on the CPU only: "
GROUPS = sorted({(answer.task, answer.source) for answer in ANSWERS})


def judged(judges: Judges, answer: Answer) -> Answer:
    """The answer with what it is called and what shows it, as the judges see it now."""
    known = judges.known(answer.task)
    paths = walk_all(lambda: namespace(IMPORTS + answer.code)[known.task.class_name], known.task)
    result = Result(known, paths)
    return replace(answer, names=tuple(sorted(result.names)), checks=tuple(result.failed), trials=shown(known, paths))


def of(task: str, source: str, right: bool) -> list[Answer]:
    """Answers of a kind; of the many blind wrong ones a sixth, and half of the mutated ones, since all take minutes."""
    found = [a for a in ANSWERS if (a.task, a.source, a.right) == (task, source, right)]
    return found[:: {Source.BLIND: 6, Source.MUTATED: 2}.get(Source(source), 1)] if not right else found


@pytest.mark.parametrize("task, source", GROUPS)
def test_what_is_right_gets_full_marks_in_whatever_style(judges, task, source):
    failed = {answer.id: judged(judges, answer).checks for answer in of(task, source, True)}
    assert failed == dict.fromkeys(failed, ())


@pytest.mark.parametrize("task, source", GROUPS)
def test_what_is_wrong_is_shown_and_called_as_the_index_says(judges, task, source):
    answers = of(task, source, False)
    found = [judged(judges, answer) for answer in answers]
    assert all(answer.checks for answer in found)
    steady = [answer.id not in measured.BY_LUCK for answer in answers]
    assert [*compress(found, steady)] == [*compress(answers, steady)]


@pytest.mark.parametrize("task", sorted({answer.task for answer in ANSWERS if answer.fix}))
def test_a_fix_makes_a_wrong_answer_right(judges, task):
    some = [answer for answer in ANSWERS if answer.task == task and answer.fix][::6]
    failed = {answer.id: judged(judges, replace(answer, code=answer.mended)).checks for answer in some}
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


def main(tasks: list[str]) -> None:
    """Judge the answers to these tasks, or to all, and write down what is said of them."""
    judges = Judges()
    write_index(judged(judges, a) if a.task in (tasks or registry.find()) else a for a in ANSWERS)


if __name__ == "__main__":
    main(sys.argv[1:])
