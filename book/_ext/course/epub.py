"""The book as an EPUB, `make epub`: Sphinx's own builder, with pages that an e-reader takes.

What moves on the site is a still picture here, with a link to where it moves. What needs a script is left out: the box
in which `step()` is written, the game, controls. Links to pages that the file has not lead to the site.
"""

import re
from pathlib import Path
from posixpath import normpath
from xml.etree import ElementTree

import html5lib
from sphinx.builders.epub3 import Epub3Builder

from . import cards, light, tidy
from .chapter import ON_SCREEN_ONLY, base_address
from .execution import style
from .foot import version

HTML, SVG, MATHML = "http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg", "http://www.w3.org/1998/Math/MathML"
XLINK = "{http://www.w3.org/1999/xlink}"
OPF = "http://www.idpf.org/2007/opf"
STYLES = ("pygments", "controls", "player", "explorable", "polynomial", "network", "formulas", "mistakes")
SHEET, COVER, FONT = "_static/epub.css", "_static/cover.png", "_static/fonts/formulas.woff2"
SCRIPTED = {"script", "button", "input", "select", "textarea", "canvas", "template", "noscript", "form"}
LEFT_OUT = {"write", "catch", "offers", "controls", "live", "headerlink", "sd-summary-state-marker"}
MOVING = {"explorable", "player", "polynomial", "network", "crossing"}
PAGE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" lang="en" xml:lang="en">
<head><title>{title}</title><link rel="stylesheet" type="text/css" href="{up}{sheet}" /></head>
<body>{body}</body>
</html>
"""


def classes(element) -> set[str]:
    return set(element.get("class", "").split())


def prune(element):
    """Take away what an e-reader cannot show, and what is no element."""
    for child in list(element):
        code = child.tag == "details" and "hide" in classes(child)  # of a figure
        if not isinstance(child.tag, str) or child.tag in SCRIPTED or classes(child) & LEFT_OUT or code:
            at = list(element).index(child)
            if child.tail:
                if at:
                    element[at - 1].tail = (element[at - 1].tail or "") + child.tail
                else:
                    element.text = (element.text or "") + child.tail
            element.remove(child)
        else:
            prune(child)


def name_plainly(element, inside=HTML):
    """Write namespaces as XHTML in a file does: by `xmlns`, where one begins."""
    if not isinstance(element.tag, str):
        return
    space, _, name = element.tag[1:].partition("}")
    element.tag = name
    for key in list(element.attrib):
        if key.startswith("{"):
            value = element.attrib.pop(key)
            element.attrib.setdefault(key.removeprefix(XLINK).rpartition("}")[2], value)
    for child in element:
        name_plainly(child, space)
    if space != inside:
        element.set("xmlns", space)


def for_readers(page: str, known: set[str], name: str, base: str) -> str:
    """A page of the EPUB as XHTML.

    Args:
        page: the page as Sphinx wrote it, in HTML.
        known: the files of the book, as `book/adam.xhtml`.
        name: this page's file.
        base: the site's address.
    """
    tree = html5lib.parse(tidy.tidied(page), treebuilder="etree")
    name_plainly(tree)
    title = "".join(tree.find(".//title").itertext()).strip()
    (body,) = (element for element in tree.iter("div") if "body" in classes(element))
    prune(body)
    body.attrib.pop("role", None)
    here = base + name.replace(".xhtml", ".html")
    for figure in body.iter("figure"):
        say_where_it_moves(figure, here)
    for element in body.iter():
        repair(element, known, name, base)
    body.tag = "main"
    return PAGE.format(title=_escaped(title), up="../" * name.count("/"), sheet=SHEET,
                       body=ElementTree.tostring(body, encoding="unicode"))


def say_where_it_moves(figure, here):
    caption = figure.find("figcaption")
    if caption is None or not any(classes(element) & MOVING for element in figure.iter()):
        return
    last = caption.findall("p")[-1] if caption.findall("p") else caption
    link = ElementTree.SubElement(last, "a", {"href": f"{here}#{figure.get('id', '')}"})
    link.text = "It moves on the site."
    before = last[-2] if len(last) > 1 else None
    if before is not None:
        before.tail = (before.tail or "") + " "
    else:
        last.text = (last.text or "") + " "


def repair(element, known, name, base):
    """Say in EPUB's way what the site says in another."""
    if element.tag == "math" and "data-tex" in element.attrib:
        element.set("alttext", " ".join(element.attrib.pop("data-tex").split()))
    elif element.tag == "a" and (to := element.get("href", "")) and ":" not in to.partition("#")[0]:
        element.attrib.pop("download", None)
        file, _, place = to.partition("#")
        aim = normpath(f"{name}/../{file}") if file else name
        if aim not in known:
            element.set("href", base + aim.replace(".xhtml", ".html") + f"#{place}" * bool(place))


def _escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;")


class Book(Epub3Builder):
    """Sphinx's builder, which is given pages that e-readers take, the styles that these need, and a cover."""

    media_types = Epub3Builder.media_types | {".woff2": "font/woff2"}

    def handle_finish(self):
        out, config = Path(self.outdir), self.config
        base = base_address(config)
        pages = {file.relative_to(out).as_posix(): file for file in out.rglob("*.xhtml")}
        chapters = {f"{page}.xhtml" for page in self.env.found_docs if not page.startswith(ON_SCREEN_ONLY)}
        made = {name: for_readers(file.read_text("utf8"), chapters, name, base) for name, file in pages.items()
                if name in chapters}  # fmt: skip
        static = out / "_static"
        used = light.names(made.values(), [])
        sheets = [file for name in STYLES if (file := static / f"{name}.css").is_file()]
        css = light.joined_styles(sheets, static, used)
        own = (Path(__file__).parent / "epub.css").read_text("utf8")
        for file in [*out.rglob("*")]:
            if file.is_file() and file != out / FONT:
                file.unlink()
        for name, text in made.items():
            pages[name].write_text(text, encoding="utf8")
        (out / SHEET).write_text(f"{style.css().partition(chr(10))[0]}\n{css}{own}", encoding="utf8")
        front = made[f"{config.root_doc}.xhtml"]
        (out / COVER).write_bytes(cards.card(config.html_title or config.project, "", front))
        self.made, self.domain_indices = made, []
        self.config.epub_exclude_files = sorted(set(pages) - chapters)
        super().handle_finish()

    def toc_metadata(self, level, navpoints):
        return super().toc_metadata(level, navpoints) | {"uid": self.config.epub_identifier}  # as the other list says

    def build_content(self):
        """Sphinx does not say which pages hold formulas and pictures, and which picture is the cover."""
        super().build_content()
        file = Path(self.outdir) / "content.opf"
        has = {name: " ".join(kind for kind in ("mathml", "svg") if f"<{kind.removesuffix('ml')} " in text)
               for name, text in self.made.items()} | {COVER: "cover-image"}  # fmt: skip

        def told(found):
            said = has.get(found[1], "")
            return found[0].replace(" />", f' properties="{said}" />') if said else found[0]

        opf = re.sub(r'<item id="[^"]+" href="([^"]+)"[^>]* />', told, file.read_text("utf8"))
        file.write_text(re.sub(r"\s*<meta [^>]*></meta>", "", opf), encoding="utf8")


def configure(app, config):
    """What an EPUB says of itself. It is the same for the site, or Sphinx would read all pages anew for each."""
    config.version = version()
    name = config.html_title or config.project
    config.epub_basename, config.epub_title, config.epub_uid = "book", name, "book"
    config.epub_identifier = base_address(config) if "repository_url" in config.html_theme_options else name
    config.epub_publisher = config.epub_contributor = config.author
    config.epub_description = f"{name}: a course on the optimizers of neural networks"
    config.epub_show_urls, config.epub_tocdup, config.epub_use_index = "no", False, False
    config.epub_tocdepth, config.epub_tocscope = 2, "includehidden"


def setup(app):
    app.add_builder(Book, override=True)
    app.connect("config-inited", configure, priority=900)
