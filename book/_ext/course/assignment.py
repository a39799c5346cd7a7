"""`{assignment} NAME`: the box that hands out an assignment's notebooks, as files and in Colab.

The site carries `assignments/NAME/` as it is. Colab opens the same notebooks from the branch on
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


def notebooks(root, name: str) -> list[str]:
    """Where the assignment's notebooks lie, in the repository and on the site."""
    folder = Path(root) / "assignments" / name
    return [f"assignments/{name}/{path.name}" for path in sorted(folder.glob("*.ipynb"))]


def colab_address(config, file: str) -> str:
    """Where Colab opens a published notebook."""
    repository = config.html_theme_options["repository_url"]
    owner_and_name = re.sub(r"^https?://[^/]+/", "", repository.rstrip("/"))
    return f"{COLAB}/{owner_and_name}/blob/{RELEASES}/{file}"


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
        files = notebooks(self.env.srcdir, name)
        for file in files:
            self.env.note_dependency(str(Path(self.env.srcdir) / file))
        if not files:
            logger.warning("There is no notebook of %s to hand out.", name, location=self.get_location())
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
        for file in files:
            which = "" if len(files) == 1 else f" {Path(file).stem}"
            links = nodes.paragraph("", classes=["links"])
            links += download("", f"Download notebook{which}", refuri=up + file)
            links += nodes.Text(" ")
            links += nodes.reference("", f"Open{which} in Colab", refuri=colab_address(self.config, file))
            box += links
        return [box]


def offer_in_header(app, pagename, templatename, context, doctree):
    """The links to Colab in the page's header, where readers look for them."""
    for name in app.env.metadata.get(pagename, {}).get("assignments", []):
        files = notebooks(app.srcdir, name)
        for file in files:
            which = "" if len(files) == 1 else f" {Path(file).stem}"
            context["header_buttons"].append(
                {
                    "type": "link",
                    "url": colab_address(app.config, file),
                    "text": f"Assignment{which} in Colab",
                    "tooltip": f"Open the assignment{which} in Colab",
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
