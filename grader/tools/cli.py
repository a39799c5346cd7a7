"""The command line: `step-grader COMMAND`, or `python -m grader COMMAND`."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ.setdefault("OMP_NUM_THREADS", "1")  # small tensors: more threads only wait

from .. import __version__
from ..ground.trial import Device
from ..language.course import NotReleased
from ..language.task import Exam, Task
from ..outcome.gap import Gap, Lacking
from ..outcome.verdict import Status, Verdict
from ..sandbox.errors import SandboxError
from ..sandbox.levels import Level
from ..telling import words
from ..telling.catalogue import say

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from ..grading import Grader

OF_THE_COURSE = ("nbgrader", "sqlalchemy")  # what the extra "course" installs
FINE, TROUBLE, CANNOT, INTERRUPTED = 0, 1, 2, 130  # exit codes


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return the exit code.

    0 if all went well; 1 if there was trouble of ours around a notebook, or the self-test failed; 2 if the
    command cannot be carried out.
    """
    options = _parser().parse_args(arguments)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a file may be named by bytes that are no text
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except KeyboardInterrupt:
        print(say("cli.stopped"), file=sys.stderr)
        return INTERRUPTED
    except SandboxError as error:
        print(words.sandbox_error(error), file=sys.stderr)
    except NotReleased as error:
        print(say("cli.not_released", notebook=error.notebook, folder=error.folder), file=sys.stderr)
    except ModuleNotFoundError as error:
        if error.name not in OF_THE_COURSE:
            raise
        print(say("cli.needs_course"), file=sys.stderr)
    return CANNOT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="step-grader", description="Grade optimizers by the path that they walk.")
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    grade = commands.add_parser("grade", help="judge notebooks, without a gradebook")
    grade.add_argument("notebooks", nargs="+", metavar="FILE",
                       help="a notebook or a script, or a folder or zip with several")
    grade.add_argument("--json", action="store_true", help="one JSON object a line")
    _sandbox_options(grade)
    grade.set_defaults(run=_grade)

    autograde = commands.add_parser(
        "autograde", help="grade what lies in submitted/, into nbgrader's gradebook")
    autograde.add_argument("assignment")
    autograde.add_argument("--student", action="append", metavar="ID", default=[],
                           help="only this student; may be given several times")
    autograde.add_argument("--course", metavar="FOLDER", default=None,
                           help="the course's folder, with submitted/ in it (default: this one)")
    autograde.add_argument("--report", metavar="FILE", default=None,
                           help="also write a page with the whole class")
    _sandbox_options(autograde)
    autograde.set_defaults(run=_autograde)

    tasks = commands.add_parser("tasks", help="list what a notebook may answer")
    tasks.add_argument("--json", action="store_true", help="with class, chapter, points and reference")
    tasks.set_defaults(run=_tasks)

    new_task = commands.add_parser("new-task", help="write the beginning of a task, with its notebook")
    new_task.add_argument("name", help="the notebook's name, such as nadam")
    new_task.add_argument("--folder", default=".", help="the course's folder (default: this one)")
    new_task.add_argument("--class-name", default=None, help="the class that students write")
    new_task.set_defaults(run=_new_task)

    check_task = commands.add_parser("check-task", help="say what a task still lacks")
    check_task.add_argument("name")
    _sandbox_options(check_task)
    check_task.set_defaults(run=_check_task)

    refresh = commands.add_parser("refresh", help="write the cells that all notebooks in solutions/ share anew")
    refresh.set_defaults(run=_refresh)

    selftest = commands.add_parser(
        "selftest", help="grade every known mistake and many right answers, and count")
    selftest.add_argument("task", nargs="*", help="only these tasks")
    selftest.add_argument("--json", action="store_true", help="the counts as JSON")
    _sandbox_options(selftest)
    selftest.set_defaults(run=_selftest)

    demo = commands.add_parser("demo", help="make a demo class to try the grader on")
    demo.add_argument("folder", help="the course folder that gets a submitted/")
    demo.set_defaults(run=_demo)

    bench = commands.add_parser("bench", help="measure against plain nbgrader, side by side")
    bench.add_argument("--rounds", type=int, default=3)
    bench.set_defaults(run=_bench)

    doctor = commands.add_parser("doctor", help="say what this machine offers")
    doctor.set_defaults(run=_doctor)
    return parser


def _sandbox_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--device", choices=[Device.CPU.value, Device.CUDA.value], default=Device.CPU.value,
                        help="where the device check runs; without a GPU it pretends one")
    parser.add_argument("--isolation", choices=[level.value for level in Level],
                        help="this level and no other (default: the strongest there is)")
    parser.add_argument("--allow-weak", action="store_true",
                        help="accept a sandbox that keeps no hostile notebook in")


def _grader(options: argparse.Namespace, **how: Any) -> AbstractContextManager[Grader]:
    from ..grading import open_grader

    level = Level(options.isolation) if options.isolation else None
    return open_grader(level, Device(options.device), options.allow_weak, **how)


def _grade(options: argparse.Namespace) -> int:
    troubled = False
    with _grader(options) as grader:
        for verdict in grader.grade_all(options.notebooks):
            fine, said = _told(verdict, options.json)
            troubled |= not fine
            print(said, end="\n" if options.json else "\n\n", flush=True)
    return TROUBLE if troubled else FINE


def _told(verdict: Verdict, as_json: bool) -> tuple[bool, str]:
    """Whether there was no trouble, and the verdict in words or JSON. What cannot be told is trouble itself."""
    from ..grading import in_trouble

    def told(one: Verdict) -> str:
        return json.dumps(words.as_json(one), ensure_ascii=False) if as_json else words.text(one)

    try:
        return verdict.status is not Status.TROUBLE, told(verdict)
    except Exception as error:
        try:
            return False, told(in_trouble(verdict.notebook, error, verdict.task))
        except Exception as again:
            return False, say("cli.untold", notebook=verdict.notebook, type=type(again).__name__)


def _autograde(options: argparse.Namespace) -> int:
    from ..course.autograde import ClassRun, CourseError
    from ..telling import classes

    try:
        with _grader(options) as grader:
            results = ClassRun(options.assignment, grader, options.course).grade(options.student)
    except CourseError as error:
        print(say(f"course.{error.lack}", **error.details), file=sys.stderr)
        return CANNOT
    print(classes.table(results))
    if options.report:
        classes.report(Path(options.report), options.assignment, results)
    return TROUBLE if any(classes.row(r).trouble for r in results) else FINE


def _tasks(options: argparse.Namespace) -> int:
    from ..language import registry

    found = registry.find()
    if options.json:
        print(json.dumps([_task_as_json(task) for task in found.values()], ensure_ascii=False, indent=1))
    else:
        for name, task in found.items():
            print(f"{name:12}  {task.title}")
    for broken in found.broken:
        print(say("cli.broken_task", name=broken.name, error=broken.error), file=sys.stderr)
    return TROUBLE if found.broken else FINE


def _task_as_json(task: Exam) -> dict[str, Any]:
    """What a page tells about a task."""
    reference = task.reference.name if isinstance(task, Task) else None
    return {"name": task.name, "title": task.title, "class": task.class_name, "chapter": task.chapter,
            "points": task.max_points, "reference": reference}


def _unknown(names: list[str], known: Any) -> bool:
    """Whether there is one among `names` that is no task; says so."""
    unknown = sorted(set(names) - set(known))
    if unknown:
        print(say("cli.unknown_task", unknown=", ".join(unknown), known=", ".join(known)), file=sys.stderr)
    return bool(unknown)


def _selftest(options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from ..language import registry
    from ..telling import selftest_table
    from . import selftest

    tasks = registry.find()
    if _unknown(options.task, tasks):
        return CANNOT
    names = options.task or list(tasks)
    with _grader(options, pictures=False, tasks=tasks) as grader:
        counts = list(tqdm(selftest.run([tasks[n] for n in names], grader), total=len(names), unit="task",
                           disable=None))
    print(selftest.as_json(counts) if options.json else selftest_table.table(counts))
    return FINE if all(c.passed for c in counts) else TROUBLE


def _new_task(options: argparse.Namespace) -> int:
    from . import new_task

    try:
        written = new_task.new_task(options.name, Path(options.folder), options.class_name)
    except new_task.BadName as error:
        print(say("cli.bad_name", name=error.name), file=sys.stderr)
        return CANNOT
    except new_task.AlreadyThere as error:
        print(say("cli.already_there", path=error.path), file=sys.stderr)
        return CANNOT
    for path in written.paths:
        print(path)
    if written.entry_point:
        print(say("cli.entry_point", line=written.entry_point))
    print(say("cli.new_task", name=options.name))
    return FINE


def _check_task(options: argparse.Namespace) -> int:
    from ..language import registry
    from . import new_task, selftest

    tasks = registry.find()
    if _unknown([options.name], tasks):
        return CANNOT
    task = tasks[options.name]
    if not isinstance(task, Task):
        print(say("cli.no_optimizer", name=task.name), file=sys.stderr)
        return CANNOT
    with _grader(options, pictures=False, tasks=tasks) as grader:
        gaps = new_task.missing(task, lambda one: selftest.count(one, grader, selftest.right_answers(one), {}))
    for gap in gaps:
        print(f"✗ {words.gap(gap)}")
    if not gaps:
        print(say("cli.complete", name=task.name))
    return TROUBLE if gaps else FINE


def _refresh(options: argparse.Namespace) -> int:
    from ..language import registry
    from . import notebook_template

    try:
        for path in notebook_template.refresh_all(registry.find()):
            print(path)
    except notebook_template.PartMissing as error:
        print(words.gap(Gap(Lacking.PART_MISSING, error.cell, error.part)), file=sys.stderr)
        return CANNOT
    return FINE


def _demo(options: argparse.Namespace) -> int:
    from .demo import make_class

    print(say("cli.demo", n=len(make_class(options.folder)), folder=options.folder))
    return FINE


def _bench(options: argparse.Namespace) -> int:
    from ..telling import bench_table
    from .bench import compare

    print(bench_table.table(compare(options.rounds)))
    return FINE


def _doctor(options: argparse.Namespace) -> int:
    from . import doctor

    report = doctor.report()
    print(words.checklist(report))
    return FINE if all(fine for name, _, fine in report if name == say("doctor.isolation")) else TROUBLE
