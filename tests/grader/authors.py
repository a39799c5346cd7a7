"""Authors of new tasks: those who only delete the marks, and those who have words of their own."""

from collections.abc import Iterable
from pathlib import Path

from grader.language.task import Task
from grader.tools.new_task import PLACEHOLDER, blanks_of


def delete_marks(paths: Iterable[Path]) -> None:
    """All that a hurried author does."""
    for path in paths:
        path.write_text(path.read_text("utf8").replace(f"{PLACEHOLDER}: ", ""), "utf8")


def fill_in_descent(paths: Iterable[Path], task: Task) -> None:
    """Fill in a new task that asks for gradient descent, whose formula and numbers stand there already.

    Args:
        paths: the task's files.
        task: it, or any other: what a template leaves to the author is the same for all.
    """
    delete_marks(paths)
    words = [blank.text for left in blanks_of(task).values() for blank in left if not blank.descent]
    words += [said.replace('"', '\\"') for said in words]  # in a notebook's file
    known = "(\"signs_of_gradients\", \"step_made_twice\")"  # the template's own examples, where the direction is g
    changes = {said: said.upper() for said in words} | {
        "stored_copies=1": "stored_copies=0",
        "bookkeeping.COUNTING +": f"bookkeeping.COUNTING + bookkeeping.STORING + {known} +"}
    for path in paths:
        text = path.read_text("utf8")
        for before, after in changes.items():
            text = text.replace(before, after)
        path.write_text(text, "utf8")
