"""One submission in the sandbox: what it is asked, and what it answers, whatever the notebook is like."""

import math
import os
import subprocess
import sys
from dataclasses import replace
from types import SimpleNamespace

import msgspec
import numpy as np
import pytest

from grader.ground import caps, frames, said_inside
from grader.ground.clock import Cut, TimeIsUp
from grader.ground.limits import Limits
from grader.ground.messages import (
    CellRun,
    Classes,
    End,
    Error,
    Path,
    Repeated,
    Reported,
    ReportedRun,
    Request,
    Stream,
    Subject,
    Walk,
    Walked,
)
from grader.ground.trial import Trial, encode
from grader.inside import job
from grader.outcome.ending import Ended
from grader.sandbox import Sandbox, choose

PLAIN = """
import torch
class Plain:
    def __init__(self, params, lr):
        self.params, self.lr = list(params), lr
    def step(self):
        with torch.no_grad():
            for p in self.params:
                p -= self.lr * p.grad
"""
HALVED = """
class Halved:
    def __init__(self, optimizer, total, warmup):
        self.optimizer = optimizer
    def step(self):
        self.optimizer.lr /= 2
"""
ONES = np.ones(2)
TRIAL = Trial("two steps", (ONES,), ((ONES,), (ONES,)), ({"lr": 0.5},))
RUN = Trial("a run", (ONES,), ((ONES,), (ONES,)), ({"lr": 0.0, "total": 2, "warmup": 0},))


@pytest.fixture(scope="module")
def sandbox():
    with Sandbox(choose()) as opened:
        yield opened


QUICK = Limits(cell_computing=0.3, cell_asleep=0.3, late_computing=0.3, late_asleep=0.3, trial_computing=0.3,
               trial_asleep=0.3)


def ask(sandbox, *cells, classes=("Plain",), walks=(), runs=None, limits=QUICK):
    """The messages that answer; walks and runs are pairs of a subject and a trial."""
    sent = [(subject, *encode(trial)) for subject, trial in (*walks, *([runs] if runs else []))]
    asked = [Walk(subject, header, len(numbers)) for subject, header, numbers in sent]
    request = Request(list(cells), list(classes), asked[: len(walks)], asked[-1] if runs else None)
    found = sandbox.run(msgspec.to_builtins(request), b"".join(numbers for *_, numbers in sent), limits)
    assert found.ending.ended is Ended.FINISHED, found
    return found.frames


def numbers(body):
    return np.frombuffer(body, "<f8").tolist()


@pytest.mark.sandbox
def test_cells_classes_walks_and_runs_are_answered_in_this_order(sandbox):
    walks = [(Subject("Plain"), TRIAL), (Subject("Missing"), TRIAL), (Subject(schedule="Halved"), RUN)]
    runs = "runs = {'Plain': {'lr': 0.25, 'losses': [3, 2.5, 1, 0]}, 'Other': {'lr': 1, 'losses': []}}"
    frames = ask(sandbox, PLAIN, HALVED, runs, classes=["Plain", "Missing", "Halved"], walks=walks,
                 runs=(Subject(schedule="Halved"), RUN))
    whole = Path(2, ["g", "g"], [], [], False)
    assert [message for message, _ in frames] == [
        CellRun(0, []), CellRun(1, []), CellRun(2, []), Classes(["Plain", "Halved"]), Walked(0, whole),
        Walked(2, whole), Reported([ReportedRun("Plain", 3)]), Repeated("Plain", whole), End()]
    bodies = [numbers(body) for _, body in frames[4:8]]
    assert bodies[0] == [1, 1, 0.5, 0.5, 0, 0, *[1] * 4]
    assert bodies[2] == [0.25, 3, 2.5, 1]  # as many losses as there are steps, and one
    assert bodies[3][:6] == [1, 1, 0.75, 0.75, 0.625, 0.625]


@pytest.mark.sandbox
def test_losses_that_are_no_finite_numbers_travel_as_they_are(sandbox):
    runs = "runs = {'Plain': {'lr': float('inf'), 'losses': [float('nan'), -float('inf'), 1]}}"
    frames = ask(sandbox, PLAIN, HALVED, runs, classes=["Plain", "Halved"], runs=(Subject(schedule="Halved"), RUN))
    reported, body = next(frame for frame in frames if isinstance(frame[0], Reported))
    assert reported == Reported([ReportedRun("Plain", 3)])
    lr, first, second, third = numbers(body)
    assert (lr, second, third) == (math.inf, -math.inf, 1) and math.isnan(first)
    repeated, body = frames[-2]
    assert repeated.name == "Plain" and math.isinf(numbers(body)[2])


@pytest.mark.sandbox
def test_runs_without_a_schedule_are_reported_and_not_repeated(sandbox):
    runs = "runs = {'Plain': {'lr': 1, 'losses': [1]}}"
    frames = ask(sandbox, PLAIN, runs, classes=["Plain", "Halved"], runs=(Subject(schedule="Halved"), RUN))
    assert [type(message) for message, _ in frames[-3:]] == [Classes, Reported, End]


ODD_CELLS = {
    "half a surrogate": "print('\\ud800'); '\\udfff'",
    "a text that lies": "class T(str):\n  def __len__(self): return 0\nprint(T('x'))",
    "an exception without a text": "class E(Exception):\n  def __str__(self): raise ValueError\nraise E",
    "an exception whose text is no text": "class E(Exception):\n  def __str__(self): return 7\nraise E",
    "an exception that words itself": "class E(Exception):\n  def _render_traceback_(self): return ['line']\nraise E",
    "an exception that words itself badly": "class E(Exception):\n  def _render_traceback_(self): return 7\nraise E",
    "an exception with an odd name": "class M(type): __name__ = 7\nclass E(Exception, metaclass=M): pass\nraise E",
    "a name of ten thousand letters": "raise type('E' * 10_000, (Exception,), {})('v' * 100_000)",
    "a bundle of anything":
        "from IPython.display import display\n"
        "display({'a/b': {'c': [1, None]}, 'image/png': b'x', 'text/plain': ['a'], 'x' * 300: float('nan')}, raw=True)",
    "an endless traceback": "def f(): f()\nf()",
    "the counter moved": "get_ipython().execution_count = 10**30\n1",
    "many figures": "import matplotlib.pyplot as plt\nfor _ in range(60): plt.figure(figsize=(1, 1))\nplt.show()",
    "no end": "while True: pass",
    "leaving": "import sys; sys.exit(3)",
    "an interrupt": "raise KeyboardInterrupt",
    "input": "input()",
}


@pytest.mark.sandbox
@pytest.mark.parametrize("code", ODD_CELLS.values(), ids=ODD_CELLS)
def test_whatever_a_cell_gives_out_the_answer_is_whole(sandbox, code):
    frames = ask(sandbox, code, PLAIN, walks=[(Subject("Plain"), TRIAL)])
    assert [type(message) for message, _ in frames] == [CellRun, CellRun, Classes, Walked, End]
    assert frames[2][0] == Classes(["Plain"])


@pytest.mark.sandbox
@pytest.mark.parametrize("code, cut", [
    ("while True: pass", Cut.COMPUTING), ("import time\nwhile True: time.sleep(0.01)", Cut.ASLEEP),
    ("import time; time.sleep(1000)", Cut.ASLEEP), ("import signal\nwhile True: signal.pause()", Cut.ASLEEP),
    ("import os; os.read(os.pipe()[0], 1)", Cut.ASLEEP),
])  # fmt: skip
def test_a_cell_without_end_is_told_in_a_sentence_and_the_next_one_is_run(sandbox, code, cut):
    frames = ask(sandbox, code, "print('next')")
    assert (frames[0][0].cut, frames[1][0].cut) == (cut, None)
    (error,) = frames[0][0].outputs
    assert isinstance(error, Error) and error.ename == TimeIsUp.__name__
    assert error.evalue == said_inside.CUT_SHORT[cut].format(seconds="0.3")
    assert error.traceback == [said_inside.STOPPED.format(why=error.evalue)]
    assert frames[1][0].outputs[0].text == "next\n"


@pytest.mark.sandbox
def test_a_recursion_without_end_is_told_at_once(sandbox):
    (output,) = ask(sandbox, "def f():\n    return f()\nf()", limits=replace(QUICK, cell_computing=2))[0][0].outputs
    assert output.ename == "RecursionError" and "f()" in output.traceback[-2]


@pytest.mark.sandbox
def test_when_the_cells_have_used_up_their_time_those_that_are_asked_for_are_run_all_the_same(sandbox):
    limits = replace(QUICK, cells_asleep=0.6)
    sleep = "import time; time.sleep(9)"
    frames = ask(sandbox, sleep, sleep, sleep, PLAIN, "1", walks=[(Subject("Plain"), TRIAL)], limits=limits)
    assert [message.cut for message, _ in frames[:5]] == [Cut.ASLEEP, Cut.ASLEEP, Cut.UNRUN, None, Cut.UNRUN]
    assert frames[2][0].outputs == [Stream("stderr", said_inside.CUT_SHORT[Cut.UNRUN])]
    assert frames[5][0] == Classes(["Plain"]) and frames[6][0].path.steps == 2


@pytest.mark.sandbox
def test_the_trials_have_their_own_time_in_all(sandbox):
    code = PLAIN.replace("with torch", "import time; time.sleep(0.2)\n        with torch")
    limits = replace(QUICK, trial_asleep=3, trials_asleep=1)
    frames = ask(sandbox, code, walks=[(Subject("Plain"), TRIAL)] * 6, limits=limits)
    walked = [message.path.failure for message, _ in frames if isinstance(message, Walked)]
    assert len(walked) == 3 and walked[:2] == [None, None] and walked[2].cut is Cut.ASLEEP


@pytest.mark.sandbox
@pytest.mark.parametrize("code", [
    "while True:\n    try:\n        while True: sum(range(10**6))\n    except BaseException: pass",
    "import time\nwhile True:\n    try: time.sleep(100)\n    except BaseException: pass",
])  # fmt: skip
def test_who_goes_on_when_the_time_is_up_is_ended(sandbox, code):
    request = msgspec.to_builtins(Request([PLAIN, code], ["Plain"], []))
    found = sandbox.run(request, limits=QUICK)
    assert found.ending.ended is Ended.OVERTIME and found.frames[0][0] == CellRun(0, [])


@pytest.mark.sandbox
def test_a_busy_machine_takes_no_time_from_anybody(sandbox):
    """Three other processes for each core: the cell computes for a third of its limit, and waits for its turn."""
    work = "import time\nwhile time.process_time() < began + 0.5: pass"
    hogs = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(3 * os.cpu_count())]
    try:
        found = sandbox.run(msgspec.to_builtins(Request(
            ["import time; began = time.process_time()", work, PLAIN], ["Plain"], [])),
            limits=replace(QUICK, cell_computing=1.5, cell_asleep=0.2))
    finally:
        for hog in hogs:
            hog.kill()
            hog.wait()
    assert [message.cut for message, _ in found.frames[:3]] == [None] * 3
    assert 0.01 < found.queued_seconds < found.seconds


@pytest.mark.sandbox
def test_nobody_answers_input_and_that_is_said(sandbox):
    (error,) = ask(sandbox, "input('Your name?')")[0][0].outputs
    assert (error.ename, error.evalue) == ("RuntimeError", said_inside.NO_INPUT)


@pytest.mark.sandbox
def test_a_notebook_that_is_larger_than_any_answer_may_be_is_run(sandbox):
    started = sandbox.started
    comment = "# " + "η" * (5 << 20)
    assert len(comment.encode()) > frames.MAX_HEADER
    found = ask(sandbox, comment, PLAIN, walks=[(Subject("Plain"), TRIAL)])
    assert [type(message) for message, _ in found] == [CellRun, CellRun, Classes, Walked, End]
    assert found[3][0].path.steps == 2
    assert sandbox.started == max(started, 1)


@pytest.mark.sandbox
def test_after_four_walks_that_ran_out_of_time_the_rest_is_left_out(sandbox):
    code = PLAIN.replace("with torch", "while True: pass\n        with torch")
    frames = ask(sandbox, code, walks=[(Subject("Plain"), TRIAL)] * 6)
    walked = [message for message, _ in frames if isinstance(message, Walked)]
    assert [message.index for message in walked] == [0, 1, 2, 3]
    assert all(message.path.failure.out_of_time and message.path.failure.step == 1 for message in walked)
    assert frames[-1] == (End(), b"")


@pytest.mark.sandbox
def test_who_waits_for_a_gradient_that_is_none_is_asked_for_all_else(sandbox):
    code = PLAIN.replace("with torch", "while self.params[0].grad is None: pass\n        with torch")
    rests = replace(TRIAL, gradients=((None,) * len(TRIAL.parameters),) * TRIAL.steps)
    frames = ask(sandbox, code, walks=[(Subject("Plain"), trial) for trial in (*[rests] * 6, TRIAL)])
    *waited, last = [message for message, _ in frames if isinstance(message, Walked)]
    assert len(waited) == 6 and all(message.path.failure.out_of_time for message in waited)
    assert last.path.failure is None and last.path.steps == 2


def student(**classes):
    """What the job knows of a notebook that has run, without a notebook."""
    shell = SimpleNamespace(user_ns=classes, restore_switches=lambda: None)
    return job._Student(SimpleNamespace(shell=shell), list(classes), Limits())


def test_a_walk_that_is_interrupted_where_it_does_not_listen_is_a_path_all_the_same(monkeypatch):
    def interrupted(*_, **__):
        raise TimeIsUp

    monkeypatch.setattr(job, "walk", interrupted)
    path = student(Plain=object).walk(Subject("Plain"), TRIAL)
    assert path.steps == 0 and path.failure.out_of_time and path.failure.step == 0
    assert [p.tolist() for p in path.positions[0]] == [[1.0, 1.0]]
    header, body = job.encode(path)
    assert header == Path(0, [], [], [], False, path.failure)
    assert numbers(body) == [1.0, 1.0]


def test_the_start_of_such_a_path_is_rounded_as_its_tensors_are(monkeypatch):
    third = Trial("a third", (np.array([[1 / 3]]),), ((np.ones((1, 1)),),), dtypes=("float32",))
    (start,) = job._start(third)
    assert start.dtype == float and start.tolist() == [float(np.float32(1 / 3))]


@pytest.mark.parametrize("runs", [
    None, [], {"Plain": None}, {"Plain": {"lr": 1}}, {"Plain": {"losses": [1]}}, {7: {"lr": 1, "losses": []}},
    {"Plain": {"lr": "one", "losses": []}}, {"Plain": {"lr": 1, "losses": [None]}}, {"Other": {"lr": 1, "losses": []}},
])  # fmt: skip
def test_entries_of_another_form_are_no_runs(runs):
    assert job.plain_runs(runs, ["Plain"], 3) == {}


def test_of_many_runs_the_first_ones_are_taken():
    names = [f"class {number}" for number in range(30)]
    runs = {name: {"lr": 1, "losses": range(9)} for name in names}
    assert job.plain_runs(runs, names, 2) == {name: (1.0, [0.0, 1.0, 2.0]) for name in names[: caps.RUNS]}
