"""What an optimizer keeps between two steps: numbers, and nodes of autograd's graph.

For numbers, two counts see different hiding places: storages that are still alive after having been made inside
`step()` (closures, globals, graphs) and arrays that can be reached from the optimizer (NumPy
arrays, lists of floats). The larger one counts.
"""

from __future__ import annotations

import contextlib
import gc
import types
from collections.abc import Callable, Iterator
from typing import Any

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
            if isinstance(leaf, torch.Tensor):
                storage = leaf.untyped_storage()
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


def stored_numbers(optimizers: list[Any], parameters: list[torch.Tensor], watch: _StorageWatch | None) -> int:
    """Numbers kept by `optimizers` apart from the parameters themselves."""
    gc.collect()
    without = {p.untyped_storage()._cdata for p in parameters}
    return max(watch.alive(without) if watch else 0, _reachable_numbers(optimizers, without))


def graph_nodes(optimizers: list[Any]) -> int:
    """Nodes of autograd's graph that hang on tensors which `optimizers` keep."""
    roots = [t.grad_fn for t in _reachable(optimizers) if isinstance(t, torch.Tensor)]
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
    storages: dict[int, int] = {}
    others = 0
    for thing in _reachable(root):
        if isinstance(thing, torch.Tensor):
            storage = thing.untyped_storage()
            if storage._cdata not in without:
                storages[storage._cdata] = storage.nbytes() // max(thing.element_size(), 1)
        elif isinstance(thing, np.ndarray):
            others += thing.size if thing.dtype != object else 0
        elif isinstance(thing, float):
            others += 1
    return sum(storages.values()) + others


def _reachable(root: Any) -> Iterator[Any]:
    """Whatever can be reached from `root`, each thing once."""
    seen: set[int] = set()
    stack = [root]
    while stack and len(seen) < _MOST_OBJECTS:
        thing = stack.pop()
        if id(thing) in seen or isinstance(thing, (types.ModuleType, type, types.FrameType)):
            continue
        seen.add(id(thing))
        yield thing
        if isinstance(thing, torch.Tensor):
            stack.extend(thing.__dict__.values())
        elif isinstance(thing, types.FunctionType):
            stack.extend(thing.__closure__ or ())  # its globals are the whole notebook
        elif not isinstance(thing, (np.ndarray, float)):
            stack.extend(gc.get_referents(thing))
