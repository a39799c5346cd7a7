"""The benchmark as a table for a terminal."""

from __future__ import annotations

import statistics

from ..outcome.times import Times
from .catalogue import say


def table(times: Times) -> str:
    """Medians with their range, and the ratio."""
    return "\n".join([
        say("bench.head", n=len(times.warm)),
        _line(say("bench.plain"), times.plain),
        _line(say("bench.warm"), times.warm),
        f"{say('bench.first'):40} {times.first:7.2f}",
        say("bench.ratio", ratio=f"{times.ratio:.1f}"),
    ])


def _line(name: str, seconds: list[float]) -> str:
    low, high = (f"{limit(seconds):.2f}" for limit in (min, max))
    return f"{name:40} {statistics.median(seconds):7.2f}   {say('bench.range', low=low, high=high)}"
