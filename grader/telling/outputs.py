"""Outputs of a student's cells: brought into nbformat's shape, cleaned and capped.

They come out of the sandbox as data of unknown making and end in the instructor's browser, so only
kinds of output that cannot run a script are kept.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any, Final

from nbconvert.preprocessors import sanitize

from ..ground import caps
from ..ground.messages import Display, Error, Output, Result, Stream

_TEXTS: Final = ("text/plain", "text/markdown", "text/latex")
_IMAGES: Final = {"image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8"}

# HTML that lays out text and tables; whatever can load or run something is not among it.
HTML_TAGS: Final = [
    "a", "b", "blockquote", "br", "caption", "code", "div", "em", "h1", "h2", "h3", "h4", "hr", "i", "li", "ol", "p",
    "pre", "s", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"]
_nbconvert: Final[Any] = sanitize  # its functions have no types
_sanitizer: Final = _nbconvert.SanitizeHTML(tags=HTML_TAGS, strip=True)


def of_notebook(by_cell: Mapping[int, Sequence[Output]]) -> dict[int, list[dict[str, Any]]]:
    """A notebook's outputs by the index of their cell: cleaned, and no more than a notebook's share."""
    return cap({index: clean(outputs) for index, outputs in by_cell.items()})


def clean(outputs: Sequence[Output]) -> list[dict[str, Any]]:
    """One cell's outputs as nbformat has them; what holds nothing that can be shown is left out."""
    return [made for made in map(_clean, outputs[:caps.CELL_OUTPUTS]) if made]


def cap(by_cell: Mapping[int, Sequence[dict[str, Any]]]) -> dict[int, list[dict[str, Any]]]:
    """The same without the rich outputs of the later cells, once a notebook's share is used up."""
    room = caps.NOTEBOOK_BYTES
    kept: dict[int, list[dict[str, Any]]] = {}
    for index in sorted(by_cell):
        kept[index] = []
        for output in by_cell[index]:
            room -= sum(map(len, output.get("data", {}).values()))
            if room >= 0 or "data" not in output:
                kept[index].append(output)
    return kept


def _clean(output: Output) -> dict[str, Any] | None:
    match output:
        case Stream(name, text):
            return {"output_type": "stream", "name": name, "text": _text(text)}
        case Error(ename, evalue, traceback):
            return {"output_type": "error", "ename": _text(ename)[:caps.NAME_CHARACTERS], "evalue": _text(evalue),
                    "traceback": [_text(line) for line in traceback[:caps.TRACEBACK_LINES]]}
        case Display(data):
            return _rich("display_data", data)
        case Result(data, count):
            return _rich("execute_result", data, execution_count=count)


def _rich(kind: str, data: Mapping[str, str], **more: int | None) -> dict[str, Any] | None:
    kept = _data(data)
    return {"output_type": kind, "data": kept, "metadata": {}, **more} if kept else None


def _data(data: Mapping[str, str]) -> dict[str, str]:
    kept = {kind: _text(data[kind]) for kind in _TEXTS if kind in data}
    if "text/html" in data:
        kept["text/html"] = _safe(_text(data["text/html"]))
    for kind, magic in _IMAGES.items():
        image = _image(data.get(kind, ""), magic)
        if image:
            kept[kind] = image
    return kept


def _safe(page: str) -> str:
    return str(_sanitizer.sanitize_html_tags(page))


def _image(value: str, magic: bytes) -> str | None:
    """An image in base64, and nothing else that stood between its characters; None if it is none."""
    if len(value) > caps.DATA_BYTES:
        return None
    try:
        image = base64.b64decode(value, validate=False)
    except (binascii.Error, ValueError):
        return None
    return base64.b64encode(image).decode() if image.startswith(magic) else None


def _text(text: str) -> str:
    # Lone surrogates cannot be written to a file.
    return text[:caps.TEXT_WITH_CUT].encode("utf8", "replace").decode("utf8")
