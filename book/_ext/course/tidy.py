"""Repair what the theme and docutils get wrong for offline readers and for assistive technology."""

import re
import shutil
from pathlib import Path

FONT_AWESOME = re.compile(r"/\*!\s*\* Font Awesome .*?(?=html\{--pst-)", re.S)
ICON_RULE = re.compile(
    r"[^{}]+\{[^{}]*(?:content:var\(--pst-icon-|font:var\(--fa-font-|font-family:Font Awesome)[^{}]*\}"
)
RUSSIAN = re.compile(
    r"<(?P<tag>script|style|title)\b.*?</(?P=tag)>|<[^>]*>|(?P<words>[а-яё](?:[а-яё .,()-]*[а-яё)])?)", re.I | re.S)
SAID = '<span lang="ru">'


def drop_thebe(app, config):
    """sphinx-book-theme brings Thebe along even when unused, and its script fails on every page."""
    for name, listeners in app.events.listeners.items():
        app.events.listeners[name] = [
            listener
            for listener in listeners
            if not (getattr(listener.handler, "__module__", "") or "").startswith("sphinx_thebe")
        ]


def drop_indices(app, config):
    """No page leads to the indices of terms and of theorems: the search and the glossary do more."""
    config.html_use_index = config.html_domain_indices = False


def forget_reports(app):
    """A failed build leaves tracebacks, with this machine's paths, among the pages. They are for whoever
    reads that build's messages: the next build must not publish them."""
    shutil.rmtree(Path(app.outdir) / "reports", ignore_errors=True)


def tidy(app, exception):
    """Rewrite the finished pages, and the theme's styles."""
    if exception or app.builder.format != "html":
        return
    out = Path(app.outdir)
    drop_icon_fonts(out / "_static")
    for file in out.rglob("*.html"):
        rewrite(file, tidied)


def rewrite(file, change):
    """Put `change` of a file's text in the text's place."""
    before = file.read_text(encoding="utf8")
    after = change(before)
    if after != before:
        file.write_text(after, encoding="utf8")


def drop_icon_fonts(static):
    """The theme draws a dozen signs by fonts and scripts of two megabytes. Our icons.css draws them."""
    shutil.rmtree(static / "vendor" / "fontawesome", ignore_errors=True)
    for file in (static / "scripts").glob("fontawesome.js*"):
        file.unlink()
    for file in (static / "styles").glob("*.css"):
        rewrite(file, without_icon_fonts)


def without_icon_fonts(css: str) -> str:
    """A theme's stylesheet without Font Awesome's rules, and without those that set its signs."""
    return ICON_RULE.sub("", FONT_AWESOME.sub("", css))


def tidied(page: str) -> str:
    """A page without the defects that accessibility and HTML checkers find in it."""
    page = re.sub(r'\s*<link[^>]*sphinx-thebe\.css[^>]*>', "", page)  # a file that is not there
    page = re.sub(r"\s*<!-- [^>]*custom icons -->\s*<script[^>]*fontawesome\.js[^>]*></script>", "", page)  # another
    page = re.sub(r'\s*<script src="[^"]*(searchtools|language_data|searchindex)\.js[^>]*></script>', "", page)  # three
    page = re.sub(r' role="doc-(biblioentry|backlink)"', "", page)  # deprecated roles
    # sphinx-proof gives all proofs of a page one id, sphinx-exercise all exercises and all solutions
    page = re.sub(r'(<div class="proof admonition"|<section class="[\w-]+-content") id="proof(-content)?"', r"\1", page)
    page = re.sub(r'(<section[^>]*) id="(exercise|solution)-content"', r"\1", page)
    page = page.replace('<div role="list" class="citation-list">', '<div class="citation-list">')  # its items are not
    page = page.replace(' role="main"', "")  # <main> has it
    page = re.sub(r"<th(?: [^>]*)?>(?:<p></p>)?</th>", "<td></td>", page)  # a head that heads nothing
    # the search button's label contradicts its words
    page = re.sub(r'(<button class="btn search-button-field[^>]*?) aria-label="Search"', r"\1", page)
    page = page.replace(
        '<div class="sidebar-primary-items__start sidebar-primary__section">',
        '<div class="sidebar-primary-items__start sidebar-primary__section"'
        ' role="navigation" aria-label="Book">',
        1,
    )
    page = re.sub(r"<summary[^>]*>.*?</summary>", _summary, page, flags=re.S)
    # the sidebar's fold of pages under a page has a sign for a name
    page = re.sub(r"(<a[^>]*>([^<]*)</a><details[^>]*><summary)>", r'\1 aria-label="Pages under \2">', page)
    return in_russian(page)


def _summary(match):
    """<summary> may hold phrases only, and its words are its label."""
    text = re.sub(r"<(/?)p\b", r"<\1span", match[0])
    return text.replace(' aria-label="Toggle hidden content"', "")


def in_russian(page):
    """A page whose Russian words are said to be Russian, so that a screen reader speaks them so."""
    last = ""

    def seen(part):
        nonlocal last
        before, last = last, part[0]
        return f"{SAID}{part[0]}</span>" if part["words"] and before != SAID else part[0]

    return RUSSIAN.sub(seen, page)


def setup(app):
    app.connect("config-inited", drop_thebe)
    app.connect("config-inited", drop_indices)
    app.connect("builder-inited", forget_reports)
    # after every other extension's own last words
    app.connect("build-finished", tidy, priority=900)
