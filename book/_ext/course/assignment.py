"""`{assignment} NAME`: the box that hands out a student notebook, as a file and in Colab.

The site carries `assignments/NAME/` as it is. Colab opens the same notebook from the branch on
which releases are published.
"""

import re
import shutil
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

RELEASES = "release"
COLAB = "https://colab.research.google.com/github"

logger = logging.getLogger(__name__)


class download(nodes.General, nodes.TextElement):
    """A link to a file of the site that is to be saved, not shown."""


def open_download(translator, node):
    name = Path(node["refuri"]).name
    translator.body.append(translator.starttag(node, "a", "", href=node["refuri"], download=name))


def close_download(translator, node):
    translator.body.append("</a>")


def notebook(name: str) -> str:
    """Where the student's notebook lies, in the repository and on the site."""
    return f"assignments/{name}/{name}.ipynb"


def colab_address(config, name: str) -> str:
    """Where Colab opens the published notebook."""
    repository = config.html_theme_options["repository_url"]
    owner_and_name = re.sub(r"^https?://[^/]+/", "", repository.rstrip("/"))
    return f"{COLAB}/{owner_and_name}/blob/{RELEASES}/{notebook(name)}"


class Assignment(SphinxDirective):
    """The box. Its content, if any, stands between the facts and the links."""

    required_arguments = 1
    option_spec = {
        "points": directives.nonnegative_int,
        "time": directives.unchanged,
    }
    has_content = True

    def run(self):
        name = self.arguments[0]
        file = notebook(name)
        self.env.note_dependency(str(Path(self.env.srcdir) / file))
        if not (Path(self.env.srcdir) / file).is_file():
            logger.warning("There is no notebook %s to hand out.", file, location=self.get_location())
        offered = self.env.metadata[self.env.docname].setdefault("assignments", [])
        offered.append(name)

        box = nodes.admonition(classes=["assignment"])
        box += nodes.title("", "Assignment")
        facts = [f"{self.options['points']} points"] if "points" in self.options else []
        facts += [f"about {self.options['time']}"] if "time" in self.options else []
        if facts:
            box += nodes.paragraph("", " · ".join(facts), classes=["facts"])
        box += self.parse_content_to_nodes()
        up = "../" * self.env.docname.count("/")
        links = nodes.paragraph("", classes=["links"])
        links += download("", "Download notebook", refuri=up + file)
        links += nodes.Text(" ")
        links += nodes.reference("", "Open in Colab", refuri=colab_address(self.config, name))
        box += links
        return [box]


def offer_in_header(app, pagename, templatename, context, doctree):
    """The same two links in the page's header, where readers look for them."""
    for name in app.env.metadata.get(pagename, {}).get("assignments", []):
        context["header_buttons"].append(
            {
                "type": "link",
                "url": colab_address(app.config, name),
                "text": "Assignment in Colab",
                "tooltip": "Open the assignment in Colab",
                "icon": "fas fa-rocket",
                "label": "colab",
            }
        )


def copy_notebooks(app, exception):
    """Put every assignment that a page hands out on the site."""
    if exception or app.builder.format != "html":
        return
    target = Path(app.outdir) / "assignments"
    shutil.rmtree(target, ignore_errors=True)
    for page in app.env.metadata.values():
        for name in page.get("assignments", []):
            source = Path(app.srcdir) / "assignments" / name
            if source.is_dir():
                ignore = shutil.ignore_patterns(".*", "__pycache__")
                shutil.copytree(source, target / name, ignore=ignore, dirs_exist_ok=True)


def setup(app):
    app.add_node(download, html=(open_download, close_download))
    app.add_directive("assignment", Assignment)
    app.connect("html-page-context", offer_in_header, priority=1000)
    app.connect("build-finished", copy_notebooks)
