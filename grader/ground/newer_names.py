"""Names of Python's library that are newer than the Python that grades.

`newer_names.json` is made from typeshed, the list of what the library has in which version, by
`python -m tests.grader.ground.newer_names`.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).with_suffix(".json")
HERE: Final = f"{sys.version_info.major}.{sys.version_info.minor}"
LACKING: Final = (
    r"cannot import name '(?P<name>\w+)' from '(?P<module>[\w.]+)'",
    r"module '(?P<module>[\w.]+)' has no attribute '(?P<name>\w+)'",
    r"No module named '(?P<module>[\w.]+)'",
)


def newer_name(message: str) -> tuple[str, str] | None:
    """What an exception's text says is lacking, and the Python that has it; None if none has, or ours has.

    Args:
        message: such as "module 'itertools' has no attribute 'batched'".
    """
    for pattern in LACKING:
        if found := re.search(pattern, message):
            name = ".".join(found.groupdict()[part] for part in ("module", "name") if part in found.groupdict())
            version = _versions().get(name)
            if version and tuple(map(int, version.split("."))) > sys.version_info[:2]:
                return name, version
    return None


def _versions() -> dict[str, str]:
    versions: dict[str, str] = json.loads(FILE.read_text("utf8"))
    return versions
