"""An exception as data: what it was, and where in the student's code it was raised."""

from __future__ import annotations

import contextlib
import linecache
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import Annotated, Any, Final

from msgspec import Meta, Struct

from . import caps
from .clock import Cut, TimeIsUp

Count = Annotated[int, Meta(ge=0, le=caps.COUNT)]


class Failure(Struct, frozen=True, forbid_unknown_fields=True):
    """What ended a walk before its time.

    Attributes:
        type: the exception's class name.
        message: its text.
        step: the step, counted from 1, in which it was raised; 0 in the constructor.
        line: the line's number in the student's cell, if it was raised there.
        source: that line.
    """

    type: Annotated[str, Meta(max_length=caps.FAILURE_CHARACTERS)]
    message: Annotated[str, Meta(max_length=caps.FAILURE_CHARACTERS)]
    step: Count
    line: Count | None = None
    source: Annotated[str, Meta(max_length=caps.SOURCE_CHARACTERS)] | None = None

    @property
    def out_of_time(self) -> bool:
        """Whether the walk was stopped because its time was over."""
        return self.type == TimeIsUp.__name__

    @property
    def cut(self) -> Cut:
        """What took so long, of a walk that was stopped."""
        return Cut.ASLEEP if self.message == Cut.ASLEEP else Cut.COMPUTING

    @property
    def unwritten(self) -> bool:
        """Whether `step()` is still as it was given out."""
        return self.type == NotImplementedError.__name__


def failure_of(error: BaseException, step: int) -> Failure:
    """The data of an exception that a step raised, with the student's own line where there is one."""
    line = source = None
    with contextlib.suppress(Exception, TimeIsUp):  # a stranger's __loader__ is asked for sources
        for frame in traceback.extract_tb(_TRACEBACK(error)):
            if "ipython-input" in frame.filename and frame.lineno is not None:
                line = frame.lineno
                source = linecache.getline(frame.filename, frame.lineno).strip()
    return Failure(plain(_NAME(type(error)), caps.FAILURE_CHARACTERS), plain(error, caps.FAILURE_CHARACTERS),
                   step, line, plain(source, caps.SOURCE_CHARACTERS) if source else None)


# As Python keeps them, whatever a stranger's class says that it has under these names.
_NAME: Final[Callable[[type], str]] = vars(type)["__name__"].__get__
_TRACEBACK: Final[Callable[[BaseException], TracebackType | None]] = vars(BaseException)["__traceback__"].__get__


def plain(thing: object, most: int | None = None) -> str:
    """At most `most` characters of a thing's text, without half surrogates, which no file can hold.

    Exactly a `str`: a class derived from it may do anything when it is asked for its length.
    """
    text: Any
    try:
        text = thing if issubclass(type(thing), str) else str(thing)
        cut = str.__getitem__(text, slice(most))
    except (Exception, TimeIsUp):  # a stranger's __str__
        return ""
    return str.encode(cut, "utf-8", "replace").decode("utf-8")
