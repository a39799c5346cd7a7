"""One student's trouble stays in that student's line."""

import pytest
from wcwidth import wcswidth

from grader.language import registry
from grader.outcome.attempt import Attempt
from grader.outcome.basis import Regrade, Why
from grader.outcome.finding import Finding
from grader.outcome.verdict import CheckVerdict, Status, Trouble, Verdict
from grader.telling import classes, overview, words
from grader.telling.classes import Result

from .sentences import FIRST, INSIDE, TASK, THEN, a_class, verdicts

KNOWN = dict(verdicts())


def lines(results):
    """The table's lines by student."""
    _, *rows = classes.table(results).split("\n\n")[0].splitlines()
    return dict(zip([r.student for r in results], rows, strict=True))


def test_a_student_whom_we_cannot_word_takes_nobody_along(monkeypatch, tmp_path):
    results = [Result("ada", [KNOWN["all right"]]), Result("blaise", [KNOWN["mistakes"]]),
               Result("carl", [KNOWN["stopped"]])]
    before = lines(results)
    worded = words.reason

    def fails_for_one(verdict):
        if verdict is KNOWN["mistakes"]:
            raise KeyError("an unknown ending")
        return worded(verdict)

    monkeypatch.setattr(words, "reason", fails_for_one)
    after = lines(results)
    assert (after["ada"], after["carl"]) == (before["ada"], before["carl"])
    assert "trouble" in after["blaise"] and "KeyError: 'an unknown ending'" in after["blaise"]
    assert "1/4.5" in after["blaise"]
    assert [classes.row(r).trouble for r in results] == [False, True, False]
    classes.report(tmp_path / "page.html", "momentum", results)
    page = (tmp_path / "page.html").read_text(encoding="utf8")
    assert all(f"<td>{name}</td>" in page for name in ("ada", "blaise", "carl"))
    assert "an unknown ending" in page


@pytest.mark.parametrize("result", [
    Result("a", [KNOWN["trouble"]]), Result("a", [KNOWN["all right"]], "disk is full"),
    Result("a", [KNOWN["all right"]], ""), Result("a", [KNOWN["all right"], KNOWN["trouble"]])])
def test_trouble_is_seen(result):
    row = classes.row(result)
    assert row.trouble and "trouble" in row.status
    assert row.what != "all right"


def test_no_verdict_is_no_zero(tmp_path):
    nobody = classes.row(Result("a", [Verdict("n", TASK, Status.TROUBLE, Trouble(ValueError()))]))
    assert (nobody.points, nobody.most) == ("–", "4.5")
    results = [Result("ada", [KNOWN["all right"]]), Result("emmy", [KNOWN["trouble"]])]
    classes.report(tmp_path / "page.html", "momentum", results)
    assert "Mean 4.5 points" in (tmp_path / "page.html").read_text(encoding="utf8")


def test_a_score_is_the_sum_over_the_notebooks():
    both = Result("a", [KNOWN["all right"], KNOWN["mistakes"]])
    assert both.score == 5.5
    assert (classes.row(both).points, classes.row(both).most) == ("5.5", "9")
    assert classes.row(both).status == "graded, graded"


def test_a_mistake_counts_once_a_student_and_the_most_frequent_comes_first():
    results = [Result("ada", [KNOWN["mistakes"], KNOWN["mistakes"]]), Result("blaise", [KNOWN["mistakes"]]),
               Result("carl", [KNOWN["a book without an address"]])]
    assert classes.mistakes(results) == [
        ("eta_inside", 2), ("no_state", 2), ("state_too_large", 2), ("nadam_schedule", 1)]
    assert classes.table(results).endswith(
        "\n\nmistakes: 2 × eta_inside, 2 × no_state, 2 × state_too_large, 1 × nadam_schedule")


def test_the_table_is_aligned_for_the_longest_name():
    results = [Result("a-very-long-name", [KNOWN["all right"]]), *a_class()]
    rows = classes.table(results).split("\n\n")[0].splitlines()
    assert {row.index(row.split()[1]) >= len("a-very-long-name") + 2 for row in rows if "georg" not in row} == {True}


def test_the_table_is_aligned_for_names_in_any_script():
    """Some letters take two columns of a terminal, and an accent of its own takes none."""
    names = ["雷-李", "Jose\u0301", "O'Brien", "нина"]
    results = [Result(name, [KNOWN["all right"]]) for name in names]
    assert len({wcswidth(row.partition("/")[0]) for row in classes.table(results).splitlines()[1:5]}) == 1
    planned = [classes.Planned(name, "momentum", "momentum.ipynb", None, None) for name in names]
    assert len({wcswidth(row.partition("momentum")[0]) for row in classes.plan(planned).splitlines()[1:5]}) == 1


def test_a_name_that_no_file_can_hold_still_has_its_line(tmp_path):
    classes.report(tmp_path / "new" / "folder" / "page.html", "momentum", [Result("half \ud83d", [KNOWN["all right"]])])
    page = (tmp_path / "new" / "folder" / "page.html").read_text(encoding="utf8")
    assert "<td>half �</td>" in page


def test_no_name_turns_the_names_beside_it_round(tmp_path):
    """A mark that turns the direction of writing would turn all that follows in the line."""
    checks = [CheckVerdict(FIRST, Finding(False), (INSIDE,))]
    results = [Result(name, [Verdict("momentum", TASK, checks=checks, path="0a1b")])
               for name in ("nina\u202e", "esc\x1b[31m", "zoe")]
    classes.report(tmp_path / "report.html", "momentum", results, feedback=lambda *whose: tmp_path.joinpath(*whose))
    page = (tmp_path / "report.html").read_text("utf8")
    assert "nina�, esc�[31m, zoe" in page and "nina%E2%80%AE/momentum" in page
    assert not {"\u202e", "\x1b"} & {*page}


def test_two_notebooks_have_two_reasons():
    said = classes.what(Result("ada", [KNOWN["stopped"], KNOWN["refused"]]))
    assert said == f"{words.reason(KNOWN['stopped'])} {words.reason(KNOWN['refused'])}"


def test_remarks_in_one_line_are_sentences_and_the_machines_trouble_is_not_said_to_be_nbgraders():
    noted = next(verdict for verdict in KNOWN.values() if verdict.choice and verdict.choice.by)
    said = lines([Result("ada", [noted]), Result("bob", [KNOWN["all right"]], "There is no room left on the disk.")])
    assert "all right. " + words.notes(noted)[0] in said["ada"]
    assert said["bob"].endswith("trouble   There is no room left on the disk.")


def test_which_file_was_graded_and_what_was_cut_short_stands_in_table_and_page(tmp_path):
    noted = next(verdict for verdict in KNOWN.values() if verdict.choice and verdict.choice.by)
    (note,) = words.notes(noted)
    results = [Result("ada", [noted]), Result("emmy", [KNOWN["all right"]])]
    assert lines(results)["ada"].endswith(note) and note not in lines(results)["emmy"]
    classes.report(tmp_path / "page.html", "momentum", results)
    assert (tmp_path / "page.html").read_text(encoding="utf8").count(f'<div class="note">{note}') == 1


def looks(results):
    rows = [classes.row(r) for r in results]
    return overview.looks(results, [r.what for r in rows], [r.trouble for r in rows])


def test_who_needs_a_look_is_told_with_the_reason_and_the_most_urgent_comes_first():
    by_chance = Result("noether", [KNOWN["all right"]],
                       regrades=[Regrade("momentum", 4.5, 2, (), THEN, THEN, (Why.CHANCE,))])
    noted = next(verdict for verdict in KNOWN.values() if verdict.choice and verdict.choice.by)
    found = looks([*a_class(), by_chance, Result("zuse", [noted])])
    assert [(look.student, look.kind.value) for look in found] == [
        ("emmy", "trouble"), ("felix", "trouble"), ("grace", "trouble"), ("henri", "trouble"), ("isaac", "trouble"),
        ("noether", "chance"), ("daniel", "refused"), ("carl", "failed"), ("georg <b>", "unexplained"),
        ("zuse", "file")]
    why = {look.student: look.why for look in found}
    assert why["felix"] == "disk is full" and why["daniel"] == "The file is empty."
    assert why["georg <b>"].startswith("long run: Parameter 1 goes wrong at step 3")
    assert why["zuse"] == words.notes(noted)[0]


def test_a_look_that_cannot_be_worded_is_trouble_of_that_student_alone(monkeypatch):
    monkeypatch.setattr(words, "grouped", lambda verdict: 1 / 0)
    found = looks([Result("ada", [KNOWN["all right"]]), Result("carl", [KNOWN["stopped"]])])
    assert [(look.student, look.kind.value) for look in found] == [("ada", "trouble"), ("carl", "failed")]


def test_mistakes_come_by_frequency_with_who_made_them_and_the_wrong_formula_beside_the_right_one():
    momentum = registry.find()["momentum"]
    known = {mistake.name: mistake for mistake in momentum.misconceptions}

    def wrong(*names):
        return Verdict("n", momentum, checks=[
            CheckVerdict(FIRST, Finding(False), tuple(known[name] for name in names), task=momentum)])

    found = overview.misconceptions([
        Result("ada", [wrong("lr_inside_velocity")]), Result("bob", [wrong("dampened", "none_is_zero")]),
        Result("cyd", [wrong("dampened"), wrong("dampened")])])
    assert [(one.made.name, one.who) for one in found] == [
        ("dampened", ["bob", "cyd"]), ("lr_inside_velocity", ["ada"]), ("none_is_zero", ["bob"])]
    dampened, _, bookkeeping = found
    assert dampened.wrong.startswith("<math") and '<mstyle class="wrong">' in dampened.wrong
    assert dampened.right.startswith("<math") and "(1 − μ)" not in dampened.right.replace("</mo><mi>", " ")
    assert "&amp;" not in dampened.wrong and dampened.hint == known["dampened"].hint
    assert bookkeeping.wrong is None is bookkeeping.right


def test_points_and_checks_are_counted_of_those_who_have_some():
    results = [Result(name, [KNOWN[which]]) for name, which in (
        ("ada", "all right"), ("bob", "mistakes"), ("cyd", "trouble"), ("dan", "mistakes"))]
    assert [(bar.name, bar.n, bar.all) for bar in overview.points(results)] == [("4.5", 1, 3), ("1", 2, 3)]
    assert [(bar.name, bar.n, bar.all, bar.percent) for bar in overview.passed(results)] == [
        ("first step", 3, 3, 100), ("long run", 1, 3, 33), ("None gradients", 1, 3, 33), ("stored values", 1, 3, 33)]


def test_without_names_nothing_that_is_a_single_students_stands_in_the_file(tmp_path):
    noted = next(verdict for verdict in KNOWN.values() if verdict.choice and verdict.choice.by)
    other = Regrade("momentum", 4.5, 2, (), THEN, THEN, (Why.CHANCE,))
    results = [*a_class(), Result("zuse", [noted], regrades=[other])]
    classes.report(tmp_path / "named.html", "momentum", results)
    classes.report(tmp_path / "page.html", "momentum", results, names=False)
    named, page = ((tmp_path / file).read_text("utf8") for file in ("named.html", "page.html"))
    for result in results:
        name = result.student.replace("<b>", "&lt;b&gt;")
        assert name in named and name not in page
    assert noted.choice.taken in named and noted.choice.taken not in page and "disk is full" not in page
    assert "<script" not in page and "script-src 'none'" in page
    for shared in ("momentum with η inside the velocity", "1 student", "11 submissions", "first step"):
        assert shared in page


def test_a_name_leads_to_the_feedback_and_no_name_to_an_address_of_its_own_making(tmp_path):
    results = [Result("../a b?#<i>", [KNOWN["all right"]]), Result("emmy", [KNOWN["trouble"]])]
    classes.report(tmp_path / "pages" / "page.html", "momentum", results,
                   feedback=lambda student, notebook: tmp_path / "feedback" / f"{student.strip('./')}.html")
    page = (tmp_path / "pages" / "page.html").read_text("utf8")
    assert '<td><a href="../feedback/a%20b%3F%23%3Ci%3E.html">../a b?#&lt;i&gt;</a></td>' in page
    assert "<td>emmy</td>" in page


def walked(path, *failed, task=TASK, notebook="n"):
    """A verdict on a path, with what the failed checks are named."""
    return Verdict(notebook, task, path=path, checks=[CheckVerdict(
        check, Finding(check.name not in dict(failed)), dict(failed).get(check.name, ())) for check in task.checks])


def test_those_stand_together_whose_paths_are_equal_and_wrong_and_of_whom_the_same_is_found():
    inside, unnamed = ("long_run", KNOWN["mistakes"].checks[1].mistakes[:1]), ("long_run", ())
    results = [Result(student, [verdict]) for student, verdict in (
        ("right 1", walked("a")), ("right 2", walked("a")),
        ("ada", walked("b", unnamed)), ("bob", walked("b", unnamed)),
        ("another path", walked("c", unnamed)), ("other checks", walked("b", unnamed, ("none_gradients", ()))),
        ("named", walked("b", inside)), ("no path", walked("", unnamed)), ("none either", walked("", unnamed)),
        ("cyd", walked("d", inside)), ("dan", walked("d", inside)), ("eve", walked("d", inside)))]
    named, unexplained = overview.same_path(results)
    assert (named.who, [one.name for one in named.made], named.known) == (["cyd", "dan", "eve"], ["eta_inside"], [])
    assert (unexplained.who, unexplained.made) == (["ada", "bob"], [])
    assert unexplained.known[0].startswith("long run: ") and unexplained.notebook == ""


def test_of_several_notebooks_each_group_says_which_it_is_about_and_a_fault_of_ours_stays_in_its_group(monkeypatch):
    wrong = "long_run", ()
    both = [Result(student, [walked("a", wrong, notebook="one"), walked("b", wrong, notebook="two")])
            for student in ("ada", "bob")]
    assert [(one.notebook, one.who) for one in overview.same_path(both)] == [
        ("one", ["ada", "bob"]), ("two", ["ada", "bob"])]
    monkeypatch.setattr(words, "grouped", lambda verdict: 1 / 0)
    assert all("ZeroDivisionError" in one.known[0] for one in overview.same_path(both))


def test_a_mistake_holds_a_student_up_for_as_many_attempts_as_had_it():
    def tried(student, *names, right=False):
        attempts = [Attempt(Status.GRADED, (name,) if name else (), not name) for name in names]
        return Result(student, attempts={"n": [*attempts, *([Attempt(Status.GRADED, right=True)] if right else [])]})

    once = tried("once", "a")
    assert overview.held([once]) == overview.ways([once]) == overview.held([]) == []
    results = [once, tried("ada", "a", "a", "b", right=True), tried("bob", "a", "a", "a"), tried("cyd", "", right=True),
               Result("none"), Result("dan", attempts={"n": [Attempt(Status.REFUSED), Attempt(Status.FAILED)]})]
    assert [(one.name, one.attempts, one.who, one.still) for one in overview.held(results)] == [
        ("a", "2", 3, 2), ("b", "1", 1, 0), ("no known mistake", "1", 1, 0)]
    assert [(way.student, *way.attempts) for way in overview.ways(results)] == [
        ("ada", "a", "a", "b", "right"), ("bob", "a", "a", "a"), ("cyd", "no known mistake", "right"),
        ("dan", "refused", "failed")]
