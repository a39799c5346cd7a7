"""The trusted side: starts a zygote, hands it submissions, collects frames, and ends what lasts."""

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from dataclasses import asdict, dataclass, field

from ..worker import frames
from . import commands, ending, places, seccomp
from .collect import Collector, Lost
from .limits import CLOSE_SECONDS, ERRORS_KEPT, START_SECONDS, Limits


class SandboxError(RuntimeError):
    """The sandbox itself does not work on this machine. The message says why."""


class WeakSandbox(SandboxError):
    """Only a plain process is possible here, and nobody has said that this is enough."""


@dataclass
class Run:
    """What became of one submission."""

    frames: list[tuple[dict, bytes]] = field(default_factory=list)
    ended: str = "finished"  # one of ending.DETAILS
    detail: str = ""  # a sentence, "" when it finished
    seconds: float = 0.0  # from the order to the end, on the wall's clock
    cpu_seconds: float = 0.0
    memory_mb: float = 0.0  # the peak, what it shares with the zygote included


class Sandbox:
    """One warm zygote; every `run` forks one worker from it.

    A context manager. It starts when first used, belongs to the thread that uses it, and starts
    anew by itself if it dies.

    Args:
        level: "bubblewrap", "landlock" or "process"; None for the strongest that works here.
        device: "cpu" or "cuda".
        allow_weak: accept "process", which stops accidents but not attacks.
    """

    def __init__(self, level=None, device="cpu", allow_weak=False, *, _job="job", _warm="warm"):
        from .levels import NAMES, levels, strongest  # which tries levels by running this class

        self.level = level or strongest()
        if self.level not in NAMES:
            raise ValueError(f"no isolation level is called {self.level!r}")
        if self.level == "process" and not allow_weak:
            reasons = "; ".join(f"{one.name}: {one.why}" for one in levels() if one.why)
            why = f"this machine cannot confine a stranger's notebook ({reasons})" if reasons else (
                "the level “process” cannot confine a stranger's notebook")
            raise WeakSandbox(f"{why}; --allow-weak grades without that")
        self.device = device
        self._modules = {"job": _job, "warm": _warm}
        self._zygote = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def start(self) -> None:
        """Start the zygote unless it runs. SandboxError if it cannot."""
        if self._zygote is None:
            self._zygote = Zygote(self.level, self.device, self._modules)

    def close(self) -> None:
        """End the zygote and everything in it."""
        if self._zygote is not None:
            self._zygote.close()
            self._zygote = None

    def run(self, request: dict, body: bytes = b"", limits: Limits = Limits()) -> Run:
        """Give one submission to a fresh worker and wait for its end.

        Whatever the worker does ends here as data: the frames that it sent, and how it ended.
        """
        run = None
        for _ in range(2):  # a zygote's death is not the submission's fault: once more
            self.start()
            try:
                run = self._zygote.run(request, body, limits)
            except Gone:
                self.close()
                continue
            except BaseException:
                self.close()  # interrupted: the next run must not hear of this one
                raise
            if not self._zygote.alive:
                self.close()
            if run.ended != "lost":
                break
        if run is None:
            raise SandboxError("the sandbox died twice at the start of a run")
        return run


class Gone(Exception):
    """The zygote is dead and the submission has not run."""


class Zygote:
    """A running zygote process and its control socket."""

    def __init__(self, level: str, device: str, modules: dict):
        self.folder = tempfile.mkdtemp(prefix="grader-")
        self.errors = tempfile.TemporaryFile()
        self.control, theirs = socket.socketpair()
        self.process = None
        self.alive = True
        try:
            self._start(level, device, modules, theirs)
        except BaseException:
            self.close()
            raise
        finally:
            theirs.close()

    def _start(self, level, device, modules, theirs) -> None:
        fd = theirs.fileno()
        needed = [*places.python(), places.WORKER]
        if level == "bubblewrap":
            home, env = commands.HOME, {}
            command = [*commands.bubblewrap(device), *commands.python(commands.INSIDE, fd)]
        else:
            home = self._make_home()
            env = commands.environment(home, device)
            command = commands.python(self.folder, fd)
            needed.append(self.folder)
        self.process = subprocess.Popen(
            commands.unprivileged(command, env, needed),
            stdin=subprocess.DEVNULL,
            stdout=self.errors,
            stderr=self.errors,
            pass_fds=[fd],
            cwd="/",
            start_new_session=True,  # Ctrl-C is for the grader, which then closes this
        )
        theirs.close()
        settings = {
            "namespaces": level == "bubblewrap",
            "landlock": level == "landlock",
            "readable": places.readable() if level == "landlock" else [],
            "home": home,
            "device": device,
            **modules,
        }
        program = seccomp.compile_filter()[0]
        try:
            self.control.sendall(frames.encode(settings, program))
            self.control.settimeout(START_SECONDS)
            answer = self.report()
        except (OSError, Lost):
            self._kill()
            last_words = tail(self.errors).strip().rpartition("\n")[2]
            answer = {"error": last_words or "it ended without a word"}
        if "error" in answer:
            raise SandboxError(f"the {level} sandbox does not start: {answer['error']}")
        self.control.settimeout(None)

    def _make_home(self) -> str:
        """Without a file system of its own, the worker gets a folder on this one."""
        homes = os.path.join(self.folder, "homes")
        os.mkdir(homes, 0o700)
        os.symlink(places.WORKER, os.path.join(self.folder, "worker"))
        os.chmod(self.folder, 0o755)
        if os.geteuid() == 0:
            os.chown(homes, places.UNPRIVILEGED, places.UNPRIVILEGED)
        return os.path.join(homes, "student")

    def close(self) -> None:
        """Kill the zygote, and with it what it forked."""
        self.control.close()  # it ends by itself then, and takes its worker along
        if self.process is not None:
            self._kill(after=CLOSE_SECONDS)
        self.errors.close()
        try:
            shutil.rmtree(self.folder, ignore_errors=True)
        except RecursionError:
            pass  # a stranger's folders, nested by the thousand, that the zygote died upon

    def _kill(self, after: float = 0) -> None:
        try:
            self.process.wait(after)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def report(self) -> dict:
        """The zygote's next message. Lost if it hangs up."""
        line = bytearray()
        while not line.endswith(b"\n"):
            try:
                piece = self.control.recv(1)
            except ConnectionError:
                piece = b""
            if not piece:
                raise Lost
            line += piece
        return json.loads(line)

    def order_end(self) -> None:
        """Have the running worker killed."""
        try:
            self.control.sendall(b"k")
        except OSError:
            pass  # it is gone, and so is the worker

    def run(self, request: dict, body: bytes, limits: Limits) -> Run:
        """One submission. Gone if the zygote died before it began."""
        begin = time.monotonic()
        with tempfile.TemporaryFile() as order, tempfile.TemporaryFile() as errors:
            order.write(frames.encode(asdict(limits)) + frames.encode(request, body))
            order.flush()
            results = self._hand_over(order, errors)
            collector = Collector(results, self, limits, begin)
            try:
                report = collector.collect()
            except Lost:
                if not collector.ready:
                    raise Gone from None
                report = None
            finally:
                os.close(results)
            last_words = tail(errors)
        if report is None:
            ended, extra = collector.ended or "lost", collector.extra
            self.alive = False
        else:
            ended, extra = ending.classify(collector, report, last_words, limits)
        return Run(
            frames=collector.frames,
            ended=ended,
            detail=ending.describe(ended, limits, extra),
            seconds=time.monotonic() - begin,
            cpu_seconds=report["cpu_seconds"] if report else 0.0,
            memory_mb=report["memory_mb"] if report else 0.0,
        )

    def _hand_over(self, order, errors) -> int:
        """Give the zygote the files of a submission; return the pipe with its results."""
        results, theirs = os.pipe()
        try:
            fds = [order.fileno(), theirs, errors.fileno()]
            socket.send_fds(self.control, [b"r"], fds)
        except OSError:
            os.close(results)
            raise Gone from None
        finally:
            os.close(theirs)
        return results


def tail(file) -> str:
    """The end of what was printed into `file`."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - ERRORS_KEPT))
    return file.read(ERRORS_KEPT).decode("utf-8", "replace")
