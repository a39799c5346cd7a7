"""What is walked: an optimizer's class, a schedule's learning rates, or an optimizer on a schedule."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import torch


def on_schedule(optimizer_class: Callable[..., Any] | None, schedule_class: Callable[..., Any]) -> type:
    """A class whose `step()` is one of the optimizer and then one of the schedule.

    Args:
        optimizer_class: called as `optimizer_class(params, lr=…)`, with `step()`. If None, the
            parameters become the learning rate that is in force, so that the path is the schedule.
        schedule_class: called as `schedule_class(optimizer, total, warmup)`, with `step()`; it sets
            `optimizer.lr`.
    """

    class OnSchedule:
        def __init__(self, params: Iterable[torch.Tensor], lr: float, total: int, warmup: int):
            make = optimizer_class or Rate
            self.optimizer = make(params, lr=lr)
            self.schedule = schedule_class(self.optimizer, total, warmup)

        def step(self) -> None:
            self.optimizer.step()
            self.schedule.step()

    return OnSchedule


class Rate:
    """An optimizer that puts its learning rate into its parameters."""

    def __init__(self, params: Iterable[torch.Tensor], lr: float):
        self.params, self.lr = list(params), lr

    def step(self) -> None:
        with torch.no_grad():
            for p in self.params:
                p.fill_(self.lr)
