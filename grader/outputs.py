"""Outputs of a student's cells: brought into nbformat's shape, cleaned and capped.

They come out of the sandbox as data of unknown making and end in the instructor's browser, so only
kinds of output that cannot run a script are kept.
"""

from __future__ import annotations

import base64
import binascii

from nbconvert.preprocessors.sanitize import SanitizeHTML

from .worker import caps

_TEXTS = ("text/plain", "text/markdown", "text/latex")
_IMAGES = {"image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8"}

# HTML that lays out text and tables; whatever can load or run something is not among it.
HTML_TAGS = ["a", "b", "blockquote", "br", "caption", "code", "div", "em", "h1", "h2", "h3", "h4",
             "hr", "i", "li", "ol", "p", "pre", "s", "span", "strong", "sub", "sup", "table",
             "tbody", "td", "tfoot", "th", "thead", "tr", "ul"]
_sanitize = SanitizeHTML(tags=HTML_TAGS, strip=True)


def clean(outputs) -> list[dict]:
    """The sound ones among `outputs`, as nbformat has them."""
    if not isinstance(outputs, list):
        return []
    return [o for o in map(_clean, outputs[: caps.CELL_OUTPUTS]) if o]


def cap(by_cell: dict[int, list[dict]]) -> None:
    """Drop rich outputs of the later cells, in place, once a notebook's share is used up."""
    room = caps.NOTEBOOK_BYTES
    for index in sorted(by_cell):
        kept = []
        for output in by_cell[index]:
            room -= sum(len(str(v)) for v in output.get("data", {}).values())
            if room >= 0 or "data" not in output:
                kept.append(output)
        by_cell[index] = kept


def _clean(output) -> dict | None:
    if not isinstance(output, dict):
        return None
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return {"output_type": kind, "name": name, "text": _text(output.get("text"))}
    if kind == "error":
        lines = output.get("traceback")
        return {"output_type": kind, "ename": _text(output.get("ename"))[:200],
                "evalue": _text(output.get("evalue")),
                "traceback": [_text(line) for line in lines[:40]]
                if isinstance(lines, list) else []}
    if kind in ("display_data", "execute_result") and isinstance(output.get("data"), dict):
        data = _data(output["data"])
        made = {"output_type": kind, "data": data, "metadata": {}}
        if kind == "execute_result":
            count = output.get("execution_count")
            made["execution_count"] = count if isinstance(count, int) else None
        return made if data else None
    return None


def _data(data: dict) -> dict:
    kept = {kind: _text(data[kind]) for kind in _TEXTS if kind in data}
    if "text/html" in data:
        kept["text/html"] = _sanitize.sanitize_html_tags(_text(data["text/html"]))
    for kind, magic in _IMAGES.items():
        if kind in data and _is_image(data[kind], magic):
            kept[kind] = data[kind]
    return kept


def _is_image(value, magic) -> bool:
    if not isinstance(value, str) or len(value) > caps.DATA_BYTES:
        return False
    try:
        return base64.b64decode(value, validate=False).startswith(magic)
    except (binascii.Error, ValueError):
        return False


def _text(value) -> str:
    text = "".join(map(str, value)) if isinstance(value, list) else str(value)
    # Lone surrogates cannot be written to a file.
    return text[: caps.TEXT_CHARACTERS].encode("utf8", "replace").decode("utf8")
