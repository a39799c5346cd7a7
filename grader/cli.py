"""The command line: `python -m grader grade | autograde | selftest | demo | bench | doctor`."""

from __future__ import annotations

import argparse
import json
import os
import sys

os.environ.setdefault("OMP_NUM_THREADS", "1")  # small tensors: more threads only wait


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        return options.run(options)
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m grader", description="Grade optimizers by the path that they walk.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    grade = commands.add_parser("grade", help="judge notebooks, without a gradebook")
    grade.add_argument("notebooks", nargs="+", metavar="NOTEBOOK")
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


def _sandbox_options(parser) -> None:
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu",
                        help="where the device check runs; without a GPU it pretends one")
    parser.add_argument("--isolation", choices=("bubblewrap", "landlock", "process"),
                        help="this level and no other (default: the strongest there is)")
    parser.add_argument("--allow-weak", action="store_true",
                        help="accept a sandbox that keeps no hostile notebook in")


def _grader(options, **how):
    from .grading import Grader

    return Grader(level=options.isolation, device=options.device, allow_weak=options.allow_weak, **how)


def _grade(options) -> int:
    from . import task, words
    from .sandbox import SandboxError

    try:
        with _grader(options) as grader:
            for verdict in grader.grade_all(options.notebooks):
                if options.json:
                    print(json.dumps(verdict.as_json(), ensure_ascii=False), flush=True)
                else:
                    known = task.load(verdict.task) if verdict.task else None
                    print(words.text(verdict, known), end="\n\n", flush=True)
    except SandboxError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _autograde(options) -> int:
    from .autograde import CourseError, autograde
    from .sandbox import SandboxError

    try:
        with _grader(options) as grader:
            autograde(options.assignment, grader, students=options.student,
                      course=options.course, report=options.report)
    except (CourseError, SandboxError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _selftest(options) -> int:
    from tqdm import tqdm

    from . import selftest, task
    from .sandbox import SandboxError

    unknown = sorted(set(options.task) - set(task.names()))
    if unknown:
        print(f"There is no task {', '.join(unknown)}. There are: {', '.join(task.names())}.",
              file=sys.stderr)
        return 2
    names = options.task or task.names()
    try:
        with _grader(options, pictures=False) as grader:
            counts = list(tqdm(selftest.run(names, grader), total=len(names), unit="task",
                               disable=None))
    except SandboxError as error:
        print(error, file=sys.stderr)
        return 2
    print(selftest.as_json(counts) if options.json else selftest.table(counts))
    return 0 if all(c.passed for c in counts) else 1


def _demo(options) -> int:
    from .demo import make_class

    print(f"{len(make_class(options.folder))} submissions in {options.folder}/submitted")
    return 0


def _bench(options) -> int:
    from .bench import compare

    print(compare(options.rounds))
    return 0


def _doctor(options) -> int:
    from .doctor import report

    lines = report()
    width = max(len(name) for name, _, _ in lines)
    for name, value, fine in lines:
        print(f"{'ok ' if fine else 'no '} {name:{width}}  {value}")
    return 0
