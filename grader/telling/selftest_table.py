"""What the self-test counted, as a table in Markdown, and the exceptions below it."""

from __future__ import annotations

from collections.abc import Sequence

from ..outcome.count import Count
from .catalogue import say
from .terminal import line


def table(counts: Sequence[Count]) -> str:
    """The counts of all tasks."""
    head = ("task", "wrong", "accepted", "named", "right", "rejected", "caught", "families", "together")
    lines = [_line([say(f"selftest.{name}") for name in head]), _line(["---", *["---:"] * (len(head) - 1)])]
    rows = [_numbers(c) for c in counts]
    lines += [_line([c.task, *map(str, row)]) for c, row in zip(counts, rows)]
    totals = [sum(column) for column in zip((0,) * (len(head) - 1), *rows)]
    lines.append(_line([f"**{text}**" for text in (say("selftest.all"), *totals)]))
    for c in counts:
        lines += [say("selftest.right_rejected", task=c.task, name=name) for name in c.rejected]
        lines += [say("selftest.wrong_accepted", task=c.task, name=name) for name in c.accepted]
        lines += [say("selftest.misnamed", task=c.task, name=name, said=said or say("selftest.no_name"))
                  for name, said in c.misnamed.items()]
        lines += [say("selftest.no_verdict", task=c.task, name=name) for name in c.troubled]
        lines += [say("selftest.missed", task=c.task, name=name) for name in c.missed]
        for made in c.made:
            names, said = ", ".join(made.mistakes), ", ".join(made.said) or say("selftest.no_name")
            if made.misnamed:
                lines.append(say("selftest.misnamed", task=c.task, name=names, said=said))
            elif made.shows and not made.named:
                lines.append(say("selftest.alike" if made.said else "selftest.nameless", task=c.task, name=names,
                                 said=said))
    return "\n".join(map(line, lines))


def _numbers(c: Count) -> tuple[int, ...]:
    """The row of one task, in the order of the head."""
    return c.wrong, len(c.accepted), c.named, c.right, len(c.rejected), len(c.faces) - len(c.missed), *(
        sum(made.named for made in some) for some in (c.families, c.together))


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
