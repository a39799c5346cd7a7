"""References: `torch.optim` and its kin behind the interface that students implement."""

from __future__ import annotations

from dataclasses import dataclass, field
from inspect import signature
from typing import Any

from ..ground.trial import DType


@dataclass(frozen=True)
class Tolerances:
    """The largest difference between two paths that are the same, relative to the distance travelled.

    Equivalent implementations stay four orders of magnitude below the defaults, plausible mistakes far
    above. A reference that keeps some number in lower precision needs a larger one.
    """

    float64: float = 1e-9
    float32: float = 1e-4

    def of(self, dtype: DType) -> float:
        """The tolerance for parameters of this dtype."""
        return self.float64 if dtype is DType.FLOAT64 else self.float32


@dataclass(frozen=True)
class Reference:
    """What walks the right path, and how exactly it does.

    Attributes:
        optimizer: a class with the student's interface: `optimizer(params, **hyperparameters)`, with
            `step()`, and hyperparameters that can be set as attributes.
        tolerances: within which a path is the same.
        name: how pages name it, such as `torch.optim.SGD(nesterov=True)`.
    """

    optimizer: type
    tolerances: Tolerances = field(default_factory=Tolerances)
    name: str = ""


def torch_reference(optimizer_class: type, tolerances: Tolerances = Tolerances(),
                    **defaults: Any) -> Reference:
    """The reference that an optimizer of torch's kind is.

    Args:
        optimizer_class: such as `torch.optim.SGD` or `lion_pytorch.Lion`.
        tolerances: how exactly it walks.
        defaults: keywords for every instance that is not given others, such as `nesterov=True`,
            or the task's default where torch has another.

    Returns:
        A reference whose optimizers take `(params, **hyperparameters)`, have `step()`, and pass an
        assignment such as `optimizer.lr = 0.05` on to the parameter groups.
    """

    # A single loop over tensors is what "the right path" means.
    plainly = {"foreach": False} if "foreach" in signature(optimizer_class).parameters else {}

    class Wrapped:
        _inner: Any

        def __init__(self, params: Any, **hyperparameters: Any):
            inner = optimizer_class(params, **(plainly | defaults | hyperparameters))
            object.__setattr__(self, "_inner", inner)

        def __setattr__(self, name: str, value: Any) -> None:
            for group in self._inner.param_groups:
                if name not in group:
                    raise AttributeError(f"{optimizer_class.__name__} has no {name}")
                group[name] = value

        def step(self) -> None:
            self._inner.step()

    package = "torch.optim" if optimizer_class.__module__.startswith("torch.optim.") else (
        optimizer_class.__module__.partition(".")[0])
    given = ", ".join(f"{name}={value!r}" for name, value in defaults.items())
    return Reference(Wrapped, tolerances, f"{package}.{optimizer_class.__name__}" + (f"({given})" if given else ""))
