"""What one submission may use. The one table of these numbers."""

from __future__ import annotations

from dataclasses import dataclass

# Inside the worker, in seconds of a processor's time, and of sleep. The slowest right answers stay below a tenth.
CELL_COMPUTING, CELL_ASLEEP = 15.0, 6.0  # one cell
CELLS_COMPUTING, CELLS_ASLEEP = 45.0, 15.0  # all cells of a notebook
LATE_COMPUTING, LATE_ASLEEP = 2.0, 0.5  # a cell that speaks of a class asked for, when the others have used that up
TRIAL_COMPUTING, TRIAL_ASLEEP = 5.0, 2.0  # one trial
TRIALS_COMPUTING, TRIALS_ASLEEP = 45.0, 10.0  # all trials, whatever the cells have used


@dataclass(frozen=True)
class Limits:
    """Limits of one run, enforced from outside; reaching one ends the run, and what arrived until then counts.

    Time is a processor's time. On the wall a run may take as long as the machine is busy with others: `wall_seconds`
    is there for what no other limit foresees.
    """

    cpu_seconds: int = 120
    asleep_seconds: float = 40
    wall_seconds: float = 1800
    memory_mb: int = 1500  # address space beyond what the warm process has (about 1 GB more)
    output_mb: int = 64  # all frames together
    file_mb: int = 16  # any one file, what is printed past Python included
    open_files: int = 64
    grace_seconds: float = 30  # from the order to end a run until the whole sandbox is torn down
