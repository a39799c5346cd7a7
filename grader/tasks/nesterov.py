"""Nesterov's accelerated gradient (Nesterov, 1983; in the variables of Sutskever et al., 2013).

v_t = μ v_{t-1} + g_t,   w_{t+1} = w_t - η (g_t + μ v_t)
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch

from ..language import REQUIRED, State, Task, Tensor, Values, bookkeeping, standard, torch_reference
from ..language.families import RATES, SHARES
from ..language.rule import lr_enters, lr_enters_too, lr_laid_aside
from . import momentum
from .momentum import Momentum, mean, scaled


class Nesterov(Momentum):
    @staticmethod
    def direction(g: Tensor, s: State, h: Values) -> Tensor:
        return g + h.momentum * s.v


PYTORCH = torch_reference(torch.optim.SGD, momentum=0.9, nesterov=True)


class WithoutMomentum(PYTORCH.optimizer):  # type: ignore[name-defined,misc]
    """PyTorch's constructor refuses a μ of 0. Its step does not."""

    def __init__(self, params: Any, momentum: float = 0.9, **others: Any):
        super().__init__(params, **others)
        self.momentum = momentum


task = Task(
    name="nesterov", title="Nesterov", class_name="Nesterov",
    challenge="On ½λx² take η = 1/λ. Whatever μ is, your class stands in the minimum after two steps and stays "
              "there. Why?",
    shape="v as in momentum. Then p.sub_(? * (? + ? * v)): the present gradient counts once more.",
    hyperparameters=dict(lr=REQUIRED, momentum=0.9),
    symbols=dict(lr="η", momentum="μ"),
    reference=replace(PYTORCH, optimizer=WithoutMomentum),
    chapter="nesterov", stored_copies=1, rule=Nesterov,
    common=("lr_inside_velocity", "heavy_ball", "looks_back", "shift_never_undone", "gradients_modified"),
    checks=standard(
        usual=dict(lr=0.05, momentum=0.9),
        other=dict(lr=0.7, momentum=0.4),
        varied={
            "another μ": dict(lr=0.2, momentum=0.5),
            "a small μ": dict(lr=0.1, momentum=0.05),
            "μ left at its default": dict(lr=0.4),
            "by position": dict(lr=0.01, momentum=0.99),
        },
        closed_lr=0.02, defaults=dict(momentum=0.9),
    ),
)


@task.mistake("heavy_ball", "direction", section="nesterov#nesterov-against-momentum",
              says="plain momentum",
              hint="You move by the velocity alone. Nesterov's step also looks ahead: "
                   "in PyTorch's form the present gradient and the new velocity both enter it. If you have a line "
                   "g + μv: is v still the old one there, or is that line never reached?")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return s.v


@task.mistake("no_memory", "direction", section="nesterov#nesterov-rule", says="plain gradient descent",
              hint="Your steps do not remember anything. Is the velocity kept from one call of "
                   "step() to the next? Is μ still itself there? As an integer, 0.9 is 0. Or has the velocity "
                   "cancelled out of your step?")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return g


@task.mistake("gradient_left_out", "direction", section="nesterov#nesterov-change-of-variables",
              says="a step by μ times the velocity, without the present gradient",
              hint="The step has two terms. The one with the present gradient is missing.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return h.momentum * s.v


@task.mistake("momentum_left_out", "direction", section="nesterov#nesterov-change-of-variables",
              says="a step by gradient and whole velocity",
              hint="Your velocity enters the step whole; the rule scales it by μ.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return g + s.v


@task.mistake("terms_swapped", "direction", section="nesterov#nesterov-change-of-variables",
              says="a step in which μ scales the gradient in place of the velocity",
              hint="In g + μv it is the new velocity that μ multiplies. Is your v still the old one there? Written "
                   "out, with the v from before this step, the rule is (1 + μ)g + μ²v.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return s.v + h.momentum * g


@task.mistake("shift_never_undone", "direction", section="nesterov#nesterov-change-of-variables",
              says="a step by (1 + μ) times the velocity",
              hint="The rule's step is g + μv, with the new v. Do you have v in the place of g? Or, if you shift "
                   "the weights to the point ahead: take the old shift back before you add the new one.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return (1 + h.momentum) * s.v


@task.mistake("looks_ahead_twice", "direction", section="nesterov#nesterov-lookahead",
              says="Nesterov's method with the look ahead applied twice",
              hint="Your step looks ahead twice: g + μv, with the new v, is enough. If you write it out as "
                   "(1 + μ)g + μ²v, that v is the one from before this step: update v afterwards.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return g + h.momentum * (g + h.momentum * s.v)


@task.mistake("looks_back", "direction", section="nesterov#nesterov-lookahead",
              says="Nesterov's method with the velocity subtracted in the step",
              hint="The look ahead goes along with the velocity. Check the sign of its term.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return g - h.momentum * s.v


@task.mistake("velocity_damped_in_step", "direction", section="nesterov#nesterov-change-of-variables",
              says="a step by (1 − μ) g + μ v",
              hint="The gradient counts too little in your step. It enters whole and, times μ, once more inside the "
                   "new velocity: written out, with the v from before this step, that is (1 + μ)g + μ²v.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return (1 - h.momentum) * g + h.momentum * s.v


@task.mistake("goes_back_the_wrong_way", "direction", section="nesterov#nesterov-change-of-variables",
              says="Nesterov's method that adds the old shift where it has to be taken back",
              hint="The weights already stand ahead by the old velocity. Take that shift back "
                   "before you add the new one: its sign is the other way round.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    old, s.last = s.last, s.v
    return h.momentum * old + (1 + h.momentum) * s.v


@task.mistake("old_shift_added", "direction", section="nesterov#nesterov-change-of-variables",
              says="a step by the new velocity and by μ times the old one",
              hint="You move ahead by the old velocity and stay there. In the rule it is the new "
                   "velocity that is scaled by μ, and the gradient that enters whole.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    old, s.last = s.last, s.v
    return h.momentum * old + s.v


def lr_at_the_gradient(g: Tensor, s: State, h: Values) -> Tensor:
    return h.eta * g + h.momentum * s.v


def lr_at_the_velocity(g: Tensor, s: State, h: Values) -> Tensor:
    return g + h.eta * h.momentum * s.v


for name, direction, where in (("velocity_without_lr", lr_at_the_gradient, "gradient"),
                               ("gradient_without_lr", lr_at_the_velocity, "velocity")):
    task.add(name, {"enter": lr_laid_aside, "direction": direction}, section="nesterov#nesterov-rule",
             says=f"Nesterov's method with η at the {where} alone",
             hint="The learning rate scales the whole step: the gradient and the velocity.")


def another_lr_at_the_velocity(g: Tensor, s: State, h: Values) -> Tensor:
    return h.eta * g + h.other * h.momentum * s.v


def another_lr_at_the_gradient(g: Tensor, s: State, h: Values) -> Tensor:
    return h.other * g + h.eta * h.momentum * s.v


def a_number_at_the_velocity(g: Tensor, s: State, h: Values) -> Tensor:
    return h.eta * g + h.other * s.v


for name, direction, says, hint in (
    ("lr_at_the_velocity_always", another_lr_at_the_velocity, "{value} in the place of η before the velocity",
     "You always multiply the velocity by {value}, and the gradient alone by η. The learning rate scales the whole "
     "step."),
    ("lr_at_the_gradient_always", another_lr_at_the_gradient, "{value} in the place of η before the gradient",
     "You always multiply the gradient by {value}, and the velocity alone by η. The learning rate scales the whole "
     "step."),
    ("velocity_enters_the_step_by", a_number_at_the_velocity, "{value} in the place of ημ before the velocity",
     "Your velocity enters the step with a fixed factor, {value}. In the rule it is scaled by μ, and the whole step "
     "by η."),
):
    task.family(name, lambda value, direction=direction: {  # type: ignore[misc]
        "enter": lr_laid_aside, "direction": direction, "fixed": {"other": value}}, RATES,
        section="nesterov#nesterov-rule", says=f"Nesterov's method with {says}", hint=hint)


def another_momentum_ahead(g: Tensor, s: State, h: Values) -> Tensor:
    return g + h.other * s.v


task.family("momentum_in_the_look_ahead_always",
            lambda value: {"direction": another_momentum_ahead, "fixed": {"other": value}}, SHARES[1:-1],
            section="step#step-hyperparameters",
            says="Nesterov's method that looks ahead with μ = {value} whatever was asked for",
            hint="In the look ahead you always use {value}. Use the value that the constructor was given.")


@task.mistake("step_clipped", "direction", section="nesterov#nesterov-rule",
              says="Nesterov's method with every step cut off at −η and η",
              hint="You limit the step before you take it. The rule takes it as it is.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return (g + h.momentum * s.v).clamp(-1, 1)


@task.mistake("momentum_hard_coded_in_the_look_ahead", "direction",
              section="step#step-hyperparameters",
              says="Nesterov's method that looks ahead with μ = 0.9 whatever was asked for",
              hint="In the look ahead you always use 0.9. Use the value that the constructor was given.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return g + 0.9 * s.v


@task.mistake("sign_of_step", "direction", section="nesterov#nesterov-rule",
              says="a step of length η in the direction of the sign",
              hint="Your steps have the same length everywhere. "
                   "In this rule a steep slope makes a long step.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return torch.sign(g + h.momentum * s.v)


def corrected_ahead(g: Tensor, s: State, h: Values) -> Tensor:
    s.t = s.t + 1
    return g + h.momentum * s.v / (1 - h.momentum**s.t)


task.add("lr_inside_velocity", {"enter": lr_enters}, section="momentum#momentum-lr-change",
         says="Nesterov's method with η inside the velocity",
         hint="As long as η is constant, this makes no difference. When η changes, the gradients already gathered "
              "keep the old one: in the velocity, or in the last move w − w_previous. In PyTorch's form η multiplies "
              "the step at the end.")
task.add("averaged_and_corrected", {"velocity": mean, "direction": corrected_ahead},
         section="momentum#momentum-conventions",
         says="Nesterov's method on an average of the gradients with bias correction",
         hint="Bias correction belongs to averages that start at zero. "
              "This velocity is a sum: there is no bias to correct.")

task.add("lr_inside_velocity_and_outside", {"enter": lr_enters_too}, section="momentum#momentum-lr-change",
         says="Nesterov's method with η inside the velocity and at the step",
         hint="The learning rate scales the gradient in your velocity, and then the step. Once is enough.")
task.add("lr_scales_the_stored_velocity", {"enter": lr_laid_aside, "velocity": scaled, "direction": lr_at_the_gradient},
         section="momentum#momentum-lr-change", says="Nesterov's method that stores the velocity multiplied by η",
         hint="You multiply the velocity that you keep by η, so the next step multiplies it once more. "
              "Scale a copy: operations that end in _ change their tensor.")


@task.mistake("look_ahead_stored", "direction", section="nesterov#nesterov-lookahead",
              says="Nesterov's method that keeps the look ahead as its velocity",
              hint="Your look ahead is written into the velocity, so the next step starts from it. "
                   "Compute it into a new tensor.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    s.v = g + h.momentum * s.v
    return s.v


@task.mistake("old_shift_taken_back_with_the_old_lr", section="momentum#momentum-lr-change",
              says="Nesterov's method that takes the old shift back with the learning rate of the step before",
              hint="While η is constant nobody can tell. When η changes, you take back the old shift with the old η "
                   "and make the new one with the new η. In the rule one η scales the whole step.")
def _(w: Tensor, g: Tensor, s: State, h: Values) -> Tensor:
    back = h.momentum * s.shift
    s.v = h.momentum * s.v + g
    s.shift = h.rate * s.v
    return w + back - (1 + h.momentum) * s.shift


@task.mistake("gradient_counted_twice", "direction", section="nesterov#nesterov-change-of-variables",
              says="Nesterov's method that adds the gradient to the step once more",
              hint="The gradient enters your step twice beside the velocity. Once is enough.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return 2 * g + h.momentum * s.v


@task.mistake("step_written_into_the_gradient", "direction", section="step#step-gradients",
              says="Nesterov's method that adds the look ahead to the gradient tensor itself",
              hint="p.grad belongs to the caller. g = p.grad; g += … changes it; compute the sum into a new tensor.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return g.add_(h.momentum * s.v)


@task.mistake("sign_of_gradient", "direction", section="nesterov#nesterov-rule",
              says="a step of length η in the direction of the gradient's sign",
              hint="Your steps have the same length everywhere, and the velocity is not in them. "
                   "In this rule a steep slope makes a long step.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return torch.sign(g)


@task.mistake("velocity_of_means", "velocity", section="momentum#momentum-state",
              says="Nesterov's momentum with one number as velocity, from the gradient's mean",
              hint="Each weight has a velocity of its own. Where do you take a mean?")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return h.momentum * s.v + g.mean() * torch.ones_like(g)


@task.mistake("velocity_of_sums", "velocity", section="momentum#momentum-state",
              says="Nesterov's momentum with one number as velocity, from the gradient's sum",
              hint="Each weight has a velocity of its own. Where do you take a sum?")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return h.momentum * s.v + g.sum() * torch.ones_like(g)


# A wrong velocity is wrong here as it is there, but may have come about in the step.
IN_THE_STEP = {
    "gradient_decayed_too": "One μ too many: it multiplies the new gradient on its way into the velocity, or the "
                            "velocity in the step twice. Check the order of your lines, and your brackets."}
task.misconceptions += [
    replace(m, says=m.says.replace("momentum", "Nesterov's momentum", 1), hint=IN_THE_STEP.get(m.name, m.hint))
    for m in momentum.task.misconceptions if set(m.parts) == {"velocity"}]
momentum.add_velocities(task, "Nesterov's momentum")
bookkeeping.add_mistakes(
    task, without=bookkeeping.COUNTING + bookkeeping.DECAYING + (
        "lr_enters_too",  # lr_inside_velocity_and_outside
    ), coasting=bookkeeping.NoneCoastsAhead)
