"""The bookkeeping around an update rule, and the ways to get it wrong.

A rule is a formula for one parameter: `rule(w, g, s, h)` returns the new weights from the weights
`w`, the gradient `g`, the parameter's own state `s` (whose values start at zero) and the
hyperparameters `h`. A driver does the rest: which parameters, which state, what about None.
Mistakes in the one have nothing to do with mistakes in the other, so they are written apart and
combined by `optimizer(rule, driver)`.
"""

from __future__ import annotations

from types import SimpleNamespace

import torch

from .task import REQUIRED, Misconception


class State(SimpleNamespace):
    """One parameter's state: whatever has not been set yet is zero."""

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return 0.0


class Driver:
    """Right bookkeeping: own state for every parameter, None skipped, updated in place."""

    rule = None
    hyperparameters = {}

    def __init__(self, params, *args, **keywords):
        self.params = list(params)
        self.states = {}
        given = dict(zip(self.hyperparameters, args)) | keywords
        for name, default in self.hyperparameters.items():
            value = given.pop(name, default)
            if value is REQUIRED:
                raise TypeError(f"missing hyperparameter {name}")
            setattr(self, name, value)
        if given:
            raise TypeError(f"unknown hyperparameters {sorted(given)}")

    def step(self):
        with torch.no_grad():
            for k, p in enumerate(self.chosen()):
                g = self.gradient(k, p)
                if g is not None:
                    self.move(p, type(self).rule(p, g, self.state(k), self.now()))

    def chosen(self):
        return self.params

    def gradient(self, k, p):
        return p.grad

    def state(self, k):
        return self.states.setdefault(k, State())

    def now(self):
        return SimpleNamespace(**{name: getattr(self, name) for name in self.hyperparameters})

    def move(self, p, new):
        p.copy_(new)


def optimizer(rule, hyperparameters, driver=Driver) -> type:
    """A fresh optimizer class that walks by `rule` with the bookkeeping of `driver`."""
    return type(driver.__name__, (driver,),
                {"rule": staticmethod(rule), "hyperparameters": hyperparameters, "shared": {}})


class FirstParameterOnly(Driver):
    def chosen(self):
        return self.params[:1]


class OneStateForAll(Driver):
    def state(self, k):
        return super().state(0)


class NoneIsZero(Driver):
    def gradient(self, k, p):
        return torch.zeros_like(p) if p.grad is None else p.grad


class NoneCrashes(Driver):
    def gradient(self, k, p):
        return 1 * p.grad  # Python's own error


class NoneEndsTheLoop(Driver):
    def chosen(self):
        ready = []
        for p in self.params:
            if p.grad is None:
                break
            ready.append(p)
        return ready


class NoneForgetsTheState(Driver):
    def gradient(self, k, p):
        if p.grad is None:
            self.states.pop(k, None)
        return p.grad


class ZeroIsNone(Driver):
    def gradient(self, k, p):
        return p.grad if p.grad is not None and p.grad.any() else None


class StateSharedByAllOptimizers(Driver):
    def state(self, k):
        return type(self).shared.setdefault(k, State())


class HyperparametersReadOnce(Driver):
    def now(self):
        if "first" not in self.__dict__:
            self.first = super().now()
        return self.first

    def __init__(self, *args, **keywords):
        super().__init__(*args, **keywords)
        self.now()


class PreviousGradient(Driver):
    def gradient(self, k, p):
        before = self.__dict__.setdefault("before", {})
        last = before.get(k)
        if p.grad is not None:
            before[k] = p.grad.clone()
        return last


class GradientScaledInPlace(Driver):
    def gradient(self, k, p):
        return None if p.grad is None else p.grad.mul_(self.lr)

    def now(self):
        now = super().now()
        now.lr = 1.0
        return now


class NothingMoves(Driver):
    def move(self, p, new):
        pass


def mistakes(chapter: str) -> list[Misconception]:
    """The bookkeeping mistakes that apply to every task, with links into `chapter`."""

    def made(name, driver, section, says, hint):
        return Misconception(name, f"{chapter}#{chapter}-{section}", hint, says, driver=driver)

    return [
        made("nothing_moves", NothingMoves, "rule",
             "an optimizer that never writes into the parameters",
             "The tensors that you were given stay where they are. Change their values in place; "
             "a new tensor under the same name is not the model's parameter."),
        made("first_parameter_only", FirstParameterOnly, "state",
             "an optimizer that moves its first parameter only",
             "A model has many parameters. Look at where your loop ends, or at a return inside it."),
        made("one_state_for_all", OneStateForAll, "state",
             "an optimizer whose parameters share one state",
             "What a parameter remembers must be its own: its gradients differ from the others'."),
        made("none_is_zero", NoneIsZero, "none",
             "an optimizer that takes a missing gradient for zero",
             "A parameter whose .grad is None took no part in this step: neither it nor what is "
             "remembered for it may change. A gradient of zeros is another matter."),
        made("none_crashes", NoneCrashes, "none",
             "an optimizer that stops with an error at a gradient of None",
             "Parameters that took no part in the loss have .grad = None. Skip them."),
        made("none_ends_the_loop", NoneEndsTheLoop, "none",
             "an optimizer that leaves out every parameter after the first None",
             "One parameter without gradient must not keep the ones after it from moving: "
             "compare return, break and continue."),
        made("none_forgets_the_state", NoneForgetsTheState, "none",
             "an optimizer that forgets a parameter's state when its gradient is None",
             "A step without gradient leaves the parameter's memory as it is; "
             "do not start it afresh."),
        made("zero_is_none", ZeroIsNone, "none",
             "an optimizer that skips parameters whose gradient is zero",
             "A gradient of zeros is a gradient: the parameter is on flat ground, "
             "and what it remembers goes on. Only None means “skip”."),
        made("state_shared_by_all_optimizers", StateSharedByAllOptimizers, "state",
             "an optimizer that shares its state with every other of its class",
             "Two optimizers of your class disturb each other: the memory belongs to the object "
             "(self), not to the class or to a global variable."),
        made("hyperparameters_read_once", HyperparametersReadOnce, "lr-change",
             "an optimizer that goes on with the hyperparameters of its construction",
             "A schedule changes optimizer.lr between steps. Read the attribute when you use it, "
             "do not bake it into something computed earlier."),
        made("previous_gradient", PreviousGradient, "rule",
             "an optimizer that uses the gradient of the step before",
             "Each step must use the gradient that stands in .grad now, not the last one."),
        made("gradient_scaled_in_place", GradientScaledInPlace, "none",
             "an optimizer that multiplies the gradient tensor itself by the learning rate",
             "p.grad belongs to the caller. Operations whose names end in _ and operators such as "
             "*= change it; compute into a new tensor."),
    ]
