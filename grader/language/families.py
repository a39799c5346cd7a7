"""Mistakes that are one number away from right, for every rule there is.

A member's number stands among the hyperparameters that a mistake fixes (`Rule.fixed`), where rule and driver
read it. So both are written once, and work entry by entry if the number is a tensor: many numbers are then
tried in one walk.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
import torch

from .course import HOME
from .driver import Driver
from .rule import State, Tensor, Values
from .task import REQUIRED, Family, Misconception, Task, rule_names


def powers(low: float, high: float, per_decade: int = 3) -> tuple[float, ...]:
    """Numbers from `low` to `high`, equally far apart on a logarithmic scale, ends included."""
    count = round(np.log10(high / low) * per_decade) + 1
    return tuple(float(f"{x:.6g}") for x in np.geomspace(low, high, count))


DECADES = powers(1e-12, 1e-2, 1)
FACTORS = powers(1e-4, 1e4)
SIGNED = (*(-f for f in reversed(FACTORS)), *FACTORS)
SHARES = (0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.995, 0.999, 0.9999, 1.0)
BOUNDS = powers(1e-3, 1e4, 2)
RATES = powers(1e-6, 10)
STARTS = (*(-x for x in reversed(DECADES)), *DECADES, 0.1, 0.5, 1.0, 10.0, 100.0)
DIGITS = tuple(float(n) for n in range(9))
SPANS = (1.0, 2.0, 3.0, 4.0, 5.0, 8.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0, 2000.0, 10000.0)  # of steps
RATIOS = (0.1, 0.2, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 50.0, 100.0)
EVERY = (2.0, 5.0, 10.0, 50.0, 100.0)  # so few that all are tried: the first two steps do not tell them apart
USUAL_DEFAULTS = {"momentum": (0.0, 0.5, 0.8, 0.9, 0.95, 0.99)}
COUNTS = tuple(float(n) for n in (*range(-5, 0), *range(1, 11), 100, 1000))


def at_most(number: Any, bound: Any) -> Any:
    """The smaller of two numbers, or entry by entry where one of them is a tensor, in that tensor's precision."""
    if torch.is_tensor(number):
        return torch.minimum(number, torch.as_tensor(bound, dtype=number.dtype))
    if torch.is_tensor(bound):
        return torch.minimum(torch.as_tensor(number, dtype=bound.dtype), bound)
    return min(number, bound)


class CountsItsSteps(Driver):
    def step(self) -> None:
        self.before = self.__dict__.get("before", -1) + 1
        super().step()


class RateDivided(CountsItsSteps):
    def now(self) -> Values:
        now = super().now()
        now.lr = now.lr / (1 + self.number("fading") * self.before)
        return now


class RateDividedAtOnce(CountsItsSteps):
    def now(self) -> Values:
        now = super().now()
        now.lr = now.lr / (1 + self.number("fading") * (self.before + 1))
        return now


class RateMultiplied(CountsItsSteps):
    def now(self) -> Values:
        now = super().now()
        now.lr = now.lr * self.number("fading") ** self.before
        return now


class RateMultipliedAtOnce(CountsItsSteps):
    def now(self) -> Values:
        now = super().now()
        now.lr = now.lr * self.number("fading") ** (self.before + 1)
        return now


class RateOverPower(CountsItsSteps):
    def now(self) -> Values:
        now = super().now()
        now.lr = now.lr / (self.before + 1) ** self.number("fading")
        return now


class RateWarmedUp(CountsItsSteps):
    def now(self) -> Values:
        now = super().now()
        now.lr = now.lr * at_most((self.before + 1) / self.number("span"), 1.0)
        return now


class RateWarmedUpFromZero(CountsItsSteps):
    def now(self) -> Values:
        now = super().now()
        now.lr = now.lr * at_most(self.before / self.number("span"), 1.0)
        return now


class RateAnnealed(CountsItsSteps):
    def now(self) -> Values:
        now = super().now()
        share = torch.as_tensor(at_most((self.before + 1) / self.number("span"), 1.0), dtype=torch.float64)
        now.lr = now.lr * (1 + torch.cos(math.pi * share)) / 2
        return now


class RateFallsInALine(CountsItsSteps):
    def now(self) -> Values:
        now = super().now()
        now.lr = now.lr * (1 - at_most(self.before / self.number("span"), 1.0))
        return now


class RateFallsAsACosine(CountsItsSteps):
    def now(self) -> Values:
        now = super().now()
        angle = torch.as_tensor(math.pi * at_most(self.before / self.number("span"), 1.0), dtype=torch.float64)
        now.lr = now.lr * (1 + torch.cos(angle)) / 2
        return now


class MomentumWarmedUp(CountsItsSteps):
    def now(self) -> Values:
        now = super().now()
        now.momentum = now.momentum * at_most((self.before + 1) / self.number("span"), 1.0)
        return now


class MomentumWarmedUpFromZero(CountsItsSteps):
    def now(self) -> Values:
        now = super().now()
        now.momentum = now.momentum * at_most(self.before / self.number("span"), 1.0)
        return now


class Replaced(Driver):
    """Takes other numbers in the place of hyperparameters where some have certain values.

    Attributes:
        where: the values of all that must have them.
        by: for each that is replaced, by the name that rules know, the other number, or the name under which a mistake
            fixes it.
    """

    where: ClassVar[Mapping[str, float]]
    by: ClassVar[Mapping[str, str | float]]

    def now(self) -> Values:
        now = super().now()
        same = [vars(now)[name] == value for name, value in self.where.items()]
        here = same[0] if len(same) == 1 else same[0] & same[1]
        for name, number in self.by.items():
            given, other = vars(now)[name], self.number(number) if isinstance(number, str) else number
            vars(now)[name] = torch.where(here, other, given) if torch.is_tensor(here) else (other if here else given)
        return now


class Limited(Driver):
    """Keeps a hyperparameter below, or else above, the number that a mistake fixes under another name."""

    limited: ClassVar[str]
    by: ClassVar[str]
    below: ClassVar[bool]

    def now(self) -> Values:
        now, bound = super().now(), self.number(self.by)
        given = vars(now)[self.limited]
        vars(now)[self.limited] = at_most(given, bound) if self.below else -at_most(-given, -bound)
        return now


class Defaulted(Driver):
    """Has another default for a hyperparameter."""

    left_out: ClassVar[str]
    default: ClassVar[float]

    def __init__(self, params: Iterable[Tensor], *args: Any, **keywords: Any):
        super().__init__(params, *args, **keywords)
        if self.left_out not in dict(zip(self.hyperparameters, args)) | keywords:
            setattr(self, self.left_out, self.default)


class GradientsGathered(Driver):
    def gradient(self, k: int, p: Tensor) -> Tensor | None:
        if p.grad is None:
            return None
        gathered: dict[int, Tensor] = self.__dict__.setdefault("gathered", {})
        gathered[k] = self.number("inertia") * gathered.get(k, 0.0) + p.grad
        return gathered[k]


class GradientsAveraged(Driver):
    def gradient(self, k: int, p: Tensor) -> Tensor | None:
        if p.grad is None:
            return None
        gathered: dict[int, Tensor] = self.__dict__.setdefault("gathered", {})
        inertia = self.number("inertia")
        gathered[k] = inertia * gathered.get(k, 0.0) + (1 - inertia) * p.grad
        return gathered[k]


class StepsGathered(Driver):
    def move(self, p: Tensor, new: Tensor) -> None:
        gathered: dict[int, Tensor] = self.__dict__.setdefault("gathered", {})
        gathered[id(p)] = self.number("inertia") * gathered.get(id(p), 0.0) + (new - p)
        p.add_(gathered[id(p)])


class GradientsCutDownTogether(Driver):
    def gradient(self, k: int, p: Tensor) -> Tensor | None:
        return None if p.grad is None else p.grad * self.left()

    def left(self) -> float:
        """What is left of gradients whose common length is cut down, as torch's clip_grad_norm_ has it."""
        length = math.hypot(*(float(p.grad.norm()) for p in self.params if p.grad is not None))
        return min(float(self.number("bound")) / (length + 1e-6), 1.0)


class GradientsCutDownInPlace(GradientsCutDownTogether):
    def step(self) -> None:
        left = self.left()
        for p in self.params:
            if p.grad is not None:
                p.grad.mul_(left)
        super().step()

    def gradient(self, k: int, p: Tensor) -> Tensor | None:
        return p.grad


class ShrunkWithRate(Driver):
    def move(self, p: Tensor, new: Tensor) -> None:
        p.copy_(new - self.lr * self.number("penalty") * p)


class ShrunkAfterwards(Driver):
    def move(self, p: Tensor, new: Tensor) -> None:
        p.copy_(new * (1 - self.lr * self.number("penalty")))


class Shrunk(Driver):
    def move(self, p: Tensor, new: Tensor) -> None:
        p.copy_(new - self.number("penalty") * p)


class StepsCutOff(Driver):
    def move(self, p: Tensor, new: Tensor) -> None:
        bound = self.number("bound")
        p.add_((new - p).clamp(-bound, bound))


class StepsCutDown(Driver):
    def move(self, p: Tensor, new: Tensor) -> None:
        longest = self.number("bound") * self.lr
        p.add_((new - p) * (1.0 if (length := float((new - p).norm())) <= longest else longest / length))


class WeightsCutOff(Driver):
    def move(self, p: Tensor, new: Tensor) -> None:
        bound = self.number("bound")
        p.copy_(new.clamp(-bound, bound))


class WeightsRounded(Driver):
    def move(self, p: Tensor, new: Tensor) -> None:
        fine = 10 ** self.number("digits")
        p.copy_((new * fine).round() / fine)


class StepsRounded(Driver):
    def move(self, p: Tensor, new: Tensor) -> None:
        fine = 10 ** self.number("digits")
        p.add_(((new - p) * fine).round() / fine)


class SmallIsNone(Driver):
    def gradient(self, k: int, p: Tensor) -> Tensor | None:
        if p.grad is None or not p.grad.numel():
            return p.grad
        return p.grad if p.grad.abs().max() >= self.number("bound") else None


class RateScaled(Driver):
    def now(self) -> Values:
        now = super().now()
        now.lr = now.lr * self.number("factor")
        return now


class DecayScaled(Driver):
    def now(self) -> Values:
        now = super().now()
        now.weight_decay = now.weight_decay * self.number("factor")
        return now


class CounterAhead(Driver):
    def state(self, k: int) -> State:
        return self.states.setdefault(k, State(t=self.number("ahead")))


def scaled(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g * h.factor


def scaled_rate(h: Values) -> float:
    return h.lr * h.factor


def cut_off(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g.clamp(-h.bound, h.bound)


def cut_down(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g / max(float(g.norm()) / h.bound, 1.0)


def shortened(w: Tensor, g: Tensor, h: Values) -> Tensor:
    length: Tensor = g.norm() + h.guard
    return g / length


def rounded(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return (g * 10**h.digits).round() / 10**h.digits


def small_left_out(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g * (g.abs() >= h.bound)


def decayed(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g + h.penalty * w


def decayed_but_for_zeros(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g + float(h.penalty) * w if g.abs().sum() > 0 else g  # float: this does not work entry by entry


def add_families(task: Task, without: Sequence[str] = ()) -> None:
    """Add the families that can be made with every rule to the task's.

    Args:
        task: what was asked.
        without: names of those, and of bookkeeping mistakes, that are none here.
    """
    rule = f"{task.chapter}#{task.chapter.replace('_', '-')}-rule"
    title = task.title

    def family(name: str, number: str, values: Sequence[float], says: str, hint: str, *, section: str = rule,
               right: float | None = None, driver: type | None = None, **parts: Callable[..., Any]) -> None:
        if name not in without:
            task.families.append(Family(
                name, section, hint, f"{title} {says}", lambda value: {**parts, "fixed": {number: value}},
                tuple(values), right, (lambda value: driver) if driver else None,
                task.course if section == rule else HOME))

    _add_constants(task)
    family("step_scaled_by", "factor", SIGNED, "with every step {value} times as long",
           "Your steps are {value} times as long as they should be. Look for a factor that the rule does not have.",
           right=1.0, rate=scaled_rate)
    family("gradient_scaled_by", "factor", SIGNED, "with every gradient multiplied by {value}",
           "You multiply the gradient before you use it. The rule takes it as it is.", right=1.0, gradient=scaled)
    family("gradient_clipped_at", "bound", BOUNDS, "with every gradient cut off at −{value} and {value}",
           "You limit the gradients before you use them. The rule takes them as they are.", gradient=cut_off)
    family("gradient_norm_clipped_at", "bound", BOUNDS, "with long gradients cut down to length {value}",
           "You limit the gradient's length before you use it. The rule takes it as it is.", gradient=cut_down)
    family("gradient_divided_by_length_and", "guard", DECADES, "with every gradient divided by its length plus {value}",
           "You divide the gradient by its length. The rule takes it as it is.", gradient=shortened)
    family("all_gradients_clipped_at", "bound", BOUNDS, "with gradients cut down to a common length of {value}",
           "You limit the length of all gradients together. The rule takes them as they are.",
           driver=GradientsCutDownTogether)
    family("gradient_tensors_clipped_at", "bound", BOUNDS,
           "whose step() cuts the gradient tensors down to a common length of {value}",
           "You limit the gradients inside step(), and change the tensors themselves. p.grad belongs to the caller, "
           "who may cut it down before calling step().", section="step#step-gradients",
           driver=GradientsCutDownInPlace)
    family("step_clipped_at", "bound", BOUNDS, "with every step cut off at −{value} and {value}",
           "You limit how far a weight moves. The rule has no such limit.", driver=StepsCutOff)
    family("step_length_clipped_at", "bound", BOUNDS, "with long steps cut down to length {value}·η",
           "You limit how long a step is. The rule has no such limit.", driver=StepsCutDown)
    family("weights_clipped_at", "bound", BOUNDS, "with every weight kept between −{value} and {value}",
           "You limit the weights themselves. They may become as large as the gradients make them.",
           driver=WeightsCutOff)
    family("decay_not_asked_for", "penalty", powers(1e-6, 1), "with a weight decay of {value} added to the gradient",
           "You add a part of the weights to the gradient. "
           + ("This optimizer has no such term." if "weight_decay" not in task.hyperparameters
              else "That is not the rule's λ term: it is too large, or in the wrong place."), gradient=decayed)
    if "weight_decay" not in task.hyperparameters:
        family("decoupled_decay_not_asked_for", "penalty", powers(1e-6, 1),
               "with weights that shrink by η times {value} in each step",
               "Your weights shrink a little in each step. This optimizer has no decay.", driver=ShrunkWithRate)
        family("decay_after_the_step_not_asked_for", "penalty", powers(1e-6, 1),
               "with weights that shrink by η times {value} after each step",
               "Your weights shrink a little in each step. This optimizer has no decay.", driver=ShrunkAfterwards)
        if "zero_is_none" in without:  # which is no mistake by itself there
            family("decay_but_for_zeros_not_asked_for", "penalty", powers(1e-6, 1),
                   "with a weight decay of {value} added to the gradient, unless all of it is zero",
                   "You add a part of the weights to the gradient. This optimizer has no such term.",
                   gradient=decayed_but_for_zeros)
        family("shrinking_not_asked_for", "penalty", powers(1e-6, 1), "with weights that shrink by {value} a step",
               "Your weights shrink a little in each step. This optimizer has no decay.", driver=Shrunk)
    else:
        family("lr_scaled_by", "factor", SIGNED, "with {value} times η in step and decay",
               "You multiply η before you use it. Use self.lr as it stands.", right=1.0, driver=RateScaled)
        family("decay_scaled_by", "factor", SIGNED, "with {value} times the decay",
               "Look for a factor beside your λ that the rule does not have.", right=1.0, driver=DecayScaled)
    if not {"momentum", "betas"} & set(task.hyperparameters):
        family("momentum_not_asked_for", "inertia", SHARES, "with a momentum of {value} on the gradients",
               "You gather gradients from step to step. This optimizer has no momentum.", right=0.0,
               driver=GradientsGathered)
        family("averaging_not_asked_for", "inertia", SHARES, "with gradients averaged over the steps, {value} old",
               "You average gradients from step to step. This optimizer takes the present gradient.", right=0.0,
               driver=GradientsAveraged)
        family("momentum_on_the_steps", "inertia", SHARES, "with a momentum of {value} on the steps",
               "A part of the last step comes along in the next one. This optimizer has no momentum.", right=0.0,
               driver=StepsGathered)
    if "one_counter_for_all" not in without:
        family("counter_starts_at", "ahead", COUNTS, "with a step counter that starts at {value}",
               "In the first step t must be 1. With which value does your counter start, and when is it raised?",
               section="step#step-counter", right=0.0, driver=CounterAhead)
    falls = ("Your learning rate changes from step to step by itself. A schedule sets it from outside: "
             "use self.lr as it stands.")
    fadings = powers(1e-6, 10)
    shares = (0.1, 0.5, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999, 0.99999, 1.00001, 1.001, 1.01, 1.1, 2.0)
    family("lr_divided_by", "fading", fadings, "with η divided by 1 + {value}·t, t counted from 0", falls,
           section="step#step-hyperparameters", right=0.0, driver=RateDivided)
    family("lr_divided_at_once_by", "fading", fadings, "with η divided by 1 + {value}·t, t counted from 1", falls,
           section="step#step-hyperparameters", right=0.0, driver=RateDividedAtOnce)
    family("lr_multiplied_by", "fading", shares, "with η multiplied by {value} from step to step", falls,
           section="step#step-hyperparameters", right=1.0, driver=RateMultiplied)
    family("lr_multiplied_at_once_by", "fading", shares,
           "with η multiplied by {value} from step to step, the first included", falls,
           section="step#step-hyperparameters", right=1.0, driver=RateMultipliedAtOnce)
    family("lr_over_the_step_to_the", "fading", (0.1, 0.25, 0.5, 0.75, 1.0, 1.5, 2.0), "with η divided by t^{value}",
           falls, section="step#step-hyperparameters", right=0.0, driver=RateOverPower)
    for name, driver, first in (("lr_warmed_up_over", RateWarmedUp, "1"),
                                ("lr_warmed_up_from_zero_over", RateWarmedUpFromZero, "0")):
        family(name, "span", SPANS, f"with η multiplied by t/{{value}} while that is below 1, t counted from {first}",
               "Your learning rate rises over the first steps by itself. A schedule sets it from outside: use self.lr "
               "as it stands.", section="step#step-hyperparameters", right=1.0 if first == "1" else None, driver=driver)
    family("lr_annealed_over", "span", SPANS, "with η that falls to zero like a cosine over {value} steps", falls,
           section="step#step-hyperparameters", driver=RateAnnealed)
    falling: tuple[tuple[str, type[Driver], str], ...] = (
        ("lr_falls_in_a_line_over", RateFallsInALine, "1 − t/{value}"),
        ("lr_falls_as_a_cosine_over", RateFallsAsACosine, "½(1 + cos(π t/{value}))"))
    for name, wrong, said in falling:
        family(name, "span", SPANS, f"with η multiplied by {said}, t counted from 0, down to zero", falls,
               section="step#step-hyperparameters", driver=wrong)
    family("lr_capped_at", "bound", RATES, "with a learning rate of at most {value}",
           "You limit the learning rate. Use self.lr as it stands.", section="step#step-hyperparameters",
           driver=Limited.having(limited="lr", by="bound", below=True))
    family("lr_raised_to", "bound", powers(1e-3, 10), "with a learning rate of at least {value}",
           "You keep the learning rate from getting small. Use self.lr as it stands.",
           section="step#step-hyperparameters", driver=Limited.having(limited="lr", by="bound", below=False))
    if "momentum" in task.hyperparameters:
        rising: tuple[tuple[str, type[Driver], str], ...] = (
            ("momentum_warmed_up_over", MomentumWarmedUp, "1"),
            ("momentum_warmed_up_from_zero_over", MomentumWarmedUpFromZero, "0"))
        for name, wrong, first in rising:
            family(name, "span", SPANS[1:], f"with μ multiplied by t/{{value}} while that is below 1, t counted from "
                   f"{first}", "Your μ rises over the first steps. Use the value that the constructor was given as it "
                   "is.", section="step#step-hyperparameters", driver=wrong)
    _add_defaults(task)
    given = [one.get("eps", 0.0) for trial in task.naming for one in trial.hyperparameters]
    for name, symbol, below in (("eps", "ε", True), ("eps", "ε", False), ("momentum", "μ", True), ("alpha", "α", True)):
        if name in task.hyperparameters:
            values = SHARES if name != "eps" else powers(1e-12, 1, 1)
            if name == "eps" and not below:  # below all that are given this is another default
                values = tuple(v for v in values if v > min(filter(None, given)))
            family(f"{name}_capped_at" if below else f"{name}_raised_to", "limit", values,
                   f"with {symbol} {'at most' if below else 'at least'} {{value}}",
                   f"You limit {symbol} before you use it. Use the value that the constructor was given as it is.",
                   section="step#step-hyperparameters", driver=Limited.having(limited=name, by="limit", below=below))
    family("weights_rounded_to", "digits", DIGITS, "with weights rounded to {value} decimal places",
           "You round the weights. Rounding is for printing: small steps are lost in it.",
           section="step#step-in-place", driver=WeightsRounded)
    family("steps_rounded_to", "digits", DIGITS, "with steps rounded to {value} decimal places",
           "You round what you subtract from the weights. Rounding is for printing: small steps are lost in it.",
           section="step#step-in-place", driver=StepsRounded)
    family("gradient_rounded_to", "digits", DIGITS, "with gradients rounded to {value} decimal places",
           "You round the gradients. Rounding is for printing: small gradients are lost in it.", gradient=rounded)
    family("skips_gradients_below", "bound", DECADES, "that skips a parameter whose gradients are all below {value}",
           "A small gradient is a gradient. Only None means “skip”.", section="step#step-none", driver=SmallIsNone)
    family("leaves_out_gradients_below", "bound", DECADES, "that takes every gradient below {value} for zero",
           "A small gradient is a gradient: use it as it is.", gradient=small_left_out)


def _add_constants(task: Task) -> None:
    """The families that use another hyperparameter whatever was asked for, and a multiple of it."""
    for argument, default in task.hyperparameters.items():
        names = rule_names(argument, default) if isinstance(default, tuple) else {argument: default}
        symbols = task.symbols.get(argument, argument)
        for name, symbol in zip(names, symbols if isinstance(symbols, tuple) else (symbols,)):
            task.families.append(Family(
                f"{name}_always", "step#step-hyperparameters",
                f"You always use {symbol} = {{value}}. Use the value that the constructor was given.",
                f"{task.title} with {symbol} = {{value}} whatever was asked for",
                lambda value, name=name: {"fixed": {name: value}},  # type: ignore[misc]
                _numbers_for(name)))


def _add_defaults(task: Task) -> None:
    """The families that have another default for a hyperparameter, or another number where it is zero.

    Where no trial gives a default by its value, a hyperparameter with that value is one that was not given, and its
    number is fitted. Elsewhere usual numbers are tried.
    """
    def add(name: str, number: str, where: Mapping[str, float], says: str, hint: str, right: float | None) -> None:
        wrong = Replaced.having(where=where, by={name: number})
        task.families.append(Family(
            f"{name}_{number}", "step#step-hyperparameters", hint, f"{task.title} {says}",
            lambda value: {"fixed": {number: value}}, _numbers_for(name), right, lambda value: wrong))

    for argument, default in task.hyperparameters.items():
        if default is REQUIRED:
            continue
        given = any(one.get(argument) == default for trial in task.trials for one in trial.hyperparameters)
        values = rule_names(argument, default) if isinstance(default, tuple) else {argument: default}
        symbols = task.symbols.get(argument, argument)
        for name, symbol in zip(values, symbols if isinstance(symbols, tuple) else (symbols,)):
            says = f"with {symbol} = {{value}} where it is not given"
            hint = (f"Where {symbol} is not given you take {{value}}. Compare your constructor's default with the one "
                    "that is asked for" + (", and look for a lower bound on ε." if name == "eps" else "."))
            if not given:
                add(name, "default", values, says, hint, values[name])
            elif name in USUAL_DEFAULTS:
                task.misconceptions += [Misconception(
                    f"{name}_default_{value:g}", "step#step-hyperparameters", hint.format(value=f"{value:g}"),
                    f"{task.title} {says.format(value=f'{value:g}')}",
                    driver=Defaulted.having(left_out=name, default=value))
                    for value in USUAL_DEFAULTS[name] if value != default]
            if name in ("momentum", "weight_decay") and default:
                add(name, "replacement", {name: 0.0}, f"with {symbol} = {{value}} where 0 is asked for",
                    f"Where {symbol} is 0 you take {{value}}. Zero counts as false in Python: with `or`, or after "
                    "`if not`, something else takes its place.", 0.0)


def _numbers_for(name: str) -> tuple[float, ...]:
    """The grid in which a hyperparameter's number is looked for."""
    if name == "eps":
        return powers(1e-16, 1, 1)
    return powers(1e-6, 10) if name in ("lr", "weight_decay") else SHARES
