"""What the self-test found for one task."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Count:
    """What the self-test found for one task.

    Attributes:
        task: the task's name.
        right: how many right answers were judged.
        wrong: how many misconceptions were judged.
        rejected: right answers that lost points, by name.
        accepted: misconceptions that got full marks, by name.
        misnamed: misconceptions that were not called by their name, or by others as well, each
            with what was said, if anything. What is measured besides (such as modified gradients)
            is no name.
        troubled: answers, right and wrong, that got no verdict, by name: a fault of ours, whatever they are.
    """

    task: str
    right: int = 0
    wrong: int = 0
    rejected: list[str] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    misnamed: dict[str, str] = field(default_factory=dict)
    troubled: list[str] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        """Whether every answer was judged, and rightly."""
        return not (self.rejected or self.accepted or self.misnamed or self.troubled)

    @property
    def named(self) -> int:
        """How many misconceptions were called by their name, and by no other."""
        return self.wrong - len(self.accepted) - len(self.misnamed)
