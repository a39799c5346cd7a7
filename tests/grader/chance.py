"""Trials drawn by chance: hypothesis chooses the shape of things, a generator of numbers the numbers.

Numbers that hypothesis likes, such as 0 and 1, make ties, where two right implementations may round to different
sides.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from grader.ground.trial import KEEP, DType, Layout, Trial
from grader.language.task import Task

SHAPES = [(), (1,), (3,), (0,), (2, 2), (2, 3), (1, 2, 2)]
USUAL = {"lr": (1e-3, 0.5), "eps": (1e-9, 1e-2), "weight_decay": (0.0, 0.3), "momentum": (0.0, 0.95),
         "alpha": (0.1, 0.99)}


def hyperparameters(task: Task, random: np.random.Generator) -> dict[str, Any]:
    """A value for each of the task's hyperparameters; it must have no others than those of `USUAL`, and betas."""
    return {name: (random.uniform(0.1, 0.9), random.uniform(0.5, 0.99)) if name == "betas"
            else random.uniform(*USUAL[name]) for name in task.hyperparameters}


@st.composite
def trials(draw: st.DrawFn, task: Task, most_parameters: int = 3, most_steps: int = 8) -> Trial:
    """A trial of the task in which everything that a trial can have may come up, but for a device and a problem."""
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    shapes = draw(st.lists(st.sampled_from(SHAPES), min_size=1, max_size=most_parameters))
    steps = draw(st.integers(1, most_steps))
    # Who has a gradient at which step: mostly everybody.
    marks = draw(st.lists(st.tuples(*[st.sampled_from("gggg0k")] * len(shapes)), min_size=steps, max_size=steps))

    def gradient(mark: str, shape: tuple[int, ...]):
        return {"g": random.normal(size=shape), "0": None, "k": KEEP}[mark]

    owners = draw(st.tuples(*[st.integers(0, 1)] * len(shapes)))
    changed = draw(st.sets(st.integers(0, steps - 1), max_size=2))
    flags = {name: draw(st.booleans()) for name in ("generator", "positional", "reuse_gradients")}
    used = set(owners)
    renewed = draw(st.sets(st.integers(1, max(steps - 1, 1)), max_size=2))
    return Trial(
        "by chance", tuple(random.normal(size=shape) for shape in shapes),
        tuple(tuple(gradient(mark, shape) for mark, shape in zip(step, shapes)) for step in marks),
        tuple(hyperparameters(task, random) for _ in used), tuple(sorted(used).index(k) for k in owners),
        {t: {"lr": random.uniform(*USUAL["lr"])} for t in sorted(changed)},
        draw(st.tuples(*[st.sampled_from(DType)] * len(shapes))),
        tuple(draw(st.sampled_from([Layout.PLAIN, Layout.STRIDED, *[Layout.TRANSPOSED] * (len(shape) == 2)]))
              for shape in shapes),
        renewed=tuple(sorted(renewed)), **flags)
