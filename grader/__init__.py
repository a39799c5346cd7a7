"""The autograder of step() by step(): it judges the path of an optimizer, not the process."""

__version__ = "0.2.0"
