"""The autograder of step() by step(): it judges the path of an optimizer, not the process."""

from importlib import import_module

__version__ = "0.2.0"


def practice(answer: object = None) -> None:
    """Show what the grader says about an optimizer of one's own, in the notebook in which it was written.

    The session's cells run once more in a fresh process, which takes some seconds. No course is needed, and no sandbox.

        from grader import practice

        practice(Momentum)

    Args:
        answer: the class, under the name that its task asks for; or the name of a notebook, such as "capstone". Of
            anything else it is said what to give in its place.
    """
    import_module(f"{__name__}.tools.mine").practice(answer)  # by its name: the package stands below all rooms
