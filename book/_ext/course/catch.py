"""`{catch} NAME`: a round of "Catch the wrong optimizer" in a chapter; `{catch}` alone has all of them, to be chosen.

Readers design one trial, and see which of an optimizer's named mistakes leave the right path on it. What the first
screen shows stands in the page; the rules themselves, `_static/catch/NAME.js` (see `practice`), and Python are loaded
with the reader's first touch. Where a course wants no practice, a chapter's section with a round is left out.
"""

import html
import json
from pathlib import Path

import rjsmin
from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from . import practice, write
from .execution import engine

ROUND = ("trial", "lanes", "dials", "suspects", "catch")  # after the editor's script, which has Python
PLACE = 'class="catch"'
NO_GAME = "This course has no game."

logger = logging.getLogger(__name__)


class left_out(nodes.Invisible, nodes.Element):  # noqa: N801  (as docutils calls its nodes)
    """What stands for a round that a course does not want."""


def first_screen(task, up):
    """What the page itself says of a task: no rules, and of its mistakes only the common ones' names."""
    game, common = task["catch"], set(task["catch"]["common"])
    return {
        **{key: task[key] for key in ("task", "title", "hyperparameters", "symbols")},
        "count": len(game["wrong"]), "script": f"{up}{practice.GAMES}/{task['task']}.js",
        "common": [{key: one[key] for key in ("name", "says")} for one in game["wrong"] if one["name"] in common],
    }  # fmt: skip


def place(rounds, up, whole):
    """The place on a page. Without scripts there is what the game is about."""
    data = html.escape(json.dumps(rounds, ensure_ascii=False, separators=(",", ":")))
    said = "".join(f"<li>{html.escape(one['says'])}</li>" for one in rounds[0]["common"])
    return (f'<div class="catch" data-rounds="{data}" data-python="{up}_static/write/python.js"{" data-whole" * whole}>'
            f"<p>Which trial tells these from {html.escape(rounds[0]['title'])}? "
            f"With JavaScript you design one here.</p><ul>{said}</ul></div>")  # fmt: skip


class Catch(SphinxDirective):
    """A round with one task's common mistakes, or with all mistakes of a task that the reader chooses."""

    optional_arguments = 1

    def run(self):
        name = self.arguments[0] if self.arguments else None
        if not self.config.practice:
            return [left_out() if name else nodes.paragraph("", NO_GAME)]
        self.env.note_dependency(str(Path(self.env.srcdir) / practice.FILE))
        found = {key: task for key, task in (practice.tasks(self.env.srcdir) or {}).items() if "catch" in task}
        if not found or (name and name not in found):
            logger.warning("%s has no game of %s: run make.", practice.FILE, name or "any task",
                           location=self.get_location())
            return []
        up = "../" * self.env.docname.count("/")
        chosen = [found[name]] if name else found.values()
        made = place([first_screen(task, up) for task in chosen], up, whole=not name)
        return [nodes.raw("", made, format="html")]


class LeaveOut(SphinxTransform):
    """Without its rounds a section has nothing to say."""

    default_priority = 300

    def apply(self):
        for node in list(self.document.findall(left_out)):
            section = node.parent
            if isinstance(section, nodes.section) and isinstance(section.parent, nodes.section):
                section.parent.remove(section)


def script():
    """The game's script, which stands on the editor's."""
    return rjsmin.jsmin("".join((engine.SOURCES / f"{name}.js").read_text("utf8") for name in ROUND)) + "\n"


def write_script(app):
    """Put the script on the site, and none where the course wants no practice."""
    file = Path(app.outdir) / "_static" / "catch.js"
    if app.config.practice:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(script(), encoding="utf8")
    else:
        file.unlink(missing_ok=True)


def add_round(app, pagename, templatename, context, doctree):
    """Only pages with a round load what belongs to it."""
    if write.stands(doctree, PLACE):
        if not write.stands(doctree, write.PLACE):
            app.add_js_file("write.js", defer="defer", priority=900)
        app.add_css_file("catch.css")
        app.add_js_file("catch.js", defer="defer", priority=901)


def setup(app):
    app.add_node(left_out)
    app.add_directive("catch", Catch)
    app.add_transform(LeaveOut)
    app.connect("builder-inited", write_script)
    app.connect("html-page-context", add_round)
