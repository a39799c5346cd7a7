"""What is walked: an optimizer's class, a schedule's learning rates, or an optimizer on a schedule."""

from __future__ import annotations

from types import SimpleNamespace

import torch


def on_schedule(optimizer_class, schedule_class):
    """A class whose `step()` is one of the optimizer and then one of the schedule.

    Args:
        optimizer_class: called as `optimizer_class(params, lr=…)`, with `step()`. If None, the
            parameters become the learning rate that is in force, so that the path is the schedule.
        schedule_class: called as `schedule_class(optimizer, total, warmup)`, with `step()`; it sets
            `optimizer.lr`.
    """

    class OnSchedule:
        def __init__(self, params, lr, total, warmup):
            make = optimizer_class or _Rate
            self.optimizer = make(params, lr=lr)
            self.schedule = schedule_class(self.optimizer, total, warmup)

        def step(self):
            self.optimizer.step()
            self.schedule.step()

    return OnSchedule


class _Rate(SimpleNamespace):
    """An optimizer that puts its learning rate into its parameters."""

    def __init__(self, params, lr):
        super().__init__(params=list(params), lr=lr)

    def step(self):
        with torch.no_grad():
            for p in self.params:
                p.fill_(self.lr)
