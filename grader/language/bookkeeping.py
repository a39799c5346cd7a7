"""Mistakes in the bookkeeping: written once, for every rule there is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import torch

from . import families
from .course import HOME
from .driver import Driver, Needs
from .rule import (
    State,
    Tensor,
    Values,
    clipped,
    decayed,
    lr_enters_too,
    lr_squared,
    no_lr,
    norm_clipped,
    normalized,
    uphill,
)
from .task import REQUIRED, Misconception, Task, rule_names


class FirstParameterOnly(Driver):
    needs = (Needs.SEVERAL,)

    def chosen(self) -> list[Tensor]:
        return self.params[:1]


class OneStateForAll(Driver):
    needs = (Needs.SEVERAL,)

    def state(self, k: int) -> State:
        return super().state(0)


class NoneIsZero(Driver):
    needs = (Needs.NONE,)

    def gradient(self, k: int, p: Tensor) -> Tensor | None:
        return torch.zeros_like(p) if p.grad is None else p.grad


class NoneCrashes(Driver):
    needs = (Needs.NONE,)

    def gradient(self, k: int, p: Tensor) -> Tensor | None:
        return 1 * p.grad  # type: ignore[operator, return-value]  # Python's own error is what this is about


class NoneEndsTheLoop(Driver):
    needs = (Needs.NONE,)

    def chosen(self) -> list[Tensor]:
        ready = []
        for p in self.params:
            if p.grad is None:
                break
            ready.append(p)
        return ready


class NoneForgetsTheState(Driver):
    needs = (Needs.NONE,)

    def gradient(self, k: int, p: Tensor) -> Tensor | None:
        if p.grad is None:
            self.states.pop(k, None)
        return p.grad


class ZeroIsNone(Driver):
    def gradient(self, k: int, p: Tensor) -> Tensor | None:
        return p.grad if p.grad is not None and p.grad.any() else None


class StateSharedByAllOptimizers(Driver):
    needs = (Needs.OPTIMIZERS,)

    def state(self, k: int) -> State:
        own: State = type(self).shared.setdefault(k, State())
        return own


class StateMadeForTheClass(Driver):
    needs = (Needs.OPTIMIZERS,)

    def __init__(self, *args: Any, **keywords: Any):
        super().__init__(*args, **keywords)
        type(self).shared.clear()

    def state(self, k: int) -> State:
        own: State = type(self).shared.setdefault(k, State())
        return own


class StateOnTheParameter(Driver):
    needs = (Needs.OPTIMIZERS,)

    def state(self, k: int) -> State:
        own: State = vars(self.chosen()[k]).setdefault("state", State())
        return own


class NewRateForgetsTheState(Driver):
    needs = (Needs.CHANGE,)

    def now(self) -> Values:
        now = super().now()
        if now.lr != self.__dict__.get("last", now.lr):
            for own in self.states.values():
                vars(own).clear()
        self.last = now.lr
        return now

    def step(self) -> None:
        self.now()
        super().step()


class HyperparametersReadOnce(Driver):
    needs = (Needs.CHANGE,)

    def now(self) -> Values:
        if "first" not in self.__dict__:
            self.first = super().now()
        return Values(**vars(self.first))

    def __init__(self, *args: Any, **keywords: Any):
        super().__init__(*args, **keywords)
        self.now()


class PreviousGradient(Driver):
    def gradient(self, k: int, p: Tensor) -> Tensor | None:
        before: dict[int, Tensor] = self.__dict__.setdefault("before", {})
        last = before.get(k)
        if p.grad is not None:
            before[k] = p.grad.clone()
        return last


class PreviousGradientAfterTheFirst(Driver):
    def gradient(self, k: int, p: Tensor) -> Tensor | None:
        before: dict[int, Tensor] = self.__dict__.setdefault("before", {})
        if p.grad is None:
            return None
        last = before.get(k, p.grad)
        before[k] = p.grad.clone()
        return last


class GradientScaledInPlace(Driver):
    def gradient(self, k: int, p: Tensor) -> Tensor | None:
        return None if p.grad is None else p.grad.mul_(self.lr)

    def now(self) -> Values:
        now = super().now()
        now.lr = 1.0
        return now


class NothingMoves(Driver):
    def move(self, p: Tensor, new: Tensor) -> None:
        pass


class LastParameterOnly(Driver):
    needs = (Needs.SEVERAL,)

    def chosen(self) -> list[Tensor]:
        return self.params[-1:]


class LastParameterForEach(Driver):
    needs = (Needs.SEVERAL,)

    def chosen(self) -> list[Tensor]:
        return self.params[-1:] * len(self.params)

    def state(self, k: int) -> State:
        return super().state(len(self.params) - 1)


class LastParameterLeftOut(Driver):
    def chosen(self) -> list[Tensor]:
        return self.params[:-1]


class GeneratorUsedUp(Driver):
    needs = (Needs.GENERATOR,)

    def __init__(self, params: Iterable[Tensor], *args: Any, **keywords: Any):
        super().__init__(params if isinstance(params, list) else [], *args, **keywords)


class GeneratorUsedUpAfterTheFirstStep(Driver):
    needs = (Needs.GENERATOR,)

    def __init__(self, params: Iterable[Tensor], *args: Any, **keywords: Any):
        super().__init__(params, *args, **keywords)
        self.once = not isinstance(params, list)

    def step(self) -> None:
        super().step()
        if self.once:
            self.params = []


class ParametersOfTheClassByPlace(Driver):
    needs = (Needs.OPTIMIZERS,)

    def __init__(self, params: Iterable[Tensor], *args: Any, **keywords: Any):
        super().__init__(params, *args, **keywords)
        everybodys: list[Tensor] = type(self).shared.setdefault(-1, [])
        everybodys.extend(self.params)
        self.params = everybodys


class ParametersOfTheClass(ParametersOfTheClassByPlace):
    def state(self, k: int) -> State:
        return self.states.setdefault(id(self.params[k]), State())


class ParametersOfTheClassSoFar(ParametersOfTheClassByPlace):
    def __init__(self, params: Iterable[Tensor], *args: Any, **keywords: Any):
        super().__init__(params, *args, **keywords)
        self.params = list(self.params)


class StepMadeTwice(Driver):
    def step(self) -> None:
        super().step()
        super().step()


class GradientOfTheFirst(Driver):
    needs = (Needs.SEVERAL,)

    def gradient(self, k: int, p: Tensor) -> Tensor | None:
        ready = [q.grad for q in self.params if q.grad is not None]
        return None if p.grad is None else ready[0]


class NoneShiftsTheGradients(Driver):
    needs = (Needs.NONE,)

    def gradient(self, k: int, p: Tensor) -> Tensor | None:
        ready = [q.grad for q in self.params if q.grad is not None]
        return ready[k] if k < len(ready) else None


class NoneFadesTheState(Driver):
    needs = (Needs.NONE,)

    def gradient(self, k: int, p: Tensor) -> Tensor | None:
        if p.grad is None:
            own = self.state(k)
            steps = own.t
            type(self).rule(p, torch.zeros_like(p), own, self.now())
            own.t = steps
        return p.grad


class NoneCoasts(Driver):
    needs = (Needs.NONE,)

    def gradient(self, k: int, p: Tensor) -> Tensor | None:
        if p.grad is None and k in self.states:
            p.sub_(self.lr * self.states[k].v)
        return p.grad


class NoneCoastsAhead(Driver):
    needs = (Needs.NONE,)

    def gradient(self, k: int, p: Tensor) -> Tensor | None:
        if p.grad is None and k in self.states:
            p.sub_(self.lr * self.now().momentum * self.states[k].v)
        return p.grad


class NoneRepeatsTheStep(Driver):
    needs = (Needs.NONE,)

    def move(self, p: Tensor, new: Tensor) -> None:
        self.__dict__.setdefault("last", {})[id(p)] = new - p
        p.copy_(new)

    def skip(self, p: Tensor) -> None:
        p.add_(self.__dict__.get("last", {}).get(id(p), 0.0))


class NoneRepeatsTheStepAndTheDecay(Driver):
    needs = (Needs.NONE,)

    def move(self, p: Tensor, new: Tensor) -> None:
        self.__dict__.setdefault("last", {})[id(p)] = new - p * (1 - self.lr * self.weight_decay)
        p.copy_(new)

    def skip(self, p: Tensor) -> None:
        last = self.__dict__.get("last", {})
        if id(p) in last:
            p.mul_(1 - self.lr * self.weight_decay).add_(last[id(p)])


class StatesOfTheFirstGradients(Driver):
    needs = (Needs.NONE,)

    def chosen(self) -> list[Tensor]:
        if "ready" not in self.__dict__:
            self.ready = sum(p.grad is not None for p in self.params)
        return self.params[:self.ready]


class DividedByTheNumberOfParameters(Driver):
    needs = (Needs.SEVERAL,)

    def gradient(self, k: int, p: Tensor) -> Tensor | None:
        return None if p.grad is None else p.grad / len(self.params)


class NoneStopsTheStep(Driver):
    needs = (Needs.NONE,)

    def chosen(self) -> list[Tensor]:
        return [] if any(p.grad is None for p in self.params) else self.params


class StateByPlaceInTheLoop(Driver):
    needs = (Needs.NONE,)

    def chosen(self) -> list[Tensor]:
        return [p for p in self.params if p.grad is not None]


class MomentsByPlaceInTheLoop(StateByPlaceInTheLoop):
    def state(self, k: int) -> State:
        own, counts = super().state(k), self.__dict__.setdefault("counts", {})
        key = id(self.chosen()[k])
        own.t = counts.get(key, 0)
        counts[key] = own.t + 1
        return own


class CounterByPlaceInTheLoop(Driver):
    needs = (Needs.NONE,)

    def state(self, k: int) -> State:
        own, counts = super().state(k), self.__dict__.setdefault("counts", {})
        place = sum(p.grad is not None for p in self.params[:k])
        own.t = counts.get(place, 0)
        counts[place] = own.t + 1
        return own


class StateMadeAnew(Driver):
    def state(self, k: int) -> State:
        return State()


class OneCounterForAll(Driver):
    needs = (Needs.NONE,)

    def step(self) -> None:
        self.count = self.__dict__.get("count", 0) + 1
        super().step()

    def state(self, k: int) -> State:
        own = super().state(k)
        own.t = self.count - 1
        return own


class CounterInsideTheLoop(Driver):
    needs = (Needs.SEVERAL,)

    def state(self, k: int) -> State:
        own = super().state(k)
        own.t = self.__dict__.get("count", 0)
        self.count = own.t + 1
        return own


class CounterSharedByAllOptimizers(Driver):
    needs = (Needs.OPTIMIZERS,)

    def state(self, k: int) -> State:
        own = super().state(k)
        own.t = type(self).shared.get(k, 0)
        type(self).shared[k] = own.t + 1
        return own


class CounterOfTheClass(Driver):
    needs = (Needs.NONE, Needs.OPTIMIZERS)

    def step(self) -> None:
        type(self).shared[0] = type(self).shared.get(0, 0) + 1
        super().step()

    def state(self, k: int) -> State:
        own = super().state(k)
        own.t = type(self).shared[0] - 1
        return own


class CounterOfTheFirst(Driver):
    needs = (Needs.NONE,)

    def step(self) -> None:
        counts: dict[int, int] = self.__dict__.setdefault("counts", {})
        ready = [k for k, p in enumerate(self.params) if p.grad is not None]
        for k in ready:
            counts[k] = counts.get(k, 0) + 1
        self.first = counts[ready[0]] if ready else 0
        super().step()

    def state(self, k: int) -> State:
        own = super().state(k)
        own.t = self.first - 1
        return own


class NoneResetsTheCounter(Driver):
    needs = (Needs.NONE,)

    def gradient(self, k: int, p: Tensor) -> Tensor | None:
        if p.grad is None:
            vars(self.state(k)).pop("t", None)
        return p.grad


class NewRateResetsTheCounter(Driver):
    needs = (Needs.CHANGE,)

    def step(self) -> None:
        if self.lr != self.__dict__.get("last", self.lr):
            for own in self.states.values():
                vars(own).pop("t", None)
        self.last = self.lr
        super().step()


class MomentsMadeAnew(Driver):
    def state(self, k: int) -> State:
        own = super().state(k)
        fresh = State(t=own.t)
        own.t = own.t + 1
        return fresh


class StateOfTheFirstStep(Driver):
    def state(self, k: int) -> State:
        own = super().state(k)
        return State(**vars(own)) if vars(own) else own


class MomentsOfTheFirstStep(Driver):
    def state(self, k: int) -> State:
        own = super().state(k)
        if not vars(own):
            return own
        self.counts: dict[int, int] = self.__dict__.get("counts", {})
        self.counts[k] = self.counts.get(k, 0) + 1
        return State(**vars(own) | {"t": self.counts[k]})


class OnlyTheFirstStep(Driver):
    def step(self) -> None:
        if "done" not in self.__dict__:
            self.done = True
            super().step()


class ParametersOfTheFirstGradients(Driver):
    needs = (Needs.NONE,)

    def chosen(self) -> list[Tensor]:
        if "ready" not in self.__dict__:
            self.ready = [p for p in self.params if p.grad is not None]
        return self.ready


class NoStepWithoutRate(Driver):
    def step(self) -> None:
        if self.lr != 0:
            super().step()


class AutogradForTheLastAlone(Driver):
    needs = (Needs.SEVERAL,)

    def step(self) -> None:
        super().step()
        for p in self.params[:-1]:
            if p.grad is not None:
                p.requires_grad_(False)


class HyperparametersOfTheClass(Driver):
    needs = (Needs.OPTIMIZERS,)
    kept: ClassVar[tuple[str, ...]] = ()  # all of them, if none is named

    def __init__(self, *args: Any, **keywords: Any):
        super().__init__(*args, **keywords)
        self.made: dict[str, Any] = {name: getattr(self, name) for name in self.kept or self.hyperparameters}
        type(self).shared[0] = self.made

    def step(self) -> None:
        for name, value in type(self).shared[0].items():  # what a schedule has set is the object's own
            if getattr(self, name) == self.made[name]:
                setattr(self, name, value)
        self.made = type(self).shared[0]
        super().step()


class EverySecondStep(Driver):
    def step(self) -> None:
        self.odd = not self.__dict__.get("odd", False)
        if self.odd:
            super().step()


class EverySecondStepFromTheSecondOn(Driver):
    def step(self) -> None:
        self.odd = not self.__dict__.get("odd", False)
        if not self.odd:
            super().step()


class CounterOnTheParameter(Driver):
    needs = (Needs.OPTIMIZERS,)

    def state(self, k: int) -> State:
        own, on = super().state(k), vars(self.chosen()[k])
        own.t = on.get("count", 0)
        on["count"] = own.t + 1
        return own


class CounterGoesOnWithoutGradient(Driver):
    needs = (Needs.NONE,)

    def gradient(self, k: int, p: Tensor) -> Tensor | None:
        if p.grad is None and k in self.states:
            self.states[k].t = self.states[k].t + 1
        return p.grad


class CounterJoinsLate(Driver):
    needs = (Needs.NONE,)

    def step(self) -> None:
        self.calls = self.__dict__.get("calls", 0) + 1
        super().step()

    def state(self, k: int) -> State:
        if k not in self.states:
            self.states[k] = State(t=self.calls - 1)
        return self.states[k]


class StepsInProportion(Driver):
    def move(self, p: Tensor, new: Tensor) -> None:
        way = new - p
        long, far = float(way.norm()), float(p.norm())
        p.add_(way * (self.lr * far / long if long and far else 1.0))


class DividedByRows(Driver):
    def gradient(self, k: int, p: Tensor) -> Tensor | None:
        return p.grad if p.grad is None or p.dim() < 2 else p.grad / max(len(p), 1)


class DividedByTheFirstLength(Driver):
    def gradient(self, k: int, p: Tensor) -> Tensor | None:
        return p.grad if p.grad is None or not p.dim() else p.grad / max(len(p), 1)


class DividedByAFirstLength(Driver):
    def gradient(self, k: int, p: Tensor) -> Tensor | None:
        return p.grad if p.grad is None else p.grad / (len(p) or 1)


class RowsCentered(Driver):
    def gradient(self, k: int, p: Tensor) -> Tensor | None:
        if p.grad is None or p.dim() < 2:
            return p.grad
        return p.grad - p.grad.mean(dim=tuple(range(1, p.dim())), keepdim=True)


class DecayWithoutGradient(Driver):
    needs = (Needs.NONE,)

    def skip(self, p: Tensor) -> None:
        p.mul_(1 - self.lr * self.weight_decay)


class DecayWrittenIntoTheGradient(Driver):
    def gradient(self, k: int, p: Tensor) -> Tensor | None:
        return None if p.grad is None else p.grad.add_(p, alpha=self.weight_decay)


def root_of_lr(h: Values) -> float:
    root: float = h.lr**0.5
    return root


def mean(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g.mean() * torch.ones_like(g)


def total(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g.sum() * torch.ones_like(g)


def divided_by_size(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g / max(g.numel(), 1)


def divided_by_the_largest(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g / (g.abs().max() + 1e-12) if g.numel() else g


def centered(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g - g.mean()


def signs(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return torch.sign(g)


def absolute(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g.abs()


def positive(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g.clamp(min=0)


def in_bfloat16(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g.bfloat16().to(g.dtype)


def halved(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g.half().to(g.dtype)


# Mistakes that only concern methods that count steps, that decay weights, that store anything.
COUNTING = ("one_counter_for_all", "counter_inside_the_loop", "moments_made_anew",
            "counter_shared_by_all_optimizers", "one_counter_for_the_class", "none_resets_the_counter",
            "counter_of_the_first", "none_mixes_up_the_moments", "none_mixes_up_the_counters",
            "new_lr_resets_the_counter", "counter_on_the_parameter", "counter_goes_on_without_a_gradient",
            "counter_joins_late", "moments_of_the_first_step")
DECAYING = ("decay_without_gradient", "decay_written_into_the_gradient")
STORING = ("one_state_for_all", "state_made_anew", "state_shared_by_all_optimizers",
           "state_made_for_the_class", "state_on_the_parameter", "new_lr_forgets_the_state", "none_is_zero",
           "none_forgets_the_state", "none_fades_the_state", "none_mixes_up_the_states", "zero_is_none",
           "state_of_the_first_step", "no_step_without_rate", "parameters_of_the_class_by_place")


# Mistakes that a sign does not show: each gradient of a parameter multiplied by one positive number (of a sum it is
# the mean that is left, which has a name).
SCALING = ("divided_by_size", "divided_by_rows", "divided_by_the_first_length", "divided_by_a_first_length",
           "divided_by_the_number_of_parameters", "sum_of_the_gradient")


# What people write who add a decay, or fix a learning rate, that nobody asked for.
USUAL_DECAYS = (1e-4, 5e-4, 1e-3, 1e-2)
USUAL_RATES = (0.1, 0.01, 0.001)


def add_mistakes(task: Task, without: tuple[str, ...] = (), coasting: type[Driver] | None = None) -> None:
    """Add the mistakes that can be made with every rule to the task's misconceptions.

    Args:
        task: what was asked.
        without: names of those that are none here, because the path stays the right one.
        coasting: how a parameter moves on by its state, where weights can be moved without a gradient.
    """

    def made(name: str, wrong: Any, section: str, says: str, hint: str, part: str | None = None) -> Misconception:
        parts = {part: wrong} if part else {}
        # What holds for every rule is explained in this course; the rule itself where the task is at home.
        course = task.course if section == rule else HOME
        return Misconception(name, section, hint, says, parts, None if part else wrong, course)

    if not task.stored_copies:
        without = (*without, "lr_enters_too")  # lr_squared, where nothing is gathered
    rule = f"{task.chapter}#{task.chapter.replace('_', '-')}-rule"
    everything = [
        made("nothing_moves", NothingMoves, "step#step-in-place",
             "an optimizer that never writes into the parameters",
             "The tensors that you were given stay where they are. Change their values in place; "
             "a new tensor under the same name is not the model's parameter. An except may hide an error, too."),
        made("first_parameter_only", FirstParameterOnly, "step#step-parameters",
             "an optimizer that moves its first parameter only",
             "A model has many parameters. Look at where your loop ends, or at a return inside it."),
        made("last_parameter_only", LastParameterOnly, "step#step-parameters",
             "an optimizer that moves its last parameter only",
             "A model has many parameters. Is the update inside your loop, or after it?"),
        made("last_parameter_for_each", LastParameterForEach, "step#step-parameters",
             "an optimizer that moves its last parameter once for each that it has",
             "Only your last parameter moves, as often as there are parameters. A function or lambda that is made in a "
             "loop looks up the loop's variable when it is called, and by then that is the last one."),
        made("last_parameter_left_out", LastParameterLeftOut, "step#step-parameters",
             "an optimizer that moves all parameters but its last",
             "Your loop ends one parameter too early, so a model with a single one never moves."),
        made("gradient_of_the_first", GradientOfTheFirst, "step#step-parameters",
             "an optimizer that moves every parameter by the first one's gradient",
             "Each parameter has a gradient of its own. Look at which one your update reads."),
        made("generator_used_up", GeneratorUsedUp, "step#step-parameters",
             "an optimizer without parameters",
             "The parameters may come as a generator, as from model.parameters(), and a generator "
             "can only be walked through once. Call super().__init__(params) first, and use self.params from then on."),
        made("generator_used_up_after_the_first_step", GeneratorUsedUpAfterTheFirstStep, "step#step-parameters",
             "an optimizer that makes one step and then has no parameters",
             "You keep what you were given, and a generator such as model.parameters() can only be "
             "walked through once. The base class has put the parameters into self.params: use that."),
        *(made(name, wrong, "step#step-parameters",
               f"an optimizer that also moves the parameters of all others of its class{but}",
               "All optimizers of your class put their parameters into one list, so each moves those of others, too. "
               "Is the list in the class, or a default argument? Make it in the constructor and keep it in self.")
          for name, wrong, but in (
              ("parameters_of_the_class", ParametersOfTheClass, ""),
              ("parameters_of_the_class_by_place", ParametersOfTheClassByPlace, ", each place with a state of its own"),
              ("parameters_of_the_class_so_far", ParametersOfTheClassSoFar, " that were made before it"))),
        made("divided_by_the_number_of_parameters", DividedByTheNumberOfParameters, "step#step-parameters",
             "an optimizer that divides every gradient by the number of parameters",
             "You divide by how many parameters there are. Each moves by its own gradient, "
             "however many others the model has."),
        made("parameters_of_the_first_gradients", ParametersOfTheFirstGradients, "step#step-none",
             "an optimizer that only ever moves the parameters that had a gradient in its first step",
             "Which parameters have a gradient can change from step to step. Check again in each step, and check "
             "all of them."),
        made("only_the_first_step", OnlyTheFirstStep, "step#step-parameters",
             "an optimizer that makes one step and no more",
             "From the second step on your loop has nothing to run over. What zip, map, filter or a generator "
             "gives can only be walked through once: make a list of it, or make it anew in each step."),
        made("autograd_for_the_last_alone", AutogradForTheLastAlone, "step#step-in-place",
             "an optimizer that leaves requires_grad switched off for all parameters but the last",
             "After your step only the last parameter still has requires_grad=True, so backward() computes no gradient "
             "for the others. Leave requires_grad as it is, and move the weights under torch.no_grad()."),
        made("steps_in_proportion", StepsInProportion, rule,
             f"{task.title} with each step in proportion to the length of the weights, as in LARS and LAMB",
             "You scale each parameter's step by the length of its weights. The rule takes the step as it is."),
        made("divided_by_rows", DividedByRows, rule,
             f"{task.title} with the gradients of matrices divided by their number of rows",
             "You divide by the number of rows, as if it counted examples. The loss has already taken that mean."),
        *(made(name, wrong, rule, f"{task.title} with each gradient divided by the length of its first axis{but}",
               "You divide by the first length of the shape, as if it counted examples. The loss has already taken "
               f"that mean{more}.")
          for name, wrong, but, more in (
              ("divided_by_the_first_length", DividedByTheFirstLength, "", ""),
              ("divided_by_a_first_length", DividedByAFirstLength, ", and an error where there is none",
               ", and a single number (shape ()) has no first axis"))),
        made("rows_centered", RowsCentered, rule,
             f"{task.title} with the mean of each row taken away from the gradients of matrices",
             "You subtract each row's mean from the gradient, as gradient centralization does. The rule takes the "
             "gradient as it is."),
        made("every_second_step", EverySecondStep, "step#step-parameters",
             "an optimizer that moves at every second call of step() only",
             "Your optimizer skips every second call of step(). Each call makes a step."),
        made("every_second_step_from_the_second_on", EverySecondStepFromTheSecondOn, "step#step-parameters",
             "an optimizer that moves at every second call of step() only, not yet at the first",
             "Your optimizer skips every second call of step(). Each call makes a step."),
        made("step_made_twice", StepMadeTwice, "step#step-parameters",
             "an optimizer that makes every step twice",
             "Each call of step() moves every parameter twice. Is there a loop inside a loop, or a line "
             "that stands in both branches and below them?"),
        made("one_state_for_all", OneStateForAll, "step#step-state",
             "an optimizer whose parameters share one state",
             "All your parameters have one memory together, and each needs its own. dict.fromkeys(keys, state) and "
             "[state] * n put one and the same object everywhere: make a new one for each parameter."),
        made("state_made_anew", StateMadeAnew, "step#step-state",
             "an optimizer that starts with an empty memory at every step",
             "What you store is made anew in each call of step(), its new value is never put back, or its old part has "
             "a weight of 0 (as an integer, 0.9 is 0), so every step is a first step. Keep it in self, and store it "
             "again."),
        made("state_of_the_first_step", StateOfTheFirstStep, "step#step-state",
             "an optimizer that starts every step from what its first step has stored",
             "What you store stays as the first step left it. Each step must write back what the next one needs: "
             "setdefault, or a branch for the first step, writes once."),
        made("moments_of_the_first_step", MomentsOfTheFirstStep, "step#step-state",
             "an optimizer that starts every step from the averages of its first one, though it counts on",
             "Your averages stay as the first step left them. Each step must write back what the next one needs: "
             "setdefault, or a branch for the first step, writes once."),
        made("no_step_without_rate", NoStepWithoutRate, "step#step-state",
             "an optimizer that leaves out the steps in which η is 0",
             "With η = 0 nothing moves, but the step's gradient counts: what is remembered has to take it in."),
        made("state_shared_by_all_optimizers", StateSharedByAllOptimizers, "step#step-state",
             "an optimizer that shares its state with every other of its class",
             "Two optimizers of your class get in each other's way: the memory belongs to the object "
             "(self), not to the class, a default argument or a global variable."),
        made("state_made_for_the_class", StateMadeForTheClass, "step#step-state",
             "an optimizer whose constructor makes one state for its whole class",
             "Each new optimizer of your class replaces the memory of all others: it is made in the "
             "constructor, but for the class or a global name. Make it for the object (self)."),
        made("state_on_the_parameter", StateOnTheParameter, "step#step-state",
             "an optimizer that leaves its memory of a parameter behind for the next one",
             "A second optimizer for the same parameters must start afresh, but yours finds what the first one left "
             "behind. Is it kept on the tensors, in the class, in a global dictionary, in a cached function or in a "
             "default argument? Make the memory in the constructor and keep it in the object (self)."),
        made("new_lr_forgets_the_state", NewRateForgetsTheState, "step#step-state",
             "an optimizer that starts afresh whenever η changes",
             "A new learning rate is no new start: what the optimizer remembers goes on."),
        made("none_is_zero", NoneIsZero, "step#step-none",
             "an optimizer that takes a missing gradient for zero",
             "A parameter whose .grad is None took no part in this step: neither it nor what is "
             "remembered for it may change. A gradient of zeros is another matter."),
        made("none_crashes", NoneCrashes, "step#step-none",
             "an optimizer that stops with an error at a gradient of None",
             "Parameters that took no part in the loss have .grad = None. Skip them."),
        made("none_ends_the_loop", NoneEndsTheLoop, "step#step-none",
             "an optimizer that leaves out every parameter after the first None",
             "One parameter without gradient must not keep the ones after it from moving: "
             "compare return, break and continue. If you use try, does it enclose the whole loop?"),
        made("none_stops_the_step", NoneStopsTheStep, "step#step-none",
             "an optimizer that moves nothing as long as one gradient is None",
             "One parameter without gradient must not keep the others from moving: "
             "decide for each parameter by itself."),
        made("none_forgets_the_state", NoneForgetsTheState, "step#step-none",
             "an optimizer that forgets a parameter's state when its gradient is None",
             "A step without gradient leaves the parameter's memory as it is; "
             "do not start it afresh."),
        made("none_fades_the_state", NoneFadesTheState, "step#step-none",
             "an optimizer whose state goes on without a gradient, though the parameter rests",
             "You skip the parameter whose gradient is None, but what is remembered for it changes "
             "all the same. Skip it before you touch its state."),
        *([made("none_coasts", coasting, "step#step-none",
                "an optimizer that moves a parameter on by what it remembers when its gradient is None",
                "A parameter without gradient still moves, by what is remembered for it. It should rest: skip it in "
                "the loop that moves the weights, too.")]
          if coasting else []),
        made("none_shifts_the_gradients", NoneShiftsTheGradients, "step#step-none",
             "an optimizer that hands a gradient to another parameter when one is None",
             "Your list of gradients leaves out the parameters that have none, so the others pair "
             "up with the wrong parameters. Keep each gradient with its own."),
        made("none_mixes_up_the_states", StateByPlaceInTheLoop, "step#step-none",
             "an optimizer that hands a parameter's state to its neighbour when a gradient is None",
             "Your states are numbered by their place among the parameters that have a gradient, "
             "and that place changes. Tie each state to its parameter."),
        made("none_mixes_up_the_moments", MomentsByPlaceInTheLoop, "step#step-none",
             "an optimizer that hands a parameter's averages to its neighbour when a gradient is None",
             "Your averages are numbered by their place among the parameters that have a gradient, and that place "
             "changes; your counters are not. Tie the averages to their parameter, too."),
        made("none_mixes_up_the_counters", CounterByPlaceInTheLoop, "step#step-none",
             "an optimizer that hands a parameter's counter to its neighbour when a gradient is None",
             "Your counters are numbered by their place among the parameters that have a gradient, and that place "
             "changes. Tie each counter to its parameter."),
        made("states_of_the_first_gradients", StatesOfTheFirstGradients, "step#step-none",
             "an optimizer that goes on with as many parameters as had a gradient in its first step",
             "In your first step some gradients were None, and the list that you made there is shorter "
             "than that of the parameters: zip ends with the shorter one. Tie what you keep to its parameter."),
        made("zero_is_none", ZeroIsNone, "step#step-none",
             "an optimizer that skips parameters whose gradient is zero",
             "A gradient of zeros is a gradient: the parameter is on flat ground, "
             "and what it remembers goes on. Only None means “skip”."),
        made("hyperparameters_read_once", HyperparametersReadOnce, "step#step-hyperparameters",
             "an optimizer that keeps using the hyperparameters that it was constructed with",
             "A schedule changes optimizer.lr between steps. Read the attribute when you use it; "
             "do not bake it into something computed earlier."),
        *(made(f"{name}_of_the_class", HyperparametersOfTheClass.having(kept=(name,)), "step#step-hyperparameters",
               f"an optimizer with the {said} of the last one that was made",
               f"All optimizers of your class use the {symbol} of the one made last. Store what the constructor is "
               "given in self, not in the class or under a global name.")
          for name, said, symbol in (
              ("lr", "learning rate", "η"), ("momentum", "momentum", "μ"), ("alpha", "α", "α"), ("eps", "ε", "ε"),
              ("betas", "betas", "betas"), ("weight_decay", "weight decay", "λ")) if name in task.hyperparameters),
        *([made("hyperparameters_of_the_class", HyperparametersOfTheClass, "step#step-hyperparameters",
                "an optimizer with the hyperparameters of the last one that was made",
                "All optimizers of your class use the hyperparameters of the one made last. Store what the constructor "
                "is given in self, not in the class or under a global name.")]
          if len(task.hyperparameters) > 1 else []),
        made("previous_gradient", PreviousGradient, "step#step-gradients",
             "an optimizer that uses the gradient of the step before",
             "Each step must use the gradient that stands in .grad now, not the last one."),
        made("previous_gradient_after_the_first", PreviousGradientAfterTheFirst, "step#step-gradients",
             "an optimizer that from its second step on uses the gradient of the step before",
             "Each step must use the gradient that stands in .grad now, not the last one. Where do you keep a "
             "gradient?"),
        made("gradient_scaled_in_place", GradientScaledInPlace, "step#step-gradients",
             "an optimizer that multiplies the gradient tensor itself by the learning rate",
             "p.grad belongs to the caller. Operations whose names end in _ and operators such as "
             "*= change it; compute into a new tensor."),
        made("one_counter_for_all", OneCounterForAll, "step#step-counter",
             "an optimizer whose parameters share one step counter",
             "You count the calls of step(). PyTorch counts, for each parameter, the steps in "
             "which it had a gradient; after a None these differ."),
        made("counter_of_the_first", CounterOfTheFirst, "step#step-counter",
             "an optimizer that takes the count of the first parameter with a gradient for all",
             "You count for each parameter, and then correct all by one count, the first one's. After a None they "
             "differ: use each parameter's own."),
        made("counter_inside_the_loop", CounterInsideTheLoop, "step#step-counter",
             "an optimizer that raises its counter once for every parameter in the loop",
             "Your counter grows once for every parameter, so with several parameters it runs "
             "ahead. Each parameter's own steps are what counts."),
        made("counter_shared_by_all_optimizers", CounterSharedByAllOptimizers, "step#step-counter",
             "an optimizer that counts steps together with every other of its class",
             "Two optimizers of your class raise the same counter: it belongs to the object (self), "
             "not to the class or to a global variable."),
        made("one_counter_for_the_class", CounterOfTheClass, "step#step-counter",
             "an optimizer that counts the calls of step() of all optimizers of its class",
             "You count calls of step(), and every optimizer of your class raises the same number. "
             "Count in self, and for each parameter the steps in which it had a gradient."),
        made("counter_on_the_parameter", CounterOnTheParameter, "step#step-counter",
             "an optimizer that leaves its count of a parameter's steps behind for the next one",
             "A second optimizer for the same parameters must count from 1 again, but it goes on from where the first "
             "one was. Keep the counters in the object (self), not in the class or on the tensors."),
        made("counter_goes_on_without_a_gradient", CounterGoesOnWithoutGradient, "step#step-counter",
             "an optimizer that goes on counting while a parameter has no gradient",
             "You count from a parameter's first gradient on, the steps without one included. Only those count in "
             "which it had a gradient."),
        made("counter_joins_late", CounterJoinsLate, "step#step-counter",
             "an optimizer in which a parameter takes over the count of all steps when its first gradient comes",
             "A parameter whose first gradient comes late begins to count at your optimizer's number of steps. Its own "
             "count begins at 1 then."),
        made("none_resets_the_counter", NoneResetsTheCounter, "step#step-none",
             "an optimizer that counts anew after a gradient of None",
             "A step without gradient leaves the parameter's counter as it is; do not start it afresh."),
        made("new_lr_resets_the_counter", NewRateResetsTheCounter, "step#step-counter",
             "an optimizer that counts anew whenever η changes",
             "A new learning rate is no new start: the steps that were made still count."),
        made("moments_made_anew", MomentsMadeAnew, "step#step-state",
             "an optimizer whose averages start at zero in every step, though it counts on",
             "Your averages are made anew in each call of step(), their new values are never put back, or their old "
             "part has a weight of 0, so they only ever see one gradient. Keep them in self, and store them again."),
        made("decay_without_gradient", DecayWithoutGradient, "step#step-none",
             "an optimizer that shrinks parameters whose gradient is None",
             "A parameter without gradient takes no part in the step, and that includes the decay."),
        made("decay_written_into_the_gradient", DecayWrittenIntoTheGradient,
             "step#step-gradients", "an optimizer that adds λw to the gradient tensor itself",
             "p.grad belongs to the caller. g = p.grad; g += … changes it, and so does backward(): "
             "compute the sum into a new tensor."),
        made("uphill", uphill, rule, f"{task.title} walking uphill",
             "Your sign is wrong: the loss falls against the gradient. "
             "Count the minus signs between the gradient and the weights.", part="rate"),
        made("no_lr", no_lr, rule, f"{task.title} without a learning rate",
             "Your step does not depend on the learning rate. What scales it?", part="rate"),
        made("lr_squared", lr_squared, rule, f"{task.title} with η applied twice",
             "The learning rate enters your step in two places. Once is enough.", part="rate"),
        made("lr_enters_too", lr_enters_too, rule, f"{task.title} with η at the gradient, and at the step once more",
             "You multiply the gradient by η before the rule gathers it, and the step by η once more. When η changes, "
             "what has been gathered keeps the old one. η belongs at the step alone.", part="enter"),
        made("gradient_clipped", clipped, rule,
             f"{task.title} with every gradient cut off at −1 and 1",
             "You limit the gradients before you use them. The rule takes them as they are.",
             part="gradient"),
        made("gradient_normalized", normalized, rule,
             f"{task.title} with every gradient scaled to length 1",
             "You divide the gradient by its length. The rule takes it as it is.",
             part="gradient"),
        made("gradient_norm_clipped", norm_clipped, rule,
             f"{task.title} with long gradients cut down to length 1",
             "You limit the gradient's length before you use it. The rule takes it as it is.",
             part="gradient"),
    ]
    everything += [made(name, wrong, rule, f"{task.title} {says}", hint, part) for name, part, wrong, says, hint in (
        ("root_of_lr", "rate", root_of_lr, "with √η in the place of η",
         "You take the root of the learning rate. The rule takes it as it is."),
        ("mean_of_the_gradient", "gradient", mean, "with each gradient's mean in the place of its entries",
         "Every weight has its own slope. Where do you take a mean or a sum?"),
        ("sum_of_the_gradient", "gradient", total, "with each gradient's sum in the place of its entries",
         "Every weight has its own slope. Where do you take a mean or a sum?"),
        ("divided_by_size", "gradient", divided_by_size, "with each gradient divided by the number of its entries",
         "You divide by how many entries the gradient has. If an average is wanted, the loss has already taken it."),
        ("divided_by_the_largest", "gradient", divided_by_the_largest,
         "with each gradient divided by its largest entry",
         "You divide the gradient by its largest entry. The rule takes it as it is."),
        ("gradient_centered", "gradient", centered, "with each gradient's mean taken away from it",
         "You subtract a mean from the gradient. The rule takes the gradient as it is."),
        ("signs_of_gradients", "gradient", signs, "with the gradient's sign in the place of the gradient, everywhere",
         "You keep the gradient's sign and lose its size. The rule takes the gradient as it is."),
        ("gradient_absolute", "gradient", absolute, "with the gradient's absolute value in the place of the gradient",
         "The sign of the gradient says which way is down. Do not take it away."),
        ("negative_gradients_left_out", "gradient", positive, "with zeros in the place of negative gradients",
         "Where the gradient is negative, your weights do not move. Both signs count."),
        ("gradient_in_bfloat16", "gradient", in_bfloat16, "with gradients rounded to bfloat16",
         "Your gradients go through bfloat16 and lose digits there. Keep the dtype that they have."),
        ("gradient_in_half_precision", "gradient", halved, "with gradients rounded to float16",
         "Your gradients go through float16 and lose digits there. Keep the dtype that they have."),
    )]
    task.misconceptions += [m for m in everything if m.name not in without]
    families.add_families(task, without)
    if "decay_not_asked_for" not in without:
        task.misconceptions += [Misconception(
            f"decay_not_asked_for_{penalty:g}", rule,
            "You add a part of the weights to the gradient. This optimizer has no such term.",
            f"{task.title} with a weight decay of {penalty:g} added to the gradient",
            {"gradient": decayed, "fixed": {"penalty": penalty}}, course=task.course)
            for penalty in USUAL_DECAYS]
    usual = USUAL_RATES if task.hyperparameters["lr"] is REQUIRED else (task.hyperparameters["lr"],)
    task.misconceptions += [Misconception(
        f"lr_replacement_{rate:g}", "step#step-hyperparameters",
        f"Where η is 0 you take {rate:g}. Zero counts as false in Python: with `or`, or after `if not`, something "
        "else takes its place.", f"{task.title} with η = {rate:g} where 0 is asked for",
        driver=families.Replaced.having(where={"lr": 0.0}, by={"lr": rate})) for rate in usual]
    if task.hyperparameters["lr"] is REQUIRED:
        for rate in USUAL_RATES:
            task.always(lr=rate)
    defaults = {n: v for n, v in task.hyperparameters.items() if v is not REQUIRED}
    for name, value in defaults.items():
        if isinstance(value, tuple):
            parts = rule_names(name, value)
            task.always(**parts)
            for part, one in parts.items():
                task.always(**{part: one})
    for name, value in defaults.items():
        if not isinstance(value, tuple) and f"{name}_hard_coded" not in without:
            task.always(**{name: value})
