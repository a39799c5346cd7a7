"""What a feedback page begins with: kept in the notebook, and believed only where it has its shape."""

import json

import msgspec
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from grader.language import registry
from grader.outcome.finding import Difference, Finding
from grader.outcome.refusal import Refusal, Unfit
from grader.outcome.verdict import CheckVerdict, Parting, Status, Verdict
from grader.telling import after, feedback_page, told, words
from grader.telling.chart import HEIGHT, WIDTH, chart

from .sentences import TASK, verdicts

TASKS = registry.find()
MOMENTUM = TASKS["momentum"]
ALL_RIGHT = Verdict("momentum", MOMENTUM, checks=[CheckVerdict(c, Finding(True)) for c in MOMENTUM.checks])
OWN = (MOMENTUM.answers / "foreach.py").read_text("utf8")


@pytest.mark.parametrize("name", dict(verdicts()))
def test_what_a_notebook_keeps_is_what_was_told(name):
    said = told.tell(dict(verdicts())[name])
    assert told.kept(json.loads(json.dumps(told.keep(said), allow_nan=False))) == said


@pytest.mark.parametrize("change", [
    {"title": 3}, {"points": "ten"}, {"onward": {"text": "x", "address": "javascript:alert(1)"}},
    {"onward": {"text": "x", "address": "//elsewhere.test"}}, {"problems": [{}]}, {"others": "code"}])
def test_what_has_another_shape_is_not_told(change):
    assert told.kept(told.keep(told.tell(ALL_RIGHT)) | change) is None


@pytest.mark.parametrize("found", [None, 3, "x", [], {}, {"title": "x"}])
def test_what_is_something_else_is_not_told(found):
    assert told.kept(found) is None


def test_the_ways_of_others_are_for_those_who_have_all_points():
    assert len(told.tell(ALL_RIGHT, OWN, TASKS).others) == 2
    for k in range(len(MOMENTUM.checks)):
        checks = [CheckVerdict(c, Finding(k != at)) for at, c in enumerate(MOMENTUM.checks)]
        said = told.tell(Verdict("momentum", MOMENTUM, checks=checks), OWN, TASKS)
        assert (said.others, said.onward, said.challenge) == ((), None, "")
    assert told.tell(Verdict("momentum", MOMENTUM), OWN, TASKS).others == ()


def test_the_ways_of_others_are_two_right_ones_and_none_is_ones_own():
    right = {path.read_text("utf8").strip("\n") for path in MOMENTUM.answers.glob("*.py")}
    for own in right:
        shown = after.others(MOMENTUM, own)
        assert len(set(shown)) == 2 and set(shown) <= right - {own}
    assert after.others(TASKS["capstone"], "") == after.others(TASK, "") == []


def test_one_notebook_follows_another_in_the_order_of_the_book():
    line, exam = ["sgd"], TASKS["sgd"]
    while exam := after.following(exam, TASKS):
        line.append(exam.name)
    assert line[:6] == ["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam"] and set(line) == set(TASKS)
    assert after.following(TASK, TASKS) is None


def test_every_optimizer_of_this_course_has_a_challenge():
    assert [name for name, exam in TASKS.items() if not exam.challenge] == ["capstone", "catch"]


def paths(mine, right, step=1):
    check = CheckVerdict(MOMENTUM.checks[0], Finding(False, Difference("first step", step, 0, 0, 1.0, 2.0)))
    drawn = Parting(check.check.name, check.finding.difference, 0, mine, right)
    (problem,) = told.tell(Verdict("n", MOMENTUM, checks=[check], parting=drawn)).problems
    return problem.paths


def test_the_picture_shows_both_paths_in_its_box():
    made = chart(paths((0.0, 1.0, 4.0), (0.0, 2.0, 4.0)))
    assert len(made.right) == len(made.mine) == 1 and len(made.dots) == 3
    for x, y in made.dots:
        assert 0 <= float(x) <= WIDTH and 0 <= float(y) <= HEIGHT
    assert made.at == made.ticks[1][1] == f"{WIDTH / 2:.1f}"


@pytest.mark.parametrize("mine", [(0.0, float("nan"), 1.0), (0.0, float("inf"), 1.0)])
def test_a_line_is_broken_where_there_is_no_number(mine):
    assert len(chart(paths(mine, (0.0, 1.0, 2.0))).mine) == 2


@pytest.mark.parametrize("mine, right", [
    ((0.0, 1e300), (0.0, 1.0)), ((1.0, 1.0), (1.0, 1.0)), ((float("nan"),), (float("nan"),)), ((0.0,), (0.0,)),
    ((1e308, -1e308), (1e308, -1e308))])
def test_any_path_can_be_drawn(mine, right):
    made = chart(paths(mine, right))
    numbers = [float(n) for line in (*made.mine, *made.right) for point in line.split() for n in point.split(",")]
    assert all(abs(n) <= 1e4 for n in numbers)


@pytest.mark.parametrize("score, comment, waits, shown", [
    (0.0, None, True, "Still to be graded by hand: up to 5 points<"),
    (0.0, "No response.", False, "Graded by hand: 0 of 5 points, since nothing was written there."),
    (3.0, "No response.", False, "Graded by hand: 3 of 5 points<"), (0.0, "Say why.", False, "Say why.")])
def test_what_is_graded_by_hand_says_whether_it_is_and_an_empty_answer_is_no_comment(score, comment, waits, shown):
    marks = dict(grade_id="capstone-answer", points=5.0, score=score, comment=comment, waits=waits)
    nb = new_notebook(cells=[new_markdown_cell("x", metadata={"nbgrader": marks})],
                      metadata={told.KEPT: told.keep(told.tell(ALL_RIGHT))})
    page = feedback_page.page(nb, {}, lambda kind, source, cell: source)
    assert shown in page and "No response." not in page and ("Comments" in page) == (comment == "Say why.")


def test_of_a_refused_notebook_no_check_is_said_to_be_graded_by_hand():
    refused = Verdict("momentum", MOMENTUM, Status.REFUSED, Refusal(Unfit.EMPTY))
    marks = [dict(grade_id=f"momentum-{check.name}", points=check.points, score=0.0) for check in MOMENTUM.checks]
    nb = new_notebook(cells=[new_code_cell(metadata={"nbgrader": one}) for one in marks],
                      metadata={told.KEPT: told.keep(told.tell(refused))})
    page = feedback_page.page(nb, {}, lambda kind, source, cell: source)
    assert words.reason(refused) in page and "Graded by hand" not in page


def test_what_was_printed_keeps_its_lines():
    cell = new_code_cell(outputs=[new_output("stream", text="a\n  b"), new_output("error", traceback=["c", "d"]),
                                  new_output("execute_result", {"text/plain": "e\nf"}),
                                  new_output("display_data", {"text/html": "<i>g</i>"})])
    page = feedback_page.page(new_notebook(cells=[cell]), {}, lambda kind, source, cell: source)
    for text in ("a\n  b", "c\nd", "e\nf"):
        assert f'<div class="text">{text}</div>' in page
    assert '<div class="rendered_html output"><i>g</i></div>' in page


def test_no_hint_and_no_link_stands_twice():
    for _, verdict in verdicts():
        said = told.tell(verdict)
        for field in ("hints", "links"):
            all_of_them = [msgspec.to_builtins(one) for problem in said.problems for one in getattr(problem, field)]
            assert all(all_of_them.count(one) == 1 for one in all_of_them)
