"""Whatever is the same optimizer walks the same path, on any trial; and a mistake that shows is found."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from grader.ground.walk import walk
from grader.judging.compare import first_difference
from grader.judging.diagnosis import diagnose
from grader.judging.judge import judge
from grader.judging.paths import Paths
from grader.language import Check, JudgedBy, Task, registry
from grader.language.driver import optimizer
from grader.tools import selftest

from ..chance import trials
from ..walking import namespace

TASKS = [exam for exam in registry.find().values() if isinstance(exam, Task)]
by_task = pytest.mark.parametrize("task", TASKS, ids=lambda t: t.name)


def plainly(trial):
    """The trial for the reference, whose own order of arguments is its affair."""
    return replace(trial, positional=False)


@by_task
@settings(max_examples=12)
@given(data=st.data())
def test_the_language_torch_and_a_right_answer_walk_one_path(task, data):
    trial = data.draw(trials(task))
    right = walk(task.reference.optimizer, plainly(trial))
    styles = selftest.right_answers(task)
    (code,) = styles[data.draw(st.sampled_from(sorted(styles)))]
    for same in (optimizer(task), namespace(code)[task.class_name]):
        path = walk(same, trial)
        assert path.failure is None
        assert first_difference(path, right, trial, task.reference.tolerances) is None


@by_task
@settings(max_examples=4)
@given(data=st.data())
def test_a_mistake_that_shows_on_one_trial_is_found_and_named_if_no_other_looks_like_it(task, data):
    trial = plainly(data.draw(trials(task)))
    mistake = data.draw(st.sampled_from(task.misconceptions))
    alone = replace(task, checks=(Check("one", "one trial", 1, JudgedBy.PATH, (trial,)),))
    known, tolerances = Paths(alone), task.reference.tolerances
    student = walk(optimizer(task, (mistake,)), trial)
    assume(first_difference(student, known.right(trial), trial, tolerances))

    findings = judge(known, {trial.name: student})
    assert [f.passed for f in findings] == [False] and findings[0].difference
    (named,) = diagnose(known, {trial.name: student}, findings)
    alike = [m for m in task.misconceptions
             if not first_difference(student, known.wrong((m,), trial), trial, tolerances)]
    assert mistake in alike
    if alike == [mistake] and not findings[0].observed and not student.failure:
        assert named == (mistake,)
    elif named:
        assert named[0] in alike
