"""What a notebook's checks know of mistakes: where each leads on a few short walks, packed into the helper cell.

The helper cell walks the student's class when a check has failed, and looks for the mistake that leads to the same
place. The same function walked the mistakes here: it is taken from the cell. Wrong paths give no answer away.
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations
from string import Formatter
from typing import Any, Final

import torch

from ..language.course import anchor
from ..language.driver import combine, optimizer
from ..language.secret import Secret
from ..language.task import REQUIRED, JudgedBy, Misconception, Task
from ..language.trials import spread
from ..telling.catalogue import SENTENCES
from ..telling.meanings import MEANINGS, Where

SECRET: Final = Secret(b"in the notebook")
PLACE: Final = 'KNOWN = "{}"\n'  # where it stands in the helper cell
LONGEST: Final = 220  # characters of what an exception means; a longer one is for the feedback
DIGITS: Final = (6, 5, 3)  # of the numbers that tell of all walks
LEAST: Final = (1e-8, 1e-8, 1e-5)  # below which they are nothing
MOST: Final = 3  # mistakes that lead to one place, and are all said
# Meanings in the grader alone:
ELSEWHERE: Final = ("no_longer_trained", "changed", "autograd_off", "no_such_device", "left_over", "threads")
PAIRED: Final = {  # mistakes in the rule that are often made together, beside the commonest of each task
    "alpha_always_0.9", "averaged_too_late", "betas_hard_coded", "betas_swapped", "counter_one_ahead",
    "counter_one_behind", "dampened", "eps_always_1e-07", "eps_before_correction", "eps_hard_coded", "eps_inside_root",
    "eps_squared", "faded_fast", "forgets_the_past", "gathered_too_late", "gradient_in_the_place_of_v",
    "gradient_not_squared", "G_of_v", "heavy_ball", "looks_ahead_twice", "looks_back", "lr_hard_coded",
    "lr_inside_velocity", "momentum_hard_coded", "momentum_left_out", "nesterov", "no_bias_correction", "no_decay",
    "no_eps", "no_lr", "no_root", "no_root_but_of_the_correction", "only_first_moment_corrected", "penalty_subtracted",
    "rmsprop", "starts_at_one", "terms_swapped", "uphill", "velocity_never_fades", "weights_of_G_swapped",
    "weights_of_v_swapped", "weights_swapped",
}
USUAL: Final = {  # by family, the numbers with which it is seen
    "all_gradients_clipped_at": (1, 5), "alpha_default": (0.9,), "decoupled_decay_not_asked_for": (1e-4, 1e-2),
    "eps_default": (1e-8, 1e-7), "gradient_clipped_at": (5, 10), "gradient_norm_clipped_at": (1, 5, 10),
    "gradient_tensors_clipped_at": (1, 5), "lr_capped_at": (0.01, 1), "lr_divided_by": (1e-6, 1e-4, 0.01, 1),
    "lr_multiplied_by": (0.9, 0.99, 0.999), "lr_over_the_step_to_the": (0.5, 1), "memory_rounded_to": (4,),
    "momentum_grows_late_by": (3, 5), "momentum_on_the_steps": (0.9,),
    "quotient_clipped_at": (1, 5, 10), "step_clipped_at": (1,), "step_length_clipped_at": (1000,),
    "weights_rounded_to": (4,),
}
SHARP: Final = "near ties"  # how the names of trials begin in which a sign hangs on little

PACKED: Final = '''{title}
# print(CHECKS) shows it. It is packed because it is long, and known mistakes are with it.
import base64
import zlib

CHECKS, KNOWN = zlib.decompress(base64.b85decode("{packed}".replace(".", "{{"))).decode().split("\\0")
exec(compile(CHECKS, "<the checks>", "exec"))'''

Walk = dict[str, Any]  # the arguments of the helper cell's `walk`
Ending = float | str  # where it leads, or the error that stops it


def packed(task: Task, helper: str, hints: bool = True) -> str:
    """The helper cell as students get it: its own code and all that it knows, compressed.

    Args:
        task: what the notebook asks.
        helper: the helper cell's source, whose `short_walk` is used.
        hints: whether it knows any mistakes, and not only where the right rule leads.
    """
    text = json.dumps(book(task, helper, hints), ensure_ascii=False, separators=(",", ":"))
    title, _, code = helper.replace(PLACE, "").partition("\n")
    # No brace is left, so that nothing looks like an address that is still to be filled in.
    squeezed = base64.b85encode(zlib.compress(f"{code}\0{text}".encode(), 9)).decode().replace("{", ".")
    return PACKED.format(title=title, packed=squeezed)


def book(task: Task, helper: str, hints: bool = True) -> dict[str, Any]:
    """The walks, the right ends of them, the mistakes by theirs, and what exceptions mean.

    The last walks are so long that they show whether an answer is right, and name nothing.
    """
    short, long = list(walks(task)), list(long_walks(task))
    about = [one.pop("about") for one in (*short, *long)]
    cell = ran(helper)

    def end(walk: Walk, *mistakes: Misconception) -> Ending:  # a fresh class: some keep their memory in it
        touched: Ending = cell["short_walk"](optimizer(task, mistakes), **walk)[1]
        return touched

    right = [end(one) for one in short + long]
    made = {"walks": short + long, "about": about, "right": [_told(there) for there in right],
            "close": task.reference.tolerances.float64}
    if not hints:
        return made
    cell["BOOK"] = made

    def gist(*mistakes: Misconception) -> tuple[float, ...]:  # of pairs only where a parameter is alone
        exact = cell["gist"]([there if len(mistakes) > 1 and not cell["is_single"](one) else end(one, *mistakes)
                              for one, there in zip(short, right)])
        return tuple(0.0 if abs(one) < least else float(f"{one:.{digits}g}")
                     for one, digits, least in zip(exact, DIGITS, LEAST))

    gists = {mistake.name: (mistake, gist(mistake)) for mistake in (*task.misconceptions, *_members(task))}
    often = Counter(where for _, where in gists.values())
    told = sorted(((mistake, where) for mistake, where in gists.values() if any(where) and often[where] <= MOST),
                  key=lambda one: one[0].driver is not None)
    return made | {
        "short": len(short), "rules": sum(not mistake.driver for mistake, _ in told),
        "texts": _columns(_said(task, mistake) for mistake, _ in told), "ends": _columns(where for _, where in told),
        "pairs": _columns(_pairs(task, [mistake for mistake, _ in told], {where[0] for _, where in told}, gist)),
        "meanings": list(meanings()), "shape": task.shape, "chapter": task.course.section(task.chapter) or "",
        "mistakes_at": (task.course.mistake(task.name, "") or "").removesuffix(anchor("")) + "mistake-"}


def _told(end: Ending) -> Ending:
    """An end without its last digits, which are other ones on another processor: the notebook would be another, too."""
    return float(f"{end:.13g}") if isinstance(end, float) else end


def ran(helper: str) -> dict[str, Any]:
    """What the helper cell defines."""
    cell: dict[str, Any] = {"torch": torch, "device": torch.device("cpu")}
    exec(helper, cell)
    return cell


def _columns(rows: Iterable[Sequence[Any]]) -> list[tuple[Any, ...]]:
    """A table by its columns, which are easier to compress."""
    return list(zip(*rows))


def _members(task: Task) -> Iterator[Misconception]:
    """What is seen of the task's families."""
    return (family.at(value) for family in task.families for value in USUAL.get(family.name, ())
            if value != family.right)


def _pairs(task: Task, told: list[Misconception], taken: set[float],
           gist: Callable[..., tuple[float, ...]]) -> Iterator[tuple[int, int, float]]:
    """Two mistakes in the rule at once, by their places, and how far they lead with a single parameter.

    Args:
        told: the mistakes that are known by themselves.
        taken: how far these lead; no pair is told that cannot be told from them.
        gist: how far mistakes lead.
    """
    some = [n for n, one in enumerate(told) if one.name in PAIRED | {*task.common} and not one.driver]
    found = [(one, other, gist(told[one], told[other])[0]) for one, other in combinations(some, 2)
             if combine(told[one], told[other])]
    often = Counter(where for _, _, where in found)
    return (pair for pair in found if pair[2] not in taken | {0.0} and often[pair[2]] == 1)


def _said(task: Task, mistake: Misconception) -> list[str]:
    """What a mistake is, a hint, and its place.

    Of bookkeeping the place is hint enough, and hints fade: what another chapter has taught is not said again.
    """
    page = mistake.section.partition("#")[0]
    hint = "" if mistake.driver or page not in (task.chapter, "step") else mistake.hint
    return [mistake.says, hint, anchor(mistake.paragraph).removeprefix("mistake-")]


def meanings() -> Iterator[list[str]]:
    """What the feedback says of exceptions, as far as it is short, and seen from the exception and its line."""
    for one in MEANINGS:
        sentence = SENTENCES[f"meaning.{one.key}"] if one.key else None
        anywhere = not one.near and one.given is None and one.where in (None, Where.CALL) and one.key not in ELSEWHERE
        fields = {name for _, name, _, _ in Formatter().parse(sentence) if name} if isinstance(sentence, str) else set()
        told = fields <= {"type", *re.compile(one.text).groupindex}
        if isinstance(sentence, str) and told and "NAME" not in one.source and anywhere and len(sentence) <= LONGEST:
            # A call of ours that is refused has no line of the student's.
            yield [one.text, one.source or "^$" * (one.where is Where.CALL), sentence]


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
    changing = vector("where the learning rate changes", 6, other,
                      rates=[[1, _digits(rate / 3)], [3, 0.0], [4, _digits(rate / 4)], [6, 2 * rate]])
    changing["gradients"][2][0] = [_digits(8 * g) for g in changing["gradients"][2][0]]  # counts while η is 0
    yield changing
    yield vector("where the learning rate is 0 at first", 3, other | {"lr": 0.0}, rates=[[2, rate]],
                 how="refusable")
    left_out = vector("where hyperparameters are left at their defaults", 3, required, times=15)
    for row in left_out["gradients"]:
        row[0][2] = _digits(row[0][2] * 1e-8)
    yield left_out
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
    nothing = {name: [0.0, 0.0] if name == "betas" else 0.0 for name in usual if name != "lr"}
    if nothing:
        without = vector("where a hyperparameter is 0, which is not missing", 3, usual | nothing, how="refusable")
        for row in without["gradients"]:
            row[0][2] = _digits(row[0][2] * 1e-6)
        yield without
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
    shapes = [[matrix, number, [], [[]], deep] for matrix, number, deep in zip(
        numbers("row", 4, 2, 3), numbers("number", 4), numbers("deep", 4, 1, 2, 1, 2))]
    yield {"about": "with a matrix, a number, parameters without entries and one with four axes, from a generator",
           "start": shapes[0], "gradients": shapes[1:], "given": [defaults | other], "how": "generator place turned"}
    again = vector("where gradient tensors are used again, and the optimizer is made anew", 4, other, how="again anew")
    for row in again["gradients"][:2]:
        row[0] = [_digits(8 * g) for g in row[0]]  # who remembers them afterwards is far off
    yield again
    yield {"about": "where zero_grad() comes before each step", "start": numbers("cleared start", 2, 2),
           "gradients": [[g, None] if k % 2 else [None, g] for k, g in enumerate(numbers("cleared", 5, 2))],
           "given": [usual], "how": "cleared"}
    floats = {"about": "where one parameter is float64 and the other float32", "start": numbers("floats start", 2, 2),
              "gradients": numbers("floats", 3, 2, 2), "given": [required], "floats": [0]}
    for row in floats["gradients"]:
        row[0][0] = _digits(row[0][0] * 1e-6)
    yield floats


def long_walks(task: Task) -> Iterator[Walk]:
    """Walks that take more steps, entries or parameters than a name needs: what goes wrong in them alone is rare."""
    usual = _few(task.under(SECRET).checks[0].trials[0].hyperparameters[0])
    yield {"about": "after two thousand steps", "start": [[0.5]], "given": [usual], "times": 400,
           "gradients": [[[g]] for g in (0.7, -1.1, 0.4, 0.3, 1.3)]}
    yield {"about": "with a parameter of a few hundred entries", "start": [[[0.5, -1.0, 2.0]]], "how": "large",
           "gradients": [[[[0.7, -1.1, 0.1]]], [[[0.4, 0.03, -2.3]]], [[[-0.3, 0.7, 1.9]]]], "given": [usual]}
    yield {"about": "with more than a hundred parameters", "start": [[0.5]] * 140,
           "gradients": [[[0.7]] * 140, [[-0.2]] * 140], "given": [usual]}


def _few(given: dict[str, Any]) -> dict[str, Any]:
    return {name: [*map(_digits, value)] if isinstance(value, tuple) else _digits(value)
            for name, value in given.items()}


def _digits(value: Any) -> Any:
    """A number with few digits; what is none stays."""
    return float(f"{value:.3g}") if isinstance(value, float) else value


def _rounded(values: Any) -> Any:
    return [*map(_rounded, values)] if isinstance(values, list) else _digits(values)
