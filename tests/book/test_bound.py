"""The book as one PDF: pages of the built site, printed and joined, that lead to one another."""

import re
import subprocess
import sys

import pytest

from tests.book.test_chapter import ROOT, SITE
from tests.browser import needs_chromium

pikepdf = pytest.importorskip("pikepdf")
sys.path[:0] = [str(ROOT / "book"), str(ROOT / "book" / "_ext")]
from bound import pdf  # noqa: E402

pytestmark = [pytest.mark.browser, needs_chromium]
NAMES = ["book/index", "book/network", "book/students"]
DARK = "localStorage.setItem('mode', 'dark'); localStorage.setItem('theme', 'dark');"
PRINTING = """
dispatchEvent(new Event("beforeprint"));
const seen = {mode: document.documentElement.dataset.theme, paper: getComputedStyle(document.body).backgroundColor,
  ink: getComputedStyle(document.querySelector(".bd-article p")).color,
  open: [...document.querySelectorAll("details.sd-dropdown")].every(one => one.open),
  bars: [...document.querySelectorAll(".bd-article details.hide")].filter(one => one.checkVisibility()).length};
dispatchEvent(new Event("afterprint"));
return {...seen, after: document.documentElement.dataset.theme};
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Three pages, bound; and what a reader's dark page becomes on paper."""
    subprocess.run(["make", "book"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    browser = pdf.chromium(tmp_path_factory.mktemp("profile"))
    try:
        chapters = pdf.printed(browser, SITE, NAMES)
        pdf.place(chapters)
        contents = pdf.contents(browser, chapters)
        browser.get((SITE / "book" / "network.html").as_uri())
        browser.execute_script(DARK)
        browser.refresh()
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
        dark = browser.execute_script(PRINTING)
    finally:
        browser.quit()
    file = tmp_path_factory.mktemp("pdf") / "book.pdf"
    pdf.bind(chapters, contents, SITE).save(file)
    with pikepdf.open(file) as whole:
        yield chapters, whole, dark


def links(whole):
    return [note for page in whole.pages for note in page.get("/Annots", ())]


def test_paper_is_light_and_open_and_without_bars_whatever_the_screen_is(made):
    assert made[2] == {"mode": "light", "paper": "rgb(255, 255, 255)", "ink": "rgb(0, 0, 0)", "open": True, "bars": 0,
                       "after": "dark"}


def test_its_outline_leads_to_each_chapters_first_page(made):
    chapters, whole, _ = made
    with whole.open_outline() as outline:
        (front, network, students) = outline.root
        aims = [item.destination[0].objgen for item in outline.root]
        assert [network.title, students.title] == ["A network in the page", "For students"]
        assert [item.title for item in students.children][:2] == ["Open it", "Solve it"]
    assert aims == [whole.pages[one.first].objgen for one in chapters]
    assert chapters[1].first == len(chapters[0].pdf.pages) + 1  # the contents come between
    assert len(whole.pages) == sum(len(one.pdf.pages) for one in chapters) + 1


def test_every_page_but_the_front_has_its_number(made):
    for count, page in enumerate(made[1].pages, 1):
        page.contents_coalesce()
        written = re.findall(rb"9 Tf \S+ \S+ Td \((\d+)\) Tj", page.Contents.read_bytes())
        assert written == ([str(count).encode()] if count > 1 else [])


def test_links_lead_into_the_file_or_to_the_published_site(made):
    chapters, whole, _ = made
    addresses = [str(note.A.URI) for note in links(whole) if "/A" in note and "/URI" in note.A]
    assert addresses and not [one for one in addresses if one.startswith("file:")]
    assert any(re.match(pdf.published() + r"book/network\.html#[\w-]+$", one) for one in addresses)  # what moves
    assert pdf.published() + "book/adam.html" in addresses
    inside = {note.Dest[0].objgen for note in links(whole) if "/Dest" in note}
    assert whole.pages[chapters[2].first].objgen in inside  # the front page leads to the last
    assert inside <= {page.objgen for page in whole.pages}


def test_the_whole_book_has_every_chapter():
    names = pdf.pages()
    assert names[0] == "book/index" and {"book/sgd", "book/beyond", "book/glossary"} <= set(names)
    assert not [name for name in names if not (ROOT / f"{name}.md").is_file()]
