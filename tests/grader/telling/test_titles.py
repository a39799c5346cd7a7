"""A link says the title of the section that it leads to."""

from pathlib import Path

from grader.language.course import HOME, Course
from grader.telling import titles, words

from .titles import everything


def test_the_titles_are_those_of_the_book():
    """After a change: `python -m tests.grader.telling.titles`."""
    assert titles.TITLES == everything()


def test_a_place_is_told_by_its_title_and_another_courses_by_its_label():
    assert words.place("momentum#momentum-conventions", HOME) == "Momentum, “Three ways to write the same thing”"
    assert words.place("momentum#momentum-conventions", Course(Path("another"))) == "momentum, “conventions”"
    assert words.place("momentum", HOME) == "Momentum"
