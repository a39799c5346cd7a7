"""The zygote: one process that has imported everything, and forks a worker for every submission.

It runs inside the sandbox but never runs a stranger's code itself. Three processes take part in a
submission:

    zygote ── warden ── worker

The **worker** is confined (see harden.py) and runs the notebook. The **warden** owns the worker's
namespaces, kills the worker when told to, and then dies the same death, so that the zygote sees how
the worker ended. The zygote tells the supervisor.

On the control socket, the supervisor sends one frame with the settings; then for each submission
the byte "r" with three file descriptors (request, result, errors), and "k" to end the one that
runs. The zygote answers with lines of JSON: first {"ready": …} or {"error": …}, then for each
submission {"status": …, "cpu_seconds": …, "memory_mb": …}.
"""

import gc
import importlib
import json
import os
import resource
import signal
import socket
import sys
import traceback
from multiprocessing.connection import wait  # unlike select, it takes any descriptor

from . import frames, harden, stubs

RUN, KILL = b"r", b"k"
LOOK_SECONDS = 0.25  # between two looks at how full a home is
SETUP_FAILED = 70  # exit code when the worker could not be confined; no submission has run then


def main(control_fd: int) -> None:
    """Serve submissions until the supervisor hangs up."""
    control = socket.socket(fileno=control_fd)
    settings, filter_program = frames.read(control_fd)
    settings["seccomp"] = filter_program
    try:
        job = prepare(settings)
    except BaseException as error:
        say(control, {"error": f"{type(error).__name__}: {error}"})
        raise
    say(control, {"ready": os.getpid()})
    while True:
        message, fds, _, _ = socket.recv_fds(control, 1, 3)
        if not message:
            os._exit(0)  # without Python's and torch's long goodbye
        if message == RUN:
            say(control, serve_one(control, job, settings, fds))


def prepare(settings: dict):
    """Import the job and what it needs, once for all submissions; return its `run`."""
    if not settings["namespaces"]:
        harden.new_home(settings["home"])
    stubs.redirect()
    package = __package__
    importlib.import_module(f"{package}.{settings['warm']}").warm()
    job = importlib.import_module(f"{package}.{settings['job']}").run
    if "torch" in sys.modules:
        stubs.block_fused_kernels()
    # Only the thread that forks lives on in the child: a lock held by another one stays locked.
    if threads() > 1:
        raise RuntimeError(f"warming up left {threads()} threads; a fork is only safe with one")
    if not settings["namespaces"]:
        harden.new_home(settings["home"])  # without what warming up left there
    gc.collect()
    gc.freeze()  # else a collection in the child touches, and so copies, every page
    harden.make_undumpable()
    return job


def threads() -> int:
    """How many threads this process has (1 where the system does not say)."""
    try:
        return len(os.listdir("/proc/self/task"))
    except OSError:
        return 1


def say(control, message: dict) -> None:
    control.sendall(json.dumps(message).encode() + b"\n")


def serve_one(control, job, settings, fds) -> dict:
    """Fork warden and worker, wait for their end or for "k"; return how it ended."""
    leash, cut = os.pipe()
    with Wakeup() as wakeup:
        warden = os.fork()
        if warden == 0:
            os.close(cut)
            control.close()
            be_warden(job, settings, fds, leash)
        for fd in (leash, *fds):
            os.close(fd)
        watched = [control]
        while (ended := wakeup.reap(warden)) is None:
            if control in wakeup.wait(*watched):
                control.recv(1)  # "k", or nothing: the supervisor is gone
                os.close(cut)
                watched = []
        if watched:
            os.close(cut)
    if not settings["namespaces"]:
        harden.new_home(settings["home"])
    status, usage = ended
    return {
        "status": os.waitstatus_to_exitcode(status),
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
        "memory_mb": usage.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10),
    }


def be_warden(job, settings, fds, leash) -> None:
    """Give the worker its namespaces, kill it if the leash is cut, die as it died. No return."""
    status = SETUP_FAILED
    try:
        os.dup2(fds[2], 2)
        if settings["namespaces"]:
            harden.unshare_namespaces()
        with Wakeup() as wakeup:
            worker = os.fork()
            if worker == 0:
                os.close(leash)
                be_worker(job, settings, *fds)
            for fd in fds:
                os.close(fd)
            status = guard(worker, leash, settings, wakeup)
    except BaseException:
        traceback.print_exc()
    die_alike(status)


def guard(worker, leash, settings, wakeup) -> int:
    """Wait for the worker; end it if the leash is cut or the disk fills. How it ended."""
    # A file system of its own has a size. Without one, somebody has to look.
    private = settings["namespaces"]
    watched, overfull = [leash], False
    while (ended := wakeup.reap(worker)) is None:
        ready = wakeup.wait(*watched, seconds=None if private else LOOK_SECONDS)
        overfull = overfull or (not private and harden.overfull(settings["home"]))
        # A leash carries no data: it can be read when it is cut, by a limit that was reached or by
        # the zygote's own death.
        if leash in ready or overfull:
            os.kill(worker, signal.SIGKILL)
            watched = []
    return -signal.SIGXFSZ if overfull else os.waitstatus_to_exitcode(ended[0])


def die_alike(status: int) -> None:
    """End as the worker ended: with its exit code, or by the signal -status."""
    if status >= 0:
        os._exit(status)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if -status not in (signal.SIGKILL, signal.SIGSTOP):
        signal.signal(-status, signal.SIG_DFL)
    os.kill(os.getpid(), -status)


def be_worker(job, settings, request_fd, result_fd, errors_fd) -> None:
    """Confine this process, then run the job. Never returns."""
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.lseek(request_fd, 0, os.SEEK_SET)
        limits, _ = frames.read(request_fd)
        request, body = frames.read(request_fd)
        result_fd = harden.keep_only(result_fd, errors_fd)
        harden.confine(settings, limits)

        def send(header, raw=b""):
            frames.write(result_fd, header, raw)

        send({"sandbox": "ready"})
    except BaseException:
        traceback.print_exc()
        os._exit(SETUP_FAILED)
    status = 1
    try:
        job(request, body, send)
        send({"sandbox": "done"})
        status = 0
    except BaseException:
        harden.forget_output()
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(status)


class Wakeup:
    """Wait for a child's death and for file descriptors at once, without a race, on every Unix."""

    def __enter__(self):
        self._read, self._write = os.pipe()
        for fd in (self._read, self._write):
            os.set_blocking(fd, False)
        self._handler = signal.signal(signal.SIGCHLD, lambda *_: None)
        self._previous = signal.set_wakeup_fd(self._write, warn_on_full_buffer=False)
        return self

    def __exit__(self, *_):
        signal.set_wakeup_fd(self._previous)
        signal.signal(signal.SIGCHLD, self._handler)
        os.close(self._read)
        os.close(self._write)

    def reap(self, pid):
        """(wait status, resource usage) if `pid` has ended, else None."""
        ended, status, usage = os.wait4(pid, os.WNOHANG)
        return (status, usage) if ended else None

    def wait(self, *others, seconds=None):
        """Sleep until a child ends or one of `others` can be read; return those that can."""
        ready = wait([self._read, *others], seconds)
        if self._read in ready:
            os.read(self._read, 4096)
            ready.remove(self._read)
        return ready
