"""What one submission may use. The one table of these numbers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Limits of one run; reaching one ends the run, and what arrived until then counts."""

    wall_seconds: float = 60
    cpu_seconds: int = 40
    memory_mb: int = 1500  # address space beyond what the warm process has (about 1 GB more)
    output_mb: int = 64  # all frames together
    file_mb: int = 16  # any one file, what is printed past Python included
    open_files: int = 64
    grace_seconds: float = 5  # from the order to end a run until the whole sandbox is torn down
