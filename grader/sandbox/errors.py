"""What can be wrong with the sandbox itself, as data."""

from __future__ import annotations

from .level import Level, Missing, Offer


class SandboxError(RuntimeError):
    """The sandbox does not work on this machine, or not in the way that was asked for."""


class Hindered(SandboxError):
    """This process can start no sandbox of any level."""

    def __init__(self, missing: Missing):
        super().__init__(missing.kind.value, missing.detail)
        self.missing = missing


class NoDevice(SandboxError):
    """A notebook in the sandbox finds no CUDA device; `words` is what torch said, or empty."""

    def __init__(self, words: str):
        super().__init__(words)
        self.words = words


class NoLevel(SandboxError):
    """The level that was asked for does not work here."""

    def __init__(self, level: Level, missing: Missing):
        super().__init__(level.value, missing.kind.value, missing.detail)
        self.level, self.missing = level, missing


class WeakSandbox(SandboxError):
    """Only a plain process may be used, and nobody has said that this is enough.

    Attributes:
        offers: the levels that were tried, the strongest first. One of the stronger ones may be
            possible, if a plain process was asked for.
    """

    def __init__(self, offers: tuple[Offer, ...]):
        super().__init__(*(offer.level.value for offer in offers if not offer.possible))
        self.offers = offers

    @property
    def confinable(self) -> bool:
        """Whether a stronger level would have worked."""
        return any(offer.possible for offer in self.offers if offer.level is not Level.PROCESS)


class NotStarted(SandboxError):
    """The sandbox does not start; `words` is the last that it said, or empty."""

    def __init__(self, level: Level, words: str):
        super().__init__(level.value, words)
        self.level, self.words = level, words


class Died(SandboxError):
    """The sandbox died at the start of a run, and once more when it was tried again."""

    def __init__(self, level: Level):
        super().__init__(level.value)
        self.level = level


class Closed(SandboxError):
    """The sandbox was closed, perhaps in the middle of a run."""
