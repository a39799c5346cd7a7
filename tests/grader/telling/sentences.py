"""Everything that the grader can say, provoked once: values in, words out.

`python -m tests.grader.telling.sentences` writes what is said now into sentences.txt; its difference from the
committed file is what a review reads.
"""

from __future__ import annotations

import json
import math
import re
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path

from nbformat.v4 import new_code_cell, new_notebook

from grader.ground import said_inside
from grader.ground.clock import Cut
from grader.ground.failure import Failure
from grader.ground.frames import Excess
from grader.ground.limits import Limits
from grader.ground.messages import Error
from grader.ground.newer_names import HERE
from grader.judging.paths import ReferenceFails
from grader.language import registry
from grader.language.course import HOME, Course
from grader.language.secret import DEMO
from grader.language.secret_file import Flaw, SecretError
from grader.language.task import Check, Exam, JudgedBy, Misconception
from grader.notebooks.read import TaskIsBroken
from grader.outcome.basis import Basis, Change, Regrade, Why, differences
from grader.outcome.choice import Choice, Form, Newest
from grader.outcome.count import Count, FaceCount, Made
from grader.outcome.ending import Ended, Ending
from grader.outcome.finding import (
    Circumstances,
    Condition,
    Contrast,
    Difference,
    Finding,
    NoClass,
    Observed,
    RunEnd,
    RunLength,
    RunNotRepeated,
    RunOutOfTime,
    RunUntrue,
    Stop,
    Stored,
    TooFew,
    TooFewRuns,
    TrialFlaw,
    Uncaught,
    UnfitTrial,
)
from grader.outcome.gap import Gap, Lacking
from grader.outcome.own import Fate, Own, Standing
from grader.outcome.passed import Passed
from grader.outcome.refusal import Refusal, Unfit
from grader.outcome.times import Times
from grader.outcome.verdict import (
    AlwaysFails,
    CheckVerdict,
    CutCell,
    Incomplete,
    NoClassLeft,
    OutOfTime,
    Part,
    Parting,
    Status,
    Trouble,
    Verdict,
)
from grader.sandbox.errors import (
    Closed,
    Died,
    Hindered,
    NoDevice,
    NoLevel,
    NotStarted,
    SandboxError,
    WeakSandbox,
)
from grader.sandbox.level import Level, Missing, MissingKind, Offer
from grader.telling import (
    alike,
    bench_table,
    catalogue,
    classes,
    corpus_table,
    feedback_page,
    pages,
    picture,
    regrades,
    selftest_table,
    told,
    words,
)
from grader.telling.catalogue import say
from grader.telling.fragments import Unshown

FILE = Path(__file__).with_name("sentences.txt")

BOOK = Course(Path("course"), "https://book.example/book")
FIRST = Check("first_step", "first step", 1, JudgedBy.PATH)
LONG = Check("long_run", "long run", 1, JudgedBy.PATH)
NONE = Check("none_gradients", "None gradients", 2, JudgedBy.BOOKKEEPING)
SIZE = Check("state_size", "stored values", 0.5, JudgedBy.STORAGE)
TASK = Exam(name="momentum", title="Momentum", class_name="Momentum", chapter="momentum",
            checks=(FIRST, LONG, NONE, SIZE), course=BOOK)

INSIDE = Misconception("eta_inside", "momentum#momentum-lr-change", "Multiply by η when you step.",
                       "momentum with η inside the velocity", course=BOOK)
NO_STATE = Misconception("no_state", "momentum", "Keep v between the steps.", "plain gradient descent", course=BOOK)
ELSEWHERE = Misconception("nadam_schedule", "nadam#nadam-schedule", "Look at the schedule.", "NAdam without a schedule",
                          course=Course(Path("another")))

APART = Difference("two hundred steps", 3, 1, 4, moved=0.25, expected=-0.5)
PASSED = Finding(True)


def raised(failure: Failure, step: int = 2) -> Finding:
    return Finding(False, Difference("many shapes", step, failure=failure))


def failure(type: str, message: str, step: int = 2, source: str | None = None) -> Failure:
    return Failure(type, message, step, 7 if source else None, source)


# For the explanation of each kind of exception, one that it explains: type and text, and the line where that matters.
MEANT: dict[str, tuple[str, ...]] = {
    "changed": ("ParameterChanged", said_inside.RESHAPED.format(before=(2, 3), after=(6,))),
    "no_longer_trained": ("ParameterChanged", said_inside.FROZEN),
    "autograd_off": ("AutogradOff", said_inside.AUTOGRAD_OFF),
    "coroutine": ("NothingRan", said_inside.ONLY_MADE.format(what=said_inside.COROUTINE)),
    "generator_step": ("NothingRan", said_inside.ONLY_MADE.format(what=said_inside.GENERATOR)),
    "left_over": ("NotImplementedError", "", "raise NotImplementedError"),
    "threads": ("RuntimeError", "can't start new thread", "pool.map(self.one, self.params)"),
    "no_constructor": ("TypeError", "Optimizer.__init__() got an unexpected keyword argument 'lr'"),
    "super_arguments": ("TypeError", "Optimizer.__init__() missing 1 required positional argument: 'params'",
                        "super().__init__()"),
    "super_brackets": ("TypeError", "descriptor '__init__' requires a 'super' object but received a 'list'"),
    "keyword": ("TypeError", "Momentum.__init__() got an unexpected keyword argument 'momentum'"),
    "order": ("TypeError", "Momentum.__init__() got multiple values for argument 'lr'"),
    "positional": ("TypeError", "Momentum.__init__() takes 3 positional arguments but 4 were given"),
    "required": ("TypeError", "Momentum.__init__() missing 1 required positional argument: 'nesterov'"),
    "no_init": ("TypeError", "Momentum() takes no arguments"),
    "static": ("TypeError", "Momentum.step() missing 1 required positional argument: 'self'"),
    "of_the_class": ("AttributeError", "type object 'Momentum' has no attribute 'params'", "for p in self.params:"),
    "step_argument": ("TypeError", "Momentum.step() missing 1 required positional argument: 'closure'"),
    "no_self": ("TypeError", "Momentum.step() takes 0 positional arguments but 1 was given"),
    "step_overwritten": ("TypeError", "'int' object is not callable"),
    "no_step": ("AttributeError", "'Momentum' object has no attribute 'step'"),
    "frozen": ("AttributeError", "property 'lr' of 'Momentum' object has no setter"),
    "no_super": ("AttributeError", "'Momentum' object has no attribute 'params'", "for p in self.params:"),
    "torchs_base": ("AttributeError", "'Momentum' object has no attribute 'param_groups'", "self.param_groups"),
    "near": ("AttributeError", "'Momentum' object has no attribute 'momentun'", "self.momentun"),
    "import": ("NameError", "name 'np' is not defined", "p -= np.sqrt(v)"),
    "unbound": ("UnboundLocalError", "cannot access local variable 't' where it is not associated with a value",
                "t += 1"),
    "unbound_none": ("UnboundLocalError", "cannot access local variable 'g' where it is not associated with a value",
                     "p -= self.lr * g"),
    "undefined": ("NameError", "name 'beta' is not defined", "v = beta * v"),
    "loss": ("NameError", "name 'loss' is not defined", "loss.backward()"),
    "number_in_place": ("AttributeError", "'int' object has no attribute 'mul_'", "v.mul_(self.momentum).add_(p.grad)"),
    "number_to_torch": ("TypeError", "sqrt(): argument 'input' (position 1) must be Tensor, not float",
                        "torch.sqrt(1 - beta)"),
    "not_a_parameter": ("AttributeError", "'int' object has no attribute 'grad'", "p.grad"),
    "none_parameter": ("AttributeError", "'NoneType' object has no attribute 'grad'", "p.grad"),
    "none_before": ("TypeError", "unsupported operand type(s) for *: 'int' and 'NoneType'", "self.v = [0 * p.grad]"),
    "none_value": ("TypeError", "unsupported operand type(s) for *: 'float' and 'NoneType'", "v = beta * self.v"),
    "none": ("TypeError", "unsupported operand type(s) for *: 'float' and 'NoneType'", "p -= self.lr * p.grad"),
    "attribute": ("AttributeError", "'Momentum' object has no attribute 'velocity'", "self.velocity"),
    "numpy_device": ("TypeError", said_inside.NOT_FOR_NUMPY.format(device="cuda:0"), "p.grad.numpy()"),
    "numpy_grad": ("RuntimeError", "Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() "
                   "instead.", "p.numpy()"),
    "numpy_number": ("TypeError", "expected np.ndarray (got numpy.float64)", "torch.from_numpy(w)"),
    "no_such_device": ("AssertionError", "Torch not compiled with CUDA enabled", "p.cuda()"),
    "device": ("RuntimeError", said_inside.TWO_DEVICES.format(one="cuda:0", other="cpu"), "v.add_(p.grad)"),
    "complex": ("RuntimeError", "result type ComplexDouble can't be cast to the desired output type Double", "p -= i"),
    "dtype": ("RuntimeError", "expected dtype float for `end` but got dtype double", "v.lerp_(p.grad, 0.1)"),
    "contiguous": ("RuntimeError", "view size is not compatible with input tensor's size and stride", "p.view(-1)"),
    "leaf": ("RuntimeError", "a leaf Variable that requires grad is being used in an in-place operation.", "p -= v"),
    "backward": ("RuntimeError", "element 0 of tensors does not require grad and does not have a grad_fn",
                 "loss.backward()"),
    "deepcopy": ("RuntimeError", said_inside.NO_LEAF, "copy.deepcopy(p)"),
    "list_index": ("RuntimeError", "Boolean value of Tensor with more than one value is ambiguous",
                   "i = self.params.index(p)"),
    "python_max": ("RuntimeError", "Boolean value of Tensor with more than one value is ambiguous", "max(v, 0)"),
    "weak_keys": ("RuntimeError", "Boolean value of Tensor with more than one value is ambiguous", "v = self.v[p]"),
    "truth": ("RuntimeError", "Boolean value of Tensor with more than one value is ambiguous", "if p.grad:"),
    "tensor_index": ("TypeError", "Tensor.index() missing 1 required positional argument: 'dims'", "p.index(p)"),
    "empty_list": ("RuntimeError", "Tensor list must have at least one tensor.", "torch._foreach_mul_(gs, 0.9)"),
    "empty": ("RuntimeError", "max(): Expected reduction dim to be specified for input.numel() == 0.", "p.max()"),
    "zeros_of_nothing": ("TypeError", 'zeros() missing 1 required positional arguments: "size"', "torch.zeros(*s)"),
    "rank": ("TypeError", "len() of a 0-d tensor", "range(len(p))"),
    "matmul": ("RuntimeError", "mat1 and mat2 shapes cannot be multiplied (6x2 and 6x2)", "p @ p.grad"),
    "together": ("RuntimeError", "stack expects each tensor to be equal size, but got [3] at entry 0 and [] at entry 2",
                 "torch.stack(gs)"),
    "shapes_of_empty": ("RuntimeError", "output with shape [0] doesn't match the broadcast shape [2, 0]",
                        "v.add_(p.grad)"),
    "shapes": ("RuntimeError", "The size of tensor a (3) must match the size of tensor b (2) at non-singleton "
               "dimension 0", "v.add_(p.grad)"),
    "math": ("ValueError", "only one element tensors can be converted to Python scalars", "math.sqrt(v)"),
    "one_number": ("RuntimeError", "a Tensor with 8 elements cannot be converted to Scalar", "p.grad.item()"),
    "tensor_as_index": ("TypeError", "only integer tensors of a single element can be converted to an index",
                        "self.v[p]"),
    "xor": ("TypeError", "unsupported operand type(s) for ^: 'float' and 'int'", "1 - beta^t"),
    "zero": ("ZeroDivisionError", "float division by zero", "1 / (1 - beta ** t)"),
    "domain": ("ValueError", "math domain error", "math.sqrt(1 - b)"),
    "logarithm": ("ValueError", "math domain error", "math.exp(t * math.log(b))"),
    "overflow": ("OverflowError", "(34, 'Numerical result out of range')", "beta ** -t"),
    "list_to_torch": ("TypeError", "can't multiply sequence by non-int of type 'float'", "self.lr * self.v"),
    "context": ("TypeError", "'type' object does not support the context manager protocol", "with torch.no_grad:"),
    "brackets": ("TypeError", "unsupported operand type(s) for *: 'float' and 'builtin_function_or_method'",
                 "self.lr * v.sqrt"),
    "call": ("TypeError", "'float' object is not callable", "self.lr(p.grad)"),
    "combination": ("TypeError", "add_() received an invalid combination of arguments - got (Tensor, float, int, int)",
                    "p.add_(v, 1.0, 2, 3)"),
    "generator": ("TypeError", "object of type 'generator' has no len()", "len(self.params)"),
    "unpack_number": ("TypeError", "cannot unpack non-iterable float object", "b1, b2 = betas"),
    "unpack": ("ValueError", "not enough values to unpack (expected 3, got 2)", "for p, m, v in zip(ps, ms):"),
    "unpack_nothing": ("ValueError", "not enough values to unpack (expected 2, got 0)", "ps, gs = zip(*rows)"),
    "range": ("TypeError", "'int' object is not iterable", "for i in len(self.params):"),
    "subscript": ("TypeError", "'float' object is not subscriptable", "self.lr[0]"),
    "key_tensor": ("KeyError", "tensor([0.1, 0.2],\n       requires_grad=True)", "self.v[p]"),
    "key_id": ("KeyError", "140105775365520", "self.v[id(p)]"),
    "key": ("KeyError", "'m'", "state['m']"),
    "index": ("IndexError", "list index out of range", "gs[i]"),
    "unhashable": ("TypeError", "unhashable type: 'list'", "self.v[[p]]"),
    "recursion": ("RecursionError", "maximum recursion depth exceeded", "self.step()"),
    "assertion": ("AssertionError", "", "assert p.grad is not None"),
}
# Where it is raised; in the second step's code, and on a parameter that has a gradient, if nothing is said here.
AT_THE_CALL = {"no_constructor", "keyword", "order", "positional", "required", "no_init", "step_overwritten", "no_step",
               "frozen", "step_argument", "no_self", "static"}
IN_THE_CONSTRUCTOR = {"no_constructor", "super_arguments", "super_brackets", "keyword", "order", "positional",
                      "required", "no_init", "none_before", "zeros_of_nothing"}


def meant(key: str) -> tuple[Failure, Stop]:
    """The exception that this explanation is shown with, and where it was raised."""
    kind, text, *source = MEANT[key]
    step = 0 if key in IN_THE_CONSTRUCTOR else 2
    function = None if key in AT_THE_CALL else "Momentum.step" if step else "Momentum.__init__"
    near = "momentum" if key == "near" else None
    shape = {"rank": (), "zeros_of_nothing": (), "empty": (0,), "contiguous": (2, 3)}.get(key, (3,))
    known = function is not None and key not in ("none", "together", "super_arguments", "super_brackets")
    return (Failure(kind, text, step, 7 if source else None, *(source or [None]), function=function, near=near,
                    parameter=1 if key == "unbound_none" else None, left_over=key == "left_over"),
            Stop(((3,), (), (2, 3)) if key != "none" else ((3,),), 1 if known else None, shape if known else None,
                 key not in ("none", "none_before", "unbound_none")))


def checks() -> Iterator[tuple[str, CheckVerdict]]:
    """Failed checks, by what they are about."""

    def one(finding: Finding, *mistakes: Misconception, known: Circumstances | None = None,
            part: Part | None = None) -> CheckVerdict:
        return CheckVerdict(FIRST, finding, mistakes, known, part)

    yield "nothing to judge", one(Finding(False, missing=True))
    yield "step() as it was given out", one(raised(failure("NotImplementedError", "")))
    yield "nothing moves", one(Finding(False, APART, still=True))
    yield "nothing moves, and the mistake is known", one(Finding(False, APART, still=True), NO_STATE)
    yield "an exception in a step", one(raised(failure("ValueError", "not like this.")))
    yield "an exception in a line", one(raised(failure("ValueError", "not\nlike this", source="v = {g} * {0}")))
    yield "an exception in the constructor", one(raised(failure("ValueError", "", 0), 0))
    yield "an exception that IPython words", one(raised(failure(
        "SyntaxError", "invalid syntax (<ipython-input-3-a1b2, line 3)", source="x = = 1")))
    yield "an exception, and the mistake is known", one(raised(failure("KeyError", "3")), NO_STATE)
    for why in (Cut.COMPUTING, Cut.ASLEEP):
        yield f"out of time: {why}", one(raised(failure("TimeIsUp", why)))
        yield f"capstone: out of time: {why}", one(Finding(False, fault=RunOutOfTime("Adam", why)))
    yield "out of time in the constructor", one(raised(failure("TimeIsUp", "computing", 0), 0))
    for why in Cut:
        yield f"a cell was cut: {why}", replace(one(Finding(False, fault=TooFewRuns(1))), cut=CutCell(7, why))
    yield "the path ends", one(Finding(False, Difference("many shapes", 3, 1)))
    yield "not a number", one(Finding(False, Difference("many shapes", 3, 1, 0, float("nan"), 0.5)))
    yield "the path leaves the right one", one(Finding(False, APART))
    yield "by very little", one(Finding(False, Difference("many shapes", 3, 1, 0, 0.12345678, 0.12345679)))
    yield "other than alone", one(Finding(False, APART, alone=True), known=Circumstances(2))
    yield "it has no gradient", one(Finding(False, APART, alone=True), known=Circumstances(2, idle=True))
    yield "its last entries alone", one(Finding(False, APART), known=Circumstances(2, tail=(42, 810)))
    yield "one mistake", one(Finding(False, APART), INSIDE, known=Circumstances(2))
    yield "two mistakes", one(Finding(False, APART), INSIDE, NO_STATE)
    yield "only under a condition", one(Finding(False, APART), known=Circumstances(2, "where η changes"))
    yield "another trial is right", one(Finding(False, APART), known=Circumstances(1))
    yield "other trials are right", one(Finding(False, APART), known=Circumstances(4))
    yield "only under a condition, in this check", one(
        Finding(False, APART), known=Circumstances(2, only_here="where η changes"))
    yield "no other trial is right", one(Finding(False, APART), known=Circumstances(0))
    for condition in Condition:
        cause = Contrast(condition, "λ", 0.1, 40.0)
        yield f"condition: {condition}", one(Finding(False, APART), known=Circumstances(1, "never", causes=(cause,)))
    for name, cause in (("matrices", Contrast(Condition.MORE_DIMENSIONS, low=1, high=2)),
                        ("the other way", Contrast(Condition.FACTOR, low=-1.0)),
                        ("half as far", Contrast(Condition.FACTOR, low=0.5)),
                        ("twice as far", Contrast(Condition.FACTOR, low=2.0)),
                        ("nothing but zero", Contrast(Condition.SETTING_BELOW, "λ", 0.0, 1e-6)),
                        ("more than one", Contrast(Condition.MANY, low=1, high=2)),
                        *((f"{one}, one bound", Contrast(one, low=1e-8, high=1e-8)) for one in words.BOUNDS)):
        yield f"condition: {name}", one(Finding(False, APART), known=Circumstances(0, causes=(cause,)))
    both = (Contrast(Condition.LATER, low=128), Contrast(Condition.FACTOR, low=0.1))
    yield "two conditions", one(Finding(False, APART), known=Circumstances(2, causes=both))
    yield "a condition, other than alone", one(Finding(False, APART, alone=True), known=Circumstances(2, causes=both))
    yield "a condition, and the mistake is known", one(Finding(False, APART), INSIDE, known=Circumstances(
        2, causes=both))
    yield "nothing moves, under a condition", one(Finding(False, APART, still=True), known=Circumstances(
        2, causes=(Contrast(Condition.GENERATOR), Contrast(Condition.STANDS))))
    yield "an exception under a condition", one(raised(failure("ValueError", "no")), known=Circumstances(
        2, causes=(Contrast(Condition.NONE),)))
    yield "an exception with a meaning, under a condition", one(
        raised(failure("ZeroDivisionError", "float division by zero")), known=Circumstances(
            2, causes=(Contrast(Condition.RATE_ZERO), Contrast(Condition.NUMBER))))
    for observed in Observed:
        yield f"measured: {observed}", one(Finding(False, observed=observed, stored=Stored(1.0, 2.5, 1)))
    yield "measured, on another path", one(Finding(False, APART, Observed.LR_CHANGED))
    yield "measured, and the exception", one(Finding(
        False, raised(failure("RuntimeError", "not on the same device")).difference, Observed.NOT_DEVICE_AGNOSTIC))
    yield "measured, and what stays", one(Finding(
        False, raised(failure("GradientsStay", said_inside.GRADIENTS_STAY)).difference, Observed.ZERO_GRAD))
    yield "measured, and who does it", one(Finding(False, observed=Observed.GRADIENTS_MODIFIED), INSIDE)
    for key in MEANT:
        why, where = meant(key)
        yield f"what it means: {key}", one(raised(why, why.step), known=Circumstances(0, stop=where))
    why = Failure("AttributeError", "'Momentum' object has no attribute 'lr'", 0, 3, "p -= self.lr * p.grad",
                  "Momentum.step", "Momentum.__init__")
    yield "what it means: step() in the constructor", one(raised(why, 0))
    many = Stop(tuple((k,) for k in range(12)))
    yield "an exception, among many shapes", one(raised(failure("ValueError", "no")), known=Circumstances(0, stop=many))
    for name, function, entered, step in (
            ("a step() that is not found", "Optimizer.step", "Optimizer.step", 1),
            ("super().step()", "Optimizer.step", "Momentum.step", 1),
            ("a constructor as it was given out", "Momentum.__init__", "Momentum.__init__", 0)):
        yield name, one(raised(Failure("NotImplementedError", "", step, function=function, entered=entered), step))
    yield "a name that a newer Python has", one(raised(failure(
        "AttributeError", "module 'functools' has no attribute 'Placeholder'")))
    yield "capstone: too few", one(Finding(False, fault=TooFew(2, ("SGD", "Adam", "Lion"))))
    yield "capstone: none", one(Finding(False, fault=TooFew(0, ("SGD", "Adam", "Lion"))))
    yield "capstone: no schedule", one(Finding(False, fault=NoClass("Warmup")))
    yield "capstone: too few runs", one(Finding(False, fault=TooFewRuns(1)))
    yield "capstone: length", one(Finding(False, fault=RunLength("Adam", 3, 200)))
    yield "capstone: not repeated", one(Finding(False, fault=RunNotRepeated("Adam")))
    yield "capstone: untrue", one(Finding(False, fault=RunUntrue("Adam", 0.01, 12, 1.23456, 0.5)))
    yield "capstone: written down wrongly", one(Finding(False, fault=RunEnd("Adam", 0.01, 150, 0.38123, 0.2)))
    yield "capstone: ends in no number", one(Finding(False, fault=RunEnd("Adam", 9, 150, math.nan, math.nan)))
    for flaw in TrialFlaw:
        yield f"catch: {flaw}", one(Finding(False, fault=UnfitTrial("adam", flaw, "4")))
    yield "catch: an error without words", one(Finding(False, fault=UnfitTrial("lion", TrialFlaw.REFUSED)))
    yield "catch: one walks free", one(Finding(False, fault=Uncaught("momentum", 3, 4, 4, (INSIDE,))))
    yield "catch: more walk free", one(Finding(False, fault=Uncaught("momentum", 50, 65, 59, (INSIDE, NO_STATE))))
    yield "capstone: part", one(Finding(False, APART), part=Part("Adam", "first step"))


def inventions() -> Iterator[tuple[str, Own]]:
    """What may become of a rule that a student invented."""
    one = partial(Own, name="OwnRule", to_beat=0.2127, steps=150, lr=0.03)
    yield "the best", one(Fate.REACHED, loss=0.20371)
    yield "not the best", one(Fate.REACHED, loss=0.41)
    yield "missing", one(Fate.MISSING, lr=None)
    yield "diverged", one(Fate.DIVERGED)
    yield "stopped", one(Fate.STOPPED, failure=failure("ValueError", "no {x} <b>", 7))
    yield "never made", one(Fate.STOPPED, failure=failure("TypeError", "no", 0))
    for why in (Cut.COMPUTING, Cut.ASLEEP):
        yield f"cut: {why}", one(Fate.CUT, failure=failure("TimeIsUp", why, 7))
    yield "ended", one(Fate.ENDED, ending=Ending(Ended.EXITED, Limits(), "3"))
    yield "untried", one(Fate.UNTRIED)


def reasons() -> Iterator[tuple[str, Verdict]]:
    """Notebooks that were not simply graded."""

    def one(status: Status, reason) -> Verdict:
        return Verdict("momentum.ipynb", TASK, status, reason)

    extra = {Ended.GARBLED: "ValidationError", Ended.EXITED: "3", Ended.CRASHED: "Segmentation fault",
             Ended.NOT_STARTED: "no such namespace"}
    for ended in Ended:
        if ended is not Ended.FINISHED:
            yield f"ended: {ended}", one(Status.FAILED, Ending(ended, Limits(), extra.get(ended, "")))
    for excess in Excess:
        yield f"too many {excess}", one(Status.FAILED, Ending(Ended.OUTPUT, Limits(), excess))
    yield "incomplete", one(Status.FAILED, Incomplete())
    yield "no class", one(Status.FAILED, NoClassLeft("Momentum"))
    yield "no class after an error", one(Status.FAILED, NoClassLeft(
        "Momentum", 4, Error("SyntaxError", "invalid syntax (<ipython-input-3-a1b2, line 3)", [])))
    for why in (Cut.COMPUTING, Cut.ASLEEP):
        yield f"out of time: {why}", one(Status.FAILED, OutOfTime(why))
    yield "always fails", one(Status.FAILED, AlwaysFails(failure("NameError", "name 'p' is not defined")))
    yield "always fails as the walk finds", one(Status.FAILED, AlwaysFails(failure(
        "NothingRan", said_inside.ONLY_MADE.format(what=said_inside.GENERATOR))))
    yield "always fails in a line", one(Status.FAILED, AlwaysFails(failure("NameError", "no p", source="p.add_(1)")))
    for unfit in Unfit:
        said = {Unfit.TOO_LARGE: "20", Unfit.UNREADABLE: "Permission denied", Unfit.TOO_MANY_CELLS: "1000",
                Unfit.ARCHIVE: "RAR", Unfit.NO_ANSWER: "sgd.ipynb, a.py", Unfit.TOO_MANY_FILES: "100"}.get(unfit, "")
        yield f"refused: {unfit}", one(Status.REFUSED, Refusal(unfit, said))
    yield "refused: one of several files", one(Status.REFUSED, Refusal(Unfit.EMPTY, file="<Copy> of momentum.ipynb"))
    yield "trouble at a place", one(
        Status.TROUBLE, Trouble(ZeroDivisionError("division by zero"), "judging/judge.py:12"))
    yield "trouble somewhere", one(Status.TROUBLE, Trouble(RuntimeError()))
    yield "trouble: the sandbox was lost", one(Status.TROUBLE, Ending(Ended.LOST))
    yield "trouble: the sandbox did not start", one(
        Status.TROUBLE, Ending(Ended.NOT_STARTED, extra="no namespaces"))
    yield "trouble: no sandbox", one(Status.TROUBLE, Trouble(Died(Level.LANDLOCK), "sandbox/supervisor.py:9"))
    yield "trouble: no secret", one(Status.TROUBLE, Trouble(SecretError(Flaw.EMPTY, SECRET)))
    yield "trouble: a task that cannot be loaded", one(Status.TROUBLE, Trouble(TaskIsBroken("nadam")))
    yield "trouble: a reference that fails", one(Status.TROUBLE, Trouble(
        ReferenceFails("nadam", "first step", "MemoryError", "no room")))


def verdicts() -> Iterator[tuple[str, Verdict]]:
    """Notebooks with all their checks."""
    yield "all right", Verdict("right.ipynb", TASK, isolation="bubblewrap", checks=[
        CheckVerdict(c, PASSED) for c in TASK.checks])
    yield "mistakes", Verdict("mistakes.ipynb", TASK, isolation="bubblewrap", seconds=1.23456, checks=[
        CheckVerdict(FIRST, PASSED), CheckVerdict(LONG, Finding(False, APART), (INSIDE, NO_STATE)),
        CheckVerdict(NONE, Finding(False, APART), (INSIDE, NO_STATE)),
        CheckVerdict(SIZE, Finding(False, observed=Observed.STATE_TOO_LARGE, stored=Stored(1, 2, 1)))])
    unwritten = raised(failure("NotImplementedError", ""))
    yield "not written yet", Verdict("empty.ipynb", TASK, checks=[CheckVerdict(c, unwritten) for c in TASK.checks])
    yield "stopped", Verdict("stopped.ipynb", TASK, Status.FAILED, Ending(Ended.CPU), "bubblewrap", checks=[
        CheckVerdict(FIRST, PASSED), *(CheckVerdict(c, Finding(False, missing=True)) for c in TASK.checks[1:])])
    same = raised(failure("ValueError", "no", source="raise ValueError('no')"))
    yield "one exception everywhere", Verdict("error.ipynb", TASK, Status.FAILED, OutOfTime(Cut.COMPUTING), checks=[
        CheckVerdict(c, same) for c in TASK.checks])
    yield "cells that were cut", Verdict("late.ipynb", TASK, checks=[CheckVerdict(FIRST, PASSED)], cut={
        2: Cut.COMPUTING, 3: Cut.COMPUTING, 4: Cut.ASLEEP, 6: Cut.ASLEEP, 7: Cut.UNRUN, 8: Cut.UNRUN, 11: Cut.UNRUN})
    yield "a book without an address", Verdict("nadam.ipynb", TASK, checks=[
        CheckVerdict(LONG, Finding(False, APART), (ELSEWHERE,))])
    yield "what a student writes is shown and not obeyed", Verdict("sly.ipynb", TASK, checks=[
        CheckVerdict(LONG, raised(failure("Sly", "<script>alert('{x}')</script>", source="{0} <b>&amp;</b>")))])
    for name, choice in (("a locked cell that was changed", Choice("momentum.ipynb", put_back=("class Optimizer:",))),
                         ("a class that is defined again", Choice("momentum.ipynb", defined=2))):
        yield name, Verdict("momentum", TASK, checks=[CheckVerdict(TASK.checks[0], Finding(False, missing=True))],
                            choice=choice)
    for name, choice in choices():
        yield name, Verdict("momentum", TASK, checks=[CheckVerdict(c, PASSED) for c in TASK.checks], choice=choice)
    for whose, secret in (("a course's", "9c40e1d7"), ("the demo's", DEMO.fingerprint)):
        yield f"on {whose} trials", Verdict("right.ipynb", TASK, checks=[CheckVerdict(c, PASSED) for c in TASK.checks],
                                            basis=Basis("1.2.0", "0a1b", "86fc9327", secret))
    yield "with a rule of one's own", Verdict("own.ipynb", TASK, checks=[CheckVerdict(c, PASSED) for c in TASK.checks],
                                              own=dict(inventions())["the best"])
    yield "refused", Verdict("text.ipynb", None, Status.REFUSED, Refusal(Unfit.EMPTY))
    yield "trouble", Verdict("trouble.ipynb", TASK, Status.TROUBLE, Trouble(KeyError("x"), "judging/judge.py:12"))


def choices() -> Iterator[tuple[str, Choice]]:
    """Which file was graded, where somebody may ask."""
    yield "another name", Choice("Copy of <momentum>.ipynb")
    yield "the usual name", Choice("momentum.ipynb")
    yield "a script", Choice("momentum.py", Form.SCRIPT)
    for newest in Newest:
        yield f"the newest: {newest}", Choice("b.ipynb", others=("a.ipynb", "c.zip/a.ipynb"), by=newest)
    yield "a script, the newest", Choice("b.py", Form.SCRIPT, ("a.ipynb",), Newest.CHANGED)


SECRET = Path("course", "trials.secret")
THEN = Basis("1.1.0", "0a1b", "4f0c2a1b", "5e6f7a8b", "c0de")


def regraded() -> Iterator[tuple[str, Regrade]]:
    """Notebooks that were graded once more, each for another reason; the last two are worth what they were."""
    others = [(None, Basis("1.2.0", "0a1b", "86fc9327", "9c40e1d7")), (THEN, Basis("1.1.0")),
              (Basis("1.1.0"), THEN), (THEN, replace(THEN, answer="2c3d")),
              (THEN, replace(THEN, trials="86fc9327", secret="9c40e1d7")), (THEN, replace(THEN, trials="86fc9327")),
              (THEN, replace(THEN, grader="1.2.0")), (THEN, replace(THEN, answer="2c3d", grader="1.2.0")),
              (THEN, replace(THEN, made_from="77aa")), (replace(THEN, made_from=""), THEN)]
    for number, (then, now) in enumerate(others):
        changes = (Change("long run", 0, 2),)
        yield f"ada-{number}", Regrade("momentum", 8, 10, changes, then, now, differences(then, now))
    yield "emmy", Regrade("momentum", 8, 9, (Change("long run", 1, 2),), THEN, THEN, (Why.WORTH,))
    yield "georg", Regrade("momentum", 8, 7, (Change("long run", 1, 0),), THEN, THEN, (Why.CHANCE,))
    yield "henri", Regrade("momentum", 8, 8, (Change("long run", 1, 0, by_hand=True),), THEN, THEN, (Why.CHANCE,))
    yield "same", Regrade("momentum", 8, 8, (), THEN, others[4][1], differences(*others[4]))
    yield "same", Regrade("momentum", 8, 8, (), THEN, THEN, ())


def _regraded() -> Iterator[tuple[str, str]]:
    known = list(regraded())
    for name, chosen in (("everything", known), ("one, and nothing has changed", known[-1:]),
                         ("other trials, and nothing has changed", known[-2:]), ("one has changed", known[:1])):
        told = regrades.told(chosen)
        assert told
        yield name, "\n".join([told.head, *(f"{o.student}: {o.points}; {o.checks}. {o.why}" for o in told.lines)])


class Odd:
    """No reason that anybody knows: wording it fails."""

    def __repr__(self) -> str:
        return "odd"


def a_class() -> list[classes.Result]:
    """Students, one of whom nbgrader does not take and one of whom we cannot word."""
    known = dict(verdicts())
    return [
        classes.Result("ada", [known["all right"]]),
        classes.Result("blaise", [known["mistakes"]]),
        classes.Result("carl", [known["stopped"]]),
        classes.Result("daniel", [known["refused"]]),
        classes.Result("emmy", [known["trouble"]]),
        classes.Result("felix", [known["all right"]], "disk is full"),
        classes.Result("grace", [known["all right"]], ""),
        classes.Result("georg <b>", [Verdict("g", TASK, checks=[
            CheckVerdict(FIRST, PASSED), CheckVerdict(LONG, Finding(False, APART, alone=True))])]),
        classes.Result("henri", [Verdict("h", TASK, Status.FAILED, Odd(), checks=[  # type: ignore[arg-type]
            CheckVerdict(FIRST, PASSED)])]),
        classes.Result("isaac", [known["trouble"], known["all right"]]),
    ]


def parting() -> Parting:
    """Two paths that part in the fourth step."""
    return Parting("long_run", APART, 1, (1.0, 2.0, 3.0, 4.0, 5.0), (1.0, 2.0, 2.5, 2.7, 2.8))


def gaps() -> Iterator[tuple[str, str]]:
    """What a task may lack, in words."""
    about: dict[Lacking, tuple[str, str, float | None]] = {
        Lacking.PLACEHOLDER: ("nadam.py", "says='FILL IN'", None),
        Lacking.AS_WRITTEN: ("nadam-solution", "what it is, in one sentence.", None),
        Lacking.STILL_DESCENT: ("nadam-rule", r"w_{t+1} = w_t - \eta\, g_t", None),
        Lacking.STAND_IN: ("SuperFast", "torch.optim.SGD", None), Lacking.NO_SYMBOL: ("lr", "", None),
        Lacking.STORED_DIFFERS: ("stored_copies", "1", 2), Lacking.MISTAKE_LEFT_OUT: ("one_counter_for_all", "", None),
        Lacking.UNTRIED: ("eps", "", None), Lacking.REFERENCE_FAILS: ("first step", "TypeError: no lr.", None),
        Lacking.IMPRECISE: ("long run", "1e-09", 1e-8), Lacking.NO_RIGHT_ANSWER: ("right_answers/nadam", "", None),
        Lacking.RIGHT_ANSWER_LOSES: ("foreach", "", None), Lacking.RIGHT_ANSWER_UNJUDGED: ("foreach", "", None),
        Lacking.NO_MISTAKES: ("", "", None), Lacking.NO_BOOKKEEPING: ("", "", None),
        Lacking.MISTAKE_TWICE: ("no_mu", "", None), Lacking.MISTAKE_UNSEEN: ("no_mu", "", None),
        Lacking.MISTAKES_ALIKE: ("no_mu", "no_schedule", None), Lacking.HINT_LONG: ("no_mu", "300", 312),
        Lacking.HINT_UNFINISHED: ("no_mu", "", None), Lacking.NO_SECTION: ("no_mu", "nadam#nadam-mu", None),
        Lacking.NO_NOTEBOOK: ("solutions/nadam/nadam.ipynb", "", None),
        Lacking.CELLS_DIFFER: ("nadam-long_run", "", None), Lacking.POINTS_DIFFER: ("nadam-long_run", "2", 1),
        Lacking.STALE_CELL: ("nadam-base", "", None), Lacking.PART_MISSING: ("nadam-base", "def __init__", None),
        Lacking.CELL_FAILS: ("nadam-plot", "NameError: name 'plt' is not defined", None),
        Lacking.NOT_RELEASED: ("assignments/nadam/nadam.ipynb", "", None)}
    assert set(about) == set(Lacking) - {Lacking.RULE_DIFFERS}
    for lacking, given in about.items():
        yield lacking.value, words.gap(Gap(lacking, *given))
    fails = raised(failure("KeyError", "3")).difference
    for how, difference in (("differs", APART), ("ends", Difference("long run", 3, 1)), ("fails", fails)):
        yield f"the rule {how}", words.gap(Gap(Lacking.RULE_DIFFERS, "long run", difference=difference))


COUNTS = [Count("adam", 7, 102),
          Count("lion", 7, 50, ["foreach"], ["no_sign"], {"no_decay": "", "sign_of_sum": "eta_inside"}, ["in place"],
                [FaceCount("steps", "steps", 2000, False, caught=False, passed=True)],
                families=[Made(("clipped_at_0.7",), (), shows=True, alike=False),
                          Made(("eps_always_1e-07",), ("eps_always_1e-07",), shows=True, alike=False)],
                together=[Made(("no_sign", "no_decay"), ("eta_inside",), shows=True, alike=True),
                          Made(("no_sign", "uphill"), ("eta_inside",), shows=True, alike=False)])]


LET_THROUGH = [Passed("adam", 12, 99, {"adam/wrong/no_root": "no square root"}, {"adam/right/lerp": "TypeError: no"}),
               Passed("lion", 7, 1, {}, {"lion/right/plain": "plain"},
                      {"lion/right/plain": "endless", "lion/wrong/a": "ended"})]
GRADER = [Passed("adam", 12, 99), Passed("lion", 7, 1)]


def lacks() -> Iterator[tuple[str, Missing]]:
    """What a machine may lack, each kind of it."""
    detail = {MissingKind.NO_EXECUTION: "/opt/bwrap", MissingKind.OLD_LANDLOCK: "1",
              MissingKind.NOT_STARTED: "no such namespace", MissingKind.FEW_FILES: "100",
              MissingKind.NO_OTHER_USER: "65534"}
    for kind in MissingKind:
        ending = Ending(Ended.MEMORY) if kind is MissingKind.FAILED else None
        yield str(kind), Missing(kind, detail.get(kind, ""), ending)
    yield "not started, silently", Missing(MissingKind.NOT_STARTED)
    yield "failed, nobody knows how", Missing(MissingKind.FAILED)


def errors() -> Iterator[tuple[str, SandboxError]]:
    """What may be wrong with the sandbox."""
    lack = Missing(MissingKind.NO_BUBBLEWRAP)
    offers = Offer(Level.BUBBLEWRAP, lack), Offer(Level.LANDLOCK, Missing(MissingKind.OLD_LANDLOCK, "1"))
    yield "weak", WeakSandbox(offers)
    yield "weak by choice", WeakSandbox((Offer(Level.BUBBLEWRAP, lack), Offer(Level.LANDLOCK), Offer(Level.PROCESS)))
    yield "weak, and nothing was tried", WeakSandbox(())
    yield "no such level", NoLevel(Level.BUBBLEWRAP, lack)
    yield "does not start", NotStarted(Level.LANDLOCK, "ModuleNotFoundError: no torch")
    yield "does not start, silently", NotStarted(Level.LANDLOCK, "")
    yield "few files", Hindered(Missing(MissingKind.FEW_FILES, "100"))
    yield "no device", NoDevice("Torch not compiled with CUDA enabled")
    yield "died", Died(Level.BUBBLEWRAP)
    yield "closed", Closed()
    yield "another", SandboxError("what it says itself")


_DETAILS = {Flaw.UNREADABLE: "Permission denied", Flaw.UNWRITABLE: "Read-only file system", Flaw.OPEN: "644"}

# What other rooms say by key.
ELSEWHERE_SAID: list[tuple[str, dict[str, object]]] = [
    ("page.no_image", dict(name="curves.png")),
    ("cell.all_right", {}), ("cell.no_check", {}), ("cell.picture", {}), ("cell.missing", {}),
    *((f"fragment.{why}", {}) for why in Unshown), ("fragment.source", dict(why="This cannot be shown here.")),
    ("fragment.images", dict(n=1)), ("fragment.images", dict(n=3)), ("output.image", {}), ("class.bad_id", {}),
    ("page.no_image", dict(name="curves.png")),
    ("course.unknown_assignment", dict(assignment="momentum", folder="solutions/momentum")),
    ("course.not_filled", dict(assignment="momentum", error="OSError: disk full")),
    ("course.no_copy", dict(error="OSError: disk full")),
    ("course.damaged", dict(file="gradebook.db", copy="gradebook.db.before", error="file is not a database")),
    ("course.not_forgotten", dict(student="ada", error="OperationalError: database is locked")),
    ("forget.would", dict(student="ada")), ("forget.not_yet", {}), ("forget.done", dict(student="ada")),
    ("forget.gradebook", dict(path="gradebook.db")), ("forget.copy", dict(path="gradebook.db.before")),
    ("forget.verdicts", dict(path="verdicts.db")), ("forget.collected", dict(path="collected.csv")),
    ("forget.elsewhere", {}), ("forget.nothing", dict(student="ada", folder="spring")),
    ("course.filling", dict(assignment="momentum")), ("course.filled", dict(assignment="momentum")),
    ("course.not_begun", {}), ("class.nbgrader", dict(trouble="OSError: disk full")),
    ("forget.named", dict(path="report.html", student="ada")),
    ("class.not_entered", {}), ("class.locked", dict(error="database is locked")),
    ("class.full", dict(error="database or disk is full")), ("class.memory", dict(error="MemoryError")),
    ("class.gone", dict(error="[Errno 2] No such file or directory: 'submitted/ada/momentum'")),
    ("class.system", dict(error="[Errno 5] Input/output error")),
    ("class.database", dict(error="could not connect to server")),
    ("course.no_address", {}),
    ("course.unreachable", dict(gradebook="postgresql://me:***@host/grades", error="connection refused")),
    ("course.no_driver", dict(gradebook="mysql://me:***@host/grades", error="No module named 'MySQLdb'")),
    ("course.unreadable", dict(error="database is locked")), ("course.in_use", dict(folder="spring")),
    *((f"same_path.{key}", dict(assignment="momentum")) for key in ("title", "said", "again", "unexplained")),
    *((f"attempt.{key}", {}) for key in ("title", "mistake", "median", "who", "still", "right", "unexplained")),
    *(("attempt.said", dict(n=n)) for n in (1, 3)),
    ("course.no_path", dict(student="ada", assignment="momentum")),
    *(("course.like", dict(n=n, student="ada", students="blaise, carl")) for n in (1, 3)),
    ("course.not_graded", dict(assignment="momentum")), ("look.stale", {}), ("status.stale", {}),
    *((key, dict(notebook="momentum")) for key in ("kept.missing", "kept.unreadable", "kept.nameless")),
    ("kept.trouble", dict(what="the task momentum is registered and cannot be loaded, `step-grader doctor` says why")),
    ("unchecked.gone", {}),
    ("unchecked.why", dict(what="PermissionError: [Errno 13] Permission denied: 'submitted/ada'")),
    *(("class.no_verdicts", dict(n=n, mean="0.0")) for n in (1, 3)),
    ("course.no_verdicts", dict(path="verdicts.db", error="database disk image is malformed")),
    ("stale.since", dict(why="The code that was handed in is another.")),
    *(("report.written", dict(n=n, page="report.html", table="report.csv")) for n in (1, 30)),
    ("report.table", dict(path="grades.html", table="grades.csv")),
    *((f"report.{key}", dict(n=n, all=30, students=", ".join(("ada", "blaise")[:n]), assignment="momentum"))
      for key in ("missing", "stale", "unchecked", "nothing") for n in (1, 2)),
    ("report.not_written", dict(path="report.html", error="No space left on device")),
    ("course.waits", {}), ("course.no_report", dict(path="report.html", error="No space left on device")),
    *((key, dict(n=n, all=30)) for key in ("course.stopped", "course.again") for n in (1, 3)),
    ("course.not_kept", dict(path="verdicts.db", error="database or disk is full")),
    *(("course.not_as_written", dict(n=n, path="verdicts.db")) for n in (1, 3)),
    ("course.not_handed_in", dict(assignment="momentum", students="ada, blaise")),
    ("page.late", dict(points="0.5")), ("page.by_hand", dict(points="3", most="5")), ("page.comments", {}),
    ("page.waits", dict(most="5")), ("page.unanswered", dict(points="0", most="5")),
    *((f"page.basis.{whose}", dict(trials="86fc9327", grader="1.2.0")) for whose in ("course", "demo", "practice")),
    ("page.others", {}), ("page.onward", {}), ("page.challenge", {}), ("page.next", dict(title="Nesterov")),
    ("page.cell", dict(n=3)), ("page.run_all", {}),
    ("page.part", dict(title="second optimizer: the rule", class_name="Adam")),
    ("picture.words", dict(first=0, last=21, trial="first step", step=1)),
    ("course.no_folder", dict(folder="nowhere")), ("course.no_cluster", {}), ("course.other_code", {}),
    ("course.no_scheduler", dict(address="tcp://10.0.0.1:8786", error="OSError: Timed out")),
    ("course.no_worker", dict(address="tcp://10.0.0.1:8786")),
    ("course.other_worker", dict(versions="Python 3.12.1, torch 2.12.0")),
    ("course.unfit_worker", dict(error="SandboxError: bubblewrap")),
    ("course.unlike_workers", dict(levels="bubblewrap, landlock")),
    ("course.not_configured", dict(folder="nowhere")),
    ("cli.no_file", dict(path="momentun.ipynb")),
    ("course.nobody", dict(assignment="momentum", folder="course/submitted")),
    ("cli.unknown_task", dict(unknown="adan", known="adam, lion")), ("cli.stopped", {}),
    ("collect.taken", dict(n=1, folder="submitted")), ("collect.taken", dict(n=30, folder="submitted")),
    ("collect.twice", dict(who="Ada Lovelace (1234567)")), ("collect.unfit", dict(who="Ada Lovelace (1234567)")),
    ("collect.several", dict(platform="classroom", names="Ada Lovelace, Anna Schmidt")),
    ("collect.strange", dict(n=1, platform="moodle", names="notes.txt")),
    ("collect.strange", dict(n=2, platform="moodle", names="notes.txt, a.pdf")),
    ("collect.unwritten", dict(who="Ada Lovelace (1234567)", error="Not a directory")),
    ("collect.who", dict(file="collected.csv")),
    ("collect.unread", dict(file="collected.csv", error="Permission denied")),
    ("grades.unread", dict(path="sheet.csv", error="Permission denied")),
    ("grades.ungraded", dict(assignment="momentum")), ("grades.identifier", dict(path="sheet.csv")),
    ("grades.table", dict(path="sheet.csv")),
    ("grades.no_file", dict(path="upload.csv", error="No such file or directory")),
    ("grades.no_sheet", dict(platform="classroom")),
    ("grades.nobody_there", dict(assignment="momentum", platform="moodle")),
    ("format.twice", dict(task="momentum", format="gradescope")), ("cli.bundled_new", dict(path="trials.secret")),
    ("collect.zip", dict(file="class.zip")), ("collect.large", dict(file="class.zip")),
    ("collect.shape", dict(file="class.zip", platform="moodle")),
    ("grades.filled", dict(n=1, path="momentum-moodle.csv")), ("grades.filled", dict(n=2, path="momentum-moodle.csv")),
    ("grades.missing", dict(students="ada-lovelace")),
    ("grades.nobody", dict(assignment="momentum", platform="moodle")), ("grades.sheet", dict(platform="brightspace")),
    ("grades.column", dict(assignment="momentum", columns="“Momentum (1)”, “momentum (2)”")),
    *((f"demo.{part}", {}) for part in (
        "title", "what", "report", "report_has", "feedback", "student-05", "student-06", "student-15", "grades",
        "grades_has", "onward")),
    ("cli.shown", dict(path="shown/index.html")),
    ("cli.not_graded", dict(folder="demo", path="demo/report.html")),
    *(("feedback.packed", dict(n=n, path="momentum-moodle-feedback.zip")) for n in (1, 2)),
    *((f"feedback.{platform}", {}) for platform in ("moodle", "canvas", "brightspace", "classroom")),
    *((f"feedback.{kind}", dict(students="ada-lovelace, bob-ross", platform="moodle", assignment="momentum"))
      for kind in ("without", "old", "unknown", "others")),
    ("cli.format_of_what", dict(format="gradescope")), ("cli.format_of_mine", {}),
    ("format.isolation", dict(level="landlock")),
    ("cli.in_the_way", dict(folder="demo", path="demo/thesis.txt")),
    ("cli.not_written", dict(path="autograder.zip", error="Permission denied")),
    ("cli.not_packed", dict(task="nadam", package="other_course")),
    ("cli.no_wheel", {}), ("cli.bundled_demo", {}),
    *((f"cli.bundled.{platform}", dict(path="autograder.zip")) for platform in (
        "gradescope", "prairielearn", "github")),
    ("cli.names_of_report", {}),
    *((f"class.{key}", {}) for key in ("wrong", "right", "no_line")),
    *((f"look.{key}", {}) for key in ("file", "chance", "by_chance")),
    ("class.made_by", dict(n=1)), ("class.made_by", dict(n=3)),
    ("cli.html_of_mine", {}), ("practice.title", {}), ("practice.wait", {}), ("practice.no_cells", {}),
    ("practice.no_task", dict(name="Adan", classes="Adam, Lion")), ("practice.no_answer", {}),
    ("practice.no_notebook", dict(name="adan", notebooks="adam, lion")), ("practice.instance", dict(name="Adam")),
    ("practice.function", dict(name="step", classes="Adam, Lion")), ("practice.no_class", dict(type="int")),
    ("text.practice_trials", dict(trials="86fc9327")),
    ("cli.elsewhere", {}), ("cli.other_trials", dict(trials="86fc9327", version="1.2.0")),
    ("cli.other_task", dict(notebook="sgd.ipynb", task="sgd", here="067f50ee", trials="86fc9327", other="momentum")),
    ("cli.bad_name", dict(name="N Adam")), ("cli.already_there", dict(path="nadam.py")),
    ("cli.not_installed", dict(name="nadam", folder="course")),
    ("cli.not_declared", dict(name="nadam", folder="course/pyproject.toml")),
    *((f"measured.{observed}", {}) for observed in Observed),
    ("explained.state_too_large", {}), ("explained.state_grows", {}), ("explained.zero_grad", {}),
    *((key, {}) for key in catalogue.SENTENCES if key.startswith("sign.where.")),
    ("sign.only", dict(where="when η has changed")), ("sign.best", dict(where="when η has changed")),
    *((f"sign.step_{how}", dict(times="3.2", percent="26")) for how in (
        "times", "part", "long", "short", "back", "aside", "still", "moves")),
    *((f"sign.rate_{how}", dict(times="3.2", percent="26")) for how in (
        "times", "part", "long", "short", "still", "moves")),
    *((f"sign.{what}_first", dict(how="is wrong")) for what in ("step", "rate")),
    *((f"sign.{what}_later", dict(n=n, step=n + 1, how="is wrong")) for what in ("step", "rate") for n in (1, 6)),
    ("sign.with", dict(value="0.5", signs="The first step moves nothing.")), ("sign.flies", {}),
    ("sign.stops", dict(step=1)), ("sign.lost", dict(step=1)), ("sign.unseen", dict(apart="2e-03")),
    ("cli.entry_point", dict(line='nadam = "tasks.nadam:task"')), ("cli.new_task", dict(name="nadam", folder=".")),
    ("cli.no_optimizer", dict(name="capstone")), ("cli.complete", dict(name="nadam")),
    ("cli.needs_course", {}), ("cli.not_released", dict(notebook="nadam", folder="assignments")),
    ("cli.untold", dict(notebook="nadam.ipynb", type="KeyError")),
    ("cli.broken_task", dict(name="nadam", error="ImportError: no torch")),
    ("no_check.spelling", dict(check="check.py")), ("no_check.file", dict(path="chek.py")),
    ("no_check.import", dict(place="check.py", error="ImportError: no jax")),
    ("no_check.function", dict(name="chek", place="check.py")),
    ("no_check.callable", dict(name="NUMBER", place="check.py")),
    ("cli.demo", dict(n=1, folder="demo")), ("cli.demo", dict(n=16, folder="demo")),
    ("doctor.isolation", {}), ("doctor.seccomp", {}), ("doctor.instructions", dict(n=310)), ("doctor.landlock", {}),
    ("doctor.namespaces", {}), ("doctor.running_as", {}), ("doctor.tasks", {}), ("doctor.cores", {}),
    ("doctor.cuda", {}), ("doctor.bubblewrap", {}),
    ("doctor.program", dict(version="0.12.0", program="/usr/bin/bwrap")),
    ("doctor.none", {}), ("doctor.works", {}),
    ("doctor.limited", dict(setting="user.max_user_namespaces")),
    ("doctor.switched_off", dict(setting="kernel.unprivileged_userns_clone")),
    ("doctor.apparmor", dict(setting="kernel.apparmor_restrict_unprivileged_userns")),
    ("doctor.allowed", {}), ("doctor.unknown", {}), ("doctor.user", dict(name="ada", uid=1000)),
    ("doctor.root", dict(name="root", uid=0, other=65534)), ("doctor.no_name", {}), ("doctor.not_installed", {}),
    ("doctor.no_answer", {}),
]


def everything() -> str:
    """All of it, as one text: a heading for each situation, and what is said in it."""
    parts: list[tuple[str, str]] = []
    for name, check in checks():
        links = [f"→ {s.place} {s.address or ''}".rstrip() for s in words.sections(check)]
        parts.append((f"check: {name}", "\n".join(
            [f"# {headline}" for headline in [words.headline(check)] if headline] + [words.message(check), *links])))
    for name, verdict in reasons():
        parts.append((f"reason: {name}", words.reason(verdict) or ""))
    parts += [(f"own: {name}", words.own(rule)) for name, rule in inventions()]
    for name, verdict in verdicts():
        parts.append((f"terminal: {name}", words.text(verdict)))
        if name in ("mistakes", "stopped", "refused", "trouble", "on a course's trials", "with a rule of one's own"):
            parts.append((f"JSON: {name}", json.dumps(words.as_json(verdict), ensure_ascii=False, indent=1)))
        if verdict.status is not Status.TROUBLE:  # then there is no page
            parts.append((f"summary: {name}", pages.summary(verdict)))
            parts.append((f"feedback: {name}", _feedback(verdict)))
        for check in verdict.checks[:2]:
            parts.append((f"cell: {name}, {check.check.title}", pages.check_cell(check, 2 * check.check.points)))
    parts.append(("cell: refused", pages.refused_cell("The file is <empty>.")))
    parts.append(("class: in a terminal", classes.table(a_class())))
    parts.append(("class: its page", _page(a_class())))
    standing = Standing((0.20371, 0.41, 0.41, 12.5), 0.2127, 150)
    plan = [classes.Planned("ada", "momentum", "Copy of momentum.ipynb", None, 7.5),
            classes.Planned("bob", "momentum", None, "No file was handed in.", None)]
    parts += [("class, not graded yet: in a terminal", classes.plan(plan, "momentum")),
              ("one, to be graded again: in a terminal", classes.plan(plan[:1]))]
    shared = ("v.mul_(self.mu)", "w.mul_(self.friction)"), "It rolls downhill like honey."
    pairs = [alike.Alike("momentum", "ada", "bob", 0.94, (shared[0],) * 9, (shared[1],) * 7),
             alike.Alike("momentum", "ada", "cleo", 0.71, (shared[0],) * 7, (shared[1],) * 8),
             alike.Alike("momentum", "bob", "cleo", 0.0, (), (shared[1],))]
    parts += [("answers that are alike", alike.table(pairs, 30)),
              ("many answers that are alike", alike.table(pairs[2:] * 51, 200)),
              ("more answers that are alike", alike.table(pairs[2:] * 52, 200)),
              ("answers, none alike", alike.table([], 30)), ("an answer alone", alike.table([], 1))]
    parts.append(("class with rules of their own: in a terminal", classes.table([classes.Result("ada")], standing)))
    parts.append(("class with rules of their own: its page", _page([classes.Result("ada")], standing)))
    parts.append(("class: the page of one", _page([classes.Result("ada")])))
    parts += [(f"graded once more: {name}", said) for name, said in _regraded()]
    twice = [classes.Result("ada <b>", [dict(verdicts())["on the demo's trials"]], regrades=[next(regraded())[1]])]
    parts.append(("class graded once more: in a terminal", classes.table(twice)))
    parts.append(("class graded once more: its page", _page(twice)))
    parts += [(f"a secret: {flaw}", words.secret_error(SecretError(flaw, SECRET, _DETAILS.get(flaw, ""))))
              for flaw in Flaw]
    parts.append(("picture", "\n".join(_written(parting()))))
    parts.append(("benchmark", bench_table.table(Times([4.5, 4.4, 4.7], 3.1, [0.31, 0.3, 0.4]))))
    parts.append(("benchmark of one", bench_table.table(Times([4.5], 3.1, [0.3]))))
    parts.append(("self-test", selftest_table.table(COUNTS)))
    parts.append(("self-test: of nothing", selftest_table.table([])))
    parts.append(("corpus", corpus_table.table("check.py:check", LET_THROUGH, GRADER, listed=True)))
    parts += [(f"sandbox: {name}", words.sandbox_error(error)) for name, error in errors()]
    parts += [(f"a machine lacks: {name}", words.missing(lack)) for name, lack in lacks()]
    parts += [(f"a task lacks: {name}", said) for name, said in gaps()]
    parts += [(f"to try: {name}", task.challenge) for name, task in registry.find().items() if task.challenge]
    parts += [(f"by key: {key}", say(key, **values)) for key, values in ELSEWHERE_SAID]
    parts += [(f"said inside the sandbox: {name}", repr(text).strip("'\""))
              for name, text in vars(said_inside).items() if name.isupper()]
    parts.append(("doctor", words.checklist([("isolation", "bubblewrap", True), ("  Landlock ABI", "none", False)])))
    said = "\n\n".join(f"== {name}\n{text}" for name, text in parts) + "\n"
    said = said.replace(f"with Python {HERE}", "with Python <ours>")
    return said.replace(HOME.book, "<our book>") if HOME.book else said


def _feedback(verdict: Verdict) -> str:
    """What is read on the page before the notebook, a line for each piece."""
    notebook = new_notebook(metadata={told.KEPT: told.keep(told.tell(verdict, "", {}))})
    notebook.cells = [new_code_cell(metadata={"nbgrader": dict(
        grade_id=f"momentum-{check.check.name}", points=check.check.points, score=check.points)})
        for check in verdict.checks]
    page = feedback_page.page(notebook, {}, lambda kind, source, cell: source)
    said = re.sub(r"<style>.*?</style>", "", page, flags=re.S)
    label = re.findall(r'aria-label="([^"]*)"', said)
    lines = (line.strip() for line in re.sub("<[^>]*>", "\n", said).splitlines())
    return "\n".join([*label, *filter(None, lines)])


def _page(results: list[classes.Result], standing: Standing | None = None) -> str:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "of", "a class.html")
        classes.report(path, "momentum", results, datetime(2024, 2, 29, 12, 30), standing)
        page = path.read_text(encoding="utf8")
    return re.sub(r"<(style|script)>.*?</\1>\n|script-src '[^']*'; ", "", page, flags=re.S)


def _written(paths: Parting) -> list[str]:
    (axes,) = picture.figure(paths).axes
    return [axes.get_title(), axes.get_xlabel(), axes.get_ylabel(), *axes.get_legend_handles_labels()[1]]


if __name__ == "__main__":
    FILE.write_text(everything(), encoding="utf8")
