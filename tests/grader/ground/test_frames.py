"""Frames: what passes between the two sides of the sandbox."""

import os
import struct
import tempfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.ground import frames

FRAMES = [
    (frames.dump({"n": 1, "text": "η ← √κ"}), b""),
    (b"", bytes(range(256))),
    (b"no JSON at all \xff", b"x"),
]


def stream(sent=FRAMES):
    return b"".join(frames.encode(header, body) for header, body in sent)


def read(pieces, limit=10_000):
    """All frames that a reader makes of a stream, and whether something is left over."""
    reader = frames.Reader(limit)
    return [frame for piece in pieces for frame in reader.feed(piece)], reader.unfinished


@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_frames_arrive_whole_however_the_stream_is_cut(size):
    data = stream()
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    assert read(pieces) == (FRAMES, 0)


@given(st.lists(st.tuples(st.binary(max_size=50), st.binary(max_size=200)), max_size=8), st.data())
def test_what_is_read_is_what_was_written_wherever_the_stream_is_cut(sent, data):
    whole = stream(sent)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=12)))
    pieces = [whole[a:b] for a, b in zip([0, *cuts], [*cuts, len(whole)])]
    assert read(pieces) == (sent, 0)


@given(st.lists(st.binary(max_size=60), max_size=12), st.integers(0, 300))
def test_any_bytes_are_frames_or_are_refused_in_one_of_two_ways(pieces, limit):
    try:
        found, unfinished = read(pieces, limit)
    except (frames.BadFrame, frames.TooMuch):
        return
    # Nothing is invented, and nothing lost.
    assert stream(found) == b"".join(pieces)[: sum(map(len, pieces)) - unfinished]


@given(st.lists(st.tuples(st.binary(max_size=20), st.binary(max_size=20)), max_size=5), st.integers(1, 40), st.data())
def test_a_stream_that_breaks_off_gives_the_frames_before_the_break(sent, missing, data):
    whole = stream(sent)
    kept = whole[: max(0, len(whole) - missing)]
    found, unfinished = read([kept])
    assert found == sent[: len(found)]
    assert len(stream(found)) + unfinished == len(kept)


def test_frames_pass_through_a_file_descriptor():
    read_end, write_end = os.pipe()
    for header, body in FRAMES:
        frames.write(write_end, header, body)
    os.close(write_end)
    assert [frames.read(read_end) for _ in FRAMES] == FRAMES
    with pytest.raises(EOFError):
        frames.read(read_end)
    os.close(read_end)


@pytest.mark.parametrize("header", [{"a": float("nan")}, {"a": float("inf")}])
def test_a_number_that_is_not_json_is_not_sent(header):
    with pytest.raises(ValueError):
        frames.dump(header)


def test_half_a_surrogate_is_replaced_before_it_is_sent():
    assert frames.dump({"a": "\ud800"}) == b'{"a": "?"}'


def test_a_header_that_nobody_would_accept_does_not_leave_the_sandbox(monkeypatch):
    monkeypatch.setattr(frames, "MAX_HEADER", 3)
    with pytest.raises(ValueError):
        frames.write(-1, b"1234")
    with pytest.raises(frames.BadFrame):
        read([frames.encode(b"1234")])


def test_what_we_send_ourselves_may_be_larger(monkeypatch):
    monkeypatch.setattr(frames, "MAX_HEADER", 3)
    with tempfile.TemporaryFile() as file:
        file.write(frames.encode(b"1234", b"5"))
        file.seek(0)
        assert frames.read(file.fileno()) == (b"1234", b"5")


def test_a_length_is_checked_before_anything_is_kept_for_it():
    with pytest.raises(frames.BadFrame):
        list(frames.Reader(1 << 40).feed(struct.pack("<IQ", 0xFFFFFFFF, 0)))
    with pytest.raises(frames.TooMuch):
        list(frames.Reader(1000).feed(struct.pack("<IQ", 2, 1001)))


def test_the_limits_hold_for_the_stream_as_a_whole(monkeypatch):
    def excess(limit=10_000):
        with pytest.raises(frames.TooMuch) as raised:
            list(frames.Reader(limit).feed(stream()))
        return raised.value.what

    assert excess(len(stream()) - 1) is frames.Excess.BYTES
    with monkeypatch.context() as patch:
        patch.setattr(frames, "MAX_FRAMES", 2)
        assert excess() is frames.Excess.FRAMES
    monkeypatch.setattr(frames, "MAX_HEADERS", sum(len(header) for header, _ in FRAMES) - 1)
    assert excess() is frames.Excess.HEADERS
