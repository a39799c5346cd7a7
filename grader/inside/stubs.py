"""What stands in for the optimizers that a student must not call.

Why not `sys.modules["torch.optim"] = None`? Because loading the file by hand, `importlib.reload` or
a look at what torch has already imported all walk around it. Here the real modules are never loaded
at all, the sandbox hides their files, and the compiled optimizers inside torch are overridden.
"""

from __future__ import annotations

import ctypes
import importlib.abc
import importlib.util
import os
import sys
import weakref
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from ..ground import said_inside
from ..ground.wall import KEPT, REPLACED

FUSED = ("aten::_fused_adam_", "aten::_fused_adamw_", "aten::_fused_sgd_", "aten::_fused_adagrad_")


class Unavailable(ImportError):
    """An optimizer was asked for.

    An ImportError, since `from torch.optim import SGD` would replace any AttributeError's sentence.
    """


class StandIn(importlib.abc.Loader):
    """Loads an empty module that refuses whatever it is asked for."""

    def exec_module(self, module: ModuleType) -> None:
        def __getattr__(name: str) -> Any:
            if name.startswith("__"):  # Python's own questions deserve Python's own answer
                raise AttributeError(name)
            raise Unavailable(said_inside.UNAVAILABLE.format(name=module.__name__), name=module.__name__)

        names = vars(module)
        names.update(__all__=[], __getattr__=__getattr__)
        if module.__name__ == "torch.optim":
            base = importlib.import_module("torch.optim.optimizer").Optimizer
            names.update(__all__=["Optimizer"], Optimizer=base)


class Redirection(importlib.abc.MetaPathFinder):
    """Finds our stand-ins where Python would find optimizers."""

    def find_spec(self, name: str, path: Sequence[str] | None = None,
                  target: ModuleType | None = None) -> ModuleSpec | None:
        if name in REPLACED:
            return importlib.util.spec_from_loader(name, StandIn(), is_package=True)
        if name in KEPT:
            site = os.path.dirname(sys.modules["torch"].__path__[0])
            return importlib.util.spec_from_file_location(name, os.path.join(site, KEPT[name]))
        for module in REPLACED:
            if name.startswith(module + "."):
                raise Unavailable(said_inside.UNAVAILABLE.format(name=module), name=name)
        return None


def redirect() -> None:
    """Put the stand-ins in place. RuntimeError if torch has been imported already."""
    if any(name in sys.modules for name in REPLACED):
        raise RuntimeError("torch was imported before its optimizers were replaced")
    sys.meta_path.insert(0, Redirection())


def block_fused_kernels() -> None:
    """Make torch's compiled optimizers (`torch._fused_adam_` and its like) raise, for good."""
    import torch

    def blocked(*_: Any, **__: Any) -> None:
        raise RuntimeError(said_inside.UNAVAILABLE.format(name=said_inside.FUSED))

    library = torch.library.Library("aten", "IMPL")
    for operator in torch._C._dispatch_get_all_op_names():
        if operator.partition(".")[0] in FUSED:
            for key in ("CPU", "CUDA"):
                name = operator.removeprefix("aten::")
                library.impl(name, blocked, key)
    # Dropping a Library restores the kernels. Leak this one, so that no one finds and drops it.
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(library.m))
    library.m = None
    for finalizer in list(weakref.finalize._registry):  # type: ignore[attr-defined]
        watched = finalizer.peek()
        if watched and watched[0] is library:
            finalizer.detach()
