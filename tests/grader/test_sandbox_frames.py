"""Frames: what passes between the two sides of the sandbox."""

import os
import struct

import pytest

from grader.worker import frames

FRAMES = [({"n": 1, "text": "η ← √κ"}, b""), ({}, bytes(range(256))), ({"deep": [[1.5, None]]}, b"x")]


def stream():
    return b"".join(frames.encode(header, body) for header, body in FRAMES)


@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_frames_arrive_whole_however_the_stream_is_cut(size):
    reader, data = frames.Reader(limit=10_000), stream()
    pieces = [data[at : at + size] for at in range(0, len(data), size)]
    assert [frame for piece in pieces for frame in reader.feed(piece)] == FRAMES
    assert reader.unfinished == 0


def test_frames_pass_through_a_file_descriptor():
    read, write = os.pipe()
    for header, body in FRAMES:
        frames.write(write, header, body)
    os.close(write)
    assert [frames.read(read) for _ in FRAMES] == FRAMES
    with pytest.raises(EOFError):
        frames.read(read)
    os.close(read)


@pytest.mark.parametrize("header", [{"a": float("nan")}, {"a": float("inf")}])
def test_a_number_that_is_not_json_is_not_sent(header):
    with pytest.raises(ValueError):
        frames.encode(header)


def test_half_a_surrogate_is_replaced_before_it_is_sent():
    assert list(frames.Reader(100).feed(frames.encode({"a": "\ud800"}))) == [({"a": "?"}, b"")]


@pytest.mark.parametrize(
    "text",
    [b"", b"{", b"[]", b"1", b'{"a": NaN}', b'{"a": -Infinity}', b'{"a": 1e999}', b"\xff",
     b'{"a": "\\udfff"}', b"[" * 100_000, b'{"a":' * 100_000, b'{"a": ' + b"9" * 5000 + b"}"],
)  # fmt: skip
def test_what_is_not_a_json_object_is_no_header(text):
    with pytest.raises(frames.BadFrame):
        frames.decode_header(text)


def test_a_length_is_checked_before_anything_is_kept_for_it():
    with pytest.raises(frames.BadFrame):
        list(frames.Reader(1 << 40).feed(struct.pack("<IQ", 0xFFFFFFFF, 0)))
    with pytest.raises(frames.TooMuch):
        list(frames.Reader(1000).feed(struct.pack("<IQ", 2, 1001)))


def test_the_limits_hold_for_the_stream_as_a_whole(monkeypatch):
    with pytest.raises(frames.TooMuch):
        list(frames.Reader(len(stream()) - 1).feed(stream()))
    monkeypatch.setattr(frames, "MAX_FRAMES", 2)
    with pytest.raises(frames.TooMuch):
        list(frames.Reader(10_000).feed(stream()))
