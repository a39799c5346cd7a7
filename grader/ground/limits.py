"""What one submission may use. The one table of these numbers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Limits of one run.

    Time is a processor's time. Only who waits without computing is measured on the wall, less what was spent in the
    queue for a processor: a run may take as long as the machine is busy with others.

    The first ones are kept inside the worker: what reaches one is stopped, and the rest goes on. The slowest right
    answers stay below a tenth of each. The others are enforced from outside: reaching one ends the run, and what
    arrived until then counts.
    """

    cell_computing: float = 15  # seconds, for one cell
    cell_asleep: float = 6
    cells_computing: float = 30  # for all cells
    cells_asleep: float = 15
    late_computing: float = 2  # for a cell that speaks of what is asked for, when those before it have used that up
    late_asleep: float = 0.5
    trial_computing: float = 3  # for one trial
    trial_asleep: float = 2
    trials_computing: float = 30  # for all trials, whatever the cells have used
    trials_asleep: float = 10

    cpu_seconds: int = 90
    asleep_seconds: float = 40
    wall_seconds: float = 1800  # for what no other limit foresees
    memory_mb: int = 1500  # address space beyond what the warm process has (about 1 GB more)
    output_mb: int = 64  # all frames together
    file_mb: int = 16  # any one file, what is printed past Python included
    open_files: int = 64
    grace_seconds: float = 30  # from the order to end a run until the whole sandbox is torn down
