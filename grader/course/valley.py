"""Where the right optimizer goes in the valley that a notebook's checks draw: as numbers, which are no rule."""

from __future__ import annotations

from typing import Any, Final

import torch

from ..language.driver import optimizer
from ..language.task import Task

PLACE: Final = "{{ right path }}"  # where it stands in the helper cell


def right_path(task: Task, helper: str) -> str:
    """The points after each step, in few digits, as the helper cell's own function walks them."""
    cell: dict[str, Any] = {"torch": torch, "device": torch.device("cpu")}
    exec(helper, cell)
    return " ".join(f"{number:.3g}" for point in cell["valley_path"](optimizer(task, ())) for number in point)
