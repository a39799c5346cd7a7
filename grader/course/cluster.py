"""Notebooks graded on other machines: a Dask cluster runs and judges them, and this process alone writes the gradebook.

What travels is the code of one answer there, and its verdict back. The course's secret travels to every worker, since
the trials are drawn from it: a cluster whose network others can read needs TLS, which Dask's own settings switch on.
"""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future as Coming
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import Final, NoReturn, cast
from uuid import uuid4

from distributed import Client, Future, get_worker
from distributed.diagnostics.plugin import WorkerPlugin
from distributed.worker import Worker

from ..grading import Grader, open_grader
from ..ground.trial import Device
from ..language import registry, versions
from ..language.secret import Secret
from ..language.task import Exam
from ..notebooks.read import Submission
from ..outcome.verdict import Verdict
from ..sandbox.level import Level
from .lack import CourseError, Lack
from .verdicts import pack, unpack

CONNECT: Final = 15.0  # seconds until a scheduler answers
LOOK: Final = 1.0  # seconds between two looks whether the scheduler is still there
JOIN: Final = 60.0  # seconds until a worker is there
MOST: Final = 1000  # notebooks that are waited for at a time
FETCHING: Final = 4  # threads that fetch answers
# What is not there, for the student's line:
GONE: Final = "the connection to Dask's scheduler"
NOBODY: Final = "a worker of Dask's scheduler"

Answer = tuple[bytes, bool]  # a verdict, packed, and whether a second run would end in the same
There = Callable[[str, str, str, tuple[tuple[int, str], ...], Mapping[int, int]], Answer]


@dataclass(frozen=True)
class Here:
    """What a worker has to have in common with whoever writes the gradebook, and with all others.

    Attributes:
        libraries: versions of Python, the grader and what notebooks import.
        sources: by the module of each task, a fingerprint of the code that it is made from.
    """

    libraries: tuple[str, ...]
    sources: Mapping[str, str | None]

    @classmethod
    def of(cls, tasks: Mapping[str, Exam]) -> Here:
        """What this process has. Builds of one version, for a processor and for CUDA, are alike."""
        return cls(tuple(name.partition("+")[0] for name in versions.libraries()),
                   {exam.module: versions.sources(exam.module) for exam in tasks.values()})


class OtherVersions(RuntimeError):
    """A worker grades with other code than whoever asked it: its versions that differ, or none, if it is our own."""


class GradingPlugin(WorkerPlugin):
    """A grader with warm sandboxes in a worker, as many as the worker has threads.

    Args:
        here: what the worker has to have.
        secret: the course's.
        level, device, allow_weak: as `open_grader` has them.

    Attributes:
        name: this run's alone, since several may have one scheduler.
        grader: set up in the worker.
    """

    def __init__(self, here: Here, secret: Secret, level: Level | None, device: Device, allow_weak: bool):
        self.name = f"step-grader {uuid4()}"
        self._here, self._secret = here, secret
        self._level, self._device, self._allow_weak = level, device, allow_weak
        self.grader: Grader

    def setup(self, worker: Worker) -> None:
        """Open the grader. An exception reaches whoever registers the plugin."""
        mine = Here.of(registry.find())
        if mine.libraries != self._here.libraries or None in self._here.sources.values() or not (
                self._here.sources.items() <= mine.sources.items()):
            raise OtherVersions(", ".join(sorted({*mine.libraries} - {*self._here.libraries})))
        self._open = contextlib.ExitStack()
        self.grader = self._open.enter_context(open_grader(
            self._level, self._device, self._allow_weak, workers=worker.state.nthreads, secret=self._secret))

    def teardown(self, worker: Worker) -> None:
        """Close it."""
        self._open.close()


class Unfit(RuntimeError):
    """A worker has no grader: it has come later, and could not open one. Dask lets it join all the same."""


def judge_there(plugin: str, name: str, task: str, cells: tuple[tuple[int, str], ...],
                numbers: Mapping[int, int]) -> Answer:
    """Runs in a worker: the verdict on what was handed in."""
    worker = get_worker()
    grader = getattr(worker.plugins.get(plugin), "grader", None)
    if grader is None:
        raise Unfit(worker.address)
    verdict, repeatable = grader.judge_anew(name, Submission(grader.tasks[task], cells, numbers))
    return pack(verdict), repeatable


def _level_there(plugin: str, dask_worker: Worker) -> str:
    return cast(GradingPlugin, dask_worker.plugins[plugin]).grader.level


class Workers:
    """The cluster's sandboxes, in the place of a pool's. Workers come and go.

    Args:
        client: is connected to the scheduler.
        level: how the sandboxes are confined.

    Attributes:
        left_out: addresses of workers that cannot grade.
    """

    def __init__(self, client: Client, level: str):
        self.level = level
        self.left_out: set[str] = set()
        self._client = client
        self._threads: dict[str, int] = {}
        self._looked, self._seen = -math.inf, time.monotonic()
        self._looking, self._gone = Lock(), False

    @property
    def size(self) -> int:
        """How many notebooks are graded at a time just now."""
        with contextlib.suppress(ConnectionError):
            return max(sum(self.fit().values()), 1)
        return 1

    def fit(self) -> dict[str, int]:
        """The workers that may grade, by address, each with its threads, a moment ago.

        Raises:
            ConnectionError: the scheduler has gone, or for a while now there has been no such worker.
        """
        now = time.monotonic()
        if self._client.status != "running":
            raise ConnectionError(GONE)
        if now - self._looked > LOOK and self._looking.acquire(blocking=False):  # one looks for all who wait
            try:
                self._threads, self._gone = self._client.nthreads(), False  # type: ignore[no-untyped-call]
            except OSError:
                self._gone = True
            finally:
                self._looked = now
                self._looking.release()
        if self._gone:
            raise ConnectionError(GONE)
        fit = {worker: n for worker, n in self._threads.items() if worker not in self.left_out}
        if fit:
            self._seen = now
        elif now - self._seen > JOIN:
            raise ConnectionError(NOBODY)
        return fit

    def lend(self) -> NoReturn:
        """None is lent: they are elsewhere."""
        raise RuntimeError("the sandboxes of a cluster are not lent")

    lend_alone = lend


class Answers:
    """Fetches what workers have answered, as many answers at a time as are there: each by itself needs a connection.

    An answer that is on its way is never broken off: it would be lost, and the work done again. Whoever fetches one
    that is gone with its worker waits until another has done that work; the others go on meanwhile.

    Args:
        client: is connected to the scheduler.
    """

    def __init__(self, client: Client):
        self._client = client
        self._there: SimpleQueue[tuple[Future[Answer], Coming[Answer]] | None] = SimpleQueue()
        for _ in range(FETCHING):
            Thread(target=self._fetch, daemon=True, name="answers").start()

    def fetched(self, asked: Future[Answer]) -> Coming[Answer]:
        """The answer to come to what was asked; ConnectionError in it where nobody answers."""
        coming: Coming[Answer] = Coming()
        asked.add_done_callback(lambda done: self._there.put((done, coming)))  # type: ignore[no-untyped-call]
        return coming

    def close(self) -> None:
        """Fetch no more."""
        self._there.put(None)

    def _fetch(self) -> None:
        while some := self._next():
            # Where one is gone with its worker, or all are with the scheduler, each is asked for by itself.
            with contextlib.suppress(Exception):
                finished = [(asked, coming) for asked, coming in some if asked.status == "finished"]
                answers = self._client.gather([asked for asked, _ in finished])  # type: ignore[no-untyped-call]
                for (_, coming), answer in zip(finished, answers):
                    coming.set_result(answer)
            for asked, coming in some:
                if not coming.done():
                    _settle(asked, coming)

    def _next(self) -> list[tuple[Future[Answer], Coming[Answer]]]:
        """All that has been answered meanwhile, at least one; nothing at the end."""
        found = []
        one = self._there.get()
        while one:
            found.append(one)
            try:
                one = self._there.get_nowait()
            except Empty:
                return found
        self._there.put(None)  # the end is for all
        return found


def _settle(asked: Future[Answer], coming: Coming[Answer]) -> None:
    try:
        coming.set_result(asked.result())
    except Exception as error:  # the worker's own, or whatever Dask makes of an end in the middle
        coming.set_exception(error if asked.status == "error" else ConnectionError(GONE))


class ClusterGrader(Grader):
    """A grader whose notebooks are run and judged by a cluster's workers.

    Args:
        tasks, device, secret: as `Grader` has them.
        broken: names of tasks that cannot be loaded.
        client: is connected to the scheduler.
        workers: the cluster's sandboxes.
        plugin: the name under which each worker has its grader.
        there: runs in a worker.
    """

    def __init__(self, tasks: Mapping[str, Exam], client: Client, workers: Workers, plugin: str, device: Device,
                 broken: list[str], secret: Secret, there: There = judge_there):
        super().__init__(tasks, workers, device, broken=broken, secret=secret)
        self._threads = ThreadPoolExecutor(MOST, "grader")  # each waits for a worker, and more of these may come
        self._client, self._workers, self._plugin, self._there = client, workers, plugin, there
        self._fetching = Answers(client)

    def close(self, wait: bool = True) -> None:
        """As `Grader.close`; and nothing more is fetched."""
        super().close(wait)
        self._fetching.close()

    def judge_anew(self, name: str, handed_in: Submission) -> tuple[Verdict, bool]:
        """As `Grader.judge_anew`, on whichever worker is free. A worker that ends has its work done by another."""
        packed, repeatable = self._judged_there(name, handed_in)
        with self._judging:
            exam = self._examiner(handed_in.task).exam
        verdict = unpack(packed, exam)
        # A worker that has come later may have another level, and a verdict is found again by the level of this run.
        return verdict, repeatable and verdict.isolation == self.level

    def _judged_there(self, name: str, handed_in: Submission) -> Answer:
        while True:
            fit = self._workers.fit()
            asked = self._client.submit(
                self._there, self._plugin, name, handed_in.task.name, handed_in.cells, dict(handed_in.numbers),
                pure=False, workers=list(fit) if fit and self._workers.left_out else None)
            try:
                return self._result(asked)
            except Unfit as unfit:
                self._workers.left_out.add(str(unfit))

    def _result(self, asked: Future[Answer]) -> Answer:
        """What a worker has answered; ConnectionError where nobody will."""
        coming = self._fetching.fetched(asked)
        while True:
            try:
                return coming.result(timeout=LOOK)
            except TimeoutError:
                if coming.done():
                    return coming.result()  # since then, or it is the worker's own error
                self._workers.fit()


@contextlib.contextmanager
def open_cluster(address: str, secret: Secret, level: Level | None = None, device: Device = Device.CPU,
                 allow_weak: bool = False) -> Iterator[ClusterGrader]:
    """A grader whose sandboxes are those of a Dask cluster, for a `with` block.

    Args:
        address: the scheduler's, such as `tcp://10.0.0.1:8786`.
        secret: what the trials are drawn from.
        level: the sandboxes' level; the strongest that each worker offers by default, and then the same everywhere.
        device: where the device check runs.
        allow_weak: consent to the level that does not keep a hostile notebook in.

    Raises:
        CourseError: nobody answers there, no worker comes, or one cannot grade as this process would.
    """
    tasks = registry.find()
    plugin = GradingPlugin(Here.of(tasks), secret, level, device, allow_weak)
    with contextlib.ExitStack() as held:
        try:
            client = held.enter_context(Client(address, timeout=CONNECT))  # type: ignore[no-untyped-call]
        except (OSError, TimeoutError, TypeError, ValueError) as error:  # TypeError: TLS without its settings
            raise CourseError(Lack.NO_SCHEDULER, address=address, error=_line(error)) from None
        try:
            client.wait_for_workers(1, timeout=JOIN)
        except TimeoutError:
            raise CourseError(Lack.NO_WORKER, address=address) from None
        held.callback(_unregistered, client, plugin.name)  # the secret is in it, also where a worker has refused it
        try:
            client.register_plugin(plugin)
            levels = client.run(_level_there, plugin.name)
        except OtherVersions as error:
            found = str(error)
            raise CourseError(Lack.OTHER_WORKER if found else Lack.OTHER_CODE, versions=found) from None
        except Exception as error:  # whatever keeps a worker from its sandboxes
            raise CourseError(Lack.UNFIT_WORKER, error=_line(error)) from None
        if len({*levels.values()}) != 1:
            raise CourseError(Lack.UNLIKE_WORKERS, levels=", ".join(sorted({*levels.values()})))
        grader = ClusterGrader(tasks, client, Workers(client, next(iter(levels.values()))), plugin.name, device,
                               [one.name for one in tasks.broken], secret)
        try:
            yield grader
        except BaseException:  # Ctrl-C above all: the workers forget what they have not begun
            grader.close(wait=False)
            raise
        grader.close()


def _unregistered(client: Client, name: str) -> None:
    with contextlib.suppress(Exception):  # of a scheduler that has gone
        client.unregister_worker_plugin(name)  # type: ignore[no-untyped-call]


def _line(error: BaseException) -> str:
    return f"{type(error).__name__}: {(str(error).splitlines() or [''])[0]}"
