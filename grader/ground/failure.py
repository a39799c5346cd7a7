"""An exception as data: what it was, and where in the student's code it was raised."""

from __future__ import annotations

import ast
import builtins
import contextlib
import difflib
import linecache
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from types import FrameType, TracebackType
from typing import Annotated, Any, Final

from msgspec import Meta, Struct

from . import caps
from .clock import Cut, TimeIsUp

Count = Annotated[int, Meta(ge=0, le=caps.COUNT)]
Name = Annotated[str, Meta(max_length=caps.NAME_CHARACTERS)]


class Failure(Struct, frozen=True, forbid_unknown_fields=True):
    """What ended a walk before its time.

    Attributes:
        type: the exception's class name.
        message: its text.
        step: the step, counted from 1, in which it was raised; 0 in the constructor.
        line: the line's number in the student's cell, if it was raised there.
        source: that line.
        function: the innermost function of the student's in which it was raised, as `Adam.step`.
        entered: the outermost one, which the grader had called.
        parameter: which of the trial's parameters that code was at, counted from 0, if one can be told.
        near: what is spelled much like the name that was not found, if anything is.
        left_over: of a NotImplementedError whether it stands in a step or constructor that does something else, too,
            or in another function that one of these calls.
    """

    type: Annotated[str, Meta(max_length=caps.FAILURE_CHARACTERS)]
    message: Annotated[str, Meta(max_length=caps.FAILURE_CHARACTERS)]
    step: Count
    line: Count | None = None
    source: Annotated[str, Meta(max_length=caps.SOURCE_CHARACTERS)] | None = None
    function: Name | None = None
    entered: Name | None = None
    parameter: Count | None = None
    near: Name | None = None
    left_over: bool = False

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
        """Whether `step()`, or the constructor, is still as it was given out."""
        return (self.type == NotImplementedError.__name__ and not self.left_over
                and "not implemented for" not in self.message)  # torch's words

    @property
    def early(self) -> bool:
        """Whether it was raised by a `step()` that the constructor calls."""
        return _last(self.entered) == "__init__" and _last(self.function) == "step"


def failure_of(error: BaseException, step: int, parameters: Sequence[Any] = ()) -> Failure:
    """The data of an exception that a step raised, with the student's own line where there is one.

    Args:
        error: the exception.
        step: the step, counted from 1, in which it was raised; 0 in the constructor.
        parameters: the tensors that were being optimized.
    """
    line = source = function = entered = at = near = None
    left_over = False
    with contextlib.suppress(Exception, TimeIsUp):
        frames = [(frame, number) for frame, number in traceback.walk_tb(_TRACEBACK(error))
                  if "ipython-input" in frame.f_code.co_filename]
        if frames:
            inner, line = frames[-1]
            entered, function = (frame.f_code.co_qualname for frame in (frames[0][0], inner))
            source = linecache.getline(inner.f_code.co_filename, line).strip()
            left_over = (_NAME(type(error)) == NotImplementedError.__name__
                         and _is_left_over([frame for frame, _ in frames], line))
        at = _parameter([frame for frame, _ in frames[:-MOST_FRAMES - 1:-1]], parameters)
        near = _near(error, [frame for frame, _ in frames[-1:]])
    return Failure(
        plain(_NAME(type(error)), caps.FAILURE_CHARACTERS),
        plain(error, caps.FAILURE_CHARACTERS).replace("PretendTensor", "Tensor"), step, line,
        plain(source, caps.SOURCE_CHARACTERS) if source else None,
        plain(function, caps.NAME_CHARACTERS) if function else None,
        plain(entered, caps.NAME_CHARACTERS) if entered else None, at,
        plain(near, caps.NAME_CHARACTERS) if near else None, left_over)


MOST_FRAMES: Final = 20  # in which a parameter is looked for, the innermost first
MOST_NAMES: Final = 5000  # among which a name is looked for


def _is_left_over(frames: Sequence[FrameType], line: int) -> bool:
    """Whether what raises in this line, in the last of these frames, is not all that a step or constructor does."""
    *outer, inner = frames
    if inner.f_code.co_qualname == "Optimizer.step":
        return False
    if any(frame.f_code.co_name in ("step", "__init__") for frame in outer):
        return True
    with contextlib.suppress(SyntaxError, ValueError):  # of a cell that is not Python as it stands, nothing is known
        around = [one for one in ast.walk(ast.parse("".join(linecache.getlines(inner.f_code.co_filename))))
                  if isinstance(one, ast.FunctionDef) and one.lineno <= line <= (one.end_lineno or line)]
        return not all(map(_does_nothing, max(around, key=lambda one: one.lineno).body))
    return False


def _does_nothing(statement: ast.stmt) -> bool:
    """Whether it raises, passes, skips or ends, or only leads to statements that do."""
    if isinstance(statement, ast.For | ast.If | ast.While | ast.With | ast.Try | ast.Match):
        parts = [statement, *getattr(statement, "handlers", []), *getattr(statement, "cases", [])]
        return all(_does_nothing(one) for part in parts for name in ("body", "orelse", "finalbody")
                   for one in getattr(part, name, []))
    if isinstance(statement, ast.Expr | ast.Return):
        return statement.value is None or isinstance(statement.value, ast.Constant)
    return isinstance(statement, ast.Raise | ast.Pass | ast.Continue | ast.Break)


def _last(name: str | None) -> str:
    return (name or "").rpartition(".")[2]


def _parameter(frames: Sequence[FrameType], parameters: Sequence[Any]) -> int | None:
    """The one parameter that, itself or by its gradient, a local variable of the innermost frame that has any is."""
    places = {id(p): k for k, p in enumerate(parameters)}
    with contextlib.suppress(Exception):
        places |= {id(p.grad): k for k, p in enumerate(parameters) if p.grad is not None}
    for frame in frames:
        held = {places[id(value)] for value in list(frame.f_locals.values()) if id(value) in places}
        if held:
            return held.pop() if len(held) == 1 else None
    return None


def _near(error: BaseException, frames: Sequence[FrameType]) -> str | None:
    """A name that is there, and spelled much like the one that an error did not find."""
    name = getattr(error, "name", None)
    if type(name) is not str:
        return None
    if isinstance(error, AttributeError):
        return _alike(name, _names(error.obj))
    if isinstance(error, NameError) and not isinstance(error, UnboundLocalError) and frames:
        (frame,) = frames
        own = {other: f"self.{other}" for other in _names(frame.f_locals.get("self"))}
        here = {other: other for other in [*frame.f_locals, *frame.f_globals, *vars(builtins)]}
        return own.get(name) or (here | own).get(_alike(name, list(here | own)) or "")
    return None


def _alike(name: str, names: Iterable[str]) -> str | None:
    there = [other for other, _ in zip(names, range(MOST_NAMES)) if type(other) is str and other != name
             and other.startswith("_") == name.startswith("_")]
    return next(iter(difflib.get_close_matches(name, there, 1, 0.75)), None)


def _names(thing: object) -> Iterator[str]:
    """The names of an object's attributes, as Python keeps them: nothing of a stranger's is called."""
    with contextlib.suppress(AttributeError):
        yield from list(object.__getattribute__(thing, "__dict__"))
    for one in _BASES(type(thing)):
        yield from list(_DICT(one))


# As Python keeps them, whatever a stranger's class says that it has under these names.
_NAME: Final[Callable[[type], str]] = vars(type)["__name__"].__get__
_BASES: Final[Callable[[type], tuple[type, ...]]] = vars(type)["__mro__"].__get__
_DICT: Final[Callable[[type], dict[str, Any]]] = vars(type)["__dict__"].__get__
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
