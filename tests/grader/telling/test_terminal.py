"""What goes to a terminal or a table steers and computes nothing."""

import io
import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.telling import terminal

anything = st.text(st.characters())


@given(anything)
def test_a_line_is_one_line_that_can_be_seen(text):
    assert terminal.line(text).isprintable() and len(terminal.line(text)) == len(text)
    assert all(c.isprintable() or c in "\n\t" for c in terminal.printable(text))


def test_what_can_be_seen_stays():
    assert terminal.line("η = 0.1 → „größer“ 学生 ✓") == "η = 0.1 → „größer“ 学生 ✓"


@given(st.recursive(anything, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(anything, inner, max_size=3)))
def test_json_says_the_same_in_characters_that_can_be_seen(value):
    text = terminal.as_json(value)
    assert text.isprintable() and json.loads(text) == value


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＠x"])
def test_a_cell_is_no_formula(text):
    assert terminal.cell(text).startswith("'") and terminal.cell(text).isprintable()


@pytest.mark.parametrize("value", ["ada", "1-2", "a=b", "", 3, -1.5, None])
def test_what_is_no_formula_stays_as_it_is(value):
    assert terminal.cell(value) == value


def test_a_stream_lets_through_what_can_be_seen_and_a_progress_bars_returns():
    stream = io.StringIO()
    guarded = terminal.Printable(stream)
    print("a\x1b[2Jb\rc\n\tx", file=guarded)
    guarded.write("\r 50% \r")
    guarded.write("\r\r")
    assert stream.getvalue() == "a�[2Jb�c\n\tx\n\r 50% \r\r\r"
    assert terminal.Printable(sys.__stdout__).encoding == sys.__stdout__.encoding
