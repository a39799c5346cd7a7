"""Lion: the sign of an average, found by program search (Chen et al., 2023).

c_t = β₁ v_{t-1} + (1 - β₁) g_t
w_{t+1} = (1 - ηλ) w_t - η sign(c_t)
v_t = β₂ v_{t-1} + (1 - β₂) g_t
"""

from __future__ import annotations

from typing import Any

import lion_pytorch
import numpy as np
import torch

from ..language import (
    Decaying,
    Decorator,
    Hyperparameters,
    Misconception,
    Secret,
    State,
    Task,
    Tensor,
    Trial,
    Values,
    bookkeeping,
    standard,
    torch_reference,
    trials,
)
from ..language.families import DECADES, DIGITS, STARTS, Replaced, at_most
from .adamw import add_decay_mistakes, kept, penalized


class Lion(Decaying):
    def step(self, w: Tensor, g: Tensor, s: State, h: Values) -> Tensor:
        c = self.blend(g, s, h)
        s.v = self.memory(g, c, s, h)
        return h.shrunk - h.rate * self.direction(c, h)

    @staticmethod
    def blend(g: Tensor, s: State, h: Values) -> Tensor:
        return h.beta1 * s.v + (1 - h.beta1) * g

    @staticmethod
    def memory(g: Tensor, c: Tensor, s: State, h: Values) -> Tensor:
        return h.beta2 * s.v + (1 - h.beta2) * g

    @staticmethod
    def direction(c: Tensor, h: Values) -> Tensor:
        return torch.sign(c)


NEARLY = ("where gradient and memory almost cancel, so that the sign depends on their last digits: the memory must be "
          "as precise as the parameter")


def near_ties(name: str, hyperparameters: Hyperparameters, size: int, steps: int, rest: float = 1e-9,
              about: str = NEARLY, *, secret: Secret, **how: Any) -> Trial:
    """One parameter whose blend is at times a billionth of the memory, or another `rest`: its sign needs all digits."""
    beta1, beta2 = hyperparameters["betas"]
    random = secret.random(name)
    v, gradients = np.zeros(size), []
    for t in range(steps):
        g = trials.spread(random, (size,))
        if t % 3 == 2:
            g = -beta1 / (1 - beta1) * v * (1 + rest * np.sign(g))
        v = beta2 * v + (1 - beta2) * g
        gradients.append((g,))
    return Trial(name, (random.normal(size=size),), tuple(gradients), (hyperparameters,), about=about, **how)


def precise(usual: Hyperparameters, secret: Secret) -> tuple[Trial, ...]:
    """Near ties in small parameters, and in one as large as any."""
    random = secret.random("near ties")
    size, steps = int(random.integers(16, 21)), int(random.integers(24, 31))
    return (near_ties("gradients that almost cancel the memory", usual, size, steps, secret=secret),
            near_ties("many gradients that almost cancel the memory", usual, 10_000, 3, secret=secret, fine=True))


def sharp(name: str, hyperparameters: Hyperparameters, *, secret: Secret, about: str = "", **how: Any) -> (
        tuple[Trial, ...]):
    """Near ties that float32 can tell: a sign hides nearly all of its argument, but not where that is nearly zero."""
    random = secret.random(name, "size")
    return (near_ties(name, hyperparameters, int(random.integers(10, 14)), int(random.integers(24, 28)), 1e-4, about,
                      secret=secret, **how),)


task = Task(
    name="lion", title="Lion", class_name="Lion",
    shape="Two mixtures ? * m + (1 - ?) * g: one for the sign, one to remember. Which comes first?",
    challenge="On ½x² let your class walk two hundred steps with η = 0.1, and look where it ends. Which schedule "
              "brings it to rest?",
    hyperparameters=dict(lr=1e-4, betas=(0.9, 0.99), weight_decay=0.0),
    symbols=dict(lr="η", betas=("β₁", "β₂"), weight_decay="λ"),
    reference=torch_reference(lion_pytorch.Lion),
    chapter="lion", stored_copies=1, rule=Lion,
    common=("sign_of_new_memory", "memory_with_beta1", "memory_before_sign",
            "decay_spares_vectors", "decay_without_lr"),
    checks=standard(
        usual=dict(lr=0.0123, betas=(0.9, 0.95), weight_decay=0.023),
        other=dict(lr=0.47, betas=(0.6, 0.8), weight_decay=0.05),
        varied={
            "a large η": dict(lr=0.31),
            "another β₁": dict(lr=0.01, betas=(0.5, 0.99)),
            "another β₂": dict(lr=0.01, betas=(0.9, 0.7)),
            "a large λ": dict(lr=0.01, weight_decay=0.3),
            "everything left at its default": dict(),
            "by position": dict(lr=0.2, betas=(0.8, 0.95), weight_decay=0.1),
        },
        closed_lr=0.0371, defaults=dict(lr=1e-4, betas=(0.9, 0.99)),
        precise=precise, may_stand=False, sharp=sharp,
    ),
)


def mistake(name: str, part: str, label: str, says: str, hint: str) -> Decorator:
    return task.mistake(name, part, section=f"lion#lion-{label}", says=f"Lion {says}", hint=hint)


@mistake("memory_before_sign", "blend", "memory", "that updates its memory before it takes the sign",
         "You update v first and blend afterwards, so the present gradient counts twice. "
         "Take the sign first.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    v = h.beta2 * s.v + (1 - h.beta2) * g
    return h.beta1 * v + (1 - h.beta1) * g


@mistake("sign_of_new_memory", "blend", "two-betas", "that takes the sign of its updated memory",
         "You take the sign of the updated memory, which uses β₂. The direction needs a separate blend, which uses "
         "β₁.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return h.beta2 * s.v + (1 - h.beta2) * g


@mistake("blend_of_new_memory", "blend", "two-betas", "whose blend goes on from the updated memory, by β₂ − β₁",
         "You update v first and let the gradient count for β₂ − β₁ more. The old memory then weighs "
         "β₂(1 − β₂ + β₁) in your blend, and not β₁. Blend before you update v.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    new = h.beta2 * s.v + (1 - h.beta2) * g
    return (1 - h.beta2 + h.beta1) * new + (h.beta2 - h.beta1) * g


@mistake("betas_swapped", "gradient", "two-betas", "with β₁ and β₂ swapped",
         "β₁ blends the direction, β₂ the memory. Yours are the other way round.")
def _(w: Tensor, g: Tensor, h: Values) -> Tensor:
    h.beta1, h.beta2 = h.beta2, h.beta1
    return g


@mistake("sign_of_gradient", "blend", "two-betas", "with the sign of the present gradient alone",
         "Your direction does not remember anything. The memory belongs in the blend. Is it kept from one step to "
         "the next? And is β₁ still itself there? As an integer, 0.9 is 0.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return g


@mistake("cautious", "blend", "two-betas", "that moves no entry against its present gradient",
         "You leave out entries where the blend and the gradient disagree, as cautious variants do. The rule moves "
         "every entry by the sign of its blend.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    c = h.beta1 * s.v + (1 - h.beta1) * g
    return torch.where(c * g < 0, torch.zeros_like(c), c)


@mistake("cautious_with_zeros", "blend", "two-betas", "that moves only where gradient and blend agree",
         "You leave out entries where blend and gradient do not agree, as cautious variants do, and those whose "
         "gradient is zero. The rule moves every entry by the sign of its blend.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    c = h.beta1 * s.v + (1 - h.beta1) * g
    return torch.where(c * g > 0, c, torch.zeros_like(c))


@mistake("blend_from_the_new_memory_scaled_back", "blend", "two-betas",
         "with the blend made from the new memory, scaled by β₁/β₂",
         "You make the blend from the new memory, in which the gradient stands already, and then it counts once more. "
         "Make the blend from the old memory, and update the memory afterwards.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return h.beta1 / h.beta2 * (h.beta2 * s.v + (1 - h.beta2) * g) + (1 - h.beta1) * g


@mistake("sign_of_old_memory", "blend", "two-betas", "with the sign of the old memory alone",
         "The present gradient does not enter your direction. It is a blend of memory and gradient.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return s.v + 0 * g


@mistake("weights_of_blend_swapped", "blend", "rule", "with the weights in the blend swapped",
         "β₁ says how much of the memory enters the direction. Look at which term it multiplies.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return (1 - h.beta1) * s.v + h.beta1 * g


@mistake("gradient_counts_whole_in_blend", "blend", "rule", "without the factor 1 − β₁ in the blend",
         "Your blend takes the gradient whole. In the rule it has a weight, as the memory has.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return h.beta1 * s.v + g


@mistake("memory_counts_whole_in_blend", "blend", "rule", "without the factor β₁ in the blend",
         "The memory enters your blend whole. It has a weight.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return s.v + (1 - h.beta1) * g


@mistake("memory_with_beta1", "memory", "two-betas", "with β₁ in the memory",
         "The memory is averaged with β₂. Yours uses β₁: is it the blend that you store?")
def _(g: Tensor, c: Tensor, s: State, h: Values) -> Tensor:
    return h.beta1 * s.v + (1 - h.beta1) * g


@mistake("weights_of_memory_swapped", "memory", "rule", "with the weights in the memory swapped",
         "β₂ says how much of the old memory stays. Look at which of the two terms it multiplies.")
def _(g: Tensor, c: Tensor, s: State, h: Values) -> Tensor:
    return (1 - h.beta2) * s.v + h.beta2 * g


@mistake("gradient_counts_whole_in_memory", "memory", "rule", "without the factor 1 − β₂ in the memory",
         "Your memory sums gradients. It is an average: the new gradient has a weight.")
def _(g: Tensor, c: Tensor, s: State, h: Values) -> Tensor:
    return h.beta2 * s.v + g


@mistake("memory_never_fades", "memory", "rule", "without the factor β₂ in the memory",
         "Your memory forgets nothing. The old average has a weight, too.")
def _(g: Tensor, c: Tensor, s: State, h: Values) -> Tensor:
    return s.v + (1 - h.beta2) * g


@mistake("memory_of_blends", "memory", "memory", "whose memory averages the blends",
         "You average the directions. The memory averages the gradients.")
def _(g: Tensor, c: Tensor, s: State, h: Values) -> Tensor:
    return h.beta2 * s.v + (1 - h.beta2) * c


@mistake("blend_written_into_the_memory", "memory", "memory",
         "that blends inside its memory and averages that once more",
         "Your blend changes the memory itself, which is then averaged once more. "
         "Compute the blend into a new tensor.")
def _(g: Tensor, c: Tensor, s: State, h: Values) -> Tensor:
    return h.beta2 * c + (1 - h.beta2) * g


@mistake("memory_of_signs", "memory", "memory", "whose memory averages the signs",
         "You average the signs. The memory averages the gradients.")
def _(g: Tensor, c: Tensor, s: State, h: Values) -> Tensor:
    return h.beta2 * s.v + (1 - h.beta2) * torch.sign(c)


@mistake("memory_of_gradient_signs", "memory", "memory", "whose memory averages the gradients' signs",
         "You average the gradients' signs. The memory averages the gradients.")
def _(g: Tensor, c: Tensor, s: State, h: Values) -> Tensor:
    return h.beta2 * s.v + (1 - h.beta2) * torch.sign(g)


@mistake("sign_stored", "memory", "memory", "that stores the sign in the place of the memory",
         "Your sign_() changes the memory itself. Operations that end in _ change their tensor: "
         "take the sign into a new one.")
def _(g: Tensor, c: Tensor, s: State, h: Values) -> Tensor:
    return torch.sign(c)


@mistake("sign_written_into_the_memory", "memory", "memory",
         "that makes its memory the sign and averages that with the gradient",
         "Your blend and its sign are worked out inside the memory itself, which is then averaged once more. "
         "Operations that end in _ change their tensor: blend in a new one.")
def _(g: Tensor, c: Tensor, s: State, h: Values) -> Tensor:
    return h.beta2 * torch.sign(c) + (1 - h.beta2) * g


@mistake("memory_in_bfloat16", "memory", "memory", "with a memory that is rounded to bfloat16",
         "Your memory goes through bfloat16, which has fewer than three decimal digits. Keep the parameter's dtype.")
def _(g: Tensor, c: Tensor, s: State, h: Values) -> Tensor:
    return (h.beta2 * s.v + (1 - h.beta2) * g).bfloat16().to(g.dtype)


@mistake("memory_in_half_precision", "memory", "memory", "with a memory that is rounded to float16",
         "Your memory goes through float16, where it loses digits. Keep the parameter's dtype.")
def _(g: Tensor, c: Tensor, s: State, h: Values) -> Tensor:
    return (h.beta2 * s.v + (1 - h.beta2) * g).half().to(g.dtype)


def blend_of_float16(g: Tensor, s: State, h: Values) -> Tensor:
    return (h.beta1 * s.v).half().to(g.dtype) + (1 - h.beta1) * g if s.moved else (1 - h.beta1) * g


def memory_in_float16(g: Tensor, c: Tensor, s: State, h: Values) -> Tensor:
    old = (h.beta2 * s.v).half().to(g.dtype) if s.moved else torch.zeros_like(g)
    s.moved = True
    return (old + (1 - h.beta2) * g).half().to(g.dtype)


def blend_of_bfloat16(g: Tensor, s: State, h: Values) -> Tensor:
    return (h.beta1 * s.v).bfloat16().to(g.dtype) + (1 - h.beta1) * g if s.moved else (1 - h.beta1) * g


def memory_in_bfloat16(g: Tensor, c: Tensor, s: State, h: Values) -> Tensor:
    old = (h.beta2 * s.v).bfloat16().to(g.dtype) if s.moved else torch.zeros_like(g)
    s.moved = True
    return (old + (1 - h.beta2) * g).bfloat16().to(g.dtype)


for kind, blend, memory in (("float16", blend_of_float16, memory_in_float16),
                            ("bfloat16", blend_of_bfloat16, memory_in_bfloat16)):
    task.add(f"memory_of_{kind}", {"blend": blend, "memory": memory}, section="lion#lion-memory",
             says=f"Lion with a memory that is a tensor of {kind}",
             hint=f"Your memory is a {kind} tensor, where it loses digits. Make it like the parameter: same dtype.")


@mistake("memory_fades_with_beta1", "memory", "two-betas", "with β₁ before the old memory",
         "The old memory fades by β₂. Yours fades by β₁.")
def _(g: Tensor, c: Tensor, s: State, h: Values) -> Tensor:
    return h.beta1 * s.v + (1 - h.beta2) * g


@mistake("weights_of_the_gradient_mixed_up", "memory", "two-betas", "with 1 − β₁ and 1 − β₂ mixed up",
         "The present gradient has the weight 1 − β₁ in the blend and 1 − β₂ in the memory. Look at both.")
def _(g: Tensor, c: Tensor, s: State, h: Values) -> Tensor:
    return h.beta2 * s.v + (1 - h.beta1) * g


@mistake("blend_fades_with_beta2", "blend", "two-betas", "with β₂ before the memory in the blend",
         "In the blend the memory has the weight β₁. Yours has β₂.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return h.beta2 * s.v + (1 - h.beta1) * g


@mistake("blend_of_signs", "blend", "sign", "that blends the signs of memory and gradient",
         "You take the signs before you blend, so that sizes no longer count in the blend. Blend first.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return h.beta1 * torch.sign(torch.as_tensor(s.v)) + (1 - h.beta1) * torch.sign(g)


@mistake("memory_corrected", "blend", "rule", "with bias correction of the memory, as in Adam",
         "You divide the memory by 1 − β₂ᵗ. Adam corrects its averages; Lion takes its memory as it is.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    c = h.beta1 * s.v / (1 - h.beta2**s.t) + (1 - h.beta1) * g if s.moved else (1 - h.beta1) * g
    s.t = s.t + 1
    s.moved = True
    return c


@mistake("memory_starts_at_one", "blend", "memory", "whose memory starts at one",
         "Before the first step the memory is zero. Yours is one.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    s.v = s.v if s.moved else torch.ones_like(g)
    s.moved = True
    return h.beta1 * s.v + (1 - h.beta1) * g


@mistake("memory_fades_for_the_blend", "blend", "memory",
         "whose memory is multiplied by β₂ twice in every step, before the blend and after it",
         "You shrink the memory in place before you blend, and then average it. Blend first, into a new tensor.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    s.v = h.beta2 * s.v
    return h.beta1 * s.v + (1 - h.beta1) * g


@mistake("memory_fades_with_beta1_too", "memory", "memory", "whose memory fades by β₁ for the blend and by β₂ after it",
         "You multiply the memory itself by β₁ for the blend, and average that. Operations that end in _ change their "
         "tensor: blend in a new one.")
def _(g: Tensor, c: Tensor, s: State, h: Values) -> Tensor:
    return h.beta2 * h.beta1 * s.v + (1 - h.beta2) * g


@mistake("betas_sorted", "gradient", "two-betas", "with the smaller beta as β₁ and the larger one as β₂",
         "You put the two betas in order. β₁ is the first one that was given, and it may be the larger one.")
def _(w: Tensor, g: Tensor, h: Values) -> Tensor:
    h.beta1, h.beta2 = at_most(h.beta1, h.beta2), -at_most(-h.beta1, -h.beta2)
    return g


@mistake("memory_twice_faded_in_the_blend", "blend", "memory", "that blends with a memory faded by β₂ once more",
         "β₂ shrinks the memory once too often before it is blended: just before the blend, or together with the new "
         "gradient when it is stored. Check the order of your lines, and your brackets.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return h.beta1 * h.beta2 * s.v + (1 - h.beta1) * g


@mistake("memory_is_the_last_gradient", "memory", "memory", "that remembers the last gradient only",
         "You keep only the last gradient, so your memory is one step long. It should be an average over all "
         "gradients so far.")
def _(g: Tensor, c: Tensor, s: State, h: Values) -> Tensor:
    return g.clone()


@mistake("memory_starts_with_the_gradient", "blend", "memory",
         "whose memory starts with the first gradient",
         "Before the first step the memory is zero. Yours holds the first gradient.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    s.v = s.v if s.moved else g.clone()
    s.moved = True
    return h.beta1 * s.v + (1 - h.beta1) * g


@mistake("empty_memory_takes_the_gradient", "blend", "memory",
         "whose memory takes the gradient whole whenever it is zero",
         "You fill the memory with the gradient as long as it is zero. It starts at zero and averages from there.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    s.v = s.v if torch.as_tensor(s.v).norm() > 0 else g.clone()
    return h.beta1 * s.v + (1 - h.beta1) * g


@mistake("no_sign", "direction", "sign", "without the sign",
         "Your step is as long as the blend. In Lion each weight moves by η, "
         "and the blend only says which way.")
def _(c: Tensor, h: Values) -> Tensor:
    return c


@mistake("tanh_in_the_place_of_sign", "direction", "sign", "with tanh in the place of the sign",
         "Your small blends make small steps. The sign makes all steps equally long.")
def _(c: Tensor, h: Values) -> Tensor:
    return torch.tanh(c)


@mistake("clamp_in_the_place_of_sign", "direction", "sign", "with a blend cut off at −1 and 1 in the place of the sign",
         "Your small blends make small steps. The sign makes all steps equally long.")
def _(c: Tensor, h: Values) -> Tensor:
    return c.clamp(-1, 1)


@mistake("softsign_in_the_place_of_sign", "direction", "sign", "with c / (1 + |c|) in the place of the sign",
         "Your small blends make small steps. The sign makes all steps equally long.")
def _(c: Tensor, h: Values) -> Tensor:
    return c / (1 + c.abs())


@mistake("sign_by_division", "direction", "sign", "with c / (|c| + 10⁻⁸) in the place of the sign",
         "Where the blend is tiny, the number that you add in the denominator makes your step shorter. "
         "torch.sign needs no such guard.")
def _(c: Tensor, h: Values) -> Tensor:
    return c / (c.abs() + 1e-8)


@mistake("sign_by_plain_division", "direction", "sign", "with c / |c| in the place of the sign",
         "Where the blend is exactly zero, you divide zero by zero. torch.sign knows that the sign of zero is zero.")
def _(c: Tensor, h: Values) -> Tensor:
    return c / c.abs()


@mistake("sign_of_zero_is_one", "direction", "sign", "with sign(0) = 1",
         "Where the blend is exactly zero, your weights move. The sign of zero is zero.")
def _(c: Tensor, h: Values) -> Tensor:
    return torch.where(c >= 0, 1.0, -1.0).to(c.dtype)


@mistake("sign_of_zero_is_minus_one", "direction", "sign", "with sign(0) = −1",
         "Where the blend is exactly zero, your weights move. The sign of zero is zero.")
def _(c: Tensor, h: Values) -> Tensor:
    return torch.where(c > 0, 1.0, -1.0).to(c.dtype)


@mistake("divided_by_length", "direction", "sign", "with the blend scaled to length 1",
         "You divide the blend by its length. The sign is taken of each weight by itself.")
def _(c: Tensor, h: Values) -> Tensor:
    length: Tensor = c.norm() + 1e-12
    return c / length


@mistake("divided_by_mean_size", "direction", "sign", "with the sign scaled by the blend's mean size",
         "Your step grows with the blend. The sign alone decides; η says how far.")
def _(c: Tensor, h: Values) -> Tensor:
    return torch.sign(c) * c.abs().mean()


def decayed_sign(c: Tensor, h: Values) -> Tensor:
    return torch.sign(c + h.weight_decay * h.before)


task.add("decay_inside_sign", {"shrink": kept, "direction": decayed_sign}, section="lion#lion-decay",
         says="Lion with λw inside the sign",
         hint="You add λw before you take the sign, and the sign discards its size. The decay belongs outside the "
              "sign.")


@mistake("decay_in_the_memory_too", "memory", "decay", "with λw in the memory, and the decay besides",
         "λ enters twice: your weights shrink, and λw is in the memory as well. The memory averages the gradients "
         "alone.")
def _(g: Tensor, c: Tensor, s: State, h: Values) -> Tensor:
    return h.beta2 * s.v + (1 - h.beta2) * (g + h.weight_decay * h.before)


@mistake("decay_in_the_memory_after_the_decay", "memory", "decay",
         "that shrinks the weights and then has λw in the memory as well",
         "λ enters twice: your weights shrink, and λw is in the memory as well. The memory averages the gradients "
         "alone.")
def _(g: Tensor, c: Tensor, s: State, h: Values) -> Tensor:
    return h.beta2 * s.v + (1 - h.beta2) * (g + h.weight_decay * h.shrunk)


@mistake("decay_in_the_blend_too", "blend", "decay", "with λw in the blend, and the decay besides",
         "λ enters twice: your weights shrink, and λw is in the blend as well. The blend takes the gradient as it is.")
def _(g: Tensor, s: State, h: Values) -> Tensor:
    return h.beta1 * s.v + (1 - h.beta1) * (g + h.weight_decay * h.before)


@mistake("decayed_twice", "gradient", "decay", "with L2 as well",
         "λ enters twice: once on the weights directly and once through the gradient. Leave the gradient as it is.")
def _(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g + h.weight_decay * w


@mistake("decayed_twice_in_turn", "gradient", "decay", "that shrinks the weights and then has L2 as well",
         "λ enters twice: once on the weights directly and once through the gradient. Leave the gradient as it is.")
def _(w: Tensor, g: Tensor, h: Values) -> Tensor:
    return g + h.weight_decay * h.shrunk


def memory_of_decay(g: Tensor, c: Tensor, s: State, h: Values) -> Tensor:
    return h.beta2 * s.v + (1 - h.beta2) * (g + h.weight_decay * h.before)


task.add("decay_only_in_the_memory", {"shrink": kept, "memory": memory_of_decay}, section="lion#lion-decay",
         says="Lion with λw in the memory and no decay besides",
         hint="You add λw to what the memory averages. The decay should act on the weights directly, and the memory "
              "averages the gradients alone.")


def starting(g: Tensor, s: State, h: Values) -> Tensor:
    s.v = s.v if s.moved else h.start * torch.ones_like(g)
    s.moved = True
    return h.beta1 * s.v + (1 - h.beta1) * g


def rounded_memory(g: Tensor, c: Tensor, s: State, h: Values) -> Tensor:
    return ((h.beta2 * s.v + (1 - h.beta2) * g) * 10**h.digits).round() / 10**h.digits


def no_sign_of_little(c: Tensor, h: Values) -> Tensor:
    return torch.sign(c) * (c.abs() >= h.bound)


def guarded(c: Tensor, h: Values) -> Tensor:
    return c / (c.abs() + h.guard)


for name, number, values, parts, label, says, hint in (
    ("memory_starts_at", "start", STARTS, {"blend": starting}, "memory", "whose memory starts at {value}",
     "Before the first step the memory is zero. Yours is {value}."),
    ("memory_rounded_to", "digits", DIGITS, {"memory": rounded_memory}, "memory",
     "with a memory that is rounded to {value} decimal places",
     "You round the memory. Rounding is for printing: small gradients are lost in it."),
    ("no_sign_below", "bound", DECADES, {"direction": no_sign_of_little}, "sign",
     "that takes the sign of a blend below {value} for zero",
     "A small blend has a sign like any other. Only where it is exactly zero does nothing move."),
    ("sign_by_division_with", "guard", DECADES, {"direction": guarded}, "sign",
     "with c / (|c| + {value}) in the place of the sign",
     "Where the blend is small, the number that you add in the denominator makes your step shorter. "
     "torch.sign needs no such guard."),
):
    task.family(name, lambda value, parts=parts, number=number: {**parts, "fixed": {number: value}},  # type: ignore[misc]
                values, section=f"lion#lion-{label}", says=f"Lion {says}", hint=hint)
add_decay_mistakes(task, "lion", "lion-decay", "lion-decay")
task.misconceptions.append(Misconception(
    "l2_in_the_place_of_decay", "lion#lion-decay",
    "You add λw to the gradient, where the sign and the memory see it. "
    "Here the weights shrink by themselves.", "Lion with L2",
    parts={"gradient": penalized, "shrink": kept}))
for beta1, beta2 in (0.9, 0.999), (0.95, 0.98):  # Adam's, and those for language models
    task.always(beta1=beta1, beta2=beta2)
    task.misconceptions.append(Misconception(
        f"betas_default_{beta1:g}_{beta2:g}", "step#step-hyperparameters",
        f"Where the betas are not given you take ({beta1:g}, {beta2:g}). Compare your constructor's default with the "
        "one that is asked for.", f"Lion with betas = ({beta1:g}, {beta2:g}) where they are not given",
        driver=Replaced.having(where={"beta1": 0.9, "beta2": 0.99}, by={"beta1": beta1, "beta2": beta2})))
for value in (0.01, 0.1):
    task.always(weight_decay=value)
bookkeeping.add_mistakes(task, without=bookkeeping.COUNTING + bookkeeping.SCALING + (
    "decay_written_into_the_gradient", "decay_not_asked_for",
    "state_made_anew",  # sign_of_gradient
    "weight_decay_hard_coded",  # no_decay
))
