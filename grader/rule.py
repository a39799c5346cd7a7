"""An update rule for one parameter, in parts that can each be got wrong.

A rule is called as `rule(w, g, s, h)` and returns the new weights from the weights `w`, the gradient
`g`, the parameter's own state `s` (whose values start at zero) and the hyperparameters `h`. A
mistake puts something else in the place of one part; two mistakes in different parts combine.
What scales the step is `h.rate`; a decay reads `h.lr`, which a mistake with the rate leaves alone.
`h.shrunk` is what a decay leaves of the weights, `h.first_lr` the learning rate of the construction.
"""

from __future__ import annotations


class Rule:
    """What all rules share. A task's own rule writes `step`, and may cut it into further parts."""

    fixed = {}  # hyperparameters that are used in place of those that were given

    def __call__(self, w, g, s, h):
        vars(h).update(self.fixed)
        h.rate = self.rate(h)
        h.shrunk = self.shrink(w, h)
        return self.finish(self.step(w, self.gradient(w, g, h), s, h), h)

    @staticmethod
    def gradient(w, g, h):
        return g

    @staticmethod
    def rate(h):
        return h.lr

    @staticmethod
    def shrink(w, h):
        return w

    @staticmethod
    def step(w, g, s, h):
        raise NotImplementedError

    @staticmethod
    def finish(w, h):
        return w


class Decaying(Rule):
    """A rule with a decoupled weight decay: the weights shrink before they move."""

    @staticmethod
    def shrink(w, h):
        return w * (1 - h.lr * h.weight_decay)


def uphill(h):
    return -h.lr


def first_lr(h):
    return h.first_lr


def no_lr(h):
    return 1.0


def lr_squared(h):
    return h.lr * h.lr


def clipped(w, g, h):
    return g.clamp(-1, 1)


def normalized(w, g, h):
    return g / (g.norm() + 1e-12)


def norm_clipped(w, g, h):
    return g / max(float(g.norm()), 1.0)


def decayed(w, g, h):
    return g + h.penalty * w
