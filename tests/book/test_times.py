"""A time that was measured stands on a page as a ratio: seconds say more about a machine than about a method."""

import re
from copy import copy

import pytest
from bs4 import BeautifulSoup

from .test_chapter import ALL_CHAPTERS, built  # noqa: F401  (a fixture)

UNITS = r"(?:[µμmn]s|s|sec|min|(?:milli|micro|nano)?seconds|minutes?|hours?)"
NUMBERS = r"(?:\d[\d.,–-]*|a few|half an?|two|three|four|five|six|ten|twenty|thirty|sixty)"
WITH_A_NUMBER = re.compile(rf"(?<![\w.,/]){NUMBERS}(?:[ \u00a0\u202f]{UNITS}|[µμmn]s)\b(?! =)")
IN_A_HEAD = re.compile(r"\b(?:[µμmn]s|in s|(?:milli|micro|nano)?seconds|minutes?|hours?)\b")
NOT_MEASURED = ".offers, .write, .catch, .assignment, script, style, math, .cell_input, pre"


def times(page):
    """The times in a page's text, in what its cells show, and in the heads of its tables."""
    article = copy(page.select_one("article"))
    heads = [head.get_text(" ") for head in article.select("th")]
    described = [element["aria-label"] for element in article.select("figure [aria-label]")]
    printed = [output.get_text(" ") for output in article.select(".cell_output pre")]
    for other in article.select(NOT_MEASURED):
        other.decompose()
    texts = [re.sub(r"\s+", " ", text) for text in (article.get_text(" "), *described, *printed)]
    return [found[0] for text in texts for found in WITH_A_NUMBER.finditer(text)] + [
        head for head in heads if IN_A_HEAD.search(head)]


@pytest.mark.site
@pytest.mark.parametrize("chapter", ALL_CHAPTERS)
def test_no_chapter_tells_seconds_of_an_unknown_machine(built, chapter):  # noqa: F811
    assert times(built[chapter]) == []


@pytest.mark.parametrize(("text", "found"), [
    ("<p>A step takes 0.31 ms, Lion's 12 µs.</p>", ["0.31 ms", "12 µs"]),
    ("<p>It is trained in two minutes, or 3–4 s.</p>", ["two minutes", "3–4 s"]),
    ("<table><tr><th>ms a step</th><th>in all</th></tr></table>", ["ms a step"]),
    ("<table><tr><th>momentum's step</th><th>m / s</th></tr></table><p>0.7 second flattest</p>", []),
    ("<div class='cell_output'><pre>30 s</pre></div>", ["30 s"]),
    ("<figure><svg aria-label='It ends after 5 seconds'></svg></figure>", ["5 seconds"]),
    ("<p>A second one, 3 times as long, with s = 5 and 2 s.</p><p class='offers'>about 20 minutes</p>", ["2 s"]),
    ("<p>Cars of the 1920s, in feet; 5 small steps.</p><pre>2 s</pre>", []),
])
def test_the_search_finds_times_in_all_their_forms(text, found):
    assert times(BeautifulSoup(f"<article>{text}</article>", "html.parser")) == found
