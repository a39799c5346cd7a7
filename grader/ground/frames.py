"""Frames: how trusted and untrusted side exchange data. Never pickle.

A frame is a header, which says something, followed by a body of raw bytes; both length-prefixed:

    u32 header length · u64 body length · header · body

What a header means is not asked here. Both sides use this module, so it imports nothing but the
standard library. Whatever `Reader` reads may have been written by a stranger: every length is checked
before anything is kept for it.
"""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, Protocol

PREFIX = struct.Struct("<IQ")
# Caps of what comes out of the sandbox. What goes in is ours, and is as large as it has to be.
MAX_HEADER = 8 << 20  # bytes
# JSON grows up to twentyfold when it becomes Python objects, and a frame costs some bytes by itself.
MAX_HEADERS = 16 << 20  # bytes, all headers of a stream together
MAX_FRAMES = 10_000


class BadFrame(ValueError):
    """The bytes are not frames."""


class Excess(StrEnum):
    """Of what there can be too much in one stream."""

    BYTES = "bytes"
    HEADERS = "headers"
    FRAMES = "frames"


class TooMuch(ValueError):
    """More than the reader accepts; `what` says of what."""

    def __init__(self, what: Excess):
        super().__init__(what.value)
        self.what = what


def dump(message: Mapping[str, Any]) -> bytes:
    """A header of ours as JSON. ValueError if JSON cannot hold it (NaN, for one)."""
    return json.dumps(message, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")


def encode(header: bytes, body: bytes = b"") -> bytes:
    """One frame as bytes, whatever its size."""
    return PREFIX.pack(len(header), len(body)) + header + bytes(body)


class Send(Protocol):
    """Sends one frame: a message as it is written, and the numbers that belong to it."""

    def __call__(self, header: bytes, body: bytes = b"") -> None: ...


class Reader:
    """Turns a stream of bytes into frames, piece by piece; accepts `limit` bytes in all."""

    def __init__(self, limit: int):
        self._limit = limit
        self._taken = self._frames = self._headers = 0
        self._waiting = bytearray()

    def feed(self, piece: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Yield each frame (header, body) that `piece` completes.

        Raises BadFrame or TooMuch; read no further then.
        """
        self._taken += len(piece)
        if self._taken > self._limit:
            raise TooMuch(Excess.BYTES)
        self._waiting += piece
        while len(self._waiting) >= PREFIX.size:
            header_length, body_length = PREFIX.unpack_from(self._waiting)
            if header_length > MAX_HEADER:
                raise BadFrame
            if body_length > self._limit:
                raise TooMuch(Excess.BYTES)
            middle = PREFIX.size + header_length
            end = middle + body_length
            if len(self._waiting) < end:
                return
            self._frames += 1
            self._headers += header_length
            if self._frames > MAX_FRAMES:
                raise TooMuch(Excess.FRAMES)
            if self._headers > MAX_HEADERS:
                raise TooMuch(Excess.HEADERS)
            header = bytes(self._waiting[PREFIX.size : middle])
            body = bytes(self._waiting[middle:end])
            del self._waiting[:end]
            yield header, body

    @property
    def unfinished(self) -> int:
        """Bytes of a frame that has begun but not ended."""
        return len(self._waiting)


def write(fd: int, header: bytes, body: bytes = b"") -> None:
    """Write one frame to a file descriptor, however many calls that takes.

    ValueError if the header is longer than a `Reader` accepts.
    """
    if len(header) > MAX_HEADER:
        raise ValueError(f"the header has {len(header)} bytes, more than {MAX_HEADER}")
    rest = memoryview(encode(header, body))
    while rest:
        rest = rest[os.write(fd, rest) :]


def read(fd: int) -> tuple[bytes, bytes]:
    """Read one frame from a file descriptor of the trusted side, whatever its size. EOFError if it ends early."""
    header_length, body_length = PREFIX.unpack(_exactly(fd, PREFIX.size))
    return _exactly(fd, header_length), _exactly(fd, body_length)


def _exactly(fd: int, count: int) -> bytes:
    data = bytearray()
    while len(data) < count:
        piece = os.read(fd, min(count - len(data), 1 << 20))
        if not piece:
            raise EOFError(f"{count - len(data)} bytes are missing")
        data += piece
    return bytes(data)
