"""What a notebook sets for the whole process, and putting it back.

A cell may set a default device, turn gradients off or warnings into errors, and that belongs to the cell. Each trial
begins with all of this as it was before the first cell.
"""

from __future__ import annotations

import contextlib
import decimal
import gc
import os
import random
import sys
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch
from torch.overrides import _get_current_function_mode_stack, _pop_mode
from torch.utils._python_dispatch import _get_current_dispatch_mode_stack
from torch.utils._python_dispatch import _pop_mode as _pop_dispatch_mode


@dataclass(frozen=True)
class Switch:
    """A piece of the process's state: how it is read, and how it is set to what was read."""

    read: Callable[[], Any]
    write: Callable[[Any], object]


def _attribute(owner: Any, name: str) -> Switch:
    return Switch(lambda: getattr(owner, name), lambda value: setattr(owner, name, value))


def _set_warnings(filters: list[Any]) -> None:
    warnings.filters[:] = filters  # type: ignore[index]
    warnings._filters_mutated()  # type: ignore[attr-defined]


def _set_folder(folder: str) -> None:
    os.chdir(folder)


def _folder() -> str:
    try:
        return os.getcwd()
    except FileNotFoundError:  # it was removed
        return ""


def _leave_modes(depth: tuple[int, int]) -> None:
    """Leave contexts that were entered and not left, such as a default device's."""
    functions, dispatched = depth
    while len(_get_current_function_mode_stack()) > functions:
        _pop_mode()
    while len(_get_current_dispatch_mode_stack()) > dispatched:
        _pop_dispatch_mode()
    torch._GLOBAL_DEVICE_CONTEXT.device_context = None
    torch.utils._device.CURRENT_DEVICE = None


def _modes() -> tuple[int, int]:
    return len(_get_current_function_mode_stack()), len(_get_current_dispatch_mode_stack())


def _set_autocast(enabled: bool, dtype: torch.dtype, cached: bool) -> None:
    torch.set_autocast_enabled("cpu", enabled)
    torch.set_autocast_dtype("cpu", dtype)
    torch.set_autocast_cache_enabled(cached)


_PRINTED: Final = torch._tensor_str.PRINT_OPTS

SWITCHES: Final[Mapping[str, Switch]] = {
    # First, since a mode may change what the others do
    "modes": Switch(_modes, _leave_modes),
    "default dtype": Switch(torch.get_default_dtype, torch.set_default_dtype),
    "gradients": Switch(torch.is_grad_enabled, torch._C._set_grad_enabled),
    "anomalies": Switch(lambda: (torch.is_anomaly_enabled(), torch.is_anomaly_check_nan_enabled()),
                        lambda value: torch.set_anomaly_enabled(*value)),
    "determinism": Switch(
        lambda: (torch.are_deterministic_algorithms_enabled(), torch.is_deterministic_algorithms_warn_only_enabled()),
        lambda value: torch.use_deterministic_algorithms(value[0], warn_only=value[1])),
    "uninitialized memory": _attribute(torch.utils.deterministic, "fill_uninitialized_memory"),
    "precision of products": Switch(torch.get_float32_matmul_precision, torch.set_float32_matmul_precision),
    "oneDNN": _attribute(torch.backends.mkldnn, "enabled"),
    "torch's warnings": Switch(torch.is_warn_always_enabled, torch.set_warn_always),
    "autocast": Switch(
        lambda: (torch.is_autocast_enabled("cpu"), torch.get_autocast_dtype("cpu"), torch.is_autocast_cache_enabled()),
        lambda value: _set_autocast(*value)),
    "torch's printing": Switch(lambda: dict(vars(_PRINTED)), lambda value: vars(_PRINTED).update(value)),
    "invariants": Switch(torch.sparse.check_sparse_tensor_invariants.is_enabled,
                         torch._C._set_check_sparse_tensor_invariants),
    "numpy's errors": Switch(np.geterr, lambda value: np.seterr(**value)),
    "numpy's printing": Switch(np.get_printoptions, lambda value: np.set_printoptions(**value)),
    "numpy's buffer": Switch(np.getbufsize, np.setbufsize),
    "warnings": Switch(lambda: list(warnings.filters), _set_warnings),
    "decimals": Switch(lambda: decimal.getcontext().copy(), lambda value: decimal.setcontext(value.copy())),
    "recursion": Switch(sys.getrecursionlimit, sys.setrecursionlimit),
    "digits": Switch(sys.get_int_max_str_digits, sys.set_int_max_str_digits),
    "tracing": Switch(sys.gettrace, sys.settrace),
    "profiling": Switch(sys.getprofile, sys.setprofile),
    "collecting garbage": Switch(gc.isenabled, lambda value: gc.enable() if value else gc.disable()),
    "garbage's thresholds": Switch(gc.get_threshold, lambda value: gc.set_threshold(*value)),
    "folder": Switch(_folder, _set_folder),
}


class Switches:
    """How everything stands now."""

    def __init__(self) -> None:
        self._stood = {name: switch.read() for name, switch in SWITCHES.items()}

    def restore(self) -> None:
        """Set everything to how it stood, and chance to a fixed beginning."""
        for name, switch in SWITCHES.items():
            with contextlib.suppress(Exception):  # a notebook may have put anything in a library's place
                if not _equal(switch.read(), self._stood[name]):
                    switch.write(self._stood[name])
        torch.set_flush_denormal(False)  # torch does not tell how it stands
        random.seed(0)
        np.random.seed(0)
        torch.default_generator.manual_seed(0)


def _equal(one: Any, other: Any) -> bool:
    return bool(one == other) if not isinstance(one, decimal.Context) else repr(one) == repr(other)
