"""The command line: `step-grader COMMAND`, or `python -m grader COMMAND`."""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ.setdefault("OMP_NUM_THREADS", "1")  # small tensors: more threads only wait

from .. import __version__
from ..telling import terminal
from ..telling.catalogue import say

if TYPE_CHECKING:  # a command imports what it needs: torch takes seconds, and `--help` needs none of it
    from contextlib import AbstractContextManager

    from ..grading import Grader
    from ..language.registry import Broken
    from ..language.secret import Secret
    from ..language.task import Exam
    from ..outcome.verdict import Verdict

OF_THE_COURSE = ("nbgrader", "sqlalchemy")  # what the extra "course" installs
FINE, TROUBLE, CANNOT, INTERRUPTED, UNREAD = 0, 1, 2, 130, 141  # exit codes
DEVICES = ("cpu", "cuda")  # ground.device.Device
PLATFORMS = ("moodle", "canvas", "brightspace", "classroom")  # course.collect.Platform
BUNDLES = ("gradescope", "prairielearn", "github")  # tools.bundle.PLATFORMS
LEVELS = ("bubblewrap", "landlock", "process")  # sandbox.level.Level
FORMATS = ("text", "json", "gradescope", "prairielearn", "github", "junit")  # telling.formats.FORMATS, and our own two


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return the exit code.

    0 if all went well; 1 if there was trouble of ours around a notebook, or the self-test failed; 2 if the
    command cannot be carried out. 130 after Ctrl-C. 141 if nobody reads any more what it says, as `head` does after
    some lines.
    """
    code = _main(arguments)
    if code == INTERRUPTED and arguments is None:  # a verdict on its way has nobody to wait for it
        sys.stdout.flush()
        os._exit(code)
    return code


def _main(arguments: list[str] | None) -> int:
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # not every terminal has every character
    try:
        with (contextlib.redirect_stdout(terminal.Printable(sys.stdout)) as said,
              contextlib.redirect_stderr(terminal.Printable(sys.stderr))):
            try:
                return _run(arguments)
            finally:
                said.flush()
    except terminal.Unread:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python says what is left when it ends
        return UNREAD


def _run(arguments: list[str] | None) -> int:
    # nbformat imports jsonschema, and that a grammar of internationalized addresses, which takes a second to compile.
    # No notebook's schema asks for it, and jsonschema does without.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except KeyboardInterrupt:
        _complain(say("cli.stopped"))
        return INTERRUPTED
    except Exception as error:
        said = _why_not(error)
        if said is None:
            raise
        _complain(said)
        return CANNOT


def _tell(text: str) -> None:
    """Print one line."""
    print(terminal.line(text))


def _complain(text: str) -> None:
    """Print one line to standard error."""
    print(terminal.line(text), file=sys.stderr)


def _why_not(error: Exception) -> str | None:
    """Why a command cannot be carried out; None if the fault is ours."""
    from ..language.course import NotReleased
    from ..language.secret_file import SecretError
    from ..sandbox.errors import SandboxError
    from ..telling import words

    match error:
        case SandboxError():
            return words.sandbox_error(error)
        case _Elsewhere():
            return say("cli.elsewhere")
        case SecretError():
            return words.secret_error(error)
        case NotReleased():
            return say("cli.not_released", notebook=error.notebook, folder=error.folder)
        case ModuleNotFoundError() if error.name in OF_THE_COURSE:
            return say("cli.needs_course")
    return _lack(error)


def _lack(error: Exception) -> str | None:
    """What a course or an archive lacks; None if the error is another."""
    try:
        from ..course.collect import NoArchive
        from ..course.lack import CourseError
    except ModuleNotFoundError:  # nbgrader is not installed: nobody has asked for a course
        return None
    match error:
        case CourseError():
            return say(f"course.{error.lack}", **error.details)
        case NoArchive():
            return say(f"collect.{error.lack}", **error.details)
    return None


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="step-grader", description="Grade optimizers by the path that they walk.",
        epilog="Exit codes: 0 all went well; 1 trouble of the grader's, or something is wrong or missing; "
               "2 the command could not be carried out.")
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    grade = commands.add_parser(
        "grade", help="judge notebooks, without a gradebook",
        description="Judge notebooks in a sandbox: the points, and for each check that failed which step and "
                    "parameter went wrong, and which mistake does exactly the same.",
        epilog="Which task a notebook answers is told by its cells and its class. No gradebook is needed or touched.")
    grade.add_argument("notebooks", nargs="+", metavar="FILE",
                       help="a notebook or a script, or a folder or zip with several; as many as you like")
    grade.add_argument("--json", action="store_const", const="json", dest="format", default="text",
                       help="one JSON object a line")
    grade.add_argument("--format", choices=FORMATS, default="text",
                       help="text; one JSON object a line; or one student's result as another grader takes it: "
                            "Gradescope's or PrairieLearn's results.json, the line for a GitHub Classroom step's "
                            "$GITHUB_OUTPUT, JUnit's XML (default: text)")
    grade.add_argument("--task", metavar="NAME", default=None,
                       help="what was asked; all other answers are passed over. Another grader's format needs it")
    grade.add_argument("--course", metavar="FOLDER", default=None,
                       help="the course's folder, which holds its trials.secret (default: this one, if it is one)")
    grade.add_argument("--trials", metavar="FINGERPRINT", type=_fingerprint, default=None,
                       help="repeat a verdict: grade on the trials with this fingerprint, or not at all")
    grade.add_argument("--mine", action="store_true",
                       help="the notebooks are your own: run them as your own programs, without a sandbox, on trials "
                            "for practice")
    grade.add_argument("--html", metavar="FILE", default=None,
                       help="with --mine: also write a page with the pictures")
    _sandbox_options(grade)
    grade.set_defaults(run=_grade)

    autograde = commands.add_parser(
        "autograde", help="grade what lies in submitted/, into nbgrader's gradebook",
        description="Grade what lies in submitted/STUDENT/ASSIGNMENT/, several notebooks at a time, and write "
                    "autograded/ and the gradebook as `nbgrader autograde` does.",
        epilog="An assignment that the gradebook does not know yet is put into it. "
               "After Ctrl-C, or any other end, the same command goes on where it was. "
               "`nbgrader generate_feedback ASSIGNMENT` comes after.")
    autograde.add_argument("assignment", metavar="ASSIGNMENT", help="such as momentum, a folder of solutions/")
    only = autograde.add_mutually_exclusive_group()
    only.add_argument("--student", action="append", metavar="ID", default=[],
                      help="only this student; may be given several times")
    only.add_argument("--like", metavar="ID", default=None,
                      help="only this student and all who walk the same path, by the verdicts that are kept; all of "
                           "these are run anew")
    autograde.add_argument("--course", metavar="FOLDER", default=None,
                           help="the class's folder, with submitted/ in it (default: this one); "
                                "nbgrader calls it --CourseDirectory.root")
    autograde.add_argument("--report", metavar="FILE", default=None,
                           help="also write a page (HTML) with the whole class, and beside it a table (CSV)")
    autograde.add_argument("--without-names", action="store_true",
                           help="with --report: leave out of the page all that is a single student's, and of the "
                                "table whose rows they are")
    autograde.add_argument("--dry-run", action="store_true",
                           help="only say whose notebooks would be graded, and which file each; run and write nothing")
    autograde.add_argument("--anew", action="store_true",
                           help="run every notebook, also where a verdict on the same code has been kept")
    autograde.add_argument("--scheduler", metavar="ADDRESS", default=None,
                           help="run the notebooks on a Dask cluster, whose scheduler is at tcp://HOST:8786; the "
                                "gradebook is written here")
    _sandbox_options(autograde)
    autograde.set_defaults(run=_autograde)

    report = commands.add_parser(
        "report", help="write the class's report from what is kept, without grading",
        description="Write the page about a class that `autograde --report` writes, and its table, from the gradebook "
                    "and the verdicts that are kept in the class's folder. Nobody is graded.",
        epilog="Whose verdict is of an earlier run, and why a new one might differ, is said. Exit code 1 if there is "
               "somebody of whom no verdict can be shown.")
    _class_options(report)
    report.add_argument("--out", metavar="FILE", default="report.html",
                        help="the page (default: report.html); its table has the same name with .csv")
    report.add_argument("--without-names", action="store_true",
                        help="leave out of the page all that is a single student's, and of the table whose rows they "
                             "are")
    report.set_defaults(run=_report)

    forget = commands.add_parser(
        "forget", help="delete all that there is of one student",
        description="Delete what a student handed in, what was graded of it, the feedback, and the student in the "
                    "gradebook. Without --yes it is only said what that would be.")
    forget.add_argument("student", metavar="STUDENT", help="nbgrader's id, the folder's name in submitted/")
    _course_option(forget)
    forget.add_argument("--yes", action="store_true", help="delete it, for good")
    forget.set_defaults(run=_forget)

    collect = commands.add_parser(
        "collect", help="unpack what a learning platform lets you download into submitted/",
        description="Unpack a class's zip into submitted/STUDENT/ASSIGNMENT/, by the names that the platform gives the "
                    "files. Who is who is written down in collected.csv, for `step-grader grades`.",
        epilog="Students are called by their names, in small letters with hyphens. What lies in submitted/ stays. "
               "Exit code 1 if somebody's files were not taken.")
    collect.add_argument("platform", choices=PLATFORMS, help="where it was downloaded")
    collect.add_argument("archive", metavar="ZIP", help="what was downloaded")
    _class_options(collect)
    collect.set_defaults(run=_collect)

    grades = commands.add_parser(
        "grades", help="write the points for a learning platform",
        description="Write the points of all who were collected as the table (CSV) that the platform takes.",
        epilog="With --sheet the platform's own table is filled in, and all else in it stays as it is. Exit code 1 if "
               "somebody who was collected has no points in it.")
    grades.add_argument("platform", choices=PLATFORMS, help="for which")
    _class_options(grades)
    grades.add_argument("--sheet", metavar="FILE", default=None, help="the platform's own table, exported there")
    grades.add_argument("--column", metavar="TITLE", default=None,
                        help="the title of its column for this assignment, where the name does not tell")
    grades.add_argument("--out", metavar="FILE", default=None, help="the table (default: ASSIGNMENT-PLATFORM.csv)")
    grades.set_defaults(run=_grades)

    feedback = commands.add_parser(
        "feedback", help="pack the feedback for a learning platform",
        description="Pack the pages that `nbgrader generate_feedback` has written for all who were collected, as the "
                    "zip that the platform takes and parts among the students by itself.",
        epilog="Who has no feedback, or none that is new, is named, and so is whoever was not collected. Exit code 1 "
               "if there is somebody.")
    feedback.add_argument("platform", choices=PLATFORMS, help="for which")
    _class_options(feedback)
    feedback.add_argument("--out", metavar="FILE", default=None,
                          help="the zip (default: ASSIGNMENT-PLATFORM-feedback.zip)")
    feedback.set_defaults(run=_feedback)

    similar = commands.add_parser(
        "similar", help="show answers that are more alike than independent work is",
        description="Compare all that was handed in for an assignment, and show who shares what few others wrote: "
                    "code whatever its names, comments and order, and sentences word for word. Nothing is run.",
        epilog="A hint, not an accusation: both are shown side by side, for you to judge.")
    _class_options(similar)
    similar.add_argument("--json", action="store_true", help="one JSON object a line, and all pairs")
    similar.set_defaults(run=_similar)

    bundle = commands.add_parser(
        "bundle", help="pack the grader for Gradescope, PrairieLearn or GitHub Classroom",
        description="Write a zip: the autograder that Gradescope takes, PrairieLearn's question with what its image is "
                    "built from, or the template of students' repositories for GitHub Classroom. In it are the "
                    "grader's wheel, the versions that are installed here, and what runs them; and the trials of your "
                    "course, but for GitHub, where students can read all of it.",
        epilog="Gradescope's is uploaded as it is; in the others a README.md says what goes where.")
    bundle.add_argument("platform", choices=BUNDLES, help="for which grader")
    bundle.add_argument("task", metavar="TASK", help="what is asked there, such as momentum")
    bundle.add_argument("--out", metavar="FILE", default="autograder.zip", help="the zip (default: autograder.zip)")
    bundle.add_argument("--image", metavar="NAME", default="step-grader",
                        help="for PrairieLearn: how the image is called that you build and push, such as "
                             "ACCOUNT/step-grader (default: step-grader)")
    bundle.add_argument("--wheel", metavar="FILE", default=None,
                        help="the grader's wheel (default: the one that `make wheel` has built)")
    bundle.add_argument("--course", metavar="FOLDER", default=None,
                        help="the course's folder, whose trials.secret goes with it (default: this one, if it is one)")
    _level_options(bundle)
    bundle.set_defaults(run=_bundle)

    tasks = commands.add_parser(
        "tasks", help="list what a notebook may answer",
        description="List the tasks that are registered here, this course's and those of other courses.")
    tasks.add_argument("--json", action="store_true", help="with class, chapter, points and reference")
    tasks.set_defaults(run=_tasks)

    mistakes = commands.add_parser(
        "mistakes", help="write what a book's pages of mistakes are made from",
        description="Write every mistake of every task as JSON: what is wrong in it, the wrong formula and the right "
                    "one, both paths in a small valley, and what gives the mistake away.")
    mistakes.set_defaults(run=_mistakes)

    practice = commands.add_parser(
        "practice", help="write what a book's boxes judge by in which readers write an optimizer",
        description="Write for every task a few short trials as JSON, with the right path through them and that of "
                    "every mistake in the rule. No graded trial is among them.")
    practice.set_defaults(run=_practice)

    new_task = commands.add_parser(
        "new-task", help="write the beginning of a task, with its notebook",
        description="Write a task, a right answer and a notebook into a course, complete but for the places marked "
                    "FILL IN. A folder without a course becomes one.",
        epilog="Then: pip install -e . in that folder; fill in; step-grader check-task NAME, until nothing is missing. "
               "Where PyTorch has an optimizer of that name, it is the reference, and the arguments are its.")
    new_task.add_argument("name", metavar="NAME", help="the task's and its notebook's name, such as nadam")
    new_task.add_argument("--folder", metavar="FOLDER", default=".", help="the course's folder (default: this one)")
    new_task.add_argument("--class-name", metavar="CLASS", default=None,
                          help="the class that students write (default: NAME as PyTorch spells it, or in CamelCase)")
    new_task.set_defaults(run=_new_task)

    check_task = commands.add_parser(
        "check-task", help="say what a task still lacks",
        description="Say what a task still lacks, one thing a line, in the order in which it is best filled in. Rule "
                    "and reference walk all trials, every mistake must show and differ from the others, the "
                    "notebook runs from top to bottom, and the right answers are graded.",
        epilog="The task has to be registered: pip install -e . in its folder. What notebooks share is written anew by "
               "step-grader refresh, and the students' notebook by nbgrader generate_assignment NAME --force.")
    check_task.add_argument("name", metavar="NAME", help="the task's name")
    _sandbox_options(check_task)
    check_task.set_defaults(run=_check_task)

    refresh = commands.add_parser(
        "refresh", help="write the cells that all notebooks in solutions/ share anew",
        description="Write the cells that all notebooks share anew, in the solutions/ of every registered task's "
                    "course, and name the files that changed. What a notebook has of its own stays.",
        epilog="Do so after a task's points, checks, hyperparameters or symbols have changed.")
    refresh.set_defaults(run=_refresh)

    selftest = commands.add_parser(
        "selftest", help="grade every known mistake and many right answers, and count",
        description="Hand in every known mistake, written out as a class, and every right answer, and count: no "
                    "mistake may get full marks, each should be called by its name, and no right answer may lose a "
                    "point.")
    selftest.add_argument("task", nargs="*", metavar="TASK", help="only these tasks (default: all)")
    selftest.add_argument("--json", action="store_true", help="the counts as JSON")
    _sandbox_options(selftest)
    selftest.set_defaults(run=_selftest)

    corpus = commands.add_parser(
        "corpus", help="measure a check of yours by right and wrong answers",
        description="Put the corpus, all right and wrong answers that there are, before a check of yours, and count "
                    "how many of the wrong ones it accepts and of the right ones it rejects.",
        epilog="A check is a Python function that gets the student's class, and the task's name if it takes two "
               "arguments. It accepts by returning None or something true, and rejects by raising or by returning "
               "something else. It runs as your own program does; "
               "so do the answers, which come with the grader.")
    corpus.add_argument("check", nargs="*", metavar="CHECK",
                        help="FILE.py:FUNCTION or MODULE:FUNCTION (default: print the corpus, a JSON object a line)")
    corpus.add_argument("--task", action="append", metavar="NAME", default=[],
                        help="only the answers to this task; may be given several times")
    corpus.add_argument("--stored", action="store_true",
                        help="leave out what is made from the tasks: their own right answers and named mistakes")
    corpus.add_argument("--json", action="store_true", help="the counts as JSON")
    corpus.add_argument("--list", action="store_true", help="also name every wrong answer that is accepted")
    corpus.add_argument("--seconds", type=float, metavar="N", default=10.0,
                        help="of a processor for one answer (default: 10); then it counts as not accepted")
    corpus.set_defaults(run=_corpus)

    demo = commands.add_parser(
        "demo", help="make a demo class to try the grader on",
        description="Write a class of sixteen into FOLDER/submitted, with right answers, mistakes and broken files.",
        epilog="Then: step-grader autograde momentum --course FOLDER --report FOLDER/report.html")
    demo.add_argument("folder", metavar="FOLDER", help="the course folder that gets a submitted/")
    demo.add_argument("--show", metavar="TARGET", default=None,
                      help="of the class that was graded there: leave in TARGET pages that can be shown to anybody")
    demo.set_defaults(run=_demo)

    bench = commands.add_parser(
        "bench", help="measure against plain nbgrader, side by side",
        description="Grade one notebook by plain nbgrader and by this grader in turn, and print the seconds.")
    bench.add_argument("--rounds", type=int, metavar="N", default=3, help="how often (default: 3)")
    bench.add_argument("--class", type=int, metavar="N", default=None, dest="size",
                       help="grade a class of N instead, and print a row for BENCH.md")
    bench.add_argument("--workers", type=_count, metavar="N", nargs="+",
                       help="a cluster of N stand-ins for workers instead, each fifty times as fast; rows for BENCH.md")
    bench.set_defaults(run=_bench)

    doctor = commands.add_parser(
        "doctor", help="say what this machine offers",
        description="Say what this machine offers: which sandboxes work, why others do not, and which tasks are "
                    "registered.")
    doctor.set_defaults(run=_doctor)
    return parser


def _fingerprint(text: str) -> str:
    """Eight hexadecimal digits; ValueError for anything else."""
    if not re.fullmatch(r"[0-9a-f]{8}", text.lower()):
        raise ValueError
    return text.lower()


def _count(text: str) -> int:
    """A number of which there is at least one; ValueError for anything else."""
    if (number := int(text)) < 1:
        raise ValueError
    return number


def _class_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("assignment", metavar="ASSIGNMENT", help="such as momentum, a folder of solutions/")
    _course_option(parser)


def _course_option(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--course", metavar="FOLDER", default=None, help="the class's folder (default: this one)")


def _sandbox_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--device", choices=DEVICES, default=DEVICES[0],
                        help="where the device check runs; without a GPU it pretends one")
    _level_options(parser)


def _level_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--isolation", choices=LEVELS,
                        help="this level and no other (default: the strongest there is)")
    parser.add_argument("--allow-weak", action="store_true",
                        help="accept a sandbox that keeps no hostile notebook in")


def _grader(options: argparse.Namespace, **how: Any) -> AbstractContextManager[Grader]:
    from ..grading import open_grader
    from ..ground.device import Device
    from ..sandbox.level import Level

    level = Level(options.isolation) if options.isolation else None
    return open_grader(level, Device(options.device), options.allow_weak, **how)


@contextlib.contextmanager
def _dask() -> Iterator[None]:
    """CourseError where what is imported needs Dask, and it is not installed."""
    from ..course.lack import CourseError, Lack

    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("distributed", "dask"):
            raise
        raise CourseError(Lack.NO_CLUSTER) from None


def _classes_grader(options: argparse.Namespace, secret: Any) -> AbstractContextManager[Grader]:
    """The grader of a class: this machine's, or a cluster's; CourseError where that cannot grade."""
    from ..ground.device import Device
    from ..sandbox.level import Level

    if not options.scheduler:
        return _grader(options, secret=secret)
    with _dask():
        from ..course.cluster import open_cluster
    level = Level(options.isolation) if options.isolation else None
    return open_cluster(options.scheduler, secret, level, Device(options.device), options.allow_weak)


def _grade(options: argparse.Namespace) -> int:
    missing = [path for path in options.notebooks if not os.path.lexists(path)]
    for path in missing:
        _complain(say("cli.no_file", path=path))
    if options.html and not options.mine:
        _complain(say("cli.html_of_mine"))
        return CANNOT
    if options.mine and options.format not in ("text", "json"):
        _complain(say("cli.format_of_mine"))
        return CANNOT
    if options.mine:
        return CANNOT if missing else _grade_mine(options)
    if options.course and not os.path.isdir(options.course):
        _complain(say("course.no_folder", folder=options.course))
        return CANNOT
    if missing:
        return CANNOT
    handed_on = options.format not in ("text", "json")
    if handed_on and not options.task:
        _complain(say("cli.format_of_what", format=options.format))
        return CANNOT
    verdicts: list[Verdict] = []  # of what lay there, from which one is handed on
    troubled = others = False
    if options.trials and not _has_secret(options.course):
        _complain(say("cli.other_trials", trials=options.trials, version=__version__))
        return CANNOT
    with _grader(options, secret=_secret(options.course)) as grader:
        if options.task and _unknown([options.task], grader.tasks):
            return CANNOT
        of = {grader.trials(name): name for name in grader.tasks} if options.trials else {}
        if options.trials and options.trials not in of:
            _complain(say("cli.other_trials", trials=options.trials, version=__version__))
            return CANNOT
        for verdict in grader.grade_all(options.notebooks):
            if options.trials and verdict.task and verdict.trials not in (None, options.trials):
                _complain(say("cli.other_task", notebook=verdict.notebook, task=verdict.task.name, here=verdict.trials,
                              trials=options.trials, other=of[options.trials]))
                others = True
                continue
            if handed_on:
                verdicts.append(verdict)
            elif not (options.task and verdict.task and verdict.task.name != options.task):
                troubled |= _say(verdict, options.format)
        if verdicts and not others:
            return _handed_on(verdicts, grader.tasks[options.task], options.format)
    return CANNOT if others else TROUBLE if troubled else FINE


def _handed_on(verdicts: list[Verdict], exam: Exam, form: str) -> int:
    """Print one student's result for another grader; nothing where there is a fault of ours, which is no zero."""
    from ..telling import formats

    answer = formats.answer(verdicts, exam)
    if answer is None:
        _complain(say("format.twice", task=exam.name, format=form))
        return CANNOT
    try:
        print(formats.FORMATS[form](answer))
    except formats.NoResult as none:
        _complain(_told(none.verdict, "text")[1])
        return TROUBLE
    return FINE


def _collect(options: argparse.Namespace) -> int:
    from ..course import collect

    if not (coursedir := _coursedir(options.course)) or _missing(options.archive):
        return CANNOT
    source = Path(coursedir.format_path(coursedir.source_directory, ".", options.assignment))
    if not any(source.glob("*.ipynb")):
        _complain(say("course.unknown_assignment", assignment=options.assignment, folder=str(source)))
        return CANNOT
    root = Path(coursedir.root)
    try:
        found = collect.collect(Path(options.archive), collect.Platform(options.platform), options.assignment, root,
                                coursedir.submitted_directory)
    except OSError as error:
        return _not_written(error, root)
    _tell(say("collect.taken", n=len(found.taken), folder=str(root / coursedir.submitted_directory)))
    for kind, some in (("twice", found.twice), ("unfit", found.unfit)):
        for who in some:
            _complain(say(f"collect.{kind}", who=str(who)))
    for who, why in found.unwritten.items():
        _complain(say("collect.unwritten", who=str(who), error=why))
    if found.several:
        _complain(say("collect.several", platform=options.platform, names=", ".join(map(str, found.several))))
    if found.strange:
        _complain(say("collect.strange", n=len(found.strange), platform=options.platform,
                      names=", ".join(found.strange[:10])))
    return FINE if found.is_whole else TROUBLE


def _grades(options: argparse.Namespace) -> int:
    import csv

    from ..course import collect, sheets
    from ..course.autograde import reading_lacks
    from ..course.beside import replacing

    if not (coursedir := _coursedir(options.course)) or options.sheet and _missing(options.sheet):
        return CANNOT
    target = Path(options.out or Path(coursedir.root, f"{options.assignment}-{options.platform}.csv"))
    try:
        with reading_lacks(coursedir):
            sheet = sheets.grades(collect.Platform(options.platform), options.assignment, coursedir,
                                  options.sheet and Path(options.sheet), options.column)
        if sheet.filled:
            with replacing(target) as new, new.open("w", encoding="utf8", newline="") as file:
                csv.writer(file, delimiter=sheet.delimiter, lineterminator="\n").writerows(sheet.rows)
    except sheets.NoSheet as error:
        _complain(say(f"grades.{error.lack}", platform=options.platform, assignment=options.assignment,
                      columns=", ".join(f"“{one}”" for one in error.columns), path=options.sheet, error=error.error))
        return CANNOT
    except OSError as error:
        return _not_written(error, target)
    if sheet.filled:
        _tell(say("grades.filled", n=len(sheet.filled), path=str(target)))
    if sheet.missing:
        _complain(say("grades.missing", students=", ".join(sheet.missing)))
    return CANNOT if not sheet.filled else TROUBLE if sheet.missing else FINE


def _feedback(options: argparse.Namespace) -> int:
    from ..course import collect, feedback_zip

    if not (coursedir := _coursedir(options.course)):
        return CANNOT
    target = Path(options.out or Path(coursedir.root, f"{options.assignment}-{options.platform}-feedback.zip"))
    try:
        found = feedback_zip.pack(collect.Platform(options.platform), options.assignment, coursedir, target)
    except OSError as error:
        if error.filename not in (None, str(target)):
            _complain(say("grades.unread", path=error.filename, error=error.strerror))
            return CANNOT
        return _not_written(error, target)
    if found is None:
        _complain(say("grades.nobody", platform=options.platform, assignment=options.assignment))
        return CANNOT
    if found.packed:
        _tell(say("feedback.packed", n=len(found.packed), path=str(target)))
        _tell(say(f"feedback.{options.platform}"))
    for kind in ("without", "old", "unknown", "others"):
        if students := getattr(found, kind):
            _complain(say(f"feedback.{kind}", students=", ".join(students), platform=options.platform,
                          assignment=options.assignment))
    return CANNOT if not found.packed else FINE if found.is_whole else TROUBLE


def _not_written(error: OSError, target: Path) -> int:
    """Say which file could not be written."""
    path = str(error.filename or target)
    _complain(say("grades.no_file", path=path, error=error.strerror or type(error).__name__))
    return CANNOT


def _coursedir(course: str | None) -> Any:
    """nbgrader's `CourseDirectory` for this folder; None, and a sentence, if there is none."""
    from ..course.autograde import nbgrader_api

    if course and not os.path.isdir(course):
        _complain(say("course.no_folder", folder=course))
        return None
    return nbgrader_api(course).coursedir


def _missing(path: str) -> bool:
    """Whether a file is missing, which is then said."""
    if not os.path.isfile(path):
        _complain(say("cli.no_file", path=path))
    return not os.path.isfile(path)


def _bundle(options: argparse.Namespace) -> int:
    from ..language import registry, secret_file
    from . import bundle

    tasks = registry.find()
    if _unknown([options.task], tasks):
        return CANNOT
    if not bundle.packs(tasks[options.task]):
        _complain(say("cli.not_packed", task=options.task, package=tasks[options.task].module.partition(".")[0]))
        return CANNOT
    wheel = Path(options.wheel) if options.wheel else bundle.built_wheel()
    if wheel is None:
        _complain(say("cli.no_wheel"))
        return CANNOT
    if not wheel.is_file():
        _complain(say("cli.no_file", path=str(wheel)))
        return CANNOT
    if options.course and not os.path.isdir(options.course):
        _complain(say("course.no_folder", folder=options.course))
        return CANNOT
    course = Path(options.course or ".")
    there = os.path.lexists(course / secret_file.NAME)
    _secret(options.course)  # there, or made now
    sandbox = [*(["--isolation", options.isolation] if options.isolation else []),
               *(["--allow-weak"] if options.allow_weak else [])]
    known = (course / secret_file.NAME).is_file()
    try:
        bundle.write(options.platform, Path(options.out), bundle.Packing(
            tasks[options.task], wheel, course if known else None, sandbox, options.image))
    except OSError as error:
        _complain(say("cli.not_written", path=options.out, error=error.strerror or error))
        return CANNOT
    _tell(say(f"cli.bundled.{options.platform}", path=options.out))
    if not known:
        _complain(say("cli.bundled_demo"))
    elif not there:
        _complain(say("cli.bundled_new", path=str(course / secret_file.NAME)))
    return FINE


def _say(verdict: Verdict, form: str) -> bool:
    """Print a verdict; return whether there was trouble."""
    fine, said = _told(verdict, form)
    print(said, end="\n" if form == "json" else "\n\n", flush=True)
    return not fine


def _grade_mine(options: argparse.Namespace) -> int:
    from ..language import registry
    from ..telling import pages
    from . import mine

    grader, troubled, verdicts = mine.grader(registry.find()), False, []
    for verdict in grader.grade_all(options.notebooks):
        verdicts.append(verdict)
        troubled |= _say(verdict, options.format)
    grader.close()
    if options.html:
        Path(options.html).write_text(pages.practised_page(verdicts), "utf8")
    return TROUBLE if troubled else FINE


class _Elsewhere(Exception):
    """nbgrader's configuration says that the course lies in another folder."""


def _secret(course: str | None) -> Secret:
    """What trials are drawn from in this folder: a course's secret, or the demo's where there is no course."""
    from ..language import secret_file
    from ..language.secret import DEMO

    config = Path("nbgrader_config.py")  # it may be a stranger's: it is read, and never run
    if course is None and config.is_file() and "CourseDirectory.root" in config.read_text("utf8", errors="replace"):
        raise _Elsewhere
    if course is None and not config.is_file() and not os.path.lexists(secret_file.NAME):
        return DEMO
    return secret_file.kept_in(course or Path.cwd())


def _has_secret(course: str | None) -> bool:
    """Whether there is something to repeat a verdict with: a course without a secret would be given a new one."""
    from ..language import secret_file

    folder = Path(course or ".")
    return os.path.lexists(folder / secret_file.NAME) or not (course or Path("nbgrader_config.py").is_file())


def _told(verdict: Verdict, form: str) -> tuple[bool, str]:
    """Whether there was no trouble, and the verdict as text or JSON. What cannot be told is trouble itself."""
    from ..grading import in_trouble
    from ..outcome.verdict import Status
    from ..telling import words

    def told(one: Verdict) -> str:
        return terminal.as_json(words.as_json(one)) if form == "json" else words.text(one)

    try:
        return verdict.status is not Status.TROUBLE, told(verdict)
    except Exception as error:
        try:
            return False, told(in_trouble(verdict.notebook, error, verdict.task))
        except Exception as again:
            untold = say("cli.untold", notebook=verdict.notebook, type=type(again).__name__)
            return False, terminal.line(untold)


def _autograde(options: argparse.Namespace) -> int:
    from ..course.autograde import ClassRun, Interrupted, alone, folder_of, secret_of
    from ..course.verdicts import VerdictStore
    from ..telling import classes

    if options.without_names and not options.report:
        _complain(say("cli.names_of_report"))
        return CANNOT
    if options.report and not _may_be_page(options.report):
        return CANNOT
    results = None
    try:
        if options.like:
            options.student, options.anew = _like(options), True
        if options.dry_run:
            return _plan(options)
        secret = secret_of(options.course)
        with (alone(options.course, lambda: _complain(say("course.waits"))),
              VerdictStore(folder_of(options.course), secret, options.anew) as kept,
              _classes_grader(options, secret) as grader):
            run = ClassRun(options.assignment, grader, options.course, kept)
            if run.fill(options.student, lambda: _complain(say("course.filling", assignment=options.assignment))):
                _complain(say("course.filled", assignment=options.assignment))
            results, standing = run.grade(options.student), run.standing()
            everybody = results if options.student else [*results, *run.silent(results)]
    except Interrupted as stopped:
        _complain(say("course.stopped", n=stopped.left, all=stopped.all))
        return INTERRUPTED
    except KeyboardInterrupt:
        if results is not None:
            raise
        _complain(say("course.not_begun"))
        return INTERRUPTED
    print(classes.table(everybody, standing))
    if kept.trouble:
        _complain(say("course.not_kept", path=kept.path, error=kept.trouble))
    if kept.refused:
        _complain(say("course.not_as_written", n=kept.refused, path=kept.path))
    troubled = sum(classes.row(r).trouble for r in results)
    if troubled:
        _complain(say("course.again", n=troubled, all=len(results)))
    if options.report:
        try:
            classes.report(Path(options.report), options.assignment, everybody, standing=standing,
                           names=not options.without_names, feedback=run.feedback)
        except OSError as error:
            _complain(say("course.no_report", path=options.report, error=error.strerror or error))
            return TROUBLE
    return TROUBLE if troubled else FINE


def _like(options: argparse.Namespace) -> list[str]:
    """Who walks the same path as the student that was named, who comes first; it is said."""
    from ..course import report
    from ..language import registry

    students = report.like(options.like, options.assignment, registry.find(), options.course)
    _complain(say("course.like", n=len(students), student=options.like, students=", ".join(students[1:])))
    return students


def _report(options: argparse.Namespace) -> int:
    from ..course import report
    from ..language import registry
    from ..telling import class_table, classes
    from ..telling.result import Result

    if not _may_be_page(options.out):
        return CANNOT
    found = report.kept(options.assignment, registry.find(), options.course)
    try:
        everybody = [*found.results, *map(Result, found.silent)]
        classes.report(Path(options.out), options.assignment, everybody, standing=found.standing,
                       names=not options.without_names, feedback=found.feedback)
    except OSError as error:
        _complain(say("report.not_written", path=options.out, error=error.strerror or error))
        return CANNOT
    _tell(say("report.written", n=len(found.results), page=options.out, table=class_table.beside(Path(options.out))))
    missing = [one.student for one in found.results if classes.row(one).trouble]
    stale = [one.student for one in found.results if one.stale]
    unchecked = [one.student for one in found.results if one.unchecked]
    for key, students in (("missing", missing), ("stale", stale), ("unchecked", unchecked), ("nothing", found.silent)):
        if students:
            _complain(say(f"report.{key}", n=len(students), all=len(found.results), assignment=options.assignment,
                          students=", ".join(students)))
    return TROUBLE if missing else FINE


def _may_be_page(path: str) -> bool:
    """Whether a report may be written there, with its table beside it; says why if not."""
    from ..telling import class_table

    try:
        if class_table.may_be_written(Path(path)):
            return True
        _complain(say("report.table", path=path, table=class_table.beside(Path(path))))
    except (OSError, ValueError) as error:
        _complain(say("report.not_written", path=path, error=getattr(error, "strerror", None) or error))
    return False


def _plan(options: argparse.Namespace) -> int:
    from ..course import plan
    from ..language import registry
    from ..telling import classes

    planned, known = plan.plan(options.assignment, registry.find(), options.course, options.student)
    print(classes.plan(planned, None if known else options.assignment))
    return FINE


def _similar(options: argparse.Namespace) -> int:
    from ..course import similar
    from ..language import registry
    from ..telling import alike
    from . import corpus

    tasks = registry.find()
    pairs, compared = similar.of_class(
        options.assignment, tasks,
        lambda name: [similar.answer(code) for code in corpus.published_for(tasks[name])] if name in tasks else [],
        options.course)
    if options.json:
        for pair in pairs:
            print(terminal.as_json(alike.as_json(pair)))
    else:
        print(alike.table(pairs, compared))
    return FINE


def _forget(options: argparse.Namespace) -> int:
    from ..course import gradebook
    from ..course.autograde import configured, forgetting_lacks

    coursedir = configured(options.course).coursedir
    with forgetting_lacks(options.student):
        found = (gradebook.forget if options.yes else gradebook.kept_of)(options.student, coursedir)
    if not found:
        _complain(say("forget.nothing", student=options.student, folder=coursedir.root))
        return CANNOT
    _tell(say("forget.done" if options.yes else "forget.would", student=options.student))
    for folder in found.folders:
        _tell(f"  {folder}")
    if found.in_gradebook:
        _tell("  " + say("forget.gradebook", path=gradebook.name_of(coursedir)))
    if found.copy:
        _tell("  " + say("forget.copy", path=found.copy))
    if found.verdicts:
        _tell("  " + say("forget.verdicts", path=found.verdicts))
    if found.collected:
        _tell("  " + say("forget.collected", path=found.collected))
    for path in found.named_in:
        _tell(say("forget.named", path=path, student=options.student))
    _tell(say("forget.elsewhere"))
    if not options.yes:
        _tell(say("forget.not_yet"))
    return FINE


def _tasks(options: argparse.Namespace) -> int:
    from ..language import registry

    found = registry.find()
    if options.json:
        print(terminal.as_json([_task_as_json(task) for task in found.values()], indent=1))
    else:
        for name, task in found.items():
            _tell(f"{name:12}  {task.title}")
    for broken in found.broken:
        _complain(say("cli.broken_task", name=broken.name, error=broken.error))
    return TROUBLE if found.broken else FINE


def _task_as_json(task: Exam) -> dict[str, Any]:
    """What a page tells about a task."""
    from ..language.task import Task

    reference = task.reference.name if isinstance(task, Task) else None
    return {"name": task.name, "title": task.title, "class": task.class_name, "chapter": task.chapter,
            "points": task.max_points, "reference": reference}


def _mistakes(options: argparse.Namespace) -> int:
    from ..language import registry
    from ..telling import mistakes

    print(terminal.as_json(mistakes.pages(registry.find().values())))
    return FINE


def _practice(options: argparse.Namespace) -> int:
    from ..language import registry
    from . import practice

    print(terminal.as_json(practice.exercises(registry.find().values())))
    return FINE


def _unknown(names: list[str], known: Any, broken: tuple[Broken, ...] = ()) -> bool:
    """Whether there is one among `names` that is no task; says so, and why where it cannot be loaded."""
    unknown = sorted(set(names) - set(known))
    why = [one for one in broken if one.name in unknown]
    for one in why:
        _complain(say("cli.broken_task", name=one.name, error=one.error))
    if unknown and not why:
        _complain(say("cli.unknown_task", unknown=", ".join(unknown), known=", ".join(known)))
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


def _corpus(options: argparse.Namespace) -> int:
    from tqdm import tqdm

    from ..language import registry
    from ..language.task import Task
    from ..telling import corpus_table
    from . import corpus

    tasks = {name: task for name, task in registry.find().items() if isinstance(task, Task)}
    if _unknown(options.task, tasks):
        return CANNOT
    asked = [tasks[name] for name in options.task or tasks]
    if not options.check:
        for one in corpus.published(asked):
            print(one, flush=True)
        return FINE
    try:
        checks = {name: corpus.load(name) for name in options.check}
    except corpus.NoCheck as error:
        _complain(say(f"no_check.{error.lack}", **error.details))
        return CANNOT
    answers = [answer for answer in corpus.answers(asked) if not (options.stored and answer.made)]
    measured = {name: corpus.measure(check, tqdm(answers, unit="answer", disable=None), tasks, options.seconds)
                for name, check in checks.items()}
    print(corpus.as_json(measured, answers, tasks) if options.json else "\n\n".join(
        corpus_table.table(name, counts, corpus.own(answers), options.list) for name, counts in measured.items()))
    return FINE


def _new_task(options: argparse.Namespace) -> int:
    from . import new_task

    try:
        written = new_task.new_task(options.name, Path(options.folder), options.class_name)
    except new_task.BadName as error:
        _complain(say("cli.bad_name", name=error.name))
        return CANNOT
    except new_task.AlreadyThere as error:
        _complain(say("cli.already_there", path=error.path))
        return CANNOT
    for path in written.paths:
        _tell(str(path))
    if written.entry_point:
        _tell(say("cli.entry_point", line=written.entry_point))
    _tell(say("cli.new_task", name=options.name, folder=options.folder))
    return FINE


def _check_task(options: argparse.Namespace) -> int:
    from ..language import registry
    from ..language.task import Task
    from ..telling import words
    from . import new_task, selftest

    tasks = registry.find()
    waiting = None if options.name in (*tasks, *(b.name for b in tasks.broken)) else _written_here(options.name)
    if waiting:
        _complain(waiting)
        return CANNOT
    if _unknown([options.name], tasks, tasks.broken):
        return CANNOT
    task = tasks[options.name]
    if not isinstance(task, Task):
        _complain(say("cli.no_optimizer", name=task.name))
        return CANNOT
    with _grader(options, pictures=False, tasks=tasks) as grader:
        gaps = new_task.missing(task, lambda one: selftest.count(one, grader, selftest.right_answers(one), {}))
    for gap in gaps:
        _tell(f"✗ {words.gap(gap)}")
    if not gaps:
        _tell(say("cli.complete", name=task.name))
    return TROUBLE if gaps else FINE


def _written_here(name: str) -> str | None:
    """That a task lies in this folder's course and is not registered yet; None if it does not lie there."""
    folder = Path.cwd()
    project = folder / "pyproject.toml"
    if not project.is_file():
        return None
    declared = tomllib.loads(project.read_text(encoding="utf8")).get("project", {}).get("entry-points", {})
    if name in declared.get("step_grader.tasks", {}):
        return say("cli.not_installed", name=name, folder=folder)
    if any(folder.glob(f"solutions/*/{name}.ipynb")):
        return say("cli.not_declared", name=name, folder=project)
    return None


def _refresh(options: argparse.Namespace) -> int:
    from ..language import registry
    from ..outcome.gap import Gap, Lacking
    from ..telling import words
    from . import notebook_template

    try:
        for path in notebook_template.refresh_all(registry.find()):
            _tell(str(path))
    except notebook_template.PartMissing as error:
        _complain(words.gap(Gap(Lacking.PART_MISSING, error.cell, error.part)))
        return CANNOT
    return FINE


def _demo(options: argparse.Namespace) -> int:
    from . import demo

    if options.show:
        try:
            _tell(say("cli.shown", path=demo.show(options.folder, options.show)))
        except demo.NotGraded as error:
            _complain(say("cli.not_graded", folder=options.folder, path=error))
            return CANNOT
        except demo.InTheWay as error:
            _complain(say("cli.in_the_way", path=error, folder=options.show))
            return CANNOT
        except OSError as error:
            _complain(say("cli.not_written", path=options.show, error=error.strerror or error))
            return CANNOT
        return FINE
    _tell(say("cli.demo", n=len(demo.make_class(options.folder)), folder=options.folder))
    return FINE


def _bench(options: argparse.Namespace) -> int:
    from ..telling import bench_table
    from .bench import compare, compare_class

    if options.workers:
        with _dask():
            from . import scale
        for workers in options.workers:
            print(bench_table.scale_line(scale.measure(workers, min(workers * scale.EACH, scale.MOST))), flush=True)
        return FINE
    if options.size:
        print(bench_table.line(compare_class(options.size), os.cpu_count() or 1))
        return FINE
    print(bench_table.table(compare(options.rounds)))
    return FINE


def _doctor(options: argparse.Namespace) -> int:
    from ..telling import words
    from . import doctor

    report = doctor.report()
    print(words.checklist(report))
    return FINE if all(fine for name, _, fine in report if name == say("doctor.isolation")) else TROUBLE
