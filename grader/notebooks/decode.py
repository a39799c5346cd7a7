"""From bytes to a notebook: lenient about everything that an editor may do to a file, and clear about what it is not.

A stranger's JSON is decoded into a few typed fields; outputs, widgets and whatever else it holds are passed over
unread. So a notebook is as large as its cells, however large its file.
"""

from __future__ import annotations

import codecs
import json
import plistlib
import re
from collections.abc import Callable
from typing import Any, Final

import msgspec
from nbformat import NotebookNode

from ..outcome.choice import Form
from ..outcome.refusal import Refused, Unfit
from . import images, script
from .read import LEFT_OUT

MAX_MB: Final = 50  # of a file
MAX_TEXT_MB: Final = 20  # of all its cells' sources, and of JSON that has to be decoded in full
MAX_CELLS: Final = 1000
MAX_SCRIPT_MB: Final = 0.5

Decoded = tuple[NotebookNode, Form]

_Text = str | list[str] | None


class _Marks(msgspec.Struct):
    grade_id: str | None = None
    grade: bool | None = None
    solution: bool | None = None


class _Metadata(msgspec.Struct):
    nbgrader: msgspec.Raw = msgspec.Raw(b"null")
    tags: msgspec.Raw = msgspec.Raw(b"null")


class _Cell(msgspec.Struct):
    cell_type: str
    source: _Text = None
    input: _Text = None  # the source of a code cell before nbformat 4
    level: int | None = None  # of a heading, which was a kind of cell
    metadata: msgspec.Raw = msgspec.Raw(b"null")
    attachments: msgspec.Raw = msgspec.Raw(b"null")


class _Sheet(msgspec.Struct):
    cells: list[msgspec.Raw]


class _Notebook(msgspec.Struct):
    cells: list[msgspec.Raw] | None = None
    worksheets: list[_Sheet] | None = None  # before nbformat 4


_decoder: Final = msgspec.json.Decoder(_Notebook)
_cell: Final = msgspec.json.Decoder(_Cell)
_metadata: Final = msgspec.json.Decoder(_Metadata)
_marks: Final = msgspec.json.Decoder(_Marks)
_tags: Final = msgspec.json.Decoder(list[str])
_anything: Final = msgspec.json.Decoder()


def decode(raw: bytes, name: str) -> Decoded:
    """The notebook in a file's bytes, in nbformat 4, and what the file was.

    Cells that have no source, no metadata or no known shape are passed over; of metadata only nbgrader's names are
    kept and the tag that leaves a cell out, and no outputs.

    Args:
        raw: at most MAX_MB.
        name: the file's, with its suffix.

    Raises:
        Refused: it is neither a notebook nor a script; the reason says what it is.
    """
    _known_by_its_first_bytes(raw)
    text = _text(raw)
    if not text.strip():
        raise Refused(Unfit.EMPTY)
    if _is_json(text):
        if not text.lstrip().startswith("{"):  # whatever it is, it has no cells
            raise Refused(Unfit.OTHER_JSON if text.rstrip().endswith(("]", "null")) else Unfit.NO_NOTEBOOK)
        return _made(_cells(text)), Form.NOTEBOOK
    unfit = _kind(text)
    if unfit is None and (name.lower().endswith(".py") or script.looks_like_python(text)):
        if len(text) > MAX_SCRIPT_MB * 1_000_000:
            raise Refused(Unfit.TOO_LARGE, str(MAX_SCRIPT_MB))
        parts = script.cells(text)
        if len(parts) > MAX_CELLS:
            raise Refused(Unfit.TOO_MANY_CELLS, str(MAX_CELLS))
        return _notebook([(cell(*part), None) for part in parts]), Form.SCRIPT
    raise Refused(unfit or Unfit.NO_NOTEBOOK)


def _cells(text: str) -> list[msgspec.Raw]:
    """The cells that stand in a file's JSON, each still as JSON; raises Refused."""
    try:
        found = _decoder.decode(text.encode("utf8"))
        cells, sheets = found.cells, found.worksheets
    except Exception:  # NaN, half a surrogate, a field of another type: all of them may be in a notebook all the same
        cells, sheets = _in_full(text), None
    if cells is None and sheets is not None:
        cells = [cell for sheet in sheets for cell in sheet.cells]
    if cells is None:
        raise Refused(_kind_of_json(text))
    return cells


def _in_full(text: str) -> list[msgspec.Raw] | None:
    """The same by Python's own decoder, which takes more than JSON allows; raises Refused for what is no JSON."""
    if len(text) > MAX_TEXT_MB * 1_000_000:
        raise Refused(Unfit.TOO_LARGE, str(MAX_TEXT_MB))
    try:
        found = json.loads(text)
        cells = found.get("cells") if isinstance(found, dict) else None
        if cells is None and isinstance(found, dict) and isinstance(sheets := found.get("worksheets"), list):
            cells = [cell for sheet in sheets for cell in sheet["cells"]]
        if not isinstance(cells, list):
            return None
        return [msgspec.Raw(json.dumps(_few(cell)).encode()) for cell in cells[:MAX_CELLS + 1]]
    except Exception as error:  # RecursionError among them
        ended = isinstance(error, json.JSONDecodeError) and (
            error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated string"))
        unfit = Unfit.CONFLICT if _in_conflict(text) else Unfit.TRUNCATED if ended else Unfit.NO_NOTEBOOK
        raise Refused(unfit) from None


def _few(cell: Any) -> Any:
    """The fields of a cell that are read, and nothing in them that only Python calls JSON."""
    if not isinstance(cell, dict):
        return None
    few = {field: cell[field] for field in _Cell.__struct_fields__ if field in cell}
    if isinstance(metadata := few.get("metadata"), dict):
        few["metadata"] = {"nbgrader": metadata.get("nbgrader"), "tags": metadata.get("tags")}
    text = json.dumps(few, ensure_ascii=False).encode("utf8", "replace").decode("utf8")
    return json.loads(text, parse_constant=lambda _: None)


def _made(raws: list[msgspec.Raw]) -> NotebookNode:
    """The notebook of these cells; raises Refused if there are cells and none of them is one, or too many."""
    if len(raws) > MAX_CELLS:
        raise Refused(Unfit.TOO_MANY_CELLS, str(MAX_CELLS))
    cells = [found for raw in raws if (found := _read_cell(raw)) is not None]
    if raws and not cells:
        raise Refused(Unfit.NO_NOTEBOOK)
    return _notebook(cells)


def _notebook(cells: list[tuple[NotebookNode, Any]]) -> NotebookNode:
    """A notebook of cells with what was attached to them, no larger than it may be."""
    if sum(len(cell.source) for cell, _ in cells) > MAX_TEXT_MB * 1_000_000:
        raise Refused(Unfit.TOO_LARGE, str(MAX_TEXT_MB))
    images.attach(cells)
    for number, (cell, _) in enumerate(cells):
        cell.id = f"cell-{number}"
    return NotebookNode(nbformat=4, nbformat_minor=5, metadata=NotebookNode(), cells=[cell for cell, _ in cells])


def cell(kind: str, source: str, marks: dict[str, Any] | None = None) -> NotebookNode:
    """A cell without an id; `marks` are nbgrader's."""
    made = NotebookNode(cell_type=kind, source=source, metadata=NotebookNode())
    if marks:
        made.metadata.nbgrader = NotebookNode(marks)
    if kind == "code":
        made.update(outputs=[], execution_count=None)
    return made


def _read_cell(raw: msgspec.Raw) -> tuple[NotebookNode, Any] | None:
    """A cell and what is attached to it; None if it cannot be told what it says."""
    found = _tried(_cell.decode, raw)
    if found is None or (found.source is None and found.input is None):
        return None
    text = found.source if found.source is not None else found.input
    source = text if isinstance(text, str) else "".join(text or ())
    kind = found.cell_type if found.cell_type in ("code", "markdown", "raw") else "markdown"
    if found.cell_type == "heading":
        source = f"{'#' * min(max(found.level or 1, 1), 6)} {source}"
    metadata = _tried(_metadata.decode, found.metadata)
    marks = _tried(_marks.decode, metadata.nbgrader) if metadata else None
    made = cell(kind, source, {f: v for f in marks.__struct_fields__ if (v := getattr(marks, f)) is not None}
                if marks else None)
    if metadata and LEFT_OUT in (_tried(_tags.decode, metadata.tags) or ()):
        made.metadata.tags = [LEFT_OUT]
    return made, _tried(_anything.decode, found.attachments) if kind == "markdown" else None


def _tried(decode: Callable[[msgspec.Raw], Any], raw: msgspec.Raw) -> Any:
    try:
        return decode(raw)
    except Exception:  # a stranger's field, of whatever shape
        return None


# What a file is that is no notebook

_MAGIC: Final = (
    (b"PK\x03\x04", Unfit.ZIP, ""), (b"PK\x05\x06", Unfit.ZIP, ""), (b"%PDF", Unfit.PDF, ""),
    (b"\x1f\x8b", Unfit.ARCHIVE, "gzip"), (b"Rar!", Unfit.ARCHIVE, "RAR"), (b"7z\xbc\xaf", Unfit.ARCHIVE, "7-Zip"),
    (b"BZh", Unfit.ARCHIVE, "bzip2"), (b"\xfd7zXZ", Unfit.ARCHIVE, "xz"))
_MARKS: Final = (  # of the order of bytes; the longer ones first
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_HTML: Final = re.compile(
    r"\s*(<\?xml[^>]*>\s*)?(<!--.{0,2000}?-->\s*)?<(!doctype\s+html|html|head|body)\b", re.I | re.S)
_CONFLICT: Final = re.compile(r"^(?:<{7}|>{7}) ", re.M)
_LINK_FILE: Final = re.compile(r"\s*(\[InternetShortcut\]|\[Desktop Entry\]|https?://\S+\s*$)", re.I)
_SHORTCUT_KEYS: Final = {"url", "doc_id", "resource_id", "resource_key"}


def is_zip(raw: bytes) -> bool:
    """Whether the file is a zip by its first bytes."""
    return raw.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def _known_by_its_first_bytes(raw: bytes) -> None:
    for magic, unfit, extra in _MAGIC:
        if raw.startswith(magic):
            raise Refused(unfit, extra)
    if raw[257:262] == b"ustar":
        raise Refused(Unfit.ARCHIVE, "tar")
    if raw.startswith(b"bplist00"):
        raise Refused(Unfit.SHORTCUT if _is_link_list(raw) else Unfit.NOT_TEXT)


def _text(raw: bytes) -> str:
    """A file's text, in the encoding that its first bytes show; Windows' and macOS' ends of lines as everybody's."""
    codec = next((codec for mark, codec in _MARKS if raw.startswith(mark)), None)
    if codec is None and raw[:1] and b"\0" in raw[:4]:
        codec = "utf-16-le" if raw[1:2] == b"\0" else "utf-16-be"
    try:
        text = raw.decode(codec or "utf-8")
    except UnicodeDecodeError:
        if codec or any(byte < 9 or 13 < byte < 27 for byte in set(raw)):
            raise Refused(Unfit.NOT_TEXT) from None
        text = raw.decode("cp1252", "replace")  # what Windows wrote before UTF-8
    if "\0" in text:
        raise Refused(Unfit.NOT_TEXT)
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _is_json(text: str) -> bool:
    return (text.lstrip()[:1] in ("{", "[") or text.strip() == "null") and not _LINK_FILE.match(text)


def _kind(text: str) -> Unfit | None:
    """What a text is that is no JSON, if that can be told."""
    if _HTML.match(text):
        return Unfit.HTML
    if _in_conflict(text):
        return Unfit.CONFLICT
    if _LINK_FILE.match(text) or ("<plist" in text[:500] and _is_link_list(text.encode("utf8", "replace"))):
        return Unfit.SHORTCUT
    return None


def _in_conflict(text: str) -> bool:
    return len(_CONFLICT.findall(text)) >= 2


def _kind_of_json(text: str) -> Unfit:
    """What JSON is that is no notebook."""
    if len(text) < 10_000:
        try:
            found = json.loads(text)
        except ValueError:
            return Unfit.NO_NOTEBOOK
        if isinstance(found, dict) and _SHORTCUT_KEYS & set(found):
            return Unfit.SHORTCUT
    return Unfit.OTHER_JSON


def _is_link_list(raw: bytes) -> bool:
    """Whether macOS wrote an address down here (.webloc)."""
    try:
        found = plistlib.loads(raw) if len(raw) < 10_000 else None
    except Exception:  # plistlib raises many kinds
        return False
    return isinstance(found, dict) and "URL" in found
