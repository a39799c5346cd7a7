"""Momentum: a velocity that gathers gradients (Polyak, 1964; in PyTorch's form).

v_t = μ v_{t-1} + g_t,   w_{t+1} = w_t - η v_t
"""

from __future__ import annotations

import torch

from .. import bookkeeping, trials
from ..reference import torch_reference
from ..task import REQUIRED, Check, Task


def rule(w, g, s, h):
    s.v = h.momentum * s.v + g
    return w - h.lr * s.v


task = Task(
    name="momentum", title="Momentum", class_name="Momentum",
    hyperparameters=dict(lr=REQUIRED, momentum=0.9),
    reference=torch_reference(torch.optim.SGD, momentum=0.9),
    chapter="momentum", stored_copies=1, rule=rule,
)

usual = dict(lr=0.05, momentum=0.9)

task.checks = (
    Check("first_step", "first step", 1, "path", (
        trials.scaled("first step", 1, usual, seed=11),
        trials.dense("first step, other η and μ", 1, dict(lr=0.7, momentum=0.4), seed=12),
    )),
    Check("long_run", "long run", 2, "path", (
        trials.dense("two hundred steps", 200, usual, seed=21, zeros=0.2),
        trials.scaled("gradients of all sizes", 60, usual, seed=22),
        trials.valley("down the valley", 120, dict(lr=0.03, momentum=0.9)),
        trials.zero("gradients that are zero", usual, seed=23),
    )),
    Check("hyperparameters", "hyperparameters", 1, "path", (
        trials.dense("μ = 0.5", 30, dict(lr=0.2, momentum=0.5), seed=31),
        trials.dense("μ = 0", 10, dict(lr=0.1, momentum=0.0), seed=32),
        trials.dense("by position", 30, dict(lr=0.01, momentum=0.99), seed=33, positional=True),
        trials.dense("μ left at its default", 30, dict(lr=0.4), seed=34),
    )),
    Check("changing_lr", "a learning rate that changes", 1, "path", (
        trials.dense("η changes", 30, usual, seed=41,
                     changes={5: dict(lr=0.5), 6: dict(lr=0.02), 20: dict(lr=0.0), 22: dict(lr=0.1)}),
        trials.dense("μ changes", 24, usual, seed=42,
                     changes={6: dict(momentum=0.5), 15: dict(momentum=0.99)}),
    )),
    Check("several_parameters", "several parameters", 1, "bookkeeping", (
        trials.shapes("many shapes", 10, usual, seed=51, generator=True),
        trials.network("training a network", 40, usual, seed=52, generator=True),
    )),
    Check("none_gradients", "None gradients", 1, "bookkeeping", (
        trials.none("gradients that are None", usual, seed=61),
    )),
    Check("two_optimizers", "two optimizers at once", 0.5, "bookkeeping", (
        trials.two_optimizers("two optimizers", usual, dict(lr=0.2, momentum=0.5), seed=71),
    )),
    Check("in_place", "in place, gradients untouched", 1, "gradients", (
        trials.dense("gradients left as they are", 6, usual, seed=81),
        trials.reused("gradient tensors used again", usual, seed=82),
    )),
    Check("dtypes", "float32 and float64", 0.5, "bookkeeping", (
        trials.dtypes("mixed dtypes", 40, usual, seed=91),
    )),
    Check("device", "any device", 0.5, "bookkeeping", (
        trials.device("another device", usual, seed=95),
    )),
    Check("state_size", "stored values", 0.5, "storage", (
        trials.storage("what is stored", usual, seed=99),
    )),
)


@task.mistake("no_momentum", section="momentum#momentum-rule", says="plain gradient descent",
              hint="Your steps do not remember anything: what was gathered in earlier steps never "
                   "reaches this one. Is the velocity kept from one call of step() to the next?")
def _(w, g, s, h):
    return w - h.lr * g


@task.mistake("dampened", section="momentum#momentum-conventions",
              says="momentum with the gradient scaled by (1 − μ)",
              hint="You average the gradients where the rule sums them. Both conventions exist; "
                   "PyTorch's, and this course's, adds the whole gradient to the velocity.")
def _(w, g, s, h):
    s.v = h.momentum * s.v + (1 - h.momentum) * g
    return w - h.lr * s.v


@task.mistake("dampened_after_first_step", section="momentum#momentum-conventions",
              says="momentum whose first step takes the whole gradient and later ones (1 − μ) of it",
              hint="The gradient enters the velocity with another weight in the first step than "
                   "afterwards. In the rule all gradients enter alike.")
def _(w, g, s, h):
    s.v = h.momentum * s.v + (1 - h.momentum) * g if s.moved else g.clone()
    s.moved = True
    return w - h.lr * s.v


@task.mistake("averaged_and_corrected", section="momentum#momentum-conventions",
              says="an average of the gradients with bias correction, as in Adam",
              hint="Bias correction belongs to averages that start at zero. "
                   "Momentum's velocity is a sum: there is no bias to correct.")
def _(w, g, s, h):
    s.t = s.t + 1
    s.v = h.momentum * s.v + (1 - h.momentum) * g
    return w - h.lr * s.v / (1 - h.momentum**s.t)


@task.mistake("weights_swapped", section="momentum#momentum-conventions",
              says="momentum with the weights of velocity and gradient swapped",
              hint="μ says how much of the old velocity stays. "
                   "Look at which of your two terms it multiplies.")
def _(w, g, s, h):
    s.v = (1 - h.momentum) * s.v + h.momentum * g
    return w - h.lr * s.v


@task.mistake("lr_inside_velocity", section="momentum#momentum-lr-change",
              says="momentum with η inside the velocity",
              hint="While η is constant nobody can tell. When η changes, the gradients already "
                   "gathered keep the old one. In the rule, η multiplies the velocity at the end.")
def _(w, g, s, h):
    s.v = h.momentum * s.v + h.lr * g
    return w - s.v


@task.mistake("lr_twice", section="momentum#momentum-lr-change",
              says="momentum with η applied twice",
              hint="The learning rate enters both when the gradient joins the velocity and when "
                   "the velocity moves the weights. Once is enough.")
def _(w, g, s, h):
    s.v = h.momentum * s.v + h.lr * g
    return w - h.lr * s.v


@task.mistake("no_lr", section="momentum#momentum-rule", says="momentum without a learning rate",
              hint="Your step is the whole velocity. What scales it?")
def _(w, g, s, h):
    s.v = h.momentum * s.v + g
    return w - s.v


@task.mistake("uphill", section="momentum#momentum-rule", says="momentum walking uphill",
              hint="The direction is right, the sign is not: the loss falls against the gradient. "
                   "Count the minus signs between the gradient and the weights.")
def _(w, g, s, h):
    s.v = h.momentum * s.v + g
    return w + h.lr * s.v


@task.mistake("velocity_pulls_back", section="momentum#momentum-rule",
              says="momentum whose old velocity enters with a minus sign",
              hint="Your velocity turns around at every step. The old velocity should carry on.")
def _(w, g, s, h):
    s.v = g - h.momentum * s.v
    return w - h.lr * s.v


@task.mistake("nesterov", section="momentum#momentum-nesterov", says="Nesterov's method",
              hint="You look ahead: the present gradient counts once more in the step. "
                   "That is the next chapter; momentum moves by the velocity alone.")
def _(w, g, s, h):
    s.v = h.momentum * s.v + g
    return w - h.lr * (g + h.momentum * s.v)


@task.mistake("gradient_counted_twice", section="momentum#momentum-rule",
              says="momentum that adds the gradient to the step once more",
              hint="The gradient is already inside the velocity; adding it again counts it twice.")
def _(w, g, s, h):
    s.v = h.momentum * s.v + g
    return w - h.lr * (s.v + g)


@task.mistake("velocity_too_late", section="momentum#momentum-rule",
              says="momentum that moves by the velocity of the step before",
              hint="You move first and update the velocity afterwards, so each gradient arrives "
                   "one step late. Mind the order of the two lines.")
def _(w, g, s, h):
    old = s.v
    s.v = h.momentum * s.v + g
    return w - h.lr * old


@task.mistake("gradient_decayed_too", section="momentum#momentum-rule",
              says="momentum that multiplies the new gradient by μ as well",
              hint="μ shrinks what was gathered before. The newest gradient enters whole; "
                   "check your brackets.")
def _(w, g, s, h):
    s.v = h.momentum * (s.v + g)
    return w - h.lr * s.v


@task.mistake("velocity_never_fades", section="momentum#momentum-unrolled",
              says="a plain sum of all gradients, with nothing forgotten",
              hint="Every gradient counts in your velocity for ever. μ < 1 is what lets old ones "
                   "fade.")
def _(w, g, s, h):
    s.v = s.v + g
    return w - h.lr * s.v


@task.mistake("only_the_last_gradient", section="momentum#momentum-unrolled",
              says="momentum that remembers one gradient instead of the velocity",
              hint="You keep the last gradient, so the memory is one step long. "
                   "Keep the velocity: it holds all earlier gradients.")
def _(w, g, s, h):
    last, s.last = s.last, g.clone()
    return w - h.lr * (h.momentum * last + g)


@task.mistake("momentum_hard_coded", section="momentum#momentum-lr-change",
              says="momentum with μ = 0.9 whatever was asked for",
              hint="Your μ is 0.9 always. Use the value that the constructor was given.")
def _(w, g, s, h):
    s.v = 0.9 * s.v + g
    return w - h.lr * s.v


@task.mistake("sign_of_velocity", section="momentum#momentum-rule",
              says="a step of length η in the direction of the velocity's sign",
              hint="Your steps have the same length everywhere. "
                   "In this rule a steep slope makes a long step.")
def _(w, g, s, h):
    s.v = h.momentum * s.v + g
    return w - h.lr * torch.sign(torch.as_tensor(s.v))


task.misconceptions += bookkeeping.mistakes(task.chapter)
