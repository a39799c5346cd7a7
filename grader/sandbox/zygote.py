"""A running zygote, seen from outside: its process, its control socket and the thread that keeps it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import IO, Any, TypeVar

import msgspec

from ..ground import frames
from ..ground.device import Device
from ..ground.limits import Limits
from ..ground.messages import Message
from ..ground.wall import Report, Settings, Started
from ..outcome.ending import Ended, Ending
from . import commands, ending, places, seccomp
from .collect import Collector, Lost
from .errors import NotStarted
from .level import Level

START_SECONDS = 180  # for the zygote to import torch, on a cold disk
CLOSE_SECONDS = 2  # for the zygote to end by itself
ERRORS_KEPT = 4096  # bytes of what the worker printed last, to tell a crash
MAX_LINE = 1 << 16  # bytes of one line on the control socket

T = TypeVar("T")

_started = msgspec.json.Decoder(Started)
_report = msgspec.json.Decoder(Report)


@dataclass
class Run:
    """What became of one submission."""

    frames: list[tuple[Message, bytes]] = field(default_factory=list)
    ending: Ending = field(default_factory=Ending)
    seconds: float = 0.0  # from the order to the end, on the wall's clock
    cpu_seconds: float = 0.0
    memory_mb: float = 0.0  # the peak, what it shares with the zygote included
    queued_seconds: float = 0.0  # in which it could have computed and had no processor


@dataclass(frozen=True)
class Job:
    """What a zygote is for.

    Attributes:
        module: of `grader.inside`; its `run` answers a request.
        warm: of `grader.inside`; its `warm` prepares what `run` needs.
        message: the type of which every message must be, for msgspec.
    """

    module: str
    warm: str
    message: Any


class Gone(Exception):
    """The zygote is dead and the submission has not run."""


class Zygote:
    """A running zygote process. NotStarted if it does not run.

    Its process is started by a thread that lives as long as it does: bubblewrap's --die-with-parent follows
    the thread that started it, not the process.
    """

    def __init__(self, level: Level, device: Device, job: Job):
        self.alive = True
        self._decode = msgspec.json.Decoder(job.message).decode
        self._starting: Future[subprocess.Popen[bytes]] | None = None
        # All of these are undone, the last one first, whatever one of them raises, and whenever it comes to that.
        with ExitStack() as undone:
            self.folder = tempfile.mkdtemp(prefix="grader-")
            undone.callback(_remove, self.folder)
            self.errors = undone.enter_context(tempfile.TemporaryFile())
            self._keeper = ThreadPoolExecutor(1, "zygote")
            undone.callback(self._keeper.shutdown)
            undone.callback(self._kill, after=CLOSE_SECONDS)
            self.control, theirs = socket.socketpair()
            undone.callback(self.control.close)  # it ends by itself then, and takes its worker along
            with theirs:
                self._start(level, device, job, theirs)
            self._close = undone.pop_all()

    @property
    def process(self) -> subprocess.Popen[bytes] | None:
        """The process that was started; None if none was."""
        if self._starting is None or self._starting.exception() is not None:
            return None
        return self._starting.result()

    def _start(self, level: Level, device: Device, job: Job, theirs: socket.socket) -> None:
        fd = theirs.fileno()
        needed = [*places.python(), *places.OURS]
        env: dict[str, str] = {}
        packages = ""
        if level is Level.BUBBLEWRAP:
            home = commands.HOME
            command = [*commands.bubblewrap(device), *commands.python(commands.INSIDE, fd)]
        else:
            home = self._make_home()
            env = commands.environment(home, device, f"{self.folder}/grader")
            packages = self._gather_packages()
            command = commands.python(self.folder, fd, packages)
            needed.append(self.folder)
        self._starting = self._keeper.submit(
            subprocess.Popen,
            commands.unprivileged(command, env, needed),
            stdin=subprocess.DEVNULL,
            stdout=self.errors,
            stderr=self.errors,
            pass_fds=[fd],
            cwd="/",
            start_new_session=True,  # Ctrl-C is for the grader, which then closes this
        )
        self._starting.result()
        theirs.close()
        landlocked, cuda = level is Level.LANDLOCK, device is Device.CUDA
        settings = Settings(
            namespaces=level is Level.BUBBLEWRAP,
            landlock=landlocked,
            readable=[*places.readable(), packages, *(places.cuda_driver() if cuda else [])] if landlocked else [],
            listable=places.listable() if landlocked else [],
            devices=places.cuda_devices() if landlocked and cuda else [],
            home=home,
            device=device,
            job=job.module,
            warm=job.warm,
        )
        program = seccomp.compile_filter(level, device)[0]
        try:
            self.control.sendall(frames.encode(msgspec.json.encode(settings), program))
            self.control.settimeout(START_SECONDS)
            answer = self._hear(_started)
        except (OSError, Lost):
            self._kill()
            raise NotStarted(level, tail(self.errors).strip().rpartition("\n")[2]) from None
        if answer.error:
            raise NotStarted(level, answer.error)
        self.control.settimeout(None)

    def _make_home(self) -> str:
        """Without a file system of its own, the worker gets a folder on this one."""
        homes, package = (os.path.join(self.folder, name) for name in ("homes", "grader"))
        os.mkdir(homes, 0o700)
        os.mkdir(package, 0o755)
        for path in places.OURS:
            os.symlink(path, os.path.join(package, os.path.basename(path)))
        os.chmod(self.folder, 0o755)
        os.chmod(package, 0o755)
        if (other := places.other_user()) is not None:
            os.chown(homes, other, other)
        return os.path.join(homes, "student")

    def _gather_packages(self) -> str:
        """Without a file system of its own, the worker gets a folder that shows no other packages than its own."""
        folder = os.path.join(self.folder, "packages")
        os.mkdir(folder, 0o755)
        os.chmod(folder, 0o755)
        places.link_packages(folder)
        return folder

    def close(self) -> None:
        """Kill the zygote, and with it what it forked. An interrupt comes through when all is done."""
        self._close.close()

    def kill(self) -> None:
        """Kill the process and nothing more. For another thread than the one that uses it."""
        if self.process is not None:
            self.process.kill()

    def _kill(self, after: float = 0) -> None:
        process = self.process
        if process is None:
            return
        try:
            process.wait(after)
        except subprocess.TimeoutExpired:
            pass
        finally:  # whoever is interrupted while waiting leaves nothing behind either
            process.kill()
            process.wait()

    def report(self) -> Report:
        """How the worker ended. Lost if the zygote hangs up, or says what it cannot say."""
        return self._hear(_report)

    def _hear(self, decoder: msgspec.json.Decoder[T]) -> T:
        line = bytearray()
        while not line.endswith(b"\n"):
            try:
                piece = self.control.recv(1)
            except ConnectionError:
                piece = b""
            if not piece or len(line) > MAX_LINE:
                raise Lost
            line += piece
        try:
            return decoder.decode(line)
        except Exception:
            raise Lost from None

    def order_end(self) -> None:
        """Have the running worker killed."""
        try:
            self.control.sendall(b"k")
        except OSError:
            pass  # it is gone, and so is the worker

    def run(self, request: Mapping[str, Any], body: bytes, limits: Limits) -> Run:
        """One submission. Gone if the zygote died before it began."""
        begin = time.monotonic()
        report: Report | None
        with tempfile.TemporaryFile() as order, tempfile.TemporaryFile() as errors:
            order.write(frames.encode(msgspec.json.encode(limits)) + frames.encode(frames.dump(request), body))
            order.flush()
            results = self._hand_over(order, errors)
            try:
                collector = Collector(results, self, self._decode, limits, begin)
                report = collector.collect()
            except Lost:
                if not collector.ready:
                    raise Gone from None
                report = None
            finally:
                os.close(results)
            last_words = tail(errors)
        if report is None:
            self.alive = False
            end = Ending(collector.ended or Ended.LOST, limits, collector.extra)
        else:
            end = ending.classify(collector, report, last_words, limits)
        return Run(
            frames=collector.frames,
            ending=end,
            seconds=time.monotonic() - begin,
            cpu_seconds=report.cpu_seconds if report else 0.0,
            memory_mb=report.memory_mb if report else 0.0,
            queued_seconds=report.queued_seconds if report else 0.0,
        )

    def _hand_over(self, order: IO[bytes], errors: IO[bytes]) -> int:
        """Give the zygote the files of a submission; return the pipe with its results."""
        results, theirs = os.pipe()
        try:
            fds = [order.fileno(), theirs, errors.fileno()]
            socket.send_fds(self.control, [b"r"], fds)
        except BaseException as error:
            os.close(results)
            if isinstance(error, OSError):
                raise Gone from None
            raise
        finally:
            os.close(theirs)
        return results


def _remove(folder: str) -> None:
    try:
        shutil.rmtree(folder, ignore_errors=True)
    except RecursionError:
        pass  # a stranger's folders, nested by the thousand, that the zygote died upon


def tail(file: IO[bytes]) -> str:
    """The end of what was printed into `file`."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - ERRORS_KEPT))
    return file.read(ERRORS_KEPT).decode("utf-8", "replace")
