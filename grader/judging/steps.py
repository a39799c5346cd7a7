"""A few steps from a fresh beginning under every two of many mistakes, for little more than the price of a few walks.

A rule is a chain of parts (`language/rule.py`). Each mistake puts its own parts in the place of the right ones; it is
called there with what the parts before have left, and whatever is right works with all results at once, one below the
other.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
import torch

from ..ground.trial import Array
from ..language.driver import fixed_by, optimizer, rule
from ..language.rule import Rule, State, Values
from ..language.task import Misconception, Task

# What a formula raises that is walked with the entries of several trials in one tensor, and does not work so:
UNFIT = (ArithmeticError, AttributeError, LookupError, RuntimeError, TypeError, ValueError)
AS_ONE = 512  # so many entries at once are counted as one parameter
WORTH = 100  # pairs: fewer are walked one after the other
ALIKE = 1e-12  # relative: torch rounds the last numbers of a tensor now and then as it does not round the others
Mistakes = tuple[Misconception, ...]
Pair = tuple[Misconception, Misconception]


class Steps:
    """The first steps of one tensor, by the rule of a task and its mistakes.

    Args:
        task: whose rule it is.
        weights: where it begins.
        gradients: one for each step.
        given: the hyperparameters, numbers or tensors of the same shape.
        joining: names of mistakes that do not work entry by entry.
        tidy: where it is kept whether each mistake, by its name, does nothing but what its parts are for.

    Attributes:
        walked: how many steps that were, each counted for every parameter.
    """

    def __init__(self, task: Task, weights: torch.Tensor, gradients: Sequence[torch.Tensor],
                 given: Mapping[str, Any], joining: Collection[str] = (), tidy: dict[str, bool] | None = None):
        self._task, self._weights, self._gradients, self._given = task, weights, gradients, given
        self._joining, self._tidy = joining, {} if tidy is None else tidy
        self._values = vars(optimizer(task)([], **given).now())
        self._rows: dict[str, Array | None] = {}
        self._known: dict[str, list[_Known]] = {}  # by part, in the order in which the rule comes to them
        self.walked = 0

    def row(self, *mistakes: Misconception) -> Array | None:
        """Where they lead somebody who makes these mistakes, step after step; None if the formula does not work so."""
        self._count(1)
        try:
            return self._walk(mistakes, rule(self._task, mistakes)).ravel()
        except UNFIT:
            return None

    def _row_once(self, *mistakes: Misconception) -> Array | None:
        """The same of one of the task's own mistakes, or of none; of a family many members may have one name."""
        name = "".join(m.name for m in mistakes)
        if name not in self._rows:
            self._rows[name] = self.row(*mistakes)
        return self._rows[name]

    def rows(self, pairs: Sequence[Pair]) -> list[Array | None]:
        """Where they lead somebody who makes the two mistakes of each pair."""
        found = self._side_by_side(pairs) if len(pairs) >= WORTH else {}
        return [found[n] if n in found else self.row(*pair) for n, pair in enumerate(pairs)]

    def _side_by_side(self, pairs: Sequence[Pair]) -> dict[int, Array | None]:
        """The rows of most pairs, by their numbers: one mistake beside all that are tidy.

        Those that are not come first, and those that look at the whole tensor last, so that there are few walks.
        Of the others those come first that do something late in the rule: what is beside them does it earlier, and
        has the results that it has by itself.
        """
        ones = {m.name: m for pair in pairs for m in pair}
        versions = {m.name: m for m in self.tidy([*ones.values()])}
        numbers: dict[str, dict[str, int]] = {name: {} for name in ones}
        for n, (one, other) in enumerate(pairs):
            numbers[one.name][other.name] = numbers[other.name][one.name] = n
        late = {part: k for k, part in enumerate(reversed(self._known))}
        order = {name: max(late.get(part, len(late)) for part in m.parts) for name, m in versions.items()}
        rows: dict[int, Array | None] = {}
        for one in sorted(ones.values(), key=lambda m: (m.name in self._joining, m.name in order, order.get(m.name))):
            beside = {n: versions[name] for name, n in numbers[one.name].items() if name in versions and n not in rows}
            if self._add(rows, beside, one):
                continue
            for parts_of in {tuple(m.parts) for m in beside.values()}:  # one part may be what does not work so
                self._add(rows, {n: m for n, m in beside.items() if tuple(m.parts) == parts_of}, one)
        return rows

    def _add(self, rows: dict[int, Array | None], beside: Mapping[int, Misconception], one: Misconception) -> bool:
        """Adds the rows of some mistakes, by the pairs' numbers, beside one other; returns whether they work so."""
        found = self._rows_of_versions(beside.values(), one) if beside else []
        rows |= zip(beside, found or ())
        return found is not None

    def tidy(self, mistakes: Sequence[Misconception]) -> list[Misconception]:
        """Those of these mistakes that do nothing but what their parts of the rule are for."""
        there = [m for m in mistakes if not m.driver and self._tidy.get(m.name, True)]
        rows: list[Array | None] | None = []
        while there:
            refused: set[int] = set()
            rows = self._rows_of_versions(there, refused=refused)
            if not refused:
                break
            there = [m for n, m in enumerate(there, start=1) if n not in refused]
        if rows is None:
            rows = [row for m in there for row in self._rows_of_versions([m]) or [None]]
        for m, row in zip(there, rows):
            if row is not None and self._tidy.get(m.name):
                self._rows[m.name] = row
            self._tidy[m.name] = _same(row, self._row_once(m))
        names = {m.name for m in there}
        self._tidy |= {m.name: False for m in mistakes if m.name not in names}
        return [m for m in there if self._tidy[m.name]]

    def _rows_of_versions(self, mistakes: Iterable[Misconception], *others: Misconception,
                          refused: set[int] | None = None) -> list[Array | None] | None:
        """The rows of each of these mistakes, made besides the others; None if that does not work so.

        The right one walks with them, and tells whether the rest of the rule takes each row by itself.

        Args:
            mistakes: each walks in a row of its own.
            others: these walk in every row.
            refused: where the rows are put, counted from 1, of those that change what they are given.
        """
        if any(m.driver and m.name in self._joining for m in others):
            return None
        versions = dict(enumerate(mistakes, start=1))
        group = _Group(len(versions) + 1, self._weights, set(), set(), set() if refused is None else refused)
        made = rule(self._task, others)
        for m in others:
            if m.name in self._joining:
                vars(made).update({name: _one_alone(part, self._weights) for name, part in m.parts.items()
                                   if name != "fixed"})
        for part in {part for m in versions.values() for part in m.parts} - {"fixed"}:
            own = {n: m for n, m in versions.items() if part in m.parts}
            setattr(made, part, _Versions(part, getattr(made, part), own, group, self._known, not others))
        self._count(group.count)
        try:
            walked = self._walk(others, _Fixing(made, versions, group), group.count)
        except (*UNFIT, _Changed):
            return None
        rows = walked.transpose(1, 0, 2).reshape(group.count, -1)
        if not _same(rows[0], self._row_once(*others)):
            return None
        return [None if n in group.failed else row for n, row in enumerate(rows)][1:]

    def _walk(self, mistakes: Mistakes, made: Rule | _Fixing, *count: int) -> Array:
        """Where a rule leads, with the bookkeeping of somebody who makes these mistakes: a row for each step.

        What is wrong in the rule alone needs no optimizer around it, which takes longer.
        """
        with torch.no_grad():
            shape = (*count, *self._weights.shape)
            at: list[torch.Tensor] = []
            if any(m.driver for m in mistakes):
                made_by = optimizer(self._task, mistakes)
                made_by.rule = staticmethod(made)
                p = self._weights.expand(shape).clone()
                walker = made_by([p], **self._given)
                for g in self._gradients:
                    p.grad = g.expand(shape).clone()
                    walker.step()
                    at.append(p.clone())
            else:
                w, state = self._weights, State()
                for g in self._gradients:
                    w = made(w.clone(), g.clone(), state, Values(**self._values)).to(self._weights)  # as `move` copies
                    at.append(w.expand(shape))
            return torch.stack(at).flatten(-self._weights.dim()).numpy()

    def _count(self, rows: int) -> None:
        self.walked += len(self._gradients) * math.ceil(rows * self._weights.numel() / AS_ONE)


@dataclass(frozen=True)
class _Group:
    """So many who walk beside each other, a row each. The first of them is right everywhere.

    Attributes:
        count: how many there are.
        like: a tensor that has the shape of a row.
        begun: the rows of those who have made a mistake.
        failed: the rows of those who have broken off; these are not numbers.
        refused: the rows of those who have changed what they are given.
    """

    count: int
    like: torch.Tensor
    begun: set[int]
    failed: set[int]
    refused: set[int]

    def results(self, right: Any, own: Mapping[int, torch.Tensor | None]) -> torch.Tensor:
        """The right result for each, but for those who have results of their own."""
        rows = torch.as_tensor(right, dtype=self.like.dtype).expand(self.count, *self.like.shape).clone()
        none = torch.full_like(self.like, math.nan)
        rows[list(own)] = torch.stack([none if result is None else result for result in own.values()])
        return rows

    def given(self, n: int, given: Iterable[Any]) -> list[Any]:
        """What one of them is given, of what all are."""
        return [_UNCHANGED[type(x)](**{name: self._of_one(n, y) for name, y in vars(x).items()})
                if isinstance(x, State | Values) else self._of_one(n, x) for x in given]

    def _of_one(self, n: int, thing: Any) -> Any:
        return thing[n] if isinstance(thing, torch.Tensor) and thing.dim() > self.like.dim() else thing

    def astray(self, some: Collection[int], given: Iterable[Any]) -> set[int]:
        """Which of some are given anything else than the first; to look pays where all have made a mistake before."""
        if not self.begun.issuperset(some):
            return self.begun.intersection(some)
        apart = torch.zeros(self.count, dtype=torch.bool)
        for x in _tensors(given):
            if x.dim() > self.like.dim():
                apart |= (x != x[:1]).flatten(1).any(dim=1)
        return set(apart.nonzero().flatten().tolist())


class _Versions:
    """A part of a rule for some who walk beside each other: right, but for those who have versions of their own.

    Args:
        part: its name.
        right: the function of all others.
        versions: the mistakes of some, by their rows; none may change anything but what it returns.
        group: who walk beside each other.
        known: by part, what has come of each mistake before, in the few steps of the right rule.
        keep: whether what comes of them is to be known later: nothing but the right rule is around them.
    """

    def __init__(self, part: str, right: Callable[..., Any], versions: Mapping[int, Misconception], group: _Group,
                 known: dict[str, list[_Known]], keep: bool):
        self._part, self._right, self._versions, self._group = part, right, versions, group
        self._known, self._keep = known, keep

    def __call__(self, *given: Any) -> Any:
        group = self._group
        at_first = group.given(0, given)
        known = next((k for k in self._known.get(self._part, ()) if _alike(k.given, at_first)), None)
        if known is None:
            known = _Known(at_first, {})
            if self._keep:
                self._known.setdefault(self._part, []).append(known)
        astray = group.astray(self._versions, given)
        own: dict[int, list[torch.Tensor] | None] = {}
        for n, m in self._versions.items():
            if n in astray:
                own[n] = self._result(n, m, group.given(n, given))
            else:
                if m.name not in known.results:
                    known.results[m.name] = self._result(n, m, at_first)
                own[n] = known.results[m.name]
        group.begun.update(own)
        group.failed.update(n for n, result in own.items() if result is None)
        if group.refused:
            self._known.clear()  # what the parts were given has been changed
            raise _Changed
        right = self._right(*given)
        results = [group.results(x, {n: result[k] if result else None for n, result in own.items()})
                   for k, x in enumerate(right if isinstance(right, tuple) else (right,))]
        return tuple(results) if isinstance(right, tuple) else results[0]

    def _result(self, n: int, mistake: Misconception, given: Sequence[Any]) -> list[torch.Tensor] | None:
        """What comes of a mistake, a tensor or several; None if it breaks off."""
        before, like = _written(given), self._group.like
        try:
            made = mistake.parts[self._part](*given)  # type: ignore[operator]
            return [torch.as_tensor(x, dtype=like.dtype).expand_as(like).clone()
                    for x in (made if isinstance(made, tuple) else (made,))]
        except UNFIT:
            return None
        except _Changed:
            self._group.refused.add(n)
            return None
        finally:
            if _written(given) != before:
                self._group.refused.add(n)


class _Fixing:
    """A rule for some who walk beside each other, of whom a few use other hyperparameters than those in force.

    Args:
        made: the rule.
        versions: the mistakes of some, by their rows.
        group: who walk beside each other.
    """

    def __init__(self, made: Rule, versions: Mapping[int, Misconception], group: _Group):
        self._made, self._group, self.fixed = made, group, made.fixed
        self._own: dict[str, dict[int, torch.Tensor]] = {}
        for n, m in versions.items():
            for name, value in fixed_by(m).items():
                self._own.setdefault(name, {})[n] = torch.full_like(group.like, value)
                group.begun.add(n)

    def __call__(self, w: torch.Tensor, g: torch.Tensor, s: State, h: Values) -> torch.Tensor:
        for name, own in self._own.items():
            setattr(h, name, self._group.results(getattr(h, name), own))
        return self._made(w, g, s, h)


class _Known(NamedTuple):
    """What comes of mistakes in one part of a rule.

    Attributes:
        given: what the part is given.
        results: what comes of it, by each mistake's name.
    """

    given: list[Any]
    results: dict[str, list[torch.Tensor] | None]


class _Changed(Exception):
    """A version has changed what it was given, and others get, too."""


def _refuse(self: State | Values, name: str, value: Any) -> None:
    raise _Changed


_UNCHANGED: Final = {kind: type(f"Unchanged{kind.__name__}", (kind,), {"__setattr__": _refuse})
                     for kind in (State, Values)}


def _alike(given: Iterable[Any], others: Iterable[Any]) -> bool:
    """Whether a function is given the same twice."""
    return all(x is y or type(x) is type(y) and (
        vars(x).keys() == vars(y).keys() and _alike(vars(x).values(), vars(y).values())
        if isinstance(x, State | Values) else torch.equal(x, y) if isinstance(x, torch.Tensor) else x == y)
        for x, y in zip(given, others, strict=True))


def _one_alone(part: Any, like: torch.Tensor) -> Callable[..., Any]:
    """A part that refuses the results of several versions."""
    def one_alone(*given: Any) -> Any:
        if any(x.dim() > like.dim() for x in _tensors(given)):
            raise ValueError("several versions at once")
        return part(*given)

    return one_alone


def _tensors(given: Iterable[Any]) -> Iterator[torch.Tensor]:
    """The tensors that a function is given."""
    for one in given:
        for x in vars(one).values() if isinstance(one, State | Values) else (one,):
            if isinstance(x, torch.Tensor):
                yield x


def _written(given: Iterable[Any]) -> list[int]:
    """How often each tensor that a function is given has been written."""
    return [x._version for x in _tensors(given)]


def _same(row: Array | None, other: Array | None) -> bool:
    return row is not None and other is not None and (np.array_equal(row, other) or np.allclose(
        row, other, rtol=ALIKE, atol=0, equal_nan=True))
