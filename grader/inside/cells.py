"""Run a notebook's cells as Jupyter would: IPython, one namespace, magics, plots, rich output.

Outputs are collected as the types that pass the wall (`ground/messages.py`), so whatever a cell gives out is
cut here to what their schema allows: a message that does not fit would cost the student the whole run.
"""

from __future__ import annotations

import base64
import contextlib
import io
import json
import sys
import traceback
from collections.abc import Callable, Iterable, Mapping
from types import CodeType, TracebackType
from typing import Any, Literal, TypeGuard

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.pylabtools import print_figure, select_figure_formats
from matplotlib.figure import Figure
from matplotlib_inline.backend_inline import configure_inline_support
from traitlets.config import Config

from ..ground import caps, said_inside
from ..ground.clock import Cut, Stopwatch, TimeIsUp, time_limit
from ..ground.failure import plain
from ..ground.limits import Limits
from ..ground.messages import Display, Error, Output, Result, Stream
from .environment import Classroom


class _Outputs:
    """Collects one cell's outputs, up to the caps; `room` is what rich ones may still take, in bytes."""

    def __init__(self, room: int = caps.NOTEBOOK_BYTES) -> None:
        self.items: list[Output] = []
        self.room = self._all_room = room

    def clear(self) -> None:
        self.items = []
        self.room = self._all_room

    def add(self, output: Output) -> None:
        if len(self.items) < caps.CELL_OUTPUTS:
            self.items.append(output)

    def text(self, name: Literal["stdout", "stderr"], text: str) -> None:
        last = self.items[-1] if self.items else None
        if not isinstance(last, Stream) or last.name != name:
            last = Stream(name, "")
            self.add(last)
            if self.items[-1] is not last:
                return  # there are too many already
        room = caps.TEXT_CHARACTERS - len(last.text)
        if room > 0:
            more = plain(text, room) + (said_inside.CUT if len(text) > room else "")
            self.items[-1] = Stream(name, last.text + more)

    def error(self, kind: object, error: object, lines: object) -> None:
        name = getattr(kind, "__name__", kind)
        shown = _parts(lines)[-caps.TRACEBACK_LINES :]
        self.add(Error(plain(name, caps.NAME_CHARACTERS), plain(error, caps.TEXT_CHARACTERS),
                       [plain(line, caps.TEXT_CHARACTERS) for line in shown]))

    def data(self, output_type: Literal["display_data", "execute_result"], data: Mapping[Any, Any],
             count: object = None) -> None:
        bundle = _bundle(data)
        kept = {kind: value for kind, value in bundle.items() if len(json.dumps(value)) <= caps.DATA_BYTES}
        if not kept:
            kept = {"text/plain": said_inside.TOO_LARGE}
        self.room -= len(json.dumps(kept))
        if self.room < 0:
            return
        if output_type == "display_data":
            self.add(Display(kept))
        else:
            self.add(Result(kept, count if isinstance(count, int) and 0 <= count <= caps.COUNT else None))


class _Stream(io.TextIOBase):
    def __init__(self, outputs: _Outputs, name: Literal["stdout", "stderr"]):
        self._outputs, self._name = outputs, name

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        self._outputs.text(self._name, str(text))
        return len(text)


class _Publisher(DisplayPublisher):
    outputs: _Outputs

    def publish(self, data: Mapping[Any, Any], *_: Any, **__: Any) -> None:
        self.outputs.data("display_data", data)

    def clear_output(self, wait: bool = False) -> None:
        self.outputs.clear()


class _Hook(DisplayHook):
    outputs: _Outputs

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, data: Mapping[Any, Any], metadata: object = None) -> None:
        self.outputs.data("execute_result", data, self.prompt_count)

    def log_output(self, data: object) -> None:
        pass

    def finish_displayhook(self) -> None:
        pass


class Shell(Classroom):
    """A shell whose every output goes into `outputs`, and that tells of every statement that was run."""

    display_pub_class = _Publisher
    displayhook_class = _Hook
    display_pub: _Publisher
    displayhook: _Hook
    after: Callable[[CodeType], None] | None = None

    async def run_code(self, code_obj: CodeType, result: Any = None, *, async_: bool = False) -> bool:
        """IPython runs a cell statement by statement; each comes through here."""
        failed: bool = await super().run_code(code_obj, result, async_=async_)  # type: ignore[no-untyped-call]
        self.was_run(code_obj)
        return failed

    def was_run(self, statement: CodeType) -> None:
        if self.after is not None:
            with contextlib.suppress(Exception):  # whatever a stranger's objects are like
                self.after(statement)

    def ask_exit(self) -> None:
        pass

    def enable_gui(self, gui: object = None) -> None:
        pass

    def collect(self, outputs: _Outputs) -> None:
        """From now on, outputs go there."""
        self.display_pub.outputs = self.displayhook.outputs = outputs

    def showtraceback(self, exc_tuple: Any = None, *arguments: Any, **keywords: Any) -> None:
        kind, error, trace = self._get_exc_info(exc_tuple)  # type: ignore[no-untyped-call]
        if kind is TimeIsUp:
            self._showtraceback(kind, error, [])  # the time is up: `Session` words it
        else:
            short = kind, error, _shortened(trace)
            super().showtraceback(short, *arguments, **keywords)

    def _format_exception_for_storage(self, *arguments: Any, **keywords: Any) -> dict[str, Any]:
        """IPython words each exception twice; this one is for a history that nobody will read."""
        return {}

    def _showtraceback(self, kind: object, error: object, lines: object) -> None:
        self.display_pub.outputs.error(kind, error, lines)


def new_shell() -> Shell:
    """A fresh IPython shell without history or start-up files."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.cache_size = 0
    config.PlainTextFormatter.max_seq_length = 1000
    Shell.clear_instance()
    shell: Shell = Shell.instance(config=config)
    shell.collect(_Outputs())
    configure_inline_support(shell, "module://matplotlib_inline.backend_inline")  # type: ignore[no-untyped-call]
    # The line above does it for the first shell only.
    select_figure_formats(shell, {"png"})  # type: ignore[no-untyped-call]
    assert shell.display_formatter is not None
    shell.display_formatter.formatters["image/png"].for_type(Figure, _drawn)
    shell.user_ns["input"] = _no_input
    return shell


class Session:
    """One notebook's run: cells one after the other, then its namespace.

    Args:
        shell: a fresh one.
        limits: how long cells may take.
    """

    def __init__(self, shell: Shell, limits: Limits):
        self.shell = shell
        self._limits = limits
        self._computing, self._asleep = limits.cells_computing, limits.cells_asleep
        self._room = caps.NOTEBOOK_BYTES

    def run(self, source: str, wanted: bool = True) -> tuple[list[Output], Cut | None]:
        """Run one cell. Never raises for what the cell does.

        Args:
            source: its code.
            wanted: whether to run it even if the cells before it have used up their time.

        Returns:
            Its outputs, and why it did not come to its end in time, if it did not.
        """
        limits = self._limits
        computing, asleep = min(limits.cell_computing, self._computing), min(limits.cell_asleep, self._asleep)
        if computing <= 0 or asleep <= 0:
            if not wanted:
                return [Stream("stderr", said_inside.CUT_SHORT[Cut.UNRUN])], Cut.UNRUN
            computing, asleep = limits.late_computing, limits.late_asleep
        outputs = _Outputs(self._room)
        self.shell.collect(outputs)
        streams = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = _Stream(outputs, "stdout"), _Stream(outputs, "stderr")
        watch = Stopwatch()
        try:
            with time_limit(computing, asleep) as watch:
                self.shell.run_cell(source, store_history=True)  # type: ignore[no-untyped-call]
        except BaseException as error:
            outputs.error(type(error), error, traceback.format_exception(error))
        finally:
            sys.stdout, sys.stderr = streams
        self._computing -= watch.computing
        self._asleep -= watch.asleep
        self._room = outputs.room
        cut = next((Cut(o.evalue) for o in outputs.items if _is_cut(o)), None)
        seconds = {Cut.COMPUTING: computing, Cut.ASLEEP: asleep}
        return [_stopped(o, Cut(o.evalue), seconds) if _is_cut(o) else o for o in outputs.items], cut


def _is_cut(output: Output) -> TypeGuard[Error]:
    return isinstance(output, Error) and output.ename == TimeIsUp.__name__ and output.evalue in set(Cut)


def _stopped(output: Error, cut: Cut, seconds: Mapping[Cut, float]) -> Error:
    """What is shown of a cell that ran out of time."""
    why = said_inside.CUT_SHORT[cut].format(seconds=f"{seconds.get(cut, 0.0):.3g}")
    return Error(output.ename, why, [said_inside.STOPPED.format(why=why)])


def _shortened(trace: TracebackType | None) -> TracebackType | None:
    """A traceback without the middle of an endless recursion, which IPython would word for seconds."""
    steps = []
    while trace is not None:
        steps.append(trace)
        trace = trace.tb_next
    kept = steps if len(steps) <= caps.TRACEBACK_LINES else steps[:10] + steps[10 - caps.TRACEBACK_LINES :]
    shorter = None
    for step in reversed(kept):
        shorter = TracebackType(shorter, step.tb_frame, step.tb_lasti, step.tb_lineno)
    return shorter


def _drawn(figure: Figure) -> str | None:
    """A figure as PNG. Nothing of its axes is beyond the edge where it lays itself out: it need not be drawn twice."""
    own = figure.texts or figure.legends or figure.images or figure.lines or figure.patches or figure.artists
    edge = None if figure.get_layout_engine() and not own else "tight"
    drawn: str | None = print_figure(figure, bbox_inches=edge, base64=True)  # type: ignore[no-untyped-call]
    return drawn


def _no_input(prompt: object = "") -> None:
    raise RuntimeError(said_inside.NO_INPUT)


def _bundle(data: Mapping[Any, Any]) -> dict[str, str]:
    """A MIME bundle of text alone: images in base64."""
    return {plain(kind, caps.NAME_CHARACTERS): _text(value) for kind, value in data.items()}


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, list):  # lines, as nbformat may have them
        return "".join(map(_text, value))
    return plain(value)


def _parts(lines: object) -> list[object]:
    """A traceback's lines, or whatever an exception's own `_render_traceback_` gave for them."""
    if isinstance(lines, Iterable) and not isinstance(lines, str):
        try:
            return list(lines)
        except Exception:  # a stranger's iterator
            return []
    return [lines]
