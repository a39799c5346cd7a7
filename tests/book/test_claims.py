"""Numbers of the text, its formulas and its answers come from cells: each is printed, or stands in code that ran.

That they are *right* is asserted in the cells, which run when the book is built. This finds those that nobody
computed.
"""

import re
import subprocess
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parents[2]
BOOK, SITE = ROOT / "book", ROOT / "_build" / "html" / "book"
PAGES = sorted(page.stem for page in BOOK.glob("*.md") if "{code-cell}" in page.read_text("utf8"))
NUMBER = re.compile(r"(?<![\w.^_{-])(\d[\d,_]*\.?\d*)(?![\w^])")
NOT_PROSE = "pre, table, .cell, svg, script, style, h1, h2, h3, a.reference, cite, .eqno, .caption-number"

FROM_ELSEWHERE = {
    "adagrad": {"2010": "a year"},
    "adam": {"2.1": "a section of a paper", "0.95": "with what cited models were trained"},
    "beyond": {"28": "a result of a cited competition"},
    "comparison": {"50000": "runs of a cited study", "96.9": "an invented result in a question"},
    "notes": {"2.0": "a version of PyTorch"},
}
"""Numbers that no cell can know: years, versions, and what cited papers say."""

pytestmark = pytest.mark.site


@pytest.fixture(scope="module")
def site():
    subprocess.run(["make", "book"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return SITE


def numbers(text):
    """All numbers of a text, as they are written but for separators of thousands."""
    return [re.sub("[,_]", "", found).rstrip(".") for found in NUMBER.findall(text)]


def rounds_to(value, claim):
    """Whether a number that was printed is, rounded to the claim's digits, the claim (in percent or not)."""
    digits = len(claim.partition(".")[2])
    return any(f"{float(value) * unit:.{digits}f}" == claim for unit in (1, 100))


def unknown(html, helpers=""):
    """The numbers of a page's prose that neither its cells nor the helpers' code know."""
    article = BeautifulSoup(html, "html.parser").find("article")
    # worked out by the grader's own walks, and the wrong answers to choose from
    for made in article.select("ol.mistakes, .all-mistakes, template"):
        made.decompose()
    shown = " ".join(cell.get_text(" ") for cell in article.select(".cell")).replace("−", "-")
    known = {value for value in numbers(shown + helpers) if value.count(".") <= 1}
    for formula in article.select("math"):  # its numbers are claims, too
        tex = formula["data-tex"]
        formula.replace_with(" " + re.sub(r"\\,|\{,\}", "", tex).replace("{", "( ").replace("}", " )") + " ")
    for element in article.select(NOT_PROSE):
        element.decompose()
    text = article.get_text(" ")
    claims = {value for value in numbers(text) if "." in value or len(value) > 2} | set(
        numbers(" ".join(re.findall(r"\S+ ?\\?%", text))))
    return {claim for claim in claims if claim not in known and not any(rounds_to(value, claim) for value in known)}


def helpers_of(page):
    """The source of the experiments that the page imports."""
    source = (BOOK / f"{page}.md").read_text("utf8")
    names = re.findall(r"^from experiments\.(\w+) import", source, re.M)
    for found in re.findall(r"^from experiments import ([\w, ]+)", source, re.M):
        names += found.split(", ")
    return "\n".join((BOOK / "experiments" / f"{name}.py").read_text("utf8") for name in names)


@pytest.mark.parametrize("page", PAGES)
def test_every_number_of_the_text_is_computed_on_the_page(site, page):
    found = unknown((site / f"{page}.html").read_text("utf8"), helpers_of(page))
    assert found - set(FROM_ELSEWHERE.get(page, {})) == set()


def test_a_number_that_nobody_computed_is_found():
    page = "<article><p>It takes {} steps, 12.5 % of all.</p><div class=cell>steps 1234, share 0.1250</div></article>"
    assert unknown(page.format("1,234")) == set()
    assert unknown(page.format("1,235")) == {"1235"}
    assert unknown(page.replace("0.1250", "0.1350").format("1,234")) == {"12.5"}
    formula = '<math data-tex="\\frac{12{,}345}{2}"></math>'
    assert unknown(page.format(formula)) == {"12345"}
