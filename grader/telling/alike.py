"""Two answers that are more alike than independent work is: side by side, and what that does not mean."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from . import terminal
from .catalogue import say

MOST: Final = 50  # pairs in a terminal
LINES: Final = 6  # of a pair's code, and of its words
WIDTH: Final = 58  # characters of a line


@dataclass(frozen=True)
class Alike:
    """Two answers to one notebook.

    Attributes:
        notebook: its name.
        one, other: nbgrader's ids.
        share: of what is unusual in them, how much both have, from 0 to 1.
        lines: statements that both have and few others, as each wrote them.
        words: sentences and comments that both have word for word, and few others.
    """

    notebook: str
    one: str
    other: str
    share: float
    lines: tuple[tuple[str, str], ...] = ()
    words: tuple[str, ...] = ()


def table(pairs: Sequence[Alike], compared: int) -> str:
    """The pairs in a terminal, the most alike first, and that each is a hint.

    Args:
        pairs: sorted.
        compared: how many answers there were.
    """
    lines = [say("alike.none", n=compared)] if not pairs else [say("alike.hint", n=compared)]
    for pair in pairs[:MOST]:
        lines += ["", say("alike.pair" if pair.share else "alike.pair_words", one=pair.one, other=pair.other,
                          notebook=pair.notebook, percent=round(100 * pair.share))]
        width = max(map(terminal.width, [pair.one, *(_short(one) for one, _ in pair.lines[:LINES])]))
        if pair.lines:
            lines.append(f"  {terminal.padded(pair.one, width)} │ {pair.other}")
        lines += [f"  {terminal.padded(_short(one), width)} │ {_short(other)}" for one, other in pair.lines[:LINES]]
        if len(pair.lines) > LINES:
            lines.append("  " + say("alike.more_lines", n=len(pair.lines) - LINES))
        lines += ["  " + say("alike.words", words=_short(words)) for words in pair.words[:LINES]]
        if len(pair.words) > LINES:
            lines.append("  " + say("alike.more_words", n=len(pair.words) - LINES))
    if len(pairs) > MOST:
        lines += ["", say("alike.more", n=len(pairs) - MOST)]
    return "\n".join(map(terminal.line, lines))


def as_json(pair: Alike) -> dict[str, Any]:
    """A pair as an object."""
    return {"notebook": pair.notebook, "students": [pair.one, pair.other], "share": round(pair.share, 3),
            "lines": [list(both) for both in pair.lines], "words": list(pair.words)}


def _short(text: str) -> str:
    return text if len(text) <= WIDTH else f"{text[:WIDTH - 1]}…"
