"""Run a notebook's cells as Jupyter would: IPython, one namespace, magics, plots, rich output."""

from __future__ import annotations

import base64
import io
import json
import sys
import traceback

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.pylabtools import select_figure_formats
from matplotlib_inline.backend_inline import configure_inline_support
from traitlets.config import Config

from . import caps
from .clock import TimeIsUp, time_limit

CELL_SECONDS = 6.0  # for one cell
SHORT_SECONDS = 1.0  # for each cell that follows one that ran out of time


class _Outputs:
    """Collects one cell's outputs in nbformat's shape, up to the caps."""

    def __init__(self):
        self.items = []
        self._bytes = 0

    def clear(self):
        self.items = []

    def add(self, output: dict):
        if len(self.items) < caps.CELL_OUTPUTS:
            self.items.append(output)

    def text(self, name: str, text: str):
        last = self.items[-1] if self.items else {}
        if last.get("output_type") != "stream" or last.get("name") != name:
            last = {"output_type": "stream", "name": name, "text": ""}
            self.add(last)
        room = caps.TEXT_CHARACTERS - len(last["text"])
        if room > 0:
            last["text"] += text[:room]
            if len(text) > room:
                last["text"] += "\n… (output cut)\n"

    def data(self, output_type: str, data: dict, count=None):
        kept = {kind: value for kind, value in data.items()
                if len(json.dumps(value)) <= caps.DATA_BYTES}
        if not kept:
            kept = {"text/plain": "(output too large to show)"}
        self._bytes += len(json.dumps(kept))
        if self._bytes > caps.NOTEBOOK_BYTES:
            return
        output = {"output_type": output_type, "data": kept, "metadata": {}}
        if output_type == "execute_result":
            output["execution_count"] = count
        self.add(output)


class _Stream(io.TextIOBase):
    def __init__(self, outputs, name):
        self._outputs, self._name = outputs, name

    def writable(self):
        return True

    def write(self, text):
        self._outputs.text(self._name, str(text))
        return len(text)


class _Publisher(DisplayPublisher):
    outputs: _Outputs = None

    def publish(self, data, metadata=None, **_):
        self.outputs.data("display_data", _jsonable(data))

    def clear_output(self, wait=False):
        self.outputs.clear()


class _Hook(DisplayHook):
    outputs: _Outputs = None

    def write_output_prompt(self):
        pass

    def write_format_data(self, data, metadata=None):
        self.outputs.data("execute_result", _jsonable(data), self.prompt_count)

    def log_output(self, data):
        pass

    def finish_displayhook(self):
        pass


class _Shell(InteractiveShell):
    """A shell whose every output goes into `outputs`."""

    display_pub_class = _Publisher
    displayhook_class = _Hook

    def ask_exit(self):
        pass

    def enable_gui(self, gui=None):
        pass

    def _showtraceback(self, kind, error, lines):
        self.display_pub.outputs.add({
            "output_type": "error",
            "ename": getattr(kind, "__name__", str(kind)),
            "evalue": str(error)[: caps.TEXT_CHARACTERS],
            "traceback": [line[: caps.TEXT_CHARACTERS] for line in lines[-40:]],
        })


def new_shell() -> InteractiveShell:
    """A fresh IPython shell without history or start-up files."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.cache_size = 0
    config.PlainTextFormatter.max_seq_length = 1000
    _Shell.clear_instance()
    shell = _Shell.instance(config=config)
    configure_inline_support(shell, "module://matplotlib_inline.backend_inline")
    select_figure_formats(shell, {"png"})  # the line above does it for the first shell only
    shell.user_ns["input"] = _no_input
    return shell


class Session:
    """One notebook's run: cells one after the other, then its namespace."""

    def __init__(self, shell: InteractiveShell):
        self.shell = shell
        self._seconds = CELL_SECONDS

    def run(self, source: str) -> list[dict]:
        """Run one cell; return its outputs. Never raises for what the cell does."""
        outputs = _Outputs()
        self.shell.display_pub.outputs = self.shell.displayhook.outputs = outputs
        streams = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = _Stream(outputs, "stdout"), _Stream(outputs, "stderr")
        try:
            with time_limit(self._seconds):
                self.shell.run_cell(source, store_history=True)
        except TimeIsUp:
            pass
        except BaseException as error:
            self.shell._showtraceback(type(error), error, traceback.format_exception(error))
        finally:
            sys.stdout, sys.stderr = streams
        for output in outputs.items:
            if output.get("ename") == "TimeIsUp":
                output["evalue"] = f"this cell ran for more than {self._seconds:g} seconds"
                output["traceback"] = [f"Stopped: {output['evalue']}."]
                self._seconds = SHORT_SECONDS
        return outputs.items


def _no_input(prompt=""):
    raise RuntimeError("Nobody is there to answer input() while your notebook is graded.")


def _jsonable(data):
    """nbformat's MIME bundle: images as base64 text, the rest as it is if JSON can hold it."""
    clean = {}
    for kind, value in data.items():
        if isinstance(value, bytes):
            value = base64.b64encode(value).decode()
        try:
            json.dumps(value, allow_nan=False)
        except (TypeError, ValueError):
            value = str(value)
        clean[str(kind)] = value
    return clean
