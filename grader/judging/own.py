"""What became of a rule that a student invented, on the training of the capstone. It is told, and never graded."""

from __future__ import annotations

from functools import partial

from ..language.capstone import Capstone
from ..language.task import Exam
from ..outcome.ending import Ended, Ending
from ..outcome.own import Fate, Own
from .capstone import loss_at
from .reply import Reply

FAR = 1e6  # a loss beyond it counts as diverged; a network that always answers the mean has 1


def own(exam: Exam, reply: Reply, ending: Ending) -> Own | None:
    """What became of it; None where none is asked for, or where the run did not come so far.

    Args:
        exam: what was asked.
        reply: the worker's.
        ending: how the worker ended.
    """
    if not isinstance(exam, Capstone) or not reply.complete:
        return None
    made = partial(Own, name=exam.own, to_beat=exam.to_beat, steps=exam.run.steps)
    run = reply.own
    if run is None:
        return made(Fate.UNTRIED) if ending.ended is Ended.FINISHED else made(Fate.ENDED, ending=ending)
    if run.path is None:
        return made(Fate.MISSING)
    if failure := run.path.failure:
        if failure.unwritten:
            return made(Fate.MISSING)
        return made(Fate.CUT if failure.out_of_time else Fate.STOPPED, lr=run.lr, failure=failure)
    loss = loss_at(exam.run, run.path.positions[-1])
    return made(Fate.REACHED, lr=run.lr, loss=loss) if loss <= FAR else made(Fate.DIVERGED, lr=run.lr)
