"""Whatever students' code stops with is explained in one sentence, in the words of the torch that is installed."""

import linecache
import re
from types import SimpleNamespace

import pytest

from grader.ground import failure as failure_module
from grader.language import registry
from grader.telling import words
from grader.telling.catalogue import SENTENCES, say
from grader.telling.meanings import MEANINGS, meaning

from .crashes import CRASHES, HEAD, UNWRITTEN, constructor, method, provoke, step

TASK = registry.find()["momentum"]
EACH = [pytest.param(key, code, id=f"{key or 'says enough'}-{k}")
        for key, codes in CRASHES.items() for k, code in enumerate(codes)]
BASE = HEAD.replace("Momentum", "Base") + "\n    def step(self):\n        raise NotImplementedError\n\n"
DECORATED = method("raise NotImplementedError").replace("    def step", """    def timed(f):
        return lambda self: f(self)

    @timed
    def step""")


@pytest.mark.parametrize("key, code", EACH)
def test_a_crash_is_explained(key, code):
    trial, failure, check = provoke(code, TASK)
    found = meaning(failure, check.circumstances.stop.given)
    assert (found[0] if found else "meaning.") == f"meaning.{key}", f"{failure.type}: {failure.message}"
    said = words.message(check)
    assert not re.search(r"[{}]|PretendTensor|\bNone\b (of shape|is not imported)|  ", said.split(" stopped ")[0])
    if found:
        assert said.endswith(say(found[0], **found[1]))
    if failure.step and failure.type not in words.SAID_INSIDE:
        assert "shape" in said.split(" stopped ")[0]


def test_every_explanation_is_provoked():
    """None is left that no code provokes: torch's words change, and what no longer fits would go unnoticed."""
    assert {one.key or "" for one in MEANINGS} - set(CRASHES) == set()
    assert {key.removeprefix("meaning.") for key in SENTENCES if key.startswith("meaning.")} == set(CRASHES) - {""}


@pytest.mark.parametrize("key", UNWRITTEN)
def test_what_is_not_written_is_told_from_what_is_not_found(key):
    *_, check = provoke(UNWRITTEN[key], TASK)
    assert words.message(check) == say(key)


@pytest.mark.parametrize("lines, unwritten", [
    (["raise NotImplementedError()"], True),
    (["'''Later.'''", "pass", "raise NotImplementedError('Write me')"], True),
    (["self.t += 1", "raise NotImplementedError"], False), (["raise NotImplementedError", "self.t += 1"], False),
    (["raise NotImplementedError('Not now')", "pass"], True),
    (["with torch.no_grad():", "    for p in self.params:", "        if p.grad is None: continue",
      "        raise NotImplementedError"], True),
    (["if self.t: pass", "else:", "    raise NotImplementedError"], True),
    (["for p in self.params:", "    if p.grad is None: break", "    raise NotImplementedError", "return"], True),
    (["if self.params: raise NotImplementedError", "self.t += 1"], False),
    (["try:", "    raise NotImplementedError", "finally:", "    pass"], True),
    (["try:", "    raise NotImplementedError", "finally:", "    self.t += 1"], False),
    (["match self.t:", "    case _:", "        raise NotImplementedError"], True),
    (["t = (self.t", "     % 10)", "raise NotImplementedError"], False),  # no magic
    (["for p in self.params:", "    g = p.grad", "    raise NotImplementedError('not sparse')"], False)])
def test_a_step_is_unwritten_that_does_nothing_but_raise(lines, unwritten):
    _, failure, check = provoke(method(*lines), TASK)
    assert failure.unwritten == unwritten and (words.message(check) == say("check.unwritten")) == unwritten
    if failure.message and not unwritten:  # whoever writes words to it means it
        assert meaning(failure) is None


def test_of_a_cell_that_is_not_python_as_it_stands_a_step_that_raises_is_unwritten(monkeypatch):
    monkeypatch.setattr(failure_module, "linecache", SimpleNamespace(
        getline=linecache.getline, getlines=lambda file: ["ls?\n", *linecache.getlines(file)]))
    _, failure, _ = provoke(method("self.t += 1", "raise NotImplementedError"), TASK)
    assert failure.unwritten and failure.source == "raise NotImplementedError"


@pytest.mark.parametrize("code, key", [
    (BASE + "class Momentum(Base):\n    def step(self):\n        super().step()\n", "meaning.left_over"),
    (BASE + "class Momentum(Base):\n    pass\n", "check.unwritten"),
    (DECORATED, "check.unwritten"), (DECORATED.replace("raise", "self.t += 1; raise"), "meaning.left_over"),
    (BASE.replace("Base", "Optimizer").replace("def step(self):", """def step(self):
        self.update()

    def update(self):""") + "class Momentum(Optimizer):\n    def updates(self): pass\n", "meaning.left_over"),
    (constructor("super().step()"), "check.super_step"),
    (constructor("self.step()").replace("pass", "raise NotImplementedError"), "meaning.early")])
def test_a_step_that_calls_one_that_is_not_written_is_told_from_it(code, key):
    *_, check = provoke(code, TASK)
    assert words.message(check).endswith(say(key))


def test_an_exception_that_is_raised_from_another_is_the_students_own():
    raising = ["try:", "    self.q", "except AttributeError as error:", "    raise NotImplementedError from error"]
    _, failure, check = provoke(method("self.t += 1", *raising), TASK)
    assert failure.left_over and meaning(failure) is None


@pytest.mark.parametrize("line, rank, said", [
    ("p[:]", 0, "at parameter {k}, a single number (shape ()),"),
    ("p.max()", 1, "at parameter {k}, which is empty (shape (0,)),"),
    ("p.view(-1)", 2, "at parameter {k} of shape {shape},")])
def test_the_parameter_that_the_code_was_at_is_named(line, rank, said):
    trial, failure, check = provoke(step(line), TASK)
    shape = trial.parameters[failure.parameter].shape
    assert len(shape) == rank and said.format(k=failure.parameter, shape=shape) in words.message(check)


def test_where_no_variable_is_a_parameter_all_shapes_are_told():
    trial, _, check = provoke(method("torch.stack(self.params)"), TASK)
    shapes = list(dict.fromkeys(str(p.shape) for p in trial.parameters))
    assert len(shapes) > 2 and f"whose parameters have the shapes {', '.join(shapes)}, your" in words.message(check)
