"""AdamW: the weights shrink by themselves, past both averages (Loshchilov and Hutter, 2019).

w ← (1 - ηλ) w, then Adam's step with the gradient as it is.
"""

from __future__ import annotations

import math

import torch

from ..language import Decaying, Decorator, Misconception, State, Task, Tensor, Values, bookkeeping, torch_reference
from ..language.families import RATES, at_most
from ..language.rule import first_lr
from . import adam


class AdamW(Decaying, adam.Adam):
    pass


task = Task(
    name="adamw", title="AdamW", class_name="AdamW",
    shape="Adam's lines, and p.mul_(1 - ? * ?) once: before the step or after it, and where is ε?",
    challenge="A cosine lowers η from 0.01 to 0 over a thousand steps. What is left of a weight whose gradient is "
              "always zero, with λ = 0.1? Work it out first: only the mean of η counts.",
    hyperparameters=dict(lr=0.001, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01),
    symbols=dict(lr="η", betas=("β₁", "β₂"), eps="ε", weight_decay="λ"),
    reference=torch_reference(torch.optim.AdamW),
    chapter="weight_decay", stored_copies=2, rule=AdamW, checks=adam.adam_checks(weight_decay=0.023),
    common=("decay_after_the_step", "decay_without_lr", "eps_before_correction",
            "l2_in_the_place_of_decay", "one_counter_for_all"),
)

adam.add_mistakes(task)
adam.add_square_in_place(task)


def mistake(name: str, part: str, label: str, says: str, hint: str) -> Decorator:
    return task.mistake(name, part, section=f"weight_decay#weight-decay-{label}",
                        says=says, hint=hint)


def kept(w: Tensor, h: Values) -> Tensor:
    return w


def shrunk(w: Tensor, h: Values) -> Tensor:
    return w * (1 - h.share)


def add_decay_mistakes(task: Task, page: str, label: str, order: str) -> None:
    """Mistakes with a decoupled decay, for every rule that has one."""

    def mistake(name: str, part: str, says: str, hint: str) -> Decorator:
        return task.mistake(name, part, section=f"{page}#{label}",
                            says=f"{task.title} {says}", hint=hint)

    @mistake("no_decay", "share", "without any decay", "λ does not enter your step.")
    def _(w: Tensor, s: State, h: Values) -> float:
        return 0.0

    @mistake("decay_without_lr", "share", "with weights that shrink by λ in each step",
             "Your weights shrink by λ whatever η is. In this rule the decay is scaled by η, "
             "so a schedule lowers both.")
    def _(w: Tensor, s: State, h: Values) -> float:
        return h.weight_decay

    @mistake("decay_makes_weights_grow", "share", "with weights that grow by ηλ in each step",
             "Your decay makes the weights grow. Check its sign.")
    def _(w: Tensor, s: State, h: Values) -> float:
        return -h.lr * h.weight_decay

    @mistake("decay_halved", "share", "with half the decay",
             "There is a factor of ½ before your ηλ that the rule does not have.")
    def _(w: Tensor, s: State, h: Values) -> float:
        return h.lr * h.weight_decay / 2

    @mistake("decay_doubled", "share", "with twice the decay",
             "Your weights shrink by 2ηλ in each step. Does λ enter twice?")
    def _(w: Tensor, s: State, h: Values) -> float:
        return 2 * h.lr * h.weight_decay

    @mistake("decay_with_lr_squared", "share", "with η² in the decay",
             "The learning rate enters your decay twice. Once is enough.")
    def _(w: Tensor, s: State, h: Values) -> float:
        return h.lr**2 * h.weight_decay

    @mistake("decay_by_sign", "shrink", "with weights that shrink by ηλ whatever their size",
             "Every weight loses the same amount. Decay takes away a share of the weight.")
    def _(w: Tensor, h: Values) -> Tensor:
        return w - h.share * torch.sign(w)

    @mistake("decay_taken_twice", "shrink", "with weights that shrink by ηλ twice in each step",
             "Your weights shrink twice in each step. Once is enough.")
    def _(w: Tensor, h: Values) -> Tensor:
        return w * (1 - h.share) ** 2

    @mistake("decay_spares_vectors", "share", "without decay for parameters of fewer than two axes",
             "You leave biases out of the decay. That is a choice of some trainings; "
             "this rule shrinks every parameter.")
    def _(w: Tensor, s: State, h: Values) -> float:
        return h.lr * h.weight_decay if w.dim() > 1 else 0.0

    @mistake("decay_spares_numbers", "share", "without decay for parameters that are single numbers",
             "You give single numbers (shape ()) no decay. This rule shrinks every parameter.")
    def _(w: Tensor, s: State, h: Values) -> float:
        return h.lr * h.weight_decay if w.dim() else 0.0

    @mistake("decay_spares_rows", "share", "without decay for parameters with one axis",
             "You leave biases out of the decay. That is a choice of some trainings; "
             "this rule shrinks every parameter.")
    def _(w: Tensor, s: State, h: Values) -> float:
        return 0.0 if w.dim() == 1 else h.lr * h.weight_decay

    @mistake("decay_only_of_vectors", "share", "without decay for parameters of two axes and more",
             "You leave matrices out of the decay. This rule shrinks every parameter.")
    def _(w: Tensor, s: State, h: Values) -> float:
        return 0.0 if w.dim() > 1 else h.lr * h.weight_decay

    @mistake("decay_in_the_first_step_only", "share", "with a decay in the first step alone",
             "Your weights shrink in the first step and never again. "
             "Is the decay inside a branch that makes the state?")
    def _(w: Tensor, s: State, h: Values) -> float:
        share = 0.0 if s.decayed else h.lr * h.weight_decay
        s.decayed = 1
        return share

    @mistake("decay_left_out_in_the_first_step", "share", "without decay in the first step",
             "Your weights do not shrink in the first step. Is the decay in an else branch that the first step "
             "does not reach?")
    def _(w: Tensor, s: State, h: Values) -> float:
        share = h.lr * h.weight_decay if s.decayed else 0.0
        s.decayed = 1
        return share

    @mistake("decay_of_unit_length", "shrink", "with the decay divided by the weights' length",
             "You divide the decay by the length of the weights. It takes away a share of each weight as it is.")
    def _(w: Tensor, h: Values) -> Tensor:
        length: Tensor = w.norm() + 1e-8
        return w - h.share * w / length

    @mistake("decay_divided_by_size", "share", "with the decay divided by the number of entries",
             "You take a mean over the parameter: a large one hardly shrinks. Every weight loses the same share.")
    def _(w: Tensor, s: State, h: Values) -> float:
        return h.lr * h.weight_decay / max(w.numel(), 1)

    @mistake("decay_with_lambda_squared", "share", "with λ² in the decay", "λ enters your decay twice. Once is enough.")
    def _(w: Tensor, s: State, h: Values) -> float:
        return h.lr * h.weight_decay**2

    @mistake("decay_share_squared", "share", "with (ηλ)² in the place of ηλ",
             "You square ηλ, the share that the weights lose. Use it as it is.")
    def _(w: Tensor, s: State, h: Values) -> float:
        return (h.lr * h.weight_decay) ** 2

    @mistake("decay_exponential", "share", "with weights that shrink by the factor exp(−ηλ)",
             "The rule multiplies by 1 − ηλ. exp(−ηλ) is nearly the same, but not quite.")
    def _(w: Tensor, s: State, h: Values) -> float:
        return 1 - math.exp(-h.lr * h.weight_decay)

    @mistake("decay_by_division", "share", "with weights divided by 1 + ηλ",
             "You shrink the weights by dividing, which is only approximately right. The rule subtracts a share of "
             "each weight.")
    def _(w: Tensor, s: State, h: Values) -> float:
        return 1 - 1 / (1 + h.lr * h.weight_decay)

    @mistake("decay_without_the_weight", "shrink", "with weights that lose ηλ each, whatever they are",
             "Your decay does not read the weight: every weight moves by ηλ. Decay takes away a share of the weight.")
    def _(w: Tensor, h: Values) -> Tensor:
        return w - h.share

    def noted(g: Tensor, h: Values) -> Tensor:
        h.g = g
        return g

    def shrunk_by_gradient(w: Tensor, h: Values) -> Tensor:
        return w - h.share * h.g

    def shrunk_under_gradient(w: Tensor, h: Values) -> Tensor:
        return w - h.share * h.before * (torch.as_tensor(h.g) != 0)

    for name, finish, says, hint in (
        ("decay_of_the_gradient", shrunk_by_gradient, "with ηλ times the gradient in the decay",
         "Your decay is a share of the gradient. It should be a share of the weight."),
        ("decay_only_under_a_gradient", shrunk_under_gradient, "without decay where the gradient is zero",
         "You do not shrink weights whose gradient is zero. The decay does not depend on the gradient."),
    ):
        task.add(name, {"shrink": kept, "enter": noted, "finish": finish}, section=f"{page}#{label}",
                 says=f"{task.title} {says}", hint=hint)

    def noted_start(w: Tensor, s: State, h: Values) -> float:
        s.first = s.first if s.held else w.clone()
        s.held = True
        h.first = s.first
        return h.lr * h.weight_decay

    def shrunk_towards_the_start(w: Tensor, h: Values) -> Tensor:
        return w - h.share * (w - h.first)

    task.add("decay_towards_the_start", {"share": noted_start, "shrink": shrunk_towards_the_start},
             section=f"{page}#{label}", says=f"{task.title} with weights that shrink towards the first ones",
             hint="Your decay pulls the weights back to where they started. The rule's pulls them towards zero: it "
                  "takes a share of each weight as it is.")

    @mistake("decay_with_the_first_lr", "share", "with a decay that goes on with the first learning rate",
             "When η changes, your decay keeps the old one. Read self.lr when you use it.")
    def _(w: Tensor, s: State, h: Values) -> float:
        return h.first_lr * h.weight_decay

    @mistake("decay_with_relative_lr", "share", "with η divided by its first value in the decay",
             "You scale the decay by how η has changed, and not by η itself. As long as η is constant, your weights "
             "shrink by λ in each step.")
    def _(w: Tensor, s: State, h: Values) -> float:
        return h.lr / h.first_lr * h.weight_decay

    def capped_share(w: Tensor, s: State, h: Values) -> float:
        share: float = at_most(h.lr * h.weight_decay, h.bound)
        return share

    task.family("decay_capped_at", lambda value: {"share": capped_share, "fixed": {"bound": value}}, RATES,
                section=f"{page}#{label}", says=f"{task.title} with a share of at most {{value}} in the decay",
                hint="You limit the share ηλ that the weights lose. The rule takes it as it is.")
    task.add("decay_after_the_step", {"shrink": kept, "finish": shrunk}, section=f"{page}#{order}",
             says=f"{task.title} with the decay after the step",
             hint="You shrink the weights after they have moved, so the step shrinks as well. Decay first. "
                  "Did you keep the old weights, as in old = p.data? That is a second name for them and no copy: "
                  "it moves with the weights.")
    task.add("step_with_the_first_lr", {"rate": first_lr}, section="step#step-hyperparameters",
             says=f"{task.title} with a step that goes on with the first learning rate",
             hint="When η changes, your decay follows and your step keeps the old one. "
                  "Read self.lr when you use it.")

    @mistake("only_the_decay_is_left", "shrink", "with weights replaced by what they lose",
             "Your weights become ηλw. The decay takes that away from them.")
    def _(w: Tensor, h: Values) -> Tensor:
        return w * h.share


add_decay_mistakes(task, "weight_decay", "weight-decay-decoupled", "weight-decay-order")


def penalized(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g + h.weight_decay * w


task.misconceptions.append(Misconception(
    "l2_in_the_place_of_decay", "weight_decay#weight-decay-adam",
    "You add λw to the gradient, so it enters both averages: that is L2, the other notebook. Here the decay acts on "
    "the weights directly.", "Adam with L2",
    parts={"gradient": penalized, "shrink": kept}))


@mistake("decayed_twice", "gradient", "decoupled", "AdamW with L2 as well",
         "λ enters twice: once on the weights directly and once through the gradient. Leave the gradient as it is.")
def _(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g + h.weight_decay * w


@mistake("decayed_twice_in_turn", "gradient", "decoupled", "AdamW that shrinks the weights and then has L2 as well",
         "λ enters twice: once on the weights directly and once through the gradient. Leave the gradient as it is.")
def _(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g + h.weight_decay * h.shrunk


@mistake("decay_in_v_too", "mean", "decoupled", "AdamW with λw in v as well",
         "λ enters twice: your weights shrink, and λw is in the average of the gradients as well. Leave the gradient "
         "as it is.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return h.beta1 * s.v + (1 - h.beta1) * (g + h.weight_decay * h.before)


@mistake("decay_in_v_after_the_decay", "mean", "decoupled",
         "AdamW that shrinks the weights and then has λw in v as well",
         "λ enters twice: your weights shrink, and λw is in the average of the gradients as well. Leave the gradient "
         "as it is.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return h.beta1 * s.v + (1 - h.beta1) * (g + h.weight_decay * h.shrunk)


@mistake("decay_in_G_too", "square", "decoupled", "AdamW with λw in G as well",
         "λ enters twice: your weights shrink, and λw is in the average of the squares as well. Leave the gradient "
         "as it is.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return h.beta2 * s.G + (1 - h.beta2) * (g + h.weight_decay * h.before) ** 2


@mistake("decay_in_G_after_the_decay", "square", "decoupled",
         "AdamW that shrinks the weights and then has λw in G as well",
         "λ enters twice: your weights shrink, and λw is in the average of the squares as well. Leave the gradient "
         "as it is.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return h.beta2 * s.G + (1 - h.beta2) * (g + h.weight_decay * h.shrunk) ** 2


def small_penalty(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g + h.lr * h.weight_decay * w


def decayed_mean(g: Tensor, s: State, h: Values) -> Tensor:
    return h.beta1 * s.v + (1 - h.beta1) * (g + h.weight_decay * h.before)


def whole_decay_in_mean(g: Tensor, s: State, h: Values) -> Tensor:
    return h.beta1 * s.v + (1 - h.beta1) * g + h.weight_decay * h.before


def decay_in_the_old_mean(g: Tensor, s: State, h: Values) -> Tensor:
    return h.beta1 * (s.v + h.weight_decay * h.before) + (1 - h.beta1) * g


def decayed_square(g: Tensor, s: State, h: Values) -> Tensor:
    return h.beta2 * s.G + (1 - h.beta2) * (g + h.weight_decay * h.before) ** 2


def decayed_direction(v: Tensor, g: Tensor, s: State, h: Values) -> Tensor:
    return v + h.weight_decay * h.before


for name, parts, says, hint in (
    ("small_l2_in_the_place_of_decay", {"gradient": small_penalty}, "Adam with L2 of strength ηλ",
     "You add ηλw to the gradient, so the averages see it. Here the weights shrink by themselves."),
    ("decay_only_in_v", {"mean": decayed_mean}, "AdamW with the decay inside v",
     "Your λw enters the average of the gradients. The decay should act on the weights directly and enter neither "
     "average."),
    ("decay_whole_in_v", {"mean": whole_decay_in_mean}, "AdamW with λw added to v in each step",
     "Your λw enters the average of the gradients, and whole. The decay should act on the weights directly and enter"
     " neither average."),
    ("decay_in_the_old_v", {"mean": decay_in_the_old_mean}, "AdamW with λw added to the old v",
     "Your λw enters the average of the gradients. The decay should act on the weights directly and enter neither "
     "average."),
    ("decay_only_in_G", {"square": decayed_square}, "AdamW with the decay inside G",
     "Your λw enters the average of the squares. The decay should act on the weights directly and enter neither "
     "average."),
    ("decay_divided_by_the_root", {"direction": decayed_direction}, "AdamW with the decay divided by √G as well",
     "Your decay is divided by the root like a gradient. Leave the root out of it: "
     "each weight loses the same share."),
):
    task.add(name, parts | {"shrink": kept}, section="weight_decay#weight-decay-adam", says=says, hint=hint)


def noted_direction(v: Tensor, g: Tensor, s: State, h: Values) -> Tensor:
    h.v = v
    return v


def shrunk_along_the_step(w: Tensor, h: Values) -> Tensor:
    return w - h.share * h.before * (h.v * h.before > 0)


def shrunk_unless_against_the_step(w: Tensor, h: Values) -> Tensor:
    return w - h.share * h.before * (h.v * h.before >= 0)


task.add("decay_never_against_the_step",
         {"shrink": kept, "direction": noted_direction, "finish": shrunk_unless_against_the_step},
         section="weight_decay#weight-decay-decoupled",
         says="AdamW that leaves out the decay of the weights that its step moves away from zero",
         hint="You leave out the decay where it works against the step. The decay does not depend on the step: every "
              "weight loses the same share.")
task.add("decay_only_along_the_step", {"shrink": kept, "direction": noted_direction, "finish": shrunk_along_the_step},
         section="weight_decay#weight-decay-decoupled",
         says="AdamW with decay only where the step brings a weight nearer to zero",
         hint="You decay only the weights that the step brings nearer to zero. The decay does not depend on the "
              "step: every weight loses the same share.")


@mistake("decay_corrected_too", "share", "rate", "AdamW with the decay scaled by the corrected rate",
         "You fold the bias correction into η, and then decay with that η. "
         "The decay uses η as it was given.")
def _(w: Tensor, s: State, h: Values) -> float:
    t = float(s.t) + 1
    rate: float = h.lr * (1 - h.beta2**t) ** 0.5 / (1 - h.beta1**t)
    return rate * h.weight_decay


@mistake("decay_with_the_step_size", "share", "rate", "AdamW with the decay scaled by η / (1 − β₁ᵗ)",
         "You fold the correction of v into η, and then decay with that η. "
         "The decay uses η as it was given.")
def _(w: Tensor, s: State, h: Values) -> float:
    rate: float = h.lr / (1 - h.beta1 ** (float(s.t) + 1))
    return rate * h.weight_decay


bookkeeping.add_mistakes(task, without=(
    "decay_written_into_the_gradient", "decay_not_asked_for"), coasting=bookkeeping.NoneRepeatsTheStepAndTheDecay)
