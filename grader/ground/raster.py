"""What an image's own header says: its kind and its size. Nothing is decompressed for it."""

from __future__ import annotations

import base64
import binascii
import re
import struct
from typing import Final, NamedTuple

from . import caps

_START_OF_FRAME: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})  # markers that no length follows
_ADDRESS: Final = re.compile(r"data:image/[a-z.+-]{1,20};base64,", re.I)


class Raster(NamedTuple):
    """An image of pixels.

    Attributes:
        kind: its MIME type, by its bytes and not by its name.
        width, height: in pixels.
    """

    kind: str
    width: int
    height: int

    @property
    def pixels(self) -> int:
        return self.width * self.height


def raster(image: bytes) -> Raster | None:
    """What the image is; None if it is no PNG, JPEG or GIF, or does not say its size."""
    if image.startswith(b"\x89PNG\r\n\x1a\n") and image[12:16] == b"IHDR" and len(image) >= 24:
        return Raster("image/png", *struct.unpack_from(">II", image, 16))
    if image.startswith((b"GIF87a", b"GIF89a")) and len(image) >= 10:
        return Raster("image/gif", *struct.unpack_from("<HH", image, 6))
    if image.startswith(b"\xff\xd8"):
        return _jpeg(image)
    return None


def showable(encoded: str, most: int = caps.ATTACHMENT_BYTES) -> tuple[Raster, str] | None:
    """An image in base64, encoded anew so that nothing else stands between its characters.

    None if it is no image, or one that has more than `most` characters or too many pixels to be shown.
    """
    if len(encoded) > most:
        return None
    try:
        image = base64.b64decode(encoded, validate=False)
    except (binascii.Error, ValueError):
        return None
    found = raster(image)
    if found is None or not 0 < found.pixels <= caps.IMAGE_PIXELS:
        return None
    return found, base64.b64encode(image).decode()


def address(source: str) -> str | None:
    """The `data:` address of an image that may be shown, by its address; None for every other address."""
    start = _ADDRESS.match(source)
    found = showable(source[start.end():]) if start else None
    return f"data:{found[0].kind};base64,{found[1]}" if found else None


def _jpeg(image: bytes) -> Raster | None:
    """A JPEG is a row of segments; the one that starts the frame has the size."""
    at = 2
    while at + 9 <= len(image) and image[at] == 0xFF:
        marker = image[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker in _ALONE:
            at += 2
        elif marker in _START_OF_FRAME:
            height, width = struct.unpack_from(">HH", image, at + 5)
            return Raster("image/jpeg", width, height)
        else:
            at += 2 + max(2, struct.unpack_from(">H", image, at + 2)[0])
    return None
