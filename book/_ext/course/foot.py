"""The foot of each page: the course's version, when the page last changed, where to report a mistake or edit it.

Both addresses follow from the repository that `_config.yml` names. The date is that of the last commit that touched the
page, so the same commit gives the same page; a page of which git knows nothing has none.
"""

import html
import re
import subprocess
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

from .chapter import base_address
from .execution import BOOK

VERSION = BOOK.parent / "grader" / "__init__.py"  # the course's and the grader's are one


def version() -> str:
    """The course's version, as `0.2.0`."""
    return re.search(r'^__version__ = "(.+)"', VERSION.read_text("utf8"), re.M)[1]


def changed(file) -> str:
    """When a file last changed, as `3 May 2026`; "" where git does not know."""
    asked = subprocess.run(["git", "log", "-1", "--format=%cs", "--", file.name], cwd=file.parent, capture_output=True,
                           text=True)  # fmt: skip
    if asked.returncode or not asked.stdout.strip():
        return ""
    day = date.fromisoformat(asked.stdout.strip())
    return f"{day.day} {day:%B %Y}"


def report_address(repository, title, address) -> str:
    """Where a mistake is reported: a new issue with the page's address filled in."""
    said = f"Page: {address}\nVersion: {version()}\n\nWhat is wrong, and what should it say?\n"
    return f"{repository}/issues/new?{urlencode({'title': f'{title}: ', 'body': said})}"


def add_foot(app, page, template, context, doctree):
    """Put the foot before what the configuration says there."""
    context["last_updated"] = None  # of the build, which tells a reader nothing
    if doctree is None or app.builder.name != "html":
        return
    file = Path(app.env.doc2path(page))
    day = changed(file)
    said = [f"Version {version()}" + f", this page of {day}" * bool(day)]
    options = app.config.html_theme_options
    if "repository_url" in options:
        repository = options["repository_url"].rstrip("/")
        address = base_address(app.config) + app.builder.get_target_uri(page)
        source = file.relative_to(app.srcdir).as_posix()
        links = {"Report a mistake": report_address(repository, app.env.titles[page].astext(), address),
                 "Edit this page": f"{repository}/edit/{options.get('repository_branch') or 'main'}/{source}"}
        said += [f'<a class="d-print-none" href="{html.escape(to)}">{words}</a>' for words, to in links.items()]
    foot = f'<p class="foot">{" · ".join(said)}</p>'
    context["theme_extra_footer"] = foot + (context.get("theme_extra_footer") or "")


def setup(app):
    app.connect("html-page-context", add_foot)
