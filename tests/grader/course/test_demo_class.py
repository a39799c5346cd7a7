"""The demo class from end to end: the command line, the gradebook and the feedback agree."""

import contextlib
import html
import re
import sqlite3
from pathlib import Path

import pytest

from grader.language import registry
from grader.outcome.finding import Observed
from grader.telling import classes, words
from grader.telling.catalogue import say
from grader.tools import cli, demo

from ..classroom import Course

# student: status, score, the names of the mistakes
DESERVED = {
    "student-01": ("graded", 10, set()),
    "student-02": ("graded", 10, set()),
    "student-03": ("graded", 10, set()),
    "student-04": ("graded", 6, {"dampened"}),
    "student-05": ("graded", 9, {"lr_inside_velocity"}),
    "student-06": ("graded", 8, {"none_crashes"}),
    "student-07": ("graded", 6, {"nesterov"}),
    "student-08": ("graded", 9.5, {"state_shared_by_all_optimizers"}),
    "student-09": ("failed", 0, set()),
    "student-10": ("failed", 8, set()),
    "student-11": ("refused", 0, set()),
    "student-12": ("failed", 0, set()),
    "student-13": ("graded", 0, set()),
    "student-14": ("graded", 9.5, {"not_device_agnostic"}),
    "student-15": ("graded", 4, {"dampened", "none_is_zero"}),
    "student-16": ("graded", 0, {"nothing_moves"}),
}
REASONS = {
    "student-09": "SyntaxError: expected ':' (line 8)",
    "student-10": "it had computed for more than 3 seconds",
    "student-11": "the file is truncated",
    "student-12": "0 files found, and: torch.optim is not available",
}
ENDLESS = "student-10"
SAYS = {mistake.name: mistake.says for mistake in registry.find()["momentum"].misconceptions} | {
    observed.value: say(f"measured.{observed}") for observed in Observed}
pytestmark = [pytest.mark.sandbox, pytest.mark.nbgrader]


@pytest.fixture(scope="module")
def course(momentum_course, tmp_path_factory):
    return Course.like(momentum_course, tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="module")
def results(course, grader):
    """The class after `step-grader autograde`."""
    demo.make_class(course.root)
    return course.autograde(grader)


@pytest.fixture(scope="module")
def answers(course, grader, results):
    """What each notebook gets by itself. An endless loop takes half a minute: it is run in the class alone."""
    notebooks = [path for path in sorted(course.root.glob("submitted/*/*/*.ipynb")) if ENDLESS not in path.parts]
    verdicts = {path.parts[-3]: verdict for path, verdict in zip(notebooks, grader.grade_all(notebooks))}
    (verdicts[ENDLESS],) = next(result.verdicts for result in results if result.student == ENDLESS)
    return {student: words.as_json(verdict) for student, verdict in verdicts.items()}


@pytest.fixture(scope="module")
def autograded(course, results):
    """The table of the class, after `nbgrader generate_feedback`."""
    feedback = course.root / "feedback"
    classes.report(course.root / "pages" / "report.html", "momentum", results,
                   feedback=lambda student, notebook: feedback / student / "momentum" / f"{notebook}.html")
    course.nbgrader("generate_feedback", "momentum", "--force")
    return classes.table(results)


def names_of(answer):
    found = {c["misconception"] for c in answer["checks"] if c["misconception"]}
    return {one for names in found for one in names.split(" + ")}


def test_the_class_is_the_one_described_here(answers):
    assert set(answers) == set(DESERVED)


@pytest.mark.parametrize("student", DESERVED)
def test_every_submission_gets_the_verdict_that_it_deserves(answers, student):
    status, score, mistakes = DESERVED[student]
    answer = answers[student]
    assert (answer["status"], answer["score"], names_of(answer)) == (status, score, mistakes)
    assert REASONS.get(student, "") in (answer["reason"] or "")
    assert (answer["reason"] is None) == (status == "graded")


def test_the_json_has_the_agreed_shape(answers):
    for answer in answers.values():
        assert list(answer) == ["notebook", "task", "status", "score", "max_score", "reason", "notes",
                                "isolation", "trials", "trials_of", "seconds", "own", "checks"]
        for check in answer["checks"]:
            assert list(check) == ["name", "points", "max_points", "passed", "message",
                                   "misconception", "first_difference"]
            assert bool(check["message"]) != check["passed"]
            if check["first_difference"]:
                assert list(check["first_difference"]) == ["trial", "step", "parameter"]
        if answer["checks"]:
            assert answer["score"] == sum(c["points"] for c in answer["checks"])


def test_the_gradebook_says_the_same(course, autograded, answers):
    scores = course.scores()
    assert set(scores) == set(DESERVED)
    for student, answer in answers.items():
        assert sum(scores[student].values()) == answer["score"], student
        for check in answer["checks"]:
            assert scores[student][check["name"]] == check["points"], (student, check["name"])


def test_the_feedback_says_the_same_and_needs_no_network(course, autograded, answers):
    for student, answer in answers.items():
        page = course.feedback(student)
        assert f"{answer['score']:g} of 10 points" in page, student
        for name in names_of(answer):
            assert SAYS[name][1:] in html.unescape(page) and f"<code>{name}</code>" not in page, (student, name)
        if answer["reason"]:
            assert REASONS[student].split(" (")[0].replace("'", "&#39;") in page.replace("&#x27;", "&#39;") \
                or REASONS[student].split(" (")[0] in page, student
        assert not re.search(r"<script|(src|href)=\"https?://[^\"]+\.(js|css)", page), student
    assert "<polyline" in course.feedback("student-04")


def test_the_table_and_the_report_name_everybody(course, autograded):
    report = (course.root / "pages" / "report.html").read_text("utf8")
    for student, (status, _, mistakes) in DESERVED.items():
        line = next(x for x in autograded.splitlines() if x.startswith(student))
        assert status in line and student in report
        for name in mistakes:
            assert name in line and name in report
    addresses = re.findall(r'<a href="([^"]*)">student-', report)
    assert len(addresses) == len(DESERVED)
    assert all((course.root / "pages" / address).resolve().is_file() for address in addresses)


def test_what_is_shown_to_everybody_is_whole_and_has_no_right_answer(course, results, autograded, tmp_path, capsys):
    shown = tmp_path / "shown"
    assert cli.main(["demo", str(course.root), "--show", str(shown)]) == 2  # the report and the table are not there yet
    assert "is missing" in capsys.readouterr().err and not shown.exists()
    classes.report(course.root / "report.html", "momentum", results, feedback=lambda student, notebook: (
        course.root / "feedback" / student / "momentum" / f"{notebook}.html"))
    course.nbgrader("export", f"--to={course.root / 'grades.csv'}", "--assignment=momentum")
    assert cli.main(["demo", str(course.root), "--show", str(shown)]) == 0
    there = {path.relative_to(shown).as_posix(): path.read_text("utf8") for path in shown.rglob("*") if path.is_file()}
    feedback = {f"feedback/{student}/momentum/momentum.html" for student in demo.SHOWN}
    assert {*there} == {"index.html", "report.html", "grades.csv"} | feedback
    links = {name: {link for link in re.findall(r'(?:href|src)="([^"#]+)', text)
                    if not link.startswith(("https://", "data:"))} for name, text in there.items()}
    assert links["index.html"] == {*there} - {"index.html"} and links["report.html"] == feedback
    assert not any(links[name] for name in feedback)
    assert all(student in there["report.html"] and student in there["grades.csv"] for student in DESERVED)
    assert all(DESERVED[student][1] < 10 for student in demo.SHOWN)
    for name, text in there.items():
        assert name.endswith(".csv") or "default-src 'none'" in text, name  # no page asks another host for anything
        assert str(course.root) not in text and "Traceback" not in text, name


def test_it_is_shown_over_nothing_but_an_earlier_demo(tmp_path, capsys):
    made = [tmp_path / "demo" / name for name in (
        *demo.MADE, "gradebook.db", *(f"feedback/{student}/momentum/momentum.html" for student in demo.SHOWN))]
    for path in made:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("<p>made</p>")
    thesis = tmp_path / "precious" / "thesis.txt"
    thesis.parent.mkdir()
    thesis.write_text("mine")
    earlier = tmp_path / "shown" / "feedback" / "student-04" / "momentum" / "momentum.html"
    earlier.parent.mkdir(parents=True)
    earlier.touch()
    linked = tmp_path / "linked"
    linked.mkdir()
    (linked / "index.html").symlink_to(thesis)

    def shown(target):
        return cli.main(["demo", str(tmp_path / "demo"), "--show", str(target)]), capsys.readouterr().err

    for target in (thesis.parent, tmp_path / "demo", tmp_path, linked):
        code, said = shown(target)
        assert code == 2 and "is in the way" in said
    assert shown(thesis)[0] == 2  # no folder
    assert thesis.read_text() == "mine" and all(path.read_text() == "<p>made</p>" for path in made)
    for _ in range(2):
        assert shown(tmp_path / "shown") == (0, "")
    assert not earlier.exists() and (tmp_path / "shown" / "index.html").is_file()


def test_nbgrader_autograde_gives_the_same_scores(course, autograded):
    """nbgrader's own command takes the same way through our preprocessors."""
    before = course.scores()
    course.nbgrader("autograde", "momentum", "--force", "--student=student-[01][159]")
    chosen = ["student-01", "student-05", "student-09", "student-11", "student-15"]
    after = course.scores()
    assert {s: after[s] for s in chosen} == {s: before[s] for s in chosen}


def test_a_gradebook_of_an_earlier_version_opens_and_goes_on(tmp_path, grader):
    """Version 0.1.0 had graded three students of the demo class; the same notebooks get the same points."""
    with contextlib.closing(sqlite3.connect(tmp_path / "gradebook.db")) as database:
        database.executescript(Path(__file__).with_name("gradebook_of_0.1.0.sql").read_text("utf8"))
    course = Course.__new__(Course)
    course.root = tmp_path
    before = course.scores()
    assert {student: sum(points.values()) for student, points in before.items()} == {
        "student-01": 10, "student-04": 6, "student-11": 0}
    demo.make_class(tmp_path)
    course.autograde(grader, students=["student-01", "student-04", "student-05", "student-11"])
    after = course.scores()
    assert sum(after.pop("student-05").values()) == 9 and after == before
