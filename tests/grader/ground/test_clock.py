"""Who sleeps is stopped; whom the machine holds up is not."""

import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest

# What a process does within its limits, after it has said that it begins; the last line says how it ended.
PROGRAM = """
import sys, time
import grader.ground.clock as clock
{before}
try:
    with clock.time_limit(20, 1) as watch:
        print("begins", flush=True)
        {does}
        print("ends", flush=True)
except clock.TimeIsUp as error:
    print(error, flush=True)
print(watch.asleep)
"""
SLEEPS = "time.sleep(30)"
COMPUTES = "while time.process_time() < begin + 1: pass"


def start(does, before="begin = time.process_time()"):
    program = textwrap.dedent(PROGRAM).format(before=before, does=does)
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "begins\n"
    return process


def ended(process):
    how, asleep = process.communicate(timeout=60)[0].split("\n")[:2]
    return how, float(asleep)


def test_who_sleeps_is_stopped():
    how, asleep = ended(start(SLEEPS))
    assert how == "asleep" and 1 < asleep < 2


def test_many_short_sleeps_are_one_long_one():
    assert ended(start("for _ in range(1000): time.sleep(0.02)"))[0] == "asleep"


@pytest.mark.parametrize("does", [COMPUTES, "time.sleep(0.3)"])
def test_what_the_machine_takes_is_no_sleep(does):
    process = start(does)
    os.kill(process.pid, signal.SIGSTOP)  # as if the whole machine stood still
    time.sleep(3)
    os.kill(process.pid, signal.SIGCONT)
    assert ended(process)[0] == "ends"


def test_a_slow_disk_is_no_sleep():
    """A disk that answers every tenth of a second, for two seconds: the system counts each answer."""
    slow = ("import resource, types\nresource.getrusage = lambda who: "
            "types.SimpleNamespace(ru_majflt=0, ru_inblock=int(time.monotonic() * 20))")
    how, asleep = ended(start("for _ in range(20): time.sleep(0.1)", slow))
    assert how == "ends" and asleep < 0.2
    assert ended(start("for _ in range(20): time.sleep(0.1)"))[0] == "asleep"
