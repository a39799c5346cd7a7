"""Every anchor that the site ever had still leads somewhere: handed-out notebooks, feedback and bookmarks link there.

A new anchor is added to the list by `python -m tests.book.test_anchors`, once the book is built. An anchor leaves it
never: where its matter has moved to is said in `book/moved.yml`.
"""

import re

import pytest
import yaml
from bs4 import BeautifulSoup

from .test_chapter import BOOK, ROOT, SITE, built  # noqa: F401  (a fixture)

LISTED = ROOT / "tests" / "book" / "anchors.txt"
GENERATED = re.compile(r"id\d+$|book/.*-solution-\d+$|.*-content$")  # numbered by tools: nobody links there


def anchors():
    """All anchors of the site as built, as `page#id`, sorted; without those inside drawings."""
    found = set()
    for page in (SITE / "book").rglob("*.html"):
        article = BeautifulSoup(page.read_text("utf8"), "html.parser").select_one("article")
        for element in article.select("[id]"):
            drawn = element.name == "svg" or element.find_parent(["svg", "math"])
            if not drawn and not GENERATED.match(element["id"]):
                found.add(f"{page.relative_to(SITE / 'book').with_suffix('')}#{element['id']}")
    return sorted(found)


def listed():
    return LISTED.read_text("utf8").split()


@pytest.mark.site
def test_every_anchor_that_there_was_still_leads_somewhere(built):  # noqa: F811
    assert sorted(set(listed()) - set(anchors())) == []


@pytest.mark.site
def test_every_anchor_that_there_is_will_be_held(built):  # noqa: F811
    assert sorted(set(anchors()) - set(listed())) == [], "add them: python -m tests.book.test_anchors"


def test_the_list_is_sorted_and_says_nothing_twice():
    assert listed() == sorted(set(listed()))


def test_what_moved_is_on_the_list():
    for page, moved in yaml.safe_load((BOOK / "moved.yml").read_text("utf8")).items():
        assert {f"{page}#{old}" for old in moved} <= set(listed())


if __name__ == "__main__":
    known = set(listed()) if LISTED.exists() else set()
    LISTED.write_text("".join(f"{anchor}\n" for anchor in sorted(known | set(anchors()))), "utf8")
    print(f"{len(set(anchors()) - known)} new anchors")
