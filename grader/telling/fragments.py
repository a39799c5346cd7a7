"""One fragment of what a stranger wrote, laid out as HTML and cleaned: Markdown, HTML, code, or coloured text.

Whatever is laid out here is cleaned afterwards, by a list of what may stay: never the source, of which a cleaner
knows nothing, and never a whole page. Libraries take part whose time grows with the square of what they are given,
and no signal interrupts them, so this runs in a process of its own: see `apart.py`.
"""

from __future__ import annotations

import html
import os
import re
import resource
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import unquote
from xml.etree.ElementTree import tostring

import msgspec
import nh3
from latex2mathml.converter import Converter
from nbconvert.filters.ansi import ansi2html
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.lexers.special import TextLexer
from pygments.token import STANDARD_TYPES
from pygments.util import ClassNotFound

from ..ground import caps, frames, raster
from .catalogue import say


class Kind(StrEnum):
    """What a fragment is written in."""

    MARKDOWN = "markdown"
    HTML = "html"
    CODE = "code"
    COLOURED = "coloured"


class Unshown(StrEnum):
    """Why a fragment was not laid out."""

    LONG = "long"
    DEEP = "deep"
    SLOW = "slow"
    BROKEN = "broken"


class Order(msgspec.Struct, frozen=True):
    """What is to be laid out.

    Attributes:
        kind: what it is written in.
        source: the stranger's text.
        seconds: of computing that it may take.
        language: of code.
        attachments: a Markdown cell's images, by name and MIME type.
    """

    kind: Kind
    source: str
    seconds: float
    language: str = "python"
    attachments: dict[str, dict[str, str]] = msgspec.field(default_factory=dict)


class Done(msgspec.Struct, frozen=True):
    """What came of it.

    Attributes:
        html: harmless; None if it could not be laid out.
        unshown: then, why.
        images: how many images were left out.
        seconds: of computing that it took.
    """

    html: str | None
    unshown: Unshown | None
    images: int
    seconds: float


class Refused(Exception):
    """A fragment that is not shown; `why` says why."""

    def __init__(self, why: Unshown):
        super().__init__(why)
        self.why = why


# What may stay. Nothing that runs, loads, submits, frames, is named or has an id, and no element whose contents a
# browser reads in another way than as text and elements (style, title, textarea, noscript, xmp, annotation-xml).

_LAYOUT: Final = frozenset(
    "a abbr b blockquote br caption center code dd del details div dl dt em figcaption figure font h1 h2 h3 h4 h5 h6 "
    "hr i img ins kbd li mark ol p pre q s samp small span strike strong sub summary sup table tbody td tfoot th "
    "thead tr tt u ul var".split())
_MATHML: Final = frozenset(
    "math menclose merror mfenced mfrac mi mn mo mover mpadded mphantom mroot mrow ms mspace msqrt mstyle msub msubsup "
    "msup mtable mtd mtext mtr munder munderover".split())
_SVG: Final = frozenset("svg g path rect circle ellipse line polyline polygon text tspan".split())
TAGS: Final = _LAYOUT | _MATHML | _SVG

_SIZES: Final = {"width", "height"}
_MATHML_ATTRIBUTES: Final = frozenset(
    "accent accentunder align columnalign columnlines columnspacing depth display displaystyle fence form height "
    "largeop linethickness lspace mathcolor mathsize mathvariant maxsize minsize movablelimits notation rowlines "
    "rowspacing rspace scriptlevel separator separators stretchy symmetric width open close".split())
_SVG_ATTRIBUTES: Final = frozenset(
    "width height viewBox preserveAspectRatio x y x1 y1 x2 y2 cx cy r rx ry dx dy d points transform fill fill-opacity "
    "fill-rule stroke stroke-width stroke-opacity stroke-linecap stroke-linejoin opacity text-anchor dominant-baseline "
    "font-size font-family font-weight font-style".split())
_HTML_ATTRIBUTES: Final[Mapping[str, frozenset[str]]] = {
    "a": frozenset({"href", "title"}), "abbr": frozenset({"title"}), "details": frozenset({"open"}),
    "font": frozenset({"color"}), "img": frozenset({"src", "alt", "title", "align", *_SIZES}),
    "ol": frozenset({"start", "type", "style"}), "li": frozenset({"value", "style"}),
    "td": frozenset({"align", "colspan", "rowspan", "style"}),
    "th": frozenset({"align", "colspan", "rowspan", "style"}),
    "div": frozenset({"align", "style"}), "p": frozenset({"align", "style"}), "span": frozenset({"style"}),
    **{f"h{n}": frozenset({"align", "style"}) for n in range(1, 7)},
    "table": frozenset({"align", "border"}), "tr": frozenset({"style"})}
_ATTRIBUTES: Final[Mapping[str, frozenset[str]]] = {
    **_HTML_ATTRIBUTES, **dict.fromkeys(_MATHML, _MATHML_ATTRIBUTES), **dict.fromkeys(_SVG, _SVG_ATTRIBUTES)}

# Names of the parts of code, of a terminal's colours and of pandas' tables, and no other: a page's own do things.
_CLASSES: Final[Mapping[str, frozenset[str]]] = {
    "span": frozenset(filter(None, STANDARD_TYPES.values())) | {
        f"ansi-{colour}{strength}-{side}" for side in ("fg", "bg") for strength in ("", "-intense")
        for colour in ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")} | {
            "ansi-bold", "ansi-underline", "ansi-default-inverse-fg", "ansi-default-inverse-bg"},
    "div": frozenset({"highlight"}), "table": frozenset({"dataframe"})}

_LINK: Final = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x20\x7f]+", re.I)
_PLAIN: Final = re.compile(r"[\w#.,%()+ :;'-]*", re.A)
_DECLARATION: Final = re.compile(
    r"\s*(?:text-align|color|background-color|font-weight|font-style|text-decoration)\s*:"
    r"\s*[\w#%., -]{1,40}\s*", re.A)
_LENGTH: Final = re.compile(r"([+-]?\d{0,4}\.?\d{0,6})\s*(em|ex|px|pt|mu|%)?")
_LENGTHS: Final = frozenset(
    {"columnspacing", "depth", "height", "linethickness", "lspace", "mathsize", "maxsize", "minsize", "rowspacing",
     "rspace", "width"})
_COUNT: Final = re.compile(r"\d{1,4}(px|%)?")
_COUNTS: Final = {"width": _COUNT, "height": _COUNT, "border": _COUNT, "start": _COUNT, "value": _COUNT,
                  "colspan": re.compile(r"\d\d?"), "rowspan": re.compile(r"\d\d?")}  # large ones hold a browser up
_NAMED_SPACE: Final = re.compile(r"(negative)?(very){0,2}(thin|medium|thick)mathspace")
_EM: Final = {"em": 1.0, "ex": 0.5, "px": 1 / 16, "pt": 1 / 12, "mu": 1 / 18, "%": 0.01, None: 1.0}


class _Cleaner:
    """nh3 with our lists, and a count of the images that it takes out."""

    def __init__(self) -> None:
        self.images = 0
        self._clean = nh3.Cleaner(
            tags=set(TAGS), clean_content_tags={"script", "style"},
            attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()}, attribute_filter=self._attribute,
            strip_comments=True, link_rel="noopener noreferrer",
            url_schemes={"http", "https", "mailto", "data", "attachment"},
            allowed_classes={tag: set(names) for tag, names in _CLASSES.items()}).clean

    def __call__(self, laid_out: str) -> str:
        """What may stay of it. Cleaning that once more must change nothing, or a browser may read it otherwise."""
        cleaned = self._clean(laid_out).replace("<img>", "")
        if self._clean(cleaned) != cleaned:
            raise Refused(Unshown.BROKEN)
        return cleaned

    def _attribute(self, tag: str, name: str, value: str) -> str | None:
        if name == "src":
            found = raster.address(value)
            self.images += found is None
            return found
        if name == "href":
            return value if _LINK.fullmatch(value) else None
        if name in ("title", "alt"):
            return value
        if name in ("class", "rel"):
            return value  # nh3 compares the one with our list, and writes the other itself
        if name == "style":
            kept = [part.strip() for part in value.split(";") if _DECLARATION.fullmatch(part)]
            return "; ".join(kept) or None
        if tag in _MATHML and name in _LENGTHS:
            return value if all(map(_short, value.split())) else None
        if name in _COUNTS and tag not in _MATHML and not _COUNTS[name].fullmatch(value):
            return None
        if tag in _SVG and name in ("d", "points"):
            return value if re.fullmatch(r"[\w.,\s+-]*", value, re.A) else None
        return value if _PLAIN.fullmatch(value) and "url" not in value.lower() else None


def _short(length: str) -> bool:
    """Whether a formula's part of this length stays about where it is, and covers nothing else on the page."""
    if _NAMED_SPACE.fullmatch(length):
        return True
    found = _LENGTH.fullmatch(length)
    if not found or found[1] in ("", "+", "-", ".", "+.", "-."):
        return False
    return -1 <= float(found[1]) * _EM[found[2]] <= 10


class _Depth(HTMLParser):
    """How deep elements are nested."""

    VOID: Final = frozenset({"br", "hr", "img"})

    def __init__(self, text: str):
        super().__init__(convert_charrefs=False)
        self.depth = self.deepest = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.depth += tag not in self.VOID
        self.deepest = max(self.deepest, self.depth)

    def handle_endtag(self, tag: str) -> None:
        self.depth -= 1


class _Renderer(IPythonRenderer):
    """Markdown as Jupyter reads it, with formulas as MathML."""

    def block_math(self, body: str) -> str:
        return self._mathml(body, "block", f"$${body}$$")

    def inline_math(self, body: str) -> str:
        return self._mathml(body, "inline", f"${body}$")

    def latex_environment(self, name: str, body: str) -> str:
        source = rf"\begin{{{name}}}{body}\end{{{name}}}"
        return self._mathml(source, "block", source)

    def block_mermaidjs(self, code: str) -> str:
        return f"<pre>{html.escape(code)}</pre>"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        if not url.startswith("attachment:"):
            return str(super().image(text, url, title))
        name = unquote(url.removeprefix("attachment:"))
        pasted = self._pasted(name)
        if pasted is None:  # nobody pasted it, or it is no image that is shown
            return html.escape(say("page.no_image", name=name))
        return str(super().image(text, pasted, title))

    def _pasted(self, name: str) -> str | None:
        """The address of an attachment that is an image."""
        kinds: Mapping[str, str] = self.attachments.get(name, {})
        found = (raster.address(f"data:{kind};base64,{data}") for kind, data in kinds.items())
        return next(filter(None, found), None)

    def _mathml(self, body: str, display: str, source: str) -> str:
        try:
            return mathml(html.unescape(body), display)
        except MemoryError:
            raise
        except Exception:  # a student's broken formula is shown as it was typed
            return html.escape(html.unescape(source))


def mathml(formula: str, display: str) -> str:
    """A formula in LaTeX as MathML. Raises whatever the converter does for one that it cannot read."""
    math = Converter(display=display).convert_to_element(
        formula.replace("{aligned}", "{align*}"))  # the name it knows
    for element in math.iter():
        # The converter writes characters as references and would undo all escapes of the finished text for them.
        element.text, element.tail = _characters(element.text), _characters(element.tail)
        for name, value in element.attrib.items():
            element.set(name, _characters(value) or "")
    return tostring(math, encoding="unicode")


def _characters(text: str | None) -> str | None:
    return text and re.sub(r"&#x([0-9A-Fa-f]{1,6});", lambda found: _character(int(found[1], 16)), text)


def _character(number: int) -> str:
    return chr(number) if number >= 32 and not 0xD800 <= number < 0xE000 and number < 0x110000 else "�"


def _tick_box(renderer: Any, text: str, checked: bool = False) -> str:
    """A task list's item: a sign where Markdown would put an <input>."""
    return f"<li>{'☑' if checked else '☐'} {text}</li>\n"


def _markdown(order: Order) -> str:
    renderer = _Renderer(escape=False, anchor_link_text="", exclude_anchor_links=True,
                         attachments=order.attachments)
    markdown = MarkdownWithMath(renderer=renderer)
    renderer.register("task_list_item", _tick_box)
    return str(markdown.render(order.source))


def _code(order: Order) -> str:
    try:
        lexer = get_lexer_by_name(order.language)
    except ClassNotFound:
        lexer = TextLexer()
    return str(highlight(order.source or " ", lexer, HtmlFormatter(cssclass="highlight")))


def _coloured(order: Order) -> str:
    return str(ansi2html(order.source))


_LAID_OUT: Final[Mapping[Kind, Callable[[Order], str]]] = {
    Kind.MARKDOWN: _markdown, Kind.HTML: lambda order: order.source, Kind.CODE: _code, Kind.COLOURED: _coloured}


def lay_out(order: Order) -> tuple[str, int]:
    """A fragment as harmless HTML, and how many images were left out.

    Raises:
        Refused: it is too long, nested too deep, or cleaned it is not what it seems.
    """
    if len(order.source) > caps.FRAGMENT_CHARACTERS:
        raise Refused(Unshown.LONG)
    laid_out = _LAID_OUT[order.kind](order)
    if len(laid_out) > caps.FRAGMENT_HTML:
        raise Refused(Unshown.LONG)
    clean = _Cleaner()
    cleaned = clean(laid_out)
    if _Depth(cleaned).deepest > caps.FRAGMENT_DEPTH:
        raise Refused(Unshown.DEEP)
    return cleaned, clean.images


def serve() -> None:
    """Lay out what is ordered on standard input, one frame after the other, until it ends."""
    orders, answers = os.dup(0), os.dup(1)
    os.dup2(2, 1)  # a library that prints something does not answer
    resource.setrlimit(resource.RLIMIT_AS, (caps.RENDER_BYTES, caps.RENDER_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)  # the timer below ends the process, even inside nh3
    for kind in Kind:  # what is slow the first time is no student's
        lay_out(Order(kind, "*a* $b$", 1))
    for order in _orders(orders):
        begin = time.process_time()
        signal.setitimer(signal.ITIMER_PROF, order.seconds)
        try:
            made: str | None
            (made, images), unshown = lay_out(order), None
        except Refused as refused:
            made, images, unshown = None, 0, refused.why
        except Exception:  # RecursionError, MemoryError, and whatever a library raises for what it cannot read
            made, images, unshown = None, 0, Unshown.BROKEN
        signal.setitimer(signal.ITIMER_PROF, 0)
        answer = Done(made, unshown, images, time.process_time() - begin)
        _write(answers, frames.encode(msgspec.json.encode(answer)))


def _orders(source: int) -> Iterator[Order]:
    decoder = msgspec.json.Decoder(Order)
    while True:
        try:
            header, _ = frames.read(source)
        except EOFError:
            return
        yield decoder.decode(header)


def _write(target: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(target, rest):]
