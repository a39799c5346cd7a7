"""A course's trials are drawn from its own secret, on every road, and a regrade says whose marks changed and why."""

import contextlib
import json
import os
import re

import pytest

from grader import __version__
from grader.course.autograde import ClassRun, nbgrader_api, secret_of
from grader.course.source import Verdicts, Wanted
from grader.grading import open_grader
from grader.language.secret import DEMO, Secret
from grader.language.secret_file import NAME, Flaw, SecretError, kept_in, write
from grader.outcome.basis import Why
from grader.telling import classes, words
from grader.tools import cli, demo

from ..answers import RIGHT
from ..classroom import ROOT, Course

ANSWERS = {path.name[:10]: path.read_text("utf8") for path in (demo.CLASS / "momentum").glob("student-*.py")}
STUDENTS = {"ada": next(iter(RIGHT.values())), "blaise": ANSWERS["student-04"], "carl": ANSWERS["student-06"],
            "emmy": ANSWERS["student-09"]}
pytestmark = [pytest.mark.sandbox, pytest.mark.nbgrader]


@contextlib.contextmanager
def grader_of(course):
    with open_grader(workers=2, secret=secret_of(course.root)) as grader:
        yield grader


def graded(course):
    """The class as `step-grader autograde` grades it, without the pages."""
    with grader_of(course) as grader:
        return {result.student: result for result in ClassRun("momentum", grader, course.root).grade()}


def said(result):
    """What the judges say, but for the numbers that belong to the trials."""
    (verdict,) = result.verdicts
    return verdict.status, verdict.score, [(c.check.name, c.finding.passed, c.names) for c in verdict.checks]


def trials(results):
    """The fingerprint that all verdicts have."""
    (one,) = {result.verdicts[0].trials for result in results.values()}
    return one


def secretless(momentum_course, folder):
    course = Course.like(momentum_course, folder)
    (folder / NAME).unlink()
    for student, code in STUDENTS.items():
        course.hand_in(student, demo.solve("momentum", code))
    return course


@pytest.fixture(scope="module")
def course(momentum_course, tmp_path_factory):
    return secretless(momentum_course, tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="module")
def first(course):
    return graded(course)


def test_a_first_grading_makes_the_secret_and_writes_down_what_it_rests_on(course, first):
    secret = kept_in(course.root)
    assert secret != DEMO and (course.root / NAME).stat().st_mode & 0o777 == 0o600
    assert [result.regrades for result in first.values()] == [[]] * len(STUDENTS)
    for student in STUDENTS:
        kept = course.autograded(student).metadata["step_verdict"]
        (verdict,) = first[student].verdicts
        assert kept == {"grader": __version__, "answer": verdict.basis.answer, "trials": trials(first),
                        "secret": secret.fingerprint, "made_from": verdict.basis.made_from}
    assert len({result.verdicts[0].basis.answer for result in first.values()}) == len(STUDENTS)


def test_two_courses_have_other_trials_and_equal_verdicts_and_so_has_one_after_its_secret_is_lost(
        momentum_course, first, tmp_path):
    course = secretless(momentum_course, tmp_path / "other")
    other = graded(course)
    (course.root / NAME).unlink()
    again, once_more = graded(course), graded(course)
    assert len({trials(first), trials(other), trials(again)}) == 3 and trials(again) == trials(once_more)
    for results in (other, again, once_more):
        assert {s: said(r) for s, r in results.items()} == {s: said(r) for s, r in first.items()}
    for results, why in ((again, (Why.SECRET,)), (once_more, ())):
        for result in results.values():
            (one,) = result.regrades
            assert (one.changes, one.before, one.why) == ((), one.after, why)
    assert classes.table(list(again.values())).endswith("the course's secret is another. No points have changed.")
    assert classes.table(list(once_more.values())).endswith("notebooks already. No points have changed.")


def test_nbgraders_own_roads_draw_from_the_same_secret(course, first):
    points = course.scores()
    course.nbgrader("autograde", "momentum", "--force", "--student=ada")
    assert course.api().autograde("momentum", "carl")["success"]  # as formgrader's button does
    for student in ("ada", "carl"):
        assert course.autograded(student).metadata["step_verdict"]["trials"] == trials(first)
    assert course.scores() == points


def test_formgrader_which_works_for_days_sees_that_the_secret_is_another(tmp_path):
    verdicts, notebook = Verdicts(), demo.solve("momentum", STUDENTS["ada"])
    found = []
    for _ in range(2):
        (tmp_path / NAME).unlink(missing_ok=True)
        found += [verdicts.verdict("ada", "momentum", notebook, Wanted(tmp_path)).basis for _ in range(2)]
    assert found[0] == found[1] != found[2] == found[3]
    assert found[0].trials != found[2].trials and found[2].secret == kept_in(tmp_path).fingerprint


def test_a_regrade_says_whose_marks_changed_and_why(course, first, tmp_path):
    """Another secret for all, another answer by one, points by hand for one, and one who hands in no notebook now."""
    before = course.scores()
    assert (course.root / NAME).exists()
    (course.root / NAME).unlink()
    course.hand_in("blaise", demo.solve("momentum", STUDENTS["ada"]))
    course.hand_in("emmy", demo.solve("momentum", STUDENTS["ada"]))
    course.hand_in("carl", "no notebook")
    with course.gradebook() as gradebook:
        gradebook.find_grade("momentum-none_gradients", "momentum", "momentum", "emmy").manual_score = 1.5
        gradebook.find_grade("momentum-long_run", "momentum", "momentum", "ada").manual_score = 0.25
        gradebook.db.commit()
    again = graded(course)
    assert trials({"ada": again["ada"]}) != trials(first)

    told = {student: result.regrades[0] for student, result in again.items()}
    assert {student: (one.before, one.after, set(one.why)) for student, one in told.items()} == {
        "ada": (9.25, 9.25, {Why.SECRET}), "blaise": (6, 10, {Why.SECRET, Why.ANSWER}),
        "carl": (8, 0, {Why.NOTHING_NOW}), "emmy": (1.5, 9.5, {Why.SECRET, Why.ANSWER})}
    assert told["ada"].changes == ()
    by_hand = {change.check: change.by_hand for change in told["emmy"].changes}
    assert by_hand.pop("None gradients") and not any(by_hand.values()) and len(by_hand) == 10
    earned = {c.check.title for c in again["blaise"].verdicts[0].checks} - {
        c.check.title for c in first["blaise"].verdicts[0].checks if c.finding.passed}
    assert {change.check for change in told["blaise"].changes} == earned

    with course.gradebook() as gradebook:  # what was given by hand is there, and to be looked at once more
        grade = gradebook.find_grade("momentum-none_gradients", "momentum", "momentum", "emmy")
        assert (grade.manual_score, grade.auto_score, grade.needs_manual_grade) == (1.5, 2, True)
    assert before["ada"] == course.scores()["ada"]

    classes.report(tmp_path / "report.html", "momentum", list(again.values()))
    page, table = (tmp_path / "report.html").read_text("utf8"), classes.table(list(again.values()))
    for text in (page, table):
        assert "Earlier runs had graded 4 notebooks already" in text and "The points of 3 have changed" in text
        assert f"The trials are others ({trials(first)} → {again['ada'].verdicts[0].trials})" in text
        assert "6 → 10" in text and "1.5 → 9.5" in text and not re.search("9.25 →|→ 9.25", text)


def test_other_points_for_a_check_and_an_unknown_past_are_called_by_name(momentum_course, tmp_path, grader):
    """The gradebook says 3 points for what was worth 1; what nbgrader alone had graded carries no fingerprint."""
    course = Course.like(momentum_course, tmp_path)
    course.hand_in("ada", demo.solve("momentum", STUDENTS["ada"]))
    course.hand_in("emmy", demo.solve("momentum", STUDENTS["emmy"]))
    course.autograde(grader)
    kept = course.root / "autograded" / "emmy" / "momentum" / "momentum.ipynb"
    notebook = json.loads(kept.read_text("utf8"))
    del notebook["metadata"]["step_verdict"]
    kept.chmod(0o644)
    kept.write_text(json.dumps(notebook), "utf8")
    with course.gradebook() as gradebook:
        gradebook.find_grade_cell("momentum-long_run", "momentum", "momentum").max_score = 3
        gradebook.find_grade("momentum-long_run", "momentum", "momentum", "emmy").auto_score = 1
        gradebook.db.commit()
    ada, emmy = course.autograde(grader)
    assert (ada.regrades[0].before, ada.regrades[0].after, ada.regrades[0].why) == (10, 12, (Why.WORTH,))
    assert (emmy.regrades[0].before, emmy.regrades[0].after, emmy.regrades[0].why) == (1, 0, (Why.UNKNOWN,))


def test_neither_feedback_nor_grades_nor_logs_nor_an_exchange_hold_the_secret(course, first, tmp_path):
    secret = kept_in(course.root)
    logs = [course.nbgrader("autograde", "momentum", "--force", "--student=blaise", "--debug"),
            course.nbgrader("generate_feedback", "momentum", "--force", "--debug"),
            course.nbgrader("export", "--to", course.root / "grades.csv"),
            course.nbgrader("release_assignment", "momentum", f"--Exchange.root={tmp_path}",
                            "--CourseDirectory.course_id=a")]
    trials = course.autograded("ada").metadata["step_verdict"]["trials"]
    assert f"Graded on the trials {trials}, by version {__version__}" in course.feedback("ada")
    assert len(list(tmp_path.rglob("momentum.ipynb"))) == 1  # in the exchange
    files = [path for folder in (course.root, tmp_path) for path in folder.rglob("*") if path.is_file()]
    assert [path for path in files if NAME in path.name] == [course.root / NAME]
    for text in [*(path.read_bytes() for path in files if path.name != NAME),
                 *((done.stdout + done.stderr).encode() for done in logs)]:
        assert secret.value not in text and secret.value.hex().encode() not in text


# A secret that is none

@pytest.mark.parametrize("text, mode, flaw", [("", 0o600, Flaw.EMPTY), ("ab" * 32, 0o644, Flaw.OPEN)])
def test_without_a_sound_secret_nothing_is_graded_on_any_road(
        momentum_course, tmp_path, monkeypatch, capsys, text, mode, flaw):
    course = secretless(momentum_course, tmp_path / "course")
    (course.root / NAME).write_text(text)
    (course.root / NAME).chmod(mode)
    sentence = words.secret_error(SecretError(flaw, course.root / NAME, f"{mode:o}"))
    monkeypatch.chdir(ROOT)
    notebook = str(next(course.root.glob("submitted/ada/*/*")))
    for command in (["autograde", "momentum"], ["grade", notebook]):
        assert cli.main([*command, "--course", str(course.root)]) == 2
        assert capsys.readouterr() == ("", sentence + "\n")
    done = course.nbgrader("autograde", "momentum", check=False)
    assert done.returncode == 1 and sentence in done.stderr and "Traceback" not in done.stderr
    answer = course.api().autograde("momentum", "ada")  # formgrader's button
    assert not answer["success"] and sentence in answer["error"] + answer["log"]
    assert not (course.root / "autograded").exists() and course.scores() == {}


# Without a gradebook

@pytest.fixture
def command(monkeypatch, grader, capsys):
    """`step-grader grade` with warm sandboxes, if they draw from the secret that it would take; what it prints."""

    def run(*arguments, secret=DEMO):
        def warm(options, secret):
            taken.append(secret)
            return contextlib.nullcontext(grader)

        taken = []
        monkeypatch.setattr(cli, "_grader", warm)
        code = cli.main(["grade", *map(str, arguments)])
        assert taken == [secret]
        return code, *capsys.readouterr()

    return run


def test_a_verdict_is_repeated_on_its_trials_and_on_no_others(command, grader, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    momentum, sgd = (ROOT / "assignments" / name / f"{name}.ipynb" for name in ("momentum", "sgd"))
    mine = grader.trials("momentum")
    code, out, err = command("--trials", mine.upper(), "--json", momentum)
    assert (code, json.loads(out)["trials"], json.loads(out)["trials_of"], err) == (0, mine, "demo", "")
    code, out, err = command("--trials", "0123abcd", momentum)
    assert (code, out) == (2, "") and "The trials 0123abcd are not to be had here" in err
    code, out, err = command("--trials", mine, "--json", sgd, momentum)
    assert (code, len(out.splitlines())) == (2, 1) and json.loads(out)["task"] == "momentum"
    assert grader.trials("sgd") in err and f"{mine} are the trials of momentum" in err


@pytest.mark.parametrize("wrong", ["", "123", "0123abcg", "0123abcde"])
def test_what_is_no_fingerprint_is_said_at_once(wrong, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["grade", "--trials", wrong, "momentum.ipynb"])
    assert ended.value.code == 2 and "--trials" in capsys.readouterr().err


def test_outside_of_a_course_the_trials_are_the_demos_and_it_says_so(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    _, out, _ = command(ROOT / "assignments" / "momentum" / "momentum.ipynb")
    assert "the demo's, which everybody can know" in out and list(tmp_path.iterdir()) == []


CONFIG = f"from grader.course import configure\nc = get_config()\nconfigure(c, {str(ROOT)!r}, 'step-by-step')\n"


@pytest.mark.parametrize("where", ["here", "there"])
def test_in_a_course_grade_draws_from_its_secret(command, tmp_path, monkeypatch, where):
    """Where nbgrader's configuration is, or where the secret is."""
    monkeypatch.chdir(tmp_path)
    secret = Secret(os.urandom(32))
    if where != "there":
        (tmp_path / "nbgrader_config.py").write_text(CONFIG, "utf8")
    write(tmp_path, secret)
    assert command(tmp_path, secret=secret)[0] == 0
    assert where == "there" or nbgrader_api(None).coursedir.root == str(tmp_path)


def test_a_configuration_beside_the_notebooks_may_be_a_strangers_and_is_not_run(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "nbgrader_config.py").write_text(
        "open('run', 'w')\nc = get_config()\nc.CourseDirectory.root = '/elsewhere'\n", "utf8")
    assert cli.main(["grade", str(tmp_path)]) == 2
    assert "--course" in capsys.readouterr().err and not (tmp_path / "run").exists()


def test_to_repeat_a_verdict_makes_no_secret(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "nbgrader_config.py").write_text(CONFIG, "utf8")
    assert cli.main(["grade", "--trials", "86fc9327", str(tmp_path)]) == 2
    assert "86fc9327" in capsys.readouterr().err and not (tmp_path / NAME).exists()


def test_the_demos_class_has_the_demos_trials_and_a_course_never(tmp_path):
    demo.make_class(tmp_path / "demo")
    assert kept_in(tmp_path / "demo") == DEMO
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "nbgrader_config.py").write_text(CONFIG, "utf8")
    demo.make_class(tmp_path / "course")
    assert not (tmp_path / "course" / NAME).exists() and kept_in(tmp_path / "course") != DEMO
