"""What arrives from a worker becomes messages and an ending, and never an exception."""

import os
import socket
import struct
import time
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.ground import caps, frames, wall
from grader.ground.failure import Failure
from grader.ground.limits import Limits
from grader.ground.messages import (
    CellRun,
    Classes,
    Display,
    End,
    Error,
    Message,
    Path,
    Repeated,
    Reported,
    ReportedRun,
    Result,
    Stream,
    Walked,
)
from grader.ground.wall import Report
from grader.outcome.ending import Ended
from grader.sandbox.collect import Collector

DECODE = msgspec.json.Decoder(Message).decode
REPORT = Report(status=0, cpu_seconds=0.1, memory_mb=1.0)

# Real answers, to be mangled.
PATH = Path(2, ["g0", "00"], [3, 3], [0, 0], False, Failure("ValueError", "no", 3, 7, "x = 1"))
ANSWERS = [
    CellRun(0, [Stream("stdout", "η"), Error("E", "v", ["line"]), Display({"image/png": "AA"}), Result({"t": "1"}, 1)]),
    Classes(["Momentum"]),
    Walked(0, PATH),
    Reported([ReportedRun("Adam", 3)]),
    Repeated("Adam", PATH),
    End(),
]


class Zygote:
    """As the collector knows it."""

    def __init__(self):
        self.control, self.other = socket.socketpair()
        self.ordered = 0

    def order_end(self):
        self.ordered += 1

    def report(self):
        self.control.recv(1)
        return REPORT


def collector(decode=DECODE, results=-1, zygote=None, **limits):
    return Collector(results, zygote or Silent(), decode, Limits(**limits), time.monotonic())


class Silent:
    def order_end(self):
        pass


def heard(*pieces, decode=DECODE, **limits):
    """What a collector makes of these bytes, one piece after the other until it has had enough."""
    made = collector(decode, **limits)
    for piece in (frames.encode(wall.READY), *pieces):
        if made.ended is None:
            made.hear(piece)
    return made


def raw(header, body=b""):
    return struct.pack("<IQ", len(header), len(body)) + header + body


def written(message):
    return msgspec.json.encode(message)


@pytest.mark.parametrize("message", ANSWERS, ids=lambda message: type(message).__name__)
def test_every_message_arrives_as_it_was_sent(message):
    found = heard(raw(written(message), b"numbers"))
    assert (found.frames, found.ended) == ([(message, b"numbers")], None)


NO_MESSAGES = {
    "a run's name that is a list": {"kind": "repeated", "name": [], "path": msgspec.to_builtins(PATH)},
    "three entries stored": {"kind": "walked", "index": 0, "path": msgspec.to_builtins(PATH) | {"stored": [1, 2, 3]}},
    "a number of 401 digits": {"kind": "walked", "index": 0,
                               "path": msgspec.to_builtins(PATH) | {"stored": [10**400]}},
    "another kind": {"kind": "verdict", "points": 10},
    "no kind": {"index": 0},
    "a field too many": {"kind": "end", "points": 10},
    "a field too few": {"kind": "cell", "index": 0},
    "a negative index": {"kind": "cell", "index": -1, "outputs": []},
    "an index that is true": {"kind": "cell", "index": True, "outputs": []},
    "an unknown output": {"kind": "cell", "index": 0, "outputs": [{"output_type": "script", "text": ""}]},
    "a text that is a list": {"kind": "cell", "index": 0,
                              "outputs": [{"output_type": "stream", "name": "stdout", "text": ["a"]}]},
    "too many outputs": {"kind": "cell", "index": 0,
                         "outputs": [{"output_type": "stream", "name": "stdout", "text": ""}] * 1000},
    "a list": [],
    "a text": "end",
    "nothing": None,
}


@pytest.mark.parametrize("forged", NO_MESSAGES.values(), ids=NO_MESSAGES)
def test_what_does_not_fit_the_schema_ends_the_run_and_what_came_before_counts(forged):
    found = heard(raw(written(End())), raw(written(forged)), raw(written(End())))
    assert found.ended is Ended.GARBLED and found.extra
    assert found.frames == [(End(), b"")]


@pytest.mark.parametrize("text", [
    b"", b"{", b"[]", b"1", b'{"a": NaN}', b'{"a": -Infinity}', b'{"a": 1e999}', b"\xff", b'{"a": "\\udfff"}',
    b"[" * 100_000, b'{"a":' * 100_000, b'{"a": ' + b"9" * 5000 + b"}", b'{"a": "\xff"}',
])  # fmt: skip
def test_what_is_not_a_json_object_is_no_message_whatever_the_job(text):
    for decode in (DECODE, msgspec.json.Decoder(dict[str, Any]).decode):
        found = heard(raw(text), decode=decode)
        assert (found.ended, found.frames) == (Ended.GARBLED, [])


def test_the_worker_s_own_words_are_no_messages_and_count_in_their_order_only():
    made = collector()
    made.hear(raw(wall.DONE))
    assert not made.ready and not made.done
    made.hear(raw(wall.READY) + raw(written(End())) + raw(wall.DONE) + raw(wall.READY) + raw(wall.DONE))
    assert made.ready and made.done and made.ended is None
    assert made.frames == [(End(), b"")]


@given(st.lists(st.binary(max_size=300), max_size=8))
def test_no_bytes_make_the_trusted_side_raise(pieces):
    assert heard(*pieces).ended in (None, Ended.GARBLED, Ended.OUTPUT)


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=10) | st.sampled_from(["stream", "stdout", "error", "cell", "g0", "Adam"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip
KINDS = st.sampled_from(["cell", "classes", "walked", "reported", "repeated", "end"])
FIELDS = st.dictionaries(
    st.sampled_from(["index", "outputs", "found", "path", "runs", "name", "steps", "marks", "stored"]), ANY_JSON)


@given(KINDS, FIELDS, st.binary(max_size=40))
def test_no_json_makes_the_trusted_side_raise(kind, fields, body):
    found = heard(raw(frames.dump(fields | {"kind": kind}), body))
    assert found.ended is Ended.GARBLED or len(found.frames) == 1


@given(st.sampled_from(ANSWERS), st.data())
def test_no_change_to_a_real_answer_makes_the_trusted_side_raise(answer, data):
    text = bytearray(raw(written(answer), b"12345678"))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text) - 1))
        change = data.draw(st.sampled_from(["replace", "insert", "remove"]))
        if change == "replace":
            text[at] = data.draw(st.integers(0, 255))
        elif change == "insert":
            text[at:at] = data.draw(st.binary(min_size=1, max_size=5))
        elif len(text) > 1:
            del text[at]
    found = heard(bytes(text), output_mb=1)
    assert found.ended in (None, Ended.GARBLED, Ended.OUTPUT)
    assert all(isinstance(message, type(answer) | Message) for message, _ in found.frames)


NAMES = st.text(st.characters(codec="utf-8"), max_size=20)
COUNTS = st.integers(0, caps.COUNT)
FAILURES = st.builds(Failure, NAMES, NAMES, COUNTS, st.none() | COUNTS, st.none() | NAMES)
PATHS = st.builds(Path, COUNTS, st.lists(st.text("g0", max_size=5), max_size=5), st.lists(COUNTS, max_size=2),
                  st.lists(COUNTS, max_size=2), st.booleans(), st.none() | FAILURES)
BUNDLES = st.dictionaries(NAMES, NAMES, max_size=3)
OUTPUTS = (st.builds(Stream, st.sampled_from(["stdout", "stderr"]), NAMES)
           | st.builds(Error, NAMES, NAMES, st.lists(NAMES, max_size=3))
           | st.builds(Display, BUNDLES) | st.builds(Result, BUNDLES, st.none() | COUNTS))
MESSAGES = (st.builds(CellRun, COUNTS, st.lists(OUTPUTS, max_size=4)) | st.builds(Classes, st.lists(NAMES, max_size=4))
            | st.builds(Walked, COUNTS, PATHS) | st.builds(Repeated, NAMES, PATHS) | st.builds(End)
            | st.builds(Reported, st.lists(st.builds(ReportedRun, NAMES, COUNTS), max_size=4)))


@given(st.lists(st.tuples(MESSAGES, st.binary(max_size=30)), max_size=6), st.data())
def test_messages_arrive_as_they_were_sent_wherever_the_stream_is_cut(sent, data):
    whole = b"".join(raw(written(message), body) for message, body in sent)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(whole)), max_size=6)))
    found = heard(*(whole[a:b] for a, b in zip([0, *cuts], [*cuts, len(whole)])))
    assert (found.frames, found.ended) == (sent, None)


# The pipe itself


def collect(data, **limits):
    """Let a collector listen to a pipe with `data` in it, whose writer has ended."""
    zygote = Zygote()
    results, theirs = os.pipe()
    try:
        os.write(theirs, data)
        os.close(theirs)
        zygote.other.send(b"!")
        made = collector(results=results, zygote=zygote, **limits)
        return made, made.collect(), zygote
    finally:
        os.close(results)
        zygote.control.close()
        zygote.other.close()


def test_what_the_worker_wrote_before_it_ended_is_taken():
    made, report, zygote = collect(raw(wall.READY) + raw(written(End()), b"x") + raw(wall.DONE))
    assert report == REPORT and zygote.ordered == 0
    assert (made.frames, made.ready, made.done, made.ended) == ([(End(), b"x")], True, True, None)


def test_a_frame_that_was_begun_and_not_ended_is_not_being_done():
    made, _, _ = collect(raw(wall.READY) + raw(wall.DONE) + raw(written(End()))[:-1])
    assert made.frames == [] and not made.done


def test_after_the_first_frame_that_does_not_fit_nothing_is_listened_to():
    made, _, zygote = collect(raw(wall.READY) + raw(b"x") + raw(written(End())) + raw(wall.DONE))
    assert made.frames == [] and made.ended is Ended.GARBLED and zygote.ordered == 1


def test_more_than_is_allowed_ends_the_run_as_too_much_output():
    made = heard(raw(written(End()), bytes(1 << 20)), output_mb=1)
    assert (made.ended, made.frames) == (Ended.OUTPUT, [])
    assert made.extra == frames.Excess.BYTES


@pytest.mark.parametrize("cap, what", [("MAX_HEADERS", frames.Excess.HEADERS), ("MAX_FRAMES", frames.Excess.FRAMES)])
def test_an_end_for_too_much_output_says_of_what_there_was_too_much(monkeypatch, cap, what):
    monkeypatch.setattr(frames, cap, 30 if what is frames.Excess.HEADERS else 2)
    made = heard(raw(written(End())), raw(written(End())), raw(written(End())))
    assert (made.ended, made.extra) == (Ended.OUTPUT, what.value)
    assert made.frames == [(End(), b"")]


@pytest.mark.parametrize("field", ["stored", "graph"])
def test_what_was_measured_is_told_as_often_as_it_is_measured_and_no_more(field):
    most = [1] * caps.MEASURED
    for numbers, ended in ((most, None), ([*most, 1], Ended.GARBLED)):
        path = msgspec.to_builtins(PATH) | {field: numbers}
        assert heard(raw(frames.dump({"kind": "walked", "index": 0, "path": path}))).ended is ended


FULL = frames.MAX_HEADER - 200  # bytes of a header
# Headers as large as they may be, each of the smallest pieces that JSON has at some place of a message.
LARGEST = {
    "lists": b"[%b[]]" % (b"[]," * (FULL // 3)),
    "lists in a list of names": b'{"kind":"classes","found":[%b[]]}' % (b"[]," * (FULL // 3)),
    "names": b'{"kind":"classes","found":[%b""]}' % (b'"",' * (FULL // 3)),
    "lists before the kind": b'{"found":[%b[]],"kind":"classes"}' % (b"[]," * (FULL // 3)),
    "an unknown field": b'{"x":[%b[]],"kind":"end"}' % (b"[]," * (FULL // 3)),
    "lists as an output": b'{"kind":"cell","index":0,"outputs":[{"data":[%b[]]}]}' % (b"[]," * (FULL // 3)),
    "objects as outputs": b'{"kind":"cell","index":0,"outputs":[%b{}]}' % (b"{}," * (FULL // 3)),
    "outputs": b'{"kind":"cell","index":0,"outputs":[%b]}' % (
        b'{"output_type":"stream","name":"stdout","text":""},' * (FULL // 52))[:-1],
    "data": b'{"kind":"cell","index":0,"outputs":[{"output_type":"display_data","data":{%b"":""}}]}' % (
        b'"":"",' * (FULL // 6)),
    "marks": b'{"kind":"walked","index":0,"path":{"steps":0,"stored":[],"graph":[],"lr_changed":false,"marks":'
             b'[%b]}}' % (b'"0",' * (FULL // 4))[:-1],
    "runs": b'{"kind":"reported","runs":[%b]}' % (b'{"name":"","losses":0},' * (FULL // 23))[:-1],
    "depth": b'{"x":' + b"[" * FULL, "digits": b'{"kind":"walked","index":' + b"9" * FULL + b"}", "blanks": b" " * FULL,
    "escapes": b'{"kind":"classes","found":["' + b"\\u0041" * (FULL // 6) + b'"]}'}


@pytest.mark.parametrize("header", LARGEST)
def test_a_header_as_large_as_it_may_be_holds_nobody_up(header):
    """Two of them took twenty seconds where JSON was made into objects before it was looked at."""
    whole = raw(LARGEST[header]) * 2
    begin = time.process_time()
    heard(*(whole[at:at + (1 << 20)] for at in range(0, len(whole), 1 << 20)), output_mb=64)
    assert time.process_time() - begin < 5
