"""The book as one PDF: the site's own pages as Chromium prints them, joined, with an outline and page numbers.

`python -m bound.pdf SITE FILE`. Links between pages lead to their place in the file, all others to the published site;
a figure that moves there says so, with a link.
"""

import base64
import html
import re
import shutil
import sys
import tempfile
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote, unquote, urljoin

import pikepdf
import yaml
from course.chapter import ON_SCREEN_ONLY, base_address
from pikepdf import Array, Dictionary, Name, OutlineItem
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

ROOT = Path(__file__).resolve().parents[2]
MARGIN = 24  # of a page's number, in points above its foot
PREPARE = """
for (const moves of document.querySelectorAll(".explorable, .player, .polynomial, .network, .crossing")) {
  const caption = moves.closest("figure")?.querySelector("figcaption");
  if (!caption) continue;
  const link = document.createElement("a");
  link.href = arguments[0] + "#" + caption.parentElement.id;
  link.textContent = "It moves on the site.";
  (caption.querySelector("p") ?? caption).append(" ", link);
}
// Chromium writes down where a place lies only if something links to it.
const last = document.createElement("p");
last.style = "font-size: 1px; line-height: 1px; margin: 0; color: transparent";
for (const place of arguments[1]) {
  if (!document.getElementById(place)) continue;
  const link = document.createElement("a");
  link.href = "#" + place;
  link.style = "color: transparent; text-decoration: none";
  link.textContent = ".";
  last.append(link);
}
document.querySelector(".bd-article").append(last);
return document.fonts.ready.then(() => document.querySelector("h1").firstChild.textContent);
"""
CONTENTS = """<!doctype html><html lang="en"><title>Contents</title><style>
@page { margin: 25mm 22mm } body { font: 11pt/1.7 Georgia, serif } h1 { font-size: 20pt; font-weight: 400 }
li { display: flex; justify-content: space-between } ol { padding: 0; list-style: none }
</style><h1>Contents</h1><ol>"""


@dataclass
class Printed:
    """A page of the site on paper.

    Attributes:
        name: the page's, as `book/adam`.
        title: its first heading.
        pdf: as Chromium made it.
        first: which page of the whole is its first; from 0.
    """

    name: str
    title: str
    pdf: pikepdf.Pdf
    first: int = 0
    places: dict = field(default_factory=dict)

    def __post_init__(self):
        numbers = {page.objgen: number for number, page in enumerate(self.pdf.pages)}
        named = self.pdf.Root.get("/Dests", {})
        self.places = {unquote(str(key)[1:]): (numbers[aim[0].objgen], float(aim[3])) for key, aim in named.items()}

    def headings(self):
        """The outline's entries as (title, page, height, entries below)."""
        numbers = {page.objgen: number for number, page in enumerate(self.pdf.pages)}

        def read(items):
            return [(item.title, *self.where(item, numbers), read(item.children)) for item in items]

        with self.pdf.open_outline() as outline:
            return read(outline.root)

    def where(self, item, numbers):
        aim = item.destination if item.destination is not None else item.action["/D"]
        if isinstance(aim, Array):
            return numbers[aim[0].objgen], float(aim[3])
        return self.places.get(unquote(str(aim).lstrip("/")), (0, 0.0))


def pages() -> list[str]:
    """The pages of the book in their order."""
    named = re.findall(r"^\s*(?:- )?(?:file|root): (\S+)", (ROOT / "_toc.yml").read_text("utf8"), re.M)
    return [name for name in named if not name.startswith(ON_SCREEN_ONLY)]


def published() -> str:
    """The site's address."""
    config = yaml.safe_load((ROOT / "_config.yml").read_text("utf8"))
    return base_address(SimpleNamespace(html_baseurl=config["html"].get("baseurl"),
                                        html_theme_options={"repository_url": config["repository"]["url"]}))


def chromium(profile):
    """A browser, or a sentence on what is missing."""
    driver, browser = shutil.which("chromedriver"), shutil.which("chromium") or shutil.which("google-chrome")
    if not driver or not browser:
        sys.exit("The PDF is printed by Chromium: it needs the packages chromium and chromium-driver.")
    options = Options()
    options.binary_location = browser
    for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-dev-shm-usage",
                 "--disable-background-networking", f"--user-data-dir={profile}"):
        options.add_argument(flag)
    return webdriver.Chrome(options=options, service=Service(driver))


def paper(browser) -> pikepdf.Pdf:
    """What the browser shows, printed on A4."""
    made = browser.execute_cdp_cmd("Page.printToPDF", {
        "printBackground": True, "paperWidth": 8.27, "paperHeight": 11.69, "preferCSSPageSize": True,
        "generateTaggedPDF": True, "generateDocumentOutline": True})
    return pikepdf.open(BytesIO(base64.b64decode(made["data"])))


def printed(browser, site, names) -> list[Printed]:
    """All pages on paper."""
    aims = {}
    for name in names:
        for page, place in re.findall(r'href="([\w/.]+)\.html#([^"]+)"', (site / f"{name}.html").read_text("utf8")):
            aims.setdefault(urljoin(name, page), set()).add(html.unescape(place))
    found, base = [], published()
    for name in names:
        browser.get((site / f"{name}.html").as_uri())
        title = browser.execute_script(PREPARE, f"{base}{name}.html", sorted(aims.get(name, ())))
        found.append(Printed(name, title.strip(), paper(browser)))
    return found


def place(chapters):
    """Say where each begins; one page of contents follows the front page."""
    first = 0
    for one in chapters:
        one.first = first
        first += len(one.pdf.pages) + (one is chapters[0])


def contents(browser, chapters) -> pikepdf.Pdf:
    """The page that says where each chapter begins."""
    lines = "".join(f"<li><span>{html.escape(one.title)}</span><span>{one.first + 1}</span></li>"
                    for one in chapters[1:])
    browser.get("data:text/html;charset=utf-8," + quote(f"{CONTENTS}{lines}</ol>"))
    return paper(browser)


def bind(chapters, made_contents, site) -> pikepdf.Pdf:
    """One file of them all."""
    whole = pikepdf.new()
    for one in chapters:
        for page in one.pdf.pages:  # named places stay behind: `link` puts pages in their place
            whole.pages.append(page)
        if one is chapters[0]:
            whole.pages.extend(made_contents.pages)
    link(whole, chapters, site.as_uri() + "/", published())
    with whole.open_outline() as outline:
        for one in chapters:
            top = OutlineItem(one.title, one.first, "XYZ", top=842)
            (heading, *rest) = one.headings() or [("", 0, 0, [])]
            top.children.extend(entries(one, [*heading[3], *rest]))
            top.is_closed = True
            outline.root.append(top)
    number(whole)
    whole.Root.Lang, whole.Root.PageMode = "en", Name.UseOutlines
    with whole.open_metadata(set_pikepdf_as_editor=False) as meta:
        meta["dc:title"] = "step() by step()"
    return whole


def entries(one, headings):
    made = []
    for title, page, top, below in headings:
        item = OutlineItem(title, one.first + page, "XYZ", top=top)
        item.is_closed = True
        item.children.extend(entries(one, below))
        made.append(item)
    return made


def link(whole, chapters, here, base):
    """Give links between pages their places in the file, and the site's address to those that lead out of it."""
    known = {one.name: one for one in chapters}
    owner = {page: one for one in chapters for page in range(one.first, one.first + len(one.pdf.pages))}
    for number, one in owner.items():
        for note in whole.pages[number].get("/Annots", ()):
            address = str(note.get("/A", {}).get("/URI", ""))
            place = unquote(str(note["/Dest"]).lstrip("/")) if "/Dest" in note else ""
            if not place and not address.startswith(here):
                continue
            to = one
            if not place:
                name, _, place = address.removeprefix(here).partition("#")
                to, place = known.get(name.removesuffix(".html")), unquote(place)
            if to is None:
                note.A.URI = base + address.removeprefix(here)
                continue
            page, top = to.places.get(place, (0, 842.0))
            note.Dest = Array([whole.pages[to.first + page].obj, Name.XYZ, 0, top, 0])
            if "/A" in note:
                del note["/A"]


def number(whole):
    """Write each page's number at its foot; the front page has none."""
    font = whole.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
    for count, page in enumerate(whole.pages, 1):
        if count == 1:
            continue
        name = page.add_resource(font, Name.Font)
        middle = float(page.mediabox[2]) / 2 - 2.5 * len(str(count))
        page.contents_add(b"q", prepend=True)
        page.contents_add(f"Q q BT {name} 9 Tf {middle:.1f} {MARGIN} Td ({count}) Tj ET Q".encode())


def main(site, file):
    with tempfile.TemporaryDirectory() as profile:
        browser = chromium(profile)
        try:
            chapters = printed(browser, site, pages())
            place(chapters)
            made_contents = contents(browser, chapters)
        finally:
            browser.quit()
    whole = bind(chapters, made_contents, site)
    file.parent.mkdir(parents=True, exist_ok=True)
    whole.save(file, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    print(f"{file} has {len(whole.pages)} pages")


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]))
