"""When a file was handed in, by what nbgrader and learning platforms write down."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

FILE: Final = "timestamp.txt"  # nbgrader's and Sakai's, beside what was handed in
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# 2026-10-05 14:30:12.5 UTC (nbgrader) · _attempt_2026-10-05-14-30-12_ (Blackboard) · 20261005143012_ (ILIAS, Sakai)
_DIGITS: Final = re.compile(
    r"(?<!\d)(20\d\d)([-_.]?)(\d\d)\2(\d\d)[T _.-]{0,3}(\d\d)[-_:.h]?(\d\d)(?:[-_:.m]?(\d\d)(?:\.?(\d{1,6}))?)?(?!\d)")
# - Oct 5, 2026 2:30 PM - (Brightspace, in which a file's name has no colon)
_WORDS: Final = re.compile(
    r"\b(" + "|".join(_MONTHS) + r")[a-z]* (\d{1,2}),? (20\d\d) (\d{1,2})[:_.]?(\d\d)(?:[:_.]?(\d\d))? ?([AP]M)?", re.I)
_ZONE: Final = re.compile(r"\s*(?:([+-])(\d\d):?(\d\d))\s*$")


def of_text(text: str) -> float | None:
    """The time that a text begins to tell, in seconds since the epoch; without a zone it is taken for UTC's."""
    if found := _DIGITS.search(text):
        year, _, month, day, hour, minute, second, part = found.groups()
        numbers = [int(n) for n in (year, month, day, hour, minute, second or 0)]
        fraction = float(f"0.{part}") if part else 0.0
        return _seconds(numbers, fraction, text[found.end():])
    if found := _WORDS.search(text):
        name, day, year, hour, minute, second, half = found.groups()
        hours = int(hour) % 12 + 12 * (half.upper() == "PM") if half else int(hour)
        return _seconds([int(year), _MONTHS.index(name[:3].lower()) + 1, int(day), hours, int(minute),
                         int(second or 0)], 0.0, "")
    return None


def of_name(name: str) -> float | None:
    """The time in a file's name, or else in the name of the nearest folder that has one."""
    return next((found for part in reversed(name.split("/")) if (found := of_text(part)) is not None), None)


def _seconds(numbers: list[int], fraction: float, rest: str) -> float | None:
    try:
        year, month, day, hour, minute, second = numbers
        moment = datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp() + fraction
    except (ValueError, OverflowError):
        return None
    zone = _ZONE.match(rest)
    if zone:
        ahead = 60 * (60 * int(zone[2]) + int(zone[3]))
        moment += -ahead if zone[1] == "+" else ahead
    return moment


def in_folder(folder: str | os.PathLike[str]) -> float | None:
    """The time that stands in the folder's timestamp.txt, if there is one that tells a time."""
    return of_text(written(folder))


def written(folder: str | os.PathLike[str]) -> str:
    """What stands in the folder's timestamp.txt; nothing if that is no small file of text."""
    path = Path(folder, FILE)
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size > 1000:
            return ""
        return path.read_text("utf8").strip()
    except (OSError, UnicodeDecodeError):
        return ""
