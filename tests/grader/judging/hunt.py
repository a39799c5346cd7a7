"""Hunt for wrong answers that would keep all points: mutate right ones, and compare with torch on many random trials.

`python -m tests.grader.judging.hunt [TASK …] [--answers N] [--wide N] [--seed S]` edits right answers in one place
each. A mutant that loses no point is walked through a wide set of trials, drawn from all that a trial can have inside
the box; one that leaves torch's path there, or changes a gradient, is shown with its edit and a small trial.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import io
import random as chance
import signal
import sys
import warnings
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from types import CodeType, FrameType
from typing import Any

import numpy as np
import torch

from grader.ground.trial import KEEP, Array, Device, DType, Gradient, Hyperparameters, Layout, Trial
from grader.ground.walk import Trajectory, walk
from grader.inside.switches import Switches
from grader.judging import judge
from grader.judging.compare import first_difference
from grader.judging.paths import Paths
from grader.judging.probes import probes
from grader.language import box, registry
from grader.language.reference import Tolerances
from grader.language.task import REQUIRED, Task
from grader.tools import corpus, selftest

from ..answers import BASE
from .mutations import Mutant, mutants

HEAD = "import math\nimport numpy as np\n" + BASE
SECONDS = 5.0  # of computing, for one walk: an edit may make a loop endless
SURE = 0.01  # of the tolerance: a path that is right stays within it, or the trial is too delicate to say anything
ROUNDING = 8  # units in the last place by which a delicate trial is told
AROUND = 3  # lines of the answer that are shown before and after an edit
REDRAWN = 20  # times, until a trial is delicate no more

# Walking


class TooLong(BaseException):
    """A walk takes too long."""


def _ring(signum: int, frame: FrameType | None) -> None:
    raise TooLong


@contextlib.contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """End what takes longer, and leave no trace of what was set or printed meanwhile."""
    before = signal.signal(signal.SIGVTALRM, _ring)
    stood = Switches()
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, seconds)
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()), (
                warnings.catch_warnings()):
            warnings.simplefilter("ignore")
            yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
        stood.restore()


class Walker:
    """Walks one answer, with a fresh class for each trial; parameters outlive it, so that no identity is used twice."""

    def __init__(self, code: str, class_name: str):
        self._compiled: CodeType = compile(HEAD + code, "<mutant>", "exec")
        self._class_name = class_name
        self._alive: list[torch.Tensor] = []

    def walk(self, trial: Trial) -> Trajectory | None:
        """Its path; None where the code does not even give a class."""
        with _limited(SECONDS):
            try:
                names: dict[str, Any] = {}
                exec(self._compiled, names)
                made = names[self._class_name]
            except (Exception, TooLong):
                return None
            return walk(made, trial, keep=self._alive)


# The exam


class Examiner:
    """Judges answers to a task as the grader does, as far as the first trial that shows that they are wrong."""

    def __init__(self, known: Paths):
        self.known = known
        # The cheapest first: most mutants go no further.
        self._trials = sorted(known.task.trials, key=lambda trial: (
            trial.measure, trial.steps * len(trial.parameters)))

    def elsewhere(self, walker: Walker) -> set[str]:
        """The trials in which an answer leaves the reference's path: a right one has leave to refuse some."""
        return {trial.name for trial in self._trials if differs(
            walker.walk(trial), self.known.right(trial), trial, self.known.task.reference.tolerances)}

    def accepts(self, walker: Walker, without: Collection[str] = ()) -> bool:
        """Whether an answer gets full marks.

        Who leaves the right path anywhere loses a point: in a trial of a rule's by the path itself, in one of the
        bookkeeping's because either the rule is wrong or this is what is wrong. `without` are trials by which nobody
        is stopped so soon.
        """
        paths: dict[str, Trajectory] = {}
        tolerances = self.known.task.reference.tolerances
        for trial in self._trials:
            path = walker.walk(trial)
            if path is None or trial.name not in without and first_difference(
                    path, self.known.right(trial), trial, tolerances):
                return False
            paths[trial.name] = path
        for trial in probes(self.known.task):
            probed = walker.walk(trial)
            if probed is not None:
                paths[trial.name] = probed
        return all(finding.passed for finding in judge.judge(self.known, paths))


# The wide set

SHAPES = [(), (1,), (2,), (5,), (0,), (1, 1), (2, 3), (3, 3), (1, 2, 2), (2, 1, 2, 1), (1, 2, 1, 2, 2)]
SCALES = (1e-12, 1e-8, 1e-4, 1e-2, 1.0, 1.0, 1.0, 1e2, 1e4, 1e8, 1e12)
MARKS = ("every step has a gradient", "some have none", "none at first", "none in the end", "a long time none",
         "hardly any", "never", "some are kept", "kept and none")
RANGES = {"eps": (1e-12, 1.0), "weight_decay": (1e-4, 0.5)}  # of what is drawn on a logarithmic scale, besides lr


def wide(task: Task, count: int, seed: int = 0) -> list[tuple[Trial, Trajectory]]:
    """Trials drawn from all that a trial can have inside the box, in any combination, and torch's paths through them.

    None is so delicate that rounding alone makes a difference, and none leads to infinity.
    """
    random = np.random.default_rng([seed, *map(ord, task.name)])
    found: list[tuple[Trial, Trajectory]] = []
    while len(found) < count:
        for _ in range(REDRAWN):
            trial = _drawn(task, random, f"wide {len(found)}")
            right = right_path(task, trial)
            if right is not None:
                found.append((trial, right))
                break
        else:
            raise RuntimeError(f"{REDRAWN} trials of {task.name} in a row were too delicate")
    return found


def right_path(task: Task, trial: Trial) -> Trajectory | None:
    """Torch's path, if it has an end, is made of numbers, and is hardly another one when its numbers are rounded."""
    plainly = replace(trial, positional=False, device=Device.CPU)
    path, near = (walk(task.reference.optimizer, t) for t in (plainly, _rounded(plainly)))
    if path.failure or not all(np.isfinite(p).all() for step in path.positions for p in step):
        return None
    return None if first_difference(near, path, trial, _close(task, 0.1)) else path


def _close(task: Task, share: float) -> Tolerances:
    usual = task.reference.tolerances
    return Tolerances(share * usual.float64, share * usual.float32)


def _rounded(trial: Trial) -> Trial:
    """The trial with all numbers off in their last places, as another order of the same operations makes them."""
    random = np.random.default_rng(0)
    units = [ROUNDING * np.finfo(dtype.value).eps for dtype in trial.dtypes]

    def off(numbers: Array, unit: float) -> Array:
        return numbers * (1 + unit * random.choice([-1.0, 1.0], size=numbers.shape))

    return replace(trial, parameters=tuple(map(off, trial.parameters, units)), gradients=tuple(
        tuple(off(g, unit) if isinstance(g, np.ndarray) else g for g, unit in zip(step, units))
        for step in trial.gradients))


def _drawn(task: Task, random: np.random.Generator, name: str) -> Trial:
    def often(share: float) -> bool:
        return bool(random.random() < share)

    if often(0.06):  # a closed loop: gradients follow the path
        return _closed(task, random, name)
    count = int(random.choice([1, 2, 3, 4, 6, box.PARAMETERS], p=[0.3, 0.25, 0.2, 0.13, 0.07, 0.05]))
    steps = int(random.choice([1, 3, 8, 15, 40, 180], p=[0.1, 0.15, 0.35, 0.25, 0.13, 0.02]))
    steps = min(steps, 8) if count == box.PARAMETERS else steps
    same = SHAPES[random.integers(len(SHAPES))] if often(0.4) else None
    shapes = [same or SHAPES[random.integers(len(SHAPES))] for _ in range(count)]
    if often(0.03):
        shapes[0] = (int(random.integers(100, box.NUMBERS + 1)),)
    zero_grad, owners = often(0.15), random.integers(
        0, 1 if count == box.PARAMETERS else int(random.integers(1, 4)), size=count)
    used = sorted(set(owners.tolist()))
    marks = [MARKS[random.integers(len(MARKS) - 2 * zero_grad)] if often(0.5) else MARKS[0] for _ in shapes]
    even = count == box.PARAMETERS  # of so many, one would be too delicate
    columns = [_gradients(random, shape, steps, mark, even) for shape, mark in zip(shapes, marks)]
    if often(0.1):  # steps at which nobody has a gradient
        nobody = random.random(steps) < 0.3
        columns = [[None if empty else g for g, empty in zip(column, nobody)] for column in columns]
    later = int(random.integers(1, steps)) if steps > 2 and often(0.3) else None
    late = later if len(used) > 1 and often(0.7) and not zero_grad else None
    usual = _hyperparameters(task, random)
    given = tuple(usual if often(0.3) else _hyperparameters(task, random) for _ in used)
    changed = random.choice(steps, size=min(steps, int(random.integers(1, 5))), replace=False) if often(0.4) else []
    return Trial(
        name, tuple(np.zeros(s) if often(0.4) or _tiny(column) else random.normal(size=s)
                    for s, column in zip(shapes, columns)),
        tuple(zip(*columns)), given, tuple(used.index(k) for k in owners.tolist()),
        {int(t): {"lr": 0.0 if often(0.1) else _rate(random)} for t in sorted(changed)},
        tuple(DType.FLOAT32 if often(0.25) and not even else DType.FLOAT64 for _ in shapes),
        tuple(Layout.PLAIN if often(0.6) else Layout.TRANSPOSED if len(s) == 2 else Layout.STRIDED for s in shapes),
        positional=often(0.15), generator=often(0.3), reuse_gradients=often(0.25) and not zero_grad,
        device=Device.PRETEND if count < 4 and steps < 10 and often(0.15) else Device.CPU,
        renewed=() if late or later is None else tuple(range(later, steps, int(random.integers(1, 20)))), late=late,
        zero_grad=zero_grad)


def _tiny(gradients: list[Gradient]) -> bool:
    """Whether a path along these gradients gets lost in the last digits of weights that are not zero."""
    return all(bool((abs(g) < 1e-6).all()) for g in gradients if isinstance(g, np.ndarray))


def _closed(task: Task, random: np.random.Generator, name: str) -> Trial:
    hyperparameters = _hyperparameters(task, random) | {"lr": 10 ** random.uniform(-5, -2)}
    problem, shapes = [("valley", [(2,)]), ("network", [(6, 2), (6,), (1, 6), ()])][random.integers(2)]
    return Trial(name, tuple(random.normal(size=s) for s in shapes), (), (hyperparameters,), problem=problem,
                 steps=int(random.integers(5, 60)), generator=bool(random.random() < 0.5))


def _rate(random: np.random.Generator) -> float:
    return float(10 ** random.uniform(np.log10(box.LOWEST), np.log10(box.HIGHEST)))


def _hyperparameters(task: Task, random: np.random.Generator) -> Hyperparameters:
    """Values for hyperparameters in the constructor's order; now and then one stays at its default."""
    def one(name: str) -> Any:
        if name == "lr":
            return _rate(random) if random.random() < 0.8 else float(random.choice([0.0, box.LOWEST, box.HIGHEST, 1.0]))
        if name in RANGES:
            low, high = np.log10(RANGES[name])
            return 0.0 if name == "weight_decay" and random.random() < 0.2 else float(10 ** random.uniform(low, high))
        if name == "betas":
            return one("beta"), one("beta")
        return float(random.choice([0.0, 0.5, 0.9, 0.99])) if random.random() < 0.3 else float(random.uniform(0, 0.999))

    chosen: Hyperparameters = {}
    for name, default in task.hyperparameters.items():  # what is left out is the last ones: any trial may be positional
        if default is not REQUIRED and random.random() < 0.15:
            break
        chosen[name] = one(name)
    return chosen


def _gradients(random: np.random.Generator, shape: tuple[int, ...], steps: int, mark: str,
               even: bool) -> list[Gradient]:
    """One parameter's gradients: of one size or of many, some exactly zero, and some steps without."""
    scale = random.choice(SCALES[4:7] if even else SCALES, size=shape if random.random() < 0.4 else ())
    some_zero = random.random() < 0.3
    given: list[Gradient] = []
    for _ in range(steps):
        g = random.normal(size=shape) * scale * (
            random.choice(SCALES) if random.random() < 0.05 and not even else 1.0)
        g = np.sign(g) * np.clip(abs(g), box.SMALLEST, box.LARGEST)
        given.append(g * ((random.random(shape) < 0.6) if some_zero else 1.0))
        if some_zero and random.random() < 0.2:
            given[-1] = np.zeros(shape)
    first = steps // 2
    empty = {"some have none": random.random(steps) < 0.3, "none at first": np.arange(steps) < first,
             "none in the end": np.arange(steps) >= first, "a long time none": np.arange(steps) % (first + 2) >= 1,
             "hardly any": random.random(steps) < 0.9, "never": np.full(steps, True),
             "kept and none": random.random(steps) < 0.2}.get(mark, np.full(steps, False))
    kept = random.random(steps) < 0.3 if "kept" in mark else np.full(steps, False)
    return [None if e else KEEP if k and t else g for t, (g, e, k) in enumerate(zip(given, empty, kept))]


# What is found


@dataclass
class Found:
    """A mutant that is wrong and gets full marks."""

    answer: str
    mutant: Mutant
    trial: Trial


@dataclass
class Count:
    """What became of one task's mutants.

    Attributes:
        task: its name.
        mutants: all of them.
        stopped: those that lose a point.
        equivalent: those that keep all points, and are right in all of the wide set.
        accepted: those that keep all points, and are wrong.
        apart: right answers, and trials in which they leave torch's path themselves.
        delicate: trials that say nothing about an answer's mutants, since the answer is not quite on torch's path.
    """

    task: str
    mutants: int = 0
    stopped: int = 0
    equivalent: int = 0
    accepted: list[Found] = field(default_factory=list)
    apart: list[tuple[str, Trial]] = field(default_factory=list)
    delicate: int = 0


def differs(path: Trajectory | None, right: Trajectory, trial: Trial, tolerances: Tolerances) -> bool:
    """Whether a path is not torch's, or a gradient is not what torch leaves."""
    if path is None or first_difference(path, right, trial, tolerances):
        return True
    return not trial.problem and any(
        (mine is None) != (given is None) or mine is not None and not np.array_equal(mine, given)
        for step, other in zip(path.gradients, right.gradients) for mine, given in zip(step, other))


def hunt(task: Task, answers: Iterable[tuple[str, str]], trials: list[tuple[Trial, Trajectory]],
         examiner: Examiner | None = None, of: Callable[[str], Iterable[Mutant]] = mutants) -> Count:
    """Mutate these right answers to a task, and try what keeps all points on these trials.

    Args:
        answers: names and code.
        trials: the wide set.
        examiner: decides what keeps all points; the task's own by default.
        of: makes the mutants of a code.
    """
    examiner, count, tolerances = examiner or Examiner(Paths(task)), Count(task.name), task.reference.tolerances
    for name, code in answers:
        own = Walker(code, task.class_name)
        elsewhere = examiner.elsewhere(own)
        fit = []
        for trial, right in trials:
            path = own.walk(trial)
            if not differs(path, right, trial, _close(task, SURE)):
                fit.append((trial, right))
            elif differs(path, right, trial, tolerances):
                count.apart.append((name, trial))
            else:
                count.delicate += 1
        gc.freeze()  # counting what is stored collects garbage, and what is known by now is none
        for mutant in of(code):
            count.mutants += 1
            walker = Walker(mutant.code, task.class_name)
            if not examiner.accepts(walker, elsewhere):
                count.stopped += 1
                continue
            shows = next((t for t, r in fit if differs(walker.walk(t), r, t, tolerances)), None)
            if shows is None:
                count.equivalent += 1
            else:
                count.accepted.append(Found(name, mutant, shrunk(task, mutant, own, shows)))
    return count


def shrunk(task: Task, mutant: Mutant, own: Walker, trial: Trial) -> Trial:
    """A smaller trial in which the mutant is still wrong, and the answer that it was made from right."""
    walker, tolerances = Walker(mutant.code, task.class_name), task.reference.tolerances

    def shows(smaller: Trial) -> bool:
        right = right_path(task, smaller)
        return right is not None and differs(walker.walk(smaller), right, smaller, tolerances) and not differs(
            own.walk(smaller), right, smaller, _close(task, SURE))

    smaller = True
    while smaller:
        smaller = False
        for one in _smaller(trial):
            if shows(one):
                trial, smaller = one, True
                break
    return trial


def _smaller(trial: Trial) -> Iterator[Trial]:
    """Trials with something less."""
    for flag in ("generator", "positional", "reuse_gradients", "zero_grad"):
        if getattr(trial, flag):
            yield replace(trial, **{flag: False})
    if trial.device is not Device.CPU:
        yield replace(trial, device=Device.CPU)
    if trial.late is not None:
        yield replace(trial, late=None)
    yield from (replace(trial, renewed=kept) for kept in sorted({(), trial.renewed[:1], trial.renewed[-1:]} - {
        trial.renewed}))
    if trial.changes:
        yield replace(trial, changes={})
    if any(layout is not Layout.PLAIN for layout in trial.layouts):
        yield replace(trial, layouts=())
    if DType.FLOAT32 in trial.dtypes:
        yield replace(trial, dtypes=())
    if trial.problem:
        if trial.steps > 1:
            yield replace(trial, steps=trial.steps // 2)
        return
    for size in sorted({trial.steps // 2, trial.steps // 8, 1} - {0}, reverse=True):
        if size < trial.steps:
            yield from (_without_steps(trial, t, min(t + size, trial.steps)) for t in range(0, trial.steps, size))
    count = len(trial.parameters)
    for i in range(count if count > 1 else 0):
        rest = [k for k in range(count) if k != i]
        used = sorted({trial.owners[k] for k in rest})
        yield replace(
            trial, parameters=tuple(trial.parameters[k] for k in rest),
            gradients=tuple(tuple(step[k] for k in rest) for step in trial.gradients),
            owners=tuple(used.index(trial.owners[k]) for k in rest),
            hyperparameters=tuple(trial.hyperparameters[k] for k in used),
            late=trial.late if len(used) == len(trial.hyperparameters) else None,
            dtypes=tuple(trial.dtypes[k] for k in rest), layouts=tuple(trial.layouts[k] for k in rest))


def _without_steps(trial: Trial, first: int, end: int) -> Trial:
    """The trial without these steps; what happens before a step that is left happens before the same one."""
    def moved(t: int) -> int:
        return t if t < first else max(t - (end - first), first)

    return replace(trial, gradients=trial.gradients[:first] + trial.gradients[end:], steps=trial.steps - (end - first),
                   changes={moved(t): change for t, change in trial.changes.items()},
                   renewed=tuple(sorted(set(map(moved, trial.renewed)))),
                   late=None if trial.late is None else moved(trial.late))


def told(trial: Trial) -> str:
    """A trial in a few lines."""
    def step(gradients: tuple[Gradient, ...]) -> str:
        return "  ".join("None" if g is None else KEEP if isinstance(g, str) else
                         np.array2string(g.ravel()[:4], precision=3) for g in gradients)

    given = [f"{name}={value!r}" for name in ("owners", "changes", "renewed", "late", "generator",
             "positional", "reuse_gradients", "zero_grad", "device", "problem")
             if (value := getattr(trial, name)) not in (None, False, {}, (), Device.CPU)]
    kinds = [f"{p.shape} {dtype} {layout}" for p, dtype, layout in zip(trial.parameters, trial.dtypes, trial.layouts)]
    lines = [f"{trial.steps} steps, {list(trial.hyperparameters)}", ", ".join(kinds[:6]), ", ".join(given),
             *(step(gradients[:6]) for gradients in trial.gradients[:8])]
    return "\n".join(f"    {line}" for line in lines)


# The program


def right_answers(task: Task) -> dict[str, str]:
    """All right answers to a task that there are: the corpus's, and those beside the task."""
    own = {f"{task.name}/style/{style}": code for style, (code,) in selftest.right_answers(task).items()}
    return own | {a.id: a.code for a in corpus.stored() if a.task == task.name and a.right}


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.grader.judging.hunt", description=__doc__)
    tasks = {name: exam for name, exam in registry.find().items() if isinstance(exam, Task)}
    parser.add_argument("tasks", nargs="*", metavar="TASK", help="which tasks; all by default")
    parser.add_argument("--answers", type=int, help="how many right answers to each, drawn by chance; all by default")
    parser.add_argument("--wide", type=int, default=300, help="how many trials a mutant with full marks is tried on")
    parser.add_argument("--seed", type=int, default=0, help="of all that is drawn")
    given = parser.parse_args(arguments)
    wrong = 0
    for name in given.tasks or tasks:
        answers = sorted(right_answers(tasks[name]).items())
        chosen = chance.Random(given.seed).sample(answers, min(given.answers or len(answers), len(answers)))
        count = hunt(tasks[name], chosen, wide(tasks[name], given.wide, given.seed))
        for found in count.accepted:
            print(f"\n{found.answer}\n{found.mutant.among(AROUND)}\n{told(found.trial)}")
        for answer, trial in count.apart:
            print(f"\n{answer} leaves torch's path itself\n{told(trial)}")
        print(f"{name}: {len(chosen)} answers, {count.mutants} mutants, {count.stopped} stopped by the grader, "
              f"{count.equivalent} equivalent, {len(count.accepted)} accepted though wrong "
              f"({len(count.apart) + count.delicate} of {len(chosen) * given.wide} trials passed over)", flush=True)
        wrong += len(count.accepted)
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
