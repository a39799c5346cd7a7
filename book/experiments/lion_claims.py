"""Lion's claims, as far as a laptop can check them: quality beside AdamW's, and the time of a step.

Data and network are those of `decay_grid`. Both methods get the same budget: 25 settings of η and λ, chosen by the
validation error of four tuning seeds. The test error then comes from twenty other seeds.
"""

from dataclasses import dataclass
from statistics import median
from time import perf_counter

import numpy as np
import torch
from torch.func import vmap

from . import decay_grid as task
from . import stacks
from .stored import stored

LRS = {"AdamW": (1e-3, 3e-3, 1e-2, 3e-2, 1e-1), "Lion": (3e-4, 1e-3, 3e-3, 1e-2, 3e-2)}
DECAYS = (0, 0.3, 1, 3, 10)
SCHEDULES = {"constant": stacks.constant, "cosine": stacks.cosine}
TUNING, FINAL = (100, 101, 102, 103), tuple(range(20))


RULES = {"AdamW": stacks.adamw, "Lion": stacks.lion}


def tune(method, schedule, seeds=TUNING):
    """(validation errors, the best η, the best λ); the errors, (lrs, decays), are means over the tuning seeds."""
    validation, _ = task.grid(RULES[method], LRS[method], DECAYS, seeds, SCHEDULES[schedule])
    mean = validation.mean(axis=-1)
    best_lr, best_decay = divmod(int(mean.argmin()), len(DECAYS))
    return mean, LRS[method][best_lr], DECAYS[best_decay]


def final(method, schedule, lr, decay, every=20):
    """Train with the chosen η and λ: (test errors, one for each final seed; steps; losses (steps, seeds)).

    The losses are mean cross entropies over the whole training set, measured every so many steps.
    """
    training, _, test = task.split()
    steps, losses = [], []

    def watch(t, weights):
        if t % every == 0:
            steps.append(t)
            with torch.no_grad():
                losses.append(vmap(task.loss, in_dims=(0, None, None))(weights, training.x, training.y))

    weights = task.train(
        RULES[method], [lr] * len(FINAL), [decay] * len(FINAL), list(FINAL), training, SCHEDULES[schedule], watch=watch
    )
    return task.errors(weights, test), steps, torch.stack(losses).numpy()


@dataclass(frozen=True)
class Outcome:
    """The chosen η and λ, the test errors (final seeds,), and the losses (steps, final seeds) at some steps."""

    lr: float
    decay: float
    errors: np.ndarray
    steps: np.ndarray
    losses: np.ndarray


@stored(Outcome)
def outcome(method, schedule, tuning):
    """A method of RULES with a schedule of SCHEDULES, tuned with the first so many seeds of TUNING."""
    _, lr, decay = tune(method, schedule, TUNING[:tuning])
    errors, steps, losses = final(method, schedule, lr, decay)
    return Outcome(lr, float(decay), errors, np.array(steps), losses)


def step_times(optimizers, sizes, repetitions=15):
    """Median seconds of `step()`, {name: [one for each size]}, for one tensor of so many float32 weights.

    `optimizers` maps a name to a function that takes a list of parameters. The optimizers take turns, so that
    whatever else the machine does hits all of them alike.
    """
    result = {name: [] for name in optimizers}
    for size in sizes:
        running, times = {}, {name: [] for name in optimizers}
        for name, make in optimizers.items():
            p = torch.randn(size, generator=torch.Generator().manual_seed(0)).requires_grad_()
            p.grad = torch.randn(size, generator=torch.Generator().manual_seed(1))
            running[name] = make([p])
        for repetition in range(repetitions + 3):
            for name, optimizer in running.items():
                begin = perf_counter()
                optimizer.step()
                if repetition >= 3:  # the first ones allocate and warm up
                    times[name].append(perf_counter() - begin)
        for name in optimizers:
            result[name].append(median(times[name]))
    return result
