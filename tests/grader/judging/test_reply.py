"""What comes out of the sandbox is a stranger's: whatever he sends, it is judged or incomplete, and nothing raises."""

import json

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.ground import caps
from grader.ground.failure import Failure
from grader.ground.messages import (
    Brought,
    CellRun,
    Classes,
    Display,
    End,
    Error,
    Message,
    Part,
    Path,
    Repeated,
    Reported,
    ReportedRun,
    Result,
    Stream,
    Subject,
    Walked,
)
from grader.ground.trial import Device
from grader.ground.walk import walk
from grader.inside.job import encode
from grader.judging.exam import TaskExaminer
from grader.judging.questions import Question, Questions
from grader.judging.reply import Reply
from grader.language.driver import optimizer

from ..tiny import descent, trial
from ..walking import MESSAGES, over_the_wall

TASK = descent()
EXAMINER = TaskExaminer(TASK)
ASKED = EXAMINER.ask(Device.CPU)
WITH_RUNS = Questions(ASKED.walks, Question("runs", Subject("Descent", "Schedule"), trial("a run", (2,), steps=3)))
CELLS = [4, 7]  # where in the notebook the cells stand

# What a message may hold by its schema.
counts = st.integers(0, 5) | st.integers(0, 2**53)
texts = st.text(max_size=20)
outputs = st.one_of(
    st.builds(Stream, st.sampled_from(["stdout", "stderr"]), texts),
    st.builds(Error, texts, texts, st.lists(texts, max_size=3)),
    st.builds(Display, st.dictionaries(texts, texts, max_size=2)),
    st.builds(Result, st.dictionaries(texts, texts, max_size=2), st.none() | counts))
maybe = st.none() | texts
failures = st.none() | st.builds(
    Failure, texts, texts, counts, st.none() | counts, maybe, maybe, maybe, st.none() | counts, maybe)
measured = st.lists(counts, max_size=2)
paths = st.builds(Path, counts, st.lists(st.text("0g", max_size=4), max_size=6), measured, measured, st.booleans(),
                  failures)
names = st.sampled_from(["Descent", "SGD", "", "\x00"]) | texts
messages = st.one_of(
    st.builds(CellRun, counts, st.lists(outputs, max_size=3)),
    st.builds(Classes, st.lists(names, max_size=3)),
    st.builds(Walked, counts, paths),
    st.builds(Reported, st.lists(st.builds(ReportedRun, names, counts), max_size=caps.RUNS)),
    st.builds(Repeated, names, paths),
    st.builds(Brought, st.dictionaries(names, st.sampled_from(Part), max_size=3)),
    st.just(End()))
numbers = st.lists(st.floats(), max_size=12).map(lambda values: np.asarray(values, "<f8").tobytes())


@st.composite
def nearly_honest(draw):
    """A walk of the right form, of some steps, whose numbers and measurements are anything at all."""
    index = draw(st.integers(0, len(ASKED.walks) - 1))
    one = ASKED.walks[index].trial
    steps = draw(st.sampled_from([one.steps, one.steps, draw(st.integers(0, one.steps))]))
    sizes = [p.size for p in one.parameters]
    marks = [draw(st.text("0g", min_size=len(sizes), max_size=len(sizes))) for _ in range(steps)]
    count = (steps + 1) * sum(sizes) + sum(sizes[i] for m in marks for i, mark in enumerate(m) if mark == "g")
    some = draw(st.lists(st.floats(), min_size=1, max_size=9))
    failure = draw(failures.filter(bool)) if steps < one.steps else None
    path = Path(steps, marks, draw(measured), draw(measured), draw(st.booleans()), failure)
    return Walked(index, path), np.resize(np.asarray(some, "<f8"), count).tobytes()


@settings(max_examples=60)
@given(said=st.lists(nearly_honest() | st.tuples(messages, numbers | st.binary(max_size=64)), max_size=8),
       asked=st.sampled_from([ASKED, WITH_RUNS]))
@pytest.mark.filterwarnings("ignore:.*encountered:RuntimeWarning")
def test_whatever_well_typed_messages_say_is_judged(said, asked):
    reply = Reply([(over_the_wall(message), body) for message, body in said], asked, CELLS)
    verdicts = EXAMINER.verdicts(reply)
    EXAMINER.parting(verdicts, reply)
    assert [v.check for v in verdicts] == list(TASK.checks)
    assert set(reply.outputs) <= set(CELLS) and reply.found <= set(asked.classes)
    assert all(path.steps <= 12 for path in reply.all_paths)
    if reply.complete:
        assert any(isinstance(message, End) for message, _ in said)


def refused(data: bytes) -> bool:
    """Whether the schema refuses these bytes, by one of the errors that msgspec is known to raise."""
    try:
        MESSAGES.decode(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return True
    return False


@settings(max_examples=300)
@given(data=st.binary(max_size=60))
def test_no_bytes_at_all_raise_anything_but_the_schemas_errors(data):
    assert refused(data) or data.strip().startswith(b"{")


HONEST = {"kind": "walked", "index": 0, "path": {
    "steps": 1, "marks": ["g"], "stored": [1], "graph": [], "lr_changed": False, "failure": None}}
few = st.text(max_size=5)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | few,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(few, inner, max_size=3), max_leaves=6)


@settings(max_examples=200)
@given(key=st.sampled_from([*HONEST, *HONEST["path"], "more"]), value=anything)
def test_an_honest_message_with_one_value_replaced_is_refused_or_fits_its_types(key, value):
    forged = json.loads(json.dumps(HONEST))
    (forged if key in HONEST else forged["path"])[key] = value
    data = json.dumps(forged).encode()
    if not refused(data):
        message = MESSAGES.decode(data)
        Reply([(message, bytes(16))], ASKED, CELLS)
        assert isinstance(message, Message)


def forged(**path) -> bytes:
    return json.dumps(HONEST | {"path": HONEST["path"] | path}).encode()


@pytest.mark.parametrize("data", [
    b'{"kind": "reported", "runs": [{"name": ["Adam"], "losses": 1}]}',
    forged(stored=[1, 2, 3]),
    forged(stored=[10**400, 10**400]),
    forged(stored=[2.5]), forged(stored=[-1]), forged(steps=-1), forged(steps=True), forged(marks=["x"]),
    forged(failure={"type": "E" * 10_000, "message": "", "step": 1}), forged(failure="E"), forged(more=1),
    b'{"kind": "walked", "index": -1, "path": {}}',
    b'{"kind": "verdict", "score": 10}', b'{"score": 10}', b'"end"', b"[]", b"1e999", b"NaN", b"", b"\xff",
    b'{"kind": "end"} {"kind": "end"}',
    b'{"x": ' + b"[" * 100_000 + b"]" * 100_000 + b', "kind": "end"}',
    b'{"kind": "classes", "found": ["' + b"a" * 10_000 + b'"]}',
    json.dumps({"kind": "cell", "index": 0, "outputs": [
        {"output_type": "stream", "name": "stdout", "text": ""}] * (caps.CELL_OUTPUTS + 1)}).encode(),
], ids=range(24))
def test_a_forged_message_is_refused_by_the_schema(data):
    assert refused(data)


def answered(*indices):
    """Honest answers to these questions."""
    made = []
    for index in indices:
        path, body = encode(walk(optimizer(TASK), ASKED.walks[index].trial))
        made.append((over_the_wall(Walked(index, path)), body))
    return made


def test_a_whole_reply_is_complete_and_earns_everything():
    reply = Reply([(Classes(["Descent"]), b""), *answered(*range(len(ASKED.walks))), (End(), b"")], ASKED, CELLS)
    assert reply.complete and reply.found == {"Descent"} and reply.first_error is None
    assert all(v.finding.passed for v in EXAMINER.verdicts(reply))


def misfits():
    (walked, body), = answered(0)
    path = walked.path

    def other(**changes):
        return Walked(0, msgspec.structs.replace(path, **changes)), body

    yield "an index that nobody asked for", (Walked(len(ASKED.walks), path), body)
    yield "too few numbers", (walked, body[:-8])
    yield "too many numbers", (walked, body + bytes(8))
    yield "half a number", (walked, body[:-1])
    yield "another trial's numbers", (Walked(1, path), body)
    yield "more steps than were asked for", other(steps=path.steps + 1, marks=[*path.marks, "g"])
    yield "steps that no list could count", other(steps=2**53)
    yield "fewer steps, and no failure", other(steps=path.steps - 1, marks=path.marks[:-1])
    yield "fewer marks than steps", other(marks=path.marks[:-1])
    yield "marks for more parameters than there are", other(marks=["gg"] * path.steps)
    yield "a cell that was not sent", (CellRun(len(CELLS), []), b"")
    yield "runs that nobody asked for", (Reported([]), b"")
    yield "a run that nobody asked for", (Repeated("Descent", path), body)
    yield "a trial that nobody asked for", (Brought({"Descent": Part.START}), b"")


@pytest.mark.parametrize("misfit", [pair for _, pair in misfits()], ids=[name for name, _ in misfits()])
def test_a_misfit_makes_the_reply_incomplete_and_what_came_before_counts(misfit):
    before = [(CellRun(0, [Stream("stdout", "hello")]), b""), (Classes(["Descent", "Adam"]), b""), *answered(0, 1)]
    reply = Reply([*before, misfit, *answered(2), (End(), b"")], ASKED, CELLS)
    assert not reply.complete
    assert reply.outputs == {4: [Stream("stdout", "hello")]} and reply.found == {"Descent"}
    assert set(reply.paths("descent")) == {ASKED.walks[0].trial.name, ASKED.walks[1].trial.name}
    passed = {v.check.name: v.finding.passed for v in EXAMINER.verdicts(reply)}
    assert passed == {"path": True, "several": False, "gradients": False, "storage": False}


def test_a_walk_that_ended_early_needs_to_say_why():
    (walked, body), = answered(0)
    short = msgspec.structs.replace(walked.path, steps=0, marks=[], failure=Failure("ValueError", "no", 1))
    reply = Reply([(Walked(0, short), body[:24])], ASKED, CELLS)
    (path,) = reply.all_paths
    assert path.steps == 0 and path.failure.type == "ValueError"


def test_the_start_is_what_was_sent_whatever_came_back():
    (walked, body), = answered(0)
    (path,) = Reply([(walked, np.full(3, 9.0).tobytes() + body[24:])], ASKED, CELLS).all_paths
    assert np.array_equal(path.positions[0][0], ASKED.walks[0].trial.parameters[0])


def test_runs_are_read_one_after_the_other():
    told = Reported([ReportedRun("Descent", 2), ReportedRun("Adam", 0), ReportedRun("Lion", 1)])
    body = np.array([0.1, 5.0, 4.0, 0.2, 0.3, 7.0]).tobytes()
    runs = Reply([(told, body)], WITH_RUNS, CELLS).runs
    assert {name: (run.lr, list(run.losses)) for name, run in runs.items()} == {
        "Descent": (0.1, [5.0, 4.0]), "Adam": (0.2, []), "Lion": (0.3, [7.0])}
    assert Reply([(told, body[:-8])], WITH_RUNS, CELLS).runs == {}


def test_a_run_is_repeated_only_if_it_was_reported():
    again, body = encode(walk(optimizer(TASK), WITH_RUNS.runs.trial))
    told = Reported([ReportedRun("Descent", 0)]), np.array([0.1]).tobytes()
    assert set(Reply([told, (Repeated("Descent", again), body)], WITH_RUNS, CELLS).repeated) == {"Descent"}
    alone = Reply([(Repeated("Descent", again), body), (End(), b"")], WITH_RUNS, CELLS)
    assert alone.repeated == {} and not alone.complete


def test_the_first_error_is_the_one_of_the_first_cell():
    wrong = Error("NameError", "x", [])
    reply = Reply([(CellRun(1, [wrong]), b""), (CellRun(0, [Stream("stdout", "x"), wrong]), b"")], ASKED, CELLS)
    assert reply.first_error == (4, wrong)


@pytest.mark.parametrize("parameter, taken", [(None, True), (0, True), (1, False), (10**6, False)])
def test_a_parameter_that_the_trial_does_not_have_makes_the_walk_a_misfit(parameter, taken):
    one = ASKED.walks[0].trial
    assert len(one.parameters) == 1
    path = Path(0, [], [], [], False, Failure("E", "no", 1, parameter=parameter))
    reply = Reply([(Walked(0, path), b"\0" * 8 * one.parameters[0].size)], ASKED, CELLS)
    assert (one.name in reply.paths(ASKED.walks[0].task)) == taken
