"""Adam with L2 regularization: λw joins the gradient, and so enters both averages.

g_t ← g_t + λ w_t, then Adam's step: what `torch.optim.Adam(weight_decay=λ)` does.
"""

from __future__ import annotations

import torch

from ..language import Decorator, Misconception, State, Task, Tensor, Values, bookkeeping, torch_reference
from . import adam


class AdamL2(adam.Adam):
    @staticmethod
    def gradient(w: Tensor, g: Tensor, h: Values) -> Tensor:
        return g + h.weight_decay * w


task = Task(
    name="adam_l2", title="Adam with L2", class_name="AdamL2",
    shape="Adam's lines, with g + ? * ? in the place of g: where does g stand there, and how often?",
    challenge="Where does your class come to rest on ½(w − 1)² with λ = 1? Work it out first, and say where it "
              "rests when the bowl is a hundred times as steep.",
    hyperparameters=dict(lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01),
    symbols=dict(lr="η", betas=("β₁", "β₂"), eps="ε", weight_decay="λ"),
    reference=torch_reference(torch.optim.Adam, weight_decay=0.01),
    chapter="weight_decay", stored_copies=2, rule=AdamL2, checks=adam.adam_checks(weight_decay=0.023),
    common=("one_counter_for_all", "decoupled", "penalty_spares_vectors",
            "decay_only_in_v", "decay_written_into_the_gradient"),
)

adam.add_mistakes(task)


def mistake(name: str, part: str, label: str, says: str, hint: str) -> Decorator:
    return task.mistake(name, part, section=f"weight_decay#weight-decay-{label}",
                        says=says, hint=hint)


@mistake("no_decay", "gradient", "l2", "Adam without any decay",
         "λ does not enter your step.")
def _(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g


@mistake("penalty_doubled", "gradient", "l2", "Adam with 2λw added to the gradient",
         "The penalty is (λ/2)‖w‖². Its gradient has no factor of 2.")
def _(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g + 2 * h.weight_decay * w


@mistake("penalty_halved", "gradient", "l2", "Adam with (λ/2)w added to the gradient",
         "The penalty is (λ/2)‖w‖². In its gradient the ½ cancels.")
def _(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g + h.weight_decay / 2 * w


@mistake("penalty_subtracted", "gradient", "l2", "Adam with λw subtracted from the gradient",
         "Your decay makes the weights grow. Check its sign.")
def _(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g - h.weight_decay * w


@mistake("l1_in_the_place_of_l2", "gradient", "l2", "Adam with λ sign(w) added to the gradient",
         "You add the gradient of λ‖w‖₁. L2's gradient is proportional to the weight.")
def _(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g + h.weight_decay * torch.sign(w)


@mistake("weight_squared", "gradient", "l2", "Adam with λw² added to the gradient",
         "You add the penalty in place of its gradient.")
def _(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g + h.weight_decay * w * w


@mistake("lr_in_the_penalty", "gradient", "l2", "Adam with ηλw added to the gradient",
         "η scales the whole step at the end. In the gradient it has no place.")
def _(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g + h.lr * h.weight_decay * w


@mistake("gradient_shrunk", "gradient", "l2", "Adam with (1 + λ)g in the place of g + λw",
         "You add a part of the gradient to itself. L2 adds a part of the weight.")
def _(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g + h.weight_decay * g


def plain(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g


def decoupled(w: Tensor, h: Values) -> Tensor:
    return w * (1 - h.lr * h.weight_decay)


def decoupled_without_lr(w: Tensor, h: Values) -> Tensor:
    return w * (1 - h.weight_decay)


for name, shrink, says, hint in (
    ("decoupled", decoupled, "AdamW",
     "Your weights shrink by themselves: that is decoupled decay, the other notebook. "
     "L2 changes the gradient, and the averages see it."),
    ("decoupled_without_lr", decoupled_without_lr, "Adam with weights that shrink by λ in each step",
     "Your weights shrink by themselves, and by λ whatever η is. "
     "L2 changes the gradient, and the averages see it."),
):
    task.misconceptions.append(Misconception(
        name, "weight_decay#weight-decay-decoupled", hint, says,
        parts={"gradient": plain, "shrink": shrink}))


@mistake("decayed_twice", "shrink", "decoupled", "Adam with L2 and decoupled decay at once",
         "λ enters twice: once through the gradient and once on the weights directly. L2 is the first of them.")
def _(w: Tensor, h: Values) -> Tensor:
    return w * (1 - h.lr * h.weight_decay)


@mistake("penalty_spares_vectors", "gradient", "l2",
         "Adam without λw for parameters of fewer than two axes",
         "You leave biases out. That is a choice of some trainings; this rule has λw everywhere.")
def _(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g + h.weight_decay * w if w.dim() > 1 else g


@mistake("penalty_spares_numbers", "gradient", "l2",
         "Adam without λw for parameters that are single numbers",
         "You give single numbers (shape ()) no weight decay. Here λw is added for every parameter.")
def _(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g + h.weight_decay * w if w.dim() else g


@mistake("penalty_spares_rows", "gradient", "l2", "Adam without λw for parameters with one axis",
         "You leave biases out. That is a choice of some trainings; this rule has λw everywhere.")
def _(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g if w.dim() == 1 else g + h.weight_decay * w


@mistake("penalty_only_of_vectors", "gradient", "l2", "Adam without λw for parameters of two axes and more",
         "You leave matrices out. This rule has λw everywhere.")
def _(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g if w.dim() > 1 else g + h.weight_decay * w


@mistake("penalty_without_the_weight", "gradient", "l2", "Adam with λ added to the gradient",
         "You add λ itself to the gradient. The penalty's gradient is proportional to the weight.")
def _(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g + h.weight_decay


@mistake("lambda_squared", "gradient", "l2", "Adam with λ²w added to the gradient",
         "λ enters your penalty twice. Once is enough.")
def _(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g + h.weight_decay**2 * w


@mistake("penalty_of_the_length", "gradient", "l2", "Adam with λ‖w‖ added to the gradient",
         "You add a length, the same number to every entry. L2's gradient is proportional to each weight.")
def _(w: Tensor, g: Tensor, h: Values) -> Tensor:
    length: Tensor = h.weight_decay * w.norm()
    return g + length


@mistake("penalty_of_unit_length", "gradient", "l2", "Adam with λw/‖w‖ added to the gradient",
         "You add the gradient of λ‖w‖. That of (λ/2)‖w‖² is not divided by the length.")
def _(w: Tensor, g: Tensor, h: Values) -> Tensor:
    length: Tensor = w.norm() + 1e-8
    return g + h.weight_decay * w / length


@mistake("penalty_of_unit_length_without_guard", "gradient", "l2",
         "Adam with λw/‖w‖ added to the gradient, and nothing that keeps ‖w‖ from being zero",
         "You add the gradient of λ‖w‖. That of (λ/2)‖w‖² is not divided by the length.")
def _(w: Tensor, g: Tensor, h: Values) -> Tensor:
    length: Tensor = w.norm()
    return g + h.weight_decay * w / length


@mistake("penalty_over_lr", "gradient", "l2", "Adam with (λ/η)w added to the gradient",
         "You divide λ by η. The penalty's gradient is λw, and η scales the whole step at the end.")
def _(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g + h.weight_decay / h.lr * w


@mistake("penalty_of_the_sum", "gradient", "l2", "Adam with λ times the sum of the weights added to the gradient",
         "You add a sum, the same number to every entry. L2's gradient is proportional to each weight.")
def _(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g + h.weight_decay * w.sum()


@mistake("penalty_under_a_gradient", "gradient", "l2", "Adam without λw where the gradient is zero",
         "You leave out the penalty where the gradient is zero. λw is added whatever the gradient is.")
def _(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g + h.weight_decay * w * (g != 0)


@mistake("penalty_divided_by_size", "gradient", "l2", "Adam with λw divided by the number of entries",
         "You take a mean over the parameter: a large one hardly has a penalty. λw is added to each entry whole.")
def _(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g + h.weight_decay * w / max(w.numel(), 1)


@mistake("gradient_and_weights_mixed", "gradient", "l2", "Adam with (1 − λ)g + λw in the place of g + λw",
         "You average the gradient with the weights. The gradient stays whole, and λw is added to it.")
def _(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return (1 - h.weight_decay) * g + h.weight_decay * w


def whole_in_mean(g: Tensor, s: State, h: Values) -> Tensor:
    return h.beta1 * s.v + (1 - h.beta1) * g + h.weight_decay * h.before


def corrected_direction(v: Tensor, g: Tensor, s: State, h: Values) -> Tensor:
    share: float = h.weight_decay / (1 - h.beta1**h.t)
    return v + share * h.before


def mean(g: Tensor, s: State, h: Values) -> Tensor:
    return h.beta1 * s.v + (1 - h.beta1) * (g + h.weight_decay * h.before)


def square(g: Tensor, s: State, h: Values) -> Tensor:
    return h.beta2 * s.G + (1 - h.beta2) * (g + h.weight_decay * h.before) ** 2


def direction(v: Tensor, g: Tensor, s: State, h: Values) -> Tensor:
    return v + h.weight_decay * h.before


def mean_from_the_start(g: Tensor, s: State, h: Values) -> Tensor:
    s.first = s.first if s.held else h.before.clone()
    s.held = True
    return h.beta1 * s.v + (1 - h.beta1) * (g + h.weight_decay * (h.before - s.first))


def square_from_the_start(g: Tensor, s: State, h: Values) -> Tensor:
    return h.beta2 * s.G + (1 - h.beta2) * (g + h.weight_decay * (h.before - s.first)) ** 2


def first_mean(g: Tensor, s: State, h: Values) -> Tensor:
    first = g + h.weight_decay * h.before
    return h.beta1 * s.v + (1 - h.beta1) * (first if s.t == 1 else g)


def first_square(g: Tensor, s: State, h: Values) -> Tensor:
    first = g + h.weight_decay * h.before
    return h.beta2 * s.G + (1 - h.beta2) * (first if s.t == 1 else g) ** 2


def product(g: Tensor, s: State, h: Values) -> Tensor:
    return (h.beta2 * s.G + (1 - h.beta2) * g * (g + h.weight_decay * h.before)).abs()  # it has no root otherwise


for name, parts, says, hint in (
    ("penalty_in_one_factor_of_the_square", {"mean": mean, "square": product},
     "Adam with λw in v and in one of the two factors of G's square",
     "In your square one factor is the gradient with λw, the other without. L2 changes the gradient: square the sum."),
    ("decay_only_in_v", {"mean": mean}, "Adam with λw in v and not in G",
     "You square the gradient before λw has joined it. L2 changes the gradient for both averages."),
    ("decay_only_in_G", {"square": square}, "Adam with λw in G and not in v",
     "You average the gradient before λw has joined it. L2 changes the gradient for both averages."),
    ("decay_whole_in_v", {"mean": whole_in_mean}, "Adam with λw added to v in each step, outside its average",
     "You add λw to the average. L2 changes the gradient, and the averages see it."),
    ("decay_corrected_with_v", {"direction": corrected_direction}, "Adam with λw added to v before the correction",
     "You add λw to v when it is used, so it enters neither average. "
     "L2 changes the gradient, and the averages see it."),
    ("penalty_in_the_first_step_only", {"mean": first_mean, "square": first_square},
     "Adam with λw in the first step alone",
     "Your λw joins the gradient in the first step and never again. Is it inside a branch that makes the state?"),
    ("penalty_towards_the_start", {"mean": mean_from_the_start, "square": square_from_the_start},
     "Adam with λ times the way from the first weights added to the gradient",
     "Your penalty pulls the weights back to where they started. It pulls them to zero: λw, with w as it is."),
    ("decay_past_the_averages", {"direction": direction}, "Adam with λw added to the corrected v",
     "You add λw to the averaged gradient, so it enters neither average. "
     "L2 changes the gradient, and the averages see it."),
):
    task.add(name, parts | {"gradient": plain}, section="weight_decay#weight-decay-l2", says=says, hint=hint)
for name, shrink, says in (
    ("decoupled_after_the_step", decoupled, "Adam with a decoupled decay after the step"),
    ("decoupled_after_the_step_without_lr", decoupled_without_lr,
     "Adam with weights that shrink by λ after each step"),
):
    task.add(name, {"gradient": plain, "finish": shrink}, section="weight_decay#weight-decay-decoupled", says=says,
             hint="Your weights shrink by themselves, after they have moved. "
                  "L2 changes the gradient, and the averages see it.")
bookkeeping.add_mistakes(task, without=("decay_without_gradient", "decay_not_asked_for"),
                         coasting=bookkeeping.NoneRepeatsTheStep)
