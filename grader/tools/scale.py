"""How many workers a cluster can use: the real scheduler and the real way there and back, with stand-ins for the work.

A worker stands in for a sandbox and its judges, and the writer for gradebook and notebooks: both only wait, as long as
the work was measured to take (`grader/BENCH.md`), divided by `FASTER`. All else is real: a notebook is read, its code
travels to a worker, a verdict travels back and is unpacked. That is not divided, so it weighs as many times more here.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from distributed import Client
from distributed.worker import Worker

from ..course.cluster import ClusterGrader, Workers
from ..course.verdicts import pack
from ..grading import open_grader
from ..ground.trial import Device
from ..language import registry
from ..language.secret import DEMO
from ..outcome.times import Scale
from ..outcome.verdict import Status
from ..sandbox.level import Level
from . import demo
from .selftest import right_answers

FASTER: Final = 50
WORKER_SECONDS: Final = 1.1  # of a processor for a submission in the sandbox, and to judge it
WRITER_SECONDS: Final = 0.08  # to write its grade, feedback's notebook included
EACH: Final = 2000  # submissions for a worker,
MOST: Final = 100_000  # and no more than these
STARTING: Final = 120.0  # seconds


def measure(workers: int, submissions: int) -> Scale:
    """Grade so many submissions on so many stand-ins for workers."""
    code = next(iter(right_answers(registry.find()["momentum"]).values()))
    notebook = demo.solve("momentum", *code)
    with tempfile.TemporaryDirectory() as folder:
        verdict = Path(folder, "verdict")
        with open_grader(workers=1) as here:
            verdict.write_bytes(pack(here.grade_notebook(notebook, "momentum")))
        with _cluster(Path(folder), workers) as client:
            grader = ClusterGrader(registry.find(), client, Workers(client, Level.PROCESS), str(verdict), Device.CPU,
                                   [], DEMO, there=stand_in)
            before, begin = _spent(client), time.perf_counter()
            for coming in [grader.submit(notebook, "momentum") for _ in range(submissions)]:
                found = coming.result()
                if found.status is Status.TROUBLE:
                    raise RuntimeError(found.reason)
                time.sleep(WRITER_SECONDS / FASTER)
            seconds, after = time.perf_counter() - begin, _spent(client)
            grader.close()
    spent = (now - then for then, now in zip(before, after))
    return Scale(workers, submissions, workers * FASTER / WORKER_SECONDS, seconds, *spent)


def stand_in(plugin: str, name: str, task: str, cells: tuple[tuple[int, str], ...],
             numbers: Mapping[int, int]) -> tuple[bytes, bool]:
    """Runs in a worker: waits as long as the work takes, and gives the verdict that lies in the file `plugin`."""
    time.sleep(WORKER_SECONDS / FASTER)
    return Path(plugin).read_bytes(), True


def _spent(client: Client) -> tuple[float, float, float]:
    """Seconds of a processor that the scheduler, the workers and this process have taken. The workers share one."""
    scheduler = client.run_on_scheduler(time.process_time)  # type: ignore[no-untyped-call]
    hosts = client.run(time.process_time)
    return scheduler, max(hosts.values()), time.process_time()


@contextlib.contextmanager
def _cluster(folder: Path, workers: int) -> Iterator[Client]:
    """A scheduler in a process of its own, and these workers together in another."""
    file = folder / "scheduler.json"
    with contextlib.ExitStack() as held:
        def start(*command: str) -> None:
            process = subprocess.Popen([sys.executable, *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            held.callback(process.wait)
            held.callback(process.kill)

        start("-m", "dask", "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
              "--scheduler-file", str(file))
        until = time.monotonic() + STARTING
        while not (file.is_file() and (text := file.read_text("utf8"))):
            if time.monotonic() > until:
                raise TimeoutError("dask scheduler")
            time.sleep(0.1)
        address = json.loads(text)["address"]
        start("-c", f"from {__name__} import host; host({address!r}, {workers}, {str(folder)!r})")
        client = held.enter_context(Client(address, timeout=STARTING))  # type: ignore[no-untyped-call]
        client.wait_for_workers(workers, timeout=STARTING)
        yield client


def host(address: str, workers: int, folder: str) -> None:
    """Be so many workers of one thread each, until this process ends."""
    async def wait() -> None:
        hosted: list[Any] = [Worker(address, nthreads=1, name=str(k), local_directory=folder, memory_limit=0,
                                    dashboard=False) for k in range(workers)]
        await asyncio.gather(*hosted)
        await asyncio.gather(*(one.finished() for one in hosted))

    asyncio.run(wait())
