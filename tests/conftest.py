"""What all tests share: the wheel as strangers install it, the order of long work, and the account of the time.

The suite's end says how many minutes each kind of test took, so that a suite that grows slow shows where.
"""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import sysconfig
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import settings
from hypothesis.configuration import set_hypothesis_home_dir
from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).resolve().parents[1]
STEPS = ROOT / "_build" / "steps"

# The same examples on every machine and in every run, and nothing written into the checkout.
settings.register_profile("house", derandomize=True, database=None, deadline=None)
settings.load_profile("house")
set_hypothesis_home_dir(ROOT / "_build" / "hypothesis")

# Run in parallel, the tests of a file (or of a class) go to one worker, so that they share what they set up. These take
# longest and start first; the others fill in. (`xdist_group` does nothing: xdist 3.8 writes a group where pytest 9.2 no
# longer looks for it.)
LONGEST_FIRST = (
    "tests/test_example_course.py",
    "tests/grader/test_measured.py",
    "tests/grader/judging/test_corpus.py",
    "tests/grader/course/test_cluster.py",
    "tests/book/test_accessible.py",
    "tests/book/test_notebooks.py",
    "tests/test_wheel.py",
    "tests/test_road.py",
    "tests/grader/judging/test_practice_names.py",
    "tests/grader/tasks/test_tasks.py",
    "tests/grader/course/test_assignments.py",
    "tests/grader/course/test_hints.py",
    "tests/grader/course/test_disturbed.py",
    "tests/book/test_wrong_rules.py",
    "tests/grader/course/test_demo_class.py",
    "tests/grader/tools/test_bundle.py",
    "tests/grader/course/test_secret.py",
    "tests/grader/course/test_feedback_in_a_browser.py",
    "tests/grader/course/test_colab.py",
    "tests/book/test_pages.py",
    "tests/grader/course/test_similar.py",
    "tests/grader/language/test_trials.py",
    "tests/grader/sandbox/test_unconfined.py",
)

# Of these each test is long, and shares nothing dear with the next: it may go to any worker.
EACH_BY_ITSELF = ("tests/grader/test_measured.py",)

# A test is counted under the first of these marks that it carries.
KINDS = ("browser", "site", "nbgrader", "wheel", "sandbox", "long")
FAST = "fast"
LONG_SECONDS = 5  # a fast test that takes longer is named at the end


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first: a stable sort, equal on all workers."""
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    file = item.nodeid.split("::")[0]
    return LONGEST_FIRST.index(file) if file in LONGEST_FIRST else len(LONGEST_FIRST)


class Scheduling(LoadScopeScheduling):
    """As `--dist loadscope`, but for files of which each test goes by itself."""

    def _split_scope(self, nodeid: str) -> str:
        return scope(nodeid) or super()._split_scope(nodeid)


def scope(nodeid: str) -> str | None:
    """What one worker runs together with this test; None where that is its file or class, as everywhere."""
    return nodeid if nodeid.split("::")[0] in EACH_BY_ITSELF else None


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Scheduling | None:
    return Scheduling(config, log) if config.getvalue("dist") == "loadscope" else None


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Take all that is loaded out of the garbage collector's sight.

    Walking an optimizer counts what it stores, and collects garbage for that. Beside the objects of torch, pytest and
    hundreds of tests, a collection takes longer than the walk.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """No test leaves torch set otherwise: under another default dtype the next one's wrong answer would be right.

    Sphinx's extension sets the environment while it builds: that ends with the test.
    """
    before = _settings()
    with mock.patch.dict(os.environ):
        yield
    after = _settings()
    if before and after != before:
        sys.modules["torch"].set_default_dtype(before[0])
        sys.modules["torch"].set_grad_enabled(before[1])
        raise AssertionError(f"torch is left set otherwise: {before} before, {after} after")


def _settings() -> tuple[Any, ...]:
    """How torch is set, if anything has imported it."""
    torch = sys.modules.get("torch")
    return (torch.get_default_dtype(), torch.is_grad_enabled(), torch.are_deterministic_algorithms_enabled()) if (
        torch) else ()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Write on each report what kind of test it is about. With xdist it travels from the worker to the controller."""
    report = yield
    report.kind = next((kind for kind in KINDS if item.get_closest_marker(kind)), FAST)
    return report


class Account:
    """Seconds and tests by kind, fixtures included; and the seconds of each fast test."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self.tests: Counter[str] = Counter()
        self.fast: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        kind = getattr(report, "kind", FAST)
        self.seconds[kind] += report.duration
        self.tests[kind] += report.when == "call"
        if kind == FAST:
            self.fast[report.nodeid] += report.duration

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminalreporter.section("minutes by marker")
        for line in account(self.seconds, self.tests, make_steps(STEPS)):
            terminalreporter.write_line(line)
        for test, took in self.fast.most_common(5):
            if took > LONG_SECONDS:
                terminalreporter.write_line(f"long for a fast test: {took:.0f} s  {test}")


def account(seconds: dict[str, float], tests: dict[str, int], steps: dict[str, float]) -> list[str]:
    """The table: each kind's minutes on one core, then the steps that `make` took before the tests, in seconds."""
    lines = [f"{kind:10} {seconds[kind] / 60:6.1f}   {tests[kind]:5} tests"
             for kind in sorted(seconds, key=lambda kind: (-seconds[kind], kind))]
    lines.append(f"{'together':10} {sum(seconds.values()) / 60:6.1f}   {sum(tests.values()):5} tests")
    if steps:
        lines.append("built before, in seconds: " + ", ".join(f"{name} {took:g}" for name, took in steps.items()))
    return lines


def make_steps(folder: Path) -> dict[str, float]:
    """The seconds that each step of the Makefile took when it was last done, by its name."""
    return {path.name: float(path.read_text("utf8").strip() or 0) for path in sorted(folder.glob("*"))}


def pytest_configure(config: pytest.Config) -> None:
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as a shell has it for what runs in the background
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if not hasattr(config, "workerinput"):  # a worker's reports are counted where they arrive
        config.pluginmanager.register(Account(), "account")


@dataclass(frozen=True)
class Installed:
    """A virtual environment into which the wheel is installed as a stranger would have it.

    Attributes:
        folder: the environment.
    """

    folder: Path

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    def run(self, *command: object, cwd: Path, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a command of the environment, `step-grader` or `python`, in the folder `cwd`."""
        program, *arguments = map(str, command)
        # Nothing of the checkout, neither by PYTHONPATH nor by an environment that is activated.
        kept = {name: value for name, value in os.environ.items()
                if not name.startswith(("PYTHON", "VIRTUAL_ENV", "PYTEST"))}
        done = subprocess.run(
            [self.folder / "bin" / program, *arguments], cwd=cwd, timeout=1200, capture_output=True, text=True,
            env=kept | {"OMP_NUM_THREADS": "1", "PATH": f"{self.folder / 'bin'}{os.pathsep}{os.defpath}"})
        assert done.returncode == 0 or not check, done.stdout + done.stderr
        return done

    def install(self, *what: object) -> None:
        """Install wheels or projects without their dependencies, and without a network."""
        pip("--python", self.python, "install", "--no-deps", "--no-index", "--no-build-isolation", *what)


def pip(*arguments: object) -> None:
    done = subprocess.run([sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *map(str, arguments)],
                          capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout. It takes a second, so each worker that needs it builds its own."""
    folder = tmp_path_factory.mktemp("wheel")
    pip("wheel", ROOT, "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def make_environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory):
    """Make one more `Installed`, without the modules of these names, and with the wheel or without.

    PyTorch alone is a gigabyte, so what the wheel depends on is not installed anew: a path file shows the
    environment the packages that these tests run with. Python reads no path files from a folder that it knows by a path
    file, so that the checkout, which is installed there in editable form, is not among them. That the wheel names all
    it needs, which this way would not show, is asserted by `test_wheel` from the source code.
    """

    def make(*missing: str, with_wheel: bool = True) -> Installed:
        installed = Installed(tmp_path_factory.mktemp("installed") / "venv")
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", installed.folder], check=True)
        packages = Path(sysconfig.get_path("purelib", vars={"base": str(installed.folder)}))
        around = Path(sysconfig.get_path("purelib"))
        if not with_wheel:  # then what pip says there about the checkout is not to be seen either
            links = installed.folder / "dependencies"
            links.mkdir()
            for each in around.iterdir():
                if not each.name.startswith("step_by_step_grader-"):
                    (links / each.name).symlink_to(each)
            around = links
        lines = [str(around)]
        if missing:
            lines.append(f"import sys; sys.modules.update(dict.fromkeys({list(missing)}))")
        (packages / "dependencies.pth").write_text("\n".join(lines) + "\n", "utf8")
        if with_wheel:
            installed.install(wheel)
        return installed

    return make


@pytest.fixture(scope="session")
def installed(make_environment) -> Installed:
    """The wheel without any extra, in an environment of its own."""
    return make_environment("ipykernel", "jupyter_book", "nbgrader", "pytest", "sqlalchemy")
