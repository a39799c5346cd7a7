"""nbgrader's side: what we plug into it, and the grading of a class through it."""

from .configure import configure

__all__ = ["configure"]
