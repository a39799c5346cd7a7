"""Adam: an average for the direction, an average of squares for the scale (Kingma and Ba, 2015).

v_t = β₁ v_{t-1} + (1 - β₁) g_t,       v̂_t = v_t / (1 - β₁ᵗ)
G_t = β₂ G_{t-1} + (1 - β₂) g_t²,      Ĝ_t = G_t / (1 - β₂ᵗ)
w_{t+1} = w_t - η v̂_t / (√Ĝ_t + ε)
"""

from __future__ import annotations

from collections.abc import Iterable

import torch

from ..language import (
    Check,
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


class Adam(Rule):
    def step(self, w: Tensor, g: Tensor, s: State, h: Values) -> Tensor:
        s.t = s.t + 1
        s.v = self.mean(g, s, h)
        s.G = self.square(g, s, h)
        h.t = self.counter(s)
        v, G = self.corrected(s, h)
        return h.shrunk - self.quotient(self.direction(v, g, s, h), self.with_eps(self.root(G, s, h), s, h), h)

    @staticmethod
    def mean(g: Tensor, s: State, h: Values) -> Tensor:
        return h.beta1 * s.v + (1 - h.beta1) * g

    @staticmethod
    def square(g: Tensor, s: State, h: Values) -> Tensor:
        return h.beta2 * s.G + (1 - h.beta2) * g * g

    @staticmethod
    def counter(s: State) -> Tensor:
        return s.t

    @staticmethod
    def corrected(s: State, h: Values) -> tuple[Tensor, Tensor]:
        return s.v / (1 - h.beta1**h.t), s.G / (1 - h.beta2**h.t)

    @staticmethod
    def direction(v: Tensor, g: Tensor, s: State, h: Values) -> Tensor:
        return v

    @staticmethod
    def root(G: Tensor, s: State, h: Values) -> Tensor:
        return G.sqrt()

    @staticmethod
    def with_eps(root: Tensor, s: State, h: Values) -> Tensor:
        return root + h.eps

    @staticmethod
    def quotient(above: Tensor, below: Tensor, h: Values) -> Tensor:
        return h.rate * above / below


def adam_checks(**decay: float) -> tuple[Check, ...]:
    """The checks of Adam and its kin; `decay` is the weight decay that most trials use, if any."""

    def with_decay(value: float) -> dict[str, float]:
        return {name: value for name in decay}

    usual = dict(lr=0.02, betas=(0.9, 0.99), eps=2e-7)
    return standard(
        usual=usual | decay,
        other=dict(lr=0.7, betas=(0.6, 0.8), eps=0.01) | with_decay(0.05),
        varied={
            "a large η": dict(lr=0.3),
            "another β₁": dict(lr=0.01, betas=(0.5, 0.999)),
            "another β₂": dict(lr=0.01, betas=(0.9, 0.9)),
            "a large ε": dict(lr=0.01, eps=1e-3),
            **{f"a large {name}": dict(lr=0.01) | with_decay(0.3) for name in ["λ"] if decay},
            **{f"{name} = 0": dict(lr=0.01) | with_decay(0.0) for name in ["λ"] if decay},
            "everything left at its default": dict(),
            "by position": dict(lr=0.2, betas=(0.8, 0.95), eps=1e-6) | with_decay(0.1),
        },
        closed_lr=0.1, defaults=dict(lr=0.001, betas=(0.9, 0.999), eps=1e-8),
    )


def square_in_place(g: Tensor, s: State, h: Values) -> Tensor:
    return h.beta2 * s.G + (1 - h.beta2) * g.mul_(g)


def add_square_in_place(task: Task) -> None:
    """The mistake that changes the gradient's tensor, where what is squared is that tensor."""
    task.add("squared_in_place", {"square": square_in_place}, section="step#step-gradients",
             says=f"{task.title} that squares the gradient tensor itself",
             hint="p.grad belongs to the caller, and your square changes it. "
                  "Operations that end in _ change their tensor: compute the square into a new one.")


task = Task(
    name="adam", title="Adam", class_name="Adam",
    difficulty=3,
    challenge="Adam's first step is η long, almost whatever the gradient is. At which gradient is it only half as "
              "long?",
    shape="Two averages, of g and of g ** 2. Each is divided by 1 - ? ** t before it is used.",
    hyperparameters=dict(lr=0.001, betas=(0.9, 0.999), eps=1e-8),
    symbols=dict(lr="η", betas=("β₁", "β₂"), eps="ε"),
    reference=torch_reference(torch.optim.Adam),
    chapter="adam", stored_copies=2, rule=Adam, checks=adam_checks(),
    common=("no_bias_correction", "one_counter_for_all", "eps_inside_root",
            "eps_before_correction", "counter_one_behind"),
)


def add_mistakes(task: Task) -> None:
    """Mistakes with Adam's moments, correction and root, for every task that contains them."""

    def mistake(name: str, part: str, label: str, says: str, hint: str) -> Decorator:
        return task.mistake(name, part, section=f"adam#adam-{label}",
                            says=f"{task.title} {says}", hint=hint)

    def together(name: str, label: str, says: str, hint: str, **parts: Part) -> None:
        task.add(name, parts, section=f"adam#adam-{label}", says=f"{task.title} {says}", hint=hint)

    @mistake("no_bias_correction", "corrected", "bias-correction", "without bias correction",
             "v and G start at zero, so your first averages are too small, and nothing corrects them. Where do you "
             "correct the two averages?")
    def _(s: State, h: Values) -> tuple[Tensor, Tensor]:
        return s.v, s.G

    @mistake("only_first_moment_corrected", "corrected", "bias-correction",
             "with the correction of v alone",
             "You correct v and not G. Both start at zero.")
    def _(s: State, h: Values) -> tuple[Tensor, Tensor]:
        return s.v / (1 - h.beta1**h.t), s.G

    @mistake("only_second_moment_corrected", "corrected", "bias-correction",
             "with the correction of G alone",
             "You correct G and not v. Both start at zero.")
    def _(s: State, h: Values) -> tuple[Tensor, Tensor]:
        return s.v, s.G / (1 - h.beta2**h.t)

    @mistake("corrections_swapped", "corrected", "bias-correction",
             "with the two corrections swapped",
             "v is corrected with β₁ and G with β₂. Yours are the other way round.")
    def _(s: State, h: Values) -> tuple[Tensor, Tensor]:
        return s.v / (1 - h.beta2**h.t), s.G / (1 - h.beta1**h.t)

    @mistake("both_corrected_with_beta1", "corrected", "bias-correction",
             "with β₁ in both corrections",
             "G is averaged with β₂, and so it has to be corrected with β₂.")
    def _(s: State, h: Values) -> tuple[Tensor, Tensor]:
        return s.v / (1 - h.beta1**h.t), s.G / (1 - h.beta1**h.t)

    @mistake("both_corrected_with_beta2", "corrected", "bias-correction",
             "with β₂ in both corrections",
             "v is averaged with β₁, and so it has to be corrected with β₁.")
    def _(s: State, h: Values) -> tuple[Tensor, Tensor]:
        return s.v / (1 - h.beta2**h.t), s.G / (1 - h.beta2**h.t)

    @mistake("correction_without_power", "corrected", "bias-correction",
             "with the correction of the first step at every step",
             "Your correction stays the same for ever. It has to fade with the number of the step.")
    def _(s: State, h: Values) -> tuple[Tensor, Tensor]:
        return s.v / (1 - h.beta1), s.G / (1 - h.beta2)

    @mistake("power_of_the_difference", "corrected", "bias-correction",
             "with (1 − β)ᵗ in the place of 1 − βᵗ in the corrections",
             "In the correction, β alone is raised to the power t. Check your brackets.")
    def _(s: State, h: Values) -> tuple[Tensor, Tensor]:
        return s.v / (1 - h.beta1) ** h.t, s.G / (1 - h.beta2) ** h.t

    brackets = "Division comes before subtraction: without brackets, v / 1 − β₁ᵗ is v − β₁ᵗ."

    @mistake("corrections_without_brackets", "corrected", "bias-correction",
             "without brackets round 1 − βᵗ in the corrections", brackets)
    def _(s: State, h: Values) -> tuple[Tensor, Tensor]:
        return s.v - h.beta1**h.t, s.G - h.beta2**h.t

    @mistake("correction_of_v_without_brackets", "corrected", "bias-correction",
             "without brackets round 1 − β₁ᵗ in the correction of v", brackets)
    def _(s: State, h: Values) -> tuple[Tensor, Tensor]:
        return s.v - h.beta1**h.t, s.G / (1 - h.beta2**h.t)

    @mistake("correction_of_G_without_brackets", "corrected", "bias-correction",
             "without brackets round 1 − β₂ᵗ in the correction of G",
             "Division comes before subtraction: without brackets, G / 1 − β₂ᵗ is G − β₂ᵗ.")
    def _(s: State, h: Values) -> tuple[Tensor, Tensor]:
        return s.v / (1 - h.beta1**h.t), s.G - h.beta2**h.t

    @mistake("first_step_not_corrected", "corrected", "bias-correction", "without the corrections in the first step",
             "Your first step is not corrected, and needs it most. It is t = 1, not 0.")
    def _(s: State, h: Values) -> tuple[Tensor, Tensor]:
        return (s.v / (1 - h.beta1**h.t), s.G / (1 - h.beta2**h.t)) if s.t > 1 else (s.v, s.G)

    @mistake("counter_one_behind", "counter", "counter", "with a step counter one behind",
             "In the first step t is 1. Where do you count: before the correction, or after it?")
    def _(s: State) -> Tensor:
        return s.t - 1

    @mistake("counter_one_ahead", "counter", "counter", "with a step counter one ahead",
             "In the first step t is 1. Yours is 2: is it counted twice, or does it start at 1?")
    def _(s: State) -> Tensor:
        return s.t + 1

    @mistake("correction_multiplied", "corrected", "bias-correction",
             "multiplied by the corrections instead of divided",
             "The averages start too small. Your correction makes them smaller still.")
    def _(s: State, h: Values) -> tuple[Tensor, Tensor]:
        return s.v * (1 - h.beta1**h.t), s.G * (1 - h.beta2**h.t)

    @mistake("correction_of_v_multiplied", "corrected", "bias-correction",
             "with v multiplied by its correction instead of divided",
             "The average v starts too small. Your correction makes it smaller still.")
    def _(s: State, h: Values) -> tuple[Tensor, Tensor]:
        return s.v * (1 - h.beta1**h.t), s.G / (1 - h.beta2**h.t)

    @mistake("correction_of_G_multiplied", "corrected", "bias-correction",
             "with G multiplied by its correction instead of divided",
             "The average G starts too small. Your correction makes it smaller still.")
    def _(s: State, h: Values) -> tuple[Tensor, Tensor]:
        return s.v / (1 - h.beta1**h.t), s.G * (1 - h.beta2**h.t)

    @mistake("counter_by_two", "counter", "counter", "with a step counter that grows by two",
             "Your counter is raised twice in each step. Once is enough.")
    def _(s: State) -> Tensor:
        return 2 * s.t

    @mistake("counter_read_twice", "corrected", "counter", "whose counter is raised for each of the two corrections",
             "Your counter is raised once for v and once more for G. Count each step once, and use that number twice.")
    def _(s: State, h: Values) -> tuple[Tensor, Tensor]:
        return s.v / (1 - h.beta1 ** (2 * h.t - 1)), s.G / (1 - h.beta2 ** (2 * h.t))

    @mistake("counter_read_twice_for_G_first", "corrected", "counter",
             "whose counter is raised for each of the two corrections, G's first",
             "Your counter is raised once for G and once more for v. Count each step once, and use that number twice.")
    def _(s: State, h: Values) -> tuple[Tensor, Tensor]:
        return s.v / (1 - h.beta1 ** (2 * h.t)), s.G / (1 - h.beta2 ** (2 * h.t - 1))

    @mistake("correction_stops", "corrected", "bias-correction", "without the corrections after 10/(1 − β₁) steps",
             "You leave out both corrections once β₁ᵗ is small. β₂ᵗ is still large then, and G needs its correction.")
    def _(s: State, h: Values) -> tuple[Tensor, Tensor]:
        over = s.t > 10 / (1 - h.beta1)
        return (s.v, s.G) if over else (s.v / (1 - h.beta1**h.t), s.G / (1 - h.beta2**h.t))

    def corrected_at_first(s: State, h: Values) -> tuple[Tensor, Tensor]:
        early = h.t <= h.span
        return s.v / (1 - h.beta1**h.t * early), s.G / (1 - h.beta2**h.t * early)

    def corrected_while_large(s: State, h: Values) -> tuple[Tensor, Tensor]:
        large = h.beta1**h.t >= h.bound
        return s.v / (1 - h.beta1**h.t * large), s.G / (1 - h.beta2**h.t * large)

    # No families: a number is only looked for where it shows in the first two steps.
    for steps in (10.0, 20.0, 50.0, 100.0):
        task.add(f"correction_ends_after_{steps:g}", {"corrected": corrected_at_first, "fixed": {"span": steps}},
                 section="adam#adam-bias-correction",
                 says=f"{task.title} without the corrections after {steps:g} steps",
                 hint=f"You leave out both corrections after {steps:g} steps. If β₂ is close to 1, β₂ᵗ is still large "
                      "then, and G needs its correction.")
    for bound in (0.01, 1e-3, 1e-4):
        task.add(f"correction_ends_below_{bound:g}", {"corrected": corrected_while_large, "fixed": {"bound": bound}},
                 section="adam#adam-bias-correction",
                 says=f"{task.title} without the corrections once β₁ᵗ is below {bound:g}",
                 hint="You leave out both corrections once β₁ᵗ is small. β₂ᵗ is still large then, and G needs its "
                      "correction.")

    @mistake("counter_one_behind_but_the_first", "counter", "counter",
             "with a step counter that is 1 in the first two steps",
             "Your counter is raised too late, and the guard against t = 0 hides that. "
             "Count first; then no guard is needed.")
    def _(s: State) -> int:
        return max(int(s.t) - 1, 1)

    @mistake("correction_stored", "corrected", "bias-correction",
             "with the corrected averages stored in the place of the averages",
             "Your correction is written back into v and G, so that the next step corrects it once "
             "more. Keep the averages as they are and correct a copy.")
    def _(s: State, h: Values) -> tuple[Tensor, Tensor]:
        s.v = s.v / (1 - h.beta1**h.t)
        s.G = s.G / (1 - h.beta2**h.t)
        return s.v, s.G

    @mistake("correction_of_v_stored", "corrected", "bias-correction",
             "with the corrected v stored in the place of v",
             "Your correction is written back into v, so that the next step corrects it once more. "
             "Keep the average as it is and correct a copy.")
    def _(s: State, h: Values) -> tuple[Tensor, Tensor]:
        s.v = s.v / (1 - h.beta1**h.t)
        return s.v, s.G / (1 - h.beta2**h.t)

    @mistake("correction_of_G_stored", "corrected", "bias-correction",
             "with the corrected G stored in the place of G",
             "Your correction is written back into G, so that the next step corrects it once more. "
             "Keep the average as it is and correct a copy.")
    def _(s: State, h: Values) -> tuple[Tensor, Tensor]:
        s.G = s.G / (1 - h.beta2**h.t)
        return s.v / (1 - h.beta1**h.t), s.G

    @mistake("corrected_with_beta_times_t", "corrected", "bias-correction",
             "with β·t in the place of βᵗ in the corrections",
             "In the correction, β is raised to the power t. Yours is multiplied by t.")
    def _(s: State, h: Values) -> tuple[Tensor, Tensor]:
        return s.v / (1 - h.beta1 * h.t), s.G / (1 - h.beta2 * h.t)

    def of_the_size(G: Tensor, s: State, h: Values) -> Tensor:
        return G.abs().sqrt()

    def times_t(s: State, h: Values) -> tuple[Tensor, Tensor]:
        return s.v / (1 - h.beta1 * h.t), s.G / (1 - h.beta2 * h.t)

    together("corrected_with_beta_times_t_and_size", "bias-correction",
             "with β·t in the place of βᵗ in the corrections, and the absolute value of the Ĝ that is then negative",
             "In the correction, β is raised to the power t. Yours is multiplied by t; that is also why you needed an "
             "absolute value under the root.", corrected=times_t, root=of_the_size)

    @mistake("second_correction_without_root", "corrected", "bias-correction",
             "with 1 − β₂ᵗ where its square root is needed",
             "You apply G's correction outside the root. There it needs a root of its own.")
    def _(s: State, h: Values) -> tuple[Tensor, Tensor]:
        return s.v / (1 - h.beta1**h.t), s.G / (1 - h.beta2**h.t) ** 2

    @mistake("eps_before_correction", "with_eps", "eps", "with ε added before the correction",
             "Your ε is added to the uncorrected root, so the correction scales it as well. "
             "In the rule ε is added to the corrected root.")
    def _(root: Tensor, s: State, h: Values) -> Tensor:
        uncorrected = s.G.sqrt()
        return torch.where(uncorrected > 0, root * (1 + h.eps / uncorrected), h.eps)

    def alone(root: Tensor, s: State, h: Values) -> Tensor:
        return root

    def eps_under_the_uncorrected_root(G: Tensor, s: State, h: Values) -> Tensor:
        return torch.where(s.G > 0, G * (1 + h.eps / s.G), h.eps).sqrt()

    def as_it_is(s: State, h: Values) -> tuple[Tensor, Tensor]:
        return s.v / (1 - h.beta1**h.t), s.G / (1 - h.beta2**h.t)

    # It holds the right correction, so that it is joined by no wrong one: without a correction nothing is before it.
    together("eps_inside_root_before_correction", "eps", "with ε inside the square root, before the correction",
             "Your ε stands under the root, and is scaled by the correction as well. "
             "It is added to the corrected root.",
             corrected=as_it_is, root=eps_under_the_uncorrected_root, with_eps=alone)

    @mistake("eps_in_the_correction", "corrected", "eps", "with ε in the corrections as well",
             "You add ε to 1 − βᵗ, which is never zero. ε is added once, to the root.")
    def _(s: State, h: Values) -> tuple[Tensor, Tensor]:
        return s.v / (1 - h.beta1**h.t + h.eps), s.G / (1 - h.beta2**h.t + h.eps)

    @mistake("first_correction_under_a_root", "corrected", "bias-correction", "with √(1 − β₁ᵗ) in the correction of v",
             "You take a root of v's correction. Only G's correction ever needs one, and only when it is moved "
             "outside √G.")
    def _(s: State, h: Values) -> tuple[Tensor, Tensor]:
        return s.v / (1 - h.beta1**h.t) ** 0.5, s.G / (1 - h.beta2**h.t)

    @mistake("betas_swapped", "gradient", "betas", "with β₁ and β₂ swapped",
             "β₁ belongs to the average of the gradients, β₂ to that of their squares.")
    def _(w: Tensor, g: Tensor, h: Values) -> Tensor:
        h.beta1, h.beta2 = h.beta2, h.beta1
        return g

    @mistake("weights_of_v_swapped", "mean", "rule", "with the weights in v swapped",
             "β₁ says how much of the old v stays. Look at which of the two terms it multiplies.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        return (1 - h.beta1) * s.v + h.beta1 * g

    @mistake("v_not_averaged", "mean", "rule", "without the factor 1 − β₁ before the gradient",
             "Your v sums the gradients as momentum does. In Adam it is an average: "
             "the new gradient has a weight.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        return h.beta1 * s.v + g

    @mistake("v_never_fades", "mean", "rule", "without the factor β₁ before the old v",
             "Your v forgets nothing. The old average has a weight, too.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        return s.v + (1 - h.beta1) * g

    @mistake("new_gradient_fades_too", "mean", "rule", "that multiplies the new gradient in v by β₁ as well",
             "β₁ shrinks the old v. Yours shrinks the new gradient with it: check the order of your lines, and your "
             "brackets.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        return h.beta1 * (s.v + (1 - h.beta1) * g)

    @mistake("new_square_fades_too", "square", "rule", "that multiplies the new square in G by β₂ as well",
             "β₂ shrinks the old G. Yours shrinks the new square with it: check the order of your lines, and your "
             "brackets.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        return h.beta2 * (s.G + (1 - h.beta2) * g * g)

    @mistake("v_from_beta2", "mean", "betas", "with β₂ in the average of the gradients",
             "v is averaged with β₁. Yours uses β₂.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        return h.beta2 * s.v + (1 - h.beta2) * g

    @mistake("v_fades_with_beta2", "mean", "betas", "with β₂ before the old v",
             "The old v fades by β₁. Yours fades by β₂.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        return h.beta2 * s.v + (1 - h.beta1) * g

    @mistake("v_gathers_with_beta2", "mean", "betas", "with 1 − β₂ before the gradient in v",
             "In v the gradient has the weight 1 − β₁. Yours has 1 − β₂.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        return h.beta1 * s.v + (1 - h.beta2) * g

    @mistake("weights_of_G_swapped", "square", "rule", "with the weights in G swapped",
             "β₂ says how much of the old G stays. Look at which of the two terms it multiplies.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        return (1 - h.beta2) * s.G + h.beta2 * g * g

    @mistake("G_not_averaged", "square", "rule", "without the factor 1 − β₂ before the square",
             "Your G sums squares. In Adam it is an average: the new square has a weight.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        return h.beta2 * s.G + g * g

    @mistake("G_never_fades", "square", "rule", "without the factor β₂ before the old G",
             "Your G forgets nothing. The old average has a weight, too.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        return s.G + (1 - h.beta2) * g * g

    @mistake("G_from_beta1", "square", "betas", "with β₁ in the average of the squares",
             "G is averaged with β₂. Yours uses β₁.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        return h.beta1 * s.G + (1 - h.beta1) * g * g

    @mistake("G_fades_with_beta1", "square", "betas", "with β₁ before the old G",
             "The old G fades by β₂. Yours fades by β₁.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        return h.beta1 * s.G + (1 - h.beta2) * g * g

    @mistake("G_gathers_with_beta1", "square", "betas", "with 1 − β₁ before the square in G",
             "In G the square has the weight 1 − β₂. Yours has 1 − β₁.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        return h.beta2 * s.G + (1 - h.beta1) * g * g

    @mistake("G_as_in_adagrad", "square", "rule", "with the sum of all squares, as in Adagrad",
             "Your G sums all squares. Adam averages them, and lets old ones fade.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        return s.G + g * g

    @mistake("gradient_not_squared", "square", "rule", "with absolute gradients in G",
             "You average absolute values. G is an average of squares.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        return h.beta2 * s.G + (1 - h.beta2) * g.abs()

    @mistake("G_of_gradients", "square", "rule", "with the gradients themselves in G",
             "You average gradients, and gradients of opposite signs cancel. "
             "G is an average of squares.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        return h.beta2 * s.G + (1 - h.beta2) * g

    @mistake("G_of_means", "square", "rule", "with the squared mean of a parameter's gradient in G",
             "You take a mean over the parameter before you square. Each weight has a square of its own.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        return h.beta2 * s.G + (1 - h.beta2) * g.mean() ** 2 * torch.ones_like(g)

    @mistake("G_of_what_is_left_of_the_mean", "square", "rule",
             "with a G that gathers the squares of the gradient's distance from its mean",
             "You subtract the parameter's mean from the gradient before you square it. G averages the squares of the "
             "gradient as it is.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        return h.beta2 * s.G + (1 - h.beta2) * (g - g.mean()) ** 2

    @mistake("G_of_variances", "square", "rule", "with the variance of a parameter's gradient in G",
             "You take a variance over the parameter. Each weight has a square of its own, and nothing is subtracted "
             "from it.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        return h.beta2 * s.G + (1 - h.beta2) * ((g - g.mean()) ** 2).mean() * torch.ones_like(g)

    @mistake("mean_subtracted_under_the_root", "root", "rule",
             "with the mean of Ĝ over the parameter subtracted from Ĝ before the root",
             "Under the root you subtract a mean over the parameter. The root is taken of each weight's own Ĝ, "
             "as it is.")
    def _(G: Tensor, s: State, h: Values) -> Tensor:
        return (G - G.mean()).abs().sqrt()

    @mistake("G_of_v", "square", "rule", "with the squares of v in G",
             "You square v. G averages the squares of the gradients.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        return h.beta2 * s.G + (1 - h.beta2) * s.v * s.v

    @mistake("G_of_v_and_gradient", "square", "rule", "with v times the gradient in G",
             "You multiply the gradient by v. G averages the square of the gradient itself.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        return h.beta2 * s.G + (1 - h.beta2) * s.v * g

    @mistake("one_tensor_for_both_averages", "square", "rule", "with one tensor for both averages",
             "v and G are one and the same tensor, as after a = b = torch.zeros_like(p). Make two.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        s.v = h.beta2 * s.v + (1 - h.beta2) * g * g
        return s.v

    @mistake("G_starts_as_v", "square", "rule", "with one tensor for both averages, which starts with the gradient",
             "v and G are one and the same tensor, as after a = b = …. Make two.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        s.v = s.v if s.t == 1 else h.beta2 * s.v + (1 - h.beta2) * g * g
        return s.v

    @mistake("square_of_v_stored", "square", "rule", "whose v is squared in place",
             "You square v in place, so v itself changes. Operations that end in _ change their tensor.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        s.v = s.v * s.v
        return h.beta2 * s.G + (1 - h.beta2) * g * g

    @mistake("G_in_half_precision", "square", "rule", "with a G that is rounded to float16",
             "Your G goes through float16, where it loses digits, and what is small becomes zero. "
             "Keep the parameter's dtype.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        return (h.beta2 * s.G + (1 - h.beta2) * g * g).half().to(g.dtype)

    @mistake("G_in_bfloat16", "square", "rule", "with a G that is rounded to bfloat16",
             "Your G goes through bfloat16, which has fewer than three decimal digits. Keep the parameter's dtype.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        return (h.beta2 * s.G + (1 - h.beta2) * g * g).bfloat16().to(g.dtype)

    @mistake("v_in_bfloat16", "mean", "rule", "with a v that is rounded to bfloat16",
             "Your v goes through bfloat16, which has fewer than three decimal digits. Keep the parameter's dtype.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        return (h.beta1 * s.v + (1 - h.beta1) * g).bfloat16().to(g.dtype)

    @mistake("v_in_half_precision", "mean", "rule", "with a v that is rounded to float16",
             "Your v goes through float16, where it loses digits, and what is small becomes zero. "
             "Keep the parameter's dtype.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        return (h.beta1 * s.v + (1 - h.beta1) * g).half().to(g.dtype)

    @mistake("G_never_gathers", "square", "rule", "whose G stays zero",
             "Your G is never changed, so you divide by ε alone. Store the new average.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        return torch.zeros_like(g)

    @mistake("weight_squared_too", "square", "rule", "with (1 − β₂)² before the square",
             "You square the factor 1 − β₂ together with the gradient. "
             "The gradient alone is squared.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        return h.beta2 * s.G + ((1 - h.beta2) * g) ** 2

    def largest(g: Tensor, s: State, h: Values) -> Tensor:
        return torch.maximum(h.beta2 * torch.as_tensor(s.G, dtype=g.dtype), g.abs())

    def v_corrected(s: State, h: Values) -> tuple[Tensor, Tensor]:
        return s.v / (1 - h.beta1**h.t), s.G

    def squares(G: Tensor, s: State, h: Values) -> Tensor:
        return G

    together("adamax", "rule", "with the largest gradient in place of the root, as in AdaMax",
             "You keep a maximum. G is an average of squares.",
             square=largest, corrected=v_corrected, root=squares)

    def largest_square(g: Tensor, s: State, h: Values) -> Tensor:
        return torch.maximum(h.beta2 * torch.as_tensor(s.G, dtype=g.dtype).sqrt(), g.abs()) ** 2

    together("adamax_corrected", "rule", "with the largest gradient in place of the root, and corrected all the same",
             "You keep a maximum, and correct it as if it were an average. G is an average of squares.",
             square=largest_square)

    def uncorrected(s: State, h: Values) -> tuple[Tensor, Tensor]:
        return s.v, s.G

    def gradient(v: Tensor, g: Tensor, s: State, h: Values) -> Tensor:
        return g

    together("rmsprop", "rule", "without its first average and without the correction, which is RMSprop",
             "You divide the present gradient by the root. "
             "Adam divides the average of the gradients, and corrects both.",
             corrected=uncorrected, direction=gradient)

    @mistake("v_too_late", "corrected", "rule", "that moves by the v of the step before",
             "You use v before the present gradient has entered it. Average first, then move.")
    def _(s: State, h: Values) -> tuple[Tensor, Tensor]:
        v, s.last_v = s.last_v, s.v
        return (v + 0 * s.v) / (1 - h.beta1**h.t), s.G / (1 - h.beta2**h.t)

    @mistake("G_too_late", "corrected", "rule", "that divides by the root of the G of the step before",
             "You use G before the present square has entered it. Average first, then move.")
    def _(s: State, h: Values) -> tuple[Tensor, Tensor]:
        G, s.last_G = s.last_G, s.G
        return s.v / (1 - h.beta1**h.t), (G + 0 * s.G) / (1 - h.beta2**h.t)

    @mistake("amsgrad_of_corrected", "corrected", "amsgrad", "with the largest corrected G so far",
             "You keep the maximum of the corrected G. Adam uses the present one.")
    def _(s: State, h: Values) -> tuple[Tensor, Tensor]:
        G = s.G / (1 - h.beta2**h.t)
        s.most = torch.maximum(torch.as_tensor(s.most, dtype=G.dtype), G)
        return s.v / (1 - h.beta1**h.t), s.most

    @mistake("amsgrad", "corrected", "amsgrad", "with the largest G so far, as in AMSGrad",
             "You keep the maximum of G. That is AMSGrad; Adam uses the present G.")
    def _(s: State, h: Values) -> tuple[Tensor, Tensor]:
        s.most = torch.maximum(torch.as_tensor(s.most, dtype=s.G.dtype), s.G)
        return s.v / (1 - h.beta1**h.t), s.most / (1 - h.beta2**h.t)

    @mistake("largest_G_stored", "square", "amsgrad", "with a G that never falls",
             "You store the larger of the old and the new G. Adam's G rises and falls.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        old = torch.as_tensor(s.G, dtype=g.dtype)
        return torch.maximum(old, h.beta2 * s.G + (1 - h.beta2) * g * g)

    @mistake("yogi", "square", "rule", "whose G moves by (1 − β₂)g² up or down, as in Yogi",
             "Your G rises or falls by the same amount, whichever is nearer to g². Adam's G is an average.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        return s.G - (1 - h.beta2) * torch.sign(s.G - g * g) * g * g

    @mistake("adabelief", "square", "rule", "with the squares of g − v in G, as in AdaBelief",
             "You average how far the gradient is from v. G averages the squared gradient itself.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        return h.beta2 * s.G + (1 - h.beta2) * (g - s.v) ** 2

    @mistake("gradient_in_the_place_of_v", "direction", "rule", "with the gradient in the place of v",
             "You divide the present gradient. Adam divides its average.")
    def _(v: Tensor, g: Tensor, s: State, h: Values) -> Tensor:
        return g

    @mistake("nesterov_added", "direction", "rule", "with a look ahead, as in NAdam",
             "There is a look ahead in your step. That is NAdam; Adam uses the average alone.")
    def _(v: Tensor, g: Tensor, s: State, h: Values) -> Tensor:
        ahead: Tensor = (1 - h.beta1) * g / (1 - h.beta1**h.t)
        return h.beta1 * v + ahead

    @mistake("nesterov_added_uncorrected", "direction", "rule", "with a look ahead at the gradient as it is",
             "There is a look ahead in your step. Adam uses the average alone.")
    def _(v: Tensor, g: Tensor, s: State, h: Values) -> Tensor:
        return h.beta1 * v + (1 - h.beta1) * g

    @mistake("gradient_added_to_v", "direction", "rule", "that adds the gradient to v in the step",
             "The gradient is already inside v; adding it again counts it twice.")
    def _(v: Tensor, g: Tensor, s: State, h: Values) -> Tensor:
        return v + g

    @mistake("sign_of_v", "direction", "rule", "with the sign of v in place of v",
             "Your step has lost the size of v. The rule divides v itself.")
    def _(v: Tensor, g: Tensor, s: State, h: Values) -> Tensor:
        return torch.sign(v)

    @mistake("moments_too_late", "corrected", "rule", "that moves by the averages of the step before",
             "You move first and update the averages afterwards. "
             "The present gradient belongs in this step.")
    def _(s: State, h: Values) -> tuple[Tensor, Tensor]:
        v, G, t = s.last_v, s.last_G, h.t - 1
        s.last_v, s.last_G = s.v, s.G
        if not t:
            return 0 * s.v, s.G
        return v / (1 - h.beta1**t), G / (1 - h.beta2**t)

    @mistake("moments_too_late_counter_in_time", "corrected", "rule",
             "that moves by the averages of the step before, corrected for this one",
             "You move first and update the averages afterwards. "
             "The present gradient belongs in this step.")
    def _(s: State, h: Values) -> tuple[Tensor, Tensor]:
        v, G = s.last_v, s.last_G
        s.last_v, s.last_G = s.v, s.G
        return (v + 0 * s.v) / (1 - h.beta1**h.t), (G + 0 * s.G) / (1 - h.beta2**h.t)

    @mistake("lr_inside_v", "mean", "rule", "with η inside the average of the gradients",
             "As long as η is constant, this makes no difference. When η changes, the gradients already gathered "
             "keep the old one. η scales the step at the end.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        rate, h.rate = h.rate, 1.0
        return h.beta1 * s.v + (1 - h.beta1) * rate * g

    def root_with_eps(G: Tensor, s: State, h: Values) -> Tensor:
        return (G + h.eps).sqrt()

    def one(G: Tensor, s: State, h: Values) -> Tensor:
        return torch.ones_like(G)

    together("no_root", "rule", "without the square root",
             "You divide by the averaged squares themselves. Check the units: a gradient over a squared gradient.",
             root=squares)
    def root_of_the_correction(G: Tensor, s: State, h: Values) -> Tensor:
        return (G * s.G).sqrt()

    together("no_root_but_of_the_correction", "rule", "with G where its root belongs, divided by √(1 − β₂ᵗ)",
             "You take the root of the correction and not of G. Check the units: a gradient over a squared gradient.",
             corrected=as_it_is, root=root_of_the_correction)

    together("eps_inside_root", "eps", "with ε inside the square root",
             "Your ε stands under the root, where it counts as √ε. In the rule it is added after the root.",
             root=root_with_eps, with_eps=alone)
    together("no_eps", "eps", "without ε",
             "Nothing keeps your division from 0/0. Where is ε?", with_eps=alone)

    @mistake("eps_as_floor", "with_eps", "eps", "with ε as a lower bound of the root",
             "You take the larger of the root and ε. ε is added to the root.")
    def _(root: Tensor, s: State, h: Values) -> Tensor:
        return root.clamp(min=h.eps)

    @mistake("eps_subtracted", "with_eps", "eps", "with ε subtracted",
             "Check the sign before ε: it is added to the root.")
    def _(root: Tensor, s: State, h: Values) -> Tensor:
        return root - h.eps

    @mistake("eps_squared", "with_eps", "eps", "with ε² in the place of ε",
             "ε is used as it was given. Where does its square come from?")
    def _(root: Tensor, s: State, h: Values) -> Tensor:
        return root + h.eps**2

    together("eps_inside_and_outside_root", "eps", "with ε inside and outside the root",
             "ε comes in twice. It is added once, after the root.", root=root_with_eps)

    def eps_above(v: Tensor, g: Tensor, s: State, h: Values) -> Tensor:
        root: Tensor = (s.G / (1 - h.beta2**h.t)).sqrt()
        return v + h.eps * root

    together("eps_outside_the_division", "eps", "with ε added to the quotient",
             "Your ε is added after the division, so it moves the weights by itself. Without brackets, division comes "
             "before addition.", corrected=as_it_is, direction=eps_above, with_eps=alone)

    def less_eps(w: Tensor, h: Values) -> Tensor:
        return w - h.eps

    def root_with_eps_squared(G: Tensor, s: State, h: Values) -> Tensor:
        return (G + h.eps**2).sqrt()

    @mistake("eps_added_to_the_inverse_root", "with_eps", "eps", "with 1/√Ĝ + ε in the place of 1/(√Ĝ + ε)",
             "Your ε is added after the division, so nothing keeps you from dividing by zero. Check your brackets: ε "
             "is added to the root, and v is divided by the sum.")
    def _(root: Tensor, s: State, h: Values) -> Tensor:
        return 1 / (1 / root + h.eps)

    together("eps_outside_the_step", "eps", "with ε taken from the weights themselves",
             "Your ε is added to the whole step, so it moves the weights by itself. Without brackets, division comes "
             "before addition.", with_eps=alone, finish=less_eps)
    together("eps_squared_inside_root", "eps", "with ε² inside the square root",
             "You add ε² under the root, which is not ε after it: √(a² + b²) is not a + b.",
             root=root_with_eps_squared, with_eps=alone)

    @mistake("root_of_eps", "with_eps", "eps", "with √ε in the place of ε",
             "ε is used as it was given. Where does its root come from?")
    def _(root: Tensor, s: State, h: Values) -> Tensor:
        more: float = h.eps**0.5
        return root + more

    @mistake("root_twice", "root", "rule", "with the root taken twice",
             "There are two roots in your step. One is enough.")
    def _(G: Tensor, s: State, h: Values) -> Tensor:
        return G.sqrt().sqrt()

    @mistake("cube_root", "root", "rule", "with a cube root",
             "You take a cube root. Check the units: the gradient is divided by the square root of squares.")
    def _(G: Tensor, s: State, h: Values) -> Tensor:
        return G ** (1 / 3)

    def root_with_eps_of_matrices(G: Tensor, s: State, h: Values) -> Tensor:
        return (G + h.eps).sqrt() if G.dim() > 1 else G.sqrt()

    def eps_of_vectors(root: Tensor, s: State, h: Values) -> Tensor:
        return root if root.dim() > 1 else root + h.eps

    together("eps_inside_root_of_matrices", "eps",
             "with ε inside the square root where a parameter has two axes or more",
             "In one of your two branches ε stands under the root, where it counts as √ε. In the rule it is added "
             "after the root.",
             root=root_with_eps_of_matrices, with_eps=eps_of_vectors)

    @mistake("multiplied_by_root", "with_eps", "rule", "multiplied by the root instead of divided",
             "Large gradients make your steps longer still. They should make them shorter: divide.")
    def _(root: Tensor, s: State, h: Values) -> Tensor:
        return 1 / (root + h.eps)

    together("not_divided", "rule", "without the division by the root",
             "The averaged squares do not enter your step.", root=one, with_eps=alone)

    @mistake("one_rate_for_the_tensor", "root", "rule", "with one mean root for several weights",
             "You take a mean over several weights. Each weight has a root of its own.")
    def _(G: Tensor, s: State, h: Values) -> Tensor:
        return G.mean().sqrt()

    @mistake("one_rate_from_the_sum", "root", "rule",
             "that divides several weights by one root, that of the sum of their Ĝ",
             "You take a sum, a norm or a scalar product over several weights. Each weight has a square and a root of "
             "its own.")
    def _(G: Tensor, s: State, h: Values) -> Tensor:
        return G.sum().sqrt()

    @mistake("v_starts_with_the_gradient", "mean", "bias-correction",
             "whose v starts with the first gradient",
             "Your first v is the whole gradient, and is corrected all the same. v starts at zero.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        return g.clone() if s.t == 1 else h.beta1 * s.v + (1 - h.beta1) * g

    @mistake("v_starts_at_one", "mean", "bias-correction", "whose v starts at one",
             "Your v starts with a value; the rule's starts at zero, and the correction counts on that.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        return h.beta1 * (1.0 if s.t == 1 else s.v) + (1 - h.beta1) * g

    @mistake("G_starts_at_one", "square", "bias-correction", "whose G starts at one",
             "Your G starts with a value; the rule's starts at zero, and the correction counts on that.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        return h.beta2 * (1.0 if s.t == 1 else s.G) + (1 - h.beta2) * g * g

    @mistake("G_starts_at_eps", "square", "eps", "whose G starts at ε",
             "Your G starts at ε; the rule's starts at zero. ε is added to the root.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        return h.beta2 * (h.eps if s.t == 1 else s.G) + (1 - h.beta2) * g * g

    @mistake("G_starts_with_the_square", "square", "bias-correction",
             "whose G starts with the first squared gradient",
             "Your first G is the whole square, and is corrected all the same. G starts at zero.")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        return g * g if s.t == 1 else h.beta2 * s.G + (1 - h.beta2) * g * g

    def v_from_beta2(g: Tensor, s: State, h: Values) -> Tensor:
        return h.beta2 * s.v + (1 - h.beta2) * g

    def G_from_beta1(g: Tensor, s: State, h: Values) -> Tensor:
        return h.beta1 * s.G + (1 - h.beta1) * g * g

    def G_with_eps(g: Tensor, s: State, h: Values) -> Tensor:
        return h.beta2 * s.G + (1 - h.beta2) * g * g + h.eps

    def root(g: Tensor, s: State, h: Values) -> Tensor:
        return (h.beta2 * s.G + (1 - h.beta2) * g * g).sqrt()

    def root_corrected(s: State, h: Values) -> tuple[Tensor, Tensor]:
        return s.v / (1 - h.beta1**h.t), s.G**2 / (1 - h.beta2**h.t)

    together("root_stored", "rule", "that stores the root in the place of G",
             "You take the root of what you keep, so the next step averages a root. "
             "Operations that end in _ change their tensor.", square=root, corrected=root_corrected)
    together("betas_swapped_in_the_averages", "betas", "with β₁ and β₂ swapped in the averages",
             "β₁ belongs to the average of the gradients, β₂ to that of their squares. "
             "Your corrections have them right.", mean=v_from_beta2, square=G_from_beta1)
    together("gathers_eps", "eps", "that adds ε to G at every step",
             "Your ε piles up in G. It is added once, after the root, and stored nowhere.",
             square=G_with_eps, with_eps=alone)

    def root_at_times(G: Tensor, s: State, h: Values) -> Tensor:
        s.kept = torch.where(torch.as_tensor((s.t - 1) % h.every == 0), G.sqrt(), s.kept)
        return s.kept

    def v_starting(g: Tensor, s: State, h: Values) -> Tensor:
        return h.beta1 * (h.start if s.t == 1 else s.v) + (1 - h.beta1) * g

    def G_starting(g: Tensor, s: State, h: Values) -> Tensor:
        return h.beta2 * (h.start if s.t == 1 else s.G) + (1 - h.beta2) * g * g

    def floored(G: Tensor, s: State, h: Values) -> Tensor:
        return G.clamp(min=h.bound).sqrt()

    def decayed(v: Tensor, g: Tensor, s: State, h: Values) -> Tensor:
        return v + h.penalty * h.before

    def limited(above: Tensor, below: Tensor, h: Values) -> Tensor:
        return h.rate * (above / below).clamp(-h.bound, h.bound)

    def rounded_v(g: Tensor, s: State, h: Values) -> Tensor:
        return ((h.beta1 * s.v + (1 - h.beta1) * g) * 10**h.digits).round() / 10**h.digits

    def rounded_G(g: Tensor, s: State, h: Values) -> Tensor:
        return ((h.beta2 * s.G + (1 - h.beta2) * g * g) * 10**h.digits).round() / 10**h.digits

    def over_rounded_rate(root: Tensor, s: State, h: Values) -> Tensor:
        return 1 / ((h.eta / (root + h.eps) * 10**h.digits).round() / 10**h.digits)

    task.family("rate_rounded_to", lambda value: {
        "enter": lr_laid_aside, "with_eps": over_rounded_rate, "fixed": {"digits": value}}, DIGITS,
        section="adam#adam-rule", says=f"{task.title} with η/(√Ĝ + ε) rounded to {{value}} decimal places",
        hint="You round the rate of each weight. Rounding is for printing: small rates are lost in it.")
    families: list[tuple[str, str, Iterable[float], str, Part, str, str, str]] = [
        ("v_starts_at", "start", STARTS, "mean", v_starting, "bias-correction", "whose v starts at {value}",
         "Your v starts with a value; the rule's starts at zero, and the correction counts on that."),
        ("G_starts_at", "start", [x for x in STARTS if x > 0], "square", G_starting, "bias-correction",
         "whose G starts at {value}",
         "Your G starts with a value; the rule's starts at zero, and the correction counts on that."),
        ("floor_under_G_at", "bound", DECADES, "root", floored, "eps", "with {value} as a lower bound of Ĝ",
         "You keep what is under the root from getting small. All that the rule adds is ε, after the root."),
        ("root_every", "every", EVERY, "root", root_at_times, "rule", "whose root is taken anew every {value} steps",
         "Between the steps that take a root you divide by an old one. Each step needs the root of the present Ĝ."),
        ("quotient_clipped_at", "bound", RATIOS, "quotient", limited, "rule",
         "with v̂ over the root cut off at −{value} and {value}",
         "You limit the quotient of v̂ and root. The rule takes it as it is."),
        ("v_rounded_to", "digits", DIGITS, "mean", rounded_v, "rule",
         "with a v that is rounded to {value} decimal places",
         "You round the average of the gradients. Rounding is for printing: small gradients are lost in it."),
        ("G_rounded_to", "digits", DIGITS, "square", rounded_G, "rule",
         "with a G that is rounded to {value} decimal places",
         "You round the average of the squares. Rounding is for printing: small squares are lost in it."),
    ]
    if "weight_decay" not in task.hyperparameters:
        families.append((
            "decay_above_the_root", "penalty", powers(1e-6, 1), "direction", decayed, "rule",
            "with a weight decay of {value} added to v", "You add a part of the weights to v. Adam has no such term."))
    for name, number, values, part, wrong, label, says, hint in families:
        task.family(name, lambda value, number=number, part=part, wrong=wrong: {  # type: ignore[misc]
            part: wrong, "fixed": {number: value}}, values, section=f"adam#adam-{label}",
            says=f"{task.title} {says}", hint=hint)
    for value in (1e-10, 1e-7):
        task.always(eps=value)
    for beta1, beta2 in (0.9, 0.98), (0.9, 0.95), (0.5, 0.999):  # transformers', language models', GANs'
        task.always(beta1=beta1, beta2=beta2)


add_mistakes(task)
add_square_in_place(task)


@task.mistake("decoupled_decay_not_asked_for", "shrink", section="adam#adam-rule",
              says="Adam with a decoupled weight decay of 0.01, as AdamW has by default",
              hint="Your weights shrink a little in each step. That is AdamW; Adam has no decay here.")
def _(w: Tensor, h: Values) -> Tensor:
    return w * (1 - h.lr * 0.01)


bookkeeping.add_mistakes(task, without=bookkeeping.DECAYING, coasting=bookkeeping.NoneRepeatsTheStep)
