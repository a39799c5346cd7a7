"""`{mistakes} NAME` and `{common-mistakes} NAME`: what people get wrong, the wrong formula beside the right one.

The book does not know the grader. What stands here is read from `_build/mistakes.json`, made by `step-grader mistakes`
from the same code by which answers are judged. Each mistake has an anchor, to which the feedback links.
"""

import html
import json
import re
from functools import cache
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from .execution import style  # noqa: F401  (its import shows where `figures` lies)

from figures import surfaces  # isort: skip

FILE = "_build/mistakes.json"
PAGES = "mistakes"  # their folder, beside the chapters

# Kinds of mistakes, in the order of the page, and their headings.
KINDS = {
    "formula": "In the formula",
    "family": "One number away",
    "numbers": "Numbers that do not follow",
    "bookkeeping": "In the bookkeeping",
    "measured": "What is measured",
}

FAMILIES = "In each of these c is one number. The grader finds the one that fits your path, and the feedback says it."

VALLEY = surfaces.valley()
WIDTH, HEIGHT = 160, 78
LEVELS = (5, 4, 3, 2, 1, 0)  # of the landscape's colours, from the outermost ellipse to the innermost
MOST = 2.05  # the largest learning rate that a curve shows, as a share of the given one

# What is code in the grader's sentences, which are plain text; `w − w_previous` there is a formula.
CODE = re.compile(r"""(
    (?:\b(?:self|torch|optimizer|p|model|dict|super\(\))(?=\.)|(?<=[ (])(?=\.))  # an attribute, of the object
    (?:\.[a-zA-Z_]\w*)+(?:\([\w.…, ]*\))?                                   # or of any, and its call
  | \b[a-z]\w*\(\)                                                         # a call
  | \b(?!w_)[a-z]+(?:_[a-z]+)+\b(?:=\w+)?                                  # a name of several words
  | \b__\w+__ | (?<=[ ])_(?=[ ,.:])                                        # signs in a name
  | \[\w+\][ ]\*[ ]\w+                                                    # a list
  | (?<=[ ])[*+]=
)""", re.X)

logger = logging.getLogger(__name__)


@cache
def _read(file, changed):
    return {page["task"]: page for page in json.loads(Path(file).read_text(encoding="utf8"))}


def pages(root):
    """The content of all pages of mistakes, by their tasks; None if it has not been made."""
    file = Path(root) / FILE
    return _read(str(file), file.stat().st_mtime_ns) if file.is_file() else None


# Pictures

def ground():
    """The valley, once for all pictures of a page; each shows it by `<use>`."""
    x, y = _at((0, 0))
    unit = WIDTH / (VALLEY.box[1] - VALLEY.box[0])
    sizes = (5.2, 4.2, 3.2, 2.2, 1.3, 0.6)
    rings = "".join(f'<ellipse cx="{x:g}" cy="{y:g}" rx="{unit * size:.0f}" ry="{unit * size / 5:.1f}"'
                    f' fill="var(--height-{level})"/>' for level, size in zip(LEVELS, sizes))
    return ('<svg class="valley-source" aria-hidden="true" width="0" height="0"><symbol id="the-valley" '
            f'viewBox="0 0 {WIDTH} {HEIGHT}"><rect width="{WIDTH}" height="{HEIGHT}" fill="var(--height-6)"/>{rings}'
            "</symbol></svg>")


def picture(paths, curve, label):
    """Both paths in the valley, or of a schedule both curves: the right one solid, the wrong one dashed."""
    place = _on_curve(len(paths["right"])) if curve else _at
    lines = "".join(f'<polyline class="{which}" points="{_points(map(place, paths[which]))}"/>'
                    for which in ("right", "wrong"))
    x, y = place(paths["right"][0])
    behind = (f'<path class="axes" d="M4 4V{HEIGHT - 6}H{WIDTH - 4}"/>' if curve
              else '<use href="#the-valley"/>')
    start = "" if curve else f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5"/>'
    label = html.escape(label, quote=True)
    return (f'<svg class="paths" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}">'
            f"{behind}{lines}{start}</svg>")


def _at(point):
    left, right, bottom, top = VALLEY.box
    scale = WIDTH / (right - left)
    return (point[0] - left) * scale, HEIGHT / 2 - point[1] * scale


def _on_curve(steps):
    def place(point):
        step, rate = point
        return 4 + step / max(steps - 1, 1) * (WIDTH - 8), HEIGHT - 6 - min(rate, MOST) / MOST * (HEIGHT - 12)

    return place


def _points(points):
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


# Pages

class FromMistakes(SphinxDirective):
    """What the mistakes of one task make."""

    required_arguments = 1

    def run(self):
        self.env.note_dependency(str(Path(self.env.srcdir) / FILE))
        found = pages(self.env.srcdir)
        if found is None or self.arguments[0] not in found:
            logger.warning("%s has no mistakes of %s: run make.", FILE, self.arguments[0], location=self.get_location())
            return []
        return self.made(found[self.arguments[0]])

    def formulas(self, entry):
        """The wrong equations and the right ones, each under its word."""
        if not (entry["wrong"] or entry["right"]):
            return []
        both = nodes.container(classes=["formulas"])
        for which, said, lacking in (("wrong", "Wrong", "This line is missing."),
                                     ("right", "Right", "There is no such line.")):
            side = nodes.container(classes=["side", which])
            side += nodes.paragraph("", said, classes=["which"])
            side += math(entry[which]) if entry[which] else nodes.paragraph("", lacking)
            both += side
        return [both]

    def shown(self, page, entry):
        """Formulas and picture of one mistake."""
        found = nodes.container(classes=["shown"])
        found += self.formulas(entry)
        if entry["paths"]:
            what = "The right rate and, dashed, that of" if page["curve"] else "The right path and, dashed, that of"
            found += nodes.raw("", picture(entry["paths"], page["curve"], f"{what} {entry['title']}."), format="html")
        return [found] if len(found) else []

    def reference(self, kind, target):
        """A link that gets the title of what it leads to."""
        link = addnodes.pending_xref("", refdomain="std", reftype=kind, reftarget=target, refexplicit=False,
                                     refwarn=True, refdoc=self.env.docname)
        link += nodes.inline("", target)
        return link

    def again(self, entry):
        """Where to read again about one mistake."""
        page, _, label = entry["section"].partition("#")
        found = nodes.paragraph("", "Read again: ", classes=["again"])
        if label:
            found += [self.reference("ref", label), nodes.Text(", in ")]
        found += self.reference("doc", f"/book/{page}")
        return found

    def ground(self, page):
        """What the pictures of a page share; nothing where this page has it already."""
        done = self.env.temp_data.setdefault("course_valleys", set())
        if page["curve"] or self.env.docname in done:
            return []
        done.add(self.env.docname)
        return [nodes.raw("", ground(), format="html")]


class Mistakes(FromMistakes):
    """All mistakes with one task, each in a section of its own."""

    def made(self, page):
        found = []
        first = nodes.paragraph("", (
            f"What people write in the place of {page['title']}: {len(page['mistakes'])} mistakes that the grader "
            "knows by name, with the wrong formula beside the right one."))
        rule = nodes.paragraph("", "The right rule, from the chapter ")
        rule += [self.reference("doc", f"/book/{page['chapter']}"), nodes.Text(":")]
        found += [first, rule, math(page["rule"]), *self.ground(page)]
        by_anchor = {entry["anchor"]: entry for entry in page["mistakes"]}
        found.append(nodes.paragraph("", (
            "The pictures show the right rate and, dashed, the wrong one." if page["curve"] else
            "The pictures show the right path in the chapters’ valley and, dashed, the wrong one. "
            "Both begin at the dot.")))
        if page["common"]:
            found.append(nodes.paragraph("", "The commonest mistakes:"))
            names = nodes.bullet_list()
            for anchor in page["common"]:
                name = nodes.paragraph()
                name += nodes.reference("", heading(by_anchor[anchor]), refid=anchor, internal=True)
                names += nodes.list_item("", name)
            found.append(names)
        for kind, title in KINDS.items():
            entries = [entry for entry in page["mistakes"] if entry["kind"] == kind]
            if entries:
                section = nodes.section(ids=[f"mistakes-{kind}"])
                section += nodes.title("", title)
                if kind == "family":
                    section += nodes.paragraph("", FAMILIES)
                section += [self.entry(page, entry) for entry in entries]
                found.append(section)
        return found

    def entry(self, page, entry):
        section = nodes.section(ids=[entry["anchor"]], classes=["mistake"])
        section += nodes.title("", heading(entry))
        section += self.shown(page, entry)
        if entry["signs"]:
            section += sentence(entry["signs"], classes=["signs"])
        section += sentence(entry["hint"])
        section += self.again(entry)
        return section


class CommonMistakes(FromMistakes):
    """The commonest mistakes with one task, for its chapter."""

    def made(self, page):
        by_anchor = {entry["anchor"]: entry for entry in page["mistakes"]}
        address = f"{PAGES}/{page['task']}.html"
        found = nodes.enumerated_list(enumtype="arabic", prefix="", suffix=".", classes=["mistakes"])
        for anchor in page["common"]:
            entry = by_anchor[anchor]
            item = nodes.list_item()
            name = nodes.paragraph("", classes=["name-of-mistake"])
            name += nodes.reference("", heading(entry), refuri=f"{address}#{anchor}")
            item += [name, *self.shown(page, entry)]
            item += sentence(entry["signs"] or entry["hint"], classes=["signs"])
            found += item
        last = nodes.paragraph("", classes=["all-mistakes"])
        last += [nodes.Text(f"All {len(page['mistakes'])} that the grader knows by name: "),
                 self.reference("doc", f"/book/{PAGES}/{page['task']}"), nodes.Text(".")]
        return [*self.ground(page), found, last]


def heading(entry):
    """What a mistake is, beginning with a capital."""
    return entry["title"][:1].upper() + entry["title"][1:]


def sentence(text, **how):
    """A paragraph of what the grader says."""
    found = nodes.paragraph(**how)
    for k, part in enumerate(CODE.split(text)):  # every other part is code
        found += nodes.literal(part, part) if k % 2 else nodes.Text(part)
    return found


def math(lines):
    """Equations under each other; a single one needs no table."""
    text = r" \\ ".join(lines)
    if r"\\" in text or text.count("&") != 1:
        text = rf"\begin{{aligned}} {text} \end{{aligned}}"
    else:
        text = text.replace("&", "")
    return nodes.math_block(text, text, nowrap=False, number=None, label=None)


def shorten_contents(app, doctree):
    """A page's table of contents names the kinds, not each of hundreds; all others' would copy it whole, too."""
    for link in [*app.env.tocs[app.env.docname].findall(nodes.reference)]:
        if link["anchorname"].startswith("#mistake-"):
            item = link.parent.parent
            entries = item.parent
            entries.remove(item)
            if not entries.children:
                entries.parent.remove(entries)


def setup(app):
    app.add_directive("mistakes", Mistakes)
    app.add_directive("common-mistakes", CommonMistakes)
    app.connect("doctree-read", shorten_contents, priority=900)  # after Sphinx has gathered it
