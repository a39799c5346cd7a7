"""A device that is not the CPU, on a machine without a GPU.

A `PretendTensor` reports another device but computes with real numbers on the CPU. Operations that
mix it with CPU tensors raise, as they do with CUDA; so a state made by `torch.zeros(shape)` or a
detour by NumPy shows, and the path remains comparable.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any, TypeGuard

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_iter, tree_map

from . import said_inside

PRETEND = torch.device("meta")


class DeviceMixed(RuntimeError):
    """Tensors of two devices met in one operation."""


class PretendTensor(torch.Tensor):
    """A tensor that says it lies on `PRETEND` and keeps its values in `.values_`."""

    values_: torch.Tensor

    @staticmethod
    def __new__(cls: type[PretendTensor], values: torch.Tensor) -> PretendTensor:
        made: PretendTensor = torch.Tensor._make_wrapper_subclass(
            cls, values.shape, strides=values.stride(), storage_offset=values.storage_offset(),
            dtype=values.dtype, device=PRETEND)
        return made

    def __init__(self, values: torch.Tensor):
        self.values_ = values

    @property
    def data(self) -> PretendTensor:
        return PretendTensor(self.values_)

    @data.setter
    def data(self, new: torch.Tensor) -> None:
        if not _is_pretend(new):
            raise DeviceMixed(said_inside.FOREIGN_DATA.format(device=new.device))
        self.values_ = new.values_

    def __repr__(self) -> str:  # type: ignore[override]
        return said_inside.ELSEWHERE.format(values=self.values_)

    @classmethod
    def __torch_dispatch__(cls, function: Callable[..., Any], types: Any,  # type: ignore[override]
                           args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None) -> Any:
        return _dispatch(function, args, kwargs or {})


class _PretendMode(TorchDispatchMode):
    """Makes `torch.zeros(..., device=p.device)` pretend tensors too."""

    def __torch_dispatch__(self, function: Callable[..., Any], types: Any, args: tuple[Any, ...] = (),
                           kwargs: dict[str, Any] | None = None) -> Any:
        return _dispatch(function, args, kwargs or {})


@contextlib.contextmanager
def on_pretend_device(active: bool) -> Iterator[None]:
    """While the block runs, tensors made on `PRETEND` are pretend tensors."""
    with _PretendMode() if active else contextlib.nullcontext():  # type: ignore[no-untyped-call]
        yield


def pretend(tensor: torch.Tensor) -> PretendTensor:
    """Move `tensor` to the pretended device."""
    return PretendTensor(tensor)


def plain(tensor: torch.Tensor) -> torch.Tensor:
    """The CPU tensor behind `tensor`, or `tensor` itself."""
    return tensor.values_ if _is_pretend(tensor) else tensor


def _is_pretend(thing: Any) -> TypeGuard[PretendTensor]:
    return isinstance(thing, PretendTensor)


def _values(thing: Any) -> Any:
    return thing.values_ if _is_pretend(thing) else thing


def _dispatch(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    name = function._schema.name.split("::")[1]
    if name == "copy_":  # copies across devices are allowed, as in torch
        _values(args[0]).copy_(_values(args[1]))
        return args[0]
    device = kwargs.get("device")
    if name in ("_to_copy", "to"):
        stays = _is_pretend(args[0]) if device is None else torch.device(device) == PRETEND
        keywords = {key: value for key, value in kwargs.items() if key != "device"}
        moved = function(_values(args[0]), **keywords)
        return PretendTensor(moved) if stays else moved

    tensors = [leaf for leaf in tree_iter((args, kwargs)) if isinstance(leaf, torch.Tensor)]
    here = [tensor for tensor in tensors if _is_pretend(tensor)]
    if here and any(tensor.dim() > 0 for tensor in tensors if not _is_pretend(tensor)):
        raise DeviceMixed(said_inside.TWO_DEVICES)
    makes = torch.device(device) == PRETEND if device is not None else bool(here)
    if device is not None:
        kwargs = {**kwargs, "device": torch.device("cpu")}
    result = function(*tree_map(_values, args), **tree_map(_values, kwargs))
    same = {id(tensor.values_): tensor for tensor in here}  # in-place: give back what came in

    def wrap(leaf: Any) -> Any:
        if not isinstance(leaf, torch.Tensor):
            return leaf
        return same.get(id(leaf)) if id(leaf) in same else PretendTensor(leaf) if makes else leaf

    return tree_map(wrap, result)
