"""Trials that are to catch wrong optimizers: what they catch, what catches nothing, and that nothing raises."""

import json
from dataclasses import replace

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.ground import caps
from grader.ground.messages import Brought, Change, Designed, End, Part
from grader.ground.trial import Device
from grader.ground.walk import walk
from grader.inside.designed import designed
from grader.judging.catch import CatchExaminer
from grader.judging.compare import first_difference
from grader.judging.examiners import examiner
from grader.judging.reply import Reply
from grader.language import Catch, catch_checks, registry
from grader.language.catch import Tier, needed
from grader.language.driver import optimizer
from grader.outcome.finding import TrialFlaw, Uncaught, UnfitTrial
from grader.tools import selftest

from ..tiny import descent
from ..walking import MESSAGES, over_the_wall

CATCH = registry.find()["catch"]
NAMES = [task.name for task in CATCH.optimizers]
EXAMINER = CatchExaminer(CATCH)
SOLUTION = {}
exec("trials = {}\n" + "\n".join(selftest.right_answers(CATCH)["plain lists"]), SOLUTION)
SOLUTION = SOLUTION["trials"]


def judged(message, by=EXAMINER):
    """The verdicts on what a worker says."""
    return by.verdicts(Reply([(over_the_wall(message), b""), (End(), b"")], by.ask(Device.CPU), []))


def verdicts(trials, by=EXAMINER):
    """The verdicts on the trials that a notebook leaves behind."""
    return judged(Brought(designed(trials, [task.name for task in by.exam.optimizers])), by)


def points(trials):
    return {v.check.name: v.points for v in verdicts(trials)}


def fault(name, trial, tier=Tier.ALL):
    """Why a trial for the optimizer of this name does not earn a tier; None if it does."""
    (verdict,) = [v for v in verdicts({name: trial}) if v.check.name == f"{name}_{tier}"]
    return verdict.finding.fault


def momentum(**parts):
    return SOLUTION["momentum"] | parts


# What is caught


def test_the_solution_catches_everything_that_counts():
    assert sum(points(SOLUTION).values()) == CATCH.max_points == 10


def test_a_trial_of_one_step_catches_few():
    lazy = {name: dict(start=[1.0], gradients=[[1.0]], given=dict(lr=0.1)) for name in NAMES}
    assert sum(points(lazy).values()) == points(lazy)["adam_common"] == 1


def test_each_trial_earns_its_own_points():
    for name in NAMES:
        earned = points({name: SOLUTION[name]})
        assert {check for check, worth in earned.items() if worth} == {f"{name}_{tier}" for tier in Tier}


def test_who_does_not_change_the_rate_lets_its_mistakes_go():
    found = fault("momentum", momentum(changes={}))
    wanted = CATCH.wanted(CATCH.optimizers[0], Tier.ALL)
    assert found.have < found.need == found.of == len(wanted)
    assert found.free[0].name == "lr_inside_velocity" and len(found.free) <= 5
    assert fault("momentum", momentum(changes={}), Tier.MOST) is None


def test_the_commonest_come_first_among_those_that_walk_free():
    found = fault("lion", dict(start=[0.0], gradients=[[1.0]], given={}))
    assert [m.name for m in found.free] == list(CATCH.optimizers[2].common)


def test_nine_in_ten_are_counted_upwards():
    assert [needed(Tier.MOST, n) for n in (1, 9, 10, 11, 65)] == [1, 9, 9, 10, 59]
    assert needed(Tier.ALL, 65) == 65 and needed(Tier.COMMON, 4) == 4


@pytest.mark.parametrize("task", CATCH.optimizers, ids=lambda task: task.name)
def test_whoever_is_caught_leaves_the_path_by_what_costs_students_points(task):
    """The same measure, with the trial written down by hand."""
    trial = SOLUTION[task.name]
    caught = EXAMINER._caught(task, designed(SOLUTION, [task.name])[task.name])
    walked = replace(task.trials[0], name="by hand", parameters=(np.array(trial["start"]),),
                     gradients=tuple((np.array(g),) for g in trial["gradients"]), steps=len(trial["gradients"]),
                     hyperparameters=(trial["given"],), changes=trial.get("changes", {}), owners=(), dtypes=(),
                     layouts=())
    right = walk(task.reference.optimizer, walked)
    assert caught == {m.name for m in CATCH.wanted(task, Tier.ALL) if first_difference(
        walk(optimizer(task, (m,)), walked), right, walked, task.reference.tolerances)}


def test_the_verdict_is_the_same_each_time_and_whoever_judges():
    some = {"momentum": momentum(changes={}), "adam": SOLUTION["adam"]}
    assert verdicts(some) == verdicts(some) == verdicts(some, CatchExaminer(CATCH))


# What counts


@pytest.mark.parametrize("task", CATCH.optimizers, ids=lambda task: task.name)
def test_all_mistakes_in_the_rule_count_but_for_those_that_no_such_trial_shows(task):
    counted = {m.name for m in CATCH.wanted(task, Tier.ALL)}
    assert counted | CATCH.beyond[task.name] == {m.name for m in task.misconceptions if not m.driver}
    assert not counted & CATCH.beyond[task.name]
    common = [m.name for m in CATCH.wanted(task, Tier.COMMON)]
    assert 4 <= len(common) and common == [name for name in task.common if name in counted]


def drawn(random, task):
    """A trial of numbers of all sizes, as long as is allowed."""
    size, steps = CATCH.coordinates, CATCH.steps

    def numbers():
        return [float(x) for x in random.choice([0, 1, -1, 0.5, -3, 1e-50, 1e-6, 100], size)]

    whole = {"lr": 0.1, "momentum": 0.05, "betas": (0.01, 0.02), "eps": 0.5, "weight_decay": 0.4}
    return dict(start=numbers(), gradients=[numbers() for _ in range(steps)],
                given={name: whole[name] for name in task.hyperparameters}, changes={2: dict(lr=0.4), 4: dict(lr=0.01)})


@pytest.mark.parametrize("task", CATCH.optimizers, ids=lambda task: task.name)
def test_what_is_said_to_be_beyond_such_trials_is(task):
    known = replace(CATCH, beyond={}, optimizers=(task,), checks=catch_checks({task: (1, 1, 1)}))
    random = np.random.default_rng(0)
    for trial in [SOLUTION[task.name], *(drawn(random, task) for _ in range(10))]:
        caught = CatchExaminer(known)._caught(task, designed({task.name: trial}, [task.name])[task.name])
        assert not isinstance(caught, UnfitTrial) and not caught & CATCH.beyond[task.name]


# What catches nothing


UNFIT = [
    (momentum(start="1"), TrialFlaw.UNREADABLE_START, None),
    (momentum(start=["2.0", -1.0]), TrialFlaw.UNREADABLE_START, None),
    (momentum(gradients=[[1.0, "0.9"]]), TrialFlaw.UNREADABLE_GRADIENTS, None),
    (momentum(given=dict(lr="0.1")), TrialFlaw.UNREADABLE_GIVEN, "lr, momentum"),
    (momentum(changes={1: dict(lr="0.1")}), TrialFlaw.UNREADABLE_CHANGES, None),
    (momentum(gradients=[[float("nan"), 1]]), TrialFlaw.UNREADABLE_GRADIENTS, None),
    (momentum(given=3), TrialFlaw.UNREADABLE_GIVEN, "lr, momentum"),
    (momentum(changes=[1]), TrialFlaw.UNREADABLE_CHANGES, None),
    (["start"], TrialFlaw.UNREADABLE_WHOLE, None),
    (momentum(gradients=[]), TrialFlaw.STEPS, "6"),
    (momentum(gradients=[[1.0, 2.0]] * 7), TrialFlaw.STEPS, "6"),
    (momentum(gradients=[[1.0, 2.0]] * 700), TrialFlaw.STEPS, "6"),
    (momentum(start=[], gradients=[[]]), TrialFlaw.COORDINATES, "3"),
    (momentum(start=[1] * 4, gradients=[[1] * 4]), TrialFlaw.COORDINATES, "3"),
    (momentum(start=[1] * 40, gradients=[[1] * 40]), TrialFlaw.COORDINATES, "3"),
    (momentum(gradients=[[1.0, 2.0], [1.0]]), TrialFlaw.RAGGED, ""),
    (momentum(start=[1.0]), TrialFlaw.RAGGED, ""),
    (momentum(given=dict(lr=0.1, mu=0.9)), TrialFlaw.SETTINGS, "lr, momentum"),
    (momentum(given=dict(lr=0.1, momentum=(0.9, 0.8))), TrialFlaw.SETTINGS, "lr, momentum"),
    (momentum(changes={1: dict(eps=0.1)}), TrialFlaw.SETTINGS, "lr, momentum"),
    (momentum(given=dict(momentum=0.5)), TrialFlaw.ABSENT, "lr"),
    (momentum(changes={3: dict(lr=0.1)}), TrialFlaw.LATE, "2"),
    (momentum(given=dict(lr=-0.1)), TrialFlaw.BOUNDS, ""), (momentum(given=dict(lr=0.0)), TrialFlaw.BOUNDS, ""),
    (momentum(given=dict(lr=0.1, momentum=-1)), TrialFlaw.BOUNDS, ""),
    (momentum(changes={1: dict(lr=-5.0)}), TrialFlaw.BOUNDS, ""),
    (momentum(start=[1e308, 1.0]), TrialFlaw.EXTREME, ""), (momentum(start=[1.0, -1e-101]), TrialFlaw.EXTREME, ""),
    (momentum(gradients=[[1.0, 1e101]]), TrialFlaw.EXTREME, ""),
    (momentum(given=dict(lr=1e-160)), TrialFlaw.EXTREME, ""),
    (momentum(given=dict(lr=1.0, momentum=1e100), gradients=[[1e100, 0.0]] * 6), TrialFlaw.NOT_FINITE, "4"),
    (momentum(start=[1e10, 1e10]), TrialFlaw.ROUNDING, ""),
    (dict(start=[0.0], gradients=[[3.0], [-0.3], [0.0]], given=dict(lr=1e-9, momentum=0.1), changes={1: dict(lr=1.0)}),
     TrialFlaw.ROUNDING, ""),
]


@pytest.mark.parametrize("trial, flaw, detail", UNFIT, ids=str)
def test_a_trial_that_is_not_as_it_should_be_catches_nothing(trial, flaw, detail):
    for tier in Tier:
        found = fault("momentum", trial, tier)
        assert (found.name, found.flaw) == ("momentum", flaw) and detail in (None, found.detail)


@pytest.mark.parametrize("given, flaw", [
    (dict(betas=0.9), TrialFlaw.SETTINGS), (dict(betas=(0.9,)), TrialFlaw.SETTINGS),
    (dict(eps=(1, 2)), TrialFlaw.SETTINGS),
    (dict(betas=(0.9, 1.0)), TrialFlaw.BOUNDS), (dict(betas=(-0.1, 0.5)), TrialFlaw.BOUNDS),
    (dict(eps=-1), TrialFlaw.BOUNDS)], ids=str)
def test_betas_are_a_pair_below_one(given, flaw):
    assert fault("adam", SOLUTION["adam"] | dict(given=given)).flaw is flaw


def test_zero_by_zero_is_no_path():
    trial = dict(start=[1.0], gradients=[[0.0]], given=dict(lr=0.1, eps=0))
    assert fault("adam", trial) == UnfitTrial("adam", TrialFlaw.NOT_FINITE, "1")


def test_who_brings_nothing_is_told_so():
    assert {v.finding.fault.flaw for v in verdicts(None)} == {TrialFlaw.MISSING}
    assert [v.finding.fault.name for v in verdicts({})] == [name for name in NAMES for _ in Tier]


def test_the_flaws_are_those_that_a_test_provokes():
    assert {flaw for _, flaw, _ in UNFIT} | {TrialFlaw.MISSING, TrialFlaw.REFUSED} == set(TrialFlaw)


def test_what_the_reference_refuses_catches_nothing():
    """This course's references refuse nothing that is within bounds; another course's may."""
    def refusing(*_, **__):
        raise ValueError("No momentum today")

    (task,) = [task for task in CATCH.optimizers if task.name == "momentum"]
    strict = replace(task, reference=replace(task.reference, optimizer=refusing))
    by = CatchExaminer(replace(CATCH, optimizers=(strict,), checks=catch_checks({strict: (1, 1, 1)})))
    assert {v.finding.fault for v in verdicts(SOLUTION, by)} == {
        UnfitTrial("momentum", TrialFlaw.REFUSED, "No momentum today")}


def test_who_is_stopped_before_the_trials_are_read_is_not_told_that_there_are_none():
    stopped = EXAMINER.verdicts(Reply([], EXAMINER.ask(Device.CPU), []))
    assert all(v.finding.missing and not v.finding.fault and not v.finding.passed for v in stopped)


def test_where_squares_have_no_digits_left_a_right_adam_is_not_caught():
    """Seen to catch 128 of 142, and another right Adam with them, while it was taken."""
    small = dict(start=[1.0], gradients=[[9.991587956922278e-162], [2.4978969892305695e-162]],
                 given=dict(lr=0.2, betas=(0.1, 0.5), eps=2.4978969892305697e-163), changes={1: dict(lr=1.0)})
    assert fault("adam", small).flaw is TrialFlaw.EXTREME


# What a stranger says


numbers = st.floats(allow_nan=False, allow_infinity=False) | st.sampled_from([0.0, 1.0, -1.0, 0.5, 1e-300, 1e308])
rows = st.lists(numbers, max_size=caps.DESIGNED)
hyperparameters = st.dictionaries(
    st.sampled_from(["lr", "momentum", "betas", "eps", "weight_decay"]) | st.text(max_size=5), numbers | rows,
    max_size=6)
trials = st.builds(Designed, rows, st.lists(rows, max_size=caps.DESIGNED), hyperparameters,
                   st.lists(st.builds(Change, st.integers(0, 2**53), hyperparameters), max_size=4))
few = st.lists(numbers, min_size=2, max_size=2)
fitting = st.builds(Designed, few, st.lists(few, min_size=1, max_size=6), st.fixed_dictionaries({"lr": numbers}),
                    st.lists(st.builds(Change, st.integers(0, 6), st.fixed_dictionaries({"lr": numbers})), max_size=3))


@settings(max_examples=60, deadline=None)
@given(said=st.dictionaries(st.sampled_from(NAMES), trials | fitting | st.sampled_from(Part)))
@pytest.mark.filterwarnings("ignore:.*:RuntimeWarning", "ignore:.*:UserWarning")
def test_whatever_well_typed_trials_say_is_judged(said):
    made = judged(Brought(said))
    assert [v.check for v in made] == list(CATCH.checks)
    assert all(v.finding.passed or isinstance(v.finding.fault, UnfitTrial | Uncaught) for v in made)


HONEST = {"kind": "brought", "trials": {"adam": {
    "start": [1.0], "gradients": [[1.0]], "given": {"lr": 0.1}, "changes": [{"step": 0, "settings": {"lr": 0.2}}]}}}


def forged(**parts) -> bytes:
    return json.dumps(HONEST | {"trials": {"adam": HONEST["trials"]["adam"] | parts}}).encode()


def taken(data):
    try:
        return MESSAGES.decode(data)
    except msgspec.MsgspecError:
        return None


@pytest.mark.parametrize("data", [
    forged(start=["1"]), forged(start=[None]), forged(start=[True]), forged(start=1.0), forged(start=[1.0] * 13),
    forged(start=[10**400]), forged(start=[float("nan")]), forged(start=[float("inf")]), forged(gradients=[1.0]),
    forged(gradients=[[1.0]] * 13), forged(gradients=[[1.0] * 13]), forged(gradients=[[[1.0]]]),
    forged(given={"lr": "0.1"}), forged(given={"lr": [[1.0]]}), forged(given={"l" * 201: 1.0}), forged(given=[]),
    forged(given={f"x{k}": 1.0 for k in range(13)}), forged(changes=[{"step": -1, "settings": {}}]),
    forged(changes=[{"step": 0, "settings": {}}] * 13), forged(changes={"0": {"lr": 1.0}}),
    forged(changes=[{"step": 0, "settings": {}, "more": 1}]), forged(more=1),
    json.dumps(HONEST | {"trials": {"adam": "caught"}}).encode(), json.dumps(HONEST | {"trials": []}).encode(),
    json.dumps(HONEST | {"trials": {f"x{k}": "start" for k in range(13)}}).encode(),
    json.dumps(HONEST | {"caught": 1}).encode(), b'{"kind": "brought"}',
    json.dumps(HONEST).encode().replace(b"0.1", b"1e999"),
], ids=range(28))
def test_a_forged_trial_is_refused_by_the_schema(data):
    assert taken(json.dumps(HONEST).encode()) and taken(data) is None


def test_a_trial_that_nobody_asked_for_makes_the_reply_incomplete():
    adam = designed(SOLUTION, ["adam"])["adam"]
    elsewhere = examiner(registry.find()["sgd"]).ask(Device.CPU)
    for message, asked in ((Brought({"adamw": adam}), EXAMINER.ask(Device.CPU)), (Brought({"adam": adam}), elsewhere),
                           (Brought({"adam": adam, "": Part.START}), EXAMINER.ask(Device.CPU))):
        reply = Reply([(over_the_wall(message), b""), (End(), b"")], asked, [])
        assert reply.brought == {} and not reply.complete


def test_what_is_asked_says_nothing_of_who_is_to_be_caught():
    asked, body = EXAMINER.ask(Device.CPU).request(["trials = {}"])
    assert body == b"" and list(asked["trials"]) == NAMES and asked["walks"] == asked["classes"] == []
    assert EXAMINER.ask(Device.CPU).fingerprint == ""
    assert EXAMINER.ask(Device.CPU).spoken_of("trials['adam'] = 3") and not EXAMINER.ask(Device.CPU).spoken_of("x = 3")


# Another course's


def test_another_course_makes_one_of_its_own_task():
    task = descent()
    exam = Catch(name="catch_descent", title="Catch", chapter="sgd", optimizers=(task,), steps=1, coordinates=1,
                 checks=catch_checks({task: (1, 1, 2)}))
    by = examiner(exam)
    trial = dict(start=[1.0], gradients=[[1.0]], given=dict(lr=0.1))
    assert sum(v.points for v in verdicts({"descent": trial}, by)) == 4
    at_zero = verdicts({"descent": trial | dict(start=[0.0])}, by)[2].finding.fault
    assert (at_zero.have, at_zero.of, at_zero.free[0].name) == (1, 2, "forgets")
