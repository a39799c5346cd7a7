"""What would make it right: under which conditions a path goes wrong that no mistake explains.

The student's paths are laid beside the right ones: trial by trial, parameter by parameter, entry by entry. Each of
these is right, or wrong from some step on. A condition is told only if it holds wherever the path is wrong and nowhere
where it is right, so that whatever is said is true of the trials; if nothing tells them apart, nothing is said.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..ground.failure import Failure
from ..ground.trial import Array, Device, DType, Gradient, Hyperparameters, Layout, Trial
from ..ground.walk import Trajectory
from ..language.box import reached_by
from ..language.task import REQUIRED, Check, JudgedBy, Task, rule_names
from ..outcome.finding import Circumstances, Condition, Contrast, Difference, Finding, Stop
from .compare import QUIET, distance, wrong_from
from .judge import Trajectories, refused
from .paths import Paths

SAME = 1e-5  # within which two ratios are the same
LITTLE = 1e-3  # a factor that is as near to 1 says nothing
MANY, GAP = 5, 10.0  # so many entries, or so large a factor between them, and a bound is no chance
SEVERAL = 3  # trials
FEW = 0.9  # of what the method needs
BALANCE = 1e-12  # of all entries' sizes: a sum of no more is zero but for rounding
ARRIVED = 1e-6  # of the way: who moves by no more is at rest
NEARLY_ALL = 0.9  # of the entries that are right
HOW_FAR = Condition.FACTOR, Condition.STANDS  # what is told beside a condition
VISIBLE = 1e6  # an entry that moves by less than this times the tolerance says nothing


class Beside:
    """A student's paths beside the right ones.

    Args:
        known: the right paths.
        paths: the student's, by the trial's name.
    """

    def __init__(self, known: Paths, paths: Trajectories):
        self._known, self._paths = known, paths

    @cached_property
    def _walks(self) -> list[Pair]:
        """Through the trials that have one difficulty each: where several come together, none of them is the cause."""
        return [Pair(self._known, self._paths[t.name], t) for t in self._known.task.trials
                if t.name in self._paths and t.device is Device.CPU and not t.last
                and not refused(self._paths[t.name], t)]

    @cached_property
    def _everywhere(self) -> tuple[Contrast, ...]:
        return contrasts(self._known.task, self._walks)

    @QUIET
    def circumstances(self, check: Check, finding: Finding) -> Circumstances | None:
        """What is known about a difference from the reference's path; None if there is none."""
        if finding.passed or not finding.difference:
            return None
        wrong = {walk.trial.name for walk in self._walks if walk.wrong}
        about = {walk.trial.about for walk in self._walks if walk.wrong}
        elsewhere = {walk.trial.about for walk in self._walks if not walk.wrong}
        trial = next(t for t in self._known.task.trials if t.name == finding.difference.trial)
        if trial.last:
            about = {trial.about}
        about_here = {t.about for t in check.trials if t.name in wrong}
        elsewhere_here = {t.about for t in check.trials if t.name in self._paths and t.name not in wrong}
        plain = any(walk.wrong and not walk.trial.about for walk in self._walks)  # it goes wrong by itself as well
        failure = finding.difference.failure
        return Circumstances(
            right_trials=sum(t.name in self._paths and t.name not in wrong and not t.last for t in check.trials),
            only=_single(about, elsewhere), only_here=None if plain else _single(about_here, elsewhere_here),
            stop=stop(trial, failure) if failure else None,
            causes=self._causes(check, finding, wrong) or self._few_stored,
            idle=_idle(trial, finding.difference), tail=self._tail(trial, finding.difference.parameter))

    def _tail(self, trial: Trial, parameter: int | None) -> tuple[int, int] | None:
        """How many of a parameter's entries go wrong, and of how many, if they are the last and the others are seen."""
        walk = next((walk for walk in self._walks if walk.trial.name == trial.name), None)
        if walk is None or parameter is None:
            return None
        wrong, seen = walk.entries[parameter] > 0, walk.seen[parameter]
        count, size = int(wrong.sum()), wrong.size
        rest = seen[: size - count]
        last = count > 0 and bool(wrong[size - count:].all())
        return (count, size) if last and rest.sum() >= MANY and rest.all() else None

    def _causes(self, check: Check, finding: Finding, wrong: set[str]) -> tuple[Contrast, ...]:
        """What tells right from wrong, in all trials or in those of a check and the right ones.

        The second is told only if all that goes wrong elsewhere is told from the right ones as well, by something else:
        then there are several defects, each under a condition of its own. One that shows in other checks without that
        condition does not have it.
        """
        asked = {t.name for t in check.trials}
        rule = {t.name for c in self._known.task.checks if c.judge is JudgedBy.PATH for t in c.trials}
        if not asked & wrong or finding.alone and rule & wrong:  # of a rule of their own nothing is known
            return ()
        if any(cause.condition not in HOW_FAR for cause in self._everywhere):
            return self._everywhere
        mine = self._by_check[check.name]
        later = [cause for found in self._by_check.values() for cause in found
                 if cause.condition is Condition.LATER_HERE]
        if later:  # of the one defect, elsewhere with another step: what is said holds for the check alone
            return (*(cause for cause in mine if cause in later), *self._everywhere)
        others = {c.name: self._by_check[c.name] for c in self._known.task.checks if c.name != check.name}
        explained = asked | {t.name for c in self._known.task.checks if others.get(c.name) for t in c.trials}
        same = any(one != other and (one.condition, one.name) == (other.condition, other.name)
                   for one in mine for found in others.values() for other in found)
        return (*(mine if wrong <= explained and not same else ()), *self._everywhere)

    @cached_property
    def _few_stored(self) -> tuple[Contrast, ...]:
        """That fewer numbers are stored than the method needs: several weights share one, or nothing is remembered."""
        for trial in self._known.task.trials:
            path = self._paths.get(trial.name) if trial.measure else None
            if path and path.stored and not path.failure:
                stored = path.stored[-1] / sum(p.size for p in trial.parameters)
                if stored < FEW * self._known.task.stored_copies:
                    return (Contrast(Condition.FEW_STORED, low=round(stored, 2), high=self._known.task.stored_copies),)
        return ()

    @cached_property
    def _by_check(self) -> dict[str, tuple[Contrast, ...]]:
        """What tells the trials that go wrong in a check from all that are right, by the check's name."""
        return {check.name: contrasts(self._known.task, [
            walk for walk in self._walks if walk.trial in check.trials or not walk.wrong], whole=False)
            for check in self._known.task.checks}


def _single(about: set[str], elsewhere: set[str]) -> str | None:
    """What all have in common that go wrong, and nothing elsewhere has."""
    return next(iter(about)) if len(about) == 1 and not about & elsewhere else None


def _idle(trial: Trial, difference: Difference) -> bool:
    """Whether a parameter moves that has no gradient in that step."""
    return (difference.parameter is not None and bool(difference.moved)
            and _given(trial, difference.step, difference.parameter) is False)


def stop(trial: Trial, failure: Failure) -> Stop:
    """Where a walk through a trial ended before its time."""
    shapes = [p.shape for p in trial.parameters]
    k = failure.parameter
    if k is None and failure.step and len(shapes) == 1:
        k = 0
    return Stop(tuple(dict.fromkeys(shapes)), k, None if k is None else shapes[k], _given(trial, failure.step, k))


def _given(trial: Trial, step: int, parameter: int | None) -> bool | None:
    """Whether a parameter, or else each of them, has been given a gradient in that step; None in the constructor."""
    if step == 0:
        return None
    if trial.problem:
        return True
    last: list[Gradient] = [None] * len(trial.parameters)
    for gradients in trial.gradients[:step]:
        last = [before if isinstance(g, str) else g for before, g in zip(last, gradients)]
    return all(g is not None for g in (last if parameter is None else [last[parameter]]))


def contrasts(task: Task, walks: list[Pair], whole: bool = True) -> tuple[Contrast, ...]:
    """What tells the trials, parameters or entries that go wrong from those that are right; none if nothing does.

    Args:
        task: whose trials they are.
        walks: the paths through them.
        whole: whether these are all trials, so that “everywhere” may be said.
    """
    walks = [walk for walk in walks if not (walk.path.failure and walk.path.failure.out_of_time)]
    wrong = sum(walk.wrong > 0 for walk in walks)
    exception = 0 < wrong <= len(walks) - wrong
    if not wrong or not (whole or exception):
        return ()
    found = next(_conditions(task, walks, exception and whole), None)
    if not whole:
        if found and found.condition is Condition.LATER:  # elsewhere it may begin with another step
            found = replace(found, condition=Condition.LATER_HERE)
        return (found,) if found else ()
    return tuple(filter(None, (found or next(_everywhere(walks), None), _factor(walks))))


# What is compared

class Pair:
    """A student's path through one trial beside the right one.

    Attributes:
        wrong: the first step that is wrong; 0 if none is.
        entries: for each parameter and each of its entries the first step that is wrong; 0 if none is.
        seen: for each parameter and entry whether it moves far enough for a mistake to show.
        gradients: for each parameter the gradient's entries, a row for each step; not a number where there is none.
        positions: for each parameter where its entries should be, a row for each step and one for the start.
    """

    def __init__(self, known: Paths, path: Trajectory, trial: Trial):
        self.trial, self.path, self.right = trial, path, known.right(trial)
        self.steps = path.steps
        self.entries: list[NDArray[np.int64]] = []
        self.seen: list[NDArray[np.bool_]] = []
        for i in range(len(trial.parameters)):
            first, limit = wrong_from(path, self.right, trial, i, known.task.reference.tolerances)
            self.entries.append(first)
            moved = np.abs(np.array([p[i] for p in self.right.positions]) - self.right.positions[0][i])
            self.seen.append(moved.max(axis=0) > VISIBLE * limit)
        firsts = [int(e[e > 0].min()) for e in self.entries if (e > 0).any()]
        self.stopped = not firsts and path.failure is not None
        self.wrong = min(firsts, default=0) or (path.steps + 1 if path.failure else 0)
        self.gradients = [np.array([np.full(p.size, np.nan) if g[i] is None else g[i] for g in self.right.gradients])
                          for i, p in enumerate(trial.parameters)]
        self.positions = [np.array([step[i] for step in self.right.positions]) for i in range(len(trial.parameters))]


@dataclass(frozen=True)
class _Unit:
    """A trial, or one parameter of it, and the first step at which it is wrong; 0 if none is."""

    walk: Pair
    wrong: int
    parameter: int | None = None

    @property
    def trial(self) -> Trial:
        return self.walk.trial

    @property
    def steps(self) -> int:
        return self.trial.steps

    @property
    def parameters(self) -> Iterable[int]:
        return range(len(self.trial.parameters)) if self.parameter is None else (self.parameter,)


def _parameters(walks: list[Pair]) -> list[_Unit]:
    """All parameters of all trials; none if a walk ended in an error, which says nothing about its parameters."""
    if any(walk.stopped for walk in walks):
        return []
    units = [_Unit(walk, int(min(first[first > 0], default=0)), i)
             for walk in walks for i, first in enumerate(walk.entries) if first.size]
    # In float32 a small mistake is not seen.
    return [u for u in units if u.wrong or u.trial.dtypes[u.parameter or 0] is DType.FLOAT64]


# What may tell them apart

Flag = Callable[[_Unit], bool]
Amount = Callable[[_Unit], float]
Event = Callable[[_Unit], int]  # the step, from 1, at which it happens; 0 if it does not


def _conditions(task: Task, walks: list[Pair], exception: bool) -> Iterator[Contrast]:
    """All that tell right from wrong, those that say most first.

    Numbers are bounds only where a path is mostly right: few right trials among wrong ones have all kinds of numbers.
    """
    single, whole = _parameters(walks), [_Unit(walk, walk.wrong) for walk in walks]
    # What goes wrong in an entry here and there does so where there are many of them: that is no condition.
    ones, alls = (units if _no_accident(units) else [] for units in (single, whole))
    for tight in (True, False):
        for units in (single, whole):
            for condition, event in _EVENTS.items():
                if _begins(units, event, tight):
                    yield Contrast(condition)
        if tight:
            yield from _later(single)
            yield from _later(whole)
            yield from _entries(walks, single, exception)
            yield from _flags(ones, _PARAMETER)
            yield from _dimensions(ones if _meant(ones, "dimensions") else [])
            yield from _left_out(task, alls, True)
            yield from _settings(task, ones, exception)
            yield from _settings(task, alls, exception)
            yield from _flags(alls, _TRIAL)
            yield from _flags(alls, _TRIAL_AND_DTYPE)
    if not exception:
        return
    yield from _left_out(task, alls, False)
    if _meant(ones, "numbers"):
        yield from _threshold(ones, lambda u: u.trial.parameters[u.parameter or 0].size, Condition.LARGE,
                              Condition.SMALL)
    if _meant(alls, "numbers"):
        yield from _threshold(alls, _largest, Condition.LARGE, None)
    if _meant(whole, "parameters") and _no_accident(whole, of_parameters=True):
        yield from _threshold(alls, lambda u: max(map(u.trial.owners.count, u.trial.owners)), Condition.MANY, None)


def _meant(units: list[_Unit], face: str) -> bool:
    """Whether a number is what all that is wrong has in common, and not another difficulty of a trial of its own."""
    wrong = [u.trial for u in units if u.wrong]
    about = {t.about for t in wrong}
    return "" in about or len(about) > 1 or any(one.name == face for one in reached_by(wrong))


def _no_accident(units: list[_Unit], of_parameters: bool = False) -> bool:
    """Whether some of what is right would be wrong, too, if it went wrong as often as where something does.

    Args:
        units: right and wrong ones.
        of_parameters: whether parameters are counted, and not their entries.
    """
    wrong, right = _apart(units)
    if any(u.walk.stopped for u in wrong):
        return True

    def count(some: list[_Unit], *, all_seen: bool) -> int:
        """How many entries are wrong, or are seen at all."""
        flags = [(u.walk.entries[i] > 0) | (all_seen & u.walk.seen[i]) for u in some for i in u.parameters]
        return sum(int(one.any() if of_parameters else one.sum()) for one in flags)

    return count(wrong, all_seen=False) * count(right, all_seen=True) >= MANY * count(wrong, all_seen=True)


def _event(of: Callable[[Trial, int], Iterable[bool]]) -> Event:
    """An event of any of a unit's parameters, from whether it happens in each step."""
    def first(unit: _Unit) -> int:
        if unit.trial.problem:
            return 0
        steps = [next((t for t, happens in enumerate(of(unit.trial, i), 1) if happens), 0) for i in unit.parameters]
        return min(filter(None, steps), default=0)
    return first


def _there(trial: Trial, parameter: int, step: int) -> bool:
    """Whether the optimizer to which a parameter belongs has been made, at a step from 0."""
    return trial.late is None or step >= trial.late or trial.owners[parameter] < len(trial.hyperparameters) - 1


def _all_zero(unit: _Unit) -> int:
    for t in range(len(unit.walk.right.gradients)):
        if any((rows := unit.walk.gradients[i]).size and not rows[t].any() for i in unit.parameters):
            return t + 1
    return 0


def _balanced(unit: _Unit) -> int:
    """The first step in which a gradient's entries add up to zero, without being zero."""
    for t in range(len(unit.walk.right.gradients)):
        for i in unit.parameters:
            row = unit.walk.gradients[i][t]
            if row.any() and abs(row.sum()) <= BALANCE * np.abs(row).sum():
                return t + 1
    return 0


def _untouched(unit: _Unit) -> bool:
    """Whether an entry of a parameter has had no gradient but zeros, up to the step that is wrong, or to its first."""
    there = np.nan_to_num(unit.walk.gradients[unit.parameter or 0]) != 0
    steps = unit.wrong or 1 + int(np.argmax(there.any(axis=1)))
    return there.any() and not there[:steps].any(axis=0).all()


def _before(unit: _Unit) -> Iterator[int]:
    """The parameters that its optimizer has before this one."""
    owners = unit.trial.owners
    return (i for i in range(unit.parameter or 0) if owners[i] == owners[unit.parameter or 0])


def _places(trial: Trial, place: int) -> set[int]:
    """Each optimizer's parameter at this place."""
    own = [[i for i, owner in enumerate(trial.owners) if owner == k] for k in range(len(trial.hyperparameters))]
    return {mine[place] for mine in own if mine}


_EVENTS: Mapping[Condition, Event] = {
    Condition.RATE_ZERO: lambda unit: min((t + 1 for t, change in unit.trial.changes.items() if change.get("lr") == 0),
                                          default=0),
    Condition.CHANGE: lambda unit: min((t + 1 for t in unit.trial.changes), default=0),
    Condition.RENEWAL: lambda unit: min((t + 1 for t in unit.trial.renewed), default=0),
    Condition.NONE: _event(lambda trial, i: (g[i] is None and _there(trial, i, t)
                                             for t, g in enumerate(trial.gradients))),
    Condition.NONE_BESIDE: lambda unit: next((t for t, step in enumerate(unit.trial.gradients, 1) if any(
        g is None for g in step) and not all(g is None for g in step) and all(_there(
            unit.trial, i, t - 1) for i in range(len(step)))), 0),
    Condition.KEPT: _event(lambda trial, i: (isinstance(g[i], str) for g in trial.gradients)),
    Condition.ZERO: _all_zero,
    Condition.BALANCED: _balanced,
}
_PARAMETER: Mapping[Condition, Flag] = {
    Condition.FLOAT32: lambda u: u.trial.dtypes[u.parameter or 0] is DType.FLOAT32,
    Condition.SCATTERED: lambda u: u.trial.layouts[u.parameter or 0] is not Layout.PLAIN,
    Condition.NO_VIEW: lambda u: u.trial.layouts[u.parameter or 0] is Layout.TRANSPOSED,  # strides alone do not matter
    Condition.AFTER_EMPTY: lambda u: any(not u.trial.parameters[i].size for i in _before(u)),
    Condition.UNTOUCHED: _untouched,
    Condition.NOT_FIRST: lambda u: u.parameter not in _places(u.trial, 0),
    Condition.NOT_LAST: lambda u: u.parameter not in _places(u.trial, -1),
    Condition.LAST: lambda u: u.parameter in _places(u.trial, -1),
}
_TRIAL: Mapping[Condition, Flag] = {
    Condition.POSITIONAL: lambda u: u.trial.positional,
    Condition.GENERATOR: lambda u: u.trial.generator,
    Condition.SEVERAL_OPTIMIZERS: lambda u: len(u.trial.hyperparameters) > 1,
    Condition.SEVERAL: lambda u: len(u.trial.parameters) > len(u.trial.hyperparameters),
    Condition.ALIKE: lambda u: len(u.trial.parameters) > len({
        (owner, p.shape) for owner, p in zip(u.trial.owners, u.trial.parameters)}),
}
_TRIAL_AND_DTYPE: Mapping[Condition, Flag] = {
    Condition.ALIKE: lambda u: len(u.trial.parameters) > len({
        (owner, p.shape, dtype) for owner, p, dtype in zip(u.trial.owners, u.trial.parameters, u.trial.dtypes)}),
}


def _apart(units: Iterable[_Unit]) -> tuple[list[_Unit], list[_Unit]]:
    """Wrong units, and right ones that go on for long enough to be wrong."""
    units = list(units)
    wrong = [u for u in units if u.wrong]
    soonest = min((u.wrong for u in wrong), default=0)
    return wrong, [u for u in units if not u.wrong and u.steps >= soonest]


def _begins(units: list[_Unit], event: Event, tight: bool) -> bool:
    """Whether all that is wrong is so after an event, at once if it is tight, and nothing right goes on after one."""
    wrong, right = [u for u in units if u.wrong], [u for u in units if not u.wrong]
    late = 1 if tight else max((u.steps for u in units), default=0)
    # Most events are ruled out by the first that is wrong: the others need not be looked for.
    return (bool(wrong) and bool(right) and all(0 < (at := event(u)) <= u.wrong <= at + late for u in wrong)
            and not any(0 < event(u) < u.steps for u in right))


def _later(units: list[_Unit]) -> Iterator[Contrast]:
    """All is right up to a step, and wrong after it, whatever the trial. A parameter steps where it has a gradient."""
    counts = [_taken(u) for u in units]
    low = min((int(taken[u.wrong]) for u, taken in zip(units, counts) if u.wrong), default=0) - 1

    def goes_on(unit: _Unit, taken: NDArray[np.int64]) -> bool:
        """Whether nothing shows of what goes wrong after that step, for as long as the unit is right."""
        end = unit.wrong - 1 if unit.wrong else unit.steps
        return bool(taken[end] <= low + 1) or _rests(unit, int(np.argmax(taken >= low)), end)

    if low > 1 and any(u.steps == 1 or not u.wrong for u in units) and all(map(goes_on, units, counts)):
        yield Contrast(Condition.LATER, low=low)


def _taken(unit: _Unit) -> NDArray[np.int64]:
    """How many steps a unit has taken after each step: a trial all, a parameter those in which it had a gradient."""
    if unit.parameter is None or unit.trial.problem:
        return np.arange(unit.steps + 1)
    last: Gradient = None
    taken = [0]
    for gradients in unit.trial.gradients:
        given = gradients[unit.parameter]
        last = last if isinstance(given, str) else given
        taken.append(taken[-1] + (last is not None))
    return np.array(taken)


def _rests(unit: _Unit, begin: int, end: int) -> bool:
    """Whether a path goes nowhere between two steps: nothing that is wrong there shows."""
    path = unit.walk.right
    return all(np.abs(after[i] - path.positions[begin][i]).max(initial=0.0) <= ARRIVED * distance(path, i)
               for after in path.positions[begin : end + 1] for i in unit.parameters)


def _flags(units: list[_Unit], flags: Mapping[Condition, Flag]) -> Iterator[Contrast]:
    wrong, right = _apart(units)
    for condition, flag in flags.items():
        if wrong and right and all(map(flag, wrong)) and not any(map(flag, right)):
            yield Contrast(condition)


def _dimensions(units: list[_Unit]) -> Iterator[Contrast]:
    wrong, right = ({u.trial.parameters[u.parameter or 0].ndim for u in some} for some in _apart(units))
    if wrong == {0} and right and 0 not in right:
        yield Contrast(Condition.NUMBER)
    elif wrong and right and min(wrong) > max(right):
        yield Contrast(Condition.MORE_DIMENSIONS, low=max(right), high=min(wrong))
    elif wrong and right and max(wrong) < min(right):
        yield Contrast(Condition.FEWER_DIMENSIONS, low=max(wrong), high=min(right))
    elif len(wrong) == 1 and right and not wrong & right:
        yield Contrast(Condition.DIMENSIONS, low=wrong.pop())


def _threshold(units: list[_Unit], amount: Amount, more: Condition, less: Condition | None,
               name: str = "") -> Iterator[Contrast]:
    """A number above, or below, which all is wrong."""
    wrong, right = ([amount(u) for u in some] for some in _apart(units))
    if wrong and right and min(wrong) > max(right):
        yield Contrast(more, name, max(right), min(wrong))
    elif less and wrong and right and max(wrong) < min(right):
        yield Contrast(less, name, max(wrong), min(right))


def _largest(unit: _Unit) -> int:
    """The size of a trial's largest parameter; of the largest that goes wrong, where that is known."""
    sizes = [p.size for p in unit.trial.parameters]
    wrong = [size for size, first in zip(sizes, unit.walk.entries) if first.any()]
    return max(wrong or sizes)


def _left_out(task: Task, units: list[_Unit], tight: bool) -> Iterator[Contrast]:
    """A hyperparameter with whose default, where it is not given, all goes wrong."""
    units = [u for u in units if u.parameter is not None or len(u.trial.hyperparameters) == 1]
    wrong, right = _apart(units)
    if not wrong or not right:
        return
    found = []
    for name, default in task.hyperparameters.items():
        def left(unit: _Unit, name: str = name) -> bool:
            return name not in _of(unit)

        if default is not REQUIRED and all(map(left, wrong)) and not (all if not tight else any)(map(left, right)):
            found.append(Contrast(Condition.LEFT_OUT, _symbol(task, name)))
    if len(found) == 1:  # of several nobody knows which it is
        yield found[0]
    given = {name for u in right for name in task.hyperparameters if name not in _of(u)}
    open_ = [name for name, default in task.hyperparameters.items() if default is not REQUIRED and name not in given]
    if tight and len(open_) > 1 and not found and all(any(name not in _of(u) for name in open_) for u in wrong):
        yield Contrast(Condition.DEFAULTS, ", ".join(_symbol(task, name) for name in open_))


def _of(unit: _Unit) -> Hyperparameters:
    """The hyperparameters that a unit's optimizer has been given."""
    return unit.trial.hyperparameters[unit.trial.owners[unit.parameter or 0]]


def _symbol(task: Task, name: str) -> str:
    symbol = task.symbols.get(name, name)
    return " and ".join(symbol) if isinstance(symbol, tuple) else symbol


def _settings(task: Task, units: list[_Unit], exception: bool) -> Iterator[Contrast]:
    """A hyperparameter with which it is right."""
    defaults, symbols = _numbers(task.hyperparameters), _numbers(task.symbols)
    units = [u for u in units if u.parameter is not None or len(u.trial.hyperparameters) == 1]
    wrong, right = _apart(units)
    if not wrong or not right:
        return
    found: list[Contrast] = []
    for name, default in defaults.items():
        def given(unit: _Unit, name: str = name, default: Any = default) -> float:
            return float(_numbers(_of(unit)).get(name, default if isinstance(default, int | float) else math.nan))

        symbol = str(symbols.get(name, name))
        mine, others = {given(u) for u in wrong}, {given(u) for u in right}
        if default is not REQUIRED and others == {default} and default not in mine:
            found.append(Contrast(Condition.SETTING, symbol, low=float(default)))
        elif others == {0.0} and 0.0 not in mine:
            found.append(Contrast(Condition.NOT_ZERO, symbol))
        else:
            found += _threshold(units, given, Condition.SETTING_ABOVE, Condition.SETTING_BELOW, symbol)
    bounds = Condition.SETTING_ABOVE, Condition.SETTING_BELOW
    if len(found) == 1 and (exception or found[0].condition not in bounds):  # of several nobody knows which it is
        yield found[0]


def _numbers(values: Mapping[str, Any]) -> dict[str, Any]:
    """Hyperparameters by the names that rules know: betas are beta1 and beta2."""
    named: dict[str, Any] = {}
    for name, value in values.items():
        named |= rule_names(name, value) if isinstance(value, tuple) else {name: value}
    return named


def _entries(walks: list[Pair], single: list[_Unit], exception: bool) -> Iterator[Contrast]:
    """What tells wrong entries from right ones, or the parameters' whole gradients."""
    wrong, place, largest, weights, smallest, nonzero, top, negative, zero = [], [], [], [], [], [], [], [], []
    when, steps, moving = [], [], []
    for walk in [] if any(walk.stopped for walk in walks) else walks:
        for first, seen, gradient, going in zip(walk.entries, walk.seen, walk.gradients, walk.positions):
            use = (first > 0) | seen
            if walk.trial.problem:  # whatever goes wrong there later may follow from what went wrong first
                use &= (first == 0) | (first == walk.wrong)
            if not use.any():
                continue
            first, g = first[use], gradient[:, use]
            size = np.where(np.isnan(g), 0.0, np.abs(g))
            last = np.where(first > 0, first, len(g)) - 1
            k = np.arange(len(first))
            wrong.append(first > 0)
            when.append(first)
            steps.append(np.full(len(first), len(g)))
            place.append(np.flatnonzero(use))
            largest.append(np.maximum.accumulate(size)[last, k])
            weights.append(np.maximum.accumulate(np.abs(going[:-1, use]))[last, k])
            smallest.append(np.minimum.accumulate(np.where(np.isnan(g), np.inf, size))[last, k])
            nonzero.append(np.minimum.accumulate(np.where(size > 0, size, np.inf))[last, k])
            top.append(size.max(axis=0))
            negative.append(np.logical_or.accumulate(g < 0)[last, k])
            zero.append(np.logical_or.accumulate(g == 0)[last, k])
            # Where the right path rests at a zero, it changes nothing to take it for none
            moving.append(np.logical_or.accumulate((g == 0) & (np.diff(going[:, use], axis=0) != 0))[last, k])
    if not wrong:
        return
    off = np.concatenate(wrong)
    mixed = any(some.any() and not some.all() for some in wrong)
    if not off.any() or off.all() or not (mixed or exception):
        return
    at, most, far, *few, below_zero, at_zero, moving_at_zero = map(np.concatenate, (
        place, largest, weights, smallest, nonzero, top, negative, zero, moving))
    if at[off].min() > at[~off].max():
        yield Contrast(Condition.LATER_ENTRIES, low=float(at[off].min()))
    many = min(off.sum(), (~off).sum()) >= MANY  # then they do not stand in two heaps by chance
    if most[off].min() > most[~off].max() * (1 if many else GAP) > 0:
        yield _apart_by(Condition.HUGE_GRADIENT, most[~off].max(), most[off].min())
    for zeros in (at_zero, moving_at_zero):
        if zeros[off].all() and not zeros[~off].any():
            yield Contrast(Condition.ZERO_GRADIENT)
    *often, ever = few
    for size in often:
        if 0 < size[off].max() * (1 if many else GAP) < size[~off].min() < np.inf:
            yield _apart_by(Condition.TINY_GRADIENT, size[off].max(), size[~off].min())
    yield from _lengths(single)
    if 0 < ever[off].max() * (1 if many else GAP) < ever[~off].min() < np.inf:
        yield _apart_by(Condition.TINY_GRADIENT, ever[off].max(), ever[~off].min())
    # In a long walk there are numbers of all sizes. What is right there is compared, and may be so beyond a bound as
    # well, where it does not show.
    right = ~off & (np.concatenate(steps) >= np.median(np.concatenate(when)[off]))
    several = exception and min(off.sum(), right.sum()) >= MANY and sum(some.any() for some in wrong) >= SEVERAL
    below = far[right][far[right] < far[off].min()]
    if several and len(below) >= NEARLY_ALL * right.sum() and below.max() > 0:
        yield _apart_by(Condition.LARGE_WEIGHT, below.max(), far[off].min())
    least = often[0]
    above = least[right][least[right] > least[off].max()]
    if several and len(above) >= NEARLY_ALL * right.sum() and least[off].max() > 0:
        yield _apart_by(Condition.TINY_GRADIENT, least[off].max(), above.min())
    if below_zero[off].all() and not below_zero[~off].any():
        yield Contrast(Condition.NEGATIVE_GRADIENT)


def _lengths(units: list[_Unit]) -> Iterator[Contrast]:
    """The length of a parameter's whole gradient below which it goes wrong: of whoever takes a short one for none."""
    least: dict[bool, list[float]] = {False: [], True: []}
    for unit in units:
        if unit.trial.problem and unit.wrong not in (0, unit.walk.wrong):  # it may follow from what went wrong first
            continue
        assert unit.parameter is not None
        rows = np.nan_to_num(unit.walk.gradients[unit.parameter][: unit.wrong or None])
        lengths = np.sqrt((rows**2).sum(axis=1))
        if (lengths > 0).any():
            least[unit.wrong > 0].append(float(lengths[lengths > 0].min()))
    if least[True] and len(least[False]) >= MANY and max(least[True]) * GAP < min(least[False]):
        yield _apart_by(Condition.SHORT_GRADIENT, max(least[True]), min(least[False]))


def _apart_by(condition: Condition, low: float, high: float) -> Contrast:
    """A bound between two numbers; or these, the roundest between them, where a bound could be anywhere."""
    if high < GAP * low:
        low = high = _between(low, high)
    elif high >= GAP**2 * low:
        low, high = 10.0 ** math.ceil(math.log10(low)), 10.0 ** math.floor(math.log10(high))
    return Contrast(condition, low=low, high=high)


def _between(low: float, high: float) -> float:
    """A round number between two others, the roundest that there is."""
    middle = math.log10(low) / 2 + math.log10(high) / 2
    rounds = [10.0 ** round(middle), *(float(f"{10 ** middle:.{digits}e}") for digits in range(17))]
    return next((number for number in rounds if low <= number <= high), low)


def _everywhere(walks: list[Pair]) -> Iterator[Contrast]:
    """Of a path that is wrong in every trial: from which step on."""
    begin = [walk for walk in walks if any(p.any() for p in _moved(walk.right, 1))]
    go_on = [walk for walk in begin if walk.trial.steps > 1]
    if begin and all(walk.wrong == 1 for walk in begin):
        later = [any(p.any() for p in _moved(walk.path, 2)) for walk in go_on
                 if walk.steps > 1 and any(p.any() for p in _moved(walk.right, 2))]
        stands = all(walk.steps and not any(p.any() for p in _moved(walk.path, 1)) for walk in begin)
        yield Contrast(Condition.MOVES_LATER if stands and sum(later) > len(later) / 2 else Condition.FIRST_STEP)
    elif go_on and all(walk.wrong == 2 for walk in go_on) and all(walk.wrong != 1 for walk in begin):
        yield Contrast(Condition.SECOND_STEP)


def _moved(path: Trajectory, step: int) -> list[Array]:
    """By how much each parameter moves in a step."""
    return [after - before for before, after in zip(path.positions[step - 1], path.positions[step])]


def _factor(walks: list[Pair]) -> Contrast | None:
    """By how much too far it goes, if that is the same wherever a path first goes wrong."""
    ratios = []
    for walk in walks:
        step = walk.wrong
        if not step or walk.stopped:
            continue
        for first, moved, expected in zip(walk.entries, _moved(walk.path, step), _moved(walk.right, step)):
            chosen = first == step
            if not expected[chosen].all():
                return None
            with np.errstate(over="ignore", invalid="ignore"):
                ratios.append(moved[chosen] / expected[chosen])
    if not ratios:
        return None
    together: Array = np.concatenate(ratios)
    ratio = float(np.median(together))
    if (not np.isfinite(together).all() or np.abs(together - ratio).max() > SAME * max(abs(ratio), 1.0)
            or abs(ratio - 1) < LITTLE or abs(float(f"{ratio:.2g}") - ratio) > SAME * abs(ratio)):
        return None  # a number that nobody would write is an accident
    return Contrast(Condition.STANDS) if abs(ratio) < SAME else Contrast(Condition.FACTOR, low=ratio)
