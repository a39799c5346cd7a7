"""How far a cluster carries, by stand-ins: what BENCH.md shows was measured as it says, and can be measured again."""

import re

import pytest

from grader.course import cluster
from grader.outcome.times import Scale
from grader.telling import bench_table
from grader.tools import cli, scale

from ..classroom import ROOT

ROW = re.compile(r"^\| (20\d\d-\d\d-\d\d) \| (\d+) \| ([\d,]+) \| (\d+) \| (\d+) \| (\d+) % \|.*\|$", re.M)


@pytest.mark.sandbox
@pytest.mark.long
def test_stand_ins_are_as_fast_as_they_say_and_every_verdict_is_whole(monkeypatch, caplog):
    """However often somebody looks up while an answer is on its way: none is lost and asked for again."""
    monkeypatch.setattr(cluster, "LOOK", 0.002)
    unpacked = []
    whole = cluster.unpack

    def unpack(packed, exam):
        unpacked.append(whole(packed, exam))
        return unpacked[-1]

    monkeypatch.setattr(cluster, "unpack", unpack)
    found = scale.measure(2, 60)
    assert (found.workers, found.submissions) == (2, 60) and len(unpacked) == 60
    assert {(one.score, len(one.checks)) for one in unpacked} == {(10, len(unpacked[0].checks))}
    assert found.most == pytest.approx(2 * 50 / scale.WORKER_SECONDS)
    assert 0 < found.per_second <= found.most
    assert min(found.scheduler, found.hosts, found.writer) > 0
    assert "gather" not in caplog.text


def test_a_row_says_what_was_measured(monkeypatch, capsys):
    asked = []

    def measure(workers, submissions):
        asked.append((workers, submissions))
        return Scale(workers, submissions, most=100.0, seconds=submissions / 80, scheduler=submissions / 1000,
                     hosts=submissions / 500, writer=submissions / 250)

    monkeypatch.setattr(scale, "measure", measure)
    assert cli.main(["bench", "--workers", "1", "64"]) == 0
    first, last = capsys.readouterr().out.splitlines()
    assert asked == [(1, 2000), (64, 100_000)]
    assert ROW.fullmatch(first).groups()[1:] == ("1", "2,000", "80", "100", "80")
    assert last.endswith("| 64 | 100,000 | 80 | 100 | 80 % | 1.00 | 2.00 | 4.00 |") and bench_table.processor()


@pytest.mark.parametrize("workers", ["0", "-1", "many", "1.5"])
def test_no_worker_at_all_is_refused(workers, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["bench", f"--workers={workers}"])
    assert ended.value.code == 2 and "--workers" in capsys.readouterr().err


def test_each_row_of_the_table_holds_together():
    """Workers wait, so nobody is faster than all of them."""
    rows = ROW.findall((ROOT / "grader" / "BENCH.md").read_text("utf8"))
    assert [int(workers) for _, workers, *_ in rows] == [2**k for k in range(len(rows))] and len(rows) >= 4
    for _, workers, submissions, per_second, most, share in rows:
        assert int(submissions.replace(",", "")) == min(int(workers) * scale.EACH, scale.MOST)
        assert int(per_second) <= int(most) == round(int(workers) * scale.FASTER / scale.WORKER_SECONDS)
        assert abs(int(share) - 100 * int(per_second) / int(most)) <= 2
