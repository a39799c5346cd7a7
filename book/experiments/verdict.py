"""Which method is better: the one yardstick for every comparison of training runs in this book.

Two methods are tuned and trained anew in each of several repetitions (see `repeated`), each with its own split of the
data, its own tuning seeds and its own seeds for the report. A repetition gives one number, the mean lead over its
seeds, for each of which both methods saw the same first weights and the same batches. These numbers differ by all that
chance has a hand in: split, tuning and seeds. So their standard error and Student's interval (Student, 1908) are those
of the whole procedure, and not of two settings. (They are independent of each other but for the pool of examples.)
"""

from dataclasses import dataclass
from enum import Enum

import numpy as np
from scipy import stats

REPETITIONS = {**dict.fromkeys(("MLP", "CNN", "decays", "lion"), range(1, 9)), "terrain": range(1, 7),
               "successors": range(1, 11)}  # fmt: skip
"""How often each experiment is repeated, 12 to 40 minutes each.

The numbers were settled while results came in, so a verdict that only the last repetition gives is a weak one.
"""
TIE = 1e-9  # a lead that is smaller comes from the computer's arithmetic
CHANCE = 0.05  # of calling at least one of the pairs that are compared together different, if none is


class Outcome(Enum):
    """What can be said of a pair."""

    AHEAD = "ahead"
    BEHIND = "behind"
    OPEN = "not told apart"


@dataclass(frozen=True)
class Verdict:
    """How far one method is ahead of another, in the unit of the scores."""

    lead: float  # mean over the repetitions
    error: float  # its standard error
    low: float
    high: float  # the interval, wide enough for all pairs that are compared together
    ahead: int  # of `repetitions`, in how many the mean lead is positive
    behind: int  # in how many it is negative; the others are ties
    repetitions: int
    seeds_ahead: int  # of `seeds`, over all repetitions
    seeds: int
    luck: float  # share of the squared standard error that more seeds would not take away: tuning, and the split
    edges: tuple  # which method's choice lay at the end of which grid, and how often

    @property
    def outcome(self) -> Outcome:
        if self.low <= 0 <= self.high:
            return Outcome.OPEN
        return Outcome.AHEAD if self.lead > 0 else Outcome.BEHIND


def compare(ours, theirs, among=1, of="scores", lower=False, unit=100.0) -> Verdict:
    """How far one method is ahead of another; both are lists of `Tried`, one for each repetition.

    Args:
        among: how many pairs are compared together. The more there are, the wider their intervals (Bonferroni).
        of: the field that is compared, an array (seeds,).
        lower: whether the lower value is the better one.
        unit: what the values are multiplied by; 100 makes points of shares.

    Raises:
        ValueError: if the two are no pairs, a repetition is the one that posed the question, or a value is not finite.
    """
    numbers = [one.repetition for one in ours]
    if numbers != [one.repetition for one in theirs] or len({0, *numbers}) != len(numbers) + 1:
        raise ValueError("Both methods need the same repetitions, each once, and without 0, which posed the question.")
    if len(numbers) < 3:
        raise ValueError("Fewer than three repetitions say nothing about chance.")
    leads = unit * np.array([getattr(a, of) - getattr(b, of) for a, b in zip(ours, theirs)])  # (repetitions, seeds)
    if not np.isfinite(leads).all():
        raise ValueError("A value that is not finite leaves no mean to judge by.")
    leads = -leads if lower else leads
    means = leads.mean(axis=1)
    lead, error = float(means.mean()), float(stats.sem(means))
    reach = error * float(stats.t.ppf(1 - CHANCE / among / 2, len(means) - 1))
    spread, by_seeds = means.var(ddof=1), leads.var(axis=1, ddof=1).mean() / leads.shape[1]
    return Verdict(
        lead, error, lead - reach, lead + reach, int(np.sum(means > TIE)), int(np.sum(means < -TIE)), len(means),
        int(np.sum(leads > TIE)), leads.size, float(max(0.0, 1 - by_seeds / spread)) if spread else 0.0,
        tuple((k, name, sum(name in one.edges for one in tried)) for k, tried in enumerate((ours, theirs))
              for name in ("η", "λ") if any(name in one.edges for one in tried)),
    )  # fmt: skip


HEAD = ["lead ± standard error", "interval", "repetitions ahead", "seeds ahead", "luck of tuning and split", "verdict"]


def row(verdict, digits=2):
    """The cells of a table with HEAD."""
    number = f"{{:+.{digits}f}}"
    whose = "first", "second"
    ends = "".join(f"; {whose[k]}'s {grid} at its grid's end in {count}" for k, grid, count in verdict.edges)
    return [
        f"{number.format(verdict.lead)} ± {verdict.error:.{digits}f}".replace("-", "−"),
        f"{number.format(verdict.low)} to {number.format(verdict.high)}".replace("-", "−"),
        f"{verdict.ahead} of {verdict.repetitions}", f"{verdict.seeds_ahead} of {verdict.seeds}",
        f"{verdict.luck:.0%}", verdict.outcome.value + ends,
    ]  # fmt: skip


def said(verdict, digits=1):
    """The same in the words of a sentence, for whichever of the two is ahead."""
    ahead = verdict.ahead if verdict.lead > 0 else verdict.behind
    return f"by {abs(verdict.lead):.{digits}f} ± {verdict.error:.{digits}f}, in {ahead} of {verdict.repetitions}"
