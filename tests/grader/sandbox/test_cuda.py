"""With a CUDA device notebooks use it at every level, and what it needs opens nothing else."""

import subprocess
import sys

import pytest
import torch

from grader.grading import open_grader
from grader.ground.device import Device
from grader.language import registry
from grader.sandbox import Level, Sandbox, commands, levels, places, survey
from grader.sandbox.supervisor import PROBE
from grader.tools import demo, selftest

pytestmark = pytest.mark.sandbox
OFFERS = [offer.level for offer in survey() if offer.possible]
needs_cuda = pytest.mark.skipif(not torch.cuda.is_available(), reason="this machine has no CUDA device")
by_level = pytest.mark.parametrize("level", OFFERS)

# What a worker may do on the way to a device and nowhere else, by what it answers.
ATTEMPTS = """
import os, socket
said = {}
def attempt(name, act):
    try:
        act()
        said[name] = "done"
    except OSError as error:
        said[name] = error.strerror
def local(kind=socket.SOCK_SEQPACKET):
    return socket.socket(socket.AF_UNIX, kind)
def listening():
    made = local()
    made.bind("\\0nobody")
    made.listen(1)
    made.accept()
attempt("the network", lambda: socket.socket(socket.AF_INET))
attempt("another protocol", lambda: socket.socket(socket.AF_INET6, socket.SOCK_DGRAM))
attempt("a stream", lambda: local(socket.SOCK_STREAM))
attempt("to connect", lambda: local().connect("\\0somebody"))
attempt("to let in", listening)
attempt("a buffer", lambda: local().setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20))
send(said)
"""


@by_level
def test_cuda_s_local_socket_leads_nowhere(level):
    with Sandbox(level, Device.CUDA, job=PROBE) as sandbox:
        (((said, _),)) = sandbox.run({"code": ATTEMPTS}).frames
    forbidden = "Operation not permitted"
    assert said == {"the network": forbidden, "another protocol": forbidden, "a stream": "Function not implemented",
                    "to connect": "No such file or directory", "to let in": forbidden,
                    "a buffer": "Function not implemented"}


LOOK = """
import ctypes
try:
    ctypes.CDLL("libcuda.so.1")
    send({"said": "found"})
except OSError as error:
    send({"said": str(error)})
"""


@by_level
def test_where_no_device_is_asked_for_nobody_finds_a_driver(level):
    """One that is asked for its devices starts a thread, in a zygote too, and what has threads cannot be forked."""
    with Sandbox(level, job=PROBE) as sandbox:
        (((answer, _),)) = sandbox.run({"code": LOOK}).frames
    assert "inside/no_driver/libcuda.so.1" in answer["said"]


# The driver names its threads, and reads what the kernel says of the machine.
IN_PROC = """
import os, threading
said = {}
def attempt(name, act):
    try:
        act()
        said[name] = True
    except OSError:
        said[name] = False
def write(path, text):
    with open(path, "w") as file:
        file.write(text)
me = threading.get_native_id()
attempt("names", lambda: write(f"/proc/self/task/{me}/comm", "cuda"))
attempt("cpuinfo", lambda: open("/proc/cpuinfo").read())
attempt("cpus", lambda: open("/sys/devices/system/cpu/online").read())
attempt("others", lambda: open(f"/proc/{os.getppid() or 2}/cmdline").read())
attempt("core_pattern", lambda: write("/proc/sys/kernel/core_pattern", "x"))
attempt("first to die", lambda: write("/proc/1/oom_score_adj", "-1000"))
send(said)
"""


@pytest.mark.parametrize("level", [level for level in OFFERS if level is not Level.PROCESS])
def test_a_worker_with_cuda_names_its_threads_and_changes_nothing_else(level):
    with Sandbox(level, Device.CUDA, job=PROBE) as sandbox:
        (((said, _),)) = sandbox.run({"code": IN_PROC}).frames
    assert said == {"names": True, "cpuinfo": True, "cpus": True, "others": False, "core_pattern": False,
                    "first to die": False}


def test_a_driver_in_a_folder_of_its_own_is_found_and_told(monkeypatch):
    def run(*_, **__):
        return subprocess.CompletedProcess([], 0, "/opt/driver/lib64")

    monkeypatch.setattr(places.subprocess, "run", run)
    monkeypatch.setattr(places, "cuda_devices", lambda: ["/dev/nvidia0"])
    assert commands.environment("/home", Device.CUDA, "/grader")["LD_LIBRARY_PATH"] == "/opt/driver/lib64"
    assert commands.cuda_options()[:6] == [
        "--ro-bind", "/opt/driver/lib64", "/opt/driver/lib64", "--dev-bind", "/dev/nvidia0", "/dev/nvidia0"]


def test_a_driver_in_two_folders_is_told_of_both(monkeypatch):
    said = "/opt/b/lib64\n/usr/lib64\n/opt/a/lib64\n"
    monkeypatch.setattr(places.subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 0, said))
    assert places.cuda_driver() == ["/opt/a/lib64", "/opt/b/lib64"]


@pytest.mark.parametrize("folder", ["", "/usr/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/usr/lib64", "/lib"])
def test_a_driver_that_is_found_anyway_is_not_told(monkeypatch, folder):
    monkeypatch.setattr(places.subprocess, "run", lambda *_, **__: subprocess.CompletedProcess([], 0, folder))
    assert places.cuda_driver() == []
    assert commands.environment("/home", Device.CUDA, "/grader")["LD_LIBRARY_PATH"] == ""


@needs_cuda
@by_level
def test_notebooks_find_the_device(level):
    levels.need_device(level, Device.CUDA)


@needs_cuda
@by_level
def test_right_answers_are_graded_on_the_device(level):
    exams = registry.find()
    notebooks = [(demo.solve(name, *next(iter(selftest.right_answers(exam).values()))), name)
                 for name, exam in exams.items()]
    with open_grader(level, Device.CUDA, allow_weak=True, workers=2) as grader:
        found = {name: verdict.score for (_, name), verdict in zip(notebooks, grader.grade_notebooks(notebooks))}
    assert found == {name: exam.max_points for name, exam in exams.items()}


@needs_cuda
def test_the_doctor_names_the_device():
    said = subprocess.run([sys.executable, "-m", "grader", "doctor"], capture_output=True, text=True).stdout
    assert torch.cuda.get_device_name(0) in said
