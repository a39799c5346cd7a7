"""A course that is set otherwise for a while."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any


@contextlib.contextmanager
def other(coursedir: Any, **values: str) -> Iterator[None]:
    """Other settings of a course while the block runs; nbgrader's `temp_attrs` leaves them after an exception."""
    before = {name: getattr(coursedir, name) for name in values}
    try:
        for name, value in values.items():
            setattr(coursedir, name, value)
        yield
    finally:
        for name, value in before.items():
            setattr(coursedir, name, value)
