"""A chapter's main line is read in a quarter of an hour; what takes longer is folded, or stands after it."""

import re
from copy import copy

import pytest
from bs4 import BeautifulSoup

from .test_chapter import ALL_CHAPTERS, built  # noqa: F401  (a fixture)

pytestmark = pytest.mark.site
MINUTES = 15
WORDS = 200  # a minute
DISPLAY, LINE, FIGURE = 15, 3, 20  # seconds: a formula on lines of its own, a visible line of code, a figure
AFTER = ("Common mistakes", "Check yourself", "Exercise", "Exercises", "Catch the wrong optimizer", "Your turn",
         "Further reading")


def main_line(page):
    """The article as far as it is read from top to bottom: without folds, and without the closing frame."""
    article = copy(page.select_one("article"))
    for heading in article.select("h2"):
        if heading.get_text().strip("#") in AFTER:
            heading.find_parent("section").decompose()
    for unread in article.select("details, script, style, .offers, .take, .write"):
        unread.decompose()
    return article


def minutes(article):
    """How long it takes to read, by rules of thumb."""
    displays, figures = article.select("div.math"), article.select("figure")
    code = article.select("div.highlight pre")
    lines = [line for block in code for line in block.get_text().splitlines() if line.strip()]
    for part in (*displays, *article.select("div.highlight, figure svg, .explorable, .player")):
        part.decompose()
    for formula in article.select("math"):
        formula.replace_with("x")  # as long as a word
    words = [word for word in article.get_text(" ").split() if re.search(r"\w", word)]
    return len(words) / WORDS + (len(displays) * DISPLAY + len(lines) * LINE + len(figures) * FIGURE) / 60


def test_the_main_line_takes_a_quarter_of_an_hour(built, capsys):  # noqa: F811
    table = {chapter: minutes(main_line(built[chapter])) for chapter in ALL_CHAPTERS}
    with capsys.disabled():
        print("\nminutes of reading, main line:", ", ".join(f"{name} {took:.0f}" for name, took in table.items()))
    assert {name: round(took, 1) for name, took in table.items() if took > MINUTES} == {}


PAGE = f"""<article><section><h2>A title</h2><p>{"word " * 198}</p><details>{"word " * 900}</details>
<div class="math">x</div><div class="highlight"><pre>a

b</pre></div><figure></figure></section><section><h2>Exercises</h2>{"word " * 500}</section></article>"""


def test_the_estimate_counts_what_is_read():
    article = main_line(BeautifulSoup(PAGE, "html.parser"))
    assert minutes(article) == pytest.approx(200 / WORDS + (15 + 2 * 3 + 20) / 60)
