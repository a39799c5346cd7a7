"""What the two sides of the wall agree upon before anything is sent."""

from __future__ import annotations

from msgspec import Struct

from .device import Device

# The seccomp program is compiled outside, before the process it guards exists. Where it compares
# with "my own process id", it holds this number, and the worker fills in the real one.
OWN_PID = 0x5EED1D00

# Modules that are replaced by an empty one of ours, and what of them stays real: the base class of
# all optimizers holds no update rule, and torch itself needs it.
REPLACED = ("torch.optim", "torch.distributed.optim")
KEPT = {"torch.optim.optimizer": "torch/optim/optimizer.py"}

# What a notebook may import besides Python's own library, by the names under which it is installed: what the course's
# notebooks and the sandbox itself need, and what students bring along that holds no optimizer of neural networks. What
# these need comes with them. Nothing else of all that is installed here is there inside.
PACKAGES = (
    "ipython",
    "ipywidgets",
    "matplotlib",
    "matplotlib-inline",
    "msgspec",
    "numpy",
    "pandas",
    "rich",
    "scipy",
    "seaborn",
    "tabulate",
    "torch",
    "tqdm",
    "traitlets",
    "tree-sitter",
    "tree-sitter-python",
)
# What of these is hidden nevertheless, and what of that stays readable.
HIDDEN_PATHS = ("torch/optim", "torch/distributed/optim")
KEPT_PATHS = tuple(KEPT.values())

# The first and the last word of a worker, in the place of a message's header. They are no JSON, so
# that no message can be taken for one of them.
READY, DONE = b"ready", b"done"

# The exit code of a worker whose student's code goes on after its time is up.
OVERTIME = 71


class Settings(Struct, frozen=True):
    """What a zygote is told before its first submission. The filter's program is the frame's body.

    Attributes:
        namespaces, landlock: what the worker is confined by, besides limits and filter.
        readable: paths that it may read, under Landlock.
        listable: folders whose names it may read all the same, to find modules among them.
        devices: what else it may use, under Landlock.
        home: its folder.
        device: where tensors may lie: CPU or CUDA.
        job, warm: modules of `grader.inside`: whose `run` answers, and whose `warm` prepares.
    """

    namespaces: bool
    landlock: bool
    readable: list[str]
    listable: list[str]
    devices: list[str]
    home: str
    device: Device
    job: str
    warm: str


class Started(Struct, frozen=True, forbid_unknown_fields=True):
    """The zygote's first answer; `error` is what went wrong, or empty."""

    error: str = ""


class Report(Struct, frozen=True, forbid_unknown_fields=True):
    """How a worker ended: its exit code, or minus the signal that killed it; what it used.

    `queued_seconds` is how long it stood in the queue for a processor; 0 where the system does not say.
    """

    status: int
    cpu_seconds: float
    memory_mb: float
    queued_seconds: float = 0.0
