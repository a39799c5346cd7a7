"""Which system calls a worker may not make, and the filter that says so to the kernel.

A list of what is denied, since torch, numpy and Python need several hundred others. It is compiled
out here, where libseccomp can be found; the worker only installs the finished program.
"""

from __future__ import annotations

import errno
import sys
import tempfile
from typing import Any

from ..ground.wall import OWN_PID
from .level import Missing, MissingKind

# Names that a processor does not have (fork on arm64) are skipped.
DENIED = {
    "other processes": "ptrace process_vm_readv process_vm_writev process_madvise process_mrelease"
    " kcmp pidfd_open pidfd_getfd pidfd_send_signal rt_sigqueueinfo rt_tgsigqueueinfo tkill setpgid"
    " setpriority ioprio_set sched_setscheduler sched_setparam sched_setattr migrate_pages"
    " move_pages",
    "programs and processes": "execve execveat fork vfork",
    "namespaces and mounts": "unshare setns mount umount umount2 pivot_root chroot move_mount"
    " open_tree open_tree_attr fsopen fsmount fsconfig fspick mount_setattr statmount listmount"
    " listns",
    "the network": "socket connect accept accept4 bind listen",
    "memory outside the limits": "memfd_create memfd_secret shmget shmat shmctl shmdt msgget msgsnd"
    " msgrcv msgctl semget semop semtimedop semctl mq_open mq_unlink",
    "parts of the kernel with a history of holes": "bpf perf_event_open userfaultfd io_uring_setup"
    " io_uring_enter io_uring_register keyctl add_key request_key vmsplice modify_ldt"
    " fanotify_init fanotify_mark name_to_handle_at open_by_handle_at lookup_dcookie personality"
    " quotactl quotactl_fd landlock_create_ruleset landlock_add_rule landlock_restrict_self",
    "the machine": "kexec_load kexec_file_load init_module finit_module delete_module reboot swapon"
    " swapoff acct syslog iopl ioperm settimeofday clock_settime clock_adjtime adjtimex"
    " sethostname setdomainname vhangup nfsservctl uselib",
    "identity": "setuid setgid setreuid setregid setresuid setresgid setfsuid setfsgid setgroups"
    " capset",
    # Landlock does not look at these. A private file system does not need them denied, but a
    # notebook does not need them either.
    "metadata of files": "chmod fchmodat fchmodat2 chown lchown fchownat setxattr lsetxattr"
    " fsetxattr removexattr lremovexattr fremovexattr setxattrat removexattrat utime utimes"
    " utimensat futimesat",
}

CLONE_THREAD = 0x10000
AF_UNIX = 1
F_SETOWN, F_SETSIG, F_SETOWN_EX = 8, 10, 15
FIOSETOWN, SIOCSPGRP = 0x8901, 0x8902
PR_SET_PDEATHSIG = 1


def compile_filter() -> tuple[bytes, Missing | None]:
    """(the BPF program, None) or (b"", why there is none)."""
    if sys.platform != "linux":
        return b"", Missing(MissingKind.NO_LINUX)
    try:
        import pyseccomp as s
    except ImportError:
        return b"", Missing(MissingKind.NO_PYSECCOMP)
    except (RuntimeError, OSError, AttributeError):
        return b"", Missing(MissingKind.NO_LIBSECCOMP)
    rules = s.SyscallFilter(s.ALLOW)
    refused = s.ERRNO(errno.EPERM)
    for names in DENIED.values():
        for name in names.split():
            _deny(rules, refused, name)
    # A process for oneself, no; a thread, as far as RLIMIT_NPROC allows. clone3 hides its flags in
    # memory, where a filter cannot look: libc falls back to clone when told there is no clone3.
    _deny(rules, refused, "clone", s.Arg(0, s.MASKED_EQ, CLONE_THREAD, 0))
    _deny(rules, s.ERRNO(errno.ENOSYS), "clone3")
    # Signals to oneself only.
    for name in ("kill", "tgkill"):
        _deny(rules, refused, name, s.Arg(0, s.NE, OWN_PID))
    # Limits and priorities of oneself only (0).
    for name in ("prlimit64", "sched_setaffinity"):
        _deny(rules, refused, name, s.Arg(0, s.NE, 0))
    # asyncio makes a pair of local sockets; they lead nowhere else.
    _deny(rules, refused, "socketpair", s.Arg(0, s.NE, AF_UNIX))
    # A descriptor can be made to signal its "owner", and that may be any process.
    for command in (F_SETOWN, F_SETSIG, F_SETOWN_EX):
        _deny(rules, refused, "fcntl", s.Arg(1, s.EQ, command))
    for request in (FIOSETOWN, SIOCSPGRP):
        _deny(rules, refused, "ioctl", s.Arg(1, s.EQ, request))
    # Outliving the supervisor.
    _deny(rules, refused, "prctl", s.Arg(0, s.EQ, PR_SET_PDEATHSIG))
    with tempfile.TemporaryFile() as file:
        rules.export_bpf(file)
        file.seek(0)
        return file.read(), None


def _deny(rules: Any, action: Any, name: str, *conditions: Any) -> None:
    try:
        rules.add_rule(action, name, *conditions)
    except OSError:
        pass  # this libseccomp or this processor does not know the call
