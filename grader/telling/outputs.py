"""Outputs of a student's cells: brought into nbformat's shape, cleaned and capped.

They come out of the sandbox as data of unknown making and end in the instructor's browser, so only
kinds of output that cannot run a script are kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ..ground import caps, raster
from ..ground.messages import Display, Error, Output, Result, Stream
from .apart import Budget, Renderer
from .catalogue import say
from .feedback import shown
from .fragments import Kind

_TEXTS: Final = ("text/plain", "text/markdown", "text/latex")
_IMAGES: Final = ("image/png", "image/jpeg")


def of_notebook(by_cell: Mapping[int, Sequence[Output]], renderer: Renderer) -> dict[int, list[dict[str, Any]]]:
    """A notebook's outputs by the index of their cell: cleaned, and no more than a notebook's share.

    Args:
        by_cell: what each cell gave out.
        renderer: cleans HTML, apart.
    """
    cleaning = _Cleaning(renderer)
    return cap({index: cleaning.cell(by_cell[index]) for index in sorted(by_cell)})


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


class _Cleaning:
    """One notebook's outputs on their way, and what is left of its budget."""

    def __init__(self, renderer: Renderer):
        self._renderer, self._budget, self._pixels = renderer, Budget(), caps.NOTEBOOK_PIXELS

    def cell(self, outputs: Sequence[Output]) -> list[dict[str, Any]]:
        return [made for made in map(self._clean, outputs[:caps.CELL_OUTPUTS]) if made]

    def _clean(self, output: Output) -> dict[str, Any] | None:
        match output:
            case Stream(name, text):
                return {"output_type": "stream", "name": name, "text": _text(text)}
            case Error(ename, evalue, traceback):
                return {"output_type": "error", "ename": _text(ename)[:caps.NAME_CHARACTERS], "evalue": _text(evalue),
                        "traceback": [_text(line) for line in traceback[:caps.TRACEBACK_LINES]]}
            case Display(data):
                return self._rich("display_data", data)
            case Result(data, count):
                return self._rich("execute_result", data, execution_count=count)

    def _rich(self, kind: str, data: Mapping[str, str], **more: int | None) -> dict[str, Any] | None:
        kept = self._data(data)
        return {"output_type": kind, "data": kept, "metadata": {}, **more} if kept else None

    def _data(self, data: Mapping[str, str]) -> dict[str, str]:
        kept = {kind: _text(data[kind]) for kind in _TEXTS if kind in data}
        if "text/html" in data:
            page = _text(data["text/html"])
            kept["text/html"] = shown(self._renderer, self._budget, Kind.HTML, page)
        images = {kind: self._image(kind, data[kind]) for kind in _IMAGES if kind in data}
        kept.update((kind, image) for kind, image in images.items() if image)
        if not all(images.values()) and not set(kept) & {"text/html", "text/markdown", *_IMAGES}:
            kept["text/plain"] = "\n".join(filter(None, [kept.get("text/plain"), say("output.image")]))
        return kept

    def _image(self, kind: str, value: str) -> str | None:
        """An image in base64, and nothing else that stood between its characters; None if it is not shown."""
        found = raster.showable(value, caps.DATA_BYTES)
        if found is None or found[0].kind != kind or found[0].pixels > self._pixels:
            return None
        self._pixels -= found[0].pixels
        return found[1]


def _text(text: str) -> str:
    # Lone surrogates cannot be written to a file.
    return text[:caps.TEXT_WITH_CUT].encode("utf8", "replace").decode("utf8")
