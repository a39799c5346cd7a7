"""What became of a rule that a student invented. It earns no points and costs none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ..ground.failure import Failure
from .ending import Ending


class Fate(StrEnum):
    """How it ended. A sentence goes with each (`own.…`)."""

    REACHED = "reached"  # it has a loss
    MISSING = "missing"  # nothing was brought
    DIVERGED = "diverged"  # its loss is no number any more, or a huge one
    STOPPED = "stopped"  # it raised an error
    CUT = "cut"  # it took too long
    ENDED = "ended"  # it took the whole process with it
    UNTRIED = "untried"  # there was no time left for it


@dataclass(frozen=True)
class Own:
    """The training with a student's own rule.

    Attributes:
        fate: how it ended.
        name: of the class that is asked for.
        to_beat: the loss of the best of the course's own optimizers.
        steps: of the training.
        lr: the learning rate.
        loss: after the last step, if it was reached.
        failure: what it raised, where it stopped or was cut.
        ending: how the process ended, where it was ended.
    """

    fate: Fate
    name: str
    to_beat: float
    steps: int
    lr: float | None = None
    loss: float | None = None
    failure: Failure | None = None
    ending: Ending | None = None


@dataclass(frozen=True)
class Standing:
    """What a class's own rules have reached, without names.

    Attributes:
        losses: of those that reached one, the best first.
        to_beat, steps: as in `Own`.
    """

    losses: tuple[float, ...]
    to_beat: float
    steps: int
