"""The walk stops on nobody's object: what can be read is read, and what cannot costs nothing."""

from dataclasses import replace

import pytest
import torch
from nbformat.v4 import new_code_cell, new_notebook

from grader.ground import said_inside
from grader.ground.failure import failure_of
from grader.ground.trial import Device
from grader.ground.walk import walk

from ..answers import BASE
from ..tiny import trial
from ..walking import namespace
from .constructs import CONSTRUCTS


@pytest.mark.long
@pytest.mark.parametrize("code", CONSTRUCTS.values(), ids=CONSTRUCTS)
def test_a_right_rule_gets_full_marks_in_whatever_it_is_wrapped(judges, code):
    assert judges.code("momentum", code).failed == []


THROUGH_THE_WALL = ("slots", "a __class__ that raises", "a metaclass", "no comparisons", "a sparse tensor beside it",
                    "torch's base class", "torch's base class and a property that cannot be set",
                    "torch's base class and a hook")


@pytest.mark.sandbox
@pytest.mark.parametrize("name", THROUGH_THE_WALL)
def test_and_so_it_does_in_the_sandbox(grader, name):
    cells = [new_code_cell(BASE), new_code_cell(CONSTRUCTS[name])]
    verdict = grader.grade_notebook(new_notebook(cells=cells), "momentum")
    assert (verdict.score, [c.check.name for c in verdict.checks if not c.finding.passed]) == (10, [])


def walked(body, **of_the_trial):
    """The path of a class with this body through two steps."""
    made = namespace(f"class Made(Optimizer):\n    def __init__(self, params, lr):\n"
                     f"        super().__init__(params)\n        self.lr = lr\n    def step(self):\n        {body}\n")
    return walk(made["Made"], replace(trial("two", (3,), seed=1, steps=2), **of_the_trial))


def test_a_parameter_that_gets_another_shape_ends_the_walk_and_the_path_stays_whole():
    path = walked("self.params[0].data = torch.zeros(3, 3)")
    assert (path.steps, path.failure.step) == (0, 1)
    assert path.failure.message == said_inside.RESHAPED.format(before=(3,), after=(3, 3))


@pytest.mark.parametrize("body, what", [
    ("yield", said_inside.GENERATOR), ("return self.later()", said_inside.GENERATOR),
    ("return self.soon()", said_inside.COROUTINE)])
def test_a_step_of_which_nothing_runs_ends_the_walk(body, what):
    path = walked(body + "\n    def later(self):\n        yield\n    async def soon(self):\n        pass")
    assert (path.steps, path.failure.step) == (0, 1)
    assert path.failure.message == said_inside.ONLY_MADE.format(what=what)


@pytest.mark.parametrize("returned", ["(q for q in self.params)", "self.later()"])
def test_who_moves_may_give_back_what_they_like(returned):
    path = walked(f"self.params[0].data.sub_(1)\n        return {returned}\n    def later(self):\n        yield")
    assert (path.steps, path.failure) == (2, None)
    still = walked("return (q for q in self.params)")
    assert (still.steps, still.failure) == (2, None)


def test_a_gradient_that_gets_another_shape_does_so_too():
    path = walked("self.params[0].grad.resize_(2)")
    assert path.failure.message == said_inside.GRADIENT_RESHAPED.format(before=(3,), after=(2,))


def test_a_parameter_that_is_taken_to_the_cpu_is_missed_where_it_was():
    path = walked("self.params[0].data = self.params[0].data.cpu()", device=Device.PRETEND)
    assert path.failure.message == said_inside.TAKEN_AWAY.format(before="cuda:0", after="cpu")
    back = "p = self.params[0]; p.data = p.data.cpu(); p.data = p.data.to('cuda')"
    assert walked(back, device=Device.PRETEND).failure is None


@pytest.mark.parametrize("fresh, device", [
    ("torch.empty(3)", Device.CPU), ("p.new(3)", Device.CPU), ("torch.Tensor(3)", Device.CPU),
    *((fresh, device) for device in (Device.CPU, Device.PRETEND) for fresh in (
        "torch.empty_like(p)", "p.new_empty(3)", "torch.empty(3, dtype=p.dtype, device=p.device)"))])
def test_memory_that_nobody_has_filled_is_not_zero_by_luck(fresh, device):
    _, after, _ = walked(f"p = self.params[0]; p.data.add_({fresh})", device=device).positions
    assert all(value != value for value in after[0])


@pytest.mark.parametrize("strict", [True, False])
def test_how_strict_torch_was_is_how_strict_it_is_after_a_walk(strict):
    torch.use_deterministic_algorithms(strict)
    walked("pass")
    stands = torch.are_deterministic_algorithms_enabled()
    torch.use_deterministic_algorithms(False)
    assert stands == strict


@pytest.mark.parametrize("body, message", [
    ("p = self.params[0]; p.data = p.data.float()",
     said_inside.RETYPED.format(before="torch.float64", after="torch.float32")),
    ("self.params[0].requires_grad_(False)", said_inside.FROZEN)])
def test_a_parameter_keeps_its_type_and_goes_on_asking_for_gradients(body, message):
    assert walked(body).failure.message == message


def test_the_second_of_two_devices_is_the_cpu():
    path = walked("assert [p.is_cuda for p in self.params] == [True]", device=Device.PRETEND)
    home = walked("assert [p.is_cuda for p in self.params] == [False]", device=Device.PRETEND, at_home=(0,))
    assert path.failure is None and home.failure is None


@pytest.mark.parametrize("error", ["SystemExit", "GeneratorExit", "type('Own', (BaseException,), {})"])
def test_whatever_a_step_raises_is_kept_as_its_failure(error):
    assert walked(f"raise {error}('now')").failure.message == "now"


def test_who_presses_the_keys_at_the_terminal_is_heard():
    with pytest.raises(KeyboardInterrupt):
        walked("raise KeyboardInterrupt")


@pytest.mark.parametrize("body, changed", [
    ("self.lr = 0.5 * self.lr", True), ("self.lr = self.lr", False),
    ("self.lr = torch.tensor(self.lr, dtype=torch.float64)", False),
    ("self.lr = float('nan')", True), ("del self.lr", True)])
def test_a_learning_rate_is_compared_as_a_number(body, changed):
    assert walked(body).lr_changed is changed


def test_a_learning_rate_in_a_tensor_that_is_changed_in_place_is_a_changed_one():
    made = namespace("class Made:\n    def __init__(self, params, lr): self.lr = torch.tensor(lr)\n"
                     "    def step(self): self.lr *= 0.5")["Made"]
    assert walk(made, trial("two", (3,), seed=1, steps=2)).lr_changed


def test_a_learning_rate_in_a_slot_is_read_as_well():
    made = namespace("class Made:\n    __slots__ = 'lr',\n    def __init__(self, params, lr): self.lr = lr\n"
                     "    def step(self): self.lr *= 0.5")["Made"]
    assert walk(made, trial("two", (3,), seed=1, steps=2)).lr_changed


def test_a_learning_rate_goes_into_the_groups_where_there_is_no_other_place_for_it():
    code = ("class Made:\n    def __init__(self, params, lr):\n"
            "        self.param_groups = [dict(params=list(params), lr=lr)]\n        {more}\n"
            "    @torch.no_grad()\n    def step(self):\n        for group in self.param_groups:\n"
            "            for p in group['params']: p -= group['lr'] * p.grad\n")
    trials = replace(trial("two", (3,), seed=1), changes={1: {"lr": 0.0}, 2: {"lr": 0.0}})
    for more, still in (("pass", True), ("self.lr = lr", False)):
        path = walk(namespace(code.format(more=more))["Made"], trials).positions
        assert bool((path[2][0] == path[1][0]).all() and (path[3][0] == path[1][0]).all()) is still


class Odd(Exception):
    """An exception that answers nothing truly."""

    def __str__(self):
        return Text("x" * 1000)

    @property
    def __traceback__(self):
        raise RuntimeError

    @property
    def __class__(self):
        raise RuntimeError


class Text(str):
    def __getitem__(self, key):
        raise RuntimeError

    def __len__(self):
        return 0

    encode = __getitem__


def test_an_exceptions_data_are_read_whatever_its_class_says_of_them():
    class Named(type):
        __name__ = property(lambda cls: 7)

    class Error(Odd, metaclass=Named):
        pass

    failure = failure_of(Error(), 3)
    assert (failure.type, failure.message, failure.step) == ("Error", "x" * 500, 3)
