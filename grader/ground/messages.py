"""What is said through the wall: one request in, messages out. Each with its schema.

The request comes from us and is trusted. Messages may have been written by a stranger: they are decoded into
these types or not at all, and whatever has a length is checked again where it is used (see `judging/reply.py`).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from . import caps
from .clock import Cut
from .failure import Count, Failure
from .trial import DType

Text = Annotated[str, Meta(max_length=caps.TEXT_WITH_CUT)]
Measured = Annotated[list[Count], Meta(max_length=caps.MEASURED)]
Name = Annotated[str, Meta(max_length=caps.NAME_CHARACTERS)]


class Subject(Struct, frozen=True):
    """Who is walked: the notebook's class of this name, a schedule, or an optimizer on a schedule."""

    optimizer: str | None = None
    schedule: str | None = None

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the classes that it takes."""
        return tuple(name for name in (self.optimizer, self.schedule) if name)


class Walk(Struct, frozen=True):
    """One walk that is asked for.

    Attributes:
        subject: who is walked.
        trial: the header of the encoded trial (`trial.encode`).
        size: how many bytes of the request's body are the trial's numbers.
    """

    subject: Subject
    trial: dict[str, Any]
    size: int


class Request(Struct, frozen=True):
    """What the worker is asked for.

    Attributes:
        cells: sources of the cells that are run first.
        classes: names of the classes that are asked about.
        walks: in order; their numbers stand in the request's body one after the other.
        runs: if given, the notebook's variable `runs` is asked for, and a walk of each optimizer that it
            names through this trial, on this subject's schedule. Its numbers come last in the body.
        dtype: torch's default in every walk, as the notebook that was given out has it.
        trials: if given, the notebook's variable `trials` is asked for, and its entries of these names.
        own: if given, the name of a class that students may invent: it is walked like one of the runs, with the rate in
            the variable `own_rate`, and last.
    """

    cells: list[str]
    classes: list[str]
    walks: list[Walk]
    runs: Walk | None = None
    dtype: DType = DType.FLOAT32
    trials: tuple[str, ...] = ()
    own: str | None = None

    @property
    def names(self) -> list[str]:
        """All names that a cell speaks of if it is about what is asked for: classes and variables."""
        return [*self.classes, *(["runs"] if self.runs else []), *(["trials"] if self.trials else [])]


def named(names: Iterable[str]) -> re.Pattern[str]:
    """Finds one of these names in code."""
    return re.compile(rf"\b({'|'.join(map(re.escape, names))})\b")


class _Output(Struct, frozen=True, tag_field="output_type", forbid_unknown_fields=True):
    pass


class Stream(_Output, frozen=True, tag="stream"):
    """What a cell printed."""

    name: Literal["stdout", "stderr"]
    text: Text


class Error(_Output, frozen=True, tag="error"):
    """An exception that ended a cell."""

    ename: Name
    evalue: Text
    traceback: Annotated[list[Text], Meta(max_length=caps.TRACEBACK_LINES)]


MimeBundle = dict[Name, Annotated[str, Meta(max_length=caps.DATA_BYTES)]]


class Display(_Output, frozen=True, tag="display_data"):
    """Something that a cell showed: text by MIME type, images in base64."""

    data: MimeBundle


class Result(_Output, frozen=True, tag="execute_result"):
    """The value of a cell's last line."""

    data: MimeBundle
    execution_count: Count | None = None


Output = Stream | Error | Display | Result


class Path(Struct, frozen=True, forbid_unknown_fields=True):
    """A trajectory without its numbers, which are the message's body.

    Attributes:
        steps: how many steps were finished.
        marks: for each step and each parameter "g" if a gradient stands there afterwards, else "0".
        stored, graph: see `walk.Trajectory`.
        lr_changed: whether a step left another learning rate behind.
        made_gradients_change: whether a gradient was another after an optimizer had been made.
        failure: why the walk ended early, if it did.
    """

    steps: Count
    marks: list[Annotated[str, Meta(pattern=r"^[0g]*\Z", max_length=1000)]]
    stored: Measured
    graph: Measured
    lr_changed: bool
    failure: Failure | None = None
    made_gradients_change: bool = False


class _Message(Struct, frozen=True, tag_field="kind", forbid_unknown_fields=True):
    pass


class CellRun(_Message, frozen=True, tag="cell"):
    """A cell was run, or left out; `index` counts the cells that were sent, `cut` says why it has no end."""

    index: Count
    outputs: Annotated[list[Output], Meta(max_length=caps.CELL_OUTPUTS)]
    cut: Cut | None = None


class Classes(_Message, frozen=True, tag="classes"):
    """Which of the classes are there after the last cell."""

    found: list[Name]


class Walked(_Message, frozen=True, tag="walked"):
    """The walk number `index` was made. Body: the path's numbers."""

    index: Count
    path: Path


class ReportedRun(Struct, frozen=True, forbid_unknown_fields=True):
    """A run of which the notebook tells.

    Attributes:
        name: its optimizer's class.
        losses: how many losses it lists; None if it tells the one after the last step instead.
    """

    name: Name
    losses: Count | None


class Reported(_Message, frozen=True, tag="reported"):
    """What the notebook says about its runs. Body: for each run its learning rate, then its losses or the one."""

    runs: Annotated[list[ReportedRun], Meta(max_length=caps.RUNS)]


class Repeated(_Message, frozen=True, tag="repeated"):
    """The run of this name was walked once more. Body: the path's numbers."""

    name: Name
    path: Path


class OwnWalked(_Message, frozen=True, tag="own"):
    """The class that the student invented was walked, after `End`; `path` is None if the notebook brings none.

    Body: the learning rate, and the path's numbers.
    """

    path: Path | None = None


class Part(StrEnum):
    """A part of a trial that a notebook brings."""

    WHOLE = "whole"
    START = "start"
    GRADIENTS = "gradients"
    GIVEN = "given"
    CHANGES = "changes"


Number = Annotated[float, Meta(ge=-sys.float_info.max, le=sys.float_info.max)]
Row = Annotated[list[Number], Meta(max_length=caps.DESIGNED)]
Settings = Annotated[dict[Name, Number | Row], Meta(max_length=caps.DESIGNED)]


class Change(Struct, frozen=True, forbid_unknown_fields=True):
    """Hyperparameters that are set before a step, which is counted from 0."""

    step: Count
    settings: Settings


class Designed(Struct, frozen=True, forbid_unknown_fields=True):
    """A trial of one parameter, as a notebook has designed it: plain numbers, which need not fit each other."""

    start: Row
    gradients: Annotated[list[Row], Meta(max_length=caps.DESIGNED)]
    given: Settings
    changes: Annotated[list[Change], Meta(max_length=caps.DESIGNED)]


class Brought(_Message, frozen=True, tag="brought"):
    """The trials that the notebook brings, by their names; of one that cannot be read, the part that is to blame."""

    trials: Annotated[dict[Name, Designed | Part], Meta(max_length=caps.DESIGNED)]


class End(_Message, frozen=True, tag="end"):
    """Everything that is judged has been answered."""


Message = CellRun | Classes | Walked | Reported | Repeated | Brought | End | OwnWalked
