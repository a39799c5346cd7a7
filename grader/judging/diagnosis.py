"""Name the mistake: find the misconception whose path the student's follows.

A name is given only where the paths agree within the tolerance of a right answer. First the whole
set of trials is compared with every single misconception, then with every two that can be made at
once, of which exactly one pair must fit. If nothing fits everywhere, a failed check is named by what
fits its own trials, provided that it is the only one that does. A mistake in the rule must fit all
trials that ask for the rule, since the rule is everywhere the same; where η changes, it may be joined
by another that shows there only.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from ..ground.failure import Failure
from ..ground.trial import Device, Trial
from ..ground.walk import Trajectory
from ..language.driver import combine
from ..language.task import Check, JudgedBy, Misconception
from ..outcome.finding import Finding, Observed
from .compare import QUIET, first_difference, gradients_touched
from .judge import Trajectories
from .paths import Paths, price
from .search import Search


@QUIET
def diagnose(known: Paths, paths: Trajectories,
             findings: list[Finding]) -> list[tuple[Misconception, ...]]:
    """The misconceptions that explain each failed check; empty where nothing is known.

    Args:
        known: the paths of the task's reference and mistakes.
        paths: the student's trajectories by trial name.
        findings: one for each check, from `judge.judge`.
    """
    if all(f.passed for f in findings):
        return [()] * len(findings)
    walks = _Walks(known, paths)
    whole = walks.explain_all()
    names: list[tuple[Misconception, ...]] = []
    for check, finding in zip(known.task.checks, findings):
        usable = walks.usable(check.trials)
        told = finding.observed and finding.observed is not Observed.GRADIENTS_MODIFIED
        stored = check.judge is JudgedBy.STORAGE and not (whole and (finding.difference or finding.still))
        if finding.passed or told or stored or not usable:
            names.append(())
        elif finding.observed:  # who changes the gradients, and how, if that is known
            names.append(tuple(m for m in whole if walks.modifies(m, usable)))
        else:
            found = walks.responsible(check, whole, usable) if whole else walks.explain(usable)
            names.append(found if walks.explains(found, finding) else ())
    return names


def explain(known: Paths, paths: Trajectories) -> tuple[str, ...]:
    """The names of the mistakes that explain all trials; none where nothing, or more than one thing, explains them."""
    return tuple(m.name for m in explanation(known, paths))


def explanation(known: Paths, paths: Trajectories) -> tuple[Misconception, ...]:
    """The mistakes themselves that explain all trials."""
    return _Walks(known, paths).explain_all()


@dataclass
class _Walks:
    """A student's trajectories beside all that are known."""

    known: Paths
    paths: Trajectories
    _told: Counter[str] = field(default_factory=Counter)  # by trial, how many mistakes it has ruled out
    _parts_in: dict[str, Trial] = field(default_factory=dict)  # by mistake, the trial that ruled it out last

    def usable(self, trials: Iterable[Trial]) -> list[Trial]:
        """Trials that say something about the path; short ones first: they rule out most."""
        there = [t for t in trials if t.name in self.paths and not t.fine and not (
            (failure := self.paths[t.name].failure)
            and (t.device is not Device.CPU or failure.out_of_time))]
        return sorted(there, key=lambda t: t.steps)

    def explains(self, mistakes: tuple[Misconception, ...], finding: Finding) -> bool:
        """Whether mistakes that explain a check's trials explain the difference that is told, be it a fine trial's."""
        told = [t for t in self.known.task.trials if finding.difference and t.name == finding.difference.trial]
        return not mistakes or self.fit(mistakes, [t for t in told if t.fine])

    def explain_all(self) -> tuple[Misconception, ...]:
        """What explains every trial: one mistake, or the only two or three that do."""
        trials = self.usable(self.known.task.trials)
        if self._stops_everywhere:
            return ()
        for m in self.known.task.misconceptions:
            if self.fit((m,), trials):
                return (m,)
        return self._search.found(trials)

    def explain(self, trials: list[Trial]) -> tuple[Misconception, ...]:
        """What explains these trials, which are one check's.

        The only single mistake, or those of the rule and at most one more.
        """
        if self._stops_everywhere:
            return ()
        task = self.known.task
        fitting = [m for m in task.misconceptions
                   if self._may_fit(m, trials if m.driver else [*trials, *self._of_the_rule])
                   and not self._shows_where_it_was_looked_for(m)
                   and self.fit((m,), trials) and (m.driver or self.fit((m,), self._of_the_rule))
                   and self.known.shows(m, trials) and self._treats_gradients_alike(m, trials)
                   and not self.known.shows(m, self._right)]
        if fitting or not self.rule:
            return (fitting[0],) if len(fitting) == 1 else ()
        if self.fit(self.rule, trials):
            return tuple(m for m in self.rule if self.known.shows(m, trials)) or self.rule
        joined = [m for m in task.misconceptions if all(combine(m, other) for other in self.rule)
                  and self.known.shows(m, trials) and (m.driver or not self.known.shows(m, self._of_the_rule))
                  and self._search.fits((*self.rule, m), trials) and self._treats_gradients_alike(m, trials)]
        return (joined[0],) if len(joined) == 1 and self._search.left >= 0 else ()  # nobody else was left out unseen

    @cached_property
    def _stops_everywhere(self) -> bool:
        """Whether the student reaches no trial's end, as nobody does who makes a known mistake."""
        return all(self.paths[t.name].failure for t in self.usable(self.known.task.trials))

    @cached_property
    def rule(self) -> tuple[Misconception, ...]:
        """What explains the trials of the rule, if its mistakes are all that is known of the student."""
        trials = self._of_the_rule
        if not trials or all(self.paths[t.name].failure for t in trials):
            return ()
        if not any(self._part(self.paths[t.name], self.known.right(t), t) for t in trials):
            return ()  # the rule is right
        single = next((m for m in self.known.task.misconceptions
                       if not m.driver and self._may_fit(m, trials) and self.fit((m,), trials)), None)
        found = (single,) if single else self._search.found(trials)
        return () if any(self.known.shows(m, self._right) for m in found) else found

    @cached_property
    def _search(self) -> Search:
        return Search(self.known, self.paths, self.follows)

    @cached_property
    def _of_the_rule(self) -> list[Trial]:
        """The trials that ask for the rule, which is everywhere the same; where η changes another may join it."""
        return self.usable(t for c in self.known.task.checks if c.judge is JudgedBy.PATH
                           for t in c.trials if not t.changes)

    def _may_fit(self, mistake: Misconception, trials: list[Trial]) -> bool:
        """Whether the first steps of a mistake do not rule it out for these trials.

        They say nothing of the bookkeeping, such as another default: there everything is given and nothing is None.
        """
        return bool(mistake.driver) or not {t.name for t in trials} & self._ruled_out[mistake.name]

    @cached_property
    def _ruled_out(self) -> dict[str, set[str]]:
        """By each mistake in the rule, the trials whose first steps rule it out."""
        first, mistakes = self.known.first, [m for m in self.known.task.misconceptions if not m.driver]
        like = first.by_trial(first.seen(self.paths).like(first.table(first.single(m) for m in mistakes)))
        return {m.name: {t.name for t, agrees in zip(first.trials, row) if not agrees}
                for m, row in zip(mistakes, like)}

    def fit(self, mistakes: tuple[Misconception, ...], trials: list[Trial]) -> bool:
        """Whether the student walks as somebody does who makes these mistakes.

        First where a short walk rules much out, as it did with the mistakes before.
        """
        for t in sorted(trials, key=lambda t: price(t) / (1 + self._told[t.name]) ** 2):
            if self.known.parts_early(self.paths[t.name], mistakes, t) or (
                    not self.follows(self.paths[t.name], self.known.wrong(mistakes, t), t)):
                self._told[t.name] += 1
                if len(mistakes) == 1:
                    self._parts_in[mistakes[0].name] = t
                return False
        return True

    def _shows_where_it_was_looked_for(self, mistake: Misconception) -> bool:
        """Whether the trial that ruled a mistake out is one that the student walks rightly, so that it shows there."""
        trial = self._parts_in.get(mistake.name)
        return trial in self._right and self.known.shows(mistake, [trial]) if trial else False

    def modifies(self, mistake: Misconception, trials: list[Trial]) -> bool:
        """Whether a mistake by itself changes the gradients of these trials."""
        return any(gradients_touched(self.known.wrong((mistake,), t), t) for t in trials)

    @cached_property
    def _right(self) -> list[Trial]:
        """The trials through which the student walks rightly: a mistake that shows there has not been made."""
        return [t for t in self.usable(self.known.task.trials) if self.follows(
            self.paths[t.name], self.known.right(t), t)]

    def _treats_gradients_alike(self, mistake: Misconception, trials: list[Trial]) -> bool:
        """That a mistake does not change gradients where the student leaves them as they are."""
        return not self.modifies(mistake, trials) or any(gradients_touched(self.paths[t.name], t) for t in trials)

    def responsible(self, check: Check, mistakes: tuple[Misconception, ...],
                    trials: list[Trial]) -> tuple[Misconception, ...]:
        """Those of the mistakes that lead astray on these trials by themselves.

        A bookkeeping check asks about the student's own rule, so there a wrong rule is no explanation.
        """
        concerned = [m for m in mistakes if m.driver or check.judge is JudgedBy.PATH]
        shown = tuple(m for m in concerned if self.known.shows(m, trials))
        return shown if shown and (len(shown) == len(concerned) or self.fit(shown, trials)) else mistakes

    def _part(self, path: Trajectory, other: Trajectory, trial: Trial) -> bool:
        return first_difference(path, other, trial, self.known.task.reference.tolerances) is not None

    def follows(self, path: Trajectory, other: Trajectory, trial: Trial) -> bool:
        """The same path; and where both end in an error, the same kind of error in the same step."""
        return (not self._part(path, other, trial)
                and _end(path.failure) == _end(other.failure))


def _end(failure: Failure | None) -> tuple[int, str | None] | None:
    """The step in which a failure stopped a walk, 0 in the construction, and its kind."""
    return None if failure is None else (failure.step, _kind(failure))


def _kind(failure: Failure | None) -> str | None:
    """What failures of one cause have in common, wherever they were raised."""
    if failure is None:
        return None
    if "NoneType" in failure.message:
        return "None"
    return "shape" if re.search("size of tensor|shape", failure.message) else failure.type
