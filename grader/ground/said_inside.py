"""What a student reads that is said inside the sandbox, where the room `telling` is not.

These sentences become part of a cell's output, so they are made where the cell runs. All others live in
`telling/catalogue.py`; those with fields are format strings, as there.
"""

from __future__ import annotations

from typing import Final

from .clock import Cut

NO_INPUT: Final = "Nobody is there to answer input() while your notebook is graded."
CUT_SHORT: Final = {
    Cut.COMPUTING: "this cell computed for more than {seconds} seconds",
    Cut.ASLEEP: "this cell waited for more than {seconds} seconds",
    Cut.UNRUN: "Not run: the cells before this one had used up the notebook's time.\n"}
STOPPED: Final = "Stopped: {why}."  # in the place of a traceback
TOO_LARGE: Final = "(output too large to show)"  # in the place of a rich output
CUT: Final = "\n… (output cut)\n"  # what follows a text that was longer
UNAVAILABLE: Final = "{name} is not available while your notebook is graded: write step() yourself."
FUSED: Final = "torch's fused optimizer"  # a name for UNAVAILABLE
TWO_DEVICES: Final = (
    "Expected all tensors to be on the same device, but found at least two devices: the parameters' device and cpu")
FOREIGN_DATA: Final = "a parameter on another device cannot take data on {device}"
ELSEWHERE: Final = "{values!r} (on another device)"  # how a tensor shows itself
