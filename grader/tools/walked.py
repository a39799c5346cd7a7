"""The self-test's part that needs no sandbox: most mistakes, families, several at once, and the faces of the box.

Of the named mistakes some go through the sandbox (`selftest.py`), so that a class is known to walk there as its mistake
does here. The others, and what is made of them, are walked here, for a fraction of the time.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from ..ground.trial import Device, Trial
from ..ground.walk import Trajectory, walk
from ..judging import diagnosis, judge
from ..judging.compare import Touched, first_difference, gradients_touched
from ..judging.paths import Paths
from ..judging.probes import lacks, stands
from ..language.box import BeyondAny, Face, reached_by
from ..language.driver import Driver, combine, optimizer
from ..language.task import Family, JudgedBy, Misconception, Task
from ..outcome.count import FaceCount, Made
from ..outcome.finding import Observed

SEED = 14
TOGETHER = (2, 2, 2, 3, 3, 3)  # how many mistakes are made at once
Mistakes = tuple[Misconception, ...]


class Walked(Mapping[str, Trajectory]):
    """Somebody's paths, each walked when it is first asked for: one trial may be enough to fail a check.

    Args:
        trials: all that may be asked for.
        path: the path through one of them.
    """

    def __init__(self, trials: Iterable[Trial], path: Callable[[Trial], Trajectory]):
        self._trials, self._path = {t.name: t for t in trials}, path
        self._paths: dict[str, Trajectory] = {}

    def __getitem__(self, name: str) -> Trajectory:
        if name not in self._paths:
            self._paths[name] = self._path(self._trials[name])
        return self._paths[name]

    def __contains__(self, name: object) -> bool:
        return name in self._trials

    def __iter__(self) -> Iterator[str]:
        return iter(self._trials)

    def __len__(self) -> int:
        return len(self._trials)


def faces(known: Paths) -> list[FaceCount]:
    """What the judges make of those who go astray on and beyond each face of the box that the task's trials reach."""
    passed = _full(known, _astray(known.task, BeyondAny))
    return [FaceCount(face.name, face.title, face.bound, face.least,
                      caught=not _full(known, astray(known.task, face, True), face),
                      passed=passed or _full(known, astray(known.task, face, False)))
            for face in reached_by(known.task.trials)]


def astray(task: Task, face: Face, inside: bool) -> type:
    """A class that answers the task rightly up to a face of the box."""
    return type("Astray", (_astray(task, face.astray),), {"bound": face.measure, "inside": inside})


def _astray(task: Task, driver: type[Driver]) -> type:
    return optimizer(task, (Misconception("astray", "", "", "", driver=driver),))


def _full(known: Paths, made: type, face: Face | None = None) -> bool:
    """Whether a class gets full marks, or those of the checks that reach a face. What is stored matters to none."""
    _out_of_sight()
    paths = Walked(judge.all_trials(known.task), lambda trial: walk(made, trial))
    return all(judge.judged(known, check, paths).passed for check in known.task.checks
               if check.judge is not JudgedBy.STORAGE and (face is None or face in reached_by(check.trials)))


def _out_of_sight() -> None:
    """Hide all that there is from the collector of garbage, which a walk calls to count what is stored: it takes longer
    the more lies beside that."""
    gc.freeze()


def told(known: Paths, make: Callable[[], type]) -> tuple[set[str], bool]:
    """What somebody with this class is called, and whether they get full marks.

    Args:
        known: the paths of what was asked.
        make: defines the class, anew for each trial, as the sandbox restores it.
    """
    _out_of_sight()
    keep: list[Any] = []
    paths = {trial.name: walk(make(), trial, keep=keep) for trial in judge.all_trials(known.task)}
    findings = judge.judge(known, paths)
    named = diagnosis.diagnose(known, paths, findings)
    return ({m.name for mistakes in named for m in mistakes} | {f.observed.value for f in findings if f.observed},
            all(finding.passed for finding in findings))


def families(known: Paths) -> list[Made]:
    """What a member of each family is called, whose number stands in no grid where the family has such numbers."""
    random = np.random.default_rng(SEED)
    return [made for family in known.task.families if (made := _member(known, family, random))]


def _member(known: Paths, family: Family, random: np.random.Generator) -> Made | None:
    """The first of some members that shows; None if no number of the grid shows."""
    values = family.values
    whole = all(value.is_integer() for value in values)
    middle = range(len(values) // 4, len(values) - len(values) // 4 - 1)
    for place in random.permutation(middle):
        low, high = values[place], values[place + 1]
        value = high if whole else float(f"{low + random.uniform(0.3, 0.7) * (high - low):.3g}")
        if low * high < 0 or value == family.right or not whole and value in (low, high):
            continue
        made = tell(known, (family.at(value),))
        if made.shows:
            return made
    return None


def together(known: Paths) -> list[Made]:
    """What some are called who make two or three mistakes at once, drawn by chance."""
    random = np.random.default_rng(SEED)
    return [tell(known, mistakes) for count in TOGETHER if (mistakes := _drawn(known.task, count, random))]


def _drawn(task: Task, count: int, random: np.random.Generator) -> Mistakes:
    """So many mistakes in different places; none if there is no room for them."""
    chosen: Mistakes = ()
    while len(chosen) < count:
        room = [m for m in task.misconceptions if m not in chosen and all(combine(m, other) for other in chosen)]
        if not room:
            return ()
        chosen += (room[random.integers(len(room))],)
    return chosen


def true_besides(known: Paths, mistake: Misconception, observed: Observed) -> bool:
    """Whether something that is measured is true of who makes a mistake, and not another name for the same."""
    made, trials = optimizer(known.task, (mistake,)), judge.all_trials(known.task)
    paths = Walked(trials, lambda trial: walk(made, trial))
    if observed in _LACKS:
        return stands(paths) if observed is Observed.STANDS else observed in lacks(known, paths)
    return observed in _MEASURED and any(_MEASURED[observed](known.task, t, paths[t.name]) for t in known.task.trials
                                         if t.measure or observed not in _STORED)


def _spare(trial: Trial) -> float:
    size = sum(p.size for p in trial.parameters)
    return judge.SPARE_SHARE * size + judge.SPARE_NUMBERS * len(trial.parameters)


_STORED = {Observed.STATE_TOO_LARGE, Observed.STATE_GROWS, Observed.GRAPH_KEPT}
_LACKS = {Observed.STANDS, Observed.IGNORES_GRADIENT, Observed.IGNORES_LR, Observed.FORGETS}
# That a state is in float32 is no measurement: it is a guess at what leads astray, as a name is.
_MEASURED: Mapping[Observed, Callable[[Task, Trial, Trajectory], bool]] = {
    Observed.GRADIENTS_MODIFIED: lambda task, t, path: bool(gradients_touched(path, t)),
    Observed.GRADIENTS_CLEARED: lambda task, t, path: gradients_touched(path, t) == {Touched.CLEARED},
    Observed.GRADIENTS_MADE: lambda task, t, path: gradients_touched(path, t) == {Touched.MADE},
    Observed.LR_CHANGED: lambda task, t, path: path.lr_changed,
    Observed.NOT_FINITE: lambda task, t, path: not all(np.isfinite(p).all() for step in path.positions for p in step),
    Observed.STATE_TOO_LARGE: lambda task, t, path: bool(path.stored) and (
        path.stored[-1] > task.stored_copies * sum(p.size for p in t.parameters) + _spare(t)),
    Observed.STATE_GROWS: lambda task, t, path: bool(path.stored) and path.stored[-1] > path.stored[0] + _spare(t),
    Observed.GRAPH_KEPT: lambda task, t, path: any(path.graph),
    Observed.NOT_DEVICE_AGNOSTIC: lambda task, t, path: t.device is not Device.CPU and path.failure is not None,
    Observed.ZERO_GRAD: lambda task, t, path: t.zero_grad and path.failure is not None,
}


def tell(known: Paths, mistakes: Mistakes) -> Made:
    """What somebody is called who makes these mistakes."""
    task, made = known.task, optimizer(known.task, mistakes)
    paths = Walked(task.naming, lambda trial: walk(made, replace(trial, device=Device.CPU, measure=False)))

    def follows(other: Callable[[Trial], Trajectory]) -> bool:
        return all(first_difference(paths[t.name], other(t), t, task.reference.tolerances) is None
                   for t in sorted(task.naming, key=lambda t: t.steps))

    shows = not follows(known.right)
    said = diagnosis.explanation(known, paths) if shows else ()
    return Made(tuple(m.name for m in mistakes), tuple(m.name for m in said), shows,
                alike=bool(said) and follows(lambda trial: known.wrong(said, trial)))
