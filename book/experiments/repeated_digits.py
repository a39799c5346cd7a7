"""The comparison on digits, repeated: for each repetition its own split, its own tuning and its own seeds."""

from dataclasses import dataclass

import numpy as np

from . import comparison, repeated
from .repeated import Tried
from .stored import stored

TARGET = 0.95


@dataclass(frozen=True)
class Timed(Tried):
    """`scores` are test accuracies."""

    steps: np.ndarray  # until a run had TARGET of the test set right, measured every ten; all steps if it never had


@stored(Timed)
def again(network, name, repetition):
    """A method of METHODS on a network of NETWORKS, both by name, tuned and trained anew."""
    net, method = comparison.NETWORKS[network], comparison.METHODS[name]
    training, validation, test = comparison.split(repetition)

    def validate(lrs, decays, seeds):
        weights = comparison.train(net, method.rule, lrs, decays, seeds, training)
        right, losses = comparison.measure(net, weights, validation)
        return 1 - right, losses

    steps, course = [], []

    def watch(t, weights):
        if t % 10 == 0:
            steps.append(t)
            course.append(comparison.measure(net, weights, test)[0])

    before = comparison.outcome(network, name).tuned.errors
    lr, decay, edges, errors = repeated.tune(method.lrs, method.decays, repetition, validate, before)
    seeds = list(repeated.report_seeds(repetition))
    comparison.train(net, method.rule, [lr] * len(seeds), [decay] * len(seeds), seeds, training, watch=watch)
    result = comparison.Result(course[-1], np.array(steps), np.array(course), np.array([]))
    reached = np.minimum(result.reached(TARGET), comparison.STEPS)
    return Timed(repetition, lr, decay, edges, errors, course[-1], reached)
