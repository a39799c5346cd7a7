"""NAdam: Adam that looks ahead along its momentum, with a momentum that grows (Dozat, 2016; in PyTorch's form).

μ_t = β₁ (1 - ½ · 0.96^{tψ})
v_t = β₁ v_{t-1} + (1 - β₁) g_t
G_t = β₂ G_{t-1} + (1 - β₂) g_t²,      Ĝ_t = G_t / (1 - β₂ᵗ)
d_t = (1 - μ_t) g_t / (1 - μ₁…μ_t) + μ_{t+1} v_t / (1 - μ₁…μ_{t+1})
w_{t+1} = w_t - η d_t / (√Ĝ_t + ε)
"""

from __future__ import annotations

import torch

from grader.language import bookkeeping
from grader.language.checks import standard
from grader.language.reference import Tolerances, torch_reference
from grader.language.rule import Rule
from grader.language.task import Task

from .course import COURSE


class NAdam(Rule):
    """The right formula for one parameter. State starts at zero, so `s.full` keeps 1 - μ₁…μ_t."""

    def step(self, w, g, s, h):
        s.t = s.t + 1
        s.v = self.mean(g, s, h)
        s.G = h.beta2 * s.G + (1 - h.beta2) * g * g
        now, ahead = self.momentum(s.t, h), self.momentum(s.t + 1, h)
        s.full = 1 - (1 - s.full) * now
        return w - h.rate * self.direction(g, s, now, ahead, h) / self.denominator(s, h)

    @staticmethod
    def momentum(t, h):
        return h.beta1 * (1 - 0.5 * 0.96 ** (t * h.momentum_decay))

    @staticmethod
    def mean(g, s, h):
        return h.beta1 * s.v + (1 - h.beta1) * g

    @staticmethod
    def direction(g, s, now, ahead, h):
        return (1 - now) * g / s.full + ahead * s.v / (1 - (1 - s.full) * ahead)

    @staticmethod
    def denominator(s, h):
        return (s.G / (1 - h.beta2**s.t)).sqrt() + h.eps


task = Task(
    name="nadam", title="NAdam", class_name="NAdam",
    difficulty=3,
    challenge="How much longer than η is NAdam's first step with the defaults? Work it out for ψ = 0 first.",
    hyperparameters=dict(lr=0.002, betas=(0.9, 0.999), eps=1e-8, momentum_decay=0.004),
    symbols=dict(lr="η", betas=("β₁", "β₂"), eps="ε", momentum_decay="ψ"),
    # PyTorch keeps the product of all μ in float32, which shows in its path: by 2.5e-8 in the trials of the demo.
    reference=torch_reference(torch.optim.NAdam, Tolerances(float64=1e-6)),
    chapter="nadam", stored_copies=2, rule=NAdam, course=COURSE,
    checks=standard(
        usual=dict(lr=0.02, betas=(0.9, 0.99), eps=2e-7, momentum_decay=0.1),
        other=dict(lr=0.7, betas=(0.6, 0.8), eps=0.01, momentum_decay=1.5),
        varied={
            "η = 0.3": dict(lr=0.3),
            "β₁ = 0.5": dict(lr=0.01, betas=(0.5, 0.999)),
            "β₂ = 0.9": dict(lr=0.01, betas=(0.9, 0.9)),
            "ε = 0.001": dict(lr=0.01, eps=1e-3),
            "ψ = 2": dict(lr=0.01, momentum_decay=2.0),
            "ψ = 0": dict(lr=0.01, momentum_decay=0.0),
            "everything left at its default": dict(),
            "by position": dict(lr=0.2, betas=(0.8, 0.95), eps=1e-6, momentum_decay=0.5),
        },
        closed_lr=0.1,
    ),
)


def mistake(name, part, label, says, hint):
    return task.mistake(name, part, section=f"nadam#nadam-{label}", says=f"NAdam {says}", hint=hint)


@mistake("momentum_constant", "momentum", "schedule", "with β₁ in the place of μ_t",
         "Your momentum has its full value from the first step on. Here it grows, at the pace that ψ sets.")
def _(t, h):
    return h.beta1


@mistake("momentum_without_half", "momentum", "schedule", "whose momentum grows from zero",
         "Your momentum begins near zero. A factor before the power makes it begin at half of β₁.")
def _(t, h):
    return h.beta1 * (1 - 0.96 ** (t * h.momentum_decay))


@mistake("momentum_one_behind", "momentum", "schedule", "whose schedule is one step behind",
         "In the first step t is 1. Where do you count: before the momentum is computed, or after it?")
def _(t, h):
    return h.beta1 * (1 - 0.5 * 0.96 ** ((t - 1) * h.momentum_decay))


@mistake("momentum_without_t", "momentum", "schedule", "whose momentum never grows",
         "The number of the step does not enter your momentum, so it stays what it is at first.")
def _(t, h):
    return h.beta1 * (1 - 0.5 * 0.96 ** h.momentum_decay)


@mistake("average_with_schedule", "mean", "rule", "that averages the gradients with μ_t, as its paper does",
         "Your average v has weights that change. In PyTorch's form it is Adam's: its weights are β₁ and 1 − β₁.")
def _(g, s, h):
    now = h.beta1 * (1 - 0.5 * 0.96 ** (s.t * h.momentum_decay))
    return now * s.v + (1 - now) * g


@mistake("no_look_ahead", "direction", "look-ahead", "that moves by the average alone, as Adam does",
         "The present gradient enters your step only through the average v. Here it also stands by itself.")
def _(g, s, now, ahead, h):
    return s.v / s.full


@mistake("look_ahead_without_schedule", "direction", "look-ahead", "with μ_t in the place of μ_{t+1}",
         "The average stands for the next step's momentum, so its factor is the next step's, too.")
def _(g, s, now, ahead, h):
    return (1 - now) * g / s.full + now * s.v / s.full


@mistake("same_correction", "direction", "correction", "that divides both terms by 1 − μ₁…μ_t",
         "You correct gradient and average alike. The average's factor belongs to the next step, and so does its "
         "correction.")
def _(g, s, now, ahead, h):
    return ((1 - now) * g + ahead * s.v) / s.full


@mistake("correction_by_power", "direction", "correction", "with a power of β₁ in the place of the product of all μ",
         "You correct as Adam does. The momentum changes from step to step, so its powers become a product.")
def _(g, s, now, ahead, h):
    return (1 - now) * g / (1 - h.beta1**s.t) + ahead * s.v / (1 - h.beta1 ** (s.t + 1))


@mistake("no_correction", "direction", "correction", "without the division by 1 − μ₁…μ_t",
         "Your first steps are too short: the average starts at zero, and nothing makes up for it.")
def _(g, s, now, ahead, h):
    return (1 - now) * g + ahead * s.v


@mistake("gradient_unweighted", "direction", "look-ahead", "with the whole gradient in the step",
         "The present gradient and the average share the step between them. Yours takes all of the first.")
def _(g, s, now, ahead, h):
    return g / s.full + ahead * s.v / (1 - (1 - s.full) * ahead)


@mistake("squares_not_corrected", "denominator", "correction", "without the correction of G",
         "Your first steps are far too long: G starts at zero, and is not corrected for it.")
def _(s, h):
    return s.G.sqrt() + h.eps


@mistake("eps_inside_root", "denominator", "rule", "with ε inside the square root",
         "Your ε stands under the root, where it counts as √ε. It is added after the root.")
def _(s, h):
    return (s.G / (1 - h.beta2**s.t) + h.eps).sqrt()


bookkeeping.add_mistakes(task, without=bookkeeping.DECAYING)
