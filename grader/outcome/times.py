"""How long submissions take, side by side."""

from __future__ import annotations

import statistics
from dataclasses import dataclass


@dataclass(frozen=True)
class Times:
    """Seconds for a submission.

    Attributes:
        plain: by plain nbgrader, for each submission.
        first: by the grader, for the first one, which starts the sandbox.
        warm: by the grader, for each that follows.
    """

    plain: list[float]
    first: float
    warm: list[float]

    @property
    def ratio(self) -> float:
        """How many times as fast the grader is when it is warm, by the medians."""
        return statistics.median(self.plain) / statistics.median(self.warm)


@dataclass(frozen=True)
class Spent:
    """What grading a class has taken, in seconds.

    Attributes:
        wall: by the clock.
        writing: of a processor, by the process that judges and writes.
        sandboxes: likewise, by all others.
    """

    wall: float
    writing: float
    sandboxes: float


@dataclass(frozen=True)
class ClassTimes:
    """A class that was graded, and once more with all verdicts kept.

    Attributes:
        size: how many had handed in.
        first: everything is run.
        again: nothing is run: what is left is to write gradebook and notebooks.
        memory: the most that the process has held, in MiB.
        plain: seconds by the clock for one notebook by plain nbgrader, on average.
    """

    size: int
    first: Spent
    again: Spent
    memory: float
    plain: float

    @property
    def ratio(self) -> float:
        """How many times as many notebooks as plain nbgrader grades are graded in the same time."""
        return self.plain * self.size / self.first.wall


@dataclass(frozen=True)
class Scale:
    """What so many workers have done.

    Attributes:
        workers: how many, each of one thread.
        submissions: how many were graded.
        most: submissions a second, if the workers' own work alone took time.
        seconds: from the first that was asked for to the last that was written.
        scheduler, hosts, writer: seconds of a processor that the scheduler took, all workers together, and the process
            that asks, unpacks and writes.
    """

    workers: int
    submissions: int
    most: float
    seconds: float
    scheduler: float
    hosts: float
    writer: float

    @property
    def per_second(self) -> float:
        """Submissions."""
        return self.submissions / self.seconds
