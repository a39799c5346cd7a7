"""What is in a zip that somebody handed in, read into memory within limits. Nothing is ever written to a disk."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ..outcome.refusal import Refused, Unfit

MAX_MEMBERS: Final = 2000
MAX_DIRECTORY: Final = 1_000_000  # bytes of the list of members
MAX_RATIO: Final = 200  # of a member's size to its packed size; a notebook full of pictures has 1, of text 10
SMALL: Final = 1_000_000  # what is no larger may be packed as tightly as it can be
_END: Final = struct.Struct("<4s4H2LH")
_METHODS: Final = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


@dataclass(frozen=True)
class Member:
    """A file in a zip.

    Attributes:
        name: with the folders in the zip, parted by /.
        changed: when it was changed last, in seconds since the epoch.
        size: as the zip says, which is checked when it is read.
    """

    name: str
    changed: float
    size: int


class Archive:
    """A zip in memory.

    Args:
        raw: the zip's bytes.

    Raises:
        Refused: it cannot be read, or it holds more than anybody's homework.
    """

    def __init__(self, raw: bytes):
        _look_at_the_end(raw)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(raw))
        except Exception:  # zipfile raises many kinds for what is damaged
            raise Refused(Unfit.ZIP_BROKEN) from None
        self._infos = {member.name: info for info in self._zip.infolist() if (member := member_of(info))}
        if len(self._zip.infolist()) > MAX_MEMBERS or any(map(too_tight, self._infos.values())):
            raise Refused(Unfit.ZIP_LARGE)

    def members(self) -> Iterator[Member]:
        """The files in it; no folders, no links, and nothing whose name leads out of it."""
        yield from filter(None, map(member_of, self._infos.values()))

    def read(self, member: Member, limit: int) -> bytes:
        """A member's bytes; raises Refused for more than `limit` of them, a password or damage."""
        info = self._infos[member.name]
        if info.flag_bits & 1:
            raise Refused(Unfit.ZIP_LOCKED)
        if info.compress_type not in _METHODS:
            raise Refused(Unfit.ZIP_BROKEN)
        try:
            with self._zip.open(info) as file:
                raw = file.read(limit + 1)
        except Exception:
            raise Refused(Unfit.ZIP_BROKEN) from None
        if len(raw) > limit:
            raise Refused(Unfit.ZIP_LARGE)
        return raw


def _look_at_the_end(raw: bytes) -> None:
    """Refuse a zip whose list of members is long, before anybody reads the list."""
    at = raw.rfind(b"PK\x05\x06", max(0, len(raw) - _END.size - 65536))
    if at < 0 or len(raw) < at + _END.size:
        raise Refused(Unfit.ZIP_BROKEN)
    _, _, _, _, members, size, _, _ = _END.unpack_from(raw, at)
    if members > MAX_MEMBERS or size > MAX_DIRECTORY or raw[max(0, at - 20):].startswith(b"PK\x06\x07"):
        raise Refused(Unfit.ZIP_LARGE)  # the last: a list beyond 4 GB, for which there is another record


def member_of(info: zipfile.ZipInfo) -> Member | None:
    """A zip's entry, if it is a file, and its name does not lead out of the zip."""
    name = info.filename.replace("\\", "/")  # Windows' own packers write it so
    mode = info.external_attr >> 16
    if info.is_dir() or (mode and stat.S_IFMT(mode) not in (0, stat.S_IFREG)):
        return None
    if name.startswith("/") or ".." in name.split("/") or name[1:2] == ":":
        return None
    try:
        changed = datetime(*info.date_time).timestamp()
    except (ValueError, OverflowError, OSError):  # the thirtieth of February
        changed = 0.0
    return Member(name, changed, info.file_size)


def too_tight(info: zipfile.ZipInfo) -> bool:
    """Whether so much is packed into so little that it is made to fill a disk."""
    return info.file_size > SMALL and info.file_size > MAX_RATIO * max(info.compress_size, 1)
