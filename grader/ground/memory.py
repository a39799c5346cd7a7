"""What an optimizer keeps between two steps: numbers, and nodes of autograd's graph.

For numbers, two counts see different hiding places: storages that are still alive after having been made inside
`step()` (closures, globals, graphs) and arrays that can be reached from the optimizer (NumPy
arrays, lists of floats). The larger one counts. Over a long walk, where watching would cost too much, all tensors of
the process are counted in the place of the storages.
"""

from __future__ import annotations

import contextlib
import dis
import gc
import re
import types
from collections.abc import Callable, Iterable, Iterator
from typing import Any, Final

import numpy as np
import torch
from torch.multiprocessing.reductions import StorageWeakRef
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_iter

_MOST_OBJECTS = 200_000  # a limit for the search, far above any honest optimizer


class _StorageWatch(TorchDispatchMode):
    """Remembers, weakly, every tensor storage that an operation returns."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.seen: dict[int, tuple[StorageWeakRef, int]] = {}

    def __torch_dispatch__(self, function: Callable[..., Any], types_: Any, args: tuple[Any, ...] = (),
                           kwargs: dict[str, Any] | None = None) -> Any:
        result = function(*args, **(kwargs or {}))
        for leaf in tree_iter(result):
            storage = _storage(leaf) if isinstance(leaf, torch.Tensor) else None
            if storage is not None:
                numbers = storage.nbytes() // max(leaf.element_size(), 1)
                self.seen[storage._cdata] = (StorageWeakRef(storage), numbers)
        return result

    def alive(self, without: set[int]) -> int:
        numbers = 0
        for key, (reference, count) in self.seen.items():
            if key not in without and not reference.expired():
                numbers += count
        return numbers


@contextlib.contextmanager
def watch_storages(active: bool) -> Iterator[_StorageWatch | None]:
    """Watch storages while the block runs; yields None when not `active`."""
    if not active:
        yield None
        return
    with _StorageWatch() as watch:
        yield watch


def stored_numbers(optimizers: list[Any], callers: list[torch.Tensor], watch: _StorageWatch | None) -> int:
    """Numbers kept by `optimizers` apart from the caller's own: parameters and their last gradients."""
    gc.collect()
    without = {p.untyped_storage()._cdata for p in callers} | _passing(_reachable(optimizers))
    return max(watch.alive(without) if watch else 0, _reachable_numbers(optimizers, without))


def _passing(things: Iterable[Any]) -> set[int]:
    """Storages of what suspended generators hold and will not read again: it is set anew before it is used.

    A coroutine for each parameter keeps its velocity in a local variable, and beside it whatever its last step left.
    """
    passing: set[int] = set()
    for thing in things:
        if _is(thing, types.GeneratorType) and (frame := _FRAME(thing)) is not None:
            instructions = list(dis.get_instructions(frame.f_code))
            later = [one for one in instructions if one.offset > frame.f_lasti]
            first: dict[str, str] = {}
            for one in (*later, *instructions):
                names = one.argval if isinstance(one.argval, tuple) else (one.argval,)
                for access, name in zip(re.findall("(LOAD|STORE|DELETE)_FAST", one.opname), names):
                    first.setdefault(name, access)
            for name, value in frame.f_locals.items():
                if first.get(name) == "STORE" and _is(value, torch.Tensor) and (storage := _storage(value)) is not None:
                    passing.add(storage._cdata)
    return passing


def lasting_numbers(optimizers: list[Any], callers: list[torch.Tensor], before: int) -> int:
    """The same without a watch: what can be reached from `optimizers`, or what all tensors hold beyond `before`."""
    without = {p.untyped_storage()._cdata for p in callers} | _passing(_reachable(optimizers))
    now = tensor_numbers(callers)
    return max(now - before, _reachable_numbers(optimizers, without))


def tensor_numbers(callers: list[torch.Tensor]) -> int:
    """Numbers in all tensors that there are, apart from the caller's own."""
    gc.collect()
    return _numbers_in((thing for thing in gc.get_objects() if _is(thing, torch.Tensor)),
                       {p.untyped_storage()._cdata for p in callers})


def graph_nodes(optimizers: list[Any]) -> int:
    """Nodes of autograd's graph that hang on tensors which `optimizers` keep."""
    roots = [_GRAPH(t) for t in _reachable(optimizers) if _is(t, torch.Tensor)]
    seen: set[Any] = set()
    stack = [node for node in roots if node is not None]
    while stack and len(seen) < _MOST_OBJECTS:
        node = stack.pop()
        if node not in seen:
            seen.add(node)
            stack.extend(before for before, _ in node.next_functions if before is not None)
    return len(seen)


def _reachable_numbers(root: Any, without: set[int]) -> int:
    """Numbers in tensors, arrays and lists of floats that can be reached from `root`."""
    return _numbers_in(_reachable(root), without)


def _numbers_in(things: Iterable[Any], without: set[int]) -> int:
    storages: dict[int, int] = {}
    others = 0
    for thing in things:
        if _is(thing, torch.Tensor):
            storage = _storage(thing)
            if storage is not None and storage._cdata not in without:
                storages[storage._cdata] = storage.nbytes() // max(_ELEMENT_SIZE(thing), 1)
        elif _is(thing, np.ndarray):
            others += _ARRAY_SIZE(thing) if _ARRAY_DTYPE(thing).kind != "O" else 0
        elif _is(thing, float):
            others += 1
    return sum(storages.values()) + others


def _reachable(root: Any) -> Iterator[Any]:
    """Whatever can be reached from `root`, each thing once.

    These are a stranger's objects. None is asked anything that its class could answer: no attribute, no comparison,
    not even `isinstance`, which reads `__class__`.
    """
    seen: set[int] = set()
    stack = [root]
    while stack and len(seen) < _MOST_OBJECTS:
        thing = stack.pop()
        if id(thing) in seen or _is(thing, types.ModuleType, type, types.FrameType):
            continue
        seen.add(id(thing))
        yield thing
        if _is(thing, torch.Tensor):
            stack.extend(_TENSOR_DICT(thing).values())
        elif _is(thing, types.FunctionType):
            stack.extend(thing.__closure__ or ())  # its globals are the whole notebook
        elif not _is(thing, np.ndarray, float):
            stack.extend(gc.get_referents(thing))


def _is(thing: Any, *kinds: type) -> bool:
    """`isinstance` by what a thing is, and not by what it says."""
    return issubclass(type(thing), kinds)


def _storage(tensor: torch.Tensor) -> torch.UntypedStorage | None:
    """Where a tensor's numbers lie; None for a sparse one, which has no such place."""
    try:
        return torch.Tensor.untyped_storage(tensor)
    except (RuntimeError, NotImplementedError):
        return None


# As torch and NumPy keep them, whatever a class derived from theirs has under these names.
_FRAME: Final = vars(types.GeneratorType)["gi_frame"].__get__
_GRAPH: Final = vars(torch._C.TensorBase)["grad_fn"].__get__
_TENSOR_DICT: Final = vars(torch.Tensor)["__dict__"].__get__
_ELEMENT_SIZE: Final = torch._C.TensorBase.element_size
_ARRAY_SIZE: Final = vars(np.ndarray)["size"].__get__
_ARRAY_DTYPE: Final = vars(np.ndarray)["dtype"].__get__
