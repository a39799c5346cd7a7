"""A course's secret: the graded trials are drawn from it, so that nothing can be tuned to their numbers and sizes."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class Secret:
    """What the trials are drawn from.

    Attributes:
        value: any bytes; who knows them knows the trials.
    """

    value: bytes = field(repr=False)

    @property
    def fingerprint(self) -> str:
        """Eight hexadecimal digits that tell two secrets apart and give nothing of either away."""
        return hashlib.sha256(b"fingerprint of " + self.value).hexdigest()[:8]

    def random(self, *names: object) -> np.random.Generator:
        """A source of random numbers for what is called by these names: the same ones for the same secret and names."""
        named = b"\0".join(str(name).encode() for name in names)
        return np.random.default_rng(list(hashlib.sha256(named + b"\0from\0" + self.value).digest()))


# For the demo, the self-test and whoever grades outside of a course. It is no secret.
DEMO = Secret(b"step() by step()")
# For whoever has no course and practises. No secret either, but another one: no demo is graded by what everybody sees.
PRACTICE = Secret(b"practice")
