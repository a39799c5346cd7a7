"""The capstone: three optimizers, a warm-up with cosine decay, and a landscape to learn.

With k steps taken: η_k = η (k + 1) / W for k < W, then η ½ (1 + cos(π (k - W) / (T - W))), and 0 from
k = T on (Loshchilov and Hutter, 2017, with the linear warm-up of Goyal et al., 2017).
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch

from ..language import (
    REQUIRED,
    Array,
    Capstone,
    Check,
    Decorator,
    JudgedBy,
    Reference,
    Rule,
    State,
    Task,
    Tensor,
    Trial,
    Values,
    capstone_checks,
    on_schedule,
)
from . import adagrad, adam, adam_l2, adamw, lion, momentum, nesterov, rmsprop, sgd


class WarmupCosine(Rule):
    def step(self, w: Tensor, g: Tensor, s: State, h: Values) -> Tensor:
        k = int(s.k)
        s.k = k + 1
        return 0 * w + self.rate_after(k, h)

    def rate_after(self, k: int, h: Values) -> float:
        if k >= h.total:
            return 0.0
        return h.lr * (self.rise(k, h) if k < h.warmup else self.fall(k, h))

    @staticmethod
    def rise(k: int, h: Values) -> float:
        return (k + 1) / h.warmup

    @staticmethod
    def fall(k: int, h: Values) -> float:
        return 0.5 * (1 + math.cos(math.pi * (k - h.warmup) / (h.total - h.warmup)))


class TorchSchedule:
    """The same by `torch.optim.lr_scheduler`, around an optimizer with an attribute `lr`."""

    def __init__(self, optimizer: Any, total: int, warmup: int):
        self.optimizer = optimizer
        inner = torch.optim.SGD([torch.zeros(1)], lr=optimizer.lr)
        right, h = WarmupCosine(), Values(lr=1.0, total=total, warmup=warmup)
        self.scheduler = torch.optim.lr_scheduler.LambdaLR(inner, lambda k: right.rate_after(k, h))
        self.optimizer.lr = self.scheduler.get_last_lr()[0]
        inner.step()

    def step(self) -> None:
        self.scheduler.step()
        self.optimizer.lr = self.scheduler.get_last_lr()[0]


def rates(name: str, steps: int, **hyperparameters: Any) -> Trial:
    """A trial whose path is the learning rate in force at each step."""
    nothing = ((np.zeros(1),),) * steps
    return Trial(name, (np.ones(1),), nothing, (hyperparameters,))


schedule = Task(
    name="schedule", title="Warm-up and cosine decay", class_name="WarmupCosine",
    hyperparameters=dict(lr=REQUIRED, total=REQUIRED, warmup=REQUIRED),
    symbols=dict(lr="η", total="T", warmup="W"),
    reference=Reference(on_schedule(None, TorchSchedule)),
    chapter="schedules", stored_copies=0, rule=WarmupCosine,
    common=("warmup_from_zero", "cosine_over_all_steps", "one_step_late", "compounded", "linear"),
    checks=(
        Check("rates", "the learning rate at each step", 2, JudgedBy.PATH, (
            rates("forty steps", 40, lr=0.1, total=40, warmup=8),
            rates("another η, a longer warm-up", 30, lr=0.03, total=30, warmup=20),
            rates("no warm-up", 12, lr=1.0, total=12, warmup=0),
            rates("beyond the end", 25, lr=0.2, total=20, warmup=4),
        )),
    ),
)


def mistake(name: str, part: str, label: str, says: str, hint: str) -> Decorator:
    return schedule.mistake(name, part, section=f"schedules#schedules-{label}",
                            says=f"a schedule {says}", hint=hint)


@mistake("no_warmup", "rise", "warm-up", "without warm-up",
         "Your learning rate is whole from the first step on. It should rise during the warm-up.")
def _(k: int, h: Values) -> float:
    return 1.0


@mistake("warmup_from_zero", "rise", "warm-up", "whose warm-up starts at zero",
         "Your first step has the learning rate 0, and so does nothing. "
         "Count the step that is about to be made.")
def _(k: int, h: Values) -> float:
    return k / h.warmup


@mistake("only_warmup", "fall", "cosine", "that stays up after the warm-up",
         "After the warm-up your learning rate does not fall.")
def _(k: int, h: Values) -> float:
    return 1.0


@mistake("linear", "fall", "cosine", "that falls on a straight line",
         "Your learning rate falls evenly. The cosine falls slowly at first and at the end.")
def _(k: int, h: Values) -> float:
    return 1 - (k - h.warmup) / (h.total - h.warmup)


@mistake("cosine_over_all_steps", "fall", "cosine", "whose cosine has begun with the warm-up",
         "Your cosine counts from the first step. It begins when the warm-up ends.")
def _(k: int, h: Values) -> float:
    return 0.5 * (1 + math.cos(math.pi * k / h.total))


@mistake("cosine_too_slow", "fall", "cosine", "whose cosine takes all steps for its fall",
         "Your cosine is stretched over all steps. Between warm-up and end there are fewer.")
def _(k: int, h: Values) -> float:
    return 0.5 * (1 + math.cos(math.pi * (k - h.warmup) / h.total))


@mistake("cosine_one_late", "fall", "cosine", "whose cosine is one step behind",
         "Your cosine is one step behind. At the first step after the warm-up the rate is whole, "
         "and after that it falls.")
def _(k: int, h: Values) -> float:
    return 0.5 * (1 + math.cos(math.pi * max(k - h.warmup - 1, 0) / (h.total - h.warmup)))


@mistake("cosine_one_early", "fall", "cosine", "whose cosine is one step ahead",
         "Your cosine is one step ahead: it has fallen before the first step after the warm-up.")
def _(k: int, h: Values) -> float:
    return 0.5 * (1 + math.cos(math.pi * (k + 1 - h.warmup) / (h.total - h.warmup)))


@mistake("cosine_whole_turn", "fall", "cosine", "whose cosine makes a whole turn",
         "Your learning rate falls and rises again. Half a turn of the cosine is enough: π, not 2π.")
def _(k: int, h: Values) -> float:
    return 0.5 * (1 + math.cos(2 * math.pi * (k - h.warmup) / (h.total - h.warmup)))


@mistake("cosine_not_halved", "fall", "cosine", "without the factor ½",
         "Your learning rate is twice as large after the warm-up. 1 + cos goes from 2 to 0.")
def _(k: int, h: Values) -> float:
    return 1 + math.cos(math.pi * (k - h.warmup) / (h.total - h.warmup))


@mistake("quarter_cosine", "fall", "cosine", "that falls by a quarter of a turn",
         "You use the cosine itself, from 1 to 0. The rule shifts and halves it.")
def _(k: int, h: Values) -> float:
    return math.cos(0.5 * math.pi * (k - h.warmup) / (h.total - h.warmup))


@mistake("rises_again", "rate_after", "cosine", "that goes on with the cosine after the end",
         "After the last step your learning rate rises again. It stays at zero.")
def _(k: int, h: Values) -> float:
    if k < h.warmup:
        return h.lr * (k + 1) / h.warmup
    return h.lr * 0.5 * (1 + math.cos(math.pi * (k - h.warmup) / (h.total - h.warmup)))


@mistake("compounded", "rate_after", "base-rate", "that multiplies what it has set before",
         "Each factor is multiplied into the rate that is already lowered. "
         "Keep the learning rate that the optimizer came with, and start from it each time.")
def _(k: int, h: Values) -> float:
    rate = h.lr
    for j in range(k + 1):
        fall = 0.5 * (1 + math.cos(math.pi * (j - h.warmup) / (h.total - h.warmup)))
        rate = rate * ((j + 1) / h.warmup if j < h.warmup else fall if j < h.total else 0.0)
    return rate


@mistake("one_step_late", "rate_after", "base-rate", "that comes into force one step late",
         "The first step is made with the whole learning rate, and all others lag behind. "
         "Set optimizer.lr in the constructor already.")
def _(k: int, h: Values) -> float:
    if k == 0:
        return h.lr
    if k > h.total:
        return 0.0
    if k - 1 < h.warmup:
        return h.lr * k / h.warmup
    return h.lr * 0.5 * (1 + math.cos(math.pi * (k - 1 - h.warmup) / (h.total - h.warmup)))


def initial_weights() -> tuple[Array, ...]:
    """The network's weights before training, as the notebook makes them."""
    generator = torch.Generator().manual_seed(0)
    scales = {(24, 2): 3.0, (24,): 1.0, (24, 24): 24**-0.5, (1, 24): 24**-0.5, (1,): 0.0}
    shapes = [(24, 2), (24,), (24, 24), (24,), (1, 24), (1,)]
    return tuple((torch.randn(s, generator=generator, dtype=torch.float64) * scales[s]).numpy()
                 for s in shapes)


task = Capstone(
    name="capstone", title="Capstone", difficulty=3, class_name=schedule.class_name, chapter="comparison",
    optimizers=tuple(m.task for m in (
        sgd, momentum, nesterov, adagrad, rmsprop, adam, adam_l2, adamw, lion)),
    schedule=schedule,
    run=Trial("the training", initial_weights(), (), (dict(lr=0.01, total=150, warmup=15),),
              problem="terrain", steps=150),
    own="OwnRule", to_beat=0.2127,
    checks=capstone_checks(),
)
