"""A small task, gradient descent on a few short trials: fast enough to be walked hundreds of times."""

from __future__ import annotations

import numpy as np
import torch

from grader.ground.trial import Device, Trial
from grader.language.reference import Reference, torch_reference
from grader.language.rule import Rule, State, Tensor, Values
from grader.language.task import REQUIRED, Check, JudgedBy, Task


class Descent(Rule):
    def step(self, w: Tensor, g: Tensor, s: State, h: Values) -> Tensor:
        return w - h.rate * g


def trial(name: str, *shapes: tuple[int, ...], steps: int = 4, seed: int = 0, **how) -> Trial:
    """A trial with one parameter of each shape; normal numbers."""
    normal = np.random.default_rng(seed).normal
    return Trial(name, tuple(normal(size=s) for s in shapes),
                 tuple(tuple(normal(size=s) for s in shapes) for _ in range(steps)), (dict(lr=0.1),), **how)


def descent(checks: tuple[Check, ...] | None = None, reference: Reference | None = None) -> Task:
    """The task, with a check of each kind by default, and two mistakes."""
    task = Task(
        name="descent", title="Descent", class_name="Descent", chapter="sgd", hyperparameters=dict(lr=REQUIRED),
        reference=reference or torch_reference(torch.optim.SGD), stored_copies=0, rule=Descent,
        checks=checks or (
            Check("path", "path", 1, JudgedBy.PATH, (trial("one", (3,)), trial("long", (2,), steps=12, seed=1))),
            Check("several", "several", 1, JudgedBy.BOOKKEEPING, (
                trial("two", (2,), (2, 2), seed=2), trial("elsewhere", (2,), seed=3, device=Device.PRETEND))),
            Check("gradients", "gradients", 1, JudgedBy.GRADIENTS, (trial("kept", (2,), seed=4),)),
            Check("storage", "storage", 1, JudgedBy.STORAGE, (
                trial("stored", (40, 20), steps=12, seed=5, measure=True),))))

    @task.mistake("doubled", section="sgd#sgd-rule", says="two steps", hint="One step is enough.")
    def _(w: Tensor, g: Tensor, s: State, h: Values) -> Tensor:
        return w - 2 * h.rate * g

    @task.mistake("forgets", section="sgd#sgd-rule", says="the step alone", hint="Add the step to the weights.")
    def _(w: Tensor, g: Tensor, s: State, h: Values) -> Tensor:
        return -h.rate * g

    return task
