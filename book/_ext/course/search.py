"""The site's search: an index of sections in place of Sphinx's index of words.

It stands in one classic script beside MiniSearch, which the first search loads: from a file neither modules nor
requests work. An entry is a section or a fold with what a reader reads there: no cells, no outputs but their captions,
and each formula in one reading, `√Ĝₜ + ε`. Of a mistake on the pages of mistakes it is the title alone. What the
glossary calls things, in both languages, finds the places that it links to.
"""

import json
import posixpath
import re
import unicodedata
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import latex2mathml.converter
import rjsmin
from docutils import nodes
from sphinx_design.dropdown import dropdown_main, dropdown_title

from .execution import engine

WEB = engine.SOURCES.parent
STATIC = "_static"
FOUND = "search/index.js"  # what the first search loads
DIALOG = "search.js"
SPHINXS_OWN = ("searchindex.js", f"{STATIC}/searchtools.js", f"{STATIC}/language_data.js")
GLOSSARY = "book/glossary"
BESIDE = {"offers", "assignment"}  # classes of what stands beside the text
PAGE, SECTION, FOLD, LIST, MISTAKE = 1.6, 1, 0.5, 0.3, 0.15  # what a find weighs
NOTATION = "book/notation"  # where a symbol is looked up
LISTS = (GLOSSARY, "book/references", "book/mistakes/")
ON_EVERY_PAGE = {
    "Catch the wrong optimizer", "Check yourself", "Common mistakes", "Exercises", "Further reading", "Your turn",
}  # fmt: skip
UNREAD = (nodes.literal_block, nodes.raw, nodes.comment, nodes.image, nodes.Invisible)


# A formula's one reading

LOWERED = {letter: chr(code) for code in (*range(0x2080, 0x208F), *range(0x2090, 0x209D), *range(0x1D62, 0x1D6B))
           for letter in unicodedata.normalize("NFKC", chr(code))}  # fmt: skip
RAISED = {unicodedata.normalize("NFKC", sign): sign for sign in "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ᵀᵗᵏⁿⁱ"}
RAISED |= {"⊤": "ᵀ"} | {sign: sign for sign in "′″‴⋆"}  # these are no powers
ACCENTS = {"^": "\u0302", "~": "\u0303", "¯": "\u0304", "‾": "\u0304", "˙": "\u0307", "→": "\u20d7"}
SIGN = re.compile(r"(?<=[=<>≤≥≈±(,/|] )− |(?<=[(/|])− |^− ")  # a minus of one number stands close to it
SPACED = set("=<>≤≥≈≠≪≫∝∼→←↦⇒⇔∈+−⊙·×±")


@cache
def reading(tex):
    """A formula in TeX as one line of text; what cannot be read is left out."""
    tex = re.sub(r"\\[lr]([vV])ert\b", lambda bar: r"\| " if bar[1] == "V" else "|", tex)  # unknown to the library
    if "{aligned}" in tex:  # whose marks it takes for letters
        tex = re.sub(r"\\(begin|end)\{aligned\}|&", "", tex).replace("\\\\", "\\quad ")
    try:
        tree = ElementTree.fromstring(latex2mathml.converter.convert(tex))
    except Exception:  # the library has no error of its own, and KaTeX says what is wrong with a formula
        return ""
    text = unicodedata.normalize("NFC", " ".join(_read(tree).split()))
    return SIGN.sub(lambda sign: sign[0].removesuffix(" "), text)


def _read(node):
    tag = node.tag.rpartition("}")[2]
    parts = [_read(child) for child in node]
    if tag == "mfrac":
        return "/".join(map(_grouped, parts))
    if tag in ("msqrt", "mroot"):
        return f"√{_grouped(parts[0])}"
    if tag in ("msub", "munder"):
        return _with(parts[0], parts[1], LOWERED, "_")
    if tag == "msup":
        return _with(parts[0], parts[1], RAISED, "^")
    if tag in ("msubsup", "munderover"):
        return _with(_with(parts[0], parts[1], LOWERED, "_"), parts[2], RAISED, "^")
    if tag == "mover":
        return parts[0] + ACCENTS.get(parts[1].strip(), "")
    if tag == "mrow":
        return "".join(_apart(node, parts))
    if tag in ("mtr", "mtd"):
        return "".join(parts) + " "
    if tag == "mspace":
        return " "
    text = node.text or ""
    return (f" {text} " if tag == "mo" and text in SPACED else text) + "".join(parts)


def _apart(row, parts):
    """A row's parts, with a space between factors that have indices or powers: `β₂ Gₜ`."""
    before = ""
    for child, part in zip(row, parts):
        scripted = child.tag.rpartition("}")[2] in ("msub", "msup", "msubsup")
        yield " " * (before[-1:].isalnum() and part[:1].isalpha() and scripted) + part
        before = part


def _grouped(text):
    text = text.strip()
    return f"({text})" if re.search(r"[ /]", text) else text


def _with(base, text, signs, mark):
    text = text.strip()
    if not text:
        return base
    text, base = text.replace(" ", ""), base.rstrip()
    if all(letter in signs for letter in text):
        return base + "".join(signs[letter] for letter in text)
    return f"{base}{mark}{text if len(text) == 1 else f'({text})'}"


# What a reader reads

class Entry:
    """A section or a fold: its title, the id that a link leads to ("" for a whole page), its text in parts.

    `also` holds what the glossary calls it. The lighter it is, the more must be found in it.
    """

    def __init__(self, title, anchor, weight):
        self.title, self.anchor, self.weight = _one_line(title), anchor, weight
        self.text, self.also = [], []

    def row(self):
        return [self.title, self.anchor, _one_line(" ".join(self.text)), " ".join(self.also), self.weight]


def _one_line(text):
    return " ".join(text.split())


def read(node):
    """A node's text with its formulas read, and of a cell its captions."""
    if isinstance(node, nodes.Text):
        return node.astext()
    if isinstance(node, nodes.math):
        return reading(node.astext())
    if isinstance(node, nodes.math_block):
        return f" {reading(node.astext())} "
    if isinstance(node, UNREAD) or _beside(node):
        return ""
    if "nb_element" in node:
        return " ".join(read(caption) for caption in node.findall(nodes.caption))
    between = "" if isinstance(node, nodes.TextElement) else " "
    return between.join(read(child) for child in node.children)


def entries(doctree):
    """The sections and folds of a page, and for each id on it the entry in which it lies."""
    found, places = [], {}

    def walk(node, entry):
        begins = _beginning(node)
        if begins:
            entry = begins
            found.append(entry)
        whole = isinstance(node, (nodes.TextElement, nodes.Text, *UNREAD)) or "nb_element" in node or _beside(node)
        for part in node.findall(nodes.Element) if whole else [node]:
            places.update(dict.fromkeys(part.get("ids", ()), entry))
        if whole and entry:
            entry.text.append(read(node))
        elif begins and "mistake" in node["classes"]:
            return  # the title says it, and there are two thousand
        elif not whole:
            for child in node.children:
                if not (begins and isinstance(child, (nodes.title, dropdown_title))):
                    walk(child, entry)

    walk(doctree, None)
    return found, places


def _beside(node):
    return isinstance(node, nodes.Element) and not BESIDE.isdisjoint(node.get("classes", ()))


def _beginning(node):
    """The entry that a node begins, if it begins one."""
    if isinstance(node, nodes.section) and isinstance(node[0], nodes.title):
        if isinstance(node.parent, nodes.document):
            return Entry(read(node[0]), "", PAGE)
        title = read(node[0])
        weight = MISTAKE if "mistake" in node["classes"] else FOLD if title in ON_EVERY_PAGE else SECTION
        return Entry(title, node["ids"][0], weight)
    if isinstance(node, dropdown_main) and "deeper" in node["classes"]:
        return Entry(read(node[0]), node["ids"][0], FOLD)
    return None


def terms(doctree):
    """(what the glossary calls a place, the link to it) for each entry that ends in a link."""
    for item in doctree.findall(nodes.definition_list_item):
        links = list(item[-1].findall(nodes.reference))
        if links:
            yield read(item[0]), links[-1].get("refuri") or "#" + links[-1].get("refid", "")


# What is written

class Index:
    """What is found on the pages, read as they are resolved to be written.

    Attributes:
        pages: by name, a page's entries, the entry of each of its ids, and what a glossary calls others'.
    """

    def __init__(self):
        self.pages = {}

    def note(self, app, doctree, name):
        """Read a page."""
        self.pages[name] = *entries(doctree), list(terms(doctree)) if name == GLOSSARY else []

    def write(self, app, exception):
        """Put it on the site, and take away what Sphinx's own search would load."""
        if exception or app.builder.format != "html":
            return
        for name in app.env.found_docs - set(self.pages):  # those that have not changed were not written
            app.env.get_and_resolve_doctree(name, app.builder)
        out = Path(app.outdir)
        for name in SPHINXS_OWN:
            (out / name).unlink(missing_ok=True)
        rows = json.dumps(sections(app, self.pages), ensure_ascii=False, separators=(",", ":"))
        file = out / STATIC / FOUND
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{library()}\nself.SECTIONS = {rows};\n", encoding="utf8")


def sections(app, read):
    """The index, by pages: address and entries as rows of title, id, text, what else it is called, weight."""
    pages, places, called = {}, {}, []
    for name, (found, ids, glossary) in sorted(read.items()):
        address = app.builder.get_target_uri(name)
        for entry in found:
            if name.startswith(LISTS):
                entry.weight = min(entry.weight, LIST)
            elif name == NOTATION:
                entry.weight = PAGE
        if found:
            pages[address] = found
            places |= {address: found[0]} | {f"{address}#{anchor}": entry for anchor, entry in ids.items()}
        called += [(term, posixpath.normpath(posixpath.join(posixpath.dirname(address), link)))
                   for term, link in glossary]
    for term, link in called:
        if entry := places.get(link):
            entry.also.append(term)
    return [[address, [entry.row() for entry in found]] for address, found in pages.items()]


def library():
    """MiniSearch under its licence, and our words and excerpts, for a page or for Node."""
    licence = (WEB / "minisearch" / "LICENSE").read_text("utf8").replace("*/", "")
    sources = [WEB / "minisearch" / "minisearch.js", WEB / "search" / "find.js"]
    return f"/* MiniSearch:\n{licence}*/\n" + rjsmin.jsmin("\n".join(source.read_text("utf8") for source in sources))


def write_dialog(app):
    """The script that every page has: it opens what the first search loads."""
    file = Path(app.outdir) / STATIC / DIALOG
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(rjsmin.jsmin((WEB / "search" / "dialog.js").read_text("utf8")) + "\n", encoding="utf8")


def use_own_page(app, config):
    config.templates_path = [*config.templates_path, str(Path(__file__).parents[1] / "templates")]


def leave_sphinxs(app):
    """Neither Sphinx's index nor its page is made; ours is."""
    app.builder.search = False


def page(app):
    return [("search", {}, "search.html")] if app.builder.format == "html" else []


def setup(app):
    app.add_js_file(DIALOG, defer="defer")
    app.add_css_file("search.css")
    app.connect("config-inited", use_own_page)
    app.connect("builder-inited", leave_sphinxs)
    app.connect("builder-inited", write_dialog)
    app.connect("html-collect-pages", page)
    index = Index()
    app.connect("doctree-resolved", index.note, priority=900)  # after all that changes a page
    app.connect("build-finished", index.write)
