"""Optimizers whose rule is right and whose bookkeeping goes astray in one place: each is seen there, in every task."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.ground.trial import Trial
from grader.ground.walk import Trajectory, walk
from grader.judging import judge
from grader.judging.compare import first_difference, gradients_touched
from grader.language import HOME, Misconception, Task, registry
from grader.language.driver import Driver, optimizer
from grader.outcome.finding import Observed

TASKS = [exam for exam in registry.find().values() if isinstance(exam, Task) and exam.course is HOME]
KEPT: dict[Any, Any] = {}  # what some of them keep where all can find it


class FillsNone(Driver):
    def skip(self, p):
        p.grad = torch.zeros_like(p)


class ClearsAllAtNone(Driver):
    def step(self):
        super().step()
        if any(p.grad is None for p in self.params):
            for p in self.params:
                p.grad = None


class ChangesBigGradients(Driver):
    def gradient(self, k, p):
        g = None if p.grad is None else p.grad.clone()
        if g is not None and g.numel() > 1000:
            p.grad.mul_(0.5)
        return g


class ClearsWhenMade(Driver):
    def __init__(self, params, *args, **keywords):
        super().__init__(params, *args, **keywords)
        for p in self.params:
            p.grad = None


class FillsWhenMade(Driver):
    def __init__(self, params, *args, **keywords):
        super().__init__(params, *args, **keywords)
        for p in self.params:
            p.grad = torch.zeros_like(p) if p.grad is None else p.grad


class ClearsTheFirstOnly(Driver):
    def zero_grad(self):
        self.params[0].grad = None


class StopsClearingAtNone(Driver):
    def zero_grad(self):
        for p in self.params:
            if p.grad is None:
                return
            p.grad = None


class OffWhenMade(Driver):
    def __init__(self, params, *args, **keywords):
        super().__init__(params, *args, **keywords)
        torch.set_grad_enabled(False)


class OffWhenClearing(Driver):
    def zero_grad(self):
        torch.set_grad_enabled(False)
        for p in self.params:
            p.grad = None


class AnotherDtype(Driver):
    def move(self, p, new):
        p.data = new.double()


class FreezesAtNone(Driver):
    def skip(self, p):
        p.requires_grad_(False)


class OfTheFirstsDevice(Driver):
    def move(self, p, new):
        super().move(p, torch.zeros(p.shape, dtype=p.dtype, device=self.params[0].device) + new)


class ByItsId(Driver):
    def state(self, k):
        return KEPT.setdefault((id(self), k), super().state(k))


class BySomeNumber(Driver):
    def __init__(self, params, *args, **keywords):
        super().__init__(params, *args, **keywords)
        self.number = KEPT["number"] = 1 - KEPT.get("number", 0)

    def state(self, k):
        return KEPT.setdefault((self.number, k), super().state(k))


class ForgetsAfterTenNones(Driver):
    def gradient(self, k, p):
        rests = self.__dict__.setdefault("rests", {})
        rests[k] = rests.get(k, 0) + 1 if p.grad is None else 0
        if rests[k] == 10:
            self.states.pop(k, None)
        return p.grad


class ForgetsAfterTenZeros(Driver):
    def gradient(self, k, p):
        rests = self.__dict__.setdefault("rests", {})
        if p.grad is not None:
            rests[k] = rests.get(k, 0) + 1 if not p.grad.any() else 0
            if rests[k] == 10:
                self.states.pop(k, None)
        return p.grad


class FirstRateInTheFirstStep(Driver):
    def now(self):
        now = super().now()
        if not self.__dict__.setdefault("begun", False):
            now.lr = self.first_lr
        return now

    def step(self):
        super().step()
        self.begun = True


class NoRateOfZero(Driver):
    def __init__(self, params, *args, **keywords):
        super().__init__(params, *args, **keywords)
        self.lr = self.lr or 0.01


class KeepsSomeInTheObject(Driver):
    def step(self):
        super().step()
        self.taken = self.__dict__.get("taken", 0) + 1
        if self.taken % 100 == 0:
            self.__dict__.setdefault("history", []).append([p.detach().clone() for p in self.params])


class KeepsSomeElsewhere(Driver):
    def step(self):
        super().step()
        self.taken = self.__dict__.get("taken", 0) + 1
        if self.taken % 100 == 0:
            KEPT.setdefault("history", []).append([p.detach().clone() for p in self.params])


class OneCopyMoreLater(Driver):
    def step(self):
        super().step()
        self.taken = self.__dict__.get("taken", 0) + 1
        if self.taken == 50:
            self.copies = [p.detach().clone() for p in self.params]


class RoundsMatricesOfFloat32(Driver):
    def move(self, p, new):
        super().move(p, new if p.dtype == torch.float64 or p.dim() == 1 else p + (new - p).bfloat16())


class TensorsOfTorchAlone(Driver):
    def chosen(self):
        return [p for p in self.params if type(p) is not torch.nn.Parameter]


NONE, BOTH = "gradients that are None", "one optimizer after the other"
# Where each shows, and the check that it costs; no check is named where it costs more than one.
ASTRAY = {
    FillsNone: (NONE, None), ClearsAllAtNone: (NONE, None),  # a gradient that is kept is another by then
    ChangesBigGradients: ("parameters as large as layers", "in_place"),
    ClearsWhenMade: (BOTH, "in_place"), FillsWhenMade: ("first step", "in_place"),
    ClearsTheFirstOnly: ("zero_grad() of several parameters", "in_place"),
    StopsClearingAtNone: ("zero_grad() of several parameters", "in_place"),
    OffWhenMade: ("first step", None), OffWhenClearing: ("zero_grad() before each step", "in_place"),
    AnotherDtype: ("mixed dtypes", "dtypes"), FreezesAtNone: (NONE, None),
    OfTheFirstsDevice: ("two devices", "device"),
    ByItsId: (BOTH, "two_optimizers"), BySomeNumber: (BOTH, "two_optimizers"),
    ForgetsAfterTenNones: ("a long rest", "none_gradients"), ForgetsAfterTenZeros: ("a long rest", "none_gradients"),
    FirstRateInTheFirstStep: ("η set before the first step", "changing_lr"),
    NoRateOfZero: ("an η of zero at first", "changing_lr"),
    KeepsSomeInTheObject: ("two thousand steps", "state_size"),
    KeepsSomeElsewhere: ("two thousand steps", "state_size"),
    OneCopyMoreLater: ("two thousand steps", "state_size"),
    RoundsMatricesOfFloat32: ("float32 with small and large gradients", None),
    TensorsOfTorchAlone: ("training a network", None),
}
REMEMBERING = (ByItsId, BySomeNumber, ForgetsAfterTenNones, ForgetsAfterTenZeros)


def made(task: Task, driver: type[Driver]) -> type[Driver]:
    KEPT.clear()
    return optimizer(task, (Misconception(driver.__name__, "", "", "", driver=driver),))


def shows(task: Task, path: Trajectory, right: Trajectory, trial: Trial) -> bool:
    grows = trial.growth and path.stored[1] > path.stored[0] + judge.SPARE_NUMBERS
    return bool(grows or path.made_gradients_change or gradients_touched(path, trial)
                or first_difference(path, right, trial, task.reference.tolerances))


@pytest.mark.long
@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_who_goes_astray_in_one_place_is_seen_there(judges, task):
    known, trials = judges.known(task.name), {trial.name: trial for trial in task.trials}
    unseen = []
    for driver, (name, _) in ASTRAY.items():
        if name not in trials or driver in REMEMBERING and not task.stored_copies:
            continue  # Lion cannot be made with an η of 0, and SGD remembers nothing
        path = walk(made(task, driver), trials[name])
        torch.set_grad_enabled(True)
        if not shows(task, path, known.right(trials[name]), trials[name]):
            unseen.append(driver.__name__)
    assert unseen == []


@pytest.mark.parametrize("driver", ASTRAY, ids=lambda driver: driver.__name__)
def test_who_goes_astray_in_one_place_loses_the_points_of_that(judges, driver):
    found = judges.classes("momentum", lambda: made(judges.tasks["momentum"], driver))
    _, check = ASTRAY[driver]
    assert found.failed == [check] if check else found.failed


@pytest.mark.parametrize("driver, observed", [
    (FillsNone, Observed.GRADIENTS_MADE), (ClearsAllAtNone, Observed.GRADIENTS_CLEARED),
    (ChangesBigGradients, Observed.GRADIENTS_MODIFIED), (ClearsWhenMade, Observed.GRADIENTS_OF_OTHERS),
    (ClearsTheFirstOnly, Observed.ZERO_GRAD), (OfTheFirstsDevice, Observed.NOT_DEVICE_AGNOSTIC),
    (KeepsSomeElsewhere, Observed.STATE_GROWS)])
def test_what_went_astray_is_called_by_its_name(judges, driver, observed):
    assert judges.classes("momentum", lambda: made(judges.tasks["momentum"], driver)).names == {observed.value}
