"""What the long experiments found, kept in `results/`: pages read it, `make experiments` finds it anew.

A result file has a line for each run, so that whoever stops goes on there: what was asked, what came out, by which code
(a hash of the experiments' own modules, which comments and layout do not change), when, how long it took, and on what.
A run whose line is missing or of other code is made on the spot. Numbers are kept to their last digit.
"""

import ast
import dataclasses
import functools
import hashlib
import json
import os
import platform
import time
import typing
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import torch

HERE = Path(__file__).parent
RESULTS = HERE / "results"
ANEW = "STEP_BY_STEP_EXPERIMENTS"  # set in the environment while `make experiments` runs


def stored(kind):
    """For a function of names and numbers that gives a dataclass `kind`: its runs are read where they are known."""

    def decorator(run):
        name = f"{run.__module__.rpartition('.')[2]}.{run.__name__}"

        @functools.wraps(run)
        def known(*asked):
            line = lines(name).get(asked)
            if line and line["code"] == code(run):
                return _from_plain(kind, line["found"])
            begin = time.perf_counter()
            found = run(*asked)
            if os.environ.get(ANEW):
                _keep(name, asked, code(run), found, time.perf_counter() - begin)
            return found

        known.name, known.run = name, run
        return known

    return decorator


def lines(name):
    """The lines of a function's result file, by what was asked; the last one counts."""
    file = RESULTS / f"{name}.jsonl"
    if not file.is_file():
        return {}
    return {tuple(line["asked"]): line for line in map(json.loads, file.read_text("utf8").splitlines())}


def code(run) -> str:
    """A hash of the module that a function is from, and of the experiments' modules that it uses."""
    digest = hashlib.sha256()
    for module in _modules(run.__module__):
        digest.update(module.encode() + b"\0" + _essence(HERE / f"{module}.py").encode() + b"\0")
    return digest.hexdigest()[:16]


def _modules(name):
    """A module of the experiments and all that it imports from there, sorted."""
    found, waiting = set(), [name.rpartition(".")[2]]
    while waiting:
        one = waiting.pop()
        found.add(one)
        for line in (HERE / f"{one}.py").read_text("utf8").splitlines():
            if line.startswith("from . import "):
                names = [part.split()[0] for part in line.removeprefix("from . import ").split(",")]
                waiting += [other for other in names if other not in found]
    return sorted(found)


@functools.cache
def _essence(file):
    """What a file's code says, without comments and however it is laid out."""
    return ast.unparse(ast.parse(file.read_text("utf8")))


def _keep(name, asked, by, found, seconds):
    """Write a run's line."""
    known = lines(name)
    known[asked] = {
        "asked": asked, "code": by, "made": datetime.now(UTC).date().isoformat(), "seconds": round(seconds, 1),
        "on": f"{platform.machine()}, torch {torch.__version__.partition('+')[0]}, numpy {np.__version__}",
        "found": _to_plain(found),
    }  # fmt: skip
    RESULTS.mkdir(exist_ok=True)
    written = RESULTS / f"{name}.jsonl.new"
    written.write_text("".join(json.dumps(line) + "\n" for line in known.values()), "utf8")
    written.replace(RESULTS / f"{name}.jsonl")


def _to_plain(value):
    if dataclasses.is_dataclass(value):
        return {field.name: _to_plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return value.tolist() if isinstance(value, np.ndarray | np.generic) else value


def _from_plain(kind, plain):
    if dataclasses.is_dataclass(kind):
        types = typing.get_type_hints(kind)
        return kind(**{name: _from_plain(types[name], value) for name, value in plain.items()})
    return np.array(plain) if kind is np.ndarray else plain


def runs():
    """Every run that pages read: (function, what it is asked)."""
    from . import (
        comparison,
        decay_grid,
        lion_claims,
        repeated_digits,
        repeated_map,
        repeated_terrain,
        spirals,
        successors,
        terrain_grid,
        verdict,
    )

    networks, methods, names = comparison.NETWORKS, comparison.METHODS, successors.METHODS
    rules, plans, again = lion_claims.RULES, lion_claims.SCHEDULES, verdict.REPETITIONS
    digits = [(repeated_digits.again, (net, name, k)) for net in networks for k in again[net] for name in methods]
    terrain = [
        (repeated_terrain.again, (setting, name, k))
        for k in again["terrain"] for setting in repeated_terrain.SETTINGS for name in repeated_terrain.SCHEDULES
    ]  # fmt: skip
    return [
        *((comparison.outcome, (network, name)) for network in networks for name in methods),
        *((successors.run, (name, k)) for k in (0, *again["successors"]) for name in names),
        *((lion_claims.outcome, (name, plan, 4)) for name in rules for plan in plans),
        *((lion_claims.outcome, (name, "constant", 2)) for name in rules),
        *((decay_grid.found, (name,)) for name in decay_grid.RULES),
        *((repeated_map.decays, (name, k)) for k in again["decays"] for name in decay_grid.RULES),
        *((repeated_map.undecayed, (k,)) for k in again["decays"]),
        *((repeated_map.lion, (name, plan, k)) for k in (0, *again["lion"]) for name in rules for plan in plans),
        *terrain,
        *((terrain_grid.scheduled, (setting, name))
          for setting in repeated_terrain.SETTINGS for name in repeated_terrain.SCHEDULES),
        *((terrain_grid.remembered, betas) for betas in terrain_grid.MEMORIES),
        *((spirals.learned, (name,)) for name in spirals.RATES),
        *digits,
    ]


def main():
    """Make the runs that are missing or of other code."""
    os.environ[ANEW] = "1"
    torch.set_num_threads(1)
    for function, asked in runs():
        begin = time.perf_counter()
        function(*asked)
        print(f"{function.name:22} {' '.join(map(str, asked)):24} {time.perf_counter() - begin:6.1f} s", flush=True)


if __name__ == "__main__":
    main()
