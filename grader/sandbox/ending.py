"""How a run ended, in words: one function turns what is known into (ended, detail)."""

import signal

# What the libraries below us print last, and what it means. A stranger can print it too: he then
# gets this wording instead of "crashed", and gains nothing.
SIGNS = (
    ("thread limit", ("Thread creation failed", "can't start new thread")),
    (
        "memory limit",
        ("bad_alloc", "MemoryError", "t allocate memory", "Cannot allocate", "out of memory"),
    ),
)

DETAILS = {
    "finished": "",
    "wall limit": "It ran longer than {limits.wall_seconds:g} seconds.",
    "cpu limit": "It computed for more than {limits.cpu_seconds} seconds.",
    "memory limit": "It needed more than {limits.memory_mb} MB of memory.",
    "output limit": "It gave out more than {limits.output_mb} MB.",
    "disk limit": "It filled its folder with too many or too large files.",
    "thread limit": "It started a thread (torch.set_num_threads does), and only one may run.",
    "garbled": "It wrote into the grader's channel: {extra}.",
    "exited": "It ended its own process (exit code {extra}).",
    "crashed": "Its process crashed ({extra}).",
    "killed": "The system killed it, most likely because the machine ran out of memory.",
    "not started": "The sandbox could not be set up: {extra}",
    "lost": "The sandbox stopped answering and was restarted.",
}


def describe(ended: str, limits, extra: object = "") -> str:
    """The sentence for `ended`."""
    return DETAILS[ended].format(limits=limits, extra=extra)


def classify(collector, report: dict, errors: str, limits) -> tuple[str, object]:
    """(ended, extra) for a run.

    Args:
        collector: what arrived, see collect.py.
        report: the zygote's {"status", "cpu_seconds", …}; status is the exit code, or minus the
            signal that killed the worker.
        errors: the last that the worker printed.
    """
    if collector.ended:
        return collector.ended, collector.extra
    status = report["status"]
    last_line = "".join(filter(str.isprintable, errors.strip().rpartition("\n")[2]))[:300]
    if not collector.ready:
        return "not started", last_line or f"status {status}"
    if status == -signal.SIGKILL:
        # The kernel limits by one clock and reports by another; on a busy machine they differ by
        # a tenth and more. Who was killed far below the limit was killed for another reason.
        used_up = report["cpu_seconds"] >= limits.cpu_seconds / 2
        return ("cpu limit" if used_up else "killed"), ""
    if status == -signal.SIGXCPU:
        return "cpu limit", ""
    if status == -signal.SIGXFSZ:
        return "disk limit", ""
    if status == 0 and collector.done:
        return "finished", ""
    for ended, signs in SIGNS:
        if any(sign in errors for sign in signs):
            return ended, ""
    if status < 0:
        return "crashed", signal.strsignal(-status) or f"signal {-status}"
    if last_line and status == 1:
        return "crashed", last_line
    return "exited", status
