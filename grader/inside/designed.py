"""The trials that a notebook brings, as plain numbers.

Whatever can be read as a number or as a list of numbers is: a tuple, a range, an array, a tensor.
Dictionaries are looked at by Python's own base class: a subclass has no say in what is in it.
"""

from __future__ import annotations

import contextlib
import math
import operator
from collections.abc import Sequence
from itertools import islice
from typing import Any

from ..ground import caps
from ..ground.messages import Change, Designed, Part

_TEXT = (str, bytes, bytearray)
_WITHOUT_ORDER = (dict, set, frozenset)


def designed(trials: object, names: Sequence[str]) -> dict[str, Designed | Part]:
    """The entries of these names: each as a trial, or the part of it that cannot be read."""
    found: dict[str, Designed | Part] = {}
    for name in names:
        with contextlib.suppress(Exception):  # there is no such entry, or no dictionary
            found[name] = _trial(dict.__getitem__(trials, name))  # type: ignore[index]
    return found


def _trial(entry: Any) -> Designed | Part:
    part = Part.WHOLE
    try:
        parts = {_name(name): thing for name, thing in _pairs(entry)}
        if set(parts) - {"changes"} != {"start", "gradients", "given"}:
            return part
        part = Part.START
        start = _row(parts["start"])
        part = Part.GRADIENTS
        gradients = [_row(step) for step in _list(parts["gradients"])]
        part = Part.GIVEN
        given = _settings(parts["given"])
        part = Part.CHANGES
        changed = parts.get("changes")
        changes = [] if changed is None else [Change(_step(t), _settings(new)) for t, new in _pairs(changed)]
    except Exception:  # whatever a stranger's objects are like
        return part
    return Designed(start, gradients, given, changes)


def _pairs(things: Any) -> list[tuple[Any, Any]]:
    """What a dictionary holds, as far as there is room for it; TypeError for anything else."""
    return list(islice(dict.items(things), caps.DESIGNED))


def _list(things: Any) -> list[Any]:
    """What is in a list, as far as there is room for it. What can be gone through but once the notebook has used up."""
    if issubclass(type(things), _TEXT + _WITHOUT_ORDER) or hasattr(type(things), "__next__"):
        raise TypeError
    return list(islice(things, caps.DESIGNED))


def _row(things: Any) -> list[float]:
    return [_number(one) for one in _list(things)]


def _number(thing: Any) -> float:
    if issubclass(type(thing), _TEXT):
        raise TypeError
    number = float(thing)
    if not math.isfinite(number):
        raise ValueError
    return number


def _settings(things: Any) -> dict[str, float | list[float]]:
    return {_name(name): _value(value) for name, value in _pairs(things)}


def _value(thing: Any) -> float | list[float]:
    try:
        return _number(thing)
    except (TypeError, ValueError):  # several numbers, as betas are
        return _row(thing)


def _name(name: Any) -> str:
    if type(name) is not str or not name.isidentifier() or len(name) > caps.NAME_CHARACTERS:
        raise TypeError
    return name


def _step(t: Any) -> int:
    step = int(t) if isinstance(t, float) and t.is_integer() else operator.index(t)
    if not 0 <= step <= caps.COUNT:
        raise ValueError
    return step
