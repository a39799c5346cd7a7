"""What the self-test found for one task."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class FaceCount:
    """What became of two optimizers that are right inside the box of the trials, and go astray at one face of it.

    Attributes:
        name: the face's.
        title: what is measured along its axis.
        bound: how far the trials go.
        least: whether that is the least and not the most.
        caught: whether the one that goes astray on the face itself lost points.
        passed: whether the one that goes astray beyond it alone got full marks: nobody looks there.
    """

    name: str
    title: str
    bound: float
    least: bool
    caught: bool
    passed: bool


@dataclass(frozen=True)
class Made:
    """What somebody is called who makes these mistakes: a family's with a number, or two or three at once.

    Attributes:
        mistakes: their names.
        said: the names that were given.
        shows: whether the path is not the right one.
        alike: whether who makes the mistakes of the names that were given walks the same path in all trials.
    """

    mistakes: tuple[str, ...]
    said: tuple[str, ...]
    shows: bool
    alike: bool

    @property
    def named(self) -> bool:
        """Whether it was called by its names, and by no other."""
        return set(self.said) == set(self.mistakes)

    @property
    def misnamed(self) -> bool:
        """Whether it was called what it is not."""
        return bool(self.said) and not self.named and not self.alike


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
            with what was said, if anything.
        beside: what was measured of misconceptions besides their name, and is true of them (such as modified
            gradients), by name.
        troubled: answers, right and wrong, that got no verdict, by name: a fault of ours, whatever they are.
        faces: one for each face of the box that the task's trials reach.
        families: a member of each family whose members show.
        together: some who make two or three mistakes at once.
    """

    task: str
    right: int = 0
    wrong: int = 0
    rejected: list[str] = field(default_factory=list)
    accepted: list[str] = field(default_factory=list)
    misnamed: dict[str, str] = field(default_factory=dict)
    troubled: list[str] = field(default_factory=list)
    faces: list[FaceCount] = field(default_factory=list)
    beside: dict[str, str] = field(default_factory=dict)
    families: list[Made] = field(default_factory=list)
    together: list[Made] = field(default_factory=list)

    def add(self, more: Count) -> None:
        """Take in what was found of the same task elsewhere."""
        self.right += more.right
        self.wrong += more.wrong
        for name in ("rejected", "accepted", "troubled", "faces", "families", "together"):
            getattr(self, name).extend(getattr(more, name))
        self.misnamed |= more.misnamed
        self.beside |= more.beside

    @property
    def passed(self) -> bool:
        """Whether every answer was judged, and rightly."""
        return not (self.rejected or self.accepted or self.misnamed or self.troubled or self.missed
                    or any(made.misnamed for made in self.made))

    @property
    def made(self) -> list[Made]:
        """All that were made of mistakes."""
        return self.families + self.together

    @property
    def missed(self) -> list[str]:
        """The faces at which somebody went astray unseen."""
        return [face.name for face in self.faces if not face.caught]

    @property
    def named(self) -> int:
        """How many misconceptions were called by their name, and by no other."""
        return self.wrong - len(self.accepted) - len(self.misnamed)
