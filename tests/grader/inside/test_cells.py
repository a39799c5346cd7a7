"""Whatever a cell gives out is cut to what its schema allows: a message that does not fit would end the run."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.ground import caps, said_inside
from grader.ground.messages import CellRun, Display, Error, Message, Output, Result, Stream
from grader.inside.cells import _Outputs

DECODER = msgspec.json.Decoder(Message)


def arrives(outputs: list[Output]) -> list[Output]:
    """The outputs as they come out on the other side."""
    message = DECODER.decode(msgspec.json.encode(CellRun(0, outputs)))
    return message.outputs


class Text(str):
    """A text that lies about itself."""

    def __len__(self):
        return 1

    def __getitem__(self, key):
        raise ValueError

    def encode(self, *_):
        return None


class Angry:
    def __str__(self):
        raise ValueError("no")


class Meta(type):
    __name__ = 7


class Odd(metaclass=Meta):
    pass


def endless():
    while True:
        raise ValueError
        yield


SURROGATES = st.text(st.characters(), max_size=30)  # half surrogates among them
VALUES = st.one_of(
    SURROGATES, st.binary(max_size=30), st.none(), st.integers(), st.floats(), st.lists(SURROGATES, max_size=3),
    st.dictionaries(SURROGATES, SURROGATES, max_size=2), st.builds(Text, SURROGATES), st.builds(Angry),
)  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(["stdout", "stderr"]), SURROGATES), max_size=6))
def test_anything_that_is_printed_fits(printed):
    outputs = _Outputs()
    for name, text in printed:
        outputs.text(name, text)
    found = arrives(outputs.items)
    assert found == outputs.items
    whole = "".join(text for _, text in printed).encode("utf-8", "replace").decode()
    assert sorted("".join(one.text for one in found)) == sorted(whole)


KEYS = st.one_of(SURROGATES, st.integers(), st.none(), st.builds(Text, SURROGATES))


@given(st.dictionaries(KEYS, VALUES, max_size=4), st.sampled_from(["display_data", "execute_result"]), VALUES)
def test_anything_that_is_shown_fits(data, kind, count):
    outputs = _Outputs()
    outputs.data(kind, data, count)
    (found,) = arrives(outputs.items)
    assert isinstance(found, Display if kind == "display_data" else Result)
    assert found.data


@given(st.one_of(VALUES, st.just(ValueError), st.just(Odd)), VALUES,
       st.one_of(st.lists(VALUES, max_size=60), VALUES, st.builds(endless)))
def test_any_error_fits(kind, error, lines):
    outputs = _Outputs()
    outputs.error(kind, error, lines)
    (found,) = arrives(outputs.items)
    assert isinstance(found, Error)


def test_what_is_too_long_is_cut():
    outputs = _Outputs()
    outputs.text("stdout", "x" * (caps.TEXT_CHARACTERS - 1))
    outputs.text("stdout", "yz")
    outputs.text("stdout", "no more")
    outputs.error("E" * 1000, "v" * 10**6, ["line" * 10**5] * 100)
    outputs.data("display_data", {"k" * 1000: "v", "text/plain": "x" * caps.DATA_BYTES})
    stream, error, display = arrives(outputs.items)
    assert stream.text == "x" * (caps.TEXT_CHARACTERS - 1) + "y" + said_inside.CUT
    assert len(error.traceback) == caps.TRACEBACK_LINES
    assert {len(line) for line in error.traceback} == {len(error.evalue)} == {caps.TEXT_CHARACTERS}
    assert display.data == {"k" * caps.NAME_CHARACTERS: "v"}


def test_what_is_too_large_as_a_whole_says_so():
    outputs = _Outputs()
    outputs.data("display_data", {"image/png": "x" * caps.DATA_BYTES})
    assert arrives(outputs.items) == [Display({"text/plain": said_inside.TOO_LARGE})]


def test_a_thousand_outputs_become_fifty():
    outputs = _Outputs()
    for number in range(1000):
        outputs.data("display_data", {"text/plain": str(number)})
        outputs.text("stdout", str(number))
    found = arrives(outputs.items)
    assert len(found) == caps.CELL_OUTPUTS
    assert found[:2] == [Display({"text/plain": "0"}), Stream("stdout", "0")]


def test_rich_outputs_share_one_room_and_what_was_cleared_takes_none():
    image = {"image/png": "x" * 1000}
    size = len(json.dumps(image))
    outputs = _Outputs(room=2 * size)
    for _ in range(5):
        outputs.data("display_data", image)
        outputs.clear()
    for _ in range(3):
        outputs.data("display_data", image)
    assert outputs.items == [Display(image)] * 2


@pytest.mark.parametrize("value, text", [
    (["a\n", "b"], "a\nb"), (b"\x89PNG", "iVBORw=="), (3, "3"), ({"a": 1}, "{'a': 1}"), ("\ud800x", "?x"),
])  # fmt: skip
def test_values_become_text_in_the_way_of_notebooks(value, text):
    outputs = _Outputs()
    outputs.data("display_data", {"text/plain": value})
    assert outputs.items == [Display({"text/plain": text})]
