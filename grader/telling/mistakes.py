"""What the book's pages of mistakes are made from: every mistake of a task, what is wrong in it and what gives it away.

Nothing here is written twice. The formulas are read from the code that is compared (`formula.py`), and the pictures and
the words about them come from two walks in one valley: by the right rule, and by the wrong one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import torch

from ..ground.trial import Trial
from ..ground.walk import Trajectory, walk
from ..language.capstone import Capstone
from ..language.course import anchor
from ..language.driver import optimizer
from ..language.task import REQUIRED, Exam, Misconception, Task
from ..outcome.finding import Observed
from . import formula, words
from .catalogue import SENTENCES, say

# The valley of the book's chapters: ½ (x² + 25 y²).
STEEPNESS, START = (1.0, 25.0), (-4.5, 1.2)
ZERO = (4.0, 1.0)  # from the minimum to where a decay pulls the weights
STEPS = 24
RATES = (0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.3, 0.5)  # of which each method gets the one that brings it down fastest
SEEN = 0.08  # so far apart two paths are seen to be two, in the valley's units
APART = 1e-9  # and so far apart they are two

Point = tuple[float, float]


@dataclass(frozen=True)
class Scene:
    """How a method walks through the valley.

    Attributes:
        name: what is special, as the catalogue calls it; "" if nothing is.
        shapes: of the parameters, which hold two numbers together.
        decay, eps: whether there is a weight decay, and a large ε.
        others: whether all other hyperparameters have other values than by default.
        slower_from: the step before which the learning rate falls.
        missing: the steps at which the gradient of each parameter is None.
        flat: the steps at which the gradient along y is zero.
        kept: the steps at which nobody sets a new gradient.
        renewed: the step before which a second optimizer takes over the parameters.
        twin: whether another optimizer of the same class walks beside.
        generator: whether the parameters come as a generator.
    """

    name: str
    shapes: tuple[tuple[int, ...], ...] = ((2,),)
    decay: bool = False
    eps: bool = False
    others: bool = False
    slower_from: int | None = None
    missing: tuple[frozenset[int], ...] = ()
    flat: frozenset[int] = frozenset()
    kept: frozenset[int] = frozenset()
    renewed: int | None = None
    twin: bool = False
    generator: bool = False


SEVERAL, NUMBERS, MATRIX = ((1,), (1,)), ((), ()), ((1, 2),)
MISSING = frozenset({0, 5, 6, 7, 8}), frozenset({2, 3, 4})
DECAYING = Scene("decay", decay=True)

# From the plain to the special: a mistake is shown in the first one in which it is seen.
SCENES = (
    Scene(""),
    DECAYING,
    Scene("eps", eps=True),
    Scene("others", others=True),
    Scene("lr", slower_from=6),
    Scene("several", SEVERAL),
    Scene("flat", SEVERAL, flat=frozenset({0, 1, 2, 3, *range(8, 16)})),
    Scene("none", SEVERAL, missing=MISSING),
    Scene("kept", kept=frozenset({1, 3, 6, 8})),
    Scene("renewed", renewed=6),
    Scene("twin", twin=True),
    Scene("generator", generator=True),
    replace(DECAYING, name="decay_numbers", shapes=NUMBERS),
    replace(DECAYING, name="decay_matrix", shapes=MATRIX),
    replace(DECAYING, name="decay_lr", slower_from=6),
    replace(DECAYING, name="decay_none", shapes=SEVERAL, missing=MISSING),
    replace(DECAYING, name="decay_kept", kept=frozenset({1, 3, 6, 8})),
    replace(DECAYING, name="decay_eps", eps=True),
    replace(DECAYING, name="decay_others", others=True),
)


@dataclass(frozen=True)
class Path:
    """Where a walk went.

    Attributes:
        points: finite ones.
        stopped: the step at which it ended with an error, if it did.
        lost: the step after which a weight is no number any more, if there is one.
    """

    points: tuple[Point, ...]
    stopped: int | None = None
    lost: int | None = None


def pages(exams: Iterable[Exam]) -> list[dict[str, Any]]:
    """For each task the content of its page of mistakes, as JSON has it."""
    tasks = {task.name: task for exam in exams for task in _tasks(exam)}
    return [page(task) for task in tasks.values()]


def _tasks(exam: Exam) -> Iterator[Task]:
    if isinstance(exam, Task):
        yield exam
    if isinstance(exam, Capstone):
        yield exam.schedule


def page(task: Task) -> dict[str, Any]:
    """The content of one task's page of mistakes."""
    try:
        rule = [line.latex for line in formula.formulas(task)]
    except formula.NoFormula:
        rule = []
    walks = Walks(task)
    entries = [*(_entry(walks, m) for m in task.misconceptions), *_families(walks), *_measured(task)]
    return {"task": task.name, "title": task.title, "chapter": task.chapter, "class": task.class_name, "rule": rule,
            "curve": walks.rates, "common": [anchor(name) for name in task.common],
            "mistakes": entries}


def _entry(walks: Walks, mistake: Misconception) -> dict[str, Any]:
    kind = "bookkeeping" if mistake.driver else "numbers" if set(mistake.parts) == {"fixed"} else "formula"
    right, wrong = formula.apart(walks.task, mistake)
    return {"anchor": anchor(mistake.paragraph), "kind": kind, "title": mistake.says, "hint": mistake.hint,
            "section": mistake.section, "right": right, "wrong": wrong, **walks.shown(mistake)}


def _families(walks: Walks) -> Iterator[dict[str, Any]]:
    """One entry for each family, with the formulas and the picture of one of its members."""
    for family in walks.task.families:
        values = [v for v in family.values if v != family.right]
        near = sum(v < family.right for v in values) if family.right is not None else len(values) // 2
        for value in sorted(values, key=lambda v: abs(values.index(v) - near))[:12]:
            member = family.at(value)
            shown = walks.shown(member)
            if shown["paths"]:  # one that is seen
                break
        right, wrong = formula.apart(walks.task, member, {value: "c"})
        signs = say("sign.with", value=f"{value:.4g}", signs=shown["signs"]) if shown["signs"] else ""
        yield {"anchor": anchor(f"{family.name}_c"), "kind": "family", "title": family.says.format(value="c"),
               "hint": family.hint.format(value="c"), "section": member.section, "right": right, "wrong": wrong,
               "paths": shown["paths"], "signs": signs}


def _measured(task: Task) -> Iterator[dict[str, Any]]:
    if "total" in task.hyperparameters:  # of a schedule nothing is measured
        return
    for observed in Observed:
        if observed is Observed.FORGETS and not any(check.memory for check in task.checks):
            continue
        whole = f"explained.{observed}"  # where the feedback has numbers in it, or one of two sides
        hint = say(whole if whole in SENTENCES else f"observed.{observed}")
        yield {"anchor": anchor(observed), "kind": "measured", "title": say(f"measured.{observed}"), "hint": hint,
               "section": words.section_of(observed), "right": [], "wrong": [], "paths": None, "signs": ""}


class Walks:
    """Walks of one task through the valley, by its rule and by those who get it wrong.

    Args:
        task: whose walks they are. Of a schedule, whose path is the learning rate, the trials are the scenes.
    """

    def __init__(self, task: Task):
        self.task = task
        self.rates = task.stored_copies == 0 and "total" in task.hyperparameters
        self._right: dict[Any, Path] = {}
        self._lr = 0.0 if self.rates else self._fastest()

    def shown(self, mistake: Misconception) -> dict[str, Any]:
        """Both paths where the mistake is seen best, and in words what gives it away."""
        faint: list[tuple[float, str, Path, Path]] = []
        for name, right, wrong in self._pairs(mistake):
            far = _apart(right, wrong)
            if far > SEEN or wrong.stopped or wrong.lost:
                # With other defaults any mistake shows better; only one that uses a default shows with no other.
                only = all(one[0] < APART for one in faint) and (name != "others" or set(mistake.parts) == {"fixed"})
                return {"paths": {"right": _drawn(right), "wrong": _drawn(wrong)},
                        "signs": self._signs(name, right, wrong, only)}
            faint.append((far, name, right, wrong))
        far, name, right, wrong = next((one for one in faint if one[0] > APART), faint[0])
        if far <= APART:
            return {"paths": None, "signs": ""}
        unseen = say("sign.unseen", apart=f"{far:.0e}")
        return {"paths": None, "signs": f"{self._signs(name, right, wrong, True)} {unseen}".strip()}

    def _pairs(self, mistake: Misconception) -> Iterator[tuple[str, Path, Path]]:
        """The right path and the wrong one in each scene that the task can have, with the scene's name."""
        def wrong() -> type:  # anew each time: a class may remember
            return optimizer(self.task, (mistake,))

        if self.rates:
            for trial in self.task.trials:
                yield "", _curve(walk(optimizer(self.task), trial), trial), _curve(walk(wrong(), trial), trial)
            return
        for scene in SCENES:
            keywords = self._hyperparameters(scene)
            if keywords is not None:
                if scene not in self._right:
                    self._right[scene] = self._walk(optimizer(self.task), scene, keywords)
                yield scene.name, self._right[scene], self._walk(wrong(), scene, keywords)

    def _hyperparameters(self, scene: Scene) -> dict[str, Any] | None:
        """The constructor's keywords in a scene; None if the task has nothing for it."""
        has = self.task.hyperparameters
        keywords: dict[str, Any] = {"lr": self._lr}
        if "weight_decay" in has:
            keywords["weight_decay"] = 0.5 if scene.decay else 0.0
        elif scene.decay:
            return None
        if scene.eps:
            if "eps" not in has:
                return None
            keywords["eps"] = 3.0
        if scene.others:
            rest = {n: v for n, v in has.items() if n not in ("lr", "eps", "weight_decay") and v is not REQUIRED}
            keywords |= {n: (0.5, 0.6) if isinstance(v, tuple) else v / 2 for n, v in rest.items()}
            if not rest:
                return None
        return keywords

    def _fastest(self) -> float:
        """The learning rate that brings the right rule down fastest."""
        def height(lr: float) -> float:
            self._lr = lr
            scene = SCENES[0]
            points = self._walk(optimizer(self.task), scene, self._hyperparameters(scene) or {}).points
            heights = [sum(s * c * c for s, c in zip(STEEPNESS, p)) for p in points]
            return sum(min(h, 1e9) for h in heights) if len(points) > STEPS else math.inf

        return min(RATES, key=height)

    def _walk(self, make: Callable[..., Any], scene: Scene, keywords: dict[str, Any]) -> Path:
        zero = ZERO if scene.decay else (0.0, 0.0)
        place, beside = (_parameters(scene.shapes, at, zero) for at in (START, (2.0, -1.0)))
        points = [START]
        try:
            point = _point(place, zero)
            mine = _made(make, place, scene, keywords)
            other = _made(make, beside, scene, keywords)
            for t in range(STEPS):
                if t == scene.renewed:
                    mine = _made(make, place, scene, keywords)
                if t == scene.slower_from:
                    mine.lr = other.lr = self._lr / 4
                if scene.twin:
                    _set_gradients(beside, scene, t, _point(beside, zero))
                    other.step()
                if scene.twin or t == scene.renewed:  # who gets it wrong has perhaps moved it already
                    point = _point(place, zero)
                _set_gradients(place, scene, t, point)
                mine.step()
                point = _point(place, zero)
                if not all(map(math.isfinite, point)):
                    return Path(tuple(points), lost=t + 1)
                points.append(point)
        except Exception:
            return Path(tuple(points), stopped=len(points))
        return Path(tuple(points))

    def _signs(self, name: str, right: Path, wrong: Path, only: bool) -> str:
        """What gives the mistake away."""
        where = say(f"sign.where.{name}") if name else ""
        said = [say("sign.only" if only else "sign.best", where=where)] if name else []
        if wrong.stopped:
            return " ".join([*said, say("sign.stops", step=wrong.stopped)])
        if wrong.lost:
            return " ".join([*said, say("sign.lost", step=wrong.lost)])
        scale = max(max(map(abs, p)) for p in right.points)
        step = next((k for k, pair in enumerate(zip(right.points, wrong.points)) if math.dist(*pair) > 1e-3 * scale),
                    len(wrong.points))
        what = "rate" if self.rates else "step"
        if step < len(wrong.points):
            how = self._how(_move(right, step, self.rates), _move(wrong, step, self.rates))
            step += self.rates  # a curve begins with the first rate, a path with the start
            said.append(say(f"sign.{what}_first", how=how) if step == 1 else
                        say(f"sign.{what}_later", n=step - 1, step=step, how=how))
        if not self.rates and max(map(abs, wrong.points[-1])) > 20:
            said.append(say("sign.flies"))
        return " ".join(said)

    def _how(self, right: Point, wrong: Point) -> str:
        """What is wrong with a step, or with a rate."""
        what = "rate" if self.rates else "step"
        long, mine = math.hypot(*right), math.hypot(*wrong)
        if mine < 1e-9:
            return say(f"sign.{what}_still")
        if long < 1e-9:
            return say(f"sign.{what}_moves")
        cosine = (right[0] * wrong[0] + right[1] * wrong[1]) / (long * mine)
        if cosine < -0.7:
            return say("sign.step_back")
        if cosine < 0.97 or abs(mine / long - 1) < 0.005:
            return say("sign.step_aside")
        if mine > 1.9 * long:
            return say(f"sign.{what}_times", times=_times(mine / long))
        if mine < long / 10:
            return say(f"sign.{what}_part", times=_times(long / mine))
        percent = f"{abs(1 - mine / long) * 100:.2g}"
        return say(f"sign.{what}_long" if mine > long else f"sign.{what}_short", percent=percent)


def _times(ratio: float) -> str:
    return f"{ratio:.2g}" if ratio < 10 else f"{ratio:.0f}"


def _move(path: Path, step: int, rates: bool) -> Point:
    """What a step moves; of a schedule, the rate itself."""
    if rates:
        return 0.0, path.points[step][1]
    (x, y), (to_x, to_y) = path.points[step - 1], path.points[step]
    return to_x - x, to_y - y


def _curve(trajectory: Trajectory, trial: Trial) -> Path:
    """The learning rate over the steps as a path, as a share of the one that was given."""
    rates = [float(position[0][0]) / trial.hyperparameters[0]["lr"] for position in trajectory.positions[1:]]
    return Path(tuple((float(k), rate) for k, rate in enumerate(rates)),
                stopped=trajectory.steps + 1 if trajectory.failure else None)


def _made(make: Callable[..., Any], place: list[torch.Tensor], scene: Scene, keywords: dict[str, Any]) -> Any:
    return make((p for p in place) if scene.generator else place, **keywords)


def _parameters(shapes: tuple[tuple[int, ...], ...], at: Point, zero: Point) -> list[torch.Tensor]:
    """Parameters of these shapes at a point of the valley."""
    weights = torch.tensor(at, dtype=torch.float64) + torch.tensor(zero, dtype=torch.float64)
    split = weights.split([math.prod(shape) for shape in shapes])
    return [part.clone().reshape(shape).requires_grad_() for part, shape in zip(split, shapes)]


def _set_gradients(place: list[torch.Tensor], scene: Scene, t: int, at: Point) -> None:
    if t in scene.kept:
        return
    slope = torch.tensor([STEEPNESS[0] * at[0], 0.0 if t in scene.flat else STEEPNESS[1] * at[1]], dtype=torch.float64)
    for k, (p, part) in enumerate(zip(place, slope.split([p.numel() for p in place]))):
        absent = scene.missing and t in scene.missing[k]
        p.grad = None if absent else part.clone().reshape(p.shape)


def _point(place: list[torch.Tensor], zero: Point) -> Point:
    """Where in the valley the parameters are."""
    x, y = torch.cat([p.detach().ravel() for p in place]).tolist()
    return x - zero[0], y - zero[1]


def _apart(right: Path, wrong: Path) -> float:
    """How far apart two paths are where they are farthest apart."""
    return max((math.dist(*pair) for pair in zip(right.points, wrong.points)), default=0.0)


def _drawn(path: Path) -> list[list[float]]:
    """The points as far as a picture needs them: none far outside, and none twice."""
    points = [[round(c, 3) for c in p] for p in path.points if max(map(abs, p)) < 40]
    return [points[0], *(p for before, p in pairwise(points) if p != before)] if points else []
