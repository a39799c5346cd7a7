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

# Libraries of optimizers. Those that are not installed cost nothing.
LIBRARIES = (
    "adabelief_pytorch",
    "adamp",
    "apex",
    "bitsandbytes",
    "colossalai",
    "dadaptation",
    "deepspeed",
    "fairscale",
    "heavyball",
    "lion_pytorch",
    "optax",
    "optimi",
    "prodigyopt",
    "pytorch_optimizer",
    "schedulefree",
    "timm",
    "torch_optimizer",
    "torchopt",
)

# What the sandbox hides in a folder of installed packages, and what of it stays readable.
# `grader` lies there when the project itself is installed, with every reference in it.
HIDDEN_PATHS = ("torch/optim", "torch/distributed/optim", "grader", *LIBRARIES)
# Right answers lie beside the module that registers their task: here, where a course is a single module.
ANSWERS = "right_answers"
KEPT_PATHS = tuple(KEPT.values())
# Other courses' packages register their tasks in this entry-point group, and hold references as well.
TASK_GROUP = "step_grader.tasks"

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
        home: its folder.
        device: where tensors may lie: CPU or CUDA.
        job, warm: modules of `grader.inside`: whose `run` answers, and whose `warm` prepares.
    """

    namespaces: bool
    landlock: bool
    readable: list[str]
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
