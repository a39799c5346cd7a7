"""What search engines, link previews and lost readers are told: descriptions, addresses, a site map, a page 404."""

import html
from pathlib import Path

from docutils import nodes

from . import cards
from .chapter import base_address

LENGTH = 160  # of a description; what is longer is cut where results are shown
LOST = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Not here · {title}</title><link rel="icon" href="{base}_static/favicon.svg">
<style>:root {{ color-scheme: light dark; background: Canvas }}
body {{ margin: 4rem auto; max-width: 34rem; padding: 0 1rem; font: 1.1rem/1.6 system-ui, sans-serif }}</style></head>
<body><main><h1>There is no such page</h1>
<p>It may have moved. <a href="{base}">Begin at the front page</a>, or <a href="{base}search.html">search</a>.</p>
</main></body></html>
"""
FIRST = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta http-equiv="refresh" content="0; url={first}"></head>
<body><main><h1>{title}</h1><p><a href="{first}">Begin at the front page</a>.</p></main></body></html>
"""


def know_address(app, config):
    """Sphinx gives each page the address at which it is published, once it knows the site's."""
    if "repository_url" in config.html_theme_options or config.html_baseurl:
        config.html_baseurl = base_address(config)


def description(doctree) -> str:
    """A page's first paragraph that is text, in whole words."""
    for one in doctree.findall(nodes.paragraph):
        text = " ".join(one.astext().split())
        if isinstance(one.parent, nodes.section) and len(text) > 40 and "offers" not in one["classes"]:
            return text if len(text) <= LENGTH else text[:LENGTH].rpartition(" ")[0].rstrip(",;:. ") + " …"
    return ""


def describe(app, page, template, context, doctree):
    """A page's description, and what a link to it shows elsewhere."""
    if doctree is None or app.builder.name != "html" or not app.config.html_baseurl:
        return
    title = app.env.titles[page].astext()
    said = {"og:type": "article", "og:site_name": app.config.html_title or app.config.project,
            "og:title": title, "og:url": app.config.html_baseurl + app.builder.get_target_uri(page),
            "og:image": app.config.html_baseurl + cards.write_card(app, page, context.get("body", "")),
            "og:image:width": str(cards.WIDTH), "og:image:height": str(cards.HEIGHT),
            "og:image:alt": f"{title}: a page of {app.config.html_title or app.config.project}"}
    if text := description(doctree):
        said["og:description"] = text
        context["metatags"] += f'\n<meta name="description" content="{html.escape(text)}">'
    for name, value in said.items():
        context["metatags"] += f'\n<meta property="{name}" content="{html.escape(value)}">'
    context["metatags"] += '\n<meta name="twitter:card" content="summary_large_image">'


def write_map(app, exception):
    """The site map, and what whoever follows a dead link is shown: both say full addresses, wherever they are read."""
    base = app.config.html_baseurl
    if exception or app.builder.name != "html" or not base:
        return
    places = "".join(f"<url><loc>{html.escape(base + app.builder.get_target_uri(page))}</loc></url>\n"
                     for page in sorted(app.env.found_docs))
    out = Path(app.outdir)
    (out / "sitemap.xml").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{places}</urlset>\n", encoding="utf8")
    (out / "404.html").write_text(LOST.format(base=base, title=title_of(app)), encoding="utf8")


def title_of(app) -> str:
    return html.escape(app.config.html_title or app.config.project)


def write_first(app, exception):
    """Whoever opens the site's folder is led to its first page. Jupyter Book does so only where nobody has."""
    if exception or app.builder.name != "html" or app.config.root_doc == "index":
        return
    (Path(app.outdir) / "index.html").write_text(
        FIRST.format(title=title_of(app), first=app.builder.get_target_uri(app.config.root_doc)), encoding="utf8")


def setup(app):
    app.connect("config-inited", know_address)
    app.connect("html-page-context", describe)
    app.connect("build-finished", write_map)
    app.connect("build-finished", write_first)
