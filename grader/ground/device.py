"""Where tensors lie. A module of its own, so that whoever needs no more loads no NumPy."""

from __future__ import annotations

from enum import StrEnum


class Device(StrEnum):
    """Where a trial's parameters lie."""

    CPU = "cpu"
    PRETEND = "pretend"  # a device that is not the CPU, without a GPU
    CUDA = "cuda"
