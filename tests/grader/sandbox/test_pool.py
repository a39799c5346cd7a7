"""The pool lends warm sandboxes and owns their life."""

import contextlib
import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import wait

import pytest

from grader.outcome.ending import Ended
from grader.sandbox import Closed, Level, Limits, NotStarted, Pool, Sandbox, levels
from grader.sandbox.supervisor import PROBE, Job

pytestmark = pytest.mark.sandbox


@pytest.fixture(params=Level)
def level(request):
    if lacking := levels.missing(request.param):
        pytest.skip(str(lacking))
    return request.param


@pytest.fixture
def pool(level):
    """Two sandboxes without torch."""
    with Pool(level, size=2, job=PROBE) as opened:
        yield opened


def say(sandbox, text="hello"):
    run = sandbox.run({"code": f"send({{'said': {text!r}}})"})
    assert run.ending.ended is Ended.FINISHED, run
    return run.frames


def process(sandbox):
    return sandbox._zygote.process


def in_new_thread(work):
    """Do something in a thread that ends with it."""
    found = []
    thread = threading.Thread(target=lambda: found.append(work()))
    thread.start()
    thread.join()
    return found[0]


def test_who_is_lent_a_sandbox_alone_waits_for_all_others_and_they_for_him(pool):
    said, lent, let_go = [], threading.Event(), threading.Event()

    def long():
        with pool.lend() as sandbox:
            lent.set()
            let_go.wait()
            say(sandbox)
            said.append("first")

    def alone():
        with pool.lend_alone() as sandbox:
            say(sandbox)
            assert not pool._idle or len(pool._idle) == len(pool._all) - 1
            said.append("alone")

    def late():
        with pool.lend() as sandbox:
            say(sandbox)
            said.append("late")

    with ThreadPoolExecutor(3) as threads:
        jobs = [threads.submit(long)]
        lent.wait()
        jobs.append(threads.submit(alone))
        while not pool._reserved:
            pass
        jobs.append(threads.submit(late))
        let_go.set()
        for job in jobs:
            job.result()
    assert said == ["first", "alone", "late"]
    with pool.lend() as one, pool.lend() as other:
        assert one is not other


def test_three_batches_over_two_workers_start_two_sandboxes(pool):
    both = threading.Barrier(2)

    def work(number):
        with pool.lend() as sandbox:
            if number < 2:
                both.wait()  # so that two are lent at a time
            return say(sandbox, number)

    for _ in range(3):
        with ThreadPoolExecutor(2) as workers:
            found = list(workers.map(work, range(6)))
        assert found == [[({"said": number}, b"")] for number in range(6)]
    assert pool.started == 2


def test_one_after_the_other_needs_one_sandbox_only(pool):
    for _ in range(3):
        with pool.lend() as sandbox:
            say(sandbox)
    assert pool.started == 1


def test_a_sandbox_is_warm_when_it_is_lent(pool):
    with pool.lend() as sandbox:
        assert process(sandbox).poll() is None
        assert pool.started == 1


def test_no_more_are_lent_than_there_may_be(pool):
    with ThreadPoolExecutor(1) as worker, contextlib.ExitStack() as earlier, contextlib.ExitStack() as later:
        first, second = earlier.enter_context(pool.lend()), later.enter_context(pool.lend())

        def third():
            with pool.lend() as sandbox:
                return sandbox

        waiting = worker.submit(third)
        while not pool._change._waiters:
            assert not waiting.done()
        later.close()
        assert waiting.result() is second is not first
    assert pool.started == 2


def test_a_sandbox_that_dies_while_it_is_lent_is_replaced(pool):
    with pool.lend() as sandbox:
        dead = process(sandbox)
        os.kill(dead.pid, signal.SIGKILL)
        wait([sandbox._zygote.control])  # until what bubblewrap started is dead too
        assert say(sandbox) == [({"said": "hello"}, b"")]
        assert process(sandbox) is not dead
    with pool.lend() as again:
        assert say(again, "once more") == [({"said": "once more"}, b"")]
    assert pool.started == 2


def test_a_sandbox_that_dies_while_nobody_has_it_is_replaced(pool):
    with pool.lend() as sandbox:
        os.kill(process(sandbox).pid, signal.SIGKILL)
        wait([sandbox._zygote.control])
    with pool.lend() as again:
        assert say(again) == [({"said": "hello"}, b"")]
    assert pool.started == 2


def test_whoever_stumbles_with_a_sandbox_gives_it_back_all_the_same(pool):
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), pool.lend():
            raise ZeroDivisionError
    with pool.lend() as sandbox:
        say(sandbox)
    assert pool.started == 1


def test_a_sandbox_that_does_not_start_keeps_nobody_waiting(level):
    with Pool(level, job=Job("nowhere", "probe", dict)) as pool:
        for _ in range(2):
            with pytest.raises(NotStarted), pool.lend():
                pass
    assert pool.started == 0


def test_threads_that_come_and_go_do_not_take_a_zygote_with_them(pool):
    """The kernel's "die with your parent" follows the thread that started a process."""

    def use():
        with pool.lend() as sandbox:
            return process(sandbox), say(sandbox)

    first, _ = in_new_thread(use)
    for _ in range(3):
        used, said = in_new_thread(use)
        assert used is first and said == [({"said": "hello"}, b"")]
    assert first.poll() is None
    assert pool.started == 1


def test_a_sandbox_outlives_the_thread_that_first_used_it(level):
    with Sandbox(level, job=PROBE) as sandbox:
        in_new_thread(sandbox.start)
        started = process(sandbox)
        assert say(sandbox) == [({"said": "hello"}, b"")]
        assert process(sandbox) is started and started.poll() is None
        keeper = sandbox._zygote._keeper
    assert started.poll() is not None
    assert not any(thread.is_alive() for thread in keeper._threads)


def test_closing_ends_all_and_lends_no_more(level):
    with Pool(level, size=2, job=PROBE) as pool:
        with pool.lend() as first, pool.lend() as second:
            processes = [process(first), process(second)]
            folders = [first._zygote.folder, second._zygote.folder]
    assert all(one.poll() is not None for one in processes)
    assert not any(map(os.path.exists, folders))
    with pytest.raises(Closed), pool.lend():
        pass


def test_closing_ends_a_run_that_is_under_way_in_another_thread(level):
    pool = Pool(level, job=PROBE)
    lent = threading.Event()
    used = []

    def work():
        with pool.lend() as sandbox:
            used.append((process(sandbox), sandbox._zygote.folder))
            lent.set()
            return sandbox.run({"code": "import signal; signal.pause()"}, limits=Limits(wall_seconds=60))

    with ThreadPoolExecutor(1) as worker:
        running = worker.submit(work)
        lent.wait()
        pool.close()
        with pytest.raises(Closed):
            running.result(timeout=30)
    ((ended, folder),) = used
    assert ended.poll() is not None and not os.path.exists(folder)


def test_a_sandbox_that_raises_while_it_is_closed_keeps_no_other_from_being_ended(level, monkeypatch):
    pool = Pool(level, size=3, job=PROBE)
    with pool.lend() as lent:
        with pool.lend() as first, pool.lend() as second:
            processes = [process(sandbox) for sandbox in (first, second, lent)]
        for sandbox in (first, second):
            monkeypatch.setattr(sandbox, "close", interrupted(sandbox.close))
        monkeypatch.setattr(lent, "interrupt", interrupted(lent.interrupt))
        with pytest.raises(KeyboardInterrupt):
            pool.close()
        assert all(one.wait(timeout=30) is not None for one in processes)


def interrupted(work):
    """Does it, and is interrupted then."""

    def do():
        work()
        raise KeyboardInterrupt

    return do


def test_whoever_waits_for_a_sandbox_hears_that_the_pool_is_closed(level):
    pool = Pool(level, job=PROBE)
    with ThreadPoolExecutor(1) as worker:
        with pool.lend():

            def second():
                with pool.lend():
                    pass

            waiting = worker.submit(second)
            pool.close()
            with pytest.raises(Closed):
                waiting.result(timeout=30)


def test_a_pool_of_none_is_refused():
    with pytest.raises(ValueError):
        Pool(Level.PROCESS, size=0)
