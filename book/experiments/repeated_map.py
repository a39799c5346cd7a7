"""The experiments on the map of Vancouver Island, repeated: Adam with L2 beside AdamW, and AdamW beside Lion."""

import torch
from torch.func import vmap

from . import decay_grid, lion_claims, repeated, stacks
from .repeated import Tried
from .stored import stored


@stored(Tried)
def decays(method, repetition):
    """A method of `decay_grid`, on its grid; the scores are test errors."""
    before = decay_grid.found(method).validation.mean(axis=-1)
    lrs, decays = decay_grid.LRS, decay_grid.DECAYS[method]
    return _again(decay_grid.RULES[method], stacks.cosine, lrs, decays, repetition, before)


@stored(Tried)
def undecayed(repetition):
    """Adam on the same task without any decay; the scores are test errors."""
    before = decay_grid.found("AdamW").validation.mean(axis=-1)[:, :1]
    return _again(stacks.adamw, stacks.cosine, decay_grid.LRS, (0,), repetition, before)


@stored(Tried)
def lion(method, schedule, repetition):
    """A method of `lion_claims` with a schedule, on its grid; the scores are test errors."""
    rule, plan = lion_claims.RULES[method], lion_claims.SCHEDULES[schedule]
    before = lion(method, schedule, 0).errors if repetition else None
    return _again(rule, plan, lion_claims.LRS[method], lion_claims.DECAYS, repetition, before)


def _again(rule, schedule, lrs, decays, repetition, before):
    training, validation, test = decay_grid.split(repetition)

    def validate(lrs, decays, seeds):
        weights = decay_grid.train(rule, lrs, decays, seeds, training, schedule)
        with torch.no_grad():
            losses = vmap(decay_grid.loss, in_dims=(0, None, None), chunk_size=25)(weights, validation.x, validation.y)
        return decay_grid.errors(weights, validation), losses.numpy()

    lr, decay, edges, errors = repeated.tune(lrs, decays, repetition, validate, before)
    seeds = list(repeated.report_seeds(repetition))
    weights = decay_grid.train(rule, [lr] * len(seeds), [decay] * len(seeds), seeds, training, schedule)
    return Tried(repetition, lr, decay, edges, errors, decay_grid.errors(weights, test))
