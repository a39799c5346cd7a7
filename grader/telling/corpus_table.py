"""What checks let through of the corpus, as tables in Markdown, and the exceptions below each."""

from __future__ import annotations

from collections.abc import Sequence

from ..outcome.passed import Passed
from .catalogue import say
from .terminal import line


def table(check: str, counts: Sequence[Passed], grader: Sequence[Passed], listed: bool = False) -> str:
    """What one check makes of the answers to each task.

    Args:
        check: what it is called.
        counts: one for each task.
        grader: the same of this grader.
        listed: name every wrong answer that is accepted.
    """
    head = ("task", "wrong", "accepted", "right", "rejected")
    lines = [say("corpus.check", check=check), "", _line([say(f"corpus.{name}") for name in head]),
             _line(["---", *["---:"] * (len(head) - 1)])]
    lines += [_line([c.task, *_numbers([c])]) for c in counts]
    lines.append(_line([f"**{text}**" for text in (say("corpus.all"), *_numbers(counts))]))
    lines.append(_line([say("corpus.grader"), *_numbers(grader)]))
    for c in counts:
        lines += [say("corpus.right_rejected", id=id, why=why) for id, why in c.rejected.items()]
        lines += [say(f"corpus.{how}", id=id) for id, how in c.stopped.items()]
        lines += [say("corpus.wrong_accepted", id=id, label=label) for id, label in c.accepted.items() if listed]
    return "\n".join(map(line, lines))


def _numbers(counts: Sequence[Passed]) -> tuple[str, ...]:
    """The sums, in the order of the head."""
    wrong, accepted = sum(c.wrong for c in counts), sum(len(c.accepted) for c in counts)
    right, rejected = sum(c.right for c in counts), sum(len(c.rejected) for c in counts)
    share = say("corpus.share", n=accepted, percent=round(100 * accepted / wrong)) if wrong else "0"
    return str(wrong), share, str(right), str(rejected)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
