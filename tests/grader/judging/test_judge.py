"""What is measured besides the path, where its limits are, and what is drawn of two paths that part."""

import copy
import warnings
from dataclasses import replace

import numpy as np
import pytest

from grader.ground.failure import Failure
from grader.ground.trial import KEEP, Device
from grader.ground.walk import Trajectory, walk
from grader.judging import judge
from grader.judging.causes import Beside
from grader.judging.exam import TaskExaminer
from grader.judging.judge import AFTER, BEFORE, SPARE_NUMBERS, SPARE_SHARE, parting
from grader.judging.paths import Paths
from grader.language.driver import optimizer
from grader.language.task import Check, JudgedBy
from grader.outcome.finding import Difference, Finding, Observed
from grader.outcome.verdict import CheckVerdict
from grader.tools import corpus

from ..answers import HEAD, WRONG
from ..answers import RIGHT as ANSWERS
from ..tiny import descent, trial

MOVED = HEAD.replace("{", "{{").replace("}", "}}") + """
    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is not None:
                {}
"""
# For each thing that is measured, momentum that does it.
PROVOKED = {Observed(name): code for name, code in WRONG.values() if name in set(Observed)} | {
    Observed.DTYPE_OF_ANOTHER: HEAD + """
        self.state = [torch.zeros(p.shape, dtype=self.params[0].dtype) for p in self.params]
    @torch.no_grad()
    def step(self):
        for p, v in zip(self.params, self.state):
            if p.grad is None: continue
            v.mul_(self.momentum).add_(p.grad)
            p -= self.lr * v
""",
    Observed.LR_CHANGED: HEAD + """
    @torch.no_grad()
    def step(self):
        for p in self.params:
            if p.grad is None: continue
            self.state[p] = self.momentum * self.state.get(p, 0) + p.grad
            p -= self.lr * self.state[p]
        self.lr = 0.99 * self.lr
""",
    Observed.ZERO_GRAD: ANSWERS["dictionary made when needed"] + """
    def zero_grad(self):
        for p in self.params:
            p.grad.zero_()
""",
    Observed.GRADIENTS_MADE: ANSWERS["dictionary made when needed"].replace(
        "if p.grad is None:\n", "if p.grad is None:\n                    p.grad = torch.zeros_like(p)\n"),
    Observed.GRADIENTS_OF_OTHERS: ANSWERS["dictionary made when needed"] + """
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum, self.state = lr, momentum, {}
        self.zero_grad()
""",
    Observed.NOT_FINITE: MOVED.format("p *= float('nan')"),
    Observed.STANDS: ANSWERS["dictionary made when needed"].replace("in self.params:", "in self.params[1:]:"),
    Observed.IGNORES_GRADIENT: MOVED.format("p -= self.lr"),
    Observed.IGNORES_LR: MOVED.format("p -= p.grad"),
    Observed.FORGETS: MOVED.format("p -= self.lr * p.grad"),
    Observed.GRAPH_KEPT: HEAD + """
    def step(self):
        for p in self.params:
            if p.grad is None: continue
            self.state[p] = self.momentum * self.state.get(p, 0 * p) + p.grad
            p.data -= self.lr * self.state[p].detach()
"""}


@pytest.mark.parametrize("observed", Observed)
def test_whatever_is_measured_is_called_by_its_name(judges, observed):
    assert observed.value in judges.code("momentum", PROVOKED[observed]).names


def test_who_refuses_a_rate_of_zero_is_judged_by_all_else(judges):
    forgets = next(a.code for a in corpus.stored() if a.id == "momentum/wrong/forgets_after_ten_nones")
    right, begin = ANSWERS["dictionary made when needed"], "        super().__init__(params)\n"
    refusing = [code.replace(begin, "        assert lr > 0\n" + begin) for code in (right, forgets)]
    assert all("assert lr" in code for code in refusing)
    assert judges.code("momentum", refusing[0]).failed == []
    assert judges.code("momentum", refusing[1]).failed == judges.code("momentum", forgets).failed != []


TASK = descent()
KNOWN = Paths(TASK)
RIGHT = {t.name: walk(optimizer(TASK), t) for t in judge.all_trials(TASK)}
STORED = TASK.checks[3].trials[0]
SIZE = 40 * 20


def judged(**changed: Trajectory) -> dict[str, Finding]:
    """The findings where some of the right trajectories are replaced."""
    return {check.name: finding for check, finding in zip(TASK.checks, judge.judge(KNOWN, RIGHT | changed))}


def test_what_is_right_passes_everywhere():
    assert all(finding == Finding(True) for finding in judged().values())


def stored(*numbers, graph=(0, 0)):
    return judged(stored=replace(RIGHT["stored"], stored=list(numbers), graph=list(graph)))["storage"]


def test_small_change_beside_the_state_costs_nothing_and_one_number_more_does():
    spare = SPARE_NUMBERS + int(SPARE_SHARE * SIZE)
    assert (SPARE_NUMBERS, SPARE_SHARE, spare) == (16, 0.02, 32)
    assert stored(spare, spare).passed
    assert stored(spare + 1, spare + 1).observed is Observed.STATE_TOO_LARGE
    assert stored(0, spare).passed
    assert stored(SIZE, SIZE + spare + 1).observed is Observed.STATE_GROWS
    assert stored(spare + 1, 0).passed  # what counts is what is there in the end


def test_the_numbers_behind_it_are_told():
    found = stored(SIZE, 3 * SIZE).stored
    assert (found.first, found.later, found.needed) == (1.0, 3.0, TASK.stored_copies)


def test_a_graph_that_grows_is_kept_and_one_that_stays_is_not():
    assert stored(0, 0, graph=(3, 4)).observed is Observed.GRAPH_KEPT
    assert stored(0, 0, graph=(3, 3)).passed and stored(0, 0, graph=(3, 2)).passed


def test_storage_is_not_judged_where_nothing_was_measured():
    assert not stored(0).passed and stored(0).observed is None
    still = replace(RIGHT["stored"], positions=[RIGHT["stored"].positions[0]] * 13, stored=[0, 0])
    found = judged(stored=still)["storage"]
    assert not found.passed and found.still and found.difference


def off_by(level: float, path: Trajectory) -> Trajectory:
    """The path, its last point off by this share of the distance travelled, or of the weights where they are larger."""
    bent = copy.deepcopy(path)
    far = max(abs(p[0] - from_).max() for p in path.positions for from_ in (path.positions[0][0], 0.0))
    bent.positions[-1][0][0] += level * far
    return bent


@pytest.mark.parametrize("level, observed", [(0.9e-5, Observed.STATE_OF_FLOAT32), (1.1e-5, None)])
def test_a_path_that_is_right_to_five_digits_was_walked_in_float32(level, observed):
    bent = {name: off_by(level, RIGHT[name]) for name in ("one", "long")}
    found = judged(**bent)["path"]
    assert (found.passed, found.observed) == (False, observed)
    assert found.difference.trial == "one" and found.difference.step == 4


def test_float32_costs_the_check_that_is_about_precision_and_no_other():
    checks = tuple(replace(check, precision=check.name == "several") for check in TASK.checks)
    bent = {name: off_by(1e-6, RIGHT[name]) for name in ("one", "long")}
    findings = judge.judge(Paths(replace(TASK, checks=checks)), RIGHT | bent)
    assert [check.name for check, found in zip(checks, findings) if not found.passed] == ["several"]
    assert [found.observed for found in findings if not found.passed] == [Observed.STATE_OF_FLOAT32]


def test_float32_is_no_excuse_where_another_trial_is_further_off():
    found = judged(one=off_by(1e-6, RIGHT["one"]), two=off_by(1e-2, RIGHT["two"]))["path"]
    assert (found.passed, found.observed) == (False, None)


def test_what_was_not_walked_is_missing():
    paths = {name: path for name, path in RIGHT.items() if name not in ("one", "two", "stored")}
    findings = judge.judge(KNOWN, paths)
    assert [f.missing for f in findings] == [True, True, False, True]


def test_the_bookkeeping_is_judged_by_the_students_own_rule():
    mistake = TASK.misconceptions[0]
    wrong = {t.name: walk(optimizer(TASK, (mistake,)), t) for t in judge.all_trials(TASK)}
    passed = {c.name: f.passed for c, f in zip(TASK.checks, judge.judge(KNOWN, wrong))}
    assert passed == {"path": False, "several": True, "gradients": True, "storage": True}


def test_where_the_rule_is_right_the_bookkeeping_must_follow_the_reference():
    """A path that each parameter walks alone as well, and that is wrong all the same."""
    swayed = {name: off_by(0.5, RIGHT[name]) for name in ("two", "two, parameter 0 alone")}
    found = judged(**swayed)["several"]
    assert not found.passed and found.difference.trial == "two" and not found.alone


def test_a_parameter_that_moves_otherwise_than_alone_is_shown_beside_its_own_path():
    found = judged(two=off_by(0.5, RIGHT["two"]))["several"]
    assert not found.passed and found.alone and found.difference.parameter == 0


def test_who_stops_on_another_device_is_not_device_agnostic():
    path = Trajectory(RIGHT["elsewhere"].positions[:1], failure=Failure("RuntimeError", "device", 1))
    found = judged(elsewhere=path)["several"]
    assert (found.passed, found.observed, found.still) == (False, Observed.NOT_DEVICE_AGNOSTIC, True)


def test_the_device_check_runs_on_a_gpu_where_there_is_one():
    def devices(device):
        return {q.trial.name: q.trial.device for q in TaskExaminer(TASK).ask(device).walks}

    assert devices(Device.CPU)["elsewhere"] is Device.PRETEND
    assert devices(Device.CUDA)["elsewhere"] is Device.CUDA
    assert devices(Device.CUDA)["one"] is Device.CPU


# What is drawn: two checks of one trial each, long and short.
DRAWN = descent((Check("short", "short", 1, JudgedBy.PATH, (trial("three", (2,), steps=3),)),
                 Check("long", "long", 1, JudgedBy.PATH, (trial("forty", (2,), steps=40),)),
                 Check("longest", "longest", 1, JudgedBy.PATH, (trial("ninety", (2,), steps=90),))))


def drawn(*where: Difference):
    """What is drawn if the path parts at each of these places."""
    known = Paths(DRAWN)
    names = {"three": "short", "forty": "long", "ninety": "longest"}
    checks = {c.name: c for c in DRAWN.checks}
    verdicts = [CheckVerdict(checks[names[d.trial]], Finding(False, d)) for d in where]
    passed = CheckVerdict(checks["short"], Finding(True))
    return parting(known, [passed, *verdicts], {t.name: known.right(t) for t in DRAWN.trials})


def test_the_picture_shows_ten_steps_before_and_twenty_after():
    assert (BEFORE, AFTER) == (10, 20)
    found = drawn(Difference("ninety", 30, 0, 1))
    assert (found.check, found.first, len(found.mine), len(found.right)) == ("longest", 20, 31, 31)
    path = walk(DRAWN.reference.optimizer, DRAWN.trials[2])
    assert found.mine == tuple(float(p[0][1]) for p in path.positions[20:51])


def test_the_picture_ends_where_the_path_does():
    assert drawn(Difference("ninety", 4, 0, 0)).first == 0
    assert len(drawn(Difference("ninety", 85, 0, 0)).mine) == 90 - 75 + 1
    assert len(drawn(Difference("three", 1, 0, 0)).mine) == 4


def test_a_trial_of_twenty_steps_is_as_good_to_draw_as_a_longer_one():
    long, longest, short = (Difference(name, 2, 0, 0) for name in ("forty", "ninety", "three"))
    assert drawn(short, long, longest).check == "long"
    assert drawn(longest, long, short).check == "longest"


def test_nothing_is_drawn_where_no_coordinate_parts():
    assert drawn() is None
    assert drawn(Difference("forty", 3), Difference("forty", 3, 0)) is None
    assert drawn(Difference("forty", 3), Difference("three", 2, 0, 1)).check == "short"


@pytest.mark.parametrize("numbers, graph, observed", [
    ((0, SIZE), (0, 0), Observed.STATE_GROWS), ((SIZE, SIZE), (0, 0), Observed.STATE_TOO_LARGE),
    ((0, 0), (1, 2), Observed.GRAPH_KEPT)])
def test_whoever_stores_too_much_does_not_earn_the_points(numbers, graph, observed):
    finding = stored(*numbers, graph=graph)
    assert (finding.passed, finding.observed) == (False, observed)
    if observed is Observed.STATE_TOO_LARGE:
        assert (finding.stored.first, finding.stored.later, finding.stored.needed) == (1, 1, 0)


def test_what_a_method_needs_is_counted_for_every_number_and_small_change_for_every_parameter():
    two = trial("stored", (40, 20), (10, 20), steps=12, seed=5, measure=True)
    known = Paths(replace(descent(checks=(Check("storage", "storage", 1, JudgedBy.STORAGE, (two,)),)), stored_copies=2))
    size = 40 * 20 + 10 * 20
    most = 2 * size + 2 * SPARE_NUMBERS + int(SPARE_SHARE * size)
    for kept, passed in ((most, True), (most + 1, False)):
        path = replace(walk(optimizer(known.task), two), stored=[kept, kept], graph=[0, 0])
        assert judge.judge(known, {"stored": path})[0].passed is passed


def test_a_parameter_alone_walks_in_double_precision_from_what_float32_had_left_of_its_numbers():
    mixed = trial("mixed", (2,), (3,), steps=3, dtypes=("float32", "float64"), changes={1: {"lr": 0.5}})
    first, second = judge.solos(mixed)
    assert first.changes == second.changes == mixed.changes
    assert {*first.dtypes, *second.dtypes} == {"float64"}
    for given, alone in ((mixed.parameters[0], first.parameters[0]), (mixed.gradients[2][0], first.gradients[2][0])):
        assert np.array_equal(alone, given.astype("float32").astype(float)) and not np.array_equal(alone, given)
    assert np.array_equal(second.parameters[0], mixed.parameters[1])


@pytest.mark.parametrize("how", [dict(problem="valley"), dict(measure=True)])
def test_where_gradients_hang_together_or_storage_is_measured_nobody_walks_alone(how):
    assert judge.solos(trial("whole", (2,), **how)) == []


def test_a_parameter_that_has_had_no_gradient_yet_has_not_moved():
    one = trial("late", (2,), (2,), steps=4)
    none, kept = (None, one.gradients[0][1]), (KEEP, one.gradients[1][1])
    late = replace(one, gradients=(none, kept, one.gradients[2], (KEEP, one.gradients[3][1])))
    alone = {t.name: walk(optimizer(TASK), t) for t in judge.solos(late)}
    path = judge._assemble(late, alone)
    start, moved = one.parameters[0], [p[0] for p in path.positions]
    assert np.array_equal(moved[0], start) and np.array_equal(moved[1], start) and np.array_equal(moved[2], start)
    assert np.allclose(start - moved[3], 0.1 * one.gradients[2][0])  # and the gradient that was kept counts again
    assert np.allclose(start - moved[4], 0.2 * one.gradients[2][0])


def test_who_begins_again_walks_alone_from_the_start_each_time():
    again = trial("again", (2,), (3,), steps=9, renewed=(4, 7))
    solos = judge.solos(again)
    assert [t.steps for t in solos] == [4, 3, 2] * 2 and not any(t.renewed for t in solos)
    for mistakes in ((), (TASK.misconceptions[0],)):
        path = walk(optimizer(TASK, mistakes), again)
        alone = judge._assemble(again, {t.name: walk(optimizer(TASK, mistakes), t) for t in solos})
        assert path.steps == alone.steps == 9
        for there, here in zip(path.positions, alone.positions):
            assert all(map(np.array_equal, there, here))
        assert all(np.array_equal(path.positions[t][1], again.parameters[1]) for t in again.renewed)


def test_the_picture_carries_the_difference_that_it_shows():
    where = Difference("forty", 3, 0, 1, 0.1, 0.2)
    assert drawn(where).difference == where


COROUTINE = """
def mover(p, optimizer):
    v = torch.zeros_like(p)
    LINE
    while True:
        g = yield
        v = optimizer.momentum * v + g
        moved = optimizer.lr * v
        p.data -= moved
        USE


class Momentum(Optimizer):
    def __init__(self, params, lr, momentum=0.9):
        super().__init__(params)
        self.lr, self.momentum = lr, momentum
        self.movers = [mover(p, self) for p in self.params]
        for one in self.movers:
            next(one)

    def step(self):
        for p, one in zip(self.params, self.movers):
            if p.grad is not None:
                one.send(p.grad)
"""


@pytest.mark.parametrize("line, use, failed", [
    ("", "", []), ("last = torch.zeros_like(p)", "last = last + moved", ["state_size"])])
def test_what_a_suspended_generator_reads_again_is_stored_and_what_its_last_step_left_is_not(judges, line, use, failed):
    assert judges.code("momentum", COROUTINE.replace("LINE", line).replace("USE", use)).failed == failed


# What leads astray until nothing but inf and nan is left.
RUNAWAY = {
    "0/0": "p -= self.lr * p.grad / p.grad.abs()", "1/0": "p -= self.lr / (p.grad - p.grad)",
    "a root": "p -= self.lr * (p.grad - 1).sqrt()", "growth": "p.mul_(1e200)",
    "inf − inf": "p += p * 1e308 - p * 1e308",
    "nan from the second step on": "v = self.state.setdefault(p, p * 0)\n                v += 1\n"
                                   "                p -= self.lr * p.grad / (v < 2)"}


@pytest.mark.parametrize("line", RUNAWAY.values(), ids=RUNAWAY)
def test_whose_path_runs_into_inf_or_nan_is_judged_without_a_warning(judges, line):
    """The instructor's terminal shows verdicts, and no numpy's complaints about a student's numbers."""
    with warnings.catch_warnings(action="error", category=RuntimeWarning):
        result = judges.code("momentum", MOVED.format(line))
        beside = Beside(judges.known("momentum"), result.paths)
        for check, finding in zip(judges.tasks["momentum"].checks, result.findings):
            beside.circumstances(check, finding)
    assert result.failed
