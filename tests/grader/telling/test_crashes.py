"""Whatever students' code stops with is explained in one sentence, in the words of the torch that is installed."""

import re

import pytest

from grader.language import registry
from grader.telling import words
from grader.telling.catalogue import SENTENCES, say
from grader.telling.meanings import MEANINGS, meaning

from .crashes import CRASHES, UNWRITTEN, method, provoke, step

TASK = registry.find()["momentum"]
EACH = [pytest.param(key, code, id=f"{key or 'says enough'}-{k}")
        for key, codes in CRASHES.items() for k, code in enumerate(codes)]


@pytest.mark.parametrize("key, code", EACH)
def test_a_crash_is_explained(key, code):
    trial, failure, check = provoke(code, TASK)
    found = meaning(failure, check.circumstances.stop.given)
    assert (found[0] if found else "meaning.") == f"meaning.{key}", f"{failure.type}: {failure.message}"
    said = words.message(check)
    assert not re.search(r"[{}]|PretendTensor|\bNone\b (of shape|is not imported)|  ", said.split(" stopped ")[0])
    if found:
        assert said.endswith(say(found[0], **found[1]))
    if failure.step and key not in ("changed", "autograd_off", "no_longer_trained"):
        assert "shape" in said.split(" stopped ")[0]


def test_every_explanation_is_provoked():
    """None is left that no code provokes: torch's words change, and what no longer fits would go unnoticed."""
    assert {one.key or "" for one in MEANINGS} - set(CRASHES) == set()
    assert {key.removeprefix("meaning.") for key in SENTENCES if key.startswith("meaning.")} == set(CRASHES) - {""}


@pytest.mark.parametrize("key", UNWRITTEN)
def test_what_is_not_written_is_told_from_what_is_not_found(key):
    *_, check = provoke(UNWRITTEN[key], TASK)
    assert words.message(check) == say(key)


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
