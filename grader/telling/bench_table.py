"""The benchmark as a table for a terminal."""

from __future__ import annotations

import platform
import statistics
from datetime import date
from pathlib import Path

from ..outcome.times import ClassTimes, Scale, Times
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


def line(times: ClassTimes, cores: int) -> str:
    """A class as a row of the table in BENCH.md."""
    first, again, size = times.first, times.again, times.size
    judging = first.writing - again.writing
    parts = (date.today().isoformat(), f"{processor()}, {cores}", str(size), f"{size / first.wall:.2f}",
             *(f"{seconds / size:.3f}" for seconds in (
                 first.writing + first.sandboxes, first.sandboxes, judging, again.writing)),
             f"{times.memory:.0f}", f"{times.plain:.1f}", f"{times.ratio:.1f}")
    return f"| {' | '.join(parts)} |"


def scale_line(scale: Scale) -> str:
    """What so many workers of a cluster did, as a row of the table in BENCH.md."""
    parts = (date.today().isoformat(), str(scale.workers), f"{scale.submissions:,}", f"{scale.per_second:.0f}",
             f"{scale.most:.0f}", f"{100 * scale.per_second / scale.most:.0f} %",
             *(f"{1000 * seconds / scale.submissions:.2f}" for seconds in (scale.scheduler, scale.hosts, scale.writer)))
    return f"| {' | '.join(parts)} |"


def processor() -> str:
    """The processor's model, if the system tells it."""
    try:
        told = Path("/proc/cpuinfo").read_text("utf8")
    except OSError:
        return platform.machine()
    return next((one.partition(":")[2].strip() for one in told.splitlines() if one.startswith("model name")),
                platform.machine())
