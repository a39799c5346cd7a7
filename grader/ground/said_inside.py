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
# What CUDA says, in torch's words, which can be looked up
TWO_DEVICES: Final = (
    "Expected all tensors to be on the same device, but found at least two devices, {one} and {other}!")
JOINED: Final = " (when checking argument for argument tensors in method wrapper_CUDA_cat)"
CAT: Final = " in method wrapper_CUDA_cat)"  # how the message ends, whichever words torch has before it
SEVERAL_DEVICES: Final = "different devices, this is currently not supported."
FOREIGN_GENERATOR: Final = "Expected a '{device}' device type for generator but found '{other}'"
FOREIGN_GRADIENT: Final = (
    "attempting to assign a gradient with device type '{other}' to a tensor with device type '{device}'. Please ensure "
    "that the gradient and the tensor are on the same device")
NO_SUCH_DEVICE: Final = "CUDA error: invalid device ordinal"
NOT_FOR_NUMPY: Final = (
    "can't convert {device} device type tensor to numpy. Use Tensor.cpu() to copy the tensor to host memory first.")
NOT_TO_BE_PINNED: Final = "only dense CPU tensors can be pinned"
NO_LEAF: Final = (
    "Only Tensors created explicitly by the user (graph leaves) support the deepcopy protocol at the moment.")
# What a step must leave as it was
RESHAPED: Final = "a parameter of shape {before} gets the shape {after}"
GRADIENT_RESHAPED: Final = "a gradient of shape {before} gets the shape {after}"
TAKEN_AWAY: Final = "a parameter is moved from {before} to {after}, where its model does not find it"
RETYPED: Final = "a parameter of {before} becomes one of {after}"
FROZEN: Final = "a parameter no longer asks for gradients: requires_grad is False"
THAWED: Final = "a parameter that was frozen asks for gradients: requires_grad is True"
AUTOGRAD_OFF: Final = "autograd is switched off and stays so: the next backward() of the model fails"
GRADIENTS_STAY: Final = "zero_grad() leaves gradients behind"
ONLY_MADE: Final = "the call of step() makes {what}, and nothing in it is run"
GENERATOR: Final = "a generator"
COROUTINE: Final = "a coroutine"

# Notes in a cell's output: what the cell does beside its class, and what becomes of it here. They cost nothing.
NOT_RUN: Final = "Note: {what} is not run while your notebook is graded. That costs nothing."
NO_MAGIC: Final = "Note: {what} is unknown where your notebook is graded; the cell below it is run all the same."
COULD_NOT_RUN: Final = "Note: {what} does not work where your notebook is graded ({why}). That costs nothing."
INLINE: Final = "Note: figures are drawn inline while your notebook is graded."
WRITTEN_HERE: Final = (
    "Note: {path} cannot be written while your notebook is graded; it is {name}, beside the notebook.")
DOES_NOTHING: Final = "Note: {name}() does nothing while your notebook is graded. That costs nothing."
NO_FOLDER: Final = "Note: there is no folder {path} where your notebook is graded; it stays where it is."
PLAIN_PYTHON: Final = "Note: {name} leaves your code as it is while your notebook is graded."
WENT_ON: Final = (
    "Note: the cell stopped at line {line}. What it defines further down was defined all the same: {names}.")
ABSENT: Final = "Note: {why}. Unless it is used, that costs nothing."

# What stops whoever uses it
NOT_INSTALLED: Final = "{name} is not available while your notebook is graded: it is not installed"
NOT_IMPORTED: Final = "{name} is not available while your notebook is graded: {error}"
NEWER_SYNTAX: Final = "{error} (this uses {what}, new in Python {newer}; your notebook is graded with Python {here})"
NEWER_NAME: Final = "{name} is new in Python {newer}; your notebook is graded with Python {here}"
FREE_F_STRING: Final = "an f-string with quotes, backslashes or comments between its braces"
TYPE_STATEMENT: Final = "a type statement"
TYPE_PARAMETERS: Final = "type parameters in brackets"
BARE_EXCEPT: Final = "except without parentheses"
TEMPLATE_STRING: Final = "a template string"
TYPE_DEFAULT: Final = "a default for a type parameter"
