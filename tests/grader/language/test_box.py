"""The trials reach every face of the box, and whoever goes astray on one of them is found there."""

import pytest

from grader.ground.trial import Device
from grader.ground.walk import walk
from grader.judging.compare import first_difference
from grader.judging.paths import Paths
from grader.language import Misconception, Secret, Task, registry
from grader.language.box import BOX, SHARES, reach, reached_by
from grader.language.driver import Driver, optimizer
from grader.tools import walked

from ..tiny import descent

TASKS = [exam for exam in registry.find().values() if isinstance(exam, Task)]
by_task = pytest.mark.parametrize("task", TASKS, ids=lambda t: t.name)


@by_task
def test_whatever_the_secret_the_trials_reach_every_face_and_go_no_further(task):
    for k in range(5):
        trials = task.under(Secret(f"box {k}".encode())).trials
        memory = {*SHARES} & {*task.hyperparameters}
        assert reached_by(trials) == [face for face in BOX if memory or face.name != "memory"]
        for face in reached_by(trials):
            ways = [far for trial in trials for name, far in reach(trial) if name == face.name]
            # The others go below a millionth where their own purpose asks for it
            assert (min if face.least else max)(ways) == face.bound, face.name


def test_a_task_of_a_few_small_trials_reaches_no_face():
    assert reached_by(descent().trials) == []


def found(task, known, face, inside):
    """The trials that tell somebody who goes astray at this face from who is right."""
    made = walked.astray(task, face, inside)
    on = [t for t in task.trials if face in reached_by([t]) and t.device is Device.CPU]
    return [t.name for t in on
            if first_difference(walk(made, t), known.right(t), t, task.reference.tolerances)]


@by_task
def test_who_goes_astray_on_a_face_is_found_and_who_does_beyond_it_is_not(task):
    known = Paths(task)
    for face in reached_by(task.trials):
        assert found(task, known, face, True), face.name
        assert not found(task, known, face, False), face.name


@by_task
@pytest.mark.parametrize("steps", [None, 1], ids=["always", "in the first step"])
def test_who_limits_gradients_anywhere_below_the_face_is_found_whatever_the_secret(task, steps):
    """Where only signs count, a limit shows by what is remembered alone."""
    class Limited(Driver):
        seen = 0

        def gradient(self, k, p):
            self.seen += 1
            return p.grad.clamp(-self.most, self.most) if steps is None or self.seen <= steps else p.grad

    made = optimizer(task, (Misconception("limited", "", "", "", driver=Limited),))
    for k in range(5):
        (trial,) = [t for t in task.under(Secret(f"box {k}".encode())).trials if t.name == "gradients that are huge"]
        right = walk(task.reference.optimizer, trial)
        for made.most in (1e4, 1e6, 1e8, 1e10, 1e11):
            assert first_difference(walk(made, trial), right, trial, task.reference.tolerances), made.most


@pytest.mark.long
def test_who_is_found_loses_points(judges):
    """As the self-test counts it, for a task without a memory."""
    counted = walked.faces(judges.known("sgd"))
    assert [face.name for face in counted] == [face.name for face in BOX if face.name != "memory"]
    assert all(face.caught and face.passed for face in counted)
