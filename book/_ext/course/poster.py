"""The front page's style sheet, for the front page alone: with its `body:has(…)` on a page, browsers weigh the whole
page anew whenever a number on it changes, some 70 ms each time on a long chapter."""


def add_style(app, pagename, templatename, context, doctree):
    if pagename == app.config.root_doc:
        app.add_css_file("poster.css", priority=900)  # after those of all pages, which it overrides


def setup(app):
    app.connect("html-page-context", add_style)
