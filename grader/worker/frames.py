"""Frames: how trusted and untrusted side exchange data. Never pickle.

A frame is a JSON object (the header) followed by raw bytes (the body), both length-prefixed:

    u32 header length · u64 body length · header (UTF-8 JSON) · body

Both sides use this module, so it imports nothing but the standard library. Whatever `Reader` reads
may have been written by a stranger: every length is checked before anything is kept for it.
"""

import json
import os
import struct

PREFIX = struct.Struct("<IQ")
MAX_HEADER = 8 << 20  # bytes
# JSON grows up to twentyfold when it becomes Python objects, and a frame costs some bytes by itself.
MAX_HEADERS = 16 << 20  # bytes, all headers of a stream together
MAX_FRAMES = 10_000


class BadFrame(ValueError):
    """The bytes are not frames. The message says what is wrong, in half a sentence."""


class TooMuch(ValueError):
    """More bytes than the reader was told to accept."""


def encode(header: dict, body: bytes = b"") -> bytes:
    """One frame as bytes. ValueError if the header is too long or not JSON (NaN is not)."""
    text = json.dumps(header, ensure_ascii=False, allow_nan=False).encode("utf-8", "replace")
    if len(text) > MAX_HEADER:
        raise ValueError(f"the header has {len(text)} bytes, more than {MAX_HEADER}")
    return PREFIX.pack(len(text), len(body)) + text + bytes(body)


def decode_header(text: bytes) -> dict:
    """The JSON object in `text`; BadFrame for anything else."""
    try:
        header = json.loads(text)
        # Python reads more than JSON: NaN, 1e999, half surrogates. What cannot be written again
        # would break whoever stores it later, so it stops here.
        json.dumps(header, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise BadFrame(f"a header is not valid JSON ({type(error).__name__})") from None
    if not isinstance(header, dict):
        raise BadFrame("a header is not a JSON object")
    return header


class Reader:
    """Turns a stream of bytes into frames, piece by piece; accepts `limit` bytes in all."""

    def __init__(self, limit: int):
        self._limit = limit
        self._taken = self._frames = self._headers = 0
        self._waiting = bytearray()

    def feed(self, piece: bytes):
        """Yield each frame (header, body) that `piece` completes.

        Raises BadFrame or TooMuch; read no further then.
        """
        self._taken += len(piece)
        if self._taken > self._limit:
            raise TooMuch(f"more than {self._limit} bytes")
        self._waiting += piece
        while len(self._waiting) >= PREFIX.size:
            header_length, body_length = PREFIX.unpack_from(self._waiting)
            if header_length > MAX_HEADER:
                raise BadFrame(f"a header claims {header_length} bytes")
            if body_length > self._limit:
                raise TooMuch(f"a frame claims {body_length} bytes")
            middle = PREFIX.size + header_length
            end = middle + body_length
            if len(self._waiting) < end:
                return
            self._frames += 1
            self._headers += header_length
            if self._frames > MAX_FRAMES or self._headers > MAX_HEADERS:
                raise TooMuch("too many frames, or too long headers")
            header = decode_header(bytes(self._waiting[PREFIX.size : middle]))
            body = bytes(self._waiting[middle:end])
            del self._waiting[:end]
            yield header, body

    @property
    def unfinished(self) -> int:
        """Bytes of a frame that has begun but not ended."""
        return len(self._waiting)


def write(fd: int, header: dict, body: bytes = b"") -> None:
    """Write one frame to a file descriptor, however many calls that takes."""
    rest = memoryview(encode(header, body))
    while rest:
        rest = rest[os.write(fd, rest) :]


def read(fd: int) -> tuple[dict, bytes]:
    """Read one frame from a file descriptor of the trusted side. EOFError if it ends early."""
    header_length, body_length = PREFIX.unpack(_exactly(fd, PREFIX.size))
    return json.loads(_exactly(fd, header_length)), _exactly(fd, body_length)


def _exactly(fd: int, count: int) -> bytes:
    data = bytearray()
    while len(data) < count:
        piece = os.read(fd, min(count - len(data), 1 << 20))
        if not piece:
            raise EOFError(f"{count - len(data)} bytes are missing")
        data += piece
    return bytes(data)
