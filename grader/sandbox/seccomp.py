"""Which system calls a worker may make, and the filter that says so to the kernel.

A list of what is allowed: all else does not exist (ENOSYS), calls that nobody has thought of yet included. The list
was made from traces of notebooks with plots, GIFs and the habits of real people; the tests run all right answers under
it. It is compiled out here, where libseccomp can be found; the worker only installs the finished program.
"""

from __future__ import annotations

import errno
import sys
import tempfile
from typing import Any

from ..ground import landlock
from ..ground.device import Device
from ..ground.wall import OWN_PID
from .level import Level, Missing, MissingKind

# Names that a processor does not have (access on arm64) are skipped.
ALLOWED = {
    "memory": "brk mmap mprotect mremap munmap madvise membarrier",
    "files and folders": "access chdir close close_range creat faccessat faccessat2 fadvise64 fallocate fchdir"
    " fdatasync fstat fstatfs fsync ftruncate getcwd getdents getdents64 getxattr lgetxattr fgetxattr listxattr"
    " llistxattr flistxattr lseek lstat mkdir mkdirat newfstatat open openat pread64 preadv preadv2 pwrite64 pwritev"
    " pwritev2 read readlink readlinkat readv rename renameat renameat2 rmdir stat statfs statx symlink symlinkat"
    " truncate umask unlink unlinkat write writev",
    "pipes, and waiting for them": "dup dup2 dup3 epoll_create epoll_create1 epoll_ctl epoll_pwait epoll_pwait2"
    " epoll_wait eventfd eventfd2 pipe pipe2 poll ppoll pselect6 select",
    "pairs of sockets, once made": "getpeername getsockname getsockopt recvfrom shutdown",
    "time": "alarm clock_getres clock_gettime clock_nanosleep getitimer gettimeofday nanosleep setitimer time times",
    "oneself": "capget getcpu getegid geteuid getgid getgroups getpgid getpgrp getpid getppid getpriority getrandom"
    " getresgid getresuid getrlimit getrusage getsid gettid getuid rseq sched_get_priority_max"
    " sched_get_priority_min sched_getaffinity sched_getparam sched_getscheduler sched_yield set_robust_list"
    " set_tid_address setrlimit sysinfo uname",
    "the end": "exit exit_group wait4 waitid",
    "signals": "pause restart_syscall rt_sigaction rt_sigpending rt_sigprocmask rt_sigreturn rt_sigsuspend"
    " rt_sigtimedwait sigaltstack",
}

# What CUDA's driver and runtime need besides: threads tied to cores, memory tied to nodes and shared by descriptors.
ALLOWED_FOR_CUDA = "get_mempolicy mbind memfd_create mincore mlock munlock sched_setaffinity set_mempolicy"

# What is not there either, but which ordinary code may ask for: its author reads "not permitted".
REFUSED = {
    "processes and programs": "execve execveat fork setpgid vfork",
    "the network": "accept accept4 bind connect listen socket",
    # Landlock does not look at these. A private file system does not need them refused, but a
    # notebook does not need them either.
    "metadata of files": "chmod chown fchmod fchmodat fchmodat2 fchown fchownat futimesat lchown utime utimensat"
    " utimes",
}

CLONE_THREAD = 0x10000
NAMESPACES = 0x20000 | 0x2000000 | 0x4000000 | 0x8000000 | 0x10000000 | 0x20000000 | 0x40000000
AF_UNIX, SOCK_STREAM, SOCK_SEQPACKET, SOCK_TYPES = 1, 1, 5, 0xF
SOL_SOCKET, SO_PASSCRED = 1, 16
# Commands: copies, flags, locks that end with the process, as SQLite needs them, the size of a pipe. No leases, no
# owners, and no notes about what others do.
FCNTL = {"F_DUPFD": 0, "F_GETFD": 1, "F_SETFD": 2, "F_GETFL": 3, "F_SETFL": 4, "F_GETLK": 5, "F_SETLK": 6,
         "F_SETLKW": 7, "F_DUPFD_CLOEXEC": 1030, "F_GETPIPE_SZ": 1032}
# Is it a terminal, how wide, how much can be read, not to wait, not to be passed on.
IOCTL = {"TCGETS": 0x5401, "TCGETS2": 0x802C542A, "TIOCGWINSZ": 0x5413, "FIONREAD": 0x541B, "FIONBIO": 0x5421,
         "FIONCLEX": 0x5450, "FIOCLEX": 0x5451}
SMALL = 0xFFF  # and drivers' ioctls beside those with anything in their upper half
# How locks between threads wait and wake; priorities are not inherited.
FUTEX = {"WAIT": 0, "WAKE": 1, "REQUEUE": 3, "CMP_REQUEUE": 4, "WAKE_OP": 5, "WAIT_BITSET": 9, "WAKE_BITSET": 10}
FUTEX_OPERATION = 0x7F
# Names for threads and for memory, and questions about oneself.
PRCTL = {"PR_GET_PDEATHSIG": 2, "PR_GET_DUMPABLE": 3, "PR_SET_NAME": 15, "PR_GET_NAME": 16, "PR_GET_SECCOMP": 21,
         "PR_CAPBSET_READ": 23, "PR_GET_NO_NEW_PRIVS": 39, "PR_SET_VMA": 0x53564D41}
WORD = 0xFFFFFFFF  # the kernel looks at no more of these arguments

SIGNALS_ARE_CONFINED = 6  # Landlock's version from which it keeps signals among those it confines


def compile_filter(level: Level = Level.BUBBLEWRAP, device: Device = Device.CPU) -> tuple[bytes, Missing | None]:
    """(the BPF program, None) or (b"", why there is none)."""
    if sys.platform != "linux":
        return b"", Missing(MissingKind.NO_LINUX)
    try:
        import pyseccomp as s
    except ImportError:
        return b"", Missing(MissingKind.NO_PYSECCOMP)
    except (RuntimeError, OSError, AttributeError):
        return b"", Missing(MissingKind.NO_LIBSECCOMP)
    rules = s.SyscallFilter(s.ERRNO(errno.ENOSYS))
    cuda = device is Device.CUDA
    for name in " ".join([*ALLOWED.values(), ALLOWED_FOR_CUDA if cuda else ""]).split():
        _add(rules, s.ALLOW, name)
    for name in " ".join(REFUSED.values()).split():
        if not (cuda and name in ("bind", "connect", "listen", "socket")):
            _add(rules, s.ERRNO(errno.EPERM), name)

    def one_of(call: str, number: int, values: dict[str, int], mask: int = WORD) -> None:
        for value in values.values():
            _add(rules, s.ALLOW, call, s.Arg(number, s.MASKED_EQ, mask, value))

    one_of("fcntl", 1, FCNTL)
    one_of("futex", 1, FUTEX, FUTEX_OPERATION)
    one_of("prctl", 0, PRCTL)
    one_of("ioctl", 1, IOCTL)
    if cuda:  # the driver's own, by the hundred; what terminals and sockets have lies in between
        _add(rules, s.ALLOW, "ioctl", s.Arg(1, s.MASKED_EQ, WORD & ~SMALL, 0))
        for bit in range(16, 32):
            _add(rules, s.ALLOW, "ioctl", s.Arg(1, s.MASKED_EQ, 1 << bit, 1 << bit))
    if cuda:
        _local_socket(rules)
    # A thread, but no child. clone3 hides its flags in memory, where a filter cannot look: libc falls back to clone
    # when told there is no clone3.
    _add(rules, s.ALLOW, "clone", s.Arg(0, s.MASKED_EQ, CLONE_THREAD | NAMESPACES, CLONE_THREAD))
    _add(rules, s.ERRNO(errno.EPERM), "clone", s.Arg(0, s.MASKED_EQ, CLONE_THREAD, 0))
    # Signals: to anybody where the kernel lets them reach nobody else's processes, and otherwise to oneself.
    for name in ("kill", "tgkill"):
        to = s.Arg(0, s.GT, 0) if signals_are_confined(level) else s.Arg(0, s.EQ, OWN_PID)
        _add(rules, s.ALLOW, name, to)
    # Limits and processors of oneself only (0).
    _add(rules, s.ALLOW, "prlimit64", s.Arg(0, s.MASKED_EQ, WORD, 0))
    if not cuda:
        _add(rules, s.ALLOW, "sched_setaffinity", s.Arg(0, s.MASKED_EQ, WORD, 0))
    # asyncio makes a pair of connected local sockets. They lead nowhere else as long as nothing is sent to an address.
    _add(rules, s.ALLOW, "socketpair", s.Arg(0, s.MASKED_EQ, WORD, AF_UNIX),
         s.Arg(1, s.MASKED_EQ, SOCK_TYPES, SOCK_STREAM))
    _add(rules, s.ALLOW, "sendto", s.Arg(4, s.EQ, 0))
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read(), None


def _local_socket(rules: Any) -> None:
    """CUDA's driver looks for a server that shares the device between processes, and listens for others that it could
    share its memory with: on a local socket, and it gives up without one. Nobody is found, and nobody is let in."""
    import pyseccomp as s

    _add(rules, s.ALLOW, "socket", s.Arg(0, s.MASKED_EQ, WORD, AF_UNIX),
         s.Arg(1, s.MASKED_EQ, SOCK_TYPES, SOCK_SEQPACKET))
    _add(rules, s.ERRNO(errno.EPERM), "socket", s.Arg(0, s.GT, AF_UNIX))
    _add(rules, s.ALLOW, "setsockopt", s.Arg(1, s.MASKED_EQ, WORD, SOL_SOCKET),
         s.Arg(2, s.MASKED_EQ, WORD, SO_PASSCRED))
    _add(rules, s.ERRNO(errno.ENOENT), "connect")
    for name in ("bind", "listen"):
        _add(rules, s.ALLOW, name)


def signals_are_confined(level: Level) -> bool:
    """Whether a worker's signals reach nobody else's processes, whatever the filter says."""
    return level is Level.BUBBLEWRAP or level is Level.LANDLOCK and landlock.abi() >= SIGNALS_ARE_CONFINED


def _add(rules: Any, action: Any, name: str, *conditions: Any) -> None:
    try:
        rules.add_rule(action, name, *conditions)
    except OSError:
        pass  # this libseccomp or this processor does not know the call
