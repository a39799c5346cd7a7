"""A class on a real Dask cluster: a scheduler and two workers, one of which is killed on the way."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from types import SimpleNamespace

import pytest
from distributed import Client
from distributed.client import FutureCancelledError

from grader.course import cluster
from grader.course.autograde import ClassRun
from grader.course.verdicts import VerdictStore
from grader.language import versions
from grader.language.secret import DEMO, Secret
from grader.outcome.verdict import Status
from grader.tools import cli, demo

from ..answers import BASE, SOLUTION
from ..classroom import ENVIRONMENT, ROOT
from .test_disturbed import disturbed, handed_in, hasty, standing  # noqa: F401

pytestmark = [pytest.mark.nbgrader, pytest.mark.sandbox]


class Cluster:
    """A scheduler and workers of one thread each, none of them restarted."""

    def __init__(self, folder, workers):
        self.folder, self.processes = folder, []
        self.file = folder / "scheduler.json"
        self.scheduler = self.start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        until = time.monotonic() + 120
        while not self.file.exists() or not self.file.read_text():
            assert self.scheduler.poll() is None and time.monotonic() < until, self.said()
            time.sleep(0.1)
        self.address = json.loads(self.file.read_text())["address"]
        for _ in range(workers):
            self.worker()
        if workers:
            self.wait(workers)

    def worker(self, **environment):
        return self.start("worker", "--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory",
                          str(self.folder), **environment)

    def wait(self, workers):
        with Client(self.address) as client:
            client.wait_for_workers(workers, timeout=120)

    def start(self, what, *options, **environment):
        with (self.folder / f"{len(self.processes)}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", what, "--scheduler-file", str(self.file), *options],
                cwd=ROOT, env=ENVIRONMENT | environment, stdout=log, stderr=subprocess.STDOUT)
        self.processes.append(process)
        return process

    def said(self):
        return "\n".join(log.read_text() for log in self.folder.glob("*.log"))

    def close(self):
        for process in reversed(self.processes):
            process.kill()
            process.wait()


@pytest.fixture
def started(tmp_path):
    clusters = []

    def start(workers):
        clusters.append(Cluster(tmp_path, workers))
        return clusters[-1]

    yield start
    for one in clusters:
        one.close()


@pytest.fixture(scope="module")
def workers(tmp_path_factory):
    """A cluster that nobody disturbs."""
    one = Cluster(tmp_path_factory.mktemp("cluster"), 2)
    yield one
    one.close()


@pytest.fixture(scope="module")
def undisturbed(momentum_course, tmp_path_factory, grader):
    course = handed_in(momentum_course, tmp_path_factory.mktemp("undisturbed"))
    with VerdictStore(course.root, DEMO) as kept:
        ClassRun("momentum", grader, course.root, kept).grade()
    return standing(course)


def autograde(course, address):
    return cli.main(["autograde", "momentum", "--course", str(course.root), "--scheduler", address])


def disturbing(monkeypatch, disturb):
    """Do something once, as soon as a worker is at work on a notebook; who it is, is given."""
    whole, done = Client.submit, []

    def submit(self, *args, **kwargs):
        future = whole(self, *args, **kwargs)
        if not done:
            done.append(True)
            until = time.monotonic() + 60
            while not (busy := [worker for worker, keys in self.processing().items() if future.key in keys]):
                assert time.monotonic() < until
                time.sleep(0.01)
            disturb(self, busy[0])
        return future

    monkeypatch.setattr(Client, "submit", submit)
    return done


def test_a_class_one_of_whose_workers_is_killed_ends_as_an_undisturbed_one(
        momentum_course, tmp_path, started, undisturbed, monkeypatch, capsys):
    cluster, left = started(2), []

    def kill(client, worker):
        os.kill(client.run(os.getpid, workers=[worker])[worker], signal.SIGKILL)
        left.append(worker)

    done = disturbing(monkeypatch, kill)
    course = handed_in(momentum_course, tmp_path / "class")
    assert autograde(course, cluster.address) == 0, capsys.readouterr().err
    assert done and left and standing(course) == undisturbed
    with Client(cluster.address) as client:
        now = client.scheduler_info()["workers"]
    assert len(now) == 1 and left[0] not in now


def test_when_the_scheduler_ends_what_is_graded_stands_and_the_same_command_here_goes_on(
        momentum_course, tmp_path, started, undisturbed, hasty, monkeypatch, capsys):  # noqa: F811
    cluster = started(1)
    disturbing(monkeypatch, lambda client, worker: (cluster.scheduler.kill(), cluster.scheduler.wait()))
    course = handed_in(momentum_course, tmp_path / "class")
    assert autograde(course, cluster.address) == 1
    told = capsys.readouterr()
    assert told.out.count("the connection to Dask's scheduler") == 4
    assert "the verdicts that are there are kept" in told.err
    assert cli.main(["autograde", "momentum", "--course", str(course.root)]) == 0
    assert standing(course) == undisturbed


def test_trials_are_drawn_from_the_courses_secret_there_as_well(workers):
    secret = Secret(b"a course's own secret, 32 bytes ")
    with cluster.open_cluster(workers.address, secret) as grader:
        assert grader.size == 2
        verdict = grader.grade_notebook(demo.solve("momentum", BASE + SOLUTION), "momentum")
    assert verdict.status is Status.GRADED and verdict.score == verdict.max_score == 10
    assert verdict.basis.secret == secret.fingerprint and verdict.basis.trials
    assert secrets_left(workers.address) == set()  # nobody has it afterwards


def secrets_left(address):
    """The names of graders, with a course's secret in each, that are with the scheduler or a worker."""
    with Client(address) as client:
        there = client.run(lambda dask_worker: list(dask_worker.plugins))
        for_those_who_come = client.run_on_scheduler(lambda dask_scheduler: list(dask_scheduler.worker_plugins))
        return {name for names in (*there.values(), for_those_who_come) for name in names if "step-grader" in name}


def test_ctrl_c_ends_it_at_once_and_the_same_command_goes_on(momentum_course, tmp_path, workers, undisturbed, capsys):
    course = handed_in(momentum_course, tmp_path / "class")
    stopped = disturbed(course, "interrupted", "--scheduler", workers.address)
    assert stopped.returncode == 130 and "Traceback" not in stopped.stderr, stopped.stderr
    assert "3 students of 4 have not been graded yet" in stopped.stderr
    assert float(re.search("seconds: (.*)", stopped.stdout)[1]) < 3
    assert secrets_left(workers.address) == set()
    assert autograde(course, workers.address) == 0, capsys.readouterr().err
    assert standing(course) == undisturbed


def test_two_runs_with_one_scheduler_have_a_grader_each(workers):
    answer = demo.solve("momentum", BASE + SOLUTION)
    with cluster.open_cluster(workers.address, DEMO) as one:
        with cluster.open_cluster(workers.address, DEMO) as other:
            assert other.grade_notebook(answer, "momentum").all_right
        assert one.grade_notebook(answer, "momentum").all_right


def test_a_verdict_of_another_level_is_not_found_again_as_one_of_this_runs(workers):
    kept = []

    class Keeper:
        def find(self, key, exam):
            return None

        def keep(self, key, verdict):
            kept.append(key)

    answer = demo.solve("momentum", BASE + SOLUTION)
    with cluster.open_cluster(workers.address, DEMO) as grader:
        grader.grade_notebook(answer, "momentum", keeper=Keeper())
        grader._workers.level = "another"
        grader.grade_notebook(answer, "momentum", keeper=Keeper())
    assert kept[0] and kept[1] is None


def told_of(address, capsys, course):
    code = autograde(course, address)
    said = capsys.readouterr().err
    assert code == 2 and "Traceback" not in said and not (course.root / "autograded").exists()
    return said


def test_where_nobody_answers_or_works_it_is_said(momentum_course, tmp_path, started, monkeypatch, capsys):
    course = handed_in(momentum_course, tmp_path / "class")
    monkeypatch.setattr(cluster, "CONNECT", 0.5)
    monkeypatch.setattr(cluster, "JOIN", 0.5)
    assert "no Dask scheduler answers at tcp://127.0.0.1:9" in told_of("tcp://127.0.0.1:9", capsys, course)
    for address in ("nowhere://", "tls://127.0.0.1:9"):  # TLS needs settings
        assert f"no Dask scheduler answers at {address}" in told_of(address, capsys, course)
    assert "has no workers" in told_of(started(0).address, capsys, course)


def test_a_worker_with_other_versions_or_another_sandbox_grades_nobody(
        momentum_course, tmp_path, workers, monkeypatch, capsys):
    course = handed_in(momentum_course, tmp_path / "class")
    with monkeypatch.context() as patched:
        patched.setattr(cluster, "_level_there", lambda plugin, dask_worker: dask_worker.address)
        assert "of several levels" in told_of(workers.address, capsys, course)
    with monkeypatch.context() as patched:
        patched.setattr(versions, "libraries", lambda: ("Python 2.7.18", "torch 1.0"))
        assert "a worker has Python 3." in told_of(workers.address, capsys, course)
    with monkeypatch.context() as patched:
        patched.setattr(versions, "sources", lambda module: "of another day")
        assert "of a task, are not this machine's" in told_of(workers.address, capsys, course)
    assert secrets_left(workers.address) == set()


def test_who_comes_later_grades_too_and_who_cannot_is_left_out(started, tmp_path):
    """Dask lets a worker join whose plugin has failed, and it would fail fastest, and so be given the most."""
    (tmp_path / "sitecustomize.py").write_text(
        "from importlib import metadata\nreal = metadata.version\n"
        "metadata.version = lambda name: '0.1' if name == 'torch' else real(name)\n", "utf8")
    one, answers = started(1), [demo.solve("momentum", f"{BASE}{SOLUTION}\n# {k}") for k in range(6)]
    with cluster.open_cluster(one.address, DEMO) as grader:
        assert grader.size == 1
        one.worker(PYTHONPATH=str(tmp_path))
        one.wait(2)
        verdicts = list(grader.grade_notebooks((answer, "momentum") for answer in answers))
        assert all(verdict.all_right for verdict in verdicts) and len(grader._workers.left_out) == 1, verdicts
        one.worker()
        one.wait(3)
        until = time.monotonic() + 60
        while grader.size < 2:
            assert time.monotonic() < until
            time.sleep(0.1)
        assert grader.grade_notebook(answers[0], "momentum").all_right


def test_where_no_worker_is_left_it_is_said_after_a_while_and_nobody_waits_for_ever(
        momentum_course, tmp_path, started, hasty, monkeypatch, capsys):  # noqa: F811
    cluster_, course = started(1), handed_in(momentum_course, tmp_path / "class")
    disturbing(monkeypatch, lambda client, worker: (cluster_.processes[1].kill(), cluster_.processes[1].wait()))
    monkeypatch.setattr(cluster, "JOIN", 20.0)
    assert autograde(course, cluster_.address) == 1
    assert capsys.readouterr().out.count("a worker of Dask's scheduler") == 4


def test_builds_of_one_version_are_alike(monkeypatch):
    tasks = {"sgd": SimpleNamespace(module="grader.tasks.sgd")}
    found = []
    for build in ("2.13.0", "2.13.0+cpu", "2.13.0+cu130"):
        monkeypatch.setattr(versions, "libraries", lambda: (f"torch {build}",))  # noqa: B023
        found.append(cluster.Here.of(tasks))
    assert found[0] == found[1] == found[2]


def test_without_dask_it_says_how_to_get_it(momentum_course, tmp_path, monkeypatch, capsys):
    course = handed_in(momentum_course, tmp_path / "class")
    monkeypatch.delitem(sys.modules, "grader.course.cluster")
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert "pip install distributed" in told_of("tcp://127.0.0.1:9", capsys, course)


# Without a cluster

class Asked:
    """What Dask gives for something that is to be done."""

    def __init__(self, answer, status="finished"):
        self.answer, self.status, self.done = answer, status, None

    def add_done_callback(self, done):
        done(self)

    def result(self):
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


class Gathering:
    """A client that gathers. Whoever wants the lost answer waits until it is `found`."""

    def __init__(self):
        self.status, self.found, self.gathered = "running", threading.Event(), []

    def gather(self, asked):
        self.gathered.append(len(asked))
        if any(one.answer == "lost" for one in asked):
            assert self.found.wait(60)
        return [one.result() for one in asked]


def fetchers():
    return sum(thread.name == "answers" for thread in threading.enumerate())


def test_an_answer_that_is_lost_keeps_no_other_waiting_and_many_are_fetched_at_a_time():
    client, before = Gathering(), fetchers()
    fetching = cluster.Answers(client)
    lost = fetching.fetched(Asked("lost"))
    while not client.gathered:
        time.sleep(0.01)
    others = [fetching.fetched(Asked(k)) for k in range(500)]
    assert [one.result(timeout=60) for one in others] == [*range(500)] and not lost.done()
    client.found.set()
    assert lost.result(timeout=60) == "lost" and sum(client.gathered) == 501
    fetching.close()
    until = time.monotonic() + 60
    while fetchers() > before:
        assert time.monotonic() < until
        time.sleep(0.01)


@pytest.mark.parametrize("answer, status, raised", [
    (TimeoutError("its own"), "error", TimeoutError), (ValueError("its own"), "error", ValueError),
    (UnboundLocalError("result"), "finished", ConnectionError), (OSError("closed"), "pending", ConnectionError),
    (FutureCancelledError("key", "lost"), "cancelled", ConnectionError),
], ids=lambda one: type(one).__name__ if isinstance(one, Exception) else None)
def test_a_workers_own_error_is_told_from_an_end_in_the_middle(answer, status, raised):
    """And neither touches what is fetched at the same time."""
    fetching = cluster.Answers(Gathering())
    right, wrong = fetching.fetched(Asked("right")), fetching.fetched(Asked(answer, status))
    assert right.result(timeout=60) == "right"
    with pytest.raises(raised):
        wrong.result(timeout=60)
    fetching.close()


@pytest.mark.parametrize("there", [True, False])
def test_of_all_who_wait_one_looks_whether_the_scheduler_is_there_and_all_are_told(monkeypatch, there):
    looks, gone = [], []
    begun = threading.Barrier(30)

    def nthreads():
        looks.append(time.monotonic())
        time.sleep(0.3)
        if not there:
            raise OSError
        return {"one": 1}

    workers = cluster.Workers(SimpleNamespace(status="running", nthreads=nthreads), "landlock")

    def wait():
        begun.wait()
        for _ in range(6):
            try:
                workers.fit()
            except ConnectionError as error:
                gone.append(str(error))
                return
            time.sleep(0.1)

    threads = [threading.Thread(target=wait) for _ in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(looks) == 1 and gone == ([] if there else [cluster.GONE] * 30)
