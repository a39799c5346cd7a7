"""Pictures that students paste into their text: raster images alone, and no more of them than a notebook's share.

Their size is read from the first bytes; nothing is decoded here.
"""

from __future__ import annotations

import base64
import binascii
import struct
from collections.abc import Iterable
from itertools import islice
from typing import Any, Final

from nbformat import NotebookNode

from ..ground import caps

MAX_ATTACHED: Final = 50  # to one cell

_TYPES: Final = ("image/png", "image/jpeg", "image/gif")
_JPEG_FRAMES: Final = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # segments that carry width and height


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
        if isinstance(text, str) and len(text) <= caps.ATTACHMENT_BYTES:
            try:
                image = base64.b64decode(text, validate=False)
            except (binascii.Error, ValueError):
                continue
            if fits(image, kind):
                return {kind: base64.b64encode(image).decode()}
    return None


def fits(image: bytes, kind: str) -> bool:
    """Whether these bytes are an image of that kind, and not of more pixels than may be shown."""
    size = {"image/png": _png, "image/jpeg": _jpeg, "image/gif": _gif}[kind](image)
    return size is not None and 0 < size[0] * size[1] <= caps.IMAGE_PIXELS


def kind_of(image: bytes) -> str | None:
    """What kind of raster image these bytes are, by their beginning."""
    return next((kind for magic, kind in ((b"\x89PNG", _TYPES[0]), (b"\xff\xd8", _TYPES[1]), (b"GIF8", _TYPES[2]))
                 if image.startswith(magic)), None)


def _png(image: bytes) -> tuple[int, int] | None:
    if image[:8] != b"\x89PNG\r\n\x1a\n" or image[12:16] != b"IHDR" or len(image) < 24:
        return None
    width, height = struct.unpack(">II", image[16:24])
    return width, height


def _gif(image: bytes) -> tuple[int, int] | None:
    if image[:6] not in (b"GIF87a", b"GIF89a") or len(image) < 10:
        return None
    width, height = struct.unpack("<HH", image[6:10])
    return width, height


def _jpeg(image: bytes) -> tuple[int, int] | None:
    at = 2
    if image[:2] != b"\xff\xd8":
        return None
    while at + 9 <= len(image) and image[at] == 0xFF:
        marker, length = image[at + 1], int.from_bytes(image[at + 2:at + 4], "big")
        if marker in _JPEG_FRAMES:
            height, width = struct.unpack(">HH", image[at + 5:at + 9])
            return width, height
        at += 2 + length if marker != 0xFF else 1
    return None
