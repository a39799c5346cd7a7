"""What a check found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ..ground.clock import Cut
from ..ground.failure import Failure
from ..language.task import Misconception


class Observed(StrEnum):
    """Mistakes that are measured, not compared."""

    GRADIENTS_MODIFIED = "gradients_modified"
    GRADIENTS_CLEARED = "gradients_cleared"
    GRADIENTS_MADE = "gradients_made"
    GRADIENTS_OF_OTHERS = "gradients_of_others"
    STATE_TOO_LARGE = "state_too_large"
    STATE_GROWS = "state_grows"
    GRAPH_KEPT = "graph_kept"
    STATE_OF_FLOAT32 = "state_of_float32"
    DTYPE_OF_ANOTHER = "dtype_of_another"
    LR_CHANGED = "lr_changed"
    NOT_DEVICE_AGNOSTIC = "not_device_agnostic"
    ZERO_GRAD = "zero_grad"
    NOT_FINITE = "not_finite"
    STANDS = "stands"
    IGNORES_GRADIENT = "ignores_gradient"
    IGNORES_LR = "ignores_lr"
    FORGETS = "forgets"


@dataclass(frozen=True)
class Difference:
    """Where two paths part.

    Attributes:
        trial: the trial's name.
        step: counted from 1; 0 is the constructor.
        parameter: counted from 0; None if the walk ended before one could be compared.
        coordinate: index into the flat parameter where they differ most at that step.
        moved: by how much that coordinate moved in that step.
        expected: by how much it should have moved.
        failure: what the optimizer raised at that step.
    """

    trial: str
    step: int
    parameter: int | None = None
    coordinate: int | None = None
    moved: float | None = None
    expected: float | None = None
    failure: Failure | None = None


@dataclass(frozen=True)
class Stored:
    """Numbers kept for each number of the parameters: at first, a few steps later, and what the method needs."""

    first: float
    later: float
    needed: int


@dataclass(frozen=True)
class TooFew:
    """A capstone with `have` optimizers out of the classes in `of`."""

    have: int
    of: tuple[str, ...]


@dataclass(frozen=True)
class NoClass:
    """There is no class of this name."""

    name: str


@dataclass(frozen=True)
class TooFewRuns:
    """A capstone whose `runs` has this many sound entries."""

    have: int


@dataclass(frozen=True)
class RunLength:
    """A run with `have` losses, where the training makes `steps` steps."""

    name: str
    have: int
    steps: int


@dataclass(frozen=True)
class RunEnd:
    """A run whose loss after the last step, `true`, is not `told`."""

    name: str
    lr: float
    steps: int
    true: float
    told: float


@dataclass(frozen=True)
class RunNotRepeated:
    """A run whose optimizer could not be walked through the training once more."""

    name: str


@dataclass(frozen=True)
class RunOutOfTime:
    """A run whose optimizer, walked through the training once more, did not come to the end in time."""

    name: str
    why: Cut


@dataclass(frozen=True)
class RunUntrue:
    """A run whose losses are not those of its optimizer: before `step` (from 1) the loss is `true`, not `told`."""

    name: str
    lr: float
    step: int
    true: float
    told: float


class TrialFlaw(StrEnum):
    """Why a trial that a notebook brings catches nothing. A sentence goes with each (`fault.trial.…`)."""

    MISSING = "missing"
    UNREADABLE_WHOLE = "unreadable_whole"
    UNREADABLE_START = "unreadable_start"
    UNREADABLE_GRADIENTS = "unreadable_gradients"
    UNREADABLE_GIVEN = "unreadable_given"
    UNREADABLE_CHANGES = "unreadable_changes"
    STEPS = "steps"  # none, or more than the `detail`
    COORDINATES = "coordinates"  # likewise
    RAGGED = "ragged"
    SETTINGS = "settings"  # a hyperparameter that is none of those in `detail`, or not of its kind
    ABSENT = "absent"  # a hyperparameter that has no default
    BOUNDS = "bounds"  # a hyperparameter below 0, betas of 1 and more, or a learning rate that is 0 at the start
    EXTREME = "extreme"  # a number so small or so large that not even right optimizers agree
    LATE = "late"  # a change after the last step, which is the `detail`
    REFUSED = "refused"  # the right optimizer stops with an error
    NOT_FINITE = "not_finite"  # its path does not stay finite
    ROUNDING = "rounding"  # rounding alone leads off its path


@dataclass(frozen=True)
class UnfitTrial:
    """A trial, for the task of this name, that catches nothing; `detail` goes with the flaw."""

    name: str
    flaw: TrialFlaw
    detail: str = ""


@dataclass(frozen=True)
class Uncaught:
    """A trial, for the task of this name, that catches `have` of `of` mistakes, and should catch `need`.

    Attributes:
        free: some of those that it does not catch, the commonest first.
    """

    name: str
    have: int
    of: int
    need: int
    free: tuple[Misconception, ...]


Fault = (TooFew | NoClass | TooFewRuns | RunLength | RunNotRepeated | RunOutOfTime | RunUntrue | RunEnd | UnfitTrial |
         Uncaught)


@dataclass(frozen=True)
class Finding:
    """What a check found.

    Attributes:
        passed: whether the points are earned.
        difference: where the path first leaves the right one, if that is why it failed.
        observed: what was measured, if that is why it failed.
        stored: the numbers behind `STATE_TOO_LARGE` and `STATE_GROWS`.
        still: whether the optimizer moved nothing at all.
        alone: whether `difference` is from how the parameter moves when it is alone.
        missing: whether no trajectory was there to judge.
        fault: what is wrong with what a notebook brings beside classes, or with how many classes it brings.
    """

    passed: bool
    difference: Difference | None = None
    observed: Observed | None = None
    stored: Stored | None = None
    still: bool = False
    alone: bool = False
    missing: bool = False
    fault: Fault | None = None


@dataclass(frozen=True)
class Stop:
    """What is known about the place where the student's code stopped.

    Attributes:
        shapes: of the trial's parameters, each shape once, in their order.
        parameter: the place of the parameter that the code was at, counted from 0; None if it cannot be told.
        shape: that parameter's.
        given: whether it, or else every parameter, has been given a gradient in that step; None in the constructor.
    """

    shapes: tuple[tuple[int, ...], ...]
    parameter: int | None = None
    shape: tuple[int, ...] | None = None
    given: bool | None = None


class Condition(StrEnum):
    """What tells where a path is right from where it is wrong. A sentence goes with each (`cause.…`)."""

    # From a step on
    CHANGE = "change"  # a hyperparameter has changed
    RATE_ZERO = "rate_zero"  # η has become 0
    RENEWAL = "renewal"  # a second optimizer has taken over
    NONE = "none"  # a gradient was None
    NONE_BESIDE = "none_beside"  # a gradient was None while another parameter had one
    KEPT = "kept"  # no new gradient was given
    ZERO = "zero"  # a parameter's gradient was all zeros
    BALANCED = "balanced"  # the entries of a gradient added up to zero
    LATER = "later"  # after `low` steps of a parameter
    LATER_HERE = "later_here"  # the same in one check; in others the step is another
    # For some parameters
    FLOAT32 = "float32"
    SCATTERED = "scattered"  # not contiguous
    NO_VIEW = "no_view"  # flattened only by a copy
    DIMENSIONS = "dimensions"  # `low`, neither more nor fewer
    NUMBER = "number"  # of shape ()
    MORE_DIMENSIONS = "more_dimensions"  # than `low`
    FEWER_DIMENSIONS = "fewer_dimensions"  # than `high`
    UNTOUCHED = "untouched"  # an entry has had no gradient but zeros
    AFTER_EMPTY = "after_empty"  # an empty one of the same optimizer
    NOT_FIRST = "not_first"
    NOT_LAST = "not_last"
    LAST = "last"
    LARGE = "large"  # more than `low` entries
    SMALL = "small"  # fewer than `high` entries
    # For some entries
    LATER_ENTRIES = "later_entries"  # after the first `low`
    HUGE_GRADIENT = "huge_gradient"  # right up to `low`, wrong from `high` on
    LARGE_WEIGHT = "large_weight"  # right up to `low`, wrong from `high` on
    TINY_GRADIENT = "tiny_gradient"  # wrong up to `low`, right from `high` on
    SHORT_GRADIENT = "short_gradient"  # a parameter's, of all entries together: wrong up to `low`, right from `high` on
    ZERO_GRADIENT = "zero_gradient"
    NEGATIVE_GRADIENT = "negative_gradient"
    # In some trials
    LEFT_OUT = "left_out"  # the hyperparameter `name` is not given
    DEFAULTS = "defaults"  # one of the hyperparameters `name` is not given
    SETTING = "setting"  # the hyperparameter `name` is not `low`, its default
    NOT_ZERO = "not_zero"  # the hyperparameter `name` is not 0
    SETTING_ABOVE = "setting_above"  # it is more than `low`, and at least `high`
    SETTING_BELOW = "setting_below"  # it is at most `low`, and less than `high`
    POSITIONAL = "positional"
    GENERATOR = "generator"
    SEVERAL_OPTIMIZERS = "several_optimizers"
    SEVERAL = "several"  # parameters
    ALIKE = "alike"  # parameters of one shape
    MANY = "many"  # more than `low` parameters
    # Everywhere
    FIRST_STEP = "first_step"  # already the first step is wrong
    MOVES_LATER = "moves_later"  # the first step moves nothing, and later ones do
    SECOND_STEP = "second_step"  # the first is right, and the second wrong
    FEW_STORED = "few_stored"  # `low` numbers for each weight, of the `high` that are needed
    # By how much
    FACTOR = "factor"  # every step is `low` times the right one where it goes wrong
    STANDS = "stands"  # nothing moves where it goes wrong


@dataclass(frozen=True)
class Contrast:
    """One thing that all places have in common where a path is wrong, and none where it is right.

    Attributes:
        condition: what it is.
        name: the symbol of the hyperparameter that it is about.
        low, high: numbers that go with the condition.
    """

    condition: Condition
    name: str = ""
    low: float = 0.0
    high: float = 0.0


@dataclass(frozen=True)
class Circumstances:
    """Under which conditions a path goes wrong, where no mistake explains it.

    Attributes:
        right_trials: how many other trials of the same check are right.
        only: what all trials that go wrong have in common and no right one has (`Trial.about`).
        only_here: the same of this check's trials.
        stop: where the code stopped, if it did.
        causes: what would make it right, as far as that can be told.
        idle: whether what moved had no gradient in that step.
        tail: how many entries of how many go wrong, if these are a parameter's last ones.
    """

    right_trials: int
    only: str | None = None
    only_here: str | None = None
    stop: Stop | None = None
    causes: tuple[Contrast, ...] = ()
    idle: bool = False
    tail: tuple[int, int] | None = None
