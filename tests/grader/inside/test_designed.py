"""Trials that a notebook brings: whatever is a number or a list of numbers is read, and nothing else."""

import re
from collections import OrderedDict

import msgspec
import numpy as np
import pytest
import torch

from grader.ground.messages import Brought, Designed, Part
from grader.inside.designed import designed

from ..walking import over_the_wall


def read(trials, *names):
    """What arrives outside."""
    return over_the_wall(Brought(designed(trials, names or ("adam",)))).trials


def trial(**parts):
    return {"start": [1.0, 2.0], "gradients": [[0.5, 1.0]], "given": {"lr": 0.1}} | parts


def called(thing):
    """A thing's text without its place in memory, which is another one in each process."""
    return re.sub(" at 0x[0-9a-f]+", "", repr(thing))


PLAIN = read({"adam": trial()})["adam"]


def test_a_plain_trial_is_what_it_says():
    assert PLAIN == Designed([1.0, 2.0], [[0.5, 1.0]], {"lr": 0.1}, [])


@pytest.mark.parametrize("start", [
    [1, 2], (1.0, 2), range(1, 3), np.array([1, 2]), np.array([1, 2], "f4"), torch.tensor([1.0, 2.0]),
    torch.tensor([1.0, 2.0], requires_grad=True), [torch.tensor(1.0), np.float16(2)], [True, np.int8(2)]],
    ids=called)
@pytest.mark.filterwarnings("ignore")
def test_numbers_of_all_kinds_are_numbers(start):
    assert read({"adam": trial(start=start)})["adam"] == PLAIN


@pytest.mark.parametrize("gradients", [((0.5, 1),), np.array([[0.5, 1]]), [torch.tensor([0.5, 1.0])],
                                       (np.array([0.5, 1]),)], ids=called)
def test_steps_of_all_kinds_are_steps(gradients):
    assert read({"adam": trial(gradients=gradients)})["adam"] == PLAIN


@pytest.mark.parametrize("changes", [None, {}, OrderedDict()])
def test_where_nothing_changes_there_are_no_changes(changes):
    assert read({"adam": trial(changes=changes)})["adam"] == PLAIN


def test_betas_are_several_numbers_of_any_kind():
    for betas in ([0.5, 0.9], (0.5, 0.9), np.array([0.5, 0.9]), torch.tensor([0.5, 0.9], dtype=torch.float64)):
        assert read({"adam": trial(given={"betas": betas})})["adam"].given == {"betas": [0.5, 0.9]}


def test_changes_know_their_steps():
    changes = {np.float64(3): {"lr": 1}, np.int64(0): {"betas": (0, 0)}}
    (change, other) = read({"adam": trial(changes=changes)})["adam"].changes
    assert (change.step, change.settings, other.step, other.settings) == (3, {"lr": 1.0}, 0, {"betas": [0.0, 0.0]})


class Liar(dict):
    """A dictionary with something else to say than what is in it."""

    def _lie(self, *arguments):
        raise KeyboardInterrupt("nobody looks here")

    __getitem__ = __contains__ = __iter__ = __len__ = get = items = keys = values = _lie


def test_a_dictionary_that_lies_is_not_asked():
    lying = Liar(adam=Liar(trial(given=Liar(lr=0.1), changes=Liar({1: Liar(lr=0.2)}))))
    assert read(lying)["adam"] == read({"adam": trial(changes={1: {"lr": 0.2}})})["adam"]


class Number:
    """What a number might be, or not."""

    def __init__(self, value):
        self.value = value

    def __float__(self):
        if isinstance(self.value, Exception):
            raise self.value
        return self.value


NO_NUMBERS = [float("nan"), float("inf"), -float("inf"), "1", b"1", None, 1j, 10**400, [], {}, print, "nan",
              Number(float("nan")), Number("x"), Number(OSError("no")), np.array([1, 2]), torch.tensor(float("nan"))]


@pytest.mark.parametrize("thing", NO_NUMBERS, ids=called)
def test_what_is_no_finite_number_names_the_part_that_it_stands_in(thing):
    assert read({"adam": trial(start=[1.0, thing])}) == {"adam": Part.START}
    assert read({"adam": trial(gradients=[[thing, 1.0]])}) == {"adam": Part.GRADIENTS}
    assert read({"adam": trial(given={"betas": [0.5, thing]})}) == {"adam": Part.GIVEN}
    assert read({"adam": trial(changes={1: {"betas": (thing,)}})}) == {"adam": Part.CHANGES}


@pytest.mark.parametrize("things", ["12", b"12", {1: 2}, {1, 2}, 3.0, None, iter([1, 2]), (x for x in (1, 2)), print,
                                    map(float, [1, 2]), object(), torch.tensor(1.0)], ids=called)
def test_what_is_no_list_is_none(things):
    assert read({"adam": trial(start=things)}) == {"adam": Part.START}
    assert read({"adam": trial(gradients=things)}) == {"adam": Part.GRADIENTS}


@pytest.mark.parametrize("given", [None, [0.1], "lr", {1: 0.1}, {"l r": 0.1}, {"": 1}, {"\udc80": 1}, {"x" * 201: 1},
                                   {("lr",): 1}], ids=called)
def test_hyperparameters_have_names(given):
    assert read({"adam": trial(given=given)}) == {"adam": Part.GIVEN}
    assert read({"adam": trial(changes={1: given})}) == {"adam": Part.CHANGES}


@pytest.mark.parametrize("step", [-1, 1.5, "1", None, 2**60, (1,)])
def test_steps_are_whole_numbers(step):
    assert read({"adam": trial(changes={step: {"lr": 1}})}) == {"adam": Part.CHANGES}


@pytest.mark.parametrize("entry", [None, 3, [], "start", trial(more=1), {"start": [1]}, {1: 2}, object(), dict],
                         ids=called)
def test_a_trial_has_its_parts_and_no_others(entry):
    assert read({"adam": entry}) == {"adam": Part.WHOLE}


@pytest.mark.parametrize("trials", [None, [], "adam", object(), {}, {"Adam": trial()}, {b"adam": trial()}, dict],
                         ids=called)
def test_who_brings_no_trial_of_that_name_brings_none(trials):
    assert read(trials) == {}


def test_of_each_name_that_is_asked_for_there_is_one():
    assert read({"adam": trial(), "lion": 3, "sgd": trial()}, "lion", "adam", "momentum") == {
        "adam": PLAIN, "lion": Part.WHOLE}


class Endless:
    """A list without an end."""

    def __iter__(self):
        while True:
            yield 1.0


class EndlessSteps:
    def __iter__(self):
        while True:
            yield Endless()


def test_what_has_no_end_is_cut_to_what_passes_the_wall():
    found = read({"adam": trial(start=Endless(), gradients=EndlessSteps(), given={f"x{k}": k for k in range(99)},
                                changes={k: {"lr": k} for k in range(99)})})["adam"]
    assert {*map(len, (found.start, found.gradients, found.gradients[5], found.given, found.changes))} == {12}


def test_all_digits_pass_the_wall():
    numbers = [0.1 + 0.2, 1e-323, -1.7976931348623157e308, -0.0]
    (back,) = read({"adam": trial(gradients=[numbers])})["adam"].gradients
    assert np.array(back).tobytes() == np.array(numbers).tobytes()
    assert msgspec.json.decode(msgspec.json.encode(back)) == back
