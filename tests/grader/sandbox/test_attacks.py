"""Attacks on the sandbox, made from inside it, at every isolation level that this machine offers.

Each attack is a piece of Python that runs where a student's notebook would. It reports what it got
through `attempt`; and after each one, the next submission must be graded as usual.
"""

import errno
import importlib.metadata
import json
import os
import platform
import socket
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import pytest

from grader.ground import frames, said_inside, wall
from grader.inside import harden
from grader.outcome.ending import Ended
from grader.sandbox import Level, Limits, Sandbox, levels, places, seccomp
from grader.sandbox.supervisor import PROBE, WARM_PROBE

pytestmark = [
    pytest.mark.sandbox,
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux can confine"),
]

ROOT = Path(__file__).resolve().parents[3]
SHORT = Limits(wall_seconds=20, cpu_seconds=10, memory_mb=200, output_mb=2, file_mb=1)

TOOLS = """
import ctypes, errno, os, signal, socket, subprocess, sys, threading
libc = ctypes.CDLL(None, use_errno=True)
def attempt(call):
    try:
        got = call()
    except BaseException as error:
        send({"refused": type(error).__name__, "why": str(error)})
    else:
        send({"got": repr(got)[:1000]})
def syscall(number, *arguments):
    if libc.syscall(number, *arguments) < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
def write(path):
    with open(path, "w") as file:
        file.write("x")
"""


@pytest.fixture(scope="module", params=[Level.BUBBLEWRAP, Level.LANDLOCK])
def sandbox(request):
    """A sandbox without torch: most attacks need only Python."""
    yield from _open(request.param, PROBE)


@pytest.fixture(scope="module", params=[Level.BUBBLEWRAP, Level.LANDLOCK])
def warm_sandbox(request):
    """A sandbox with torch, as the grader uses it."""
    yield from _open(request.param, WARM_PROBE)


def _open(level, job):
    if lacking := levels.missing(level):
        pytest.skip(str(lacking))
    with Sandbox(level, job=job) as sandbox:
        yield sandbox


def attack(sandbox, code, limits=SHORT, **request):
    """Run `code` in the sandbox, and see that the next submission is none the worse for it."""
    run = sandbox.run({"code": TOOLS + textwrap.dedent(code), **request}, limits=limits)
    usual = sandbox.run({"code": "send({'sum': sum(range(10))}, body)"}, b"as usual")
    assert (usual.ending.ended, usual.frames) == (Ended.FINISHED, [({"sum": 45}, b"as usual")])
    return run


def outcomes(run):
    """What each attempt of a run that finished came to: the error's name, or what it got."""
    assert run.ending.ended is Ended.FINISHED, run
    return [header.get("refused") or f"got {header['got']}" for header, _ in run.frames]


REFUSALS = {
    "PermissionError", "FileNotFoundError", "OSError", "ProcessLookupError", "BlockingIOError",
    "NotADirectoryError", "ConnectionRefusedError", "RuntimeError",
}  # fmt: skip


def assert_all_refused(run):
    found = outcomes(run)
    assert found and set(found) <= REFUSALS, run.frames


@pytest.fixture
def secret(tmp_path_factory):
    """A file like a gradebook, which any user of this machine could read and change."""
    folder = Path("/var/tmp") / f"grader-test-{os.getpid()}"
    folder.mkdir(mode=0o755)
    folder.chmod(0o777)
    path = folder / "gradebook.db"
    path.write_text("everybody's points")
    path.chmod(0o666)
    yield path
    assert path.read_text() == "everybody's points"
    assert [entry.name for entry in folder.iterdir()] == ["gradebook.db"]
    path.unlink()
    folder.rmdir()


# Files


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd", "/etc/hostname", "/proc/2/environ", "/sys/kernel",
        "/root", "/home", "/tmp", "/var", "/usr/bin", "/dev/shm", ROOT, ROOT / "grader",
        ROOT / "grader/tasks", ROOT / "grader/judging/judge.py", ROOT / "solutions", ROOT / ".git",
    ],
)  # fmt: skip
def test_nothing_of_the_machine_or_of_the_grader_can_be_read(sandbox, path):
    # Folders that lead to the interpreter exist inside, with nothing else in them.
    known = [part for known in places.python() for part in Path(known).parts]
    run = attack(
        sandbox,
        """
        attempt(lambda: open(request["path"]).read(100))
        attempt(lambda: sorted(set(os.listdir(request["path"])) - set(request["known"])))
        """,
        path=str(path),
        known=[*known, "student", "pts"],
    )
    assert set(outcomes(run)) <= {"IsADirectoryError", "got []", *REFUSALS}, run.frames


def test_a_gradebook_can_be_neither_read_nor_changed(sandbox, secret):
    run = attack(
        sandbox,
        """
        path = request["path"]
        attempt(lambda: open(path).read())
        attempt(lambda: write(path))
        attempt(lambda: os.truncate(path, 0))
        attempt(lambda: os.unlink(path))
        attempt(lambda: os.rename(path, path + "2"))
        attempt(lambda: os.link(path, "here"))
        attempt(lambda: os.chmod(path, 0))
        attempt(lambda: os.utime(path))
        attempt(lambda: write(os.path.dirname(path) + "/new"))
        attempt(lambda: os.mkdir(os.path.dirname(path) + "/new"))
        attempt(lambda: os.symlink(path, "link") or open("link").read())
        """,
        path=str(secret),
    )
    assert_all_refused(run)


def test_nothing_can_be_written_outside_the_home(sandbox):
    run = attack(
        sandbox,
        """
        import json, sysconfig
        folders = ["/", "/tmp", "/home", "/dev", "/dev/shm", "/var/tmp", "/usr/lib", ".."]
        folders += [sys.prefix, sysconfig.get_path("purelib"), os.path.dirname(json.__file__)]
        folders += [sys.path[0], os.path.join(sys.path[0], "grader")]
        folders += [os.path.join(sys.path[0], "grader", room) for room in ("ground", "inside")]
        for folder in folders:
            attempt(lambda: write(os.path.join(folder, "planted")))
            attempt(lambda: os.mkdir(os.path.join(folder, "planted")))
        attempt(lambda: write("/proc/sys/kernel/core_pattern"))
        attempt(lambda: write("/proc/sysrq-trigger"))
        """,
    )
    assert_all_refused(run)


def test_what_one_submission_leaves_the_next_does_not_find(sandbox):
    first = attack(
        sandbox,
        """
        import builtins, json
        os.mkdir("sub"); write("sub/note"); write(".hidden"); os.mkdir("closed", 0)
        os.environ["NOTE"] = builtins.note = json.note = "x"
        send({"home": os.getcwd(), "files": sorted(os.listdir("."))})
        """,
    )
    assert first.frames[0][0]["files"] == [".hidden", "closed", "sub"]
    second = attack(
        sandbox,
        """
        import builtins, json
        send({"home": os.getcwd(), "files": os.listdir("."), "note": os.environ.get("NOTE"),
              "modules": hasattr(builtins, "note") or hasattr(json, "note")})
        """,
    )
    home = first.frames[0][0]["home"]
    assert second.frames[0][0] == {"home": home, "files": [], "note": None, "modules": False}


def test_folders_nested_by_the_thousand_hinder_nobody(sandbox):
    attack(
        sandbox,
        """
        try:
            while True:
                os.mkdir("d"); os.chdir("d")
        except OSError:
            pass
        """,
    )
    run = attack(sandbox, "send({'files': os.listdir('.')})")
    assert run.frames == [({"files": []}, b"")]


# The network


def test_no_connection_leaves_the_sandbox(sandbox):
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.setblocking(False)
        run = attack(
            sandbox,
            """
            address = ("127.0.0.1", request["port"])
            attempt(lambda: socket.create_connection(address))
            attempt(lambda: socket.socket().connect(address))
            attempt(lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", address))
            attempt(lambda: socket.socket(socket.AF_UNIX).connect("\\0abstract"))
            attempt(lambda: socket.socket(socket.AF_INET6).bind(("::1", 0)))
            attempt(lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW))
            attempt(lambda: socket.getaddrinfo("example.org", 80) and None or 1 / 0)
            """,
            port=listener.getsockname()[1],
        )
        assert set(outcomes(run)) <= REFUSALS | {"gaierror"}
        with pytest.raises(BlockingIOError):
            listener.accept()


# Other processes


@pytest.fixture
def bystander():
    """A process of the same user as the sandbox's, which is none of its business."""
    user = {"user": places.UNPRIVILEGED} if os.geteuid() == 0 else {}
    with subprocess.Popen(["/bin/cat"], stdin=subprocess.PIPE, **user) as process:
        yield process
        assert process.poll() is None
        process.kill()


def test_no_other_process_can_be_signalled(sandbox, bystander):
    run = attack(
        sandbox,
        """
        import fcntl
        others = [pid for pid in (1, 2, os.getppid(), *request["others"]) if pid != os.getpid()]
        for pid in others:
            attempt(lambda: os.kill(pid, signal.SIGKILL))
            attempt(lambda: fcntl.fcntl(3, fcntl.F_SETOWN, pid))
        attempt(lambda: os.kill(0, signal.SIGKILL))
        for pid in others:  # negative numbers: a group, or everybody; the kernel says yes and asks each one
            try:
                os.killpg(pid, signal.SIGKILL)
            except OSError:
                pass
        """,
        others=[os.getpid(), bystander.pid],
    )
    assert_all_refused(run)


def test_no_other_process_can_be_traced_read_or_limited(sandbox):
    run = attack(
        sandbox,
        """
        import resource
        for pid in {1, os.getppid(), request["grader"]} - {os.getpid(), 0}:
            attempt(lambda: open(f"/proc/{pid}/mem", "rb").read(1))
            attempt(lambda: os.listdir(f"/proc/{pid}/fd"))
            attempt(lambda: resource.prlimit(pid, resource.RLIMIT_CPU, (0, 0)))
            attempt(lambda: os.sched_setaffinity(pid, {0}))
            attempt(lambda: os.pidfd_open(pid))
            def trace():
                if libc.ptrace(16, pid, 0, 0) < 0:
                    raise OSError(ctypes.get_errno(), "ptrace")
            attempt(trace)
        """,
        grader=os.getpid(),
    )
    assert_all_refused(run)


def test_proc_shows_no_other_process(sandbox):
    run = attack(sandbox, 'attempt(lambda: [p for p in os.listdir("/proc") if p.isdigit()])')
    assert outcomes(run) in (["got ['1']"], ["PermissionError"], ["got []"])


def test_no_process_can_be_started(sandbox):
    run = attack(
        sandbox,
        """
        import multiprocessing
        attempt(os.fork)
        attempt(lambda: subprocess.run([sys.executable, "-c", "0"]))
        attempt(lambda: os.system("true") and os.abort)
        attempt(lambda: os.execv(sys.executable, ["python"]))
        attempt(lambda: os.posix_spawn(sys.executable, ["python"], {}))
        attempt(lambda: multiprocessing.Process(target=print).start())
        attempt(lambda: threading.Thread(target=print).start())
        """,
    )
    found = outcomes(run)
    assert found[2].startswith("got <built-in function abort>")  # os.system tells by its value
    assert set(found[:2] + found[3:]) <= REFUSALS


def test_a_fork_bomb_does_not_go_off(sandbox):
    run = attack(
        sandbox,
        """
        refused = 0
        for _ in range(1000):
            try:
                os.fork()
            except OSError:
                refused += 1
        send({"refused": refused})
        """,
    )
    assert run.frames == [({"refused": 1000}, b"")]


def test_a_thread_that_torch_wants_is_told_as_such(warm_sandbox):
    run = attack(
        warm_sandbox,
        """
        import torch
        torch.set_num_threads(4)
        torch.ones(500, 500) @ torch.ones(500, 500)
        """,
    )
    assert run.ending.ended is Ended.THREADS


# The kernel


X86_64 = pytest.mark.skipif(platform.machine() != "x86_64", reason="system call numbers of x86-64")


@X86_64
def test_the_kernel_s_dangerous_doors_are_shut(sandbox):
    calls = {
        "setuid": (105, 0), "mount": (165, 0, 0, 0, 0, 0), "unshare": (272, 0x10000000),
        "setns": (308, 0, 0), "chroot": (161, 0), "keyctl": (250, 0, 0), "add_key": (248, 0, 0),
        "bpf": (321, 0, 0, 0), "perf_event_open": (298, 0, 0, -1, -1, 0),
        "userfaultfd": (323, 0), "io_uring_setup": (425, 1, 0), "memfd_create": (319, 0, 0),
        "memfd_secret": (447, 0), "shmget": (29, 0, 4096, 0o1600), "msgget": (68, 0, 0o1600),
        "mq_open": (240, 0, 0o102, 0o600, 0), "ptrace": (101, 0, 0, 0, 0),
        "fork": (57,), "a child": (56, 0x11, 0, 0, 0, 0), "a process group": (109, 0, 0),
        "a child in a new user namespace": (56, 0x10000011, 0, 0, 0, 0),
        "a child that is its parent's sibling": (56, 0x8011, 0, 0, 0, 0),
        "a child in the same memory": (56, 0x4111, 0, 0, 0, 0), "a child that dies in silence": (56, 0, 0, 0, 0, 0),
        "vfork": (58,), "clone3": (435, 0, 0), "personality": (135, 0x40000), "kexec_load": (246, 0, 0, 0, 0),
        "reboot": (169, 0, 0, 0), "open_by_handle_at": (304, -1, 0, 0), "process_vm_readv": (310, 1, 0, 0, 0, 0, 0),
        "pidfd_open": (434, 1, 0), "pidfd_getfd": (438, 0, 0, 0), "setgroups": (116, 0, 0), "capset": (126, 0, 0),
        "execveat": (322, -1, 0, 0, 0, 0), "outliving": (157, 1, 0), "dying with a parent": (157, 1, 9), "sync": (162,),
        "inotify_init1": (294, 0), "inotify_add_watch": (254, 0, 0, 0), "fanotify_init": (300, 0, 0),
        "timer_create": (222, 0, 0, 0), "timerfd_create": (283, 0, 0), "rt_sigqueueinfo": (129, 1, 10, 0),
        "seccomp": (317, 0, 0, 0), "landlock": (444, 0, 0, 1), "a waiter's priority": (202, 0, 6, 0, 0, 0, 0),
        "a lease": (72, 1, 1024, 1), "whose signals": (72, 3, 8, 1), "notes about a folder": (72, 0, 1026, 1),
        "the terminal's input": (16, 0, 0x5412, 0), "a file's flags": (16, 1, 0x40086602, 0),
        "a pair that finds others": (53, 1, 2, 0, 0), "a message with a descriptor": (46, 3, 0, 0),
        "fchmod": (91, 1, 0o777), "utimensat": (280, -100, 0, 0, 0), "flock": (73, 1, 2),
    }  # fmt: skip
    run = attack(
        sandbox,
        """
        for number, *arguments in request["calls"]:
            attempt(lambda: syscall(number, *arguments))
        """,
        calls=list(calls.values()),
    )
    shut = {"Operation not permitted", "Function not implemented"}
    found = {name: header.get("why", "got") for name, (header, _) in zip(calls, run.frames, strict=True)}
    assert {name: why for name, why in found.items() if why.partition("] ")[2] not in shut} == {}


@X86_64
def test_a_call_that_is_not_listed_does_not_exist(sandbox):
    """Every number that this kernel or one to come may know, but for those that are listed."""
    import pyseccomp

    listed = " ".join([*seccomp.ALLOWED.values(), *seccomp.REFUSED.values()]).split()
    listed += ["clone", "fcntl", "futex", "ioctl", "kill", "prctl", "prlimit64", "sched_setaffinity", "sendto",
               "socketpair", "tgkill"]
    numbers = {pyseccomp.resolve_syscall(pyseccomp.Arch.NATIVE, name) for name in listed}
    # The kernel's own way back from a probe; a filter never sees it, and whoever calls it dies of it.
    numbers |= {335, 336}
    others = [number for number in range(1000) if number not in numbers]
    run = attack(
        sandbox,
        """
        found = {}
        for number in request["numbers"]:
            try:
                syscall(number, 0, 0, 0, 0, 0, 0)
                found[number] = 0
            except OSError as error:
                found[number] = error.errno
        send({"found": found})
        """,
        numbers=others,
    )
    assert run.ending.ended is Ended.FINISHED, run
    ((found, _),) = run.frames
    assert {number: code for number, code in found["found"].items() if code != errno.ENOSYS} == {}
    assert len(found["found"]) > 800


def test_a_filter_and_no_privileges_are_in_force(sandbox):
    """PR_GET_NO_NEW_PRIVS, PR_GET_SECCOMP and the capability to mount, asked of the kernel."""
    run = attack(
        sandbox,
        """
        send({"no_new_privs": libc.prctl(39, 0, 0, 0, 0), "uid": os.getuid(), "gid": os.getgroups(),
              "limits": [__import__("resource").getrlimit(n) for n in (4, 6)]})
        """,
    )
    (state, _), = run.frames
    assert state["no_new_privs"] == 1
    assert state["uid"] != 0 and 0 not in state["gid"]
    assert state["limits"] == [[0, 0], [1, 1]]  # no core file, one process


def test_few_signals_wait_and_no_priority_is_raised(sandbox):
    run = attack(
        sandbox,
        """
        import resource
        for limit in (resource.RLIMIT_SIGPENDING, resource.RLIMIT_MSGQUEUE, resource.RLIMIT_MEMLOCK,
                      resource.RLIMIT_NICE, resource.RLIMIT_RTPRIO):
            send({"limit": resource.getrlimit(limit)})
        signal.pthread_sigmask(signal.SIG_BLOCK, [40])
        import threading
        for _ in range(1000):
            try:
                signal.pthread_kill(threading.get_ident(), 40)
            except OSError as error:
                send({"limit": error.errno})
                break
        """,
    )
    few, full = [harden.PENDING] * 2, errno.EAGAIN
    assert [header["limit"] for header, _ in run.frames] == [few, [0, 0], [0, 0], [0, 0], [0, 0], full]


def test_proc_is_there_to_be_read_and_nothing_in_it_to_be_changed(sandbox):
    """The order in which processes die when memory is short above all."""
    run = attack(
        sandbox,
        """
        for name in ("oom_score_adj", "oom_adj", "coredump_filter", "comm", "timerslack_ns", "clear_refs", "mem",
                     "attr/current", "setgroups", "uid_map", "loginuid", "autogroup", "sched"):
            attempt(lambda: write(f"/proc/self/{name}"))
        for name in ("sysrq-trigger", "sys/kernel/core_pattern", "sys/vm/drop_caches", "pressure/cpu", "mtrr"):
            attempt(lambda: write(f"/proc/{name}"))
        attempt(lambda: os.chmod("/proc/self/oom_score_adj", 0o666))
        """,
    )
    assert_all_refused(run)


def test_the_machine_s_own_side_of_proc_is_not_there(sandbox):
    run = attack(
        sandbox,
        """
        for name in ("kallsyms", "keys", "meminfo", "modules", "sys/kernel/hostname",
                     os.path.join("1", "root", "etc", "passwd")):
            attempt(lambda: open(f"/proc/{name}").read(1))
        attempt(lambda: os.listdir("/proc/sys"))
        """,
    )
    assert set(outcomes(run)) <= REFUSALS, run.frames


def test_there_is_no_terminal_to_be_had(sandbox):
    run = attack(
        sandbox,
        """
        for path in ("/dev/tty", "/dev/ptmx", "/dev/pts/ptmx", "/dev/console", "/dev/kmsg", "/dev/mem", "/dev/net/tun"):
            attempt(lambda: os.open(path, os.O_RDWR))
        attempt(os.openpty)
        attempt(lambda: os.get_terminal_size())
        """,
    )
    assert_all_refused(run)


def test_a_pair_of_sockets_reaches_nobody_else(sandbox):
    """A socket in the file system is no file to Landlock: it must not be possible to name one."""
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        os.chmod(folder, 0o777)
        listener.bind(f"{folder}/log")
        os.chmod(f"{folder}/log", 0o777)
        listener.setblocking(False)
        run = attack(
            sandbox,
            """
            for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_SEQPACKET):
                attempt(lambda: socket.socketpair(socket.AF_UNIX, kind)[0].sendto(b"x", request["path"]))
                attempt(lambda: socket.socketpair(socket.AF_UNIX, kind)[0].sendmsg([b"x"], [], 0, request["path"]))
            mine, other = socket.socketpair()
            mine.send(b"between us")
            send({"got": other.recv(10).decode()})
            """,
            path=f"{folder}/log",
        )
        with pytest.raises(BlockingIOError):
            listener.recv(1)
    assert run.frames.pop()[0] == {"got": "between us"}
    assert_all_refused(run)


# Too much of everything


@pytest.mark.parametrize(
    "bomb",
    [
        "x = [bytearray(1 << 20) for _ in range(10_000)]",
        "x = bytearray(1 << 40)",
        "import mmap; x = [mmap.mmap(-1, 1 << 24) for _ in range(1000)]",
        "x = 'x'\nwhile True: x += x",
    ],
    ids=["many blocks", "one block", "anonymous maps", "a doubling string"],
)
def test_a_memory_bomb_meets_its_limit(sandbox, bomb):
    run = attack(sandbox, bomb)
    assert run.ending.ended is Ended.MEMORY, run
    assert run.ending.limits.memory_mb == 200


def test_memory_that_torch_cannot_get_is_an_error_in_the_notebook(warm_sandbox):
    run = attack(warm_sandbox, "import torch; attempt(lambda: torch.zeros(10**10))")
    assert outcomes(run) == ["RuntimeError"]


def test_a_large_file_is_cut(sandbox):
    run = attack(
        sandbox,
        """
        file = open("large", "wb", buffering=0)
        attempt(lambda: [file.write(bytes(1 << 20)) for _ in range(100)])
        attempt(lambda: os.ftruncate(file.fileno(), 1 << 40))
        send({"size": os.path.getsize("large")})
        """,
    )
    assert [header.get("refused") for header, _ in run.frames[:2]] == ["OSError", "OSError"]
    assert run.frames[2][0]["size"] == SHORT.file_mb << 20


def test_many_files_do_not_fill_the_disk(sandbox):
    run = attack(
        sandbox,
        """
        data, number = bytes(1 << 20), 0
        try:
            while True:
                with open(str(number), "wb") as file:
                    file.write(data)
                number += 1
        except OSError as error:
            send({"files": number, "error": error.errno})
        """,
        limits=Limits(wall_seconds=60),
    )
    if sandbox.level is Level.BUBBLEWRAP:
        assert run.ending.ended is Ended.FINISHED
        assert run.frames[0][0]["files"] <= 32
    else:
        assert run.ending.ended is Ended.DISK


def test_a_flood_of_frames_is_cut_and_the_first_ones_count(sandbox):
    run = attack(sandbox, "send({'n': 0})\nwhile True: send({}, bytes(1 << 18))")
    assert (run.ending.ended, run.ending.extra) == (Ended.OUTPUT, frames.Excess.BYTES)
    assert run.frames[0] == ({"n": 0}, b"")
    assert sum(len(body) for _, body in run.frames) <= SHORT.output_mb << 20


def test_a_flood_of_tiny_frames_is_cut(sandbox):
    run = attack(sandbox, "while True: send({})")
    assert (run.ending.ended, run.ending.extra) == (Ended.OUTPUT, frames.Excess.FRAMES)
    assert len(run.frames) <= frames.MAX_FRAMES


def test_a_flood_of_long_headers_is_cut(sandbox):
    run = attack(sandbox, "while True: send({'text': 'x' * 100_000})", Limits(wall_seconds=20))
    assert (run.ending.ended, run.ending.extra) == (Ended.OUTPUT, frames.Excess.HEADERS)


def test_gigabytes_of_print_harm_nobody(sandbox):
    run = attack(sandbox, "send({'n': 0})\nwhile True: os.write(1, bytes(1 << 20))")
    assert run.ending.ended is Ended.CRASHED and "File too large" in run.ending.extra
    assert run.frames == [({"n": 0}, b"")]


# Not ending, and ending too soon


@pytest.mark.parametrize(
    "loop",
    [
        "while True: pass",
        "import itertools; sum(itertools.repeat(0))",
        "import re; re.match('(a+)+$', 'a' * 60 + 'b')",
        "os.read(os.pipe()[0], 1)",
        "signal.pause()",
        """
        for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
            signal.signal(number, signal.SIG_IGN)
        while True:
            try:
                while True: pass
            except BaseException:
                pass
        """,
    ],
    ids=["python", "one C call", "a regular expression", "a read", "asleep", "deaf to signals"],
)
def test_what_does_not_end_is_ended(sandbox, loop):
    run = attack(sandbox, "send({'n': 1})\n" + textwrap.dedent(loop), Limits(wall_seconds=0.5))
    assert run.ending.ended is Ended.WALL
    assert run.ending.limits.wall_seconds == 0.5
    assert run.frames == [({"n": 1}, b"")]


def test_an_endless_operation_of_torch_is_ended(warm_sandbox):
    code = "import torch; torch.matrix_power(torch.eye(4000), 2**40)"
    run = attack(warm_sandbox, code, Limits(wall_seconds=0.5))
    assert run.ending.ended is Ended.WALL


def test_computing_time_has_its_own_limit_that_no_handler_escapes(sandbox):
    run = attack(
        sandbox,
        """
        signal.signal(signal.SIGXCPU, signal.SIG_IGN)
        import resource
        attempt(lambda: resource.setrlimit(resource.RLIMIT_CPU, (100, 100)))
        while True: pass
        """,
        Limits(wall_seconds=60, cpu_seconds=1),
    )
    assert run.frames[0][0]["refused"] == "ValueError"
    assert run.ending.ended is Ended.CPU


@pytest.mark.parametrize("code", [0, 1, 70, 255])
def test_a_process_that_exits_by_itself_has_not_finished(sandbox, code):
    run = attack(sandbox, f"send({{'n': 1}}); os._exit({code})")
    assert run.ending.ended is Ended.EXITED and run.ending.extra == str(code)
    assert run.frames == [({"n": 1}, b"")]


@pytest.mark.parametrize(
    "crash",
    ["ctypes.string_at(0)", "libc.abort()", "raise SystemExit", "sys.setrecursionlimit(10**9)\n"
     "class A:\n  def __getattr__(self, n): return getattr(A(), n)\nA().x"],
    ids=["null pointer", "abort", "SystemExit", "endless recursion"],
)  # fmt: skip
def test_a_crash_is_told_as_a_crash(sandbox, crash):
    run = attack(sandbox, "send({'n': 1})\n" + crash)
    assert run.ending.ended in (Ended.CRASHED, Ended.MEMORY)
    assert run.frames == [({"n": 1}, b"")]


# Lies


RAW = "def raw(h, body=b''): os.write(3, __import__('struct').pack('<IQ', len(h), len(body)) + h + body)\n"

FORGED = {
    "not frames at all": "os.write(3, b'Full marks, please. ' * 100)",
    "a header longer than memory": "os.write(3, b'\\xff' * 4 + bytes(8))",
    "a header that is no JSON": "raw(b'{score: 10}')",
    "a header that is no object": "raw(b'[1]')",
    "brackets without end": "raw(b'[' * 1_000_000)",
    "an object nested too deep": "raw(b'{\"a\":' * 50_000 + b'1' + b'}' * 50_000)",
    "not a number": "raw(b'{\"a\": NaN}')",
    "infinity": "raw(b'{\"a\": 1e999}')",
    "a number of a million digits": "raw(b'{\"a\": ' + b'1' * 1_000_000 + b'}')",
    "half a surrogate": "raw(b'{\"a\": \"\\\\ud800\"}')",
    "almost a word of ours": "raw(b'ready ')",
    "a word of ours as JSON": "raw(b'\"done\"')",
    "nothing": "raw(b'')",
    "bytes that are no UTF-8": "raw(b'{\"a\": \"\\xff\"}')",
}


@pytest.mark.parametrize("forged", FORGED.values(), ids=FORGED)
def test_a_forged_frame_ends_the_run(sandbox, forged):
    run = attack(
        sandbox,
        f"{RAW}send({{'n': 1}})\n{forged}\nsend({{'n': 2}})",
    )
    assert run.ending.ended is Ended.GARBLED, run
    assert run.frames == [({"n": 1}, b"")]


def test_a_body_that_is_promised_and_never_comes_is_not_waited_for(sandbox):
    promise = "os.write(3, __import__('struct').pack('<IQ', 2, 1 << {}) + b'{{}}')"
    assert attack(sandbox, promise.format(40)).ending.ended is Ended.OUTPUT
    assert attack(sandbox, promise.format(10) + "; os._exit(0)").ending.ended is Ended.EXITED


def test_the_sandbox_s_own_words_never_reach_the_judge(sandbox):
    run = attack(sandbox, f"{RAW}raw({wall.DONE}); raw({wall.READY}); raw({wall.DONE}, b'body'); os._exit(3)")
    assert run.ending.ended is Ended.EXITED
    assert run.frames == []


def test_whoever_says_the_last_word_too_early_is_heard_to_the_end(sandbox):
    run = attack(sandbox, f"{RAW}raw({wall.DONE}); raw({wall.READY}); send({{'n': 1}}); 1 / 0")
    assert run.ending.ended is Ended.CRASHED
    assert run.frames == [({"n": 1}, b"")]


def test_a_message_that_looks_like_the_sandbox_s_own_word_is_a_message(sandbox):
    run = attack(sandbox, "send({'sandbox': 'done'}); os._exit(3)")
    assert run.ending.ended is Ended.EXITED
    assert run.frames == [({"sandbox": "done"}, b"")]


def test_a_closed_channel_ends_the_run(sandbox):
    assert attack(sandbox, "send({'n': 1}); os.close(3)").frames == [({"n": 1}, b"")]
    assert attack(sandbox, "os.close(3); os._exit(0)").ending.ended is Ended.EXITED
    paused = attack(sandbox, "os.close(3); signal.pause()", Limits(wall_seconds=0.5))
    assert paused.ending.ended is Ended.WALL


def test_no_descriptor_but_the_result_s_is_open(sandbox):
    run = attack(
        sandbox,
        """
        import stat
        def is_open(fd):
            try:
                return os.fstat(fd) is not None
            except OSError:
                return False
        send({"open": [fd for fd in range(4096) if is_open(fd)],
              "pipe": stat.S_ISFIFO(os.fstat(3).st_mode), "input": os.read(0, 1).decode()})
        attempt(lambda: os.read(3, 1))
        """,
    )
    assert run.frames[0][0] == {"open": [0, 1, 2, 3, 4], "pipe": True, "input": ""}
    assert run.frames[1][0]["refused"] == "OSError"


# Other packages


def installed():
    """What lies among the packages of this interpreter and may be imported, by its name; and what may not be inside."""
    allowed = {Path(path).name.partition(".")[0] for path in places.packages()}
    allowed |= {Path(path).parent.name for path in places.packages()}  # parts of a namespace
    found = {name for folder in places.package_folders() for name in os.listdir(folder)}
    modules = {name.partition(".")[0] for name in found if name.isidentifier() or name.endswith((".py", ".so"))}
    return sorted(modules - allowed - {"__pycache__", "grader"})


def test_a_package_that_is_not_listed_is_not_there(sandbox):
    """As if it were not installed, and whatever is done to find it leads nowhere."""
    names = installed()
    assert {"lion_pytorch", "nbgrader", "pip", "sqlalchemy"} <= set(names)
    run = attack(
        sandbox,
        """
        import importlib
        for name in request["names"]:
            try:
                importlib.import_module(name)
                send({"name": name})
            except ModuleNotFoundError as error:
                if error.name != name or str(error) != f"No module named {name!r}":
                    send({"name": name, "why": str(error)})
        importlib.invalidate_caches()
        sys.path += request["folders"]
        for name in request["names"]:
            try:
                importlib.import_module(name)
                send({"name": name, "how": "by its folder"})
            except (ImportError, PermissionError):
                pass
        import json.tool, numpy, fileinput
        for folder in request["folders"]:
            for name in request["names"]:
                for path in (f"{folder}/{name}/__init__.py", f"{folder}/{name}.py"):
                    try:
                        open(path).close()
                        send({"read": path})
                    except OSError:
                        pass
        """,
        names=names,
        folders=places.package_folders(),
    )
    assert run.ending.ended is Ended.FINISHED and run.frames == [], run.frames


def test_what_is_installed_is_said_as_it_is_there(sandbox):
    run = attack(
        sandbox,
        """
        import importlib.metadata as metadata
        send({"torch": metadata.version("torch")})
        for name in ("nbgrader", "optree", "pip", "lion-pytorch"):
            attempt(lambda: metadata.version(name))
        """,
    )
    assert run.frames[0][0] == {"torch": importlib.metadata.version("torch")}
    assert [header.get("refused") for header, _ in run.frames[1:]] == ["PackageNotFoundError"] * 4


# Somebody else's optimizer


DELEGATIONS = {
    "torch.optim": "torch.optim.SGD(params, lr=0.1)",
    "from torch.optim import": "exec('from torch.optim import Adam')",
    "from torch.optim.sgd import": "exec('from torch.optim.sgd import SGD')",
    "torch.optim._functional": "importlib.import_module('torch.optim._functional')",
    "torch.optim._multi_tensor": "importlib.import_module('torch.optim._multi_tensor')",
    "importing anew": "anew('torch.optim').SGD(params, lr=0.1)",
    "without a finder of ours": "sys.meta_path.pop(0) and anew('torch.optim').SGD(params, lr=0.1)",
    "without it, a part": "sys.meta_path.pop(0) and anew('torch.optim.sgd').SGD",
    "from the file": "from_file(site + '/torch/optim/sgd.py').SGD",
    "from the cached bytecode": "from_file(cached(site + '/torch/optim/sgd.py')).SGD",
    "reading the source": "exec(open(site + '/torch/optim/adam.py').read(),"
    " {'__name__': 'borrowed', '__package__': 'torch.optim'})",
    "linecache": "__import__('linecache').getlines(site + '/torch/optim/adam.py')[0]",
    "an object that torch made": "next(c for c in torch.optim.Optimizer.__subclasses__()"
    " if c.__module__.startswith('torch.optim'))",
    "any loaded class": "next(c for c in gc.get_objects() if isinstance(c, type)"
    " and c.__name__ in ('SGD', 'Adam', 'Lion', 'AdamW'))",
    "torch.distributed.optim": "exec('from torch.distributed.optim import ZeroRedundancyOptimizer')",
    "a functional one": "exec('from torch.distributed.optim.functional_sgd import _FunctionalSGD')",
    "lion_pytorch": "importlib.import_module('lion_pytorch').Lion(params)",
    "scikit-learn": "importlib.import_module('sklearn.neural_network._stochastic_optimizers').AdamOptimizer",
    "Keras": "os.environ.update(KERAS_BACKEND='torch') or importlib.import_module('keras.optimizers').Adam",
    "optax": "importlib.import_module('optax').adam(0.1)",
    "JAX": "importlib.import_module('jax.example_libraries.optimizers').adam(0.1)",
    "pytorch_optimizer": "importlib.import_module('pytorch_optimizer').Lion",
    "by another folder's path": "(sys.path.append(site), importlib.import_module('optax').adam(0.1))",
    "optax's file": "from_file(site + '/optax/_src/alias.py').adam",
    "lion_pytorch's file": "from_file(site + '/lion_pytorch/lion_pytorch.py').Lion",
    "_fused_sgd_": "torch._fused_sgd_(*lists, **sgd)",
    "ops._fused_sgd_": "torch.ops.aten._fused_sgd_(*lists, **sgd)",
    "ops._fused_sgd": "torch.ops.aten._fused_sgd.default(*lists, **sgd)",
    "_fused_adam_": "torch._fused_adam_(*adam_lists, **adam)",
    "_fused_adamw_": "torch._fused_adamw_(*adam_lists, **adam)",
    "redispatch": "torch.ops.aten._fused_sgd_.default.redispatch("
    "torch._C.DispatchKeySet(torch._C.DispatchKey.CPU), *lists, **sgd)",
    "by the compiler's operation": "torch._C._jit_get_operation('aten::_fused_sgd_')[0]("
    "*lists, **sgd)",
    "after unregistering": "[o._destroy() for o in gc.get_objects()"
    " if type(o).__name__ == 'Library'] or torch._fused_sgd_(*lists, **sgd)",
    "by a script": "torch.jit.CompilationUnit('def f(p, g):\\n  x = [p]\\n  torch._fused_sgd_(x, [g],"
    " [], weight_decay=0., momentum=0., lr=.1, dampening=0., nesterov=False, maximize=False,"
    " is_first_step=False)\\n  return x\\n').f(params[0].data, params[0].grad)",
}

ROUTES = list(DELEGATIONS.values())

DELEGATE = """
import gc, importlib, importlib.util, torch
params = [torch.ones(3, requires_grad=True)]
params[0].grad = torch.ones(3)
site = os.path.dirname(os.path.dirname(os.path.realpath(torch.__file__)))
lists = [[params[0].data], [params[0].grad], []]
sgd = dict(weight_decay=0.0, momentum=0.0, lr=0.1, dampening=0.0, nesterov=False, maximize=False,
           is_first_step=True)
adam_lists = [*lists[:2], [torch.zeros(3)], [torch.zeros(3)], [], [torch.tensor(1.0)]]
adam = dict(lr=0.1, beta1=0.9, beta2=0.99, weight_decay=0.0, eps=1e-8, amsgrad=False,
            maximize=False)
def anew(name):
    for loaded in [m for m in sys.modules if m == name or m.startswith(name + ".")]:
        del sys.modules[loaded]
    return importlib.import_module(name)
def from_file(path):
    spec = importlib.util.spec_from_file_location("torch.optim.borrowed", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
def cached(path):
    return importlib.util.cache_from_source(path)
def moved():
    return bool((params[0].data != 1).any())
"""


OUTSIDE = """
import json, os, sys
def send(header):
    print(json.dumps(header), flush=True)
request = json.loads(sys.argv[1])
exec(request["code"])
for route in request["routes"]:
    if os.fork() == 0:
        attempt(lambda: (eval(route), "here")[1])
        os._exit(0)
    os.wait()
"""


def test_outside_of_the_sandbox_every_one_of_these_routes_leads_to_an_optimizer():
    """Else the next test would prove nothing."""
    order = {"code": TOOLS + DELEGATE + "import torch.optim, lion_pytorch"}
    # Outside, the first finder is Python's own.
    order["routes"] = [route.replace("sys.meta_path.pop(0) and ", "") for route in ROUTES]
    out = subprocess.run(
        [sys.executable, "-c", OUTSIDE, json.dumps(order)],
        env={"OMP_NUM_THREADS": "1"}, capture_output=True, check=True, text=True,
    )  # fmt: skip
    answers = [json.loads(line) for line in out.stdout.splitlines()]
    assert answers == [{"got": "'here'"}] * len(ROUTES), list(zip(ROUTES, answers))


@pytest.mark.parametrize("route", DELEGATIONS.values(), ids=DELEGATIONS)
def test_no_route_leads_to_an_optimizer_of_others(warm_sandbox, route):
    code = DELEGATE + "try:\n attempt(lambda: eval(request['route']))\nfinally:\n"
    code += " send({'moved': moved()})"
    run = attack(warm_sandbox, code, limits=Limits(wall_seconds=30), route=route)
    assert run.ending.ended is Ended.FINISHED
    assert "got" not in run.frames[0][0], run.frames
    assert run.frames[-1][0] == {"moved": False}


@pytest.mark.parametrize(
    "use",
    ["torch.optim.SGD(params, lr=0.1)", "exec('from torch.optim import SGD')",
     "exec('import torch.optim.sgd')", "torch._fused_sgd_(*lists, **sgd)"],
)  # fmt: skip
def test_who_calls_an_optimizer_is_told_what_to_do_instead(warm_sandbox, use):
    run = attack(warm_sandbox, DELEGATE + "attempt(lambda: eval(request['use']))", use=use)
    assert said_inside.UNAVAILABLE.format(name="") in run.frames[0][0]["why"]


def test_the_base_class_of_torch_s_optimizers_is_there(warm_sandbox):
    run = attack(
        warm_sandbox,
        """
        import torch
        class Mine(torch.optim.Optimizer):
            def __init__(self, params):
                super().__init__(params, {"lr": 0.5})
            def step(self):
                with torch.no_grad():
                    for group in self.param_groups:
                        for p in group["params"]:
                            p -= group["lr"] * p.grad
        w = torch.ones(2, requires_grad=True)
        mine = Mine([w])
        w.sum().backward()
        mine.step()
        mine.zero_grad()
        send({"w": w.tolist(), "real": torch.optim.Optimizer.__module__})
        """,
        limits=Limits(),
    )
    assert run.ending.ended is Ended.FINISHED, run
    assert run.frames[0][0] == {"w": [0.5, 0.5], "real": "torch.optim.optimizer"}
