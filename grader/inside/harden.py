"""Confine this process before it runs a stranger's code: namespaces, mounts, limits, filters.

Runs in the worker only, after the fork and before the first line of the student's notebook. What
belongs to which isolation level is decided outside and arrives in `settings`; this module does as
it is told and raises OSError if the kernel refuses, in which case nothing is run.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import resource
import signal
import struct
import sys
import tempfile

from ..ground import landlock
from ..ground.device import Device
from ..ground.limits import Limits
from ..ground.wall import OWN_PID, Settings

RESULT_FD = 3
FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
DISK_MB, FILES = 32, 1000  # what the private home can hold
PENDING = 32  # signals that wait to be delivered; standard ones come through all the same
THREADS_OF_CUDA = 64  # and of processes; otherwise there is one of both
# What CUDA's driver reads of the kernel, and where it names its threads: it gives up where it cannot.
READ_BY_CUDA = ("/proc/self", "/proc/driver/nvidia", "/proc/devices", "/proc/cpuinfo", "/proc/stat", "/proc/meminfo",
                "/proc/sys/vm/mmap_min_addr", "/sys/bus/pci", "/sys/devices", "/sys/module")
NAMED_BY_CUDA = "/proc/self/task"

CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC = 0x20000, 0x2000000, 0x4000000, 0x8000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REC, MS_PRIVATE = 1, 2, 4, 8, 1 << 14, 1 << 18
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP = 1, 4, 22
PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 24, 38, 47
SECCOMP_MODE_FILTER = 2
CAPABILITY_VERSION_3 = 0x20080522
LAST_CAPABILITY = 63

_libc = ctypes.CDLL(None, use_errno=True)


def _check(result: int, what: str) -> None:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")


def _prctl(option: int, *arguments: int) -> int:
    padded = (*arguments, 0, 0, 0, 0)[:4]
    result: int = _libc.prctl(option, *(ctypes.c_ulong(argument) for argument in padded))
    return result


def make_undumpable(yes: bool = True) -> None:
    """Keep other processes of the same user out of this one's memory (ptrace, /proc/PID/mem)."""
    if sys.platform == "linux":
        _prctl(PR_SET_DUMPABLE, 0 if yes else 1)


def unshare_namespaces() -> None:
    """Give this process's next child its own users, processes, mounts, network, IPC and names."""
    uid, gid = os.getuid(), os.getgid()
    make_undumpable(False)  # the maps below belong to root while a process is not dumpable
    flags = CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC
    _check(_libc.unshare(flags | CLONE_NEWUTS | CLONE_NEWCGROUP), "unshare")
    for name, line in (
        ("setgroups", "deny"),
        ("uid_map", f"{uid} {uid} 1"),
        ("gid_map", f"{gid} {gid} 1"),
    ):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(line)


def keep_only(result_fd: int, errors_fd: int) -> int:
    """Leave open: nothing to read, `errors_fd` for what is printed, and the result as RESULT_FD."""
    nothing = os.open(os.devnull, os.O_RDWR)
    # Copies with high numbers first: else one dup2 could overwrite what the next one needs.
    wanted = (nothing, errors_fd, errors_fd, result_fd)
    for target, fd in enumerate([fcntl.fcntl(fd, fcntl.F_DUPFD, 10) for fd in wanted]):
        os.dup2(fd, target)
    os.closerange(RESULT_FD + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    return RESULT_FD


def forget_output() -> None:
    """Make room for last words where a stranger's output may fill all that it is allowed."""
    os.ftruncate(2, 0)
    os.lseek(2, 0, os.SEEK_SET)


def confine(settings: Settings, limits: Limits, program: bytes) -> None:
    """Everything between fork and stranger, in an order in which no step undoes another.

    `program` is the compiled filter of system calls; empty where there is none.
    """
    os.setsid()  # kill(0) and the like must not reach the zygote's process group
    if sys.platform == "linux":
        _prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        _die_first()
    size = _virtual_size()
    if settings.namespaces:
        private_mounts(settings.home, settings.device)
    os.chdir(settings.home)
    set_limits(limits, size, settings.device)
    if sys.platform != "linux":
        return
    drop_capabilities()
    _check(_prctl(PR_SET_NO_NEW_PRIVS, 1), "no_new_privs")
    if settings.landlock:
        readable, writable = settings.readable, [settings.home, os.devnull]
        if settings.device is Device.CUDA:
            readable, writable = [*readable, *filter(os.path.exists, READ_BY_CUDA)], [*writable, NAMED_BY_CUDA]
        landlock.restrict(readable, writable, settings.listable, settings.devices)
    if program:
        filter_calls(program)


def new_home(home: str) -> None:
    """An empty folder at `home`, where there is no private file system."""
    if os.path.exists(home):
        aside = tempfile.mkdtemp(dir=os.path.dirname(home))
        os.rename(home, os.path.join(aside, "old"))
        try:
            clear(aside)
            os.rmdir(aside)
        except OSError:
            pass  # it is out of the way, and goes with the zygote's whole folder in the end
    os.mkdir(home, 0o700)


def clear(folder: str) -> None:
    """Remove all that lies in `folder`, however deep it is nested, and nothing that a link in it leads to.

    Thousands of folders inside each other are too much for recursion, and for a path: so what lies
    in a subfolder is moved up before the subfolder is removed. Everything is done relative to opened
    folders: where a name leads may change while we look.
    """
    token, moved = os.urandom(8).hex(), 0
    above = os.open(folder, FOLDER)
    try:
        while names := os.listdir(above):
            for name in names:
                inside = _opened(name, above)
                if inside is None:
                    os.unlink(name, dir_fd=above)
                    continue
                try:
                    for inner in os.listdir(inside):
                        below = _opened(inner, inside)  # only who may write into a folder may move it
                        if below is not None:
                            os.close(below)
                        moved += 1
                        os.rename(inner, f"{token}-{moved}", src_dir_fd=inside, dst_dir_fd=above)
                finally:
                    os.close(inside)
                os.rmdir(name, dir_fd=above)
    finally:
        os.close(above)


def _opened(name: str, above: int) -> int | None:
    """The folder `name` in an open one, opened and made ours to change; None if it is no folder, a link above all."""
    try:
        handle = os.open(name, FOLDER | getattr(os, "O_PATH", 0), dir_fd=above)
    except NotADirectoryError:
        return None
    try:
        if not hasattr(os, "O_PATH"):
            return os.dup(handle)
        path = f"/proc/self/fd/{handle}"  # of what was opened, whatever the name leads to by now
        os.chmod(path, 0o700)
        return os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    finally:
        os.close(handle)


def overfull(home: str) -> bool:
    """Whether `home` holds more than DISK_MB or FILES, or hides what it holds."""
    size, files, folders = 0, 0, [home]
    while folders:
        try:
            entries = list(os.scandir(folders.pop()))
            size += sum(entry.stat(follow_symlinks=False).st_blocks * 512 for entry in entries)
            folders += [entry.path for entry in entries if entry.is_dir(follow_symlinks=False)]
        except FileNotFoundError:
            continue  # removed while we looked
        except OSError:
            return True
        files += len(entries)
        if size > DISK_MB << 20 or files > FILES:
            return True
    return False


def _die_first() -> None:
    """If the machine runs out of memory, this process goes before any other."""
    make_undumpable(False)  # inherited from the zygote; /proc/self would belong to root
    try:
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("1000")
    except OSError:
        pass  # some containers forbid it; the limits below hold all the same


def _virtual_size() -> int:
    """Address space in use, in bytes; 0 where the system does not tell."""
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def private_mounts(home: str, device: Device) -> None:
    """An own /proc to read, and an own empty home of limited size; all else is read-only already."""
    _check(_mount(None, "/", None, MS_REC | MS_PRIVATE), "private mounts")
    flags = MS_NOSUID | MS_NODEV | MS_NOEXEC
    # Of this namespace's processes, and of nothing else, to be read: CUDA alone needs to know the machine's devices,
    # and to name its threads. Older kernels know no subset.
    wanted, use = ([None], flags) if device is Device.CUDA else (["subset=pid", None], flags | MS_RDONLY)
    if all(_mount("proc", "/proc", "proc", use, options) < 0 for options in wanted):
        # Some containers mask parts of /proc, and then no new one may be mounted: hide it.
        _check(_mount("tmpfs", "/proc", "tmpfs", flags | MS_RDONLY, "size=4k"), "hide /proc")
    options = f"size={DISK_MB}m,nr_inodes={FILES},mode=700"
    _check(_mount("tmpfs", home, "tmpfs", flags, options), "private home")


def _mount(source: str | None, target: str, kind: str | None, flags: int, options: str | None = None) -> int:
    encoded = (text and text.encode() for text in (source, target, kind))
    result: int = _libc.mount(*encoded, ctypes.c_ulong(flags), options and options.encode())
    return result


def set_limits(limits: Limits, size: int, device: Device) -> None:
    """Resource limits; the hard ones equal the soft ones, so that nothing can raise them again."""
    r = resource
    table = [
        (r.RLIMIT_CORE, 0),  # no memory image of a crash
        (r.RLIMIT_CPU, limits.cpu_seconds),  # hard: pid 1 of a namespace ignores SIGXCPU
        (r.RLIMIT_FSIZE, limits.file_mb << 20),
        (r.RLIMIT_NOFILE, limits.open_files),  # also bounds what pipes and sockets can hold
    ]
    if sys.platform == "linux":
        table += [(r.RLIMIT_MSGQUEUE, 0), (r.RLIMIT_MEMLOCK, 0), (r.RLIMIT_SIGPENDING, PENDING)]
        table += [(r.RLIMIT_NICE, 0), (r.RLIMIT_RTPRIO, 0)]
        if device is Device.CUDA:  # it starts threads and reserves address space by the terabyte
            table += [(r.RLIMIT_NPROC, THREADS_OF_CUDA)]
        else:
            table += [(r.RLIMIT_NPROC, 1), (r.RLIMIT_AS, size + (limits.memory_mb << 20))]
    for kind, value in table:
        soft, hard = r.getrlimit(kind)
        if hard != r.RLIM_INFINITY:
            value = min(value, hard)
        r.setrlimit(kind, (value, value))


def drop_capabilities() -> None:
    """Being root in a namespace of one's own still allows mounting there: give that up."""
    for capability in range(LAST_CAPABILITY + 1):
        _prctl(PR_CAPBSET_DROP, capability)  # fails for those that this kernel does not know
    header = struct.pack("=Ii", CAPABILITY_VERSION_3, 0)
    _check(_libc.capset(header, bytes(24)), "capset")


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p)]


def filter_calls(program: bytes) -> None:
    """Install the compiled seccomp filter, with this process's own id filled in."""
    program = program.replace(struct.pack("=I", OWN_PID), struct.pack("=I", os.getpid()))
    memory = ctypes.create_string_buffer(program, len(program))
    described = _Program(len(program) // 8, ctypes.addressof(memory))
    _check(_prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.addressof(described)), "seccomp")
