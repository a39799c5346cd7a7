"""Repair what the theme and docutils get wrong for offline readers and for assistive technology."""

import re
import shutil
from pathlib import Path


def drop_thebe(app, config):
    """sphinx-book-theme brings Thebe along even when unused, and its script fails on every page."""
    for name, listeners in app.events.listeners.items():
        app.events.listeners[name] = [
            listener
            for listener in listeners
            if not (getattr(listener.handler, "__module__", "") or "").startswith("sphinx_thebe")
        ]


def forget_reports(app):
    """A failed build leaves tracebacks, with this machine's paths, among the pages. They are for whoever
    reads that build's messages: the next build must not publish them."""
    shutil.rmtree(Path(app.outdir) / "reports", ignore_errors=True)


def tidy(app, exception):
    """Rewrite the finished pages."""
    if exception or app.builder.format != "html":
        return
    out = Path(app.outdir)
    # 1.5 MB that nothing needs: CSS and web fonts already draw every icon
    (out / "_static/scripts/fontawesome.js").write_text("/* icons are drawn by CSS */\n")
    for file in out.rglob("*.html"):
        before = file.read_text(encoding="utf8")
        after = tidied(before)
        if after != before:
            file.write_text(after, encoding="utf8")


def tidied(page: str) -> str:
    """A page without the defects that accessibility and HTML checkers find in it."""
    page = re.sub(r'\s*<link[^>]*sphinx-thebe\.css[^>]*>', "", page)  # a file that is not there
    page = re.sub(r' role="doc-(biblioentry|backlink)"', "", page)  # deprecated roles
    # sphinx-proof gives all proofs of a page one id
    page = re.sub(r'(<div class="proof admonition"|<section class="[\w-]+-content") id="proof(-content)?"', r"\1", page)
    page = page.replace('<div role="list" class="citation-list">', '<div class="citation-list">')  # its items are not
    # the search button's label contradicts its words
    page = re.sub(r'(<button class="btn search-button-field[^>]*?) aria-label="Search"', r"\1", page)
    page = page.replace(
        '<div class="sidebar-primary-items__start sidebar-primary__section">',
        '<div class="sidebar-primary-items__start sidebar-primary__section"'
        ' role="navigation" aria-label="Book">',
        1,
    )
    return re.sub(r"<summary[^>]*>.*?</summary>", _summary, page, flags=re.S)


def _summary(match):
    """<summary> may hold phrases only, and its words are its label."""
    text = re.sub(r"<(/?)p\b", r"<\1span", match[0])
    return text.replace(' aria-label="Toggle hidden content"', "")


def setup(app):
    app.connect("config-inited", drop_thebe)
    app.connect("builder-inited", forget_reports)
    # after every other extension's own last words
    app.connect("build-finished", tidy, priority=900)
