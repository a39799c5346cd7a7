"""Walk an optimizer through a trial and write down where it goes.

The same function walks a student's class (in the sandbox), the reference and every misconception
(outside): what is compared in the end was produced by one and the same code.
"""

from __future__ import annotations

import contextlib
import inspect
import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from types import AsyncGeneratorType, CoroutineType, GeneratorType
from typing import Any

import numpy as np
import torch

from . import caps, said_inside
from .failure import Failure, failure_of
from .memory import graph_nodes, lasting_numbers, stored_numbers, tensor_numbers, watch_storages
from .pretend import on_pretend_device, plain, pretend
from .problems import PROBLEMS
from .trial import Array, Device, DType, Layout, Trial


@dataclass
class Trajectory:
    """Every parameter and gradient after every step of one trial.

    Attributes:
        positions: `positions[t][i]` is parameter i, flat float64, after t steps (0: the start), and after it has been
            put back to the start, where it is.
        gradients: `gradients[t][i]` is what stands in its `.grad` after step t + 1; None if nothing.
        stored: numbers that the optimizers keep, after some steps and after the last one.
        graph: nodes of autograd's graph that they keep, after the same steps.
        lr_changed: whether a step left another `lr` behind than it found.
        made_gradients_change: whether a gradient was another after an optimizer had been made.
        failure: the exception that ended the walk early, if one did.
    """

    positions: list[list[Array]] = field(default_factory=list)
    gradients: list[list[Array | None]] = field(default_factory=list)
    stored: list[int] = field(default_factory=list)
    graph: list[int] = field(default_factory=list)
    lr_changed: bool = False
    made_gradients_change: bool = False
    failure: Failure | None = None

    @property
    def steps(self) -> int:
        """Number of steps that were finished."""
        return max(len(self.positions) - 1, 0)


def walk(optimizer_class: Callable[..., Any], trial: Trial,
         keep: list[torch.Tensor] | None = None) -> Trajectory:
    """Walk `optimizer_class` through `trial`.

    Args:
        optimizer_class: called as `optimizer_class(parameters, **hyperparameters)`; its objects
            have `step()` and take new hyperparameters by attribute (`optimizer.lr = 0.05`).
        trial: what to walk through.
        keep: a list that receives the parameters, so that they outlive the walk.

    Returns:
        The trajectory up to the last finished step. An exception of the optimizer, or the end of
        its time, does not leave this function: it is kept in `Trajectory.failure`.
    """
    devices = [Device.CPU if i in trial.at_home else trial.device for i in range(len(trial.parameters))]
    parameters = [_tensor(*p) for p in zip(trial.parameters, trial.dtypes, trial.layouts, devices)]
    if trial.problem:  # then they are a model's own
        parameters = [torch.nn.Parameter(p) for p in parameters]
    if trial.thawed is not None:
        parameters[0].requires_grad_(False)
    if keep is not None:
        keep.extend(parameters)
    path = Trajectory(positions=[[_numbers(p) for p in parameters]])
    with (_filled_memory(), on_pretend_device(trial.device is Device.PRETEND),
          watch_storages(trial.measure) as storages):
        step = 0
        try:
            places = [_Place(p) for p in parameters]
            beginning = [p.detach().clone() for p in parameters] if trial.renewed else []
            before = tensor_numbers(parameters) if trial.growth else 0
            everyone = range(len(trial.hyperparameters))
            optimizers: list[Any] = []
            watched = torch.is_grad_enabled()

            def make(which: Iterable[int]) -> None:
                given = [_gradient(p) for p in parameters]
                optimizers.extend(_construct(optimizer_class, trial, parameters, which))
                _expect_autograd(watched)
                path.made_gradients_change |= not all(map(_same, given, map(_gradient, parameters)))

            make(everyone[: None if trial.late is None else -1])
            for t in range(trial.steps):
                step = t + 1
                if t in trial.renewed:
                    with torch.no_grad():
                        for p, there in zip(parameters, beginning):
                            p.copy_(there)
                    path.positions[-1] = path.positions[0]
                    optimizers.clear()  # so that the next one may lie where the last one lay
                    make(everyone)
                if t == trial.thawed:
                    parameters[0].requires_grad_()
                    places[0] = _Place(parameters[0])
                if t == trial.late:
                    make(everyone[-1:])
                for name, value in trial.changes.get(t, {}).items():
                    for one in optimizers:
                        _change(one, name, value)
                if trial.zero_grad:
                    parameters[t % len(parameters)].grad = None
                    _clear(optimizers, parameters)
                    _expect_autograd(watched)
                _set_gradients(parameters, trial, t, devices)
                waits = None
                for one in optimizers:
                    lr = _rate(one)
                    waits = _waits(one.step()) or waits
                    _expect_autograd(watched)
                    path.lr_changed |= _rate(one) != lr
                one = None
                _expect_unmoved(parameters, places)
                positions = [_numbers(p) for p in parameters]
                if waits and all(map(np.array_equal, positions, path.positions[-1])):
                    raise NothingRan(said_inside.ONLY_MADE.format(what=waits))
                path.gradients.append([_gradient(p) for p in parameters])
                path.positions.append(positions)
                if (trial.measure or trial.growth) and step in (caps.MEASURE_AFTER, trial.steps):
                    # Whoever still holds the last gradient holds what is the caller's.
                    callers = [*parameters, *(p.grad for p in parameters if p.grad is not None)]
                    for p in parameters:
                        p.grad = None
                    path.stored.append(stored_numbers(optimizers, callers, storages) if trial.measure else
                                       lasting_numbers(optimizers, callers, before))
                    path.graph.append(graph_nodes(optimizers))
        except KeyboardInterrupt:  # somebody at the terminal
            raise
        except BaseException as error:
            path.failure = failure_of(error, step, parameters)
    return path


@contextlib.contextmanager
def _filled_memory() -> Iterator[None]:
    """Let `torch.empty` and its kin give NaN, and not whatever was there before: often that is zero, by luck."""
    before = torch.are_deterministic_algorithms_enabled(), torch.is_deterministic_algorithms_warn_only_enabled()
    torch.use_deterministic_algorithms(True, warn_only=True)
    try:
        yield
    finally:
        torch.use_deterministic_algorithms(before[0], warn_only=before[1])


class GradientsStay(RuntimeError):
    """An optimizer's zero_grad leaves gradients behind."""


def _clear(optimizers: list[Any], parameters: list[torch.Tensor]) -> None:
    """Call each optimizer's zero_grad; GradientsStay where a gradient is not None after it, be it zeros.

    What another base class of torch's brings along, such as a module's, is not the optimizer's, and what a class's
    `__getattr__` makes of the name was never written as a method.
    """
    clear = [optimizer.zero_grad for optimizer in optimizers if _written(optimizer, "zero_grad")]
    own = [one for one in clear if not str(getattr(one, "__module__", "")).startswith("torch.")]
    for one in own:
        one()
    if len(own) == len(optimizers) and any(p.grad is not None for p in parameters):
        raise GradientsStay(said_inside.GRADIENTS_STAY)


class ParameterChanged(RuntimeError):
    """A step left a parameter, or its gradient, in another shape, type or place, or asking for no gradient."""


class NothingRan(RuntimeError):
    """A step gave back what would have to be run, and moved nothing."""


def _waits(returned: object) -> str | None:
    """What a call has only made where there is `yield` or `async` in it: what was written there has not begun."""
    if type(returned) is CoroutineType:
        returned.close()  # else Python complains that nobody has awaited it
        return said_inside.COROUTINE
    of_a_function = type(returned) is GeneratorType and returned.gi_code.co_name != "<genexpr>"
    return said_inside.GENERATOR if of_a_function or type(returned) is AsyncGeneratorType else None


class AutogradOff(RuntimeError):
    """An optimizer switched autograd off for whatever comes after it."""


def _expect_autograd(watched: bool) -> None:
    """Raise AutogradOff, and switch it on again, where autograd was on and is off now."""
    if watched and not torch.is_grad_enabled():
        torch.set_grad_enabled(True)
        raise AutogradOff(said_inside.AUTOGRAD_OFF)


def _rate(optimizer: Any) -> float | None:
    """The learning rate as a number; None where it cannot be read, whatever keeps it from being read."""
    try:
        lr = float(optimizer.lr)
    except Exception:
        return None
    return None if math.isnan(lr) else lr


def _change(optimizer: Any, name: str, value: Any) -> None:
    """Set a hyperparameter: the attribute or, where there is none, the entries of that name in torch's `param_groups`.

    A class in torch's style keeps its learning rate in the groups, and torch's schedules set it there.
    """
    groups: list[Any] = []
    with contextlib.suppress(Exception):
        own = optimizer.param_groups
        groups = [group for group in own if issubclass(type(group), dict) and name in group] if (
            issubclass(type(own), (list, tuple))) else []
    if not groups or _has(optimizer, name):
        try:
            setattr(optimizer, name, value)
            return
        except AttributeError:
            if not groups:
                raise
    for group in groups:
        group[name] = value


def _has(thing: Any, name: str) -> bool:
    try:
        getattr(thing, name)
    except AttributeError:
        return False
    except Exception:  # there is something that does not want to be read
        return True
    return True


class _Place:
    """What a parameter's model relies on: its shape, dtype and device, and whether it asks for a gradient."""

    def __init__(self, p: torch.Tensor):
        self.shape, self.dtype, self.device, self.trained = p.shape, p.dtype, p.device, p.requires_grad


def _expect_unmoved(parameters: list[torch.Tensor], places: list[_Place]) -> None:
    """Raise ParameterChanged where a step has left a parameter that its model could not use."""
    for p, before in zip(parameters, places):
        if p.shape != before.shape:
            raise ParameterChanged(said_inside.RESHAPED.format(before=tuple(before.shape), after=tuple(p.shape)))
        if p.grad is not None and p.grad.shape != before.shape:
            raise ParameterChanged(said_inside.GRADIENT_RESHAPED.format(
                before=tuple(before.shape), after=tuple(p.grad.shape)))
        if p.device != before.device:
            raise ParameterChanged(said_inside.TAKEN_AWAY.format(before=before.device, after=p.device))
        if p.dtype != before.dtype:
            raise ParameterChanged(said_inside.RETYPED.format(before=before.dtype, after=p.dtype))
        if p.requires_grad != before.trained:
            raise ParameterChanged(said_inside.FROZEN if before.trained else said_inside.THAWED)


def _construct(optimizer_class: Callable[..., Any], trial: Trial, parameters: list[torch.Tensor],
               which: Iterable[int]) -> list[Any]:
    optimizers = []
    for k in which:
        keywords = trial.hyperparameters[k]
        mine = [p for p, owner in zip(parameters, trial.owners) if owner == k]
        given = (p for p in mine) if trial.generator else mine
        if trial.positional:
            optimizers.append(optimizer_class(given, *keywords.values()))
        else:
            optimizers.append(optimizer_class(given, **keywords))
    return optimizers


def _written(thing: Any, name: str) -> bool:
    """Whether a class, or the object itself, has an attribute of this name that was written down."""
    with contextlib.suppress(Exception):
        return inspect.getattr_static(thing, name, None) is not None
    return False


def _set_gradients(parameters: list[torch.Tensor], trial: Trial, t: int, devices: list[Device]) -> None:
    if trial.problem:
        for p in parameters:
            p.grad = None
        with torch.enable_grad():
            PROBLEMS[trial.problem](parameters).backward()
        return
    for p, gradient, layout, device in zip(parameters, trial.gradients[t], trial.layouts, devices):
        if isinstance(gradient, str):  # KEEP
            continue
        if gradient is None:
            p.grad = None
        elif trial.reuse_gradients and p.grad is not None:
            p.grad.copy_(torch.as_tensor(gradient, dtype=p.dtype))
        else:
            # A quarter of the time that `torch.tensor` takes.
            fresh = _lay_out(torch.from_numpy(np.array(gradient)).to(p.dtype), layout)
            p.grad = pretend(fresh) if device is Device.PRETEND else fresh.to(p.device)


def _tensor(values: Array, dtype: DType, layout: Layout, device: Device) -> torch.Tensor:
    tensor = _lay_out(torch.tensor(values, dtype=getattr(torch, dtype)), layout)
    if device is Device.PRETEND:
        return pretend(tensor).requires_grad_()
    return tensor.to(device).requires_grad_()


def _lay_out(tensor: torch.Tensor, layout: Layout) -> torch.Tensor:
    """The same values in another memory layout."""
    if layout is Layout.TRANSPOSED:
        return tensor.T.contiguous().T
    if layout is Layout.STRIDED:
        wide = torch.zeros(*tensor.shape, 2, dtype=tensor.dtype)
        wide[..., 0] = tensor
        return wide[..., 0]
    return tensor


def _numbers(tensor: torch.Tensor) -> Array:
    there = plain(tensor).detach()
    if there.dtype is not torch.float64 or not there.is_cpu:
        there = there.to("cpu", torch.float64)
    numbers: Array = there.numpy().flatten()
    return numbers


def _gradient(parameter: torch.Tensor) -> Array | None:
    return None if parameter.grad is None else _numbers(parameter.grad)


def _same(one: Array | None, other: Array | None) -> bool:
    """Whether two gradients are the same numbers, or neither is there."""
    return one is other if one is None or other is None else np.array_equal(one, other, equal_nan=True)
