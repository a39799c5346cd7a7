"""A class's benchmark as a row of BENCH.md."""

from pathlib import Path

from grader.outcome.times import ClassTimes, Spent
from grader.telling import bench_table

TABLE = Path(bench_table.__file__).parents[1] / "BENCH.md"


def test_a_row_has_a_cell_for_each_column_and_says_what_was_measured():
    times = ClassTimes(10, Spent(20.0, 3.0, 4.0), Spent(2.0, 1.0, 0.0), 300.4, 5.0)
    cells = bench_table.line(times, 2).strip("|").split("|")
    head = next(line for line in TABLE.read_text("utf8").splitlines() if line.startswith("| date"))
    assert len(cells) == len(head.strip("|").split("|"))
    assert [cell.strip() for cell in cells[2:]] == [
        "10", "0.50", "0.700", "0.400", "0.200", "0.100", "300", "5.0", "2.5"]
    assert bench_table.processor()
