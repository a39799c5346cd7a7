"""Old anchors live on: what `moved.yml` beside the pages lists for a page gets its old id as well as its new one."""

from pathlib import Path

import yaml
from sphinx.util import logging

logger = logging.getLogger(__name__)


def give_back(app, document):
    """Add a page's old ids to whatever has the new ones now."""
    page = Path(app.env.doc2path(app.env.docname))
    listed = page.parent / "moved.yml"
    if not listed.exists():
        return
    app.env.note_dependency(str(listed))
    known = {name: node for node in document.findall() for name in getattr(node, "attributes", {}).get("ids", ())}
    for old, new in yaml.safe_load(listed.read_text("utf8")).get(page.stem, {}).items():
        if new not in known:
            logger.warning("moved.yml leads to #%s, which is not on this page.", new, location=app.env.docname)
        elif old in known:
            logger.warning("#%s has not moved: it is on this page.", old, location=app.env.docname)
        else:
            known[new]["ids"].append(old)


def setup(app):
    app.connect("doctree-read", give_back)
