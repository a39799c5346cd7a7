"""What every page's source keeps to: cells that ran, numbers that repeat, sources that are cited, nothing from afar."""

import json
import re
import subprocess
import sys
from copy import copy
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup
from pybtex.database import parse_file

from grader.language import Task, registry

ROOT = Path(__file__).resolve().parents[2]
BOOK, SITE = ROOT / "book", ROOT / "_build" / "html"
PAGES = sorted(BOOK.glob("*.md"))
CELL = re.compile(r"^```\{code-cell\}[^\n]*\n(.*?)^```$", re.S | re.M)
CHAPTERS = ["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "weight_decay", "lion", "schedules"]
ALL_CHAPTERS = [*CHAPTERS, "introduction", "adaptive_rates", "landscape", "comparison", "beyond"]
WITH_RULE = [*CHAPTERS[:-1], "adaptive_rates"]
PHONE = 42  # letters of code that a phone shows in a line
WIDER = {"adam": 45, "lion": 46}  # a line with both betas, broken in two, would hide the rule
EXAMS = registry.find()
TASKS = [one for one in EXAMS.values() if isinstance(one, Task)]
TASKS.append(EXAMS["capstone"].schedule)
by_chapter = pytest.mark.parametrize("chapter", CHAPTERS)
by_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
site = pytest.mark.site


def cells(page):
    """The page's code cells as pairs: their tags, and their code."""
    found = []
    for body in CELL.findall(page.read_text("utf8")):
        if body.startswith("---\n"):
            head, code = body[4:].split("---\n", 1)
            options = yaml.safe_load(head)
        else:
            lines = body.splitlines(keepends=True)
            options = yaml.safe_load("".join(line[1:] for line in lines if re.match(r":\w+: ", line))) or {}
            code = "".join(line for line in lines if not re.match(r":\w+: ", line))
        found.append((options.get("tags", []), code))
    return found


@pytest.fixture(scope="module")
def built():
    subprocess.run(["make", "book"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return {page.stem: BeautifulSoup((SITE / "book" / f"{page.stem}.html").read_text("utf8"), "html.parser")
            for page in PAGES}


def printed(soup):
    return "\n".join(output.get_text() for output in soup.select(".cell_output"))


@by_page
def test_no_cell_may_fail_or_be_left_out(page):
    for tags, code in cells(page):
        assert not {"raises-exception", "skip-execution"} & set(tags), code


@by_page
def test_chance_has_a_seed(page):
    for _, code in cells(page):
        code = re.sub(r"torch\.rand\w*\([^\n]*?generator=", "", code)  # a generator of its own has a seed of its own
        assert "default_rng()" not in code and not re.search(r"np\.random\.(?!default_rng)", code), code
        drawn = re.search(r"torch\.rand|torch\.nn\.(Linear|Conv)", code)
        unseen = drawn and "manual_seed" not in code[:drawn.start()]
        # a layer's first weights may be anything where no number of theirs is shown
        assert not unseen or "randn" not in code and "print(" in code and "layer" in code, code


@by_chapter
def test_the_chapter_proves_what_it_says(chapter):
    code = [code for _, code in cells(BOOK / f"{chapter}.md")]
    assert len(code) >= 10 and sum("assert " in one for one in code) >= 8
    (rule,) = [one for one in code if "largest difference:" in one and "largest move:" in one]
    assert "200" in rule or "201" in rule
    assert "float64" in rule and re.search(r"torch\.optim\.|lion_pytorch|Lion\(", rule)


@site
@by_chapter
def test_the_assertion_beside_the_rule_ran_while_the_page_was_built(built, chapter):
    text = printed(built[chapter])
    said = re.findall(r"^largest difference: +(\S+)$", text, re.M)
    moved = re.findall(r"^largest move: +(\S+)$", text, re.M)
    assert said and all(0 <= float(number) < 1e-12 for number in said)
    assert moved and all(float(number) > 0.1 for number in moved)


@site
@by_page
def test_every_cell_ran_and_none_ended_in_an_error(built, page):
    soup = built[page.stem]
    assert len(soup.select("div.cell")) == len(cells(page))
    assert soup.select(".output.traceback, .output.stderr, .error") == []


@site
@pytest.mark.parametrize("chapter", ALL_CHAPTERS)
def test_there_is_something_to_watch_to_ask_and_to_solve(built, chapter):
    page = built[chapter]
    assert page.select(".player, .explorable")
    assert len(page.select("details.sd-dropdown")) >= 3 and page.select("div.exercise") and page.select("div.solution")
    titles = [heading.get_text().strip("#") for heading in page.select("h2")]
    assert "Further reading" in titles and "Check yourself" in titles


@site
@pytest.mark.parametrize("chapter", ALL_CHAPTERS)
def test_every_figure_states_its_claim_and_is_described(built, chapter):
    figures = built[chapter].select("figure")
    assert len(figures) >= (7 if chapter == "momentum" else 3)
    for figure in figures:
        assert len(figure.find("figcaption").get_text().split()) > 8
        described = figure.select_one("[aria-label]")["aria-label"]
        assert len(described.split()) > 12, described


@site
@pytest.mark.parametrize("one", TASKS, ids=lambda t: t.name)
def test_a_hints_link_leads_to_a_section_of_the_built_page(built, one):
    for section in {mistake.section for mistake in one.misconceptions}:
        page, _, label = section.partition("#")
        place = built[page].find(id=label)
        assert place is not None and (place.name == "section" or place.find_parent("section")), section


@site
def test_nothing_on_a_page_has_the_same_id_twice(built):
    for stem, soup in built.items():
        ids = [element["id"] for element in soup.find_all(id=True)]
        assert sorted({i for i in ids if ids.count(i) > 1}) == [], stem


@site
@by_page
def test_no_markup_of_the_source_is_left_in_the_text(built, page):
    article = copy(built[page.stem].find("article"))
    for hidden in article.select("pre, code, script, style, math, svg"):
        hidden.decompose()
    text = article.get_text()
    assert not re.search(r"\$[^$\n]+\$|\$\$|\\\(|\\\[|\\begin|\\frac|\{[a-z:]+\}`|:::|```|\]\(", text)


@site
@pytest.mark.parametrize("chapter", ALL_CHAPTERS)
def test_a_rule_in_code_is_no_wider_than_a_phone(built, chapter):
    shown = [pre for pre in built[chapter].select("article .cell_input pre") if not pre.find_parent("details")]
    rules = [code for code in (pre.get_text() for pre in shown)
             if re.search(r"^def (step(_\w+)?|fading_squares)\(", code, re.M)]
    assert rules or chapter not in WITH_RULE
    assert [line for code in rules for line in code.splitlines() if len(line) > WIDER.get(chapter, PHONE)] == []


@site
@by_page
def test_every_formula_of_the_source_is_on_the_page(built, page):
    formulas = built[page.stem].select("article math")
    assert all(formula["data-tex"] and formula.contents for formula in formulas)
    prose = CELL.sub("", page.read_text("utf8"))
    prose = re.sub(r"^```python.*?^```", "", prose, flags=re.S | re.M)
    displayed = len(re.findall(r"^\$\$", prose, re.M)) // 2
    assert len([f for f in formulas if f.get("display") == "block"]) >= displayed


def cited():
    text = "\n".join(page.read_text("utf8") for page in PAGES)
    return {key.strip() for keys in re.findall(r"\{cite(?::\w+)?\}`([^`]+)`", text) for key in keys.split(",")}


def test_what_is_cited_is_listed_and_what_is_listed_is_cited():
    assert cited() == set(parse_file(BOOK / "references.bib").entries)


def test_every_reference_can_be_found():
    for key, entry in parse_file(BOOK / "references.bib").entries.items():
        assert {"doi", "eprint", "url"} & set(entry.fields), key
        assert re.match(r"10\.\d{4,9}/\S+$", entry.fields.get("doi", "10.1234/none")), key
        assert re.match(r"\d{4}\.\d{4,5}$", entry.fields.get("eprint", "1234.56789")), key
        assert {"title", "year"} <= set(entry.fields) and entry.persons["author"], key


@site
def test_a_citation_leads_to_its_entry(built):
    listed = {entry["id"] for entry in built["references"].select("[id]")}
    links = [a["href"] for page in built.values() for a in page.select("article a[href^='references.html#']")]
    assert len(links) >= len(cited())
    assert {link.partition("#")[2] for link in links} <= listed


def loads_from_afar(text):
    """Addresses of other hosts from which a page would load something, as opposed to link to it."""
    return re.findall(
        r"""(?:\bsrc(?:set)?\s*[=:]|url\(|@import|<link[^>]*href=|\bfetch\(|\bimport\(|from\s+["']|!\[[^\]]*\]\(|"""
        r"""\{(?:image|figure|iframe|literalinclude)\})\s*["'(]*\s*((?:https?:)?//[^\s"')]+)""", text)


def test_the_search_for_hosts_finds_all_ways_to_load():
    for way in ['<script src="https://a.b/c.js">', "@import '//a.b/c.css'", "url(https://a.b/f.woff2)",
                '<link rel="x" href="https://a.b/c">', "![a](https://a.b/c.png)", "```{image} https://a.b/c.png",
                "fetch('https://a.b')", "import('https://a.b/c.js')", 'import x from "https://a.b/c.js"']:
        assert loads_from_afar(way), way
    assert loads_from_afar("[a link](https://a.b) and <a href='https://a.b'>") == []


def test_the_book_loads_nothing_from_another_host():
    files = [f for f in BOOK.rglob("*") if f.suffix in {".md", ".py", ".js", ".css", ".html", ".svg", ".bib"}]
    assert len(files) > 20
    assert {str(f.relative_to(ROOT)): found for f in [*files, ROOT / "_config.yml"]
            if (found := loads_from_afar(f.read_text("utf8")))} == {}


def test_the_book_and_the_grader_do_not_know_each_other():
    for room, other in ((BOOK, "grader"), (ROOT / "grader", "figures|course|book")):
        for file in [*room.rglob("*.py"), *room.rglob("*.md")]:
            assert not re.search(rf"^\s*(import|from) ({other})\b", file.read_text("utf8"), re.M), file


def test_an_assignment_imports_nothing_of_ours():
    for notebook in (ROOT / "assignments").rglob("*.ipynb"):
        code = ["".join(cell["source"]) for cell in json.loads(notebook.read_text("utf8"))["cells"]
                if cell["cell_type"] == "code"]
        found = set(re.findall(r"^\s*(?:import|from) (\w+)", "\n".join(code), re.M))
        assert found <= {"torch", "matplotlib", *sys.stdlib_module_names}, notebook
