"""What a page must have besides what Sphinx asks for: words for every picture."""

import re
from pathlib import Path

from docutils import nodes
from sphinx.util import logging

logger = logging.getLogger(__name__)


def check_pictures(app, pagename, templatename, context, doctree):
    """Warn, and so fail the build, where a picture lacks its alt text or its caption."""
    if doctree is None:
        return
    for image in doctree.findall(nodes.image):
        if not image.get("alt", "").strip():
            logger.warning("This image has no alt text.", location=image)
    for raw in doctree.findall(nodes.raw):
        if re.search(r'class="(picture|player|explorable|polynomial)"', raw.astext()) and not _captioned(raw):
            logger.warning("This figure needs a caption that states its claim.", location=raw)


def _captioned(node):
    while node is not None:
        if isinstance(node, nodes.figure):
            return any(isinstance(child, nodes.caption) for child in node)
        node = node.parent
    return False


def forget_after_warnings(app, exception):
    """A page with a warning is not read again while it stays the same, and the next build would
    pass in silence. So after warnings Sphinx must read everything anew."""
    if app._warncount:
        (Path(app.doctreedir) / "environment.pickle").unlink(missing_ok=True)


def setup(app):
    app.connect("html-page-context", check_pictures)
    app.connect("build-finished", forget_after_warnings)
