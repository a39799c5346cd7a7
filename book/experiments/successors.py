"""Methods beyond this book's eight, on the digits of `comparison`: as their libraries have them, with one budget."""

from dataclasses import dataclass

import numpy as np
import pytorch_optimizer
import torch
from lion_pytorch import Lion
from torch.nn.functional import cross_entropy

from . import comparison, repeated
from .repeated import Tried
from .stored import stored

STEPS = 200


class MuonAndAdamW:
    """Muon for all matrices, also the first and the last, and AdamW for the biases; one η for both."""

    def __init__(self, params, lr):
        params = list(params)
        self.parts = [
            torch.optim.Muon(
                [p for p in params if p.dim() == 2], lr=lr, weight_decay=0, adjust_lr_fn="match_rms_adamw"
            ),
            torch.optim.AdamW([p for p in params if p.dim() < 2], lr=lr, weight_decay=0),
        ]  # fmt: skip
        self.param_groups = [group for part in self.parts for group in part.param_groups]

    def step(self):
        for part in self.parts:
            part.step()


@dataclass(frozen=True)
class Method:
    """How to make the optimizer, and the middle one of seven learning rates, each √10 times the one before."""

    make: object
    middle: float
    schedule: bool = True

    @property
    def lrs(self):
        return [self.middle * 10 ** (k / 2) for k in range(-3, 4)]


def _library(name, **options):
    return lambda ps, lr: getattr(pytorch_optimizer, name)(ps, lr=lr, **options)


METHODS = {
    "Momentum": Method(lambda ps, lr: torch.optim.SGD(ps, lr=lr, momentum=0.9), 0.1),
    "AdamW": Method(lambda ps, lr: torch.optim.AdamW(ps, lr=lr, weight_decay=0), 0.03),
    "Lion": Method(lambda ps, lr: Lion(ps, lr=lr), 0.003),
    "NAdam": Method(lambda ps, lr: torch.optim.NAdam(ps, lr=lr), 0.03),
    "RAdam": Method(lambda ps, lr: torch.optim.RAdam(ps, lr=lr), 0.03),
    "Adafactor": Method(lambda ps, lr: torch.optim.Adafactor(ps, lr=lr), 0.1),
    "LAMB": Method(_library("Lamb"), 0.03),
    "Shampoo": Method(_library("Shampoo", preconditioning_compute_steps=10, matrix_eps=1e-3), 0.1),
    "SOAP": Method(_library("SOAP", weight_decay=0), 0.01),
    "Muon": Method(MuonAndAdamW, 0.03),
    "Schedule-Free": Method(_library("ScheduleFreeAdamW"), 0.03, schedule=False),
    "Prodigy": Method(_library("Prodigy"), 1.0),
}


def train(method, lr, seed, data):
    """(trained model, its optimizer); η on a cosine where the method has a schedule."""
    torch.manual_seed(seed)
    model = comparison.Perceptron.module()
    optimizer = method.make(list(model.parameters()), lr)
    random = torch.Generator().manual_seed(seed)
    if hasattr(optimizer, "train"):
        optimizer.train()
    for t in range(STEPS):
        if method.schedule:
            for group in optimizer.param_groups:
                group["lr"] = lr * 0.5 * (1 + np.cos(np.pi * t / STEPS))
        batch = torch.randperm(len(data.x), generator=random)[: comparison.BATCH]
        for p in model.parameters():
            p.grad = None
        cross_entropy(model(data.x[batch]), data.y[batch]).backward()
        try:
            optimizer.step()
        except torch.linalg.LinAlgError:  # Shampoo's roots of a matrix that is no longer finite: it has diverged
            for p in model.parameters():
                p.data.fill_(torch.nan)
            break
    if hasattr(optimizer, "eval"):
        optimizer.eval()  # Schedule-Free: from where gradients are taken to the average
    return model, optimizer


@torch.no_grad()
def accuracy(model, data):
    """The share of digits that the model gets right, and its mean cross entropy."""
    outputs = model(data.x)
    return float((outputs.argmax(dim=1) == data.y).double().mean()), float(cross_entropy(outputs, data.y))


@dataclass(frozen=True)
class Result(Tried):
    """`scores` are test accuracies."""

    stored: int  # numbers that the optimizer keeps


@stored(Result)
def run(name, repetition) -> Result:
    """A method of METHODS by name, tuned by validation error, then trained with other seeds."""
    training, validation, test = comparison.split(repetition)
    method = METHODS[name]

    def validate(lrs, decays, seeds):
        pairs = [accuracy(train(method, lr, seed, training)[0], validation) for lr, seed in zip(lrs, seeds)]
        right, losses = np.array(pairs).T
        return 1 - right, losses

    before = run(name, 0).errors if repetition else None
    lr, decay, edges, errors = repeated.tune(method.lrs, (0,), repetition, validate, before)
    runs = [train(method, lr, seed, training) for seed in repeated.report_seeds(repetition)]
    optimizer = runs[0][1]
    states = [s for part in getattr(optimizer, "parts", [optimizer]) for s in part.state.values()]
    return Result(
        repetition, lr, decay, edges, errors,
        scores=np.array([accuracy(model, test)[0] for model, _ in runs]),
        stored=sum(map(numbers, states)),
    )  # fmt: skip


def numbers(state):
    """How many numbers there are in the tensors of a state, however nested."""
    if torch.is_tensor(state):
        return state.numel() if state.dim() else 0
    if isinstance(state, dict):
        return sum(map(numbers, state.values()))
    return sum(map(numbers, state)) if isinstance(state, list | tuple) else 0
