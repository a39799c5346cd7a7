"""Every anchor that the site ever had still leads somewhere: handed-out notebooks, feedback and bookmarks link there.

A new anchor is added to the list by `python -m tests.book.test_anchors`, once the book is built. An anchor leaves it
never: where its matter has moved to is said in `book/moved.yml`.
"""

import re
from html.parser import HTMLParser

import pytest
import yaml

from .test_chapter import BOOK, ROOT, SITE, built  # noqa: F401  (a fixture)

LISTED = ROOT / "tests" / "book" / "anchors.txt"
# Numbered by tools: nobody links there. And to a fold only the search does, with an index of the same build.
GENERATED = re.compile(r"id\d+$|book/.*-solution-\d+$|.*-content$|deeper-")


class Ids(HTMLParser):
    """The ids in a page's article, but for those in drawings and formulas."""

    def __init__(self):
        super().__init__()
        self.inside, self.drawn, self.found = False, 0, set()

    def handle_starttag(self, tag, attributes):
        self.inside |= tag == "article"
        self.drawn += tag in ("svg", "math")
        name = dict(attributes).get("id")
        if self.inside and not self.drawn and name and not GENERATED.match(name):
            self.found.add(name)

    def handle_endtag(self, tag):
        self.inside &= tag != "article"
        self.drawn -= tag in ("svg", "math")


def ids(html):
    parser = Ids()
    parser.feed(html)
    return parser.found


def anchors():
    """All anchors of the site as built, as `page#id`, sorted."""
    pages = {page.relative_to(SITE / "book").with_suffix(""): page for page in (SITE / "book").rglob("*.html")}
    return sorted(f"{name}#{found}" for name, page in pages.items() for found in ids(page.read_text("utf8")))


def listed():
    return LISTED.read_text("utf8").split()


@pytest.mark.site
def test_every_anchor_that_there_was_still_leads_somewhere(built):  # noqa: F811
    assert sorted(set(listed()) - set(anchors())) == []


@pytest.mark.site
def test_every_anchor_that_there_is_will_be_held(built):  # noqa: F811
    assert sorted(set(anchors()) - set(listed())) == [], "add them: python -m tests.book.test_anchors"


def test_anchors_are_those_of_the_article_outside_of_drawings():
    page = """<p id="a"></p><article><h2 id="b"><svg id="c"><g id="d"/></svg><a id="id7"></a><i id="e"></i></h2>
    </article><p id="f"></p>"""
    assert ids(page) == {"b", "e"}


def test_the_list_is_sorted_and_says_nothing_twice():
    assert listed() == sorted(set(listed()))


def test_what_moved_is_on_the_list():
    for page, moved in yaml.safe_load((BOOK / "moved.yml").read_text("utf8")).items():
        assert {f"{page}#{old}" for old in moved} <= set(listed())


if __name__ == "__main__":
    known = set(listed()) if LISTED.exists() else set()
    LISTED.write_text("".join(f"{anchor}\n" for anchor in sorted(known | set(anchors()))), "utf8")
    print(f"{len(set(anchors()) - known)} new anchors")
