"""What an exception means: which sentence explains it, and what to do. Nothing is added to what says enough."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ..ground.failure import Failure
from ..ground.newer_names import newer_name


class Where(StrEnum):
    """Where an exception was raised."""

    CONSTRUCTOR = "in the constructor, or at its call"
    STEP = "in a step, or at its call"
    CALL = "at the call itself: none of the student's functions had begun"


@dataclass(frozen=True)
class Meaning:
    """One kind of exception.

    Attributes:
        key: of the sentence that explains it, without `meaning.`; None if the exception says enough by itself.
        text: a regular expression that is found in “TypeError: …”; its named groups are fields of the sentence.
        source: one that is found in the student's line, if that matters; NAME is the group `name` of the text.
        where: where it was raised, if that matters.
        near: whether there is a name much like the one that was not found, if that matters.
        given: whether the gradient is there in this step, if that matters; False of the very parameter alone.
    """

    key: str | None
    text: str
    source: str = ""
    where: Where | None = None
    near: bool | None = None
    given: bool | None = None

    def fits(self, failure: Failure, given: bool | None) -> dict[str, str] | None:
        """The sentence's fields, if a failure is of this kind."""
        found = re.search(self.text, f"{failure.type}: {failure.message}", re.S)
        places = {Where.CONSTRUCTOR: failure.step == 0, Where.STEP: failure.step > 0,
                  Where.CALL: failure.function is None}
        name = re.escape(found.groupdict("").get("name", "")) if found else ""  # a stranger's, and no pattern
        if (found is None
                or not re.search(self.source.replace("NAME", name), failure.source or "")
                or (self.where is not None and not places[self.where])
                or (self.near is not None and self.near != (failure.near is not None))
                or (self.given is not None and self.given != given)
                or (self.given is False and failure.parameter is None)):
            return None
        return {"near": failure.near or "", "type": "list", **found.groupdict("")}


# The first that fits is used.
MEANINGS: Final = (
    Meaning(None, "not available while your notebook is graded"),
    Meaning("left_over", "^NotImplementedError: $"),
    Meaning("threads", "can't start new thread|Resource temporarily unavailable"),
    Meaning("threads", "^(PermissionError|BlockingIOError|FileNotFoundError|OSError): ",
            r"\bsubprocess\.\w+\(|\b(Popen|check_output|check_call|fork|Process|\w*Pool(Executor)?)\(|\brun\(\[|\.start\(\)"),
    Meaning("no_longer_trained", "^ParameterChanged: .*requires_grad"),
    Meaning("changed", "^ParameterChanged: "),
    Meaning("autograd_off", "^AutogradOff: "),
    Meaning("coroutine", "^NothingRan: .*coroutine"),
    Meaning("generator_step", "^NothingRan: "),

    # How the class is called
    Meaning("no_constructor", r"Optimizer\.__init__\(\)", where=Where.CALL),
    Meaning("super_arguments", r"Optimizer\.__init__\(\)"),
    Meaning("super_brackets", r"a 'super' object|of 'super' object needs an argument"),
    Meaning("keyword", r"__init__\(\) got an unexpected keyword argument '(?P<name>\w+)'", where=Where.CALL),
    Meaning("order", r"__init__\(\) got multiple values for argument", where=Where.CALL),
    Meaning("order", "'float' object is not iterable", r"params|list\(|super", Where.CONSTRUCTOR),
    Meaning("positional", r"__init__\(\) takes .* positional arguments? but", where=Where.CALL),
    Meaning("required", r"__init__\(\) missing \d+ required positional arguments?: (?P<names>.*)", where=Where.CALL),
    Meaning("no_init", r"^TypeError: \w+\(\) takes no arguments", where=Where.CALL),
    Meaning("static", r"\w+\.\w+\(\) missing \d+ required positional arguments?: 'self'"),
    Meaning("step_argument", r"step\(\) missing \d+ required positional arguments?: (?P<names>.*)"),
    Meaning("no_self", r"takes 0 positional arguments but 1 was given|name 'self' is not defined"),
    Meaning("step_overwritten", r"^TypeError: '(?P<type>\w+)' object is not callable", where=Where.CALL),
    Meaning("no_step", "has no attribute 'step'"),
    Meaning("frozen", "has no setter|can't set attribute|cannot assign to field", where=Where.CALL),

    # Names
    Meaning("of_the_class", r"^AttributeError: type object '\w+' has no attribute", r"\b(self|cls)\."),
    Meaning("no_super", "has no attribute 'params'"),
    Meaning("torchs_base", "has no attribute '(?P<name>param_groups|defaults|state)'", near=False),
    Meaning("loss", "name 'loss' is not defined", r"\bloss\b"),
    Meaning("near", "^(AttributeError|NameError)", near=True),
    Meaning("import", "name '(?P<name>np|numpy|math|copy|nn|F|plt)' is not defined"),
    Meaning("unbound_none", "local variable '(?P<name>[^']*)'", r"^(?!\s*NAME\s*(=|[-+*/]=|\*\*=)(?!=))", given=False),
    Meaning("unbound", "local variable '(?P<name>[^']*)'"),
    Meaning("undefined", "name '[^']*' is not defined"),
    Meaning("number_in_place", r"'(float|int|bool|numpy\.\w+)' object has no attribute '(?P<name>[a-z]\w*[a-z]_)'"),
    Meaning("number_to_torch", "'(float|int)' object has no attribute "
            "'(sqrt|abs|pow|exp|log|mul|add|div|sign|clamp)_?'"),
    Meaning("not_a_parameter", "'(?P<type>int|str|tuple|list|dict|float)' object has no attribute "
            "'(?P<name>grad|data|shape|add_|sub_|mul_|copy_)'"),

    # Nothing where something is needed
    Meaning("none_parameter", "'NoneType' object has no attribute 'grad'"),
    Meaning("none_before", "NoneType", where=Where.CONSTRUCTOR),
    Meaning("none_value", "NoneType", given=True),
    Meaning("none", "NoneType"),
    Meaning("attribute", "has no attribute"),

    # Devices, types of numbers, memory
    Meaning("numpy_device", "device type tensor to numpy"),
    Meaning("numpy_number", r"expected np\.ndarray \(got numpy\.\w+\d\)"),
    Meaning("numpy_grad", r"Can't call numpy\(\) on Tensor that requires grad"),
    Meaning("no_such_device", "not compiled with CUDA|no NVIDIA driver|invalid device ordinal|No CUDA GPUs"),
    Meaning("device", "same device|Expected a '.*' device type|device type '.*' to a tensor"),
    Meaning("complex", "(?i)complex"),
    Meaning("dtype", "same dtype|dtype .* but got dtype|be cast to the desired output type|to a tensor with grad_dtype"
            "|but found (Float|Double)|scalar type"),
    Meaning("contiguous", "view size is not compatible"),
    Meaning("leaf", "leaf Variable that requires grad|is a view and (is|its base).* being modified inplace"),
    Meaning("backward", "does not require grad and does not have a grad_fn|backward through the graph a second time"
            "|modified by an inplace operation"),
    Meaning("deepcopy", "support the deepcopy protocol"),

    # Yes or no
    Meaning("list_index", "Boolean value of Tensor|size of tensor", r"\.(index|remove|count)\("),
    Meaning("list_index", "Boolean value of Tensor|size of tensor", r"(?<!for )\b(?!for\b)\w+ (not )?in self\."),
    Meaning("python_max", "Boolean value of Tensor", r"(?<![.\w])(max|min|sorted)\("),
    Meaning("weak_keys", "Boolean value of Tensor",
            r"^(?!.*\b(if|or|and|in|not|while)\b).*(\w\[|\.(get|setdefault|pop)\()"),
    Meaning("truth", "Boolean value of Tensor"),
    Meaning("tensor_index", r"Tensor\.index\(\)"),

    # Shapes
    Meaning("empty_list", "Tensor list must have at least one tensor|non-empty (list|TensorList)"),
    Meaning("empty", r"numel\(\) == 0|with 0 elements|non-empty|out of bounds for dimension \d+ with size 0"),
    Meaning("zeros_of_nothing", r'missing 1 required positional arguments: "size"|^TypeError: rand\w*\(\) .* got \(\)'),
    Meaning("rank", "0-d tensor|0-dim tensor|tensor has no dimensions|too many indices for tensor"
            "|Dimension out of range"),
    Meaning("rank", "tuple index out of range|values to unpack", r"\.(shape|size)\b"),
    Meaning("matmul", r"mat1|matmul|matrix|vectors|1D tensors? expected"),
    Meaning("together", "expects each tensor to be equal size|be concatenated|Sizes of tensors must match"),
    Meaning("shapes_of_empty", r"shape \[[^]]*\b0\b[^]]*\] doesn't match the broadcast shape \[[^]]*\b0\b"),
    Meaning("shapes", "size of tensor|match the broadcast shape|gradient of size"),
    Meaning("math", "can be converted to Python scalars|cannot be converted to Scalar", r"\bmath\."),
    Meaning("tensor_as_index", "list indices must be integers or slices, not (Tensor|str|tuple)"),
    Meaning("tensor_as_index", "integer tensors of a single element", r"\["),
    Meaning("one_number", "can be converted to Python scalars|cannot be converted to Scalar|truth value of an array"
            "|integer tensors of a single element"),

    # Numbers
    Meaning("xor", r"for \^|\^=|bitwise_xor"),
    Meaning("zero", "^ZeroDivisionError"),
    Meaning("logarithm", "math domain error|expected a positive input", r"\blog\w*\("),
    Meaning("domain", "math domain error|expected a nonnegative input"),
    Meaning("overflow", "^OverflowError"),
    Meaning("number_to_torch", "argument '(input|self|exponent|other)' .*must be Tensor, not (float|int)"),
    Meaning("list_to_torch", "must be Tensor, not (?P<type>list|dict|tuple)"),
    Meaning("list_to_torch", "multiply sequence by non-int|can only concatenate (?P<type>list)"),
    Meaning("list_to_torch", r"unsupported operand type\(s\) for .*'(?P<type>list|dict|tuple|generator)'"),
    Meaning("context", "does not support the context manager protocol"),
    Meaning("brackets", r"'(builtin_function_or_method|method|function|type)' object is not (subscript|iter)able"
            "|for .*'(builtin_function_or_method|method|function)'"),
    Meaning("call", r"'(?P<type>\w+)' object is not callable"),
    Meaning("combination", "received an invalid combination of arguments"),

    # Lists, pairs and dictionaries
    Meaning("generator", "generator"),
    Meaning("unpack_number", "cannot unpack non-iterable (float|int)"),
    Meaning("unpack_nothing", r"values to unpack \(expected \d+, got 0\)", r"\bzip\(\*"),
    Meaning("unpack", "values to unpack"),
    Meaning("range", "'int' object is not iterable"),
    Meaning("subscript", "'(?P<type>float|int)' object (is not subscriptable|does not support item)"),
    Meaning("key_tensor", r"^KeyError: (Parameter containing:\s*)?tensor\("),
    Meaning("key_id", r"^KeyError: \d{9,}$"),
    Meaning("key", "^KeyError"),
    Meaning("index", "list index out of range|pop from empty"),
    Meaning("unhashable", "unhashable type"),
    Meaning("recursion", "^RecursionError"),
    Meaning("assertion", "^AssertionError"),
)


def meaning(failure: Failure, given: bool | None = None) -> tuple[str, dict[str, str]] | None:
    """The key of the sentence that explains a failure, and the sentence's fields; None if it says enough by itself.

    Args:
        failure: what ended the walk.
        given: whether the gradient was there in the step in which it was raised (`Stop.given`).
    """
    source = (failure.source or "").partition("#")[0]
    given_out = failure.left_over and not failure.message and " from " not in source
    own = source.startswith("raise ") and not given_out
    if newer_name(failure.message) or own:
        return None
    if failure.early:
        return "meaning.early", {}
    for one in MEANINGS:
        fields = one.fits(failure, given)
        if fields is not None:
            return (f"meaning.{one.key}", fields) if one.key else None
    return None


# The section of the page “step” that has more to say about it.
SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "in-place": ("changed", "no_longer_trained", "autograd_off", "leaf", "backward", "numpy_grad", "none_parameter"),
    "parameters": (
        "no_super", "torchs_base", "generator", "contiguous", "empty", "zeros_of_nothing", "rank", "matmul", "together",
        "one_number", "numpy_number", "math"),
    "none": ("none", "unbound_none", "empty_list", "unpack_nothing"),
    "state": (
        "key", "key_tensor", "key_id", "unbound", "none_before", "none_value", "list_index", "weak_keys",
        "tensor_index", "tensor_as_index", "index", "unhashable", "shapes", "shapes_of_empty", "deepcopy"),
    "counter": ("step_overwritten", "zero", "logarithm", "domain"),
    "hyperparameters": ("keyword", "order", "positional", "required", "frozen"),
    "device": ("numpy_device", "no_such_device", "device", "dtype"),
}


def section_of_meaning(key: str) -> str | None:
    """The section that has more to say about what an exception means, by the key of its sentence."""
    name = key.removeprefix("meaning.")
    return next((f"step#step-{section}" for section, names in SECTIONS.items() if name in names), None)
