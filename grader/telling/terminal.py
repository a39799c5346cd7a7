"""What goes to a terminal, a pipe or a table's cell: text that steers nothing.

A stranger chooses names of files and folders, messages of exceptions and lines of code. Each line that is made of them
is one line, of characters that can be seen, and no formula.
"""

from __future__ import annotations

import json
from typing import Any, Final, TextIO

from wcwidth import wcswidth

_HIDDEN: Final = "�"
_FORMULA: Final = frozenset("=+-@\t\r\n＝＋－＠")  # what a spreadsheet computes when a cell begins with it


def line(text: str) -> str:
    """One line that can be seen: without line breaks, escape sequences or marks that turn its direction."""
    return "".join(c if c.isprintable() else _HIDDEN for c in text)


def printable(text: str) -> str:
    """The same for a text of several lines, whose line breaks and tabs stay."""
    return "".join(c if c.isprintable() or c in "\n\t" else _HIDDEN for c in text)


def width(text: str) -> int:
    """How many columns of a terminal a line takes: 雷 takes two of them, and an accent of its own none."""
    taken: int = wcswidth(line(text))
    return taken if taken >= 0 else len(text)


def padded(text: str, columns: int) -> str:
    """A line with so many spaces that it takes these columns of a terminal."""
    return text + " " * (columns - width(text))


def as_json(value: Any, indent: int | None = None) -> str:
    """JSON in which every character that cannot be seen is written as its number."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return "".join(c if c.isprintable() or c == "\n" else _number(c) for c in text)


def cell(value: object) -> object:
    """What stands in a cell of a table that a spreadsheet opens: no text in it is computed."""
    if not isinstance(value, str):
        return value
    return f"'{line(value)}" if value[:1] in _FORMULA else line(value)


def name(text: str) -> str:
    """What somebody is called, in one line, without what would make a formula of it."""
    return line(text).strip().lstrip(" " + "".join(_FORMULA))


def _number(character: str) -> str:
    return f"\\u{ord(character):04x}" if ord(character) < 0x80 else json.dumps(character)[1:-1]


class Unread(Exception):
    """Whoever read the stream has stopped, as `head` does. Other pipes that break are other troubles."""


class Printable:
    """A stream that lets through what can be seen. For what others write to it: libraries, warnings, tracebacks.

    A progress bar begins and ends with a return, and keeps it.
    """

    def __init__(self, stream: TextIO):
        self._stream = stream

    def write(self, text: str) -> int:
        middle = text.strip("\r")
        at = text.find(middle) if middle else len(text)
        try:
            self._stream.write(f"{text[:at]}{printable(middle)}{text[at + len(middle):]}")
        except BrokenPipeError:
            raise Unread from None
        return len(text)

    def flush(self) -> None:
        try:
            self._stream.flush()
        except BrokenPipeError:
            raise Unread from None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
