"""What a task still lacks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from .finding import Difference


class Lacking(StrEnum):
    """What a task can lack; the comment says what a gap's `name`, `other` and `number` are then."""

    PLACEHOLDER = "placeholder"  # a file's name; the marked line
    AS_WRITTEN = "as_written"  # a file or cell; what the template wrote there for the author to replace
    STILL_DESCENT = "still_descent"  # a file or cell; gradient descent's lines, where that is not the task
    STAND_IN = "stand_in"  # the class; the optimizer that stands in for its reference
    NO_SYMBOL = "no_symbol"  # a hyperparameter
    UNTRIED = "untried"  # a hyperparameter that is away from its default in no trial
    REFERENCE_FAILS = "reference_fails"  # a trial; the exception
    RULE_DIFFERS = "rule_differs"  # the first trial in which it does; `difference` says where
    IMPRECISE = "imprecise"  # a trial; the tolerance; how exactly rule and reference agree
    STORED_DIFFERS = "stored_differs"  # the argument; its value; how many numbers the rule keeps for a weight
    NO_RIGHT_ANSWER = "no_right_answer"  # where it is looked for
    RIGHT_ANSWER_LOSES = "right_answer_loses"  # its file's name
    RIGHT_ANSWER_UNJUDGED = "right_answer_unjudged"  # its file's name
    NO_MISTAKES = "no_mistakes"
    NO_BOOKKEEPING = "no_bookkeeping"
    MISTAKE_TWICE = "mistake_twice"  # a name that two mistakes have
    MISTAKE_UNSEEN = "mistake_unseen"  # a mistake that no trial shows
    MISTAKES_ALIKE = "mistakes_alike"  # two mistakes that no trial tells apart
    MISTAKE_LEFT_OUT = "mistake_left_out"  # one with the bookkeeping that could be made here
    HINT_LONG = "hint_long"  # a mistake; the longest that a hint may be; its length
    HINT_UNFINISHED = "hint_unfinished"  # a mistake whose hint does not end with a full stop or question mark
    NO_SECTION = "no_section"  # a mistake; its section
    NO_NOTEBOOK = "no_notebook"  # where it is looked for
    CELLS_DIFFER = "cells_differ"  # the cell of a check that is missing, or one that belongs to no check
    POINTS_DIFFER = "points_differ"  # the cell of a check; its points there; the check's points
    STALE_CELL = "stale_cell"  # a shared cell that is not as the template has it
    PART_MISSING = "part_missing"  # a shared cell; the notebook's own part that is not found in it
    CELL_FAILS = "cell_fails"  # a cell that fails when the solution runs from top to bottom; the exception
    NOT_RELEASED = "not_released"  # where the students' notebook is looked for


@dataclass(frozen=True)
class Gap:
    """One thing that a task lacks.

    Attributes:
        lacking: what.
        name: of the file, hyperparameter, trial, mistake or cell that it is about.
        other: what more there is to say about it (see `Lacking`).
        number: a number that goes with it.
        difference: where two paths part.
    """

    lacking: Lacking
    name: str = ""
    other: str = ""
    number: float | None = None
    difference: Difference | None = None
