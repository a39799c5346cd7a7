"""Everything slow, done once in the zygote before any submission is there."""

from __future__ import annotations

import gc
import os

os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")

import matplotlib.pyplot as plt  # noqa: E402
import numpy as np  # noqa: E402
import torch  # noqa: E402

from .cells import Session, new_shell  # noqa: E402
from .trial import Trial  # noqa: E402
from .walk import walk  # noqa: E402

_shell = None

_NOTEBOOK = """
import torch, matplotlib.pyplot as plt
figure, axes = plt.subplots()
axes.contour([[0, 1], [1, 2]]); axes.plot([0, 1], [0, 1], label="$w$"); axes.legend()
plt.show()
"""


class _Plain:
    """A rule of no interest, walked to load what a walk needs."""

    def __init__(self, params, lr=0.1):
        self.params, self.lr = list(params), lr

    def step(self):
        with torch.no_grad():
            for p in self.params:
                p -= self.lr * p.grad


def warm() -> None:
    """Import, draw and walk once, then freeze what is there for the garbage collector."""
    global _shell
    Session(new_shell()).run(_NOTEBOOK)
    plt.close("all")
    for device in ("cpu", "pretend"):
        walk(_Plain, Trial("warm", (np.ones(3),), ((np.ones(3),),) * 3, device=device,
                           measure=device == "cpu"))
    walk(_Plain, Trial("warm", (np.ones(2),), problem="valley", steps=2))
    _shell = new_shell()
    gc.collect()
    gc.freeze()


def shell():
    """The shell that was made ahead, or a new one."""
    global _shell
    ready, _shell = _shell, None
    return ready or new_shell()
