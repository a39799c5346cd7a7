"""Adagrad: a learning rate for each weight, from all its squared gradients (Duchi et al., 2011).

G_t = G_{t-1} + g_t²,   w_{t+1} = w_t - η g_t / (√G_t + ε)
"""

from __future__ import annotations

import torch

from ..language import (
    Decorator,
    Part,
    Rule,
    State,
    Task,
    Tensor,
    Values,
    bookkeeping,
    standard,
    torch_reference,
)
from ..language.families import DECADES, DIGITS, EVERY, RATIOS, STARTS, powers
from ..language.rule import lr_laid_aside


class Adagrad(Rule):
    def step(self, w: Tensor, g: Tensor, s: State, h: Values) -> Tensor:
        s.G = self.square(g, s, h)
        return w - self.quotient(self.direction(g, s, h), self.with_eps(self.root(s.G, s, h), h), h)

    @staticmethod
    def square(g: Tensor, s: State, h: Values) -> Tensor:
        return s.G + g * g

    @staticmethod
    def direction(g: Tensor, s: State, h: Values) -> Tensor:
        return g

    @staticmethod
    def root(G: Tensor, s: State, h: Values) -> Tensor:
        return G.sqrt()

    @staticmethod
    def with_eps(root: Tensor, h: Values) -> Tensor:
        return root + h.eps

    @staticmethod
    def quotient(above: Tensor, below: Tensor, h: Values) -> Tensor:
        return h.rate * above / below


task = Task(
    name="adagrad", title="Adagrad", class_name="Adagrad",
    difficulty=1,
    challenge="A gradient that is always 1: after how many steps has Adagrad gone ten times η? Guess first, then "
              "count.",
    shape="s.add_(?), and then p.sub_(? * ? / (s.sqrt() + ?)). The sum s never shrinks.",
    hyperparameters=dict(lr=0.01, eps=1e-10),
    symbols=dict(lr="η", eps="ε"),
    reference=torch_reference(torch.optim.Adagrad),
    chapter="adagrad", stored_copies=1, rule=Adagrad,
    common=("eps_inside_root", "one_state_for_all", "state_on_the_parameter", "forgets_the_past", "no_root"),
    checks=standard(
        usual=dict(lr=0.05, eps=2e-7),
        other=dict(lr=0.7, eps=0.01),
        varied={
            "another η": dict(lr=0.3),
            "a large ε": dict(eps=1e-3),
            "everything left at its default": dict(),
            "by position": dict(lr=0.2, eps=1e-6),
        },
        closed_lr=0.3, defaults=dict(lr=0.01, eps=1e-10),
    ),
)


def alone(root: Tensor, h: Values) -> Tensor:
    return root


def squares(G: Tensor, s: State, h: Values) -> Tensor:
    return G


def root_with_eps(G: Tensor, s: State, h: Values) -> Tensor:
    return (G + h.eps).sqrt()


def one(G: Tensor, s: State, h: Values) -> Tensor:
    return torch.ones_like(G)


def eps_above(g: Tensor, s: State, h: Values) -> Tensor:
    return g + h.eps * s.G.sqrt()


def less_eps(w: Tensor, h: Values) -> Tensor:
    return w - h.eps


def root_with_eps_squared(G: Tensor, s: State, h: Values) -> Tensor:
    return (G + h.eps**2).sqrt()


def starting(G: Tensor, s: State, h: Values) -> Tensor:
    return (h.start + G).sqrt()


def starting_with_eps(G: Tensor, s: State, h: Values) -> Tensor:
    return (h.start + G + h.eps).sqrt()


def floored(G: Tensor, s: State, h: Values) -> Tensor:
    return G.clamp(min=h.bound).sqrt()


def root_at_times(G: Tensor, s: State, h: Values) -> Tensor:
    s.kept = torch.where(torch.as_tensor(s.steps % h.every == 0), G.sqrt(), s.kept)
    s.steps = s.steps + 1
    return s.kept


def decayed(g: Tensor, s: State, h: Values) -> Tensor:
    return g + h.penalty * h.before


def limited(above: Tensor, below: Tensor, h: Values) -> Tensor:
    return h.rate * (above / below).clamp(-h.bound, h.bound)


def rounded_square(g: Tensor, s: State, h: Values) -> Tensor:
    share = getattr(h, "alpha", None)
    new = s.G + g * g if share is None else share * s.G + (1 - share) * g * g
    return (new * 10**h.digits).round() / 10**h.digits


def over_rounded_rate(root: Tensor, h: Values) -> Tensor:
    return 1 / ((h.eta / (root + h.eps) * 10**h.digits).round() / 10**h.digits)


def scaling_mistakes(task: Task, page: str) -> None:
    """Mistakes with the root and the ε under the gradient, for every rule that has them."""

    def mistake(name: str, part: str, label: str, says: str, hint: str) -> Decorator:
        return task.mistake(name, part, section=f"{page}#{page}-{label}",
                            says=f"{task.title} {says}", hint=hint)

    def add(name: str, parts: dict[str, Part], label: str, says: str, hint: str) -> None:
        task.add(name, parts, section=f"{page}#{page}-{label}", says=f"{task.title} {says}", hint=hint)

    add("no_root", {"root": squares}, "rule", "without the square root",
        "You divide by the accumulated squares themselves. Check the units: a gradient over a squared gradient.")
    add("eps_inside_root", {"root": root_with_eps, "with_eps": alone}, "eps",
        "with ε inside the square root",
        "Your ε stands under the root, where it counts as √ε. In the rule it is added after the root.")
    add("no_eps", {"with_eps": alone}, "eps", "without ε",
        "Nothing keeps your division from 0/0. Where is ε?")

    @mistake("eps_as_floor", "with_eps", "eps", "with ε as a lower bound of the root",
             "You take the larger of the root and ε. ε is added to the root.")
    def _(root: Tensor, h: Values) -> Tensor:
        return root.clamp(min=h.eps)

    @mistake("eps_subtracted", "with_eps", "eps", "with ε subtracted",
             "Check the sign before ε: it is added to the root.")
    def _(root: Tensor, h: Values) -> Tensor:
        return root - h.eps

    @mistake("eps_squared", "with_eps", "eps", "with ε² in the place of ε",
             "ε is used as it was given. Where does its square come from?")
    def _(root: Tensor, h: Values) -> Tensor:
        return root + h.eps**2

    add("eps_inside_and_outside_root", {"root": root_with_eps}, "eps", "with ε inside and outside the root",
        "ε comes in twice. It is added once, after the root.")

    add("eps_outside_the_division", {"direction": eps_above, "with_eps": alone}, "eps",
        "with ε added to the quotient",
        "Your ε is added after the division, so it moves the weights by itself. Without brackets, division comes "
        "before addition.")

    @mistake("eps_added_to_the_inverse_root", "with_eps", "eps", "with 1/√G + ε in the place of 1/(√G + ε)",
             "Your ε is added after the division, so nothing keeps you from dividing by zero. Check your brackets: ε "
             "is added to the root, and the gradient is divided by the sum.")
    def _(root: Tensor, h: Values) -> Tensor:
        return 1 / (1 / root + h.eps)

    add("eps_outside_the_step", {"with_eps": alone, "finish": less_eps}, "eps",
        "with ε taken from the weights themselves",
        "Your ε is added to the whole step, so it moves the weights by itself. Without brackets, division comes before "
        "addition.")
    add("eps_squared_inside_root", {"root": root_with_eps_squared, "with_eps": alone}, "eps",
        "with ε² inside the square root",
        "You add ε² under the root, which is not ε after it: √(a² + b²) is not a + b.")

    @mistake("root_of_eps", "with_eps", "eps", "with √ε in the place of ε",
             "ε is used as it was given. Where does its root come from?")
    def _(root: Tensor, h: Values) -> Tensor:
        more: float = h.eps**0.5
        return root + more

    @mistake("root_twice", "root", "rule", "with the root taken twice",
             "There are two roots in your step, for instance one when you store the squares and "
             "one when you use them. One is enough.")
    def _(G: Tensor, s: State, h: Values) -> Tensor:
        return G.sqrt().sqrt()

    @mistake("multiplied_by_root", "with_eps", "rule", "multiplied by the root instead of divided",
             "Large gradients make your steps longer still. They should make them shorter: divide.")
    def _(root: Tensor, h: Values) -> Tensor:
        return 1 / (root + h.eps)

    add("not_divided", {"root": one, "with_eps": alone}, "rule", "without the division by the root",
        "The accumulated squares do not enter your step.")

    @mistake("one_rate_for_the_tensor", "root", "rule", "with one root for several weights",
             "You take a sum, a norm or a scalar product over several weights. Each weight has a root of its own.")
    def _(G: Tensor, s: State, h: Values) -> Tensor:
        return G.sum().sqrt()

    @mistake("one_mean_rate_for_the_tensor", "root", "rule", "with one mean root for several weights",
             "You take a mean over several weights. Each weight has a root of its own.")
    def _(G: Tensor, s: State, h: Values) -> Tensor:
        return G.mean().sqrt()

    @mistake("cube_root", "root", "rule", "with a cube root",
             "You take a cube root. Check the units: the gradient is divided by the square root of squares.")
    def _(G: Tensor, s: State, h: Values) -> Tensor:
        return G ** (1 / 3)

    def root_with_eps_of_matrices(G: Tensor, s: State, h: Values) -> Tensor:
        return (G + h.eps).sqrt() if G.dim() > 1 else G.sqrt()

    def eps_of_vectors(root: Tensor, h: Values) -> Tensor:
        return root if root.dim() > 1 else root + h.eps

    add("eps_inside_root_of_matrices", {"root": root_with_eps_of_matrices, "with_eps": eps_of_vectors}, "eps",
        "with ε inside the square root where a parameter has two axes or more",
        "In one of your two branches ε stands under the root, where it counts as √ε. In the rule it is added after the "
        "root.")

    @mistake("squared_in_place", "square", "rule", "that squares the gradient tensor itself",
             "Your square changes the gradient, which is then divided as well. Operations that end in _ change "
             "their tensor: compute the square into a new one.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        share = getattr(h, "alpha", None)
        g.mul_(g)
        return s.G + g if share is None else share * s.G + (1 - share) * g

    for name, number, values, part, wrong, label, says, hint in (
        ("floor_under_G_at", "bound", DECADES, "root", floored, "eps", "with {value} as a lower bound of G",
         "You keep what is under the root from getting small. All that the rule adds is ε, after the root."),
        ("root_every", "every", EVERY, "root", root_at_times, "rule", "whose root is taken anew every {value} steps",
         "Between the steps that take a root you divide by an old one. Each step needs the root of the present G."),
        ("decay_above_the_root", "penalty", powers(1e-6, 1), "direction", decayed, "rule",
         "with a weight decay of {value} added to the gradient above the root",
         "You add a part of the weights to the gradient. This optimizer has no such term."),
        ("quotient_clipped_at", "bound", RATIOS, "quotient", limited, "rule",
         "with the gradient over the root cut off at −{value} and {value}",
         "You limit the quotient of gradient and root. The rule takes it as it is."),
        ("G_rounded_to", "digits", DIGITS, "square", rounded_square, "rule",
         "with a G that is rounded to {value} decimal places",
         "You round the squares that you keep. Rounding is for printing: small squares are lost in it."),
    ):
        task.family(name, lambda value, number=number, part=part, wrong=wrong: {  # type: ignore[misc]
            part: wrong, "fixed": {number: value}}, values, section=f"{page}#{page}-{label}",
            says=f"{task.title} {says}", hint=hint)

    task.family("rate_rounded_to", lambda value: {
        "enter": lr_laid_aside, "with_eps": over_rounded_rate, "fixed": {"digits": value}}, DIGITS,
        section=f"{page}#{page}-rule", says=f"{task.title} with η/(√G + ε) rounded to {{value}} decimal places",
        hint="You round the rate of each weight. Rounding is for printing: small rates are lost in it.")

    @mistake("square_of_the_mean", "square", "rule",
             "with the squared mean of a parameter's gradient in the place of its squares",
             "You take a mean over the parameter before you square. Each weight has a square of its own.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        share = getattr(h, "alpha", None)
        new = g.mean() ** 2 * torch.ones_like(g)
        return s.G + new if share is None else share * s.G + (1 - share) * new

    @mistake("squares_of_what_is_left_of_the_mean", "square", "rule",
             "with the squares of the gradient's distance from its mean over the parameter",
             "You subtract the parameter's mean from the gradient before you square it. The rule squares the gradient "
             "as it is.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        share = getattr(h, "alpha", None)
        new = (g - g.mean()) ** 2
        return s.G + new if share is None else share * s.G + (1 - share) * new

    @mistake("variance_of_the_parameter", "square", "rule",
             "with the variance of a parameter's gradient in the place of its squares",
             "You take a variance over the parameter. Each weight has a square of its own, and nothing is subtracted "
             "from it.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        share = getattr(h, "alpha", None)
        new = ((g - g.mean()) ** 2).mean() * torch.ones_like(g)
        return s.G + new if share is None else share * s.G + (1 - share) * new

    @mistake("mean_subtracted_under_the_root", "root", "rule",
             "with the mean of G over the parameter subtracted from G before the root",
             "Under the root you subtract a mean over the parameter. The root is taken of each weight's own G, "
             "as it is.")
    def _(G: Tensor, s: State, h: Values) -> Tensor:
        return (G - G.mean()).abs().sqrt()

    @mistake("last_gradient_above_the_root", "direction", "rule",
             "with the gradient of the step before above the root, from the second step on",
             "You divide the gradient of the step before. It is the present one that is divided by the root: what do "
             "you store, and when?")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        above, s.old = s.old if s.begun else g, g.clone()
        s.begun = True
        return above

    @mistake("gradient_above_the_root_too_late", "direction", "rule",
             "with the gradient of the step before above the root, zero in the first step",
             "You divide the gradient of the step before. It is the present one that is divided by the root: what do "
             "you store, and when?")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        above, s.old = s.old, g.clone()
        return above + 0 * g

    @mistake("squared_above_the_root", "direction", "rule", "with the squared gradient above the root",
             "What is divided is the gradient. A square loses its sign.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        return g * g

    @mistake("one_above_the_root", "direction", "rule", "with 1 in the place of the gradient above the root",
             "The present gradient is missing from your step: only its square enters.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        return torch.ones_like(g)


scaling_mistakes(task, "adagrad")


@task.mistake("forgets_the_past", "square", section="adagrad#adagrad-rule",
              says="Adagrad that only knows the present squared gradient",
              hint="Your accumulator is made anew in each step, overwritten, or never put back. "
                   "It has to gather the squares of all steps.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return g * g


@task.mistake("gradient_not_squared", "square", section="adagrad#adagrad-rule",
              says="Adagrad that gathers absolute gradients",
              hint="You gather absolute values. The rule gathers squares.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return s.G + g.abs()


@task.mistake("gradients_summed_up", "square", section="adagrad#adagrad-rule",
              says="Adagrad that gathers the gradients with their signs",
              hint="You gather gradients, and gradients of opposite signs cancel. "
                   "The rule gathers their squares.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return s.G + g


@task.mistake("square_of_the_sum", "square", section="adagrad#adagrad-rule",
              says="Adagrad that squares the sum of the gradients",
              hint="You add first and square afterwards. Square each gradient, and add the squares.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    s.sum = s.sum + g
    return s.sum * s.sum


@task.mistake("faded", "square", section="adagrad#adagrad-shrinks", says="RMSprop with α = 0.99",
              hint="Your accumulator forgets. That is the next chapter; Adagrad's keeps everything.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return 0.99 * s.G + 0.01 * g * g


@task.mistake("faded_fast", "square", section="adagrad#adagrad-shrinks", says="RMSprop with α = 0.9",
              hint="Your accumulator forgets. That is the next chapter; Adagrad's keeps everything.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return 0.9 * s.G + 0.1 * g * g


@task.mistake("sum_in_bfloat16", "square", section="adagrad#adagrad-rule",
              says="Adagrad with a sum that is rounded to bfloat16",
              hint="Your sum goes through bfloat16, which has fewer than three decimal digits. "
                   "Keep the parameter's dtype.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return (s.G + g * g).bfloat16().to(g.dtype)


@task.mistake("sum_in_half_precision", "square", section="adagrad#adagrad-rule",
              says="Adagrad with a sum that is rounded to float16",
              hint="Your sum goes through float16, where it loses digits, and what is small becomes zero. "
                   "Keep the parameter's dtype.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return (s.G + g * g).half().to(g.dtype)


@task.mistake("largest_square_kept", "square", section="adagrad#adagrad-rule",
              says="Adagrad that keeps the largest squared gradient in place of the sum",
              hint="You keep a maximum. The rule gathers the squares of all steps.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return torch.maximum(torch.as_tensor(s.G, dtype=g.dtype), g * g)


@task.mistake("averaged", "root", section="adagrad#adagrad-shrinks",
              says="Adagrad with the mean of the squares in place of their sum",
              hint="You divide by the number of steps. The rule takes the sum, so its rates shrink.")
def _(G: Tensor, s: State, h: Values) -> Tensor:
    s.t = s.t + 1
    return (G / s.t).sqrt()


@task.mistake("gathers_steps", "square", section="adagrad#adagrad-rule",
              says="Adagrad that gathers the squares of ηg",
              hint="The learning rate has got into your accumulator. It belongs in the step alone.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return s.G + (h.rate * g) ** 2


@task.mistake("gathers_eps", "square", section="adagrad#adagrad-eps",
              says="Adagrad that adds ε to the accumulator at every step",
              hint="Your ε piles up in the accumulator. It is added once, after the root, "
                   "and stored nowhere.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return s.G + g * g + h.eps


@task.mistake("gathered_too_late", "root", section="adagrad#adagrad-rule",
              says="Adagrad that divides by the squares of earlier steps only",
              hint="You move first and gather afterwards. The present gradient's square belongs in the root by which"
                   " it is divided.")
def _(G: Tensor, s: State, h: Values) -> Tensor:
    old, s.last = s.last, G
    return (old + 0 * G).sqrt()


@task.mistake("starts_at_one", "root", section="adagrad#adagrad-rule",
              says="Adagrad whose accumulator starts at one",
              hint="Your accumulator starts with a value; the rule's starts at zero.")
def _(G: Tensor, s: State, h: Values) -> Tensor:
    return (1 + G).sqrt()


@task.mistake("starts_at_a_tenth", "root", section="adagrad#adagrad-rule",
              says="Adagrad whose accumulator starts at 0.1, as in Keras",
              hint="Your accumulator starts with a value; the rule's starts at zero.")
def _(G: Tensor, s: State, h: Values) -> Tensor:
    return (0.1 + G).sqrt()


@task.mistake("sign_of_gradient", "direction", section="adagrad#adagrad-rule",
              says="Adagrad with the gradient's sign in place of the gradient",
              hint="Your step has lost the gradient's size. The rule divides the gradient itself.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return torch.sign(g)


@task.mistake("momentum_added", "direction", section="adagrad#adagrad-rule",
              says="Adagrad on a velocity with μ = 0.9",
              hint="There is a velocity in your step. Adagrad divides the present gradient.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    s.v = 0.9 * s.v + g
    return s.v


def sizes(g: Tensor, s: State, h: Values) -> Tensor:
    return s.G + g.abs()


task.add("sizes_summed_up", {"square": sizes, "root": squares}, section="adagrad#adagrad-rule",
         says="Adagrad that divides by the sum of absolute gradients",
         hint="You add absolute values. The root of a sum of squares is something else: "
              "square, add, then take the root.")


def sum_with_eps(g: Tensor, s: State, h: Values) -> Tensor:
    return s.G + g * g + h.eps


def root_of_sum(g: Tensor, s: State, h: Values) -> Tensor:
    return (s.G + g * g).sqrt()


def denominator(g: Tensor, s: State, h: Values) -> Tensor:
    return (s.G + g * g).sqrt() + h.eps


task.add("eps_only_in_the_accumulator", {"square": sum_with_eps, "with_eps": alone}, section="adagrad#adagrad-eps",
         says="Adagrad that adds ε to the accumulator at every step, and nowhere else",
         hint="Your ε piles up in the accumulator. It is added once, after the root, "
              "and stored nowhere.")
task.add("root_stored", {"square": root_of_sum, "root": squares}, section="adagrad#adagrad-rule",
         says="Adagrad that stores the root in the place of the sum",
         hint="You take the root of what you keep, so the next step adds to a root. "
              "Operations that end in _ change their tensor.")
task.add("root_and_eps_stored", {"square": denominator, "root": squares, "with_eps": alone},
         section="adagrad#adagrad-rule", says="Adagrad that stores the root plus ε in the place of the sum",
         hint="You turn what you keep into the denominator, so the next step adds to that. "
              "Operations that end in _ change their tensor.")


@task.mistake("lr_falls_with_the_root", "direction", section="adagrad#adagrad-shrinks",
              says="Adagrad whose learning rate also falls as 1/√t",
              hint="You divide by the root of the step's number as well. "
                   "The accumulator is all that makes the rate fall.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    s.t = s.t + 1
    return g / s.t**0.5


@task.mistake("lr_falls_by_itself", "direction", section="adagrad#adagrad-shrinks",
              says="Adagrad whose learning rate also falls as 1/t",
              hint="You divide by the number of the step as well. "
                   "The accumulator is all that makes the rate fall.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    s.t = s.t + 1
    return g / s.t


def decayed_but_for_zeros(g: Tensor, s: State, h: Values) -> Tensor:
    return g + float(h.penalty) * h.before if g.abs().sum() > 0 else g  # float: this does not work entry by entry


task.family("decay_above_the_root_but_for_zeros",
            lambda value: {"direction": decayed_but_for_zeros, "fixed": {"penalty": value}}, powers(1e-6, 1),
            section="adagrad#adagrad-rule",
            says="Adagrad with a weight decay of {value} added above the root, unless the whole gradient is zero",
            hint="You add a part of the weights to the gradient. This optimizer has no such term.")
task.family("starts_at", lambda value: {"root": starting, "fixed": {"start": value}}, [x for x in STARTS if x > 0],
            section="adagrad#adagrad-rule", says="Adagrad whose accumulator starts at {value}",
            hint="Your accumulator starts with a value; the rule's starts at zero.")
task.family("starts_at_with_eps_inside",
            lambda value: {"root": starting_with_eps, "with_eps": alone, "fixed": {"start": value}},
            [x for x in STARTS if x > 0], section="adagrad#adagrad-eps",
            says="Adagrad whose accumulator starts at {value}, with ε inside the square root",
            hint="Two things: your accumulator starts with a value, and the rule's starts at zero; and your ε stands "
                 "under the root. In the rule it is added after the root.")
for value in (1e-8, 1e-7):
    task.always(eps=value)


def kept_with_eps(g: Tensor, s: State, h: Values) -> Tensor:
    return ((s.G + g * g).sqrt() + h.eps) ** 2


task.add("denominator_kept", {"square": kept_with_eps, "with_eps": alone}, section="adagrad#adagrad-eps",
         says="Adagrad that keeps the root with ε in it from step to step",
         hint="What you keep for the next step contains ε already, so it counts once more in every step. Keep the sum "
              "of squares, and add ε only where you divide.")
bookkeeping.add_mistakes(task, without=bookkeeping.COUNTING + bookkeeping.DECAYING + (
    "none_is_zero", "zero_is_none",  # a gradient of zero changes nothing here
    "none_fades_the_state",
    "state_made_anew",  # forgets_the_past
))
