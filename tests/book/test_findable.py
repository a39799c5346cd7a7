"""What search engines, link previews and lost readers are told of a page follows from the configuration."""

import re
from xml.etree import ElementTree

from tests.book.test_extension import build  # noqa: F401  (a fixture)

PAGE = '# Rolling & falling\n\nShort.\n\nA ball "rolls" down a valley, and {} it stops.\n'
BASE = "https://someone.github.io/some-course/"


def test_a_page_says_its_address_and_what_it_is_about(build, tmp_path):  # noqa: F811
    app, warnings = build(PAGE.format("in the end"))
    assert app.statuscode == 0, warnings
    page = (tmp_path / "out" / "html" / "index.html").read_text()
    assert re.search(rf'<link rel="canonical" href="{BASE}index.html"', page)
    text = "A ball “rolls” down a valley, and in the end it stops."
    assert f'<meta name="description" content="{text}">' in page
    assert f'<meta property="og:description" content="{text}">' in page
    assert '<meta property="og:title" content="Rolling &amp; falling">' in page
    assert re.search(rf'<meta property="og:image" content="{BASE}_static/[\w.]+">', page)


def test_a_long_description_ends_with_a_whole_word(build, tmp_path):  # noqa: F811
    build(PAGE.format("on " * 60))
    page = (tmp_path / "out" / "html" / "index.html").read_text()
    (said,) = re.findall(r'name="description" content="([^"]+)"', page)
    assert len(said) <= 162 and said.endswith(" on …")


def test_the_map_and_the_page_for_lost_readers_say_full_addresses(build, tmp_path):  # noqa: F811
    build(PAGE.format("in the end"))
    out = tmp_path / "out" / "html"
    assert [place.text for place in ElementTree.parse(out / "sitemap.xml").iter() if place.tag.endswith("loc")] == [
        f"{BASE}index.html"]
    lost = (out / "404.html").read_text()
    assert set(re.findall(r'href="([^"]+)"', lost)) == {BASE, f"{BASE}search.html", f"{BASE}_static/favicon.svg"}
