"""What the self-test counted, as a table in Markdown, and the exceptions below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from .catalogue import say


class Counted(Protocol):
    """What the self-test found for one task."""

    @property
    def task(self) -> str:
        """The task's name."""

    @property
    def right(self) -> int:
        """How many right answers were graded."""

    @property
    def wrong(self) -> int:
        """How many misconceptions were graded."""

    @property
    def rejected(self) -> Sequence[str]:
        """Right answers that lost points, by name."""

    @property
    def accepted(self) -> Sequence[str]:
        """Misconceptions that got full marks, by name."""

    @property
    def misnamed(self) -> Mapping[str, str]:
        """Misconceptions that were called by another name, each with what was said."""


def table(counts: Sequence[Counted]) -> str:
    """The counts of all tasks."""
    head = ("task", "wrong", "accepted", "named", "right", "rejected")
    lines = [_line([say(f"selftest.{name}") for name in head]), _line(["---", *["---:"] * (len(head) - 1)])]
    rows = [_numbers(c) for c in counts]
    lines += [_line([c.task, *map(str, row)]) for c, row in zip(counts, rows)]
    totals = [sum(column) for column in zip((0, 0, 0, 0, 0), *rows)]
    lines.append(_line([f"**{text}**" for text in (say("selftest.all"), *totals)]))
    for c in counts:
        lines += [say("selftest.right_rejected", task=c.task, name=name) for name in c.rejected]
        lines += [say("selftest.wrong_accepted", task=c.task, name=name) for name in c.accepted]
        lines += [say("selftest.misnamed", task=c.task, name=name, said=said or say("selftest.no_name"))
                  for name, said in c.misnamed.items()]
    return "\n".join(lines)


def _numbers(c: Counted) -> tuple[int, ...]:
    """The row of one task, in the order of the head."""
    return c.wrong, len(c.accepted), c.wrong - len(c.accepted) - len(c.misnamed), c.right, len(c.rejected)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
