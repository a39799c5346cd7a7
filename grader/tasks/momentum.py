"""Momentum: a velocity that gathers gradients (Polyak, 1964; in PyTorch's form).

v_t = μ v_{t-1} + g_t,   w_{t+1} = w_t - η v_t
"""

from __future__ import annotations

import math

import torch

from ..language import REQUIRED, Rule, State, Task, Tensor, Values, bookkeeping, standard, torch_reference
from ..language.families import BOUNDS, DECADES, DIGITS, STARTS, at_most
from ..language.rule import lr_enters, lr_enters_too, lr_laid_aside


class Momentum(Rule):
    def step(self, w: Tensor, g: Tensor, s: State, h: Values) -> Tensor:
        s.v = self.velocity(g, s, h)
        return w - h.rate * self.direction(g, s, h)

    @staticmethod
    def velocity(g: Tensor, s: State, h: Values) -> Tensor:
        return h.momentum * s.v + g

    @staticmethod
    def direction(g: Tensor, s: State, h: Values) -> Tensor:
        return s.v


task = Task(
    name="momentum", title="Momentum", class_name="Momentum",
    challenge="A gradient that is always 1: how long do the steps become in the end? Work it out for μ = 0.9, and "
              "let your class walk a hundred steps.",
    shape="v.mul_(?).add_(?), and then p.sub_(? * v). In which place stand μ, the gradient and η?",
    hyperparameters=dict(lr=REQUIRED, momentum=0.9),
    symbols=dict(lr="η", momentum="μ"),
    reference=torch_reference(torch.optim.SGD, momentum=0.9),
    chapter="momentum", stored_copies=1, rule=Momentum,
    common=("dampened", "lr_inside_velocity", "averaged_and_corrected", "one_state_for_all", "velocity_pulls_back"),
    checks=standard(
        usual=dict(lr=0.05, momentum=0.9),
        other=dict(lr=0.7, momentum=0.4),
        varied={
            "another μ": dict(lr=0.2, momentum=0.5),
            "μ = 0": dict(lr=0.1, momentum=0.0),
            "μ left at its default": dict(lr=0.4),
            "by position": dict(lr=0.01, momentum=0.99),
        },
        closed_lr=0.03, defaults=dict(momentum=0.9),
    ),
)


@task.mistake("no_momentum", "direction", section="momentum#momentum-rule", says="plain gradient descent",
              hint="Your steps do not remember anything: what was gathered in earlier steps never "
                   "reaches this one. Is the velocity kept from one call of step() to the next? And is "
                   "μ still itself there? As an integer, 0.9 is 0.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return g


@task.mistake("dampened", "velocity", section="momentum#momentum-conventions",
              says="momentum with the gradient scaled by (1 − μ)",
              hint="You average the gradients where the rule sums them. Both conventions exist; "
                   "PyTorch's, and this course's, adds the whole gradient to the velocity.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return h.momentum * s.v + (1 - h.momentum) * g


@task.mistake("dampened_after_first_step", "velocity", section="momentum#momentum-conventions",
              says="momentum whose first step takes the whole gradient and later ones (1 − μ) of it",
              hint="The first gradient enters your velocity whole, and the later ones do not. "
                   "In the rule they all enter the same way.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    v = h.momentum * s.v + (1 - h.momentum) * g if s.moved else g.clone()
    s.moved = True
    return v


def mean(g: Tensor, s: State, h: Values) -> Tensor:
    return h.momentum * s.v + (1 - h.momentum) * g


def corrected(g: Tensor, s: State, h: Values) -> Tensor:
    s.t = s.t + 1
    return s.v / (1 - h.momentum**s.t)


task.add("averaged_and_corrected", {"velocity": mean, "direction": corrected},
         section="momentum#momentum-conventions",
         says="an average of the gradients with bias correction, as in Adam",
         hint="Bias correction belongs to averages that start at zero. "
              "Momentum's velocity is a sum: there is no bias to correct.")


@task.mistake("weights_swapped", "velocity", section="momentum#momentum-conventions",
              says="momentum with the weights of velocity and gradient swapped",
              hint="μ says how much of the old velocity stays. "
                   "Look at which of your two terms it multiplies.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return (1 - h.momentum) * s.v + h.momentum * g


task.add("lr_inside_velocity", {"enter": lr_enters}, section="momentum#momentum-lr-change",
         says="momentum with η inside the velocity",
         hint="As long as η is constant, this makes no difference. When η changes, the gradients already gathered "
              "keep the old one: in the velocity, or in the last move w − w_previous. In the rule, η multiplies the "
              "velocity at the end.")


@task.mistake("velocity_pulls_back", "velocity", section="momentum#momentum-rule",
              says="momentum whose old velocity enters with a minus sign",
              hint="Your velocity turns around at every step. The old velocity should carry on.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return g - h.momentum * s.v


@task.mistake("nesterov", "direction", section="momentum#momentum-nesterov", says="Nesterov's method",
              hint="You look ahead: the present gradient counts once more in the step. "
                   "That is the next chapter; momentum moves by the velocity alone.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return g + h.momentum * s.v


@task.mistake("gradient_counted_twice", "direction", section="momentum#momentum-rule",
              says="momentum that adds the gradient to the step once more",
              hint="The gradient is already inside the velocity; adding it again counts it twice.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return s.v + g


@task.mistake("velocity_too_late", "direction", section="momentum#momentum-rule",
              says="momentum that moves by the velocity of the step before",
              hint="You move first and update the velocity afterwards, so each gradient arrives "
                   "one step late. Mind the order of the two lines.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    old, s.last = s.last, s.v
    return old


@task.mistake("gradient_decayed_too", "velocity", section="momentum#momentum-rule",
              says="momentum that multiplies the new gradient by μ as well",
              hint="μ shrinks what was gathered before. The newest gradient enters whole: "
                   "check the order of your lines, and your brackets.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return h.momentum * (s.v + g)


@task.mistake("velocity_never_fades", "velocity", section="momentum#momentum-unrolled",
              says="momentum whose velocity is a plain sum of all gradients, with nothing forgotten",
              hint="Every gradient counts in your velocity for ever. μ < 1 is what lets old ones "
                   "fade.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return s.v + g


@task.mistake("gradient_scaled_in_the_place_of_velocity", "velocity", section="momentum#momentum-rule",
              says="momentum that multiplies the new gradient by μ, and not the old velocity",
              hint="μ belongs to the other term: it shrinks the old velocity.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return s.v + h.momentum * g


@task.mistake("velocity_starts_at_one", "velocity", section="momentum#momentum-unrolled",
              says="momentum whose velocity starts at one",
              hint="Your velocity starts with a value; the rule's starts at zero.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    v = h.momentum * (s.v if s.moved else 1.0) + g
    s.moved = True
    return v


task.add("corrected", {"direction": corrected}, section="momentum#momentum-conventions",
         says="momentum whose velocity is divided by 1 − μᵗ",
         hint="Bias correction belongs to averages that start at zero. "
              "Momentum's velocity is a sum: there is no bias to correct.")


@task.mistake("only_the_last_gradient", "velocity", section="momentum#momentum-unrolled",
              says="momentum that remembers one gradient instead of the velocity",
              hint="You keep the last gradient, so the memory is one step long. "
                   "Keep the velocity: it holds all earlier gradients.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    last, s.g = s.g, g.clone()
    return h.momentum * last + g


@task.mistake("velocity_clipped", "direction", section="momentum#momentum-rule",
              says="momentum whose velocity is cut off at −1 and 1 in the step",
              hint="You limit the velocity before you use it. The rule takes it as it is.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return s.v.clamp(-1, 1)


@task.mistake("sign_of_velocity", "direction", section="momentum#momentum-rule",
              says="a step of length η in the direction of the velocity's sign",
              hint="Your steps have the same length everywhere. "
                   "In this rule a steep slope makes a long step.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return torch.sign(s.v)


@task.mistake("looks_back", "direction", section="momentum#momentum-rule",
              says="a step by the gradient, less μ times the new velocity",
              hint="The velocity pulls your step back. It carries on in the direction that it has: check the signs.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return g - h.momentum * s.v


@task.mistake("sign_of_gradient", "direction", section="momentum#momentum-rule",
              says="a step of length η in the direction of the gradient's sign",
              hint="Your steps have the same length everywhere, and the velocity is not in them. "
                   "The rule moves by the velocity.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return torch.sign(g)


@task.mistake("first_velocity_uphill", "velocity", section="momentum#momentum-unrolled",
              says="momentum whose first gradient enters with the wrong sign",
              hint="Your first step goes uphill, and the others downhill. "
                   "The first gradient needs the same sign in the velocity as all later ones.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    v = h.momentum * s.v + g if s.moved else -g
    s.moved = True
    return v


@task.mistake("first_gradient_left_out", "velocity", section="momentum#momentum-unrolled",
              says="momentum whose first step only makes the velocity, at zero",
              hint="When you make the velocity, the gradient of that step is lost. It belongs in the velocity, too.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    v = h.momentum * s.v + g if s.moved else torch.zeros_like(g)
    s.moved = True
    return v


@task.mistake("first_velocity_is_the_gradient", "velocity", section="momentum#momentum-state",
              says="momentum whose first velocity is the tensor p.grad itself",
              hint="Your first velocity is p.grad itself and no copy: when the caller writes the next gradient "
                   "into it, the velocity is gone. Keep a clone.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    v = h.momentum * s.v + g if s.moved else g
    s.moved = True
    return v


@task.mistake("velocity_written_into_the_gradient", "velocity", section="step#step-gradients",
              says="momentum that adds the velocity to the gradient tensor itself",
              hint="p.grad belongs to the caller. g = p.grad; g += … changes it; compute the sum into a new tensor.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return g.add_(h.momentum * s.v).clone()


@task.mistake("velocity_starts_at_the_weights", "velocity", section="momentum#momentum-unrolled",
              says="momentum whose velocity starts with the weights",
              hint="Your velocity starts as a copy of the parameter. It should start at zero.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    v = h.momentum * (s.v if s.moved else h.before) + g
    s.moved = True
    return v


def from_zero(g: Tensor, s: State, h: Values) -> Tensor:
    v = h.momentum * s.v + g if s.moved else g - h.momentum * h.before
    s.moved = True
    return v


task.add("previous_weights_start_at_zero", {"enter": lr_enters, "velocity": from_zero},
         section="momentum#momentum-unrolled",
         says="momentum by the difference to the previous weights, which are zero before the first step",
         hint="Your previous weights are zero before the first step, as if the weights had just come all the way from "
              "zero. They have not moved yet: where do the previous weights have to start?")


@task.mistake("velocity_in_bfloat16", "velocity", section="momentum#momentum-state",
              says="momentum with a velocity that is rounded to bfloat16",
              hint="Your velocity goes through bfloat16, which has fewer than three decimal digits. "
                   "Keep the parameter's dtype.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return (h.momentum * s.v + g).bfloat16().to(g.dtype)


@task.mistake("velocity_in_half_precision", "velocity", section="momentum#momentum-state",
              says="momentum with a velocity that is rounded to float16",
              hint="Your velocity goes through float16, where it loses digits. Keep the parameter's dtype.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return (h.momentum * s.v + g).half().to(g.dtype)


@task.mistake("clipped_velocity_stored", "velocity", section="momentum#momentum-rule",
              says="momentum whose velocity is kept between −1 and 1",
              hint="You limit the velocity when you store it. The rule gathers the gradients as they are.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return (h.momentum * s.v + g).clamp(-1, 1)


@task.mistake("velocity_fades_twice", "velocity", section="momentum#momentum-unrolled",
              says="momentum with μ² in the place of μ",
              hint="The old velocity is multiplied by μ twice. Does one line change it in place, and the next one "
                   "multiply it again?")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return h.momentum**2 * s.v + g


@task.mistake("velocity_updated_twice", "velocity", section="momentum#momentum-rule",
              says="momentum that updates its velocity twice in each step",
              hint="The line that updates the velocity runs twice in each step, so the velocity fades twice and takes "
                   "the gradient twice.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return h.momentum * (h.momentum * s.v + g) + g


@task.mistake("gradients_averaged", "velocity", section="momentum#momentum-conventions",
              says="a step by the mean of all gradients so far",
              hint="All gradients weigh the same in your velocity. In the rule the old ones fade by μ.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    s.steps = s.steps + 1
    return s.v + (g - s.v) / s.steps


@task.mistake("momentum_warms_up", "velocity", section="momentum#momentum-rule",
              says="momentum with μ (1 − ½ · 0.96^(t/250)) in the place of μ, as in NAdam",
              hint="Your μ grows with the number of the step, as NAdam's does. "
                   "Here it is the value that the constructor was given.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    s.steps = s.steps + 1
    h.momentum = h.momentum * (1 - 0.5 * 0.96 ** (s.steps / 250))
    return h.momentum * s.v + g


@task.mistake("momentum_in_stages", "velocity", section="momentum#momentum-rule",
              says="momentum with a μ that starts at ½ and rises every 250 steps until it is what was asked for",
              hint="Your μ grows with the number of the step, as in Sutskever's schedule. "
                   "Here it is the value that the constructor was given.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    s.steps = s.steps + 1
    h.momentum = min(h.momentum, 1 - 0.5 / (math.floor((float(s.steps) - 1) / 250) + 1))
    return h.momentum * s.v + g


@task.mistake("momentum_rises", "velocity", section="momentum#momentum-rule",
              says="momentum with 1 − ½/(t/250 + 1) in the place of μ while that is smaller, t counted from 0",
              hint="Your μ grows with the number of the step, as in Sutskever's schedule. "
                   "Here it is the value that the constructor was given.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    s.steps = s.steps + 1
    h.momentum = min(h.momentum, 1 - 0.5 / ((float(s.steps) - 1) / 250 + 1))
    return h.momentum * s.v + g


@task.mistake("momentum_rises_by_powers", "velocity", section="momentum#momentum-rule",
              says="momentum with 1 − ½ · 2^(−t/250) in the place of μ while that is smaller, t counted from 0",
              hint="Your μ grows with the number of the step, much as in Sutskever's schedule. "
                   "Here it is the value that the constructor was given.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    s.steps = s.steps + 1
    h.momentum = min(h.momentum, 1 - 0.5 * 2 ** (-(float(s.steps) - 1) / 250))
    return h.momentum * s.v + g


@task.mistake("velocity_restarts", "velocity", section="momentum#momentum-rule",
              says="momentum whose velocity starts again from zero when it points against the gradient",
              hint="You set the velocity to zero when it would lead uphill, a restart. The rule has none: v is "
                   "always μv + g.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return h.momentum * s.v + g if (s.v * g).sum() >= 0 else g.clone()


@task.mistake("velocity_restarts_entry_by_entry", "velocity", section="momentum#momentum-rule",
              says="momentum in which each entry of the velocity starts again from zero when the gradient's sign turns",
              hint="You set entries of the velocity to zero when they point uphill, a restart. The rule has none: v "
                   "is always μv + g.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return h.momentum * s.v * (s.v * g >= 0) + g


@task.mistake("momentum_of_fista", "velocity", section="momentum#momentum-rule",
              says="momentum with (aₜ − 1)/aₜ₊₁ in the place of μ, as in FISTA",
              hint="Your μ grows from step to step, as in FISTA. Here it is the value that the constructor was given.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    old = s.a if s.moved else 1.0
    s.a = (1 + (1 + 4 * old * old) ** 0.5) / 2
    s.moved = True
    h.momentum = (old - 1) / s.a
    return h.momentum * s.v + g


@task.mistake("momentum_of_fista_at_most", "velocity", section="momentum#momentum-rule",
              says="momentum with (aₜ − 1)/aₜ₊₁ in the place of μ while that is smaller, as in FISTA",
              hint="Your μ grows from step to step, as in FISTA. Here it is the value that the constructor was given.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    old = s.a if s.moved else 1.0
    s.a = (1 + (1 + 4 * old * old) ** 0.5) / 2
    s.moved = True
    h.momentum = at_most(h.momentum, (old - 1) / s.a)
    return h.momentum * s.v + g


def growing(g: Tensor, s: State, h: Values) -> Tensor:
    s.steps = s.steps + 1
    h.momentum = at_most(h.momentum, 1 - 3 / (s.steps + h.late))
    return h.momentum * s.v + g


def growing_to_one(g: Tensor, s: State, h: Values) -> Tensor:
    s.steps = s.steps + 1
    h.momentum = 1 - 3 / (s.steps + h.late)
    return h.momentum * s.v + g


def starting(g: Tensor, s: State, h: Values) -> Tensor:
    v = h.momentum * (s.v if s.moved else h.start) + g
    s.moved = True
    return v


def rounded_velocity(g: Tensor, s: State, h: Values) -> Tensor:
    return ((h.momentum * s.v + g) * 10**h.digits).round() / 10**h.digits


def limited_velocity(g: Tensor, s: State, h: Values) -> Tensor:
    return (h.momentum * s.v + g).clamp(-h.bound, h.bound)


def emptied_velocity(g: Tensor, s: State, h: Values) -> Tensor:
    v = h.momentum * s.v + g
    return v * (v.abs() >= h.bound)


# Of 1 − 3/(t + 2) = (t − 1)/(t + 2), t/(t + 3) and their kin.
LATE = (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)


def add_velocities(task: Task, title: str) -> None:
    """The families of wrong velocities, which are wrong for Nesterov's method as well."""
    for name, number, values, wrong, says, hint in (
        ("velocity_starts_at", "start", STARTS, starting, "whose velocity starts at {value}",
         "Your velocity starts at {value}; the rule's starts at zero."),
        ("velocity_rounded_to", "digits", DIGITS, rounded_velocity,
         "with a velocity that is rounded to {value} decimal places",
         "You round the velocity. Rounding is for printing: small gradients are lost in it."),
        ("velocity_clipped_at", "bound", BOUNDS, limited_velocity,
         "whose velocity is kept between −{value} and {value}",
         "You limit the velocity when you store it. The rule gathers the gradients as they are."),
        ("velocity_zero_below", "bound", DECADES, emptied_velocity, "whose velocity is set to zero below {value}",
         "You set small velocities to zero. The rule keeps them, however small they are."),
        ("momentum_grows_late_by", "late", LATE, growing,
         "with 1 − 3/(t + {value}) in the place of μ while that is smaller",
         "Your μ grows with the number of the step, as in papers on accelerated gradients. Here it is the value that "
         "the constructor was given."),
        ("momentum_grows_to_one_late_by", "late", LATE, growing_to_one, "with 1 − 3/(t + {value}) in the place of μ",
         "Your μ grows with the number of the step, as in papers on accelerated gradients. Here it is the value that "
         "the constructor was given."),
    ):
        task.family(name, lambda value, wrong=wrong, number=number: {  # type: ignore[misc]
            "velocity": wrong, "fixed": {number: value}}, values, section="momentum#momentum-state",
            says=f"{title} {says}", hint=hint)


add_velocities(task, "momentum")


def scaled(g: Tensor, s: State, h: Values) -> Tensor:
    return h.eta * (h.momentum * s.v + g)


task.add("lr_inside_velocity_and_outside", {"enter": lr_enters_too}, section="momentum#momentum-lr-change",
         says="momentum with η inside the velocity and at the step",
         hint="The learning rate scales the gradient in your velocity, and then the velocity. Once is enough: in the "
              "rule, η multiplies the velocity at the end.")
task.add("lr_scales_the_stored_velocity", {"enter": lr_laid_aside, "velocity": scaled},
         section="momentum#momentum-lr-change", says="momentum that stores the velocity multiplied by η",
         hint="You multiply the velocity that you keep by η, so the next step multiplies it once more. "
              "Scale a copy: operations that end in _ change their tensor.")

bookkeeping.add_mistakes(task, without=bookkeeping.COUNTING + bookkeeping.DECAYING + (
    "state_made_anew",  # no_momentum
    "lr_enters_too",  # lr_inside_velocity_and_outside
), coasting=bookkeeping.NoneCoasts)
