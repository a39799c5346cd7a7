"""Every mistake that the grader can name has a paragraph that speaks of it, and the links lead there."""

import gzip
import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from docutils import nodes
from figures import surfaces

from grader.language import HOME, JudgedBy, Task, registry
from grader.language.course import anchor
from grader.language.task import Check
from grader.outcome.finding import Finding, Observed
from grader.outcome.verdict import CheckVerdict
from grader.telling import expressions, formula, mistakes, words
from tests.book.test_extension import build  # noqa: F401  (a fixture)
from tests.book.test_pages import ROOT, SITE, evaluate, view
from tests.browser import chromium, needs_chromium

sys.path.insert(0, str(ROOT / "book" / "_ext"))

from course import mistakes as directives  # noqa: E402  (after the path to it is known)

EXAMS = registry.find()
TASKS = [task for task in (*EXAMS.values(), EXAMS["capstone"].schedule)
         if isinstance(task, Task) and task.course is HOME]
by_task = pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
CHAPTERS = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "weight_decay", "lion", "schedules")
CHECK = Check("a", "a", 1, JudgedBy.PATH)


@pytest.fixture(scope="module")
def site():
    subprocess.run(["make", "book"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return SITE


@pytest.fixture(scope="module")
def content(site):
    """What each task's page of mistakes was made from."""
    def refused(constant):
        raise AssertionError(f"{constant} is no JSON")

    pages = json.loads((ROOT / "_build" / "mistakes.json").read_text("utf8"), parse_constant=refused)
    return {page["task"]: page for page in pages}


@pytest.fixture(scope="module")
def soup(site):
    """The site's pages, each parsed once."""
    return cache(lambda page: BeautifulSoup((site / "book" / page).read_text("utf8"), "html.parser"))


@pytest.fixture(scope="module")
def paragraph(soup):
    """The part of the site to which an address leads; each page is searched once."""
    labelled = cache(lambda page: {element["id"]: element for element in reversed(soup(page).find_all(id=True))})

    def at(address):
        assert address.startswith(HOME.book)
        page, _, label = address.removeprefix(f"{HOME.book}/").partition("#")
        return labelled(page).get(label)

    return at


def leads(failed):
    """Where the feedback about a failed check leads."""
    (link,) = words.sections(failed)
    return link[1]


def flat(element):
    """An element's text, with straight quotes, as it is in the grader."""
    return " ".join(element.get_text().replace("’", "'").split())


@pytest.mark.site
@by_task
def test_every_mistake_has_an_entry_with_an_anchor_of_its_own(content, task):
    page = content[task.name]
    anchors = [entry["anchor"] for entry in page["mistakes"]]
    assert len(anchors) == len(set(anchors))
    assert set(anchors) >= {anchor(m.name) for m in task.misconceptions}
    assert set(page["common"]) <= set(anchors) and len(page["common"]) == 5
    if "total" not in task.hyperparameters:  # of a schedule nothing is measured
        forgets = any(check.memory for check in task.checks)
        assert set(anchors) >= {anchor(one) for one in Observed if forgets or one is not Observed.FORGETS}
    for entry in page["mistakes"]:
        assert entry["title"] and entry["hint"] and entry["section"]
        assert "{" not in entry["title"] + entry["hint"] + entry["signs"]
        if entry["kind"] == "formula" and entry["anchor"] != "mistake-compounded":
            assert entry["wrong"] or entry["right"]
    drawn = [entry for entry in page["mistakes"] if entry["paths"]]
    told = [entry for entry in page["mistakes"] if entry["kind"] != "measured"]
    assert len(drawn) > 0.8 * len(told), [entry["anchor"] for entry in told if not entry["paths"]]


@pytest.mark.site
@by_task
def test_every_mistakes_link_leads_to_a_paragraph_that_names_it(paragraph, task):
    named = [(m.says, m.hint, (m,)) for m in task.misconceptions]
    for family in task.families:
        member = family.at(next(value for value in family.values if value != family.right))
        named.append((family.says.format(value="c"), family.hint.format(value="c"), (member,)))
    for says, hint, made in named:
        found = paragraph(leads(CheckVerdict(CHECK, Finding(False), made, task=task)))
        assert found is not None, made[0].name
        assert says[1:] in flat(found.find("h3")), made[0].name
        assert hint in flat(found), made[0].name


@pytest.mark.site
@by_task
def test_every_link_about_what_is_measured_does(paragraph, task):
    if "total" in task.hyperparameters:
        return  # a schedule: nothing of it is measured
    for observed in Observed:
        if observed is Observed.FORGETS and not any(check.memory for check in task.checks):
            continue  # a method without a memory
        found = paragraph(leads(CheckVerdict(CHECK, Finding(False, observed=observed), task=task)))
        assert words.say(f"measured.{observed}")[1:] in flat(found.find("h3"))


@pytest.mark.site
@by_task
def test_each_paragraph_leads_on_to_the_section_that_explains_the_matter(paragraph, task):
    for mistake in task.misconceptions:
        found = paragraph(HOME.mistake(task.name, mistake.name)).select_one(".again a")
        page, _, label = mistake.section.partition("#")
        assert found["href"] == f"../{page}.html#{label}" and found.get_text().strip()


@pytest.mark.site
@by_task
def test_the_pages_are_light(site, soup, task):
    assert len(gzip.compress((site / "book" / "mistakes" / f"{task.name}.html").read_bytes())) < 200_000
    page = soup(f"mistakes/{task.name}.html")
    pictures = page.select("svg.paths")
    assert len(pictures) > 8 and max(len(str(svg)) for svg in pictures) < 2048


@pytest.mark.site
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_each_chapter_shows_the_commonest_and_leads_to_all(soup, chapter):
    section = soup(f"{chapter}.html").find(id="common-mistakes")
    assert section.find(id=f"{chapter.replace('_', '-')}-mistakes")
    links = [a["href"] for a in section.select(".name-of-mistake a")]
    assert len(links) in (5, 10) and all(link.startswith("mistakes/") for link in links)
    for link in links:
        page, _, label = link.partition("#")
        assert soup(page).find(id=label)
    assert section.select("svg.paths") and section.select(".wrong math") and section.select(".right math")


@pytest.mark.site
def test_what_a_box_to_write_in_says_leads_to_its_paragraph(soup):
    for task in json.loads((ROOT / "_build" / "practice.json").read_text("utf8")):
        there = {tag["id"] for tag in soup(f"mistakes/{task['task']}.html").select("[id]")}
        links = [one["link"] for mistake in task["mistakes"] for one in (mistake, *mistake["also"])]
        assert links and {link.partition("#")[2] for link in links} <= there
        assert {link.partition("#")[0] for link in links} == {f"mistakes/{task['task']}.html"}


@pytest.fixture(scope="module")
def browser(site, tmp_path_factory):
    driver = chromium(tmp_path_factory.mktemp("chromium"))
    yield driver
    driver.quit()


@pytest.mark.browser
@pytest.mark.site
@needs_chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_grader_colours_what_differs_and_the_page_chooses_the_colours(browser, scheme):
    view(browser, "book/mistakes/momentum", width=390, scheme=scheme)
    for side, look in (("wrong", "variant-1"), ("right", "momentum")):
        marked, wanted = evaluate(browser, f"""(() => {{
            const probe = document.body.appendChild(document.createElement('i'));
            probe.style.color = 'var(--look-{look})';
            const sign = document.querySelector('#mistake-dampened .{side} math [style*="color:"]')
                      || document.querySelector('.{side} math [style*="color:"]');
            return [getComputedStyle(sign).color, getComputedStyle(probe).color];
        }})()""")
        assert marked == wanted


@pytest.mark.browser
@pytest.mark.site
@needs_chromium
def test_an_address_leads_to_its_paragraph_though_others_are_not_drawn_yet(browser):
    browser.get((SITE / "book" / "mistakes" / "adam.html").as_uri() + "#mistake-uphill")
    top = evaluate(browser, "document.getElementById('mistake-uphill').getBoundingClientRect().top")
    assert -5 < top < 300


def test_both_walk_in_the_same_valley():
    valley = surfaces.valley()
    assert valley.start == mistakes.START
    assert valley.gradient(1.0, 1.0) == mistakes.STEEPNESS


def test_the_colours_that_a_style_sheet_exchanges_are_those_of_the_grader():
    (mistake,) = (m for m in EXAMS["sgd"].misconceptions if m.name == "lr_added")
    right, wrong = formula.apart(EXAMS["sgd"], mistake)
    assert expressions.WRONG in wrong[0] and expressions.RIGHT in right[0]


PAGE = {"task": "sgd", "title": "SGD", "chapter": "sgd", "class": "SGD", "rule": ["w &= 1"], "curve": False,
        "common": ["mistake-a"], "mistakes": [
            {"anchor": "mistake-a", "kind": "formula", "title": "an <optimizer>", "hint": "Look & see.",
             "section": "index#here", "right": ["w &= 1"], "wrong": [], "signs": "The first step is wrong.",
             "paths": {"right": [[-4.5, 1.2], [0, 0]], "wrong": [[-4.5, 1.2], [3, 9]]}}]}
TEXT = "# A page\n\n(here)=\n## Here\n\n```{common-mistakes} sgd\n```\n"


def test_a_pages_mistakes_come_from_the_file_that_the_grader_wrote(build, tmp_path):  # noqa: F811
    (tmp_path / "_build").mkdir()
    (tmp_path / "_build" / "mistakes.json").write_text(json.dumps([PAGE]))
    app, warnings = build(TEXT)
    page = (tmp_path / "out" / "html" / "index.html").read_text()
    assert 'href="mistakes/sgd.html#mistake-a"' in page and "An &lt;optimizer&gt;" in page
    assert "This line is missing." in page and "The first step is wrong." in page
    assert page.count("<polyline") == 2 and page.count('id="the-valley"') == 1
    assert "mistakes/sgd" in warnings  # the page of all of them, which this little book has not


@pytest.mark.parametrize("content", [None, []])
def test_mistakes_that_are_not_there_fail_the_build(build, tmp_path, content):  # noqa: F811
    (tmp_path / "_build").mkdir()
    if content is not None:
        (tmp_path / "_build" / "mistakes.json").write_text(json.dumps(content))
    app, warnings = build("# A page\n\n```{mistakes} sgd\n```\n")
    assert app.statuscode == 1 and "run make" in warnings


@pytest.mark.parametrize(("text", "code"), [
    ("dict.fromkeys(keys, state) and [state] * n put one object everywhere.",
     ["dict.fromkeys(keys, state)", "[state] * n"]),
    ("Call super().__init__(params) first: __init__ needs none.", ["super().__init__(params)", "__init__"]),
    ("Operations that end in _ change it: requires_grad=True, sign_(), a clone().",
     ["_", "requires_grad=True", "sign_()", "clone()"]),
    ("Keep p.grad, and *= in self from one call of step() to the next (torch.zeros_like(p)), or .to(p.device).",
     ["p.grad", "*=", "step()", "torch.zeros_like(p)", ".to(p.device)"]),
    ("In the last move w − w_previous, of the factor exp(−ηλ): a sign, e.g. 0.9 is 0 [sic].", []),
])
def test_code_in_a_sentence_is_set_as_code(text, code):
    assert [one.astext() for one in directives.sentence(text).findall(nodes.literal)] == code


@pytest.mark.parametrize("lines, text", [
    (["a &= b"], "a = b"),
    (["a &= b", "c &= d"], r"\begin{aligned} a &= b \\ c &= d \end{aligned}"),
    ([r"a &= b \\ &\quad (t = 1)"], r"\begin{aligned} a &= b \\ &\quad (t = 1) \end{aligned}"),
    ([r"a &= \begin{cases} b & c \\ d & e \end{cases}"],
     r"\begin{aligned} a &= \begin{cases} b & c \\ d & e \end{cases} \end{aligned}"),
])
def test_equations_are_aligned_where_there_is_more_than_one(lines, text):
    assert directives.math(lines).astext() == text


def test_a_page_of_mistakes_has_their_kinds_for_contents(soup):
    contents = [link["href"] for link in soup("mistakes/adamw.html").select(".section-nav a")]
    assert {*contents} == {f"#mistakes-{kind}" for kind in directives.KINDS}


def test_a_curve_is_drawn_in_its_frame():
    drawn = directives.picture({"right": [[0, 1], [1, 0]], "wrong": [[0, 9], [1, 0]]}, True, 'a "picture"')
    assert 'points="4.0,39.8 156.0,72.0"' in drawn and 'points="4.0,6.0 156.0,72.0"' in drawn
    assert "use" not in drawn and "&quot;picture&quot;" in drawn


def test_every_task_has_a_page_in_the_table_of_contents():
    assert {f"mistakes/{task.name}" for task in TASKS} <= {*HOME.pages}
    written = {path.stem for path in (ROOT / "book" / "mistakes").glob("*.md")}
    assert written == {task.name for task in TASKS}
    for task in TASKS:
        text = Path(ROOT / "book" / "mistakes" / f"{task.name}.md").read_text("utf8")
        assert text.startswith(f"# {task.title}: mistakes, and what gives them away\n")
        assert re.search(rf"^```\{{mistakes\}} {task.name}$", text, re.M)
    assert anchor("uphill") == "mistake-uphill"
