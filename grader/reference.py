"""References: `torch.optim` and its kin behind the interface that students implement."""

from __future__ import annotations

from inspect import signature


def torch_reference(optimizer_class, **defaults):
    """A class with the student's interface around an optimizer of torch's kind.

    Args:
        optimizer_class: such as `torch.optim.SGD` or `lion_pytorch.Lion`.
        defaults: keywords for every instance that is not given others, such as `nesterov=True`,
            or the task's default where torch has another.

    Returns:
        A class whose instances take `(params, **hyperparameters)`, have `step()`, and pass an
        assignment such as `optimizer.lr = 0.05` on to the parameter groups.
    """

    # A single loop over tensors is what "the right path" means.
    plainly = {"foreach": False} if "foreach" in signature(optimizer_class).parameters else {}

    class Reference:
        def __init__(self, params, **hyperparameters):
            inner = optimizer_class(params, **(plainly | defaults | hyperparameters))
            object.__setattr__(self, "_inner", inner)

        def __setattr__(self, name, value):
            for group in self._inner.param_groups:
                if name not in group:
                    raise AttributeError(f"{optimizer_class.__name__} has no {name}")
                group[name] = value

        def step(self):
            self._inner.step()

    return Reference
