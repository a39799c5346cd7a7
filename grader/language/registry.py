"""Which tasks there are: found through one entry-point group, this course's own among them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from .task import Exam

GROUP = "step_grader.tasks"
HOME_TASKS = "grader.tasks"  # a package; each of its modules with a `task` is one


@dataclass(frozen=True)
class Broken:
    """A task that is registered and cannot be loaded."""

    name: str
    error: str


@dataclass(frozen=True)
class Registry(Mapping[str, Exam]):
    """The tasks by their name, sorted; those that cannot be loaded stand in `broken`."""

    tasks: Mapping[str, Exam]
    broken: tuple[Broken, ...] = field(default=())

    def __getitem__(self, name: str) -> Exam:
        return self.tasks[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.tasks)

    def __len__(self) -> int:
        return len(self.tasks)


def find() -> Registry:
    """Load every task that is registered. One that cannot be loaded keeps no other from being there.

    A name belongs to whoever registers it first, this course before all others: a second claim is broken.
    """
    tasks: dict[str, Exam] = {}
    broken = []
    for entry in _entries():
        try:
            task = entry.load()
            if not isinstance(task, Exam) or task.name != entry.name:
                raise TypeError(f"{entry.value} is no task of that name")
            if task.name in tasks:
                raise ValueError(f"{entry.value} takes a name that is taken")
            module = importlib.import_module(entry.module)
            task.answers = Path(module.__file__ or "").parent / "right_answers" / task.name
            task.module = entry.module
            tasks[task.name] = task
        except Exception as error:
            broken.append(Broken(entry.name, f"{type(error).__name__}: {error}"))
    return Registry(dict(sorted(tasks.items())), tuple(broken))


def _entries() -> list[EntryPoint]:
    """What is registered; from a checkout that is not installed, this course's own tasks all the same."""
    own = home_entries()
    known = {(entry.name, entry.value) for entry in own}
    return [*own, *(entry for entry in entry_points(group=GROUP) if (entry.name, entry.value) not in known)]


def home_entries() -> list[EntryPoint]:
    """This course's own tasks as the entry points that `pyproject.toml` declares."""
    package = importlib.import_module(HOME_TASKS)
    return [EntryPoint(m.name, f"{HOME_TASKS}.{m.name}:task", GROUP)
            for m in pkgutil.iter_modules(package.__path__) if not m.name.startswith("_")]
