"""Which Python has what ours lacks: the table, and what exceptions say."""

import importlib
import json
import sys

import pytest

from grader.ground.newer_names import FILE, newer_name

from ...interpreters import INTERPRETERS
from . import newer_names

TABLE = json.loads(FILE.read_text("utf8"))


def test_the_table_is_what_typeshed_says():
    """After an update of mypy: `python -m tests.grader.ground.newer_names`."""
    assert TABLE == newer_names.table()


def lacks(name):
    """The text of the exception that says so."""
    module, _, part = name.rpartition(".")
    try:
        owner = importlib.import_module(module) if module else importlib.import_module(part)
        getattr(owner, part)
    except (ImportError, AttributeError) as error:
        return str(error)
    return ""


COMMON = ["typing.override", "itertools.batched", "warnings.deprecated", "math.sumprod", "typing.TypeAliasType",
          "collections.abc.Buffer", "copy.replace", "functools.Placeholder", "annotationlib", "random.binomialvariate"]


@pytest.mark.parametrize("name", COMMON)
def test_an_exception_that_names_something_newer_is_told_by_its_text(name):
    newer = tuple(map(int, TABLE[name].split("."))) > sys.version_info[:2]
    assert newer_name(lacks(name)) == ((name, TABLE[name]) if newer else None)
    module, _, part = name.rpartition(".")
    if newer and module:
        with pytest.raises(ImportError) as raised:
            exec(f"from {module} import {part}")
        assert newer_name(str(raised.value)) == (name, TABLE[name])


@pytest.mark.parametrize("text", [
    "", "module 'math' has no attribute 'no_such_name'", "No module named 'seaborn'",
    "cannot import name 'sqroot' from 'math'", "'A' object has no attribute 'override'", "'" * 10_000])
def test_what_no_python_has_is_left_alone(text):
    assert newer_name(text) is None


@pytest.mark.parametrize("python", INTERPRETERS, ids=lambda python: f"{python.version[0]}.{python.version[1]}")
def test_the_table_is_true_in_every_python_that_runs_here(python):
    """A name is there from its version on, and not before."""
    told = python.run("""
import importlib.util, json, sys, warnings
warnings.simplefilter("ignore")
found = {}
for name in json.load(sys.stdin):
    module, _, part = name.rpartition(".")
    try:
        owner = importlib.import_module(module or part)
        found[name] = not module or hasattr(owner, part) or hasattr(owner, "__path__") and bool(
            importlib.util.find_spec(name))
    except ImportError:
        found[name] = False
print(json.dumps(found))""", json.dumps(list(TABLE)))
    found = json.loads(told)
    wrong = [name for name, there in found.items()
             if there is not (tuple(map(int, TABLE[name].split("."))) <= python.version)]
    assert len(wrong) < len(TABLE) / 8, wrong  # typeshed lists other systems' names as well, and some private ones
    assert not set(wrong) & set(COMMON)
