"""What search engines, link previews and lost readers are told of a page follows from the configuration, as do the
links at its foot."""

import io
import re
import subprocess
from html import unescape
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

from PIL import Image

from tests.book.test_extension import build  # noqa: F401  (a fixture; with it `course` can be imported)

from course import cards, foot  # isort: skip

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
    (picture,) = re.findall(rf'<meta property="og:image" content="{BASE}([^"]+)">', page)
    assert Image.open(tmp_path / "out" / "html" / picture).size == (cards.WIDTH, cards.HEIGHT)
    assert '<meta name="twitter:card" content="summary_large_image">' in page


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


# The picture

STILL = """<svg class="still" preserveAspectRatio="none" viewBox="0 0 400 194">
<path class="band h0" d="M0 0h400v194H0z"/>
<g style="--c:var(--look-lion, #ff0000)"><path class="trail" d="M0 97L400 97"/></g></svg>"""


def test_a_pages_picture_shows_its_title_and_its_figure():
    shown = {}
    for name, made in {"figure": cards.card("Lion", "A course", STILL), "none": cards.card("Lion", "A course"),
                       "other": cards.card("Adam", "A course", STILL)}.items():
        assert len(made) < 60_000
        shown[name] = Image.open(io.BytesIO(made)).convert("RGB")
    middle = (cards.WIDTH // 2, cards.HERO // 2)
    assert shown["figure"].getpixel(middle) == (255, 0, 0) and shown["none"].getpixel(middle) == (253, 252, 249)
    above = (0, 0, cards.WIDTH, cards.HERO)
    assert shown["figure"].crop(above).tobytes() == shown["other"].crop(above).tobytes()
    assert shown["figure"].tobytes() != shown["other"].tobytes()
    assert cards.card("Lion", "A course", STILL) == cards.card("Lion", "A course", STILL)


# The foot

def test_the_foot_leads_to_the_pages_source_and_to_a_report_with_its_address(build, tmp_path):  # noqa: F811
    build(PAGE.format("in the end"))
    page = (tmp_path / "out" / "html" / "index.html").read_text()
    (line,) = re.findall(r'<p class="foot">(.*?)</p>', page)
    assert line.startswith(f"Version {foot.version()} · ")  # git knows nothing of this page
    report, edit = (unescape(link) for link in re.findall(r'href="([^"]+)"', line))
    assert edit == "https://github.com/someone/some-course/edit/main/index.md"
    assert report.startswith("https://github.com/someone/some-course/issues/new?")
    filled = parse_qs(urlsplit(report).query)
    assert filled["title"] == ["Rolling & falling: "]
    assert filled["body"][0].startswith(f"Page: {BASE}index.html\nVersion: {foot.version()}\n")
    assert "Last updated" not in page and "docbuild:last-update" not in page


def test_a_page_is_as_old_as_its_last_commit(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# A page\n")
    assert foot.changed(page) == ""

    def git(*arguments):
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *arguments], cwd=tmp_path, check=True,
                       env={"PATH": "/usr/bin:/bin", "GIT_COMMITTER_DATE": "2026-05-03T12:00:00Z"})

    git("init", "--quiet")
    git("add", "page.md")
    git("commit", "--quiet", "--message", "A page")
    assert foot.changed(page) == "3 May 2026"
    git("commit", "--quiet", "--allow-empty", "--message", "Another matter")
    assert foot.changed(page) == "3 May 2026"
