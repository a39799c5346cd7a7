"""What a task is written in.

A course imports everything it needs from here::

    from grader.language import Rule, Task, bookkeeping, standard, torch_reference
"""

from ..ground.subject import on_schedule
from ..ground.trial import KEEP, Array, Device, DType, Hyperparameters, Layout, Trial
from . import bookkeeping, trials
from .capstone import Capstone, capstone_checks
from .catch import Catch, catch_checks
from .checks import standard
from .course import HOME, Course
from .driver import Driver
from .reference import Reference, Tolerances, torch_reference
from .rule import Decaying, Decorator, Part, Rule, State, Tensor, Values
from .secret import Secret
from .task import REQUIRED, Check, Exam, Family, JudgedBy, Misconception, Task

__all__ = [
    "HOME", "KEEP", "REQUIRED", "Array", "Capstone", "Catch", "Check", "Course", "DType", "Decaying", "Decorator",
    "Device", "Driver", "Exam", "Family", "Hyperparameters", "JudgedBy", "Layout", "Misconception", "Part",
    "Reference", "Rule", "Secret", "State", "Task", "Tensor", "Tolerances", "Trial", "Values", "bookkeeping",
    "capstone_checks", "catch_checks", "on_schedule", "standard", "torch_reference", "trials",
]
