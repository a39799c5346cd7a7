"""What a notebook's checks know of mistakes: where each leads on a few short walks, packed into the helper cell.

The helper cell walks the student's class when a check has failed, and looks for the mistake that leads to the same
place. The same function walked the mistakes here: it is taken from the cell. Wrong paths give no answer away.
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterator
from string import Formatter
from typing import Any, Final

import torch

from ..language.course import anchor
from ..language.driver import optimizer
from ..language.secret import Secret
from ..language.task import REQUIRED, JudgedBy, Misconception, Task
from ..language.trials import spread
from ..telling.catalogue import SENTENCES
from ..telling.meanings import MEANINGS

SECRET: Final = Secret(b"in the notebook")
PLACE: Final = "{{ known }}"  # where it stands in the helper cell
LONGEST: Final = 220  # characters of what an exception means; a longer one is for the feedback
DIGITS: Final = (9, 9, 6)  # of the numbers that tell of all walks
MOST: Final = 3  # mistakes that lead to one place, and are all said
SHARP: Final = "near ties"  # how the names of trials begin in which a sign hangs on little

Walk = dict[str, Any]  # the arguments of the helper cell's `walk`
Ending = float | str  # where it leads, or the error that stops it


def packed(task: Task, helper: str, hints: bool = True) -> str:
    """All that the helper cell knows, as it stands there.

    Args:
        task: what the notebook asks.
        helper: the helper cell's source, whose `short_walk` is used.
        hints: whether it knows any mistakes, and not only where the right rule leads.
    """
    text = json.dumps(book(task, helper, hints), ensure_ascii=False, separators=(",", ":"))
    # No brace is left, so that nothing looks like an address that is still to be filled in.
    return base64.b85encode(zlib.compress(text.encode(), 9)).decode().replace("{", ".")


def book(task: Task, helper: str, hints: bool = True) -> dict[str, Any]:
    """The walks, the right ends of them, the mistakes by theirs, and what exceptions mean."""
    chosen = list(walks(task))
    about = [one.pop("about") for one in chosen]
    cell: dict[str, Any] = {"torch": torch, "device": torch.device("cpu")}
    exec(helper, cell)

    def ends(*mistakes: Misconception) -> list[Ending]:  # a fresh class for each walk: some keep their memory in it
        return [cell["short_walk"](optimizer(task, mistakes), **one) for one in chosen]

    right = ends()
    made = {"walks": chosen, "about": about, "right": right, "close": task.reference.tolerances.float64}
    if not hints:
        return made
    cell["BOOK"] = made
    patterns: dict[tuple[float, ...], list[Misconception]] = {}
    for mistake in task.misconceptions:
        gist = cell["gist"](ends(mistake))
        patterns.setdefault(tuple(float(f"{one:.{digits}g}") for one, digits in zip(gist, DIGITS)), []).append(mistake)
    nothing = tuple(float(f"{one:.{digits}g}") for one, digits in zip(cell["gist"](right), DIGITS))
    mistakes = [[[_said(task, one) for one in alike], pattern, int(all(not one.driver for one in alike))]
                for pattern, alike in patterns.items() if len(alike) <= MOST and pattern != nothing]
    return made | {"mistakes": mistakes, "meanings": list(_meanings()), "shape": task.shape,
                   "chapter": task.course.section(task.chapter) or "",
                   "mistakes_at": (task.course.mistake(task.name, "") or "").removesuffix(anchor("")) + "mistake-"}


def _said(task: Task, mistake: Misconception) -> list[str]:
    """What a mistake is, a hint, and its place. Of bookkeeping the place is hint enough."""
    return [mistake.says, "" if mistake.driver else mistake.hint, anchor(mistake.paragraph).removeprefix("mistake-")]


def _meanings() -> Iterator[list[str]]:
    """What the feedback says of exceptions, as far as it is short, and seen from the exception and its line."""
    for one in MEANINGS:
        sentence = SENTENCES[f"meaning.{one.key}"] if one.key else None
        anywhere = not one.near and one.given is None and one.where is None
        fields = {name for _, name, _, _ in Formatter().parse(sentence) if name} if isinstance(sentence, str) else set()
        told = fields <= {"type", *re.compile(one.text).groupindex}
        if isinstance(sentence, str) and told and "NAME" not in one.source and anywhere and len(sentence) <= LONGEST:
            yield [one.text, one.source, sentence]


def walks(task: Task) -> Iterator[Walk]:
    """Short walks, each with one difficulty, with hyperparameters that the task itself asks about.

    `about` completes "Your optimizer leaves the right path …".
    """
    asked = [trial for check in task.under(SECRET).checks if check.judge is JudgedBy.PATH
             for trial in check.trials if not trial.fine]
    usual = _few(asked[0].hyperparameters[0])
    other = _few(next((t.hyperparameters[0] for t in asked if t.hyperparameters[0] != asked[0].hyperparameters[0]),
                      usual))
    required = {name: usual[name] for name, value in task.hyperparameters.items() if value is REQUIRED}
    defaults = {name: usual[name] if value is REQUIRED else value for name, value in task.hyperparameters.items()}
    rate = other.get("lr", 0.01)

    def numbers(name: str, *shape: int, scale: float = 1.0) -> Any:
        return _rounded((spread(SECRET.random("walk", task.name, name), shape) * scale).tolist())

    def vector(about: str, steps: int, given: dict[str, Any], **how: Any) -> Walk:
        return {"about": about, "start": [numbers(about + " start", 3)],
                "gradients": [[g] for g in numbers(about, steps, 3)], "given": [given], **how}

    yield vector("with three weights at once", 4, usual)
    yield vector("with other hyperparameters", 5, other)
    yield vector("where the learning rate changes", 6, other,
                 rates=[[3, 0.0], [4, _digits(rate / 4)], [6, 2 * rate]])
    yield vector("where the learning rate is 0 at first", 3, other | {"lr": 0.0}, rates=[[2, rate]],
                 how="refusable")
    yield vector("where hyperparameters are left at their defaults", 3, required, times=15)
    if "betas" in usual:
        yield vector("where β₁ is larger than β₂", 4, usual | {"betas": sorted(other["betas"], reverse=True)}, times=4)
    zeros = vector("where gradients are zero", 5, usual)
    zeros["gradients"][0][0][0] = zeros["gradients"][2][0][1] = 0.0
    for row in zeros["gradients"][1:]:
        row[0][2] = 0.0
    zeros["gradients"][3][0], zeros["gradients"][4][0] = [0.0, 0.0, 0.0], [1.5, -1.5, 0.0]
    yield zeros
    for about, scales in (("where gradients are very small", (1e-9, 1e-7, 1e-4)),
                          ("where gradients are very large", (1e2, 1e4, 1e7))):
        sizes = vector(about, 4, usual)
        sizes["start"] = [[0.0, 0.0, 0.0]]
        for row, smaller in zip(sizes["gradients"], (1.0, 1.0, 1.0, 1e-6)):
            row[0] = [_digits(g * scale * smaller) for g, scale in zip(row[0], scales)]
        yield sizes
    yield vector("after a hundred steps", 4, usual, times=28)
    without = next((t.hyperparameters[0] for t in asked if 0.0 in t.hyperparameters[0].values()), None)
    if without:
        yield vector("where a hyperparameter is 0", 3, _few(without), how="refusable")
    for trial in asked:
        if trial.name.startswith(SHARP) and not trial.changes:
            yield {"about": "where a sign hangs on little", "start": [_rounded(trial.parameters[0][:4].tolist())],
                   "gradients": [[step[0][:4].tolist()] for step in trial.gradients[:8]
                                 if step[0] is not None and not isinstance(step[0], str)],
                   "given": [_few(trial.hyperparameters[0])]}
            break
    several = {"about": "where some gradients are None", "start": numbers("several start", 3, 2),
               "gradients": numbers("several", 6, 3, 2), "given": [other], "times": 2}
    for step, k in ((0, 0), (1, 1), (2, 2), (3, 0), (3, 2)):
        several["gradients"][step][k] = None
    several["start"][1] = several["start"][0]
    waiting, zero = numbers("waiting", 2), [0.0, 0.0]
    several["gradients"][4:4] = [[None, waiting, zero] for _ in range(11)] + [[None, None, None]]
    yield several
    yield {"about": "where a parameter is frozen at first", "start": numbers("frozen start", 2, 2),
           "gradients": [[None, numbers("frozen", 2)], *numbers("thawed", 4, 2, 2)], "given": [other], "how": "frozen"}
    yield {"about": "where two optimizers are at work", "start": numbers("two start", 2, 2),
           "gradients": numbers("two", 4, 2, 2), "given": [usual, other], "how": "late", "times": 3}
    shapes = [[number, [], *others] for number, *others in zip(
        numbers("number", 4), numbers("row", 4, 2, 3), numbers("deep", 4, 1, 2, 1, 2))]
    yield {"about": "with a number, a matrix, a parameter without entries and one with four axes, from a generator",
           "start": shapes[0], "gradients": shapes[1:], "given": [defaults | other], "how": "generator place turned"}
    yield vector("where gradient tensors are used again, and the optimizer is made anew", 4, other, how="again anew")
    yield {"about": "where one parameter is float64 and the other float32", "start": numbers("floats start", 2, 2),
           "gradients": numbers("floats", 3, 2, 2), "given": [usual], "floats": [0]}


def _few(given: dict[str, Any]) -> dict[str, Any]:
    return {name: [*map(_digits, value)] if isinstance(value, tuple) else _digits(value)
            for name, value in given.items()}


def _digits(value: Any) -> Any:
    """A number with few digits; what is none stays."""
    return float(f"{value:.3g}") if isinstance(value, float) else value


def _rounded(values: Any) -> Any:
    return [*map(_rounded, values)] if isinstance(values, list) else _digits(values)
