"""What a check lets through, of one task's answers in the corpus."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Passed:
    """What a check lets through, of one task's answers in the corpus.

    Attributes:
        task: the task's name.
        right: how many right answers it was given.
        wrong: how many wrong ones.
        accepted: wrong ones that it accepts: by their id, what is wrong with them.
        rejected: right ones that it rejects: by their id, what it raised, or else their style.
        stopped: answers, right and wrong, on which it did not come to an end: by their id, how.
    """

    task: str
    right: int = 0
    wrong: int = 0
    accepted: dict[str, str] = field(default_factory=dict)
    rejected: dict[str, str] = field(default_factory=dict)
    stopped: dict[str, str] = field(default_factory=dict)
