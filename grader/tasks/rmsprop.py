"""RMSprop: Adagrad that forgets (Tieleman and Hinton, 2012).

G_t = α G_{t-1} + (1 - α) g_t²,   w_{t+1} = w_t - η g_t / (√G_t + ε)
"""

from __future__ import annotations

import torch

from ..language import State, Task, Tensor, Values, bookkeeping, standard, torch_reference
from ..language.families import STARTS, at_most
from .adagrad import Adagrad, alone, scaling_mistakes, squares


class RMSprop(Adagrad):
    @staticmethod
    def square(g: Tensor, s: State, h: Values) -> Tensor:
        return h.alpha * s.G + (1 - h.alpha) * g * g


task = Task(
    name="rmsprop", title="RMSprop", class_name="RMSprop",
    difficulty=1,
    challenge="With α = 0.99 the first step is ten times η long, whatever the gradient is. Where does the ten come "
              "from, and how long is the second step?",
    shape="s.mul_(?).add_(? * ?): two of these factors make 1 together. Then a step as in Adagrad.",
    hyperparameters=dict(lr=0.01, alpha=0.99, eps=1e-8),
    symbols=dict(lr="η", alpha="α", eps="ε"),
    reference=torch_reference(torch.optim.RMSprop),
    chapter="rmsprop", stored_copies=1, rule=RMSprop,
    common=("eps_inside_root", "weights_swapped", "starts_with_the_first_square", "new_square_counts_whole", "no_root"),
    checks=standard(
        usual=dict(lr=0.05, alpha=0.95, eps=2e-7),
        other=dict(lr=0.7, alpha=0.6, eps=0.01),
        varied={
            "another η": dict(lr=0.3),
            "another α": dict(alpha=0.5),
            "a large ε": dict(eps=1e-3),
            "everything left at its default": dict(),
            "by position": dict(lr=0.2, alpha=0.9, eps=1e-6),
        },
        closed_lr=0.02, defaults=dict(lr=0.01, alpha=0.99, eps=1e-8),
    ),
)

scaling_mistakes(task, "rmsprop")


@task.mistake("weights_swapped", "square", section="rmsprop#rmsprop-rule",
              says="RMSprop with the weights of the old average and the new square swapped",
              hint="α says how much of the old average stays. Look at which term it multiplies.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return (1 - h.alpha) * s.G + h.alpha * g * g


def kept_with_eps(g: Tensor, s: State, h: Values) -> Tensor:
    return ((h.alpha * s.G + (1 - h.alpha) * g * g).sqrt() + h.eps) ** 2


task.add("denominator_kept", {"square": kept_with_eps, "with_eps": alone}, section="rmsprop#rmsprop-eps",
         says="RMSprop that keeps the root with ε in it from step to step",
         hint="What you keep for the next step contains ε already, so it counts once more in every step. Keep the mean "
              "square, and add ε only where you divide.")


def from_eps_squared(g: Tensor, s: State, h: Values) -> Tensor:
    old = h.alpha * s.G if s.moved else h.alpha * h.eps**2
    s.moved = True
    return old + (1 - h.alpha) * g * g


task.add("starts_at_eps_squared", {"square": from_eps_squared, "with_eps": alone}, section="rmsprop#rmsprop-eps",
         says="RMSprop whose accumulator starts at ε², and no ε beside the root",
         hint="Your ε stands in the start of the accumulator, and fades there by α. The accumulator starts at zero; ε "
              "is added to the root in every step.")


@task.mistake("nothing_fades", "square", section="rmsprop#rmsprop-time-scale", says="Adagrad",
              hint="Your accumulator keeps everything. RMSprop lets old squares fade by α.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return s.G + g * g


@task.mistake("new_square_counts_whole", "square", section="rmsprop#rmsprop-rule",
              says="RMSprop without the factor 1 − α before the new square",
              hint="An average weighs old and new so that the weights add up to one. "
                   "The new square's weight is missing.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return h.alpha * s.G + g * g


@task.mistake("old_average_counts_whole", "square", section="rmsprop#rmsprop-time-scale",
              says="RMSprop without the factor α before the old average",
              hint="An average weighs old and new so that the weights add up to one. "
                   "The old average's weight is missing, so it never fades.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return s.G + (1 - h.alpha) * g * g


@task.mistake("gradient_not_squared", "square", section="rmsprop#rmsprop-rule",
              says="RMSprop that averages absolute gradients",
              hint="You average absolute values. The rule averages squares.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return h.alpha * s.G + (1 - h.alpha) * g.abs()


@task.mistake("gradients_averaged", "square", section="rmsprop#rmsprop-rule",
              says="RMSprop that averages the gradients with their signs",
              hint="You average gradients, and gradients of opposite signs cancel. "
                   "The rule averages their squares.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return h.alpha * s.G + (1 - h.alpha) * g


@task.mistake("square_of_the_average", "square", section="rmsprop#rmsprop-rule",
              says="RMSprop that squares the average of the gradients",
              hint="You average first and square afterwards. Average the squares.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    s.m = h.alpha * s.m + (1 - h.alpha) * g
    return s.m * s.m


@task.mistake("forgets_the_past", "square", section="rmsprop#rmsprop-rule",
              says="RMSprop that only knows the present squared gradient",
              hint="Your accumulator is overwritten in each step, never put back, or its old part has a weight of 0 "
                   "(as an integer, 0.9 is 0). It has to keep a part of the past.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return g * g


@task.mistake("new_square_fades_too", "square", section="rmsprop#rmsprop-rule",
              says="RMSprop that multiplies the new square by α as well",
              hint="α shrinks the old average. Yours shrinks the new square with it: check the order of your lines, "
                   "and your brackets.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return h.alpha * (s.G + (1 - h.alpha) * g * g)


@task.mistake("weight_squared_too", "square", section="rmsprop#rmsprop-rule",
              says="RMSprop with (1 − α)² before the new square",
              hint="You square the factor 1 − α together with the gradient. "
                   "The gradient alone is squared.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return h.alpha * s.G + ((1 - h.alpha) * g) ** 2


@task.mistake("bias_corrected", "root", section="rmsprop#rmsprop-first-steps",
              says="RMSprop with bias correction, as in Adam",
              hint="You correct the average for its start at zero. Adam does; RMSprop does not.")
def _(G: Tensor, s: State, h: Values) -> Tensor:
    s.t = s.t + 1
    return (G / (1 - h.alpha**s.t)).sqrt()


@task.mistake("starts_with_the_first_square", "square", section="rmsprop#rmsprop-first-steps",
              says="RMSprop whose average starts with the first squared gradient",
              hint="Your first step is different: the average takes the first square whole. "
                   "It starts at zero, and all squares enter the same way.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    new = h.alpha * s.G + (1 - h.alpha) * g * g if s.moved else g * g
    s.moved = True
    return new


@task.mistake("starts_as_a_plain_mean", "square", section="rmsprop#rmsprop-first-steps",
              says="RMSprop whose average is a plain mean at first, with 1 − 1/t in the place of α while that is less",
              hint="Your α grows with the number of the step. The rule takes the α that it was given from the first "
                   "step on, though the average is small then.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    s.t = s.t + 1
    h.alpha = at_most(h.alpha, 1 - 1 / s.t)
    return h.alpha * s.G + (1 - h.alpha) * g * g


@task.mistake("alpha_warmed_up", "square", section="rmsprop#rmsprop-first-steps",
              says="RMSprop with (1 + t)/(10 + t) in the place of α while that is less",
              hint="Your α grows with the number of the step. The rule takes the α that it was given from the first "
                   "step on, though the average is small then.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    s.t = s.t + 1
    h.alpha = at_most(h.alpha, (1 + s.t) / (10 + s.t))
    return h.alpha * s.G + (1 - h.alpha) * g * g


@task.mistake("starts_at_one", "square", section="rmsprop#rmsprop-first-steps",
              says="RMSprop whose average starts at one",
              hint="Your average starts with a value; the rule's starts at zero.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    old = s.G if s.moved else 1.0
    s.moved = True
    return h.alpha * old + (1 - h.alpha) * g * g


@task.mistake("averaged_too_late", "root", section="rmsprop#rmsprop-rule",
              says="RMSprop that divides by the average of earlier squares only",
              hint="You move first and update the average afterwards. The present gradient's square belongs in the "
                   "root by which it is divided.")
def _(G: Tensor, s: State, h: Values) -> Tensor:
    old, s.last = s.last, G
    return (old + 0 * G).sqrt()


def both_means(g: Tensor, s: State, h: Values) -> Tensor:
    s.m = h.alpha * s.m + (1 - h.alpha) * g
    return h.alpha * s.G + (1 - h.alpha) * g * g


def deviation(G: Tensor, s: State, h: Values) -> Tensor:
    return (G - s.m**2).sqrt()


task.add("centered", {"square": both_means, "root": deviation}, section="rmsprop#rmsprop-rule",
         says="RMSprop that divides by the standard deviation of the gradients",
         hint="You subtract the squared mean under the root. That is the variant "
              "centered=True; the rule divides by the mean square.")


@task.mistake("gathers_eps", "square", section="rmsprop#rmsprop-eps",
              says="RMSprop that adds ε to the average at every step",
              hint="Your ε piles up in the average. It is added once, after the root, "
                   "and stored nowhere.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return h.alpha * s.G + (1 - h.alpha) * g * g + h.eps


def mean_with_eps(g: Tensor, s: State, h: Values) -> Tensor:
    return h.alpha * s.G + (1 - h.alpha) * g * g + h.eps


def root_of_mean(g: Tensor, s: State, h: Values) -> Tensor:
    return (h.alpha * s.G + (1 - h.alpha) * g * g).sqrt()


def denominator(g: Tensor, s: State, h: Values) -> Tensor:
    return (h.alpha * s.G + (1 - h.alpha) * g * g).sqrt() + h.eps


task.add("eps_only_in_the_average", {"square": mean_with_eps, "with_eps": alone}, section="rmsprop#rmsprop-eps",
         says="RMSprop that adds ε to the average at every step, and nowhere else",
         hint="Your ε piles up in the average. It is added once, after the root, "
              "and stored nowhere.")
task.add("root_stored", {"square": root_of_mean, "root": squares}, section="rmsprop#rmsprop-rule",
         says="RMSprop that stores the root in the place of the average",
         hint="You take the root of what you keep, so the next step averages a root. "
              "Operations that end in _ change their tensor.")
task.add("root_and_eps_stored", {"square": denominator, "root": squares, "with_eps": alone},
         section="rmsprop#rmsprop-rule", says="RMSprop that stores the root plus ε in the place of the average",
         hint="You turn what you keep into the denominator, so the next step averages that. "
              "Operations that end in _ change their tensor.")


@task.mistake("averages_steps", "square", section="rmsprop#rmsprop-rule",
              says="RMSprop that averages the squares of ηg",
              hint="The learning rate has got into your average. It belongs in the step alone.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return h.alpha * s.G + (1 - h.alpha) * (h.rate * g) ** 2


@task.mistake("largest_square_kept", "square", section="rmsprop#rmsprop-rule",
              says="RMSprop that keeps the largest squared gradient in place of the average",
              hint="You keep a maximum. The rule averages the squares, and lets old ones fade.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return torch.maximum(torch.as_tensor(s.G, dtype=g.dtype), g * g)


@task.mistake("largest_average_stored", "square", section="rmsprop#rmsprop-rule",
              says="RMSprop with an average that never falls",
              hint="You store the larger of the old and the new average. The rule's average rises and falls.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    old = torch.as_tensor(s.G, dtype=g.dtype)
    return torch.maximum(old, h.alpha * s.G + (1 - h.alpha) * g * g)


@task.mistake("amsgrad", "root", section="rmsprop#rmsprop-rule",
              says="RMSprop with the largest average so far, as in AMSGrad",
              hint="You divide by the largest average so far. The rule takes the present one, which rises and falls.")
def _(G: Tensor, s: State, h: Values) -> Tensor:
    s.most = torch.maximum(torch.as_tensor(s.most, dtype=G.dtype), G)
    return s.most.sqrt()


@task.mistake("average_in_bfloat16", "square", section="rmsprop#rmsprop-rule",
              says="RMSprop with an average that is rounded to bfloat16",
              hint="Your average goes through bfloat16, which has fewer than three decimal digits. "
                   "Keep the parameter's dtype.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return (h.alpha * s.G + (1 - h.alpha) * g * g).bfloat16().to(g.dtype)


@task.mistake("average_in_half_precision", "square", section="rmsprop#rmsprop-rule",
              says="RMSprop with an average that is rounded to float16",
              hint="Your average goes through float16, where it loses digits, and what is small becomes zero. "
                   "Keep the parameter's dtype.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return (h.alpha * s.G + (1 - h.alpha) * g * g).half().to(g.dtype)


@task.mistake("lr_in_the_place_of_alpha", "square", section="rmsprop#rmsprop-time-scale",
              says="RMSprop that averages with η in the place of α",
              hint="η and α are mixed up: the average fades by α.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return h.lr * s.G + (1 - h.lr) * g * g


@task.mistake("lr_and_alpha_swapped", "gradient", section="rmsprop#rmsprop-rule",
              says="RMSprop with η and α swapped",
              hint="η scales the step, α says how much of the average stays. Yours are the other way round.")
def _(w: Tensor, g: Tensor, h: Values) -> Tensor:
    h.rate, h.alpha = h.alpha, h.rate
    return g


@task.mistake("starts_at_eps", "square", section="rmsprop#rmsprop-eps",
              says="RMSprop whose average starts at ε",
              hint="Your average starts at ε; the rule's starts at zero. ε is added after the root.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    old = s.G if s.moved else h.eps
    s.moved = True
    return h.alpha * old + (1 - h.alpha) * g * g


@task.mistake("sign_of_gradient", "direction", section="rmsprop#rmsprop-rule",
              says="RMSprop with the gradient's sign in place of the gradient",
              hint="Your step has lost the gradient's size. The rule divides the gradient itself.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return torch.sign(g)


@task.mistake("momentum_added", "direction", section="rmsprop#rmsprop-rule",
              says="RMSprop on a velocity with μ = 0.9",
              hint="There is a velocity in your step. RMSprop divides the present gradient.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    s.v = 0.9 * s.v + g
    return s.v


@task.mistake("mean_gradient", "direction", section="rmsprop#rmsprop-rule",
              says="RMSprop on an average of the gradients, as in Adam",
              hint="You average the gradient itself as well. RMSprop divides the present gradient.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    s.v = h.alpha * s.v + (1 - h.alpha) * g
    return s.v


def starting(g: Tensor, s: State, h: Values) -> Tensor:
    old = s.G if s.moved else h.start
    s.moved = True
    return h.alpha * old + (1 - h.alpha) * g * g


task.family("starts_at", lambda value: {"square": starting, "fixed": {"start": value}}, [x for x in STARTS if x > 0],
            section="rmsprop#rmsprop-first-steps", says="RMSprop whose average starts at {value}",
            hint="Your average starts with a value; the rule's starts at zero.")
task.always(alpha=0.9)
for value in (1e-10, 1e-7):
    task.always(eps=value)
bookkeeping.add_mistakes(task, without=bookkeeping.COUNTING + bookkeeping.DECAYING + (
    "none_fades_the_state",  # none_is_zero
))
