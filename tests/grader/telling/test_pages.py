"""What stands in a page is shown there and does nothing."""

import re
from html.parser import HTMLParser

import pytest
from nbformat.v4 import new_notebook

from grader.ground.failure import Failure
from grader.language.course import Course
from grader.language.task import Check, Exam, JudgedBy, Misconception
from grader.outcome.finding import Difference, Finding
from grader.outcome.verdict import AlwaysFails, CheckVerdict, Status, Verdict
from grader.telling import classes, feedback_page, pages, told

from .sentences import TASK, a_class, verdicts

SLY = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&"
VOID = {"meta", "br", "hr", "img", "input"}


class Page(HTMLParser):
    """Which elements a page has, what stands in them, and whether each is closed."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.text, self.open = [], [], "", []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def sly_verdict():
    task = Exam(name=SLY, title=SLY, class_name=SLY, chapter=SLY)
    mistake = Misconception(SLY, f"{SLY}#{SLY}", SLY, SLY, course=Course(TASK.course.folder, f"https://a.example/{SLY}"))
    failure = Failure(SLY, SLY, 1, 2, SLY)
    raised = Finding(False, Difference(SLY, 1, failure=failure))
    checks = [
        CheckVerdict(Check(SLY, SLY, 1, JudgedBy.PATH), Finding(True)),
        CheckVerdict(Check("b", SLY, 1, JudgedBy.PATH), raised, (mistake,)),
        CheckVerdict(Check("c", SLY, 1, JudgedBy.PATH), raised)]
    return Verdict(SLY, task, Status.FAILED, AlwaysFails(failure), checks=checks)


def report(tmp_path, results, assignment="momentum"):
    classes.report(tmp_path / "page.html", assignment, results)
    return (tmp_path / "page.html").read_text(encoding="utf8")


def everything(tmp_path):
    verdict = sly_verdict()
    yield pages.summary(verdict)
    yield from (pages.check_cell(check, 1) for check in verdict.checks)
    yield pages.refused_cell(SLY)
    kept = told.keep(told.tell(verdict))
    yield feedback_page.page(new_notebook(metadata={told.KEPT: kept}), {}, lambda kind, source, cell: "")
    yield report(tmp_path, [classes.Result(SLY, [verdict]), classes.Result(SLY, [verdict], SLY)], SLY)


def test_what_a_stranger_wrote_is_text_everywhere(tmp_path):
    for text in everything(tmp_path):
        ours = f"<script>{pages._SCRIPT}</script>"  # the one of the report, which stands in its policy by its hash
        page = Page(text.replace(ours, ""))
        assert not {"script", "img"} & set(page.tags) and page.open == [] and text.count(ours) <= 1
        assert not [name for name, _ in page.attributes if name.startswith("on")]
        assert SLY in page.text


def test_a_part_of_a_page_is_one_line_that_markdown_leaves_alone():
    for result in a_class():
        for verdict in result.verdicts[:1]:
            if verdict.task and result.student != "henri":
                assert "\n" not in pages.summary(verdict) and pages.summary(verdict).startswith("<h3>")
                for check in verdict.checks:
                    assert "\n" not in pages.check_cell(check, 1)


def test_a_link_leads_to_the_section_and_no_address_is_made_up():
    known = {r.student: r for r in a_class()}
    with_book = Page(pages.summary(known["blaise"].verdicts[0]))
    assert ("href", "https://book.example/book/momentum.html#momentum-lr-change") in with_book.attributes
    mistake = Misconception("m", "nadam#nadam-schedule", "h", "s", course=Course(TASK.course.folder))
    without = Page(pages.check_cell(CheckVerdict(TASK.checks[0], Finding(False), (mistake,)), 1))
    assert "a" not in without.tags and "Read again: nadam, “schedule”" in without.text


def test_points_are_the_cells_own():
    passed, failed = (CheckVerdict(TASK.checks[0], Finding(ok)) for ok in (True, False))
    assert "(2.5 of 2.5)" in pages.check_cell(passed, 2.5)
    assert "(0 of 2.5)" in pages.check_cell(failed, 2.5)


def test_the_class_page_has_a_mark_for_each_check_that_was_judged(tmp_path):
    page = report(tmp_path, a_class())
    assert page.count('<th class="check">') == len(TASK.checks)
    assert page.count("<td class=\"mark") == len(TASK.checks) * len(a_class())
    judged = [c for r in a_class() for c in {c.check.name: c for v in r.verdicts for c in v.checks}.values()]
    page = page.replace(pages._SCRIPT, "")
    assert page.count("✓") == sum(c.finding.passed for c in judged)
    assert page.count("✗") == sum(not c.finding.passed for c in judged)


def rows_of(text):
    """The cells of each row, with their mark-up."""
    return [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S) for row in re.findall(r"<tr>(.*?)</tr>", text, re.S)]


def test_the_class_page_tells_mistakes_in_words_with_links(tmp_path):
    page = report(tmp_path, a_class())
    address = "https://book.example/book/momentum.html#momentum-lr-change"
    told = f'<a href="{address}">momentum with η inside the velocity</a> <code>eta_inside</code>'
    assert f"<h3>{told}</h3>" in page
    (blaise,) = (row for row in rows_of(page) if row[0] == "blaise")
    assert told in blaise[3] and "plain gradient descent</a> <code>no_state</code>" in blaise[3]
    assert "more stored than the method needs</a> <code>state_too_large</code>" in blaise[3]
    without = report(tmp_path, [classes.Result("ada", [dict(verdicts())["a book without an address"]])])
    assert "NAdam without a schedule <code>nadam_schedule</code>" in without and "<a" not in without


def test_the_class_page_says_what_before_the_marks_and_of_how_many_points(tmp_path):
    rows = {row[0]: row for row in rows_of(report(tmp_path, a_class()))}
    assert rows["student"][:4] == ["student", "score", "status", "what"]
    assert rows["ada"][:4] == ["ada", "4.5/4.5", "graded", "all right"]
    assert rows["emmy"][1] == "–/4.5" and rows["daniel"][1] == "0"


@pytest.mark.parametrize("results", [[], [classes.Result("ada")]])
def test_a_class_without_verdicts_has_a_page_too(tmp_path, results):
    said = report(tmp_path, results)
    assert "0 submissions" in said and said.count("handed in nothing") == len(results)


@pytest.mark.parametrize("source, shown", [
    ("v = {0}", "in the line <code>v = {0}</code> with"), ("a < b", "<code>a &lt; b</code>"),
    ("`a` b", "<code>&#39;a&#39; b</code> with"),
    ("x`", "<code>x&#39;</code>"), ("", "</li>")])
def test_code_in_a_sentence_is_shown_as_code(source, shown):
    failure = Failure("E", "no", 1, 2, source or None)
    check = CheckVerdict(Check("a", "a", 1, JudgedBy.PATH), Finding(False, Difference("t", 1, failure=failure)))
    assert shown in pages.summary(Verdict("n", TASK, checks=[check]))
    assert shown.replace("</li>", "</div>") in pages.check_cell(check, 1)
