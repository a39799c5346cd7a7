"""Gradient descent and SGD: a step against the gradient (Cauchy, 1847; Robbins and Monro, 1951).

w_{t+1} = w_t - η g_t
"""

from __future__ import annotations

import torch

from ..language import REQUIRED, Rule, State, Task, Tensor, Values, bookkeeping, standard, torch_reference


class SGD(Rule):
    def step(self, w: Tensor, g: Tensor, s: State, h: Values) -> Tensor:
        return w - h.rate * self.direction(g, s, h)

    @staticmethod
    def direction(g: Tensor, s: State, h: Values) -> Tensor:
        return g


task = Task(
    name="sgd", title="SGD", class_name="SGD",
    difficulty=1,
    challenge="Two steps reach the minimum of ½(x² + 25 y²) from anywhere, if each has a learning rate of its own. "
              "Which two? Work it out, and let your class walk them.",
    shape="p.sub_(? * ?): one says how far, the other which way is up. In place, while autograd is not watching.",
    hyperparameters=dict(lr=REQUIRED),
    symbols=dict(lr="η"),
    reference=torch_reference(torch.optim.SGD),
    chapter="sgd", stored_copies=0, rule=SGD,
    common=("nothing_moves", "gradients_cleared", "none_crashes", "weights_forgotten", "uphill"),
    checks=standard(
        usual=dict(lr=0.05),
        other=dict(lr=0.7),
        varied={
            "a small η": dict(lr=0.001),
            "a large η": dict(lr=3.0),
            "by position": dict(lr=0.25),
        },
        closed_lr=0.03,
    ),
)


@task.mistake("weights_forgotten", section="sgd#sgd-rule",
              says="an optimizer that puts the step in the place of the weights",
              hint="The step is a change: it is added to the weights that are there.")
def _(w: Tensor, g: Tensor, s: State, h: Values) -> Tensor:
    return -h.rate * g


@task.mistake("multiplied", section="sgd#sgd-rule",
              says="an optimizer that multiplies the weights by 1 − ηg",
              hint="Your step grows with the weight itself. The gradient is subtracted, "
                   "whatever the weight is.")
def _(w: Tensor, g: Tensor, s: State, h: Values) -> Tensor:
    return w * (1 - h.rate * g)


@task.mistake("lr_added", section="sgd#sgd-rule",
              says="an optimizer that subtracts η + g where the rule has η times g",
              hint="The learning rate scales the gradient. Look at the operator between the two.")
def _(w: Tensor, g: Tensor, s: State, h: Values) -> Tensor:
    return w - (h.rate + g)


@task.mistake("lr_divides", section="sgd#sgd-rate", says="gradient descent with the step g / η",
              hint="A larger learning rate makes your steps shorter. It should make them longer.")
def _(w: Tensor, g: Tensor, s: State, h: Values) -> Tensor:
    return w - g / h.rate


@task.mistake("gradient_halved", "direction", section="sgd#sgd-rule",
              says="gradient descent with half the step",
              hint="There is a factor of ½ in your step that the rule does not have.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return g / 2


@task.mistake("gradient_doubled", "direction", section="sgd#sgd-rule",
              says="gradient descent with twice the step",
              hint="Your step is twice as long as it should be. Is the gradient subtracted twice?")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return 2 * g


@task.mistake("gradient_squared", "direction", section="sgd#sgd-rule",
              says="gradient descent along the squared gradient",
              hint="The gradient enters the rule as it is. A square loses its sign.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return g * g


@task.mistake("gradient_absolute", "direction", section="sgd#sgd-rule",
              says="gradient descent along the gradient's absolute value",
              hint="The sign of the gradient says which way is down. Do not take it away.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return g.abs()


@task.mistake("sign_of_gradient", "direction", section="sgd#sgd-rule",
              says="a step of length η in the direction of the gradient's sign",
              hint="Your steps have the same length everywhere. "
                   "In this rule a steep slope makes a long step.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return torch.sign(g)


@task.mistake("mean_of_the_gradient", "direction", section="sgd#sgd-rule",
              says="an optimizer that moves all weights of a parameter by their mean gradient",
              hint="Every weight has its own slope. Where do you take a mean or a sum?")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return g.mean() * torch.ones_like(g)


@task.mistake("divided_by_size", "direction", section="sgd#sgd-rule",
              says="gradient descent with each gradient divided by the number of its entries",
              hint="You divide by how many entries the gradient has. "
                   "If an average is wanted, the loss has already taken it.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return g / max(g.numel(), 1)


@task.mistake("mean_over_the_first_axis", "direction", section="sgd#sgd-rule",
              says="gradient descent by the gradient's mean over its first axis",
              hint="You take a mean over the first axis, as if it counted examples. The loss has done that: "
                   "the gradient has the parameter's shape, and each weight its own slope.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return g.mean(dim=0).expand_as(g)


@task.mistake("gradient_times_its_size", "direction", section="sgd#sgd-rule",
              says="gradient descent along g · |g|",
              hint="Your step grows with the square of the slope. The gradient enters the rule as it is.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return g * g.abs()


@task.mistake("gradient_left_out", "direction", section="sgd#sgd-rule",
              says="an optimizer that subtracts η from every weight",
              hint="Your step does not depend on the gradient. What says which way is down?")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return torch.ones_like(g)


@task.mistake("weight_in_the_place_of_gradient", section="sgd#sgd-rule",
              says="an optimizer that subtracts η times the weight from each weight",
              hint="Your step reads the weight where it should read the gradient: .data in the place of .grad?")
def _(w: Tensor, g: Tensor, s: State, h: Values) -> Tensor:
    return w - h.rate * w


@task.mistake("gradients_averaged", "direction", section="sgd#sgd-rule",
              says="gradient descent along the mean of all gradients so far",
              hint="Earlier gradients are still in your step. "
                   "Plain gradient descent uses the present one and forgets it.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    s.steps = s.steps + 1
    s.mean = s.mean + (g - s.mean) / s.steps
    return s.mean


@task.mistake("gradients_summed_up", "direction", section="sgd#sgd-rule",
              says="gradient descent along the sum of all gradients so far",
              hint="Earlier gradients are still in your step. "
                   "Plain gradient descent uses the present one and forgets it.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    s.sum = s.sum + g
    return s.sum


@task.mistake("momentum_added", "direction", section="sgd#sgd-rule", says="momentum with μ = 0.9",
              hint="Your optimizer has a velocity. That is the next chapter; "
                   "plain gradient descent remembers nothing.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    s.v = 0.9 * s.v + g
    return s.v


@task.mistake("lr_falls_by_itself", "direction", section="sgd#sgd-rate",
              says="gradient descent whose learning rate falls as 1/t",
              hint="You divide by the number of the step. "
                   "A schedule is the caller's business: it sets optimizer.lr.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    s.t = s.t + 1
    return g / s.t


@task.mistake("lr_falls_with_the_root", "direction", section="sgd#sgd-rate",
              says="gradient descent whose learning rate falls as 1/√t",
              hint="You divide by the root of the step's number. "
                   "A schedule is the caller's business: it sets optimizer.lr.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    s.t = s.t + 1
    return g / s.t**0.5


def step_in_half_precision(g: Tensor, h: Values) -> Tensor:
    step = (g.half() * h.rate).half().to(g.dtype)
    h.rate = 1.0
    return step


task.add("step_in_half_precision", {"enter": step_in_half_precision}, section="sgd#sgd-rule",
         says="gradient descent with steps that are worked out in float16",
         hint="Your step is worked out in float16, where it loses digits, and what is large becomes infinite. "
              "Keep the gradient's dtype.")


bookkeeping.add_mistakes(
    task, without=bookkeeping.STORING + bookkeeping.COUNTING + bookkeeping.DECAYING + (
        "mean_of_the_gradient", "divided_by_size", "gradient_absolute",  # this task's own
        "signs_of_gradients",  # sign_of_gradient
        "step_made_twice",  # gradient_doubled
    ))
