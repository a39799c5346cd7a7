"""What a class was when it was defined, so that every trial starts from there.

A notebook makes its class in one cell or in many, and uses it in between: in its own checks, in its author's
experiments. What a statement *defines* stays: methods, attributes, names. What is only *used up*, a dictionary on the
class that `step()` fills or a counter in a closure, is put back before each trial. So state on the class costs the
points of its own check and no more, and nothing of a notebook is run twice.

After each statement of the notebook's own, what the classes can reach is compared with what it was before. A change is
a definition if it is a function or a new name, or if the statement speaks of what it changes (`Momentum.mu = 0.9`,
`settings["mu"] = 0.9`), or if nothing that it calls makes a step. All other changes are use.

A student's objects are looked at by Python's own base classes alone: none of their methods is called.
"""

from __future__ import annotations

import builtins
import contextlib
import dis
import functools
import operator
import re
import sys
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import CellType, CodeType, FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np
import torch

MOST_THINGS = 5_000  # that are looked at, of what the classes can reach
MOST_BYTES = 4 << 20  # of tensors and arrays that are remembered
DEPTH = 3  # of functions that a statement calls, to see what they speak of

# Whoever uses one of these may mean any name.
WILDCARDS = frozenset({"setattr", "delattr", "vars", "globals", "locals", "exec", "eval", "__dict__"})
# How contents are changed: by the methods of containers (and those of tensors that end in _), and by instructions.
_CHANGERS = frozenset({"add", "append", "appendleft", "clear", "discard", "extend", "fill", "insert", "pop", "popitem",
                       "remove", "reverse", "setdefault", "sort", "update"})
_SETS_NAME = frozenset({"STORE_NAME", "STORE_GLOBAL", "STORE_ATTR", "DELETE_NAME", "DELETE_GLOBAL", "DELETE_ATTR"})
_MAGICS = frozenset({"run_cell_magic", "run_line_magic"})
_IN_PLACE = re.compile(r"[a-z]\w*_")
_SETS_PART = frozenset({"STORE_SUBSCR", "DELETE_SUBSCR", "STORE_SLICE"})

_PLAIN = (type(None), bool, int, float, complex, str, bytes, range, slice, torch.dtype, torch.device, CodeType)
_CODE = (FunctionType, MethodType, type, staticmethod, classmethod, property, functools.partial,
         functools.cached_property)
_UNTOLD = frozenset({"__dict__", "__weakref__", "__module__", "__doc__"})  # of a class

# Where Python and its packages lie, the folder that gathers those for a notebook among them.
INSTALLED = (sys.prefix, sys.base_prefix, *(path for path in sys.path if path.endswith("packages")))


class Holder:
    """Something whose contents can change: remembered when it was defined, and put back.

    Attributes:
        name: by which name it was reached.
        defined: its contents when they were last defined.
        seen: its contents after the last statement.
    """

    def __init__(self, thing: Any, name: str):
        self.thing, self.name = thing, name
        self.defined = self.seen = self.now()

    def now(self) -> Any:
        raise NotImplementedError

    def put(self, contents: Any) -> None:
        raise NotImplementedError

    def same(self, one: Any, other: Any) -> bool:
        """Whether two contents are the very same things in the same order."""
        return len(one) == len(other) and all(map(operator.is_, one, other))

    def concerned(self, now: Any, spoken: set[str]) -> bool:
        """Whether a name that was spoken of is one of those that have changed in it."""
        return False

    def children(self) -> Iterable[tuple[str, Any]]:
        """What it holds: by which name each is reached, and the thing."""
        return ((self.name, one) for one in self.now())

    def restore(self) -> None:
        if not self.same(self.now(), self.defined):
            self.put(self.defined)


class Sequence(Holder):
    def __init__(self, base: Any, thing: Any, name: str):
        self._base = base
        super().__init__(thing, name)

    def now(self) -> list[Any]:
        return list(self._base.__iter__(self.thing))

    def put(self, contents: list[Any]) -> None:
        self._base.clear(self.thing)
        (self._base.update if self._base is set else self._base.extend)(self.thing, contents)


class Dictionary(Holder):
    def __init__(self, base: Any, thing: Any, name: str):
        self._base = base
        super().__init__(thing, name)

    def now(self) -> list[Any]:
        return [part for pair in self._base.items(self.thing) for part in pair]

    def concerned(self, now: list[Any], spoken: set[str]) -> bool:
        return any(type(key) is str and key in spoken for key in now[::2])

    def put(self, contents: list[Any]) -> None:
        self._base.clear(self.thing)
        for key, value in zip(contents[::2], contents[1::2]):
            self._base.__setitem__(self.thing, key, value)


class Numbers(Holder):
    """A tensor or an array, and a bytearray: compared and put back by their bytes."""

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.thing) if isinstance(self.thing, bytearray) else int(self.thing.nbytes)

    def now(self) -> Any:
        if issubclass(type(self.thing), torch.Tensor):
            return self.thing.detach().clone()
        return self.thing.copy()

    def same(self, one: Any, other: Any) -> bool:
        if isinstance(one, torch.Tensor):
            return one.shape == other.shape and bool(torch.all((one == other) | ((one != one) & (other != other))))
        return bool(np.shape(one) == np.shape(other) and bytes(one) == bytes(other))

    def put(self, contents: Any) -> None:
        if not isinstance(self.thing, torch.Tensor):
            self.thing[:] = contents
        elif self.thing.shape == contents.shape:
            self.thing.detach().copy_(contents)
        else:
            self.thing.data = contents.clone()

    def children(self) -> Iterable[tuple[str, Any]]:
        return ()


class Cell(Holder):
    """A variable of a closure."""

    def now(self) -> list[Any]:
        try:
            return [self.thing.cell_contents]
        except ValueError:  # it is empty
            return []

    def put(self, contents: list[Any]) -> None:
        for value in contents:
            self.thing.cell_contents = value


class Names(Holder):
    """Names with values: a class's attributes, or those of a namespace that somebody uses."""

    def __init__(self, thing: Any, name: str = ""):
        super().__init__(thing, name)

    def now(self) -> dict[str, Any]:
        return {name: value for name, value in type.__getattribute__(self.thing, "__dict__").items()
                if name not in _UNTOLD}

    def put(self, contents: dict[str, Any]) -> None:
        now = self.now()
        for name in now.keys() - contents.keys():
            type.__delattr__(self.thing, name)
        for name, value in contents.items():
            if name not in now or now[name] is not value:
                type.__setattr__(self.thing, name, value)

    def same(self, one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
        return one.keys() == other.keys() and all(map(operator.is_, one.values(), map(other.get, one)))

    def children(self) -> Iterable[tuple[str, Any]]:
        return self.now().items()


class Globals(Names):
    """Those names of a namespace that functions use; more may come."""

    def __init__(self, thing: dict[str, Any]):
        self.used: set[str] = set()
        super().__init__(thing)

    def use(self, names: Iterable[str]) -> None:
        new = {name for name in names if name not in self.used}
        self.used |= new
        known = {name: self.thing[name] for name in new if name in self.thing}
        self.defined, self.seen = {**self.defined, **known}, {**self.seen, **known}

    def now(self) -> dict[str, Any]:
        return {name: self.thing[name] for name in self.used if name in self.thing}

    def put(self, contents: dict[str, Any]) -> None:
        for name in self.now().keys() - contents.keys():
            del self.thing[name]
        self.thing.update(contents)


@dataclass
class Definitions:
    """The classes of a notebook, as they are defined.

    Attributes:
        namespace: the notebook's variables.
        classes: the names of the classes.
    """

    namespace: dict[str, Any]
    classes: Iterable[str]
    _holders: dict[int, Holder] = field(default_factory=dict)
    _reached: set[int] = field(default_factory=set)
    _roots: tuple[Any, ...] = ()

    def look(self, statement: CodeType) -> None:
        """Compare with what was there before a statement of the notebook was run."""
        spoken: set[str] | None = None
        roots = tuple(self.namespace.get(name) for name in self.classes)
        fresh = len(roots) != len(self._roots) or any(map(operator.is_not, roots, self._roots))
        for holder in list(self._holders.values()):
            now = holder.now()
            if holder.same(now, holder.seen):
                continue
            if spoken is None:
                spoken = self._spoken(statement)
            if isinstance(holder, Names):
                for name in now.keys() | holder.seen.keys():
                    if now.get(name, holder) is not holder.seen.get(name, holder) and _defines(
                            name, now.get(name), name not in holder.seen, spoken):
                        fresh = True
                        holder.defined = _with(holder.defined, name, now)
            elif _speaks(spoken, holder.name) or holder.concerned(now, spoken):
                fresh = True
                holder.defined = now
            holder.seen = now
        self._roots = roots
        if fresh:
            self._reach()

    def restore(self) -> None:
        """Put back all that was used up."""
        for holder in list(self._holders.values()):
            with contextlib.suppress(Exception):  # what cannot be put back costs nobody else anything
                holder.restore()

    def _reach(self) -> None:
        """Find what the classes can reach, and remember what is new."""
        seen: set[int] = set()
        room = MOST_BYTES
        left: list[tuple[str, Any]] = list(zip(self.classes, self._roots))
        while left and len(seen) < MOST_THINGS:
            name, thing = left.pop()
            if issubclass(type(thing), _PLAIN) or id(thing) in seen or _runs_notebooks(type(thing)):
                continue
            seen.add(id(thing))
            holder = self._holders.get(id(thing))
            if holder is None or holder.thing is not thing:
                holder = _holder(thing, name)
                if isinstance(holder, Numbers):
                    room -= holder.size
                    holder = holder if room >= 0 else None
                if holder is not None:
                    self._holders[id(thing)] = holder
            if holder is not None:
                left += holder.children()
            left += ((name, part) for part in _parts(thing))
            if type(thing) is FunctionType and _students(thing.__globals__.get("__name__")):
                left += self._use(thing.__globals__, _names(thing.__code__))
            elif type(thing) is ModuleType and _students(thing.__dict__.get("__name__")):
                left += self._use(thing.__dict__, {name for name in thing.__dict__ if not name.startswith("__")})
        self._reached = seen

    def _use(self, space: dict[str, Any], names: set[str]) -> list[tuple[str, Any]]:
        """These names of a namespace are remembered from now on; those that have a value."""
        if id(space) not in self._holders:
            self._holders[id(space)] = Globals(space)
        holder = self._holders[id(space)]
        if isinstance(holder, Globals):
            holder.use(names)
        return [(name, space[name]) for name in names if name in space]

    def _spoken(self, statement: CodeType) -> set[str]:
        """The names that a statement, and the functions that it calls, may give other values or contents.

        Where none of them makes a step, nothing is used up: whatever has changed was meant.
        """
        spoken, used = _says(statement)
        seen: set[str] = set()
        for _ in range(DEPTH):
            called = [self.namespace.get(name) for name in used - seen]
            seen, used = seen | used, set()
            for one in called:
                if type(one) is FunctionType and id(one) not in self._reached:
                    deeper = _says(one.__code__)
                    spoken, used = spoken | deeper[0], used | deeper[1]
        return spoken if "step" in seen | used else spoken | WILDCARDS


def _holder(thing: Any, name: str) -> Holder | None:
    """What remembers a thing's contents; None for what has none, or cannot tell them."""
    kind = type(thing)
    try:
        if issubclass(kind, type):
            return Names(thing) if _students(type.__getattribute__(thing, "__module__")) else None
        if issubclass(kind, dict):
            if thing is sys.modules or thing is vars(builtins) or dict.__contains__(thing, "__builtins__"):
                return None  # Python's own, and whole namespaces
            return Dictionary(OrderedDict if issubclass(kind, OrderedDict) else dict, thing, name)
        for base in (list, set, deque):
            if issubclass(kind, base):
                return Sequence(base, thing, name)
        if kind in (torch.Tensor, torch.nn.Parameter, np.ndarray, bytearray):
            return Numbers(thing, name)
        if kind is CellType:
            return Cell(thing, name)
    except Exception:  # a stranger's object
        pass
    return None


def _parts(thing: Any) -> Iterator[Any]:
    """What hangs on a thing besides its contents."""
    kind = type(thing)
    if issubclass(kind, type):
        yield from type.__getattribute__(thing, "__mro__") if _students(
            type.__getattribute__(thing, "__module__")) else ()
    elif issubclass(kind, (tuple, frozenset)):
        yield from (tuple if issubclass(kind, tuple) else frozenset).__iter__(thing)
    elif kind is FunctionType:
        yield from (thing.__defaults__, thing.__kwdefaults__, thing.__dict__, *(thing.__closure__ or ()))
    elif kind is MethodType:
        yield from (thing.__func__, thing.__self__)
    elif kind in (staticmethod, classmethod):
        yield thing.__func__
    elif kind is property:
        yield from (thing.fget, thing.fset, thing.fdel)
    elif kind is functools.partial:
        yield from (thing.func, thing.args, thing.keywords)
    elif kind is ModuleType:
        pass  # `_reach` takes the names of the student's own
    elif kind is not CellType:
        for get in _fields(kind):
            try:
                yield get(thing)
            except Exception:  # nothing is there
                continue


def _fields(kind: type) -> Iterator[Callable[[Any], Any]]:
    """What gets the attributes of a class's objects: their dictionary, and each slot."""
    for base in type.__getattribute__(kind, "__mro__"):
        for name, value in type.__getattribute__(base, "__dict__").items():
            if name == "__dict__" or type(value) is _SLOT:
                yield value.__get__


class _Slotted:
    __slots__ = ("slot",)


_SLOT = type(_Slotted.slot)  # type: ignore[attr-defined]


def _students(module: Any) -> bool:
    """Whether a module is the notebook itself, or a file that it wrote."""
    if module == "__main__":
        return True
    file = getattr(sys.modules.get(module), "__file__", None) if type(module) is str else ""
    return type(file) is str and not file.startswith(INSTALLED) and "grader" not in module


def _runs_notebooks(kind: type) -> bool:
    """Whether a class's objects are what runs the notebook, to which `get_ipython` in a magic leads: this, too, is."""
    try:
        module = type.__getattribute__(kind, "__module__")
    except AttributeError:  # a stranger's class that has taken it away
        return False
    return type(module) is str and module.partition(".")[0] in ("IPython", "traitlets", "grader")


def _defines(name: str, value: Any, new: bool, spoken: set[str]) -> bool:
    return new or issubclass(type(value), _CODE) or _speaks(spoken, name)


def _with(contents: dict[str, Any], name: str, now: Mapping[str, Any]) -> dict[str, Any]:
    changed = {**contents, **({name: now[name]} if name in now else {})}
    if name not in now:
        changed.pop(name, None)
    return changed


def _speaks(spoken: set[str], name: str) -> bool:
    return name in spoken or not WILDCARDS.isdisjoint(spoken)


def _says(code: CodeType) -> tuple[set[str], set[str]]:
    """The names that a piece of code may give another value or other contents; and all that it uses."""
    used, set_, inside = set(code.co_names), set(), False
    for step in dis.get_instructions(code):
        if step.opname in _SETS_NAME:
            set_.add(step.argval)
        inside |= step.opname in _SETS_PART
    if inside or any(name in _CHANGERS or _IN_PLACE.fullmatch(name) for name in used):
        set_ |= used
    set_ |= used & WILDCARDS
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            deeper = _says(constant)
            set_, used = set_ | deeper[0], used | deeper[1]
        elif isinstance(constant, str) and not _MAGICS.isdisjoint(used):  # what %%time runs is a text as yet
            set_ |= set(re.findall(r"\w+", constant))
    return set_, used


def _names(code: CodeType) -> set[str]:
    """All names that a piece of code and what is nested in it uses."""
    return set(code.co_names).union(*(_names(one) for one in code.co_consts if isinstance(one, CodeType)))
