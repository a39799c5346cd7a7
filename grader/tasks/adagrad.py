"""Adagrad: a learning rate for each weight, from all its squared gradients (Duchi et al., 2011).

G_t = G_{t-1} + g_t²,   w_{t+1} = w_t - η g_t / (√G_t + ε)
"""

from __future__ import annotations

import torch

from ..language import Decorator, Rule, State, Task, Tensor, Values, bookkeeping, standard, torch_reference


class Adagrad(Rule):
    def step(self, w: Tensor, g: Tensor, s: State, h: Values) -> Tensor:
        s.G = self.square(g, s, h)
        return w - h.rate * self.direction(g, s, h) / self.denominator(s.G, h)

    @staticmethod
    def square(g: Tensor, s: State, h: Values) -> Tensor:
        return s.G + g * g

    @staticmethod
    def direction(g: Tensor, s: State, h: Values) -> Tensor:
        return g

    @staticmethod
    def denominator(G: Tensor, h: Values) -> Tensor:
        return G.sqrt() + h.eps


task = Task(
    name="adagrad", title="Adagrad", class_name="Adagrad",
    hyperparameters=dict(lr=0.01, eps=1e-10),
    symbols=dict(lr="η", eps="ε"),
    reference=torch_reference(torch.optim.Adagrad),
    chapter="adagrad", stored_copies=1, rule=Adagrad,
    checks=standard(
        usual=dict(lr=0.05, eps=1e-9),
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


def scaling_mistakes(task: Task, page: str) -> None:
    """Mistakes with the root and the ε under the gradient, for every rule that has them."""

    def mistake(name: str, label: str, says: str, hint: str, part: str = "denominator") -> Decorator:
        return task.mistake(name, part, section=f"{page}#{page}-{label}",
                            says=f"{task.title} {says}", hint=hint)

    @mistake("no_root", "rule", "without the square root",
             "You divide by the accumulated squares themselves. The units tell: "
             "a gradient over a squared gradient.")
    def _(G: Tensor, h: Values) -> Tensor:
        return G + h.eps

    @mistake("eps_inside_root", "eps", "with ε inside the square root",
             "Your ε stands under the root, where it counts as √ε. It is added after the root.")
    def _(G: Tensor, h: Values) -> Tensor:
        return (G + h.eps).sqrt()

    @mistake("no_eps", "eps", "without ε",
             "Nothing keeps your division from 0/0. Where is ε?")
    def _(G: Tensor, h: Values) -> Tensor:
        return G.sqrt()

    @mistake("eps_as_floor", "eps", "with ε as a lower bound of the root",
             "You take the larger of the root and ε. ε is added to the root.")
    def _(G: Tensor, h: Values) -> Tensor:
        return G.sqrt().clamp(min=h.eps)

    @mistake("eps_subtracted", "eps", "with ε subtracted",
             "Check the sign before ε: it is added to the root.")
    def _(G: Tensor, h: Values) -> Tensor:
        return G.sqrt() - h.eps

    @mistake("eps_squared", "eps", "with ε² in the place of ε",
             "ε is used as it was given. Where does its square come from?")
    def _(G: Tensor, h: Values) -> Tensor:
        return G.sqrt() + h.eps**2

    @mistake("eps_inside_and_outside_root", "eps", "with ε inside and outside the root",
             "ε comes in twice. It is added once, after the root.")
    def _(G: Tensor, h: Values) -> Tensor:
        return (G + h.eps).sqrt() + h.eps

    @mistake("root_twice", "rule", "with the root taken twice",
             "There are two roots in your step, for instance one when you store the squares and "
             "one when you use them. One is enough.")
    def _(G: Tensor, h: Values) -> Tensor:
        return G.sqrt().sqrt() + h.eps

    @mistake("multiplied_by_root", "rule", "multiplied by the root in place of divided",
             "Large gradients make your steps longer still. They should make them shorter: divide.")
    def _(G: Tensor, h: Values) -> Tensor:
        return 1 / (G.sqrt() + h.eps)

    @mistake("not_divided", "rule", "without the division by the root",
             "The accumulated squares do not enter your step.")
    def _(G: Tensor, h: Values) -> Tensor:
        return torch.ones_like(G)

    @mistake("one_rate_for_the_tensor", "rule", "with one root for the whole parameter",
             "You take a norm or a mean over the parameter. Each weight has a root of its own.")
    def _(G: Tensor, h: Values) -> Tensor:
        return G.sum().sqrt() + h.eps

    @mistake("one_mean_rate_for_the_tensor", "rule", "with one mean root for the whole parameter",
             "You take a mean over the parameter. Each weight has a root of its own.")
    def _(G: Tensor, h: Values) -> Tensor:
        return G.mean().sqrt() + h.eps

    @mistake("squared_above_the_root", "rule", "with the squared gradient above the root",
             "What is divided is the gradient. A square loses its sign.", "direction")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        return g * g

    @mistake("one_above_the_root", "rule", "with 1 in the place of the gradient above the root",
             "The present gradient is missing from your step: only its square enters.", "direction")
    def _(g: Tensor, s: State, h: Values) -> Tensor:
        return torch.ones_like(g)


scaling_mistakes(task, "adagrad")


@task.mistake("forgets_the_past", "square", section="adagrad#adagrad-rule",
              says="Adagrad that only knows the present squared gradient",
              hint="Your accumulator is made anew in each step, or overwritten. "
                   "It has to gather the squares of all steps.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return g * g


@task.mistake("gradient_not_squared", "square", section="adagrad#adagrad-rule",
              says="Adagrad that gathers absolute gradients",
              hint="You gather the gradients' size. The rule gathers their squares.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return s.G + g.abs()


@task.mistake("gradients_summed_up", "square", section="adagrad#adagrad-rule",
              says="Adagrad that gathers the gradients with their signs",
              hint="You gather gradients, and gradients of opposite signs cancel. "
                   "The rule gathers their squares.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return s.G + g


@task.mistake("square_of_the_sum", section="adagrad#adagrad-rule",
              says="Adagrad that squares the sum of the gradients",
              hint="You add first and square then. Square each gradient, and add the squares.")
def _(w: Tensor, g: Tensor, s: State, h: Values) -> Tensor:
    s.sum = s.sum + g
    return w - h.rate * g / (s.sum.abs() + h.eps)


@task.mistake("faded", "square", section="adagrad#adagrad-shrinks", says="RMSprop with α = 0.99",
              hint="Your accumulator forgets. That is the next chapter; Adagrad's keeps everything.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return 0.99 * s.G + 0.01 * g * g


@task.mistake("faded_fast", "square", section="adagrad#adagrad-shrinks", says="RMSprop with α = 0.9",
              hint="Your accumulator forgets. That is the next chapter; Adagrad's keeps everything.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return 0.9 * s.G + 0.1 * g * g


@task.mistake("averaged", section="adagrad#adagrad-shrinks",
              says="Adagrad with the mean of the squares in place of their sum",
              hint="You divide by the number of steps. The rule takes the sum, so its rates shrink.")
def _(w: Tensor, g: Tensor, s: State, h: Values) -> Tensor:
    s.t = s.t + 1
    s.G = s.G + g * g
    return w - h.rate * g / ((s.G / s.t).sqrt() + h.eps)


@task.mistake("gathers_steps", "square", section="adagrad#adagrad-rule",
              says="Adagrad that gathers the squares of ηg",
              hint="The learning rate has come into your accumulator. It belongs to the step alone.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return s.G + (h.rate * g) ** 2


@task.mistake("gathers_eps", "square", section="adagrad#adagrad-eps",
              says="Adagrad that adds ε to the accumulator at every step",
              hint="Your ε piles up in the accumulator. It is added once, after the root, "
                   "and stored nowhere.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return s.G + g * g + h.eps


@task.mistake("gathered_too_late", section="adagrad#adagrad-rule",
              says="Adagrad that divides by the squares of earlier steps only",
              hint="You move first and gather afterwards. The present gradient's square belongs "
                   "into the root by which it is divided.")
def _(w: Tensor, g: Tensor, s: State, h: Values) -> Tensor:
    old, s.G = s.G, s.G + g * g
    return w - h.rate * g / (torch.as_tensor(old + 0 * g).sqrt() + h.eps)


@task.mistake("starts_at_one", section="adagrad#adagrad-rule",
              says="Adagrad whose accumulator starts at one",
              hint="Your accumulator has a value before the first gradient. It starts at zero.")
def _(w: Tensor, g: Tensor, s: State, h: Values) -> Tensor:
    s.G = s.G + g * g
    return w - h.rate * g / ((1 + s.G).sqrt() + h.eps)


@task.mistake("starts_at_a_tenth", section="adagrad#adagrad-rule",
              says="Adagrad whose accumulator starts at 0.1, as in Keras",
              hint="Your accumulator has a value before the first gradient. It starts at zero.")
def _(w: Tensor, g: Tensor, s: State, h: Values) -> Tensor:
    s.G = s.G + g * g
    return w - h.rate * g / ((0.1 + s.G).sqrt() + h.eps)


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


@task.mistake("eps_only_in_the_accumulator", section="adagrad#adagrad-eps",
              says="Adagrad that adds ε to the accumulator at every step, and nowhere else",
              hint="Your ε piles up in the accumulator. It is added once, after the root, "
                   "and stored nowhere.")
def _(w: Tensor, g: Tensor, s: State, h: Values) -> Tensor:
    s.G = s.G + g * g + h.eps
    return w - h.rate * g / s.G.sqrt()


@task.mistake("root_stored", section="adagrad#adagrad-rule",
              says="Adagrad that stores the root in the place of the sum",
              hint="You take the root of what you keep, so the next step adds to a root. "
                   "Operations that end in _ change their tensor.")
def _(w: Tensor, g: Tensor, s: State, h: Values) -> Tensor:
    s.G = (s.G + g * g).sqrt()
    return w - h.rate * g / (s.G + h.eps)


@task.mistake("root_and_eps_stored", section="adagrad#adagrad-rule",
              says="Adagrad that stores the root plus ε in the place of the sum",
              hint="You change what you keep into the denominator, so the next step adds to that. "
                   "Operations that end in _ change their tensor.")
def _(w: Tensor, g: Tensor, s: State, h: Values) -> Tensor:
    s.G = (s.G + g * g).sqrt() + h.eps
    return w - h.rate * g / s.G


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


for value in (1e-8, 1e-7):
    task.always(eps=value)
bookkeeping.add_mistakes(task, without=bookkeeping.COUNTING + bookkeeping.DECAYING + (
    "none_is_zero", "zero_is_none",  # a gradient of zero changes nothing here
    "none_fades_the_state",
    "state_made_anew",  # forgets_the_past
))
