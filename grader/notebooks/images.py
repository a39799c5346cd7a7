"""Pictures that students paste into their text: raster images alone, and no more of them than a notebook's share.

What they are is read from their first bytes; nothing is decompressed here.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any, Final

from nbformat import NotebookNode

from ..ground import caps, raster

MAX_ATTACHED: Final = 50  # to one cell

_TYPES: Final = ("image/png", "image/jpeg", "image/gif")


def attach(cells: Iterable[tuple[NotebookNode, Any]]) -> None:
    """Give each cell, in place, what of its attachments is an image and fits."""
    room = caps.NOTEBOOK_BYTES
    for cell, attached in cells:
        kept = {}
        for name, data in islice(attached.items() if isinstance(attached, dict) else (), MAX_ATTACHED):
            image = _image(data)
            if image and len(name) <= caps.NAME_CHARACTERS and (size := sum(map(len, image.values()))) <= room:
                room -= size
                kept[name] = image
        if kept:
            cell.attachments = NotebookNode(kept)


def _image(data: Any) -> dict[str, str] | None:
    """The first of an attachment's forms that is a raster image within the caps."""
    if not isinstance(data, dict):
        return None
    for kind in _TYPES:
        text = data.get(kind)
        text = "".join(line for line in text if isinstance(line, str)) if isinstance(text, list) else text
        if isinstance(text, str) and (found := raster.showable(text, caps.ATTACHMENT_BYTES)) and found[0].kind == kind:
            return {kind: found[1]}
    return None
