"""A task: what is asked of the student, how it is checked, and how people get it wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Self

from ..ground.trial import Trial
from .course import HOME, Course
from .reference import Reference
from .rule import Rule
from .secret import DEMO, Secret


class Required:
    """The default of a hyperparameter that has none."""

    def __repr__(self) -> str:
        return "REQUIRED"


REQUIRED: Final = Required()


class JudgedBy(StrEnum):
    """What a check is judged by (see `judging/judge.py`)."""

    PATH = "path"  # the reference's path
    BOOKKEEPING = "bookkeeping"  # the student's own rule, walked for each parameter alone
    GRADIENTS = "gradients"  # that the gradients stay as they are, and the bookkeeping
    STORAGE = "storage"  # how much is stored


@dataclass(frozen=True)
class Check:
    """One graded property.

    Attributes:
        name: identifies the check in notebooks, gradebook and JSON.
        title: its name in sentences.
        points: what it is worth.
        judge: what decides.
        trials: the trials that it is read from.
        memory: whether it is about what is remembered: who forgets at once has not earned it.
        precision: whether it is the one that a right path costs which is computed in float32.
    """

    name: str
    title: str
    points: float
    judge: JudgedBy
    trials: tuple[Trial, ...] = ()
    memory: bool = False
    precision: bool = False


class Drawn(tuple[Check, ...]):
    """Checks whose trials are drawn from a secret: those of the demo's, and a way to draw others.

    Args:
        draw: the checks that belong to a secret. Names, titles and points are the same for all.
        secret: whose checks these are.
    """

    draw: Callable[[Secret], tuple[Check, ...]]

    def __new__(cls, draw: Callable[[Secret], tuple[Check, ...]], secret: Secret = DEMO) -> Drawn:
        drawn = super().__new__(cls, draw(secret))
        drawn.draw = draw
        return drawn

    def under(self, secret: Secret) -> Drawn:
        """The checks that belong to another secret."""
        return Drawn(self.draw, secret)


@dataclass(frozen=True)
class Misconception:
    """A named wrong optimizer.

    Attributes:
        name: identifies it in JSON and tests.
        section: where the book explains the matter, as `page#label`.
        hint: one or two sentences that help without giving the answer away.
        says: what the student's path is, to complete "It is exactly the path of …".
        parts: what stands in the place of which parts of the rule, if it is a mistake in the rule.
        driver: the wrong bookkeeping (a subclass of `driver.Driver`), if it is one of those.
        course: in whose book the section is.
        family: the family that it belongs to, if it is a member of one.
        value: its number there.
    """

    name: str
    section: str
    hint: str
    says: str
    parts: dict[str, Callable[..., Any] | dict[str, Any]] = field(default_factory=dict)
    driver: type[Any] | None = None
    course: Course = HOME
    family: str | None = None
    value: float | None = None

    @property
    def paragraph(self) -> str:
        """The name of the paragraph about it: a family has one for all its members."""
        return f"{self.family}_c" if self.family else self.name


@dataclass(frozen=True)
class Family:
    """Named wrong optimizers that differ in one number.

    Attributes:
        name: begins the names of its members, as in `eps_always_1e-07`.
        section: where the book explains the matter, as `page#label`.
        hint, says: as a misconception's; both may hold `{value}`.
        parts: what stands in the place of which parts of the rule, for a number. Functions read it from `fixed`.
        values: a grid, in ascending order, in which the number is looked for; it is refined between neighbours.
        right: the number with which the rule is right: it is never said.
        driver: the wrong bookkeeping for a number, if it is one of those.
        course: in whose book the section is.
    """

    name: str
    section: str
    hint: str
    says: str
    parts: Callable[[float], dict[str, Any]]
    values: tuple[float, ...]
    right: float | None = None
    driver: Callable[[float], type] | None = None
    course: Course = HOME

    def at(self, value: float) -> Misconception:
        """The member with this number."""
        said = f"{value:g}".replace("-", "−", 1) if value < 0 else f"{value:g}"
        says = self.says.replace("{value}·", "").replace("^{value}", "") if value == 1 else self.says
        return Misconception(f"{self.name}_{value:g}", self.section, self.hint.format(value=said),
                             says.format(value=said), self.parts(value),
                             self.driver(value) if self.driver else None, self.course, self.name, value)


@dataclass(eq=False, kw_only=True)
class Exam:
    """What a notebook answers: a task, a capstone, or trials that catch the wrong optimizers of tasks.

    Attributes:
        name: the notebook's name.
        title: its name in sentences.
        class_name: the class by which the notebook is recognised; None if it asks for none.
        chapter: the page of the book that teaches it.
        checks: in the order of the notebook; `Drawn` where their trials come from a secret.
        course: whose it is.
        difficulty: how hard it is, from 1 to 3; the title of an optimizer's notebook shows it as stars.
        challenge: something harder to try with what was written, for no points; "" for nothing.
        answers: the folder of its right answers, `right_answers/NAME` beside the module; set where the task
            is found (`registry.find`).
        module: the module that it is from, likewise.
    """

    name: str
    title: str
    class_name: str | None = None
    chapter: str
    checks: tuple[Check, ...] = ()
    course: Course = HOME
    difficulty: int = 2
    challenge: str = ""
    answers: Path | None = None
    module: str = ""

    @property
    def max_points(self) -> float:
        """Sum of the checks' points."""
        return sum(check.points for check in self.checks)

    def under(self, secret: Secret) -> Self:
        """The same exam with trials that are drawn from this secret; itself if none of them are drawn."""
        return replace(self, checks=self.checks.under(secret)) if isinstance(self.checks, Drawn) else self


@dataclass(eq=False, kw_only=True)
class Task(Exam):
    """An optimizer that is to be written: a reference, checks and misconceptions.

    Attributes:
        hyperparameters: the constructor's arguments after `params`, in order, with their defaults
            (REQUIRED where there is none); the same names as attributes.
        symbols: how sentences write them; several symbols for an argument that is a tuple.
        reference: walks the right path.
        stored_copies: how many numbers the method needs to store for every parameter.
        rule: the right formula for one parameter, which the misconceptions change.
        misconceptions: every mistake that has a name here.
        common: the names of the commonest ones, the commonest first: the chapter shows them.
        families: mistakes that are one number away from right.
        shape: what the lines of `step()` look like, without what makes them right; a notebook's last hint.
    """

    class_name: str
    hyperparameters: Mapping[str, Any]
    reference: Reference
    stored_copies: int
    rule: type[Rule]
    symbols: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    misconceptions: list[Misconception] = field(default_factory=list)
    common: tuple[str, ...] = ()
    families: list[Family] = field(default_factory=list)
    shape: str = ""

    def mistake(self, name: str, part: str = "step", *, section: str, says: str,
                hint: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Decorator: add a misconception that has the decorated function in place of `part`."""

        def add(wrong: Callable[..., Any]) -> Callable[..., Any]:
            self.add(name, {part: wrong}, section=section, says=says, hint=hint)
            return wrong

        return add

    def add(self, name: str, parts: dict[str, Any], *, section: str, says: str, hint: str) -> None:
        """Add a misconception that has these parts in the place of the rule's."""
        self.misconceptions.append(Misconception(name, section, hint, says, parts, course=self.course))

    def family(self, name: str, parts: Callable[[float], dict[str, Any]], values: Iterable[float], *, section: str,
               says: str, hint: str, right: float | None = None) -> None:
        """Add a family of mistakes that differ in one number (see `Family`)."""
        self.families.append(Family(name, section, hint, says, parts, tuple(sorted(values)), right, course=self.course))

    def always(self, **values: float) -> None:
        """Add the misconception that uses these hyperparameters whatever was asked for.

        Args:
            values: by the names that rules know: `betas` are `beta1` and `beta2` there.
        """
        defaults, symbols = self._by_rule_name(self.hyperparameters), self._by_rule_name(self.symbols)
        said = " and ".join(f"{symbols.get(name, name)} = {value:g}" for name, value in values.items())
        name = next(iter(values)) if len(values) == 1 else next(
            n for n, v in self.hyperparameters.items() if isinstance(v, tuple) and set(values) <= set(rule_names(n, v)))
        usual = all(defaults[n] == value for n, value in values.items())
        self.misconceptions.append(Misconception(
            f"{name}_hard_coded" if usual else f"{name}_always_" + "_".join(
                f"{value:g}" for value in values.values()),
            "step#step-hyperparameters",
            f"You always use {said}. Use the value that the constructor was given.",
            f"{self.title} with {said} whatever was asked for", {"fixed": values}))

    @staticmethod
    def _by_rule_name(by_argument: Mapping[str, Any]) -> dict[str, Any]:
        """Values of `betas` under the names by which rules know them, `beta1` and `beta2`."""
        named = dict(by_argument)
        for name, value in by_argument.items():
            if isinstance(value, tuple):
                named |= rule_names(name, value)
        return named

    @property
    def trials(self) -> tuple[Trial, ...]:
        """All trials of all checks, each once, in order."""
        return tuple({t.name: t for check in self.checks for t in check.trials}.values())

    @property
    def naming(self) -> tuple[Trial, ...]:
        """The trials by which mistakes are told apart: all but the fine ones."""
        return tuple(trial for trial in self.trials if not trial.fine)

    def coarse(self) -> Self:
        """The same task without its fine trials, where a check has others."""
        return replace(self, checks=tuple(
            replace(check, trials=tuple(t for t in check.trials if not t.fine) or check.trials)
            for check in self.checks))


def rule_names(name: str, values: tuple[Any, ...]) -> dict[str, Any]:
    """The numbers of a hyperparameter that is a tuple by the names that rules know: `beta1`, `beta2`."""
    return {f"{name.rstrip('s')}{k}": one for k, one in enumerate(values, start=1)}
