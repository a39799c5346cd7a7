"""The zygote: one process that has imported everything, and forks a worker for every submission.

It runs inside the sandbox but never runs a stranger's code itself. Three processes take part in a
submission:

    zygote ── warden ── worker

The **worker** is confined (see harden.py) and runs the notebook. The **warden** owns the worker's
namespaces, kills the worker when told to, and then dies the same death, so that the zygote sees how
the worker ended. The zygote tells the supervisor.

On the control socket, the supervisor sends one frame with the settings; then for each submission
the byte "r" with three file descriptors (request, result, errors), and "k" to end the one that
runs. The zygote answers with lines of JSON (see ground/wall.py): first one `Started`, then a `Report`
for each submission.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import resource
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import wait  # unlike select, it takes any descriptor
from types import FrameType, TracebackType
from typing import Any, NoReturn

import msgspec

from ..ground import clock, frames, wall
from ..ground.frames import Send
from ..ground.limits import Limits
from ..ground.wall import Report, Settings, Started
from . import harden, stubs

RUN, KILL = b"r", b"k"
LOOK_SECONDS = 0.25  # between two looks at how full a home is
SETUP_FAILED = 70  # exit code when the worker could not be confined; no submission has run then


@dataclass(frozen=True)
class Service:
    """What is ready before any submission is there.

    Attributes:
        job: called as `job(request, body, send, prepared, limits)` in the worker.
        prepared: what the job's `warm` has made.
        settings: what the supervisor said.
        program: the compiled filter of system calls; empty where there is none.
    """

    job: Callable[[dict[str, Any], bytes, Send, Any, Limits], None]
    prepared: object
    settings: Settings
    program: bytes


def main(control_fd: int) -> None:
    """Serve submissions until the supervisor hangs up."""
    control = socket.socket(fileno=control_fd)
    header, program = frames.read(control_fd)
    try:
        service = prepare(msgspec.json.decode(header, type=Settings), program)
    except BaseException as error:
        say(control, Started(f"{type(error).__name__}: {error}"[:1000]))
        raise
    say(control, Started())
    while True:
        message, fds, _, _ = socket.recv_fds(control, 1, 3)
        if not message:
            os._exit(0)  # without Python's and torch's long goodbye
        if message == RUN:
            say(control, serve_one(control, service, fds))


def prepare(settings: Settings, program: bytes) -> Service:
    """Import the job and what it needs, once for all submissions."""
    if not settings.namespaces:
        harden.new_home(settings.home)
    stubs.redirect()
    prepared = importlib.import_module(f"{__package__}.{settings.warm}").warm(settings.device)
    job = importlib.import_module(f"{__package__}.{settings.job}").run
    if "torch" in sys.modules:
        stubs.block_fused_kernels()
    # What a worker's first request would load otherwise.
    msgspec.json.decode(msgspec.json.encode(Limits()), type=Limits)
    # Only the thread that forks lives on in the child: a lock held by another one stays locked.
    if threads() > 1:
        raise RuntimeError(f"warming up left {threads()} threads; a fork is only safe with one")
    if not settings.namespaces:
        harden.new_home(settings.home)  # without what warming up left there
    gc.collect()
    gc.freeze()  # else a collection in the child touches, and so copies, every page
    harden.make_undumpable()
    return Service(job, prepared, settings, program)


def threads() -> int:
    """How many threads this process has (1 where the system does not say)."""
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        return 1


def say(control: socket.socket, message: Started | Report) -> None:
    """Tell the supervisor."""
    control.sendall(json.dumps(msgspec.to_builtins(message)).encode() + b"\n")


def serve_one(control: socket.socket, service: Service, fds: list[int]) -> Report:
    """Fork warden and worker, wait for their end or for "k"; return how it ended."""
    leash, cut = os.pipe()
    last_word, ear = os.pipe()[::-1]
    with Wakeup() as wakeup:
        warden = os.fork()
        if warden == 0:
            os.close(cut)
            os.close(ear)
            control.close()
            be_warden(service, fds, leash, last_word)
        for fd in (leash, last_word, *fds):
            os.close(fd)
        watched = [control]
        while (ended := wakeup.reap(warden)) is None:
            if control in wakeup.wait(*watched):
                control.recv(1)  # "k", or nothing: the supervisor is gone
                os.close(cut)
                watched = []
        if watched:
            os.close(cut)
    if not service.settings.namespaces:
        harden.new_home(service.settings.home)
    with os.fdopen(ear, "rb") as heard:
        queued = heard.read()
    status, usage = ended
    return Report(
        status=os.waitstatus_to_exitcode(status),
        cpu_seconds=usage.ru_utime + usage.ru_stime,
        memory_mb=usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10),
        queued_seconds=float(queued or 0),
    )


def be_warden(service: Service, fds: list[int], leash: int, last_word: int) -> NoReturn:
    """Give the worker its namespaces, kill it if the leash is cut, say how long it queued, die as it died."""
    status = SETUP_FAILED
    try:
        os.dup2(fds[2], 2)
        os.lseek(fds[0], 0, os.SEEK_SET)
        limits = msgspec.json.decode(frames.read(fds[0])[0], type=Limits)
        if service.settings.namespaces:
            harden.unshare_namespaces()
        proc = os.open("/proc", os.O_RDONLY) if os.path.isdir("/proc") else None  # the worker will hide it
        with Wakeup() as wakeup:
            worker = os.fork()
            if worker == 0:
                os.close(leash)
                os.close(last_word)
                be_worker(service, limits, *fds)
            for fd in fds:
                os.close(fd)
            account = clock.open_account(str(worker), proc)
            status, queued = guard(worker, leash, account, service.settings, limits, wakeup)
            os.write(last_word, f"{queued:.6f}".encode())
    except BaseException:
        traceback.print_exc()
    die_alike(status)


def guard(worker: int, leash: int, account: int | None, settings: Settings, limits: Limits,
          wakeup: Wakeup) -> tuple[int, float]:
    """Wait for the worker; end it if the leash is cut, the disk fills or it sleeps.

    Args:
        worker: its process.
        leash: can be read when the run is to end.
        account: what the worker has used, see `clock.used`.
        settings, limits: those of the run.
        wakeup: of this process.

    Returns:
        How it ended, and for how many seconds it queued for a processor.
    """
    # A file system of its own has a size. Without one, somebody has to look.
    private = settings.namespaces
    watched, overfull, asleep = [leash], False, False
    began, queued, slept, idle = time.monotonic(), 0.0, 0.0, 0.0
    while True:
        used = clock.used(account)  # a zombie's can still be read
        if used:
            queued, before, idle = used[1], idle, time.monotonic() - began - sum(used)
            slept += min(idle - before, clock.STALL_SECONDS)
        if ended := wakeup.reap(worker):
            break
        ready = wakeup.wait(*watched, seconds=LOOK_SECONDS)
        overfull = overfull or (not private and harden.overfull(settings.home))
        asleep = asleep or slept > limits.asleep_seconds
        # A leash carries no data: it can be read when it is cut, by a limit that was reached or by
        # the zygote's own death.
        if watched and (leash in ready or overfull or asleep):
            os.kill(worker, signal.SIGKILL)
            watched = []
    status = -signal.SIGXFSZ if overfull else -signal.SIGALRM if asleep else os.waitstatus_to_exitcode(ended[0])
    return status, queued


def die_alike(status: int) -> NoReturn:
    """End as the worker ended: with its exit code, or by the signal -status."""
    if status < 0:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if -status not in (signal.SIGKILL, signal.SIGSTOP):
            signal.signal(-status, signal.SIG_DFL)
        os.kill(os.getpid(), -status)
    os._exit(status)


def be_worker(service: Service, limits: Limits, request_fd: int, result_fd: int, errors_fd: int) -> NoReturn:
    """Confine this process, then run the job."""
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        asked, body = frames.read(request_fd)
        request = json.loads(asked)
        result_fd = harden.keep_only(result_fd, errors_fd)
        clock.open_account()  # as ACCOUNT_FD, the next one
        harden.confine(service.settings, limits, service.program)

        def send(header: bytes, body: bytes = b"") -> None:
            frames.write(result_fd, header, body)

        send(wall.READY)
    except BaseException:
        traceback.print_exc()
        os._exit(SETUP_FAILED)
    status = 1
    try:
        service.job(request, body, send, service.prepared, limits)
        send(wall.DONE)
        status = 0
    except BaseException:
        harden.forget_output()
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(status)


class Wakeup:
    """Wait for a child's death and for file descriptors at once, without a race, on every Unix."""

    def __enter__(self) -> Wakeup:
        self._read, self._write = os.pipe()
        for fd in (self._read, self._write):
            os.set_blocking(fd, False)
        self._handler = signal.signal(signal.SIGCHLD, _nothing)
        self._previous = signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        signal.set_wakeup_fd(self._previous)
        signal.signal(signal.SIGCHLD, self._handler)
        os.close(self._read)
        os.close(self._write)

    def reap(self, pid: int) -> tuple[int, resource.struct_rusage] | None:
        """(wait status, resource usage) if `pid` has ended, else None."""
        ended, status, usage = os.wait4(pid, os.WNOHANG)
        return (status, usage) if ended else None

    def wait(self, *others: Any, seconds: float | None = None) -> list[Any]:
        """Sleep until a child ends or one of `others` can be read; return those that can."""
        ready: list[Any] = wait([self._read, *others], seconds)
        if self._read in ready:
            os.read(self._read, 4096)
            ready.remove(self._read)
        return ready


def _nothing(number: int, frame: FrameType | None) -> None:
    """A handler, so that the signal is not ignored."""
