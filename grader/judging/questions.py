"""What the worker is asked for."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import msgspec
import numpy as np

from ..ground.messages import Request, Subject, Walk, named
from ..ground.trial import DType, Trial, encode


@dataclass(frozen=True)
class Question:
    """One walk that the worker is asked for.

    Attributes:
        task: the name of the task whose question it is.
        subject: who is to walk.
        trial: what to walk through.
    """

    task: str
    subject: Subject
    trial: Trial


@dataclass(frozen=True)
class Questions:
    """All that the worker is asked for.

    Attributes:
        walks: in order.
        runs: the walk that each of the notebook's own `runs` is to be repeated by, if it has some.
        dtype: torch's default in every walk.
        trials: the names of the trials that the notebook is to bring.
        own: the class that students may invent; it is walked by `runs`, too, and last.
    """

    walks: tuple[Question, ...]
    runs: Question | None = None
    dtype: DType = DType.FLOAT32
    trials: tuple[str, ...] = ()
    own: str | None = None

    @property
    def classes(self) -> list[str]:
        """The names of all classes that are asked about, each once."""
        return list(dict.fromkeys(name for q in self._all for name in q.subject.classes))

    def spoken_of(self, source: str) -> bool:
        """Whether a cell's code has a name in it that is asked for."""
        return self._pattern.search(source) is not None

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        return named(self._coded.names)

    @property
    def _all(self) -> tuple[Question, ...]:
        return (*self.walks, self.runs) if self.runs else self.walks

    @property
    def fingerprint(self) -> str:
        """Eight hexadecimal digits that tell trials apart and give nothing of them away; "" where there are none."""
        return self._coded.fingerprint

    def request(self, cells: Sequence[str]) -> tuple[dict[str, Any], bytes]:
        """What the worker is sent: the notebook's cells and the questions; the trials' numbers."""
        return self._coded.asked | {"cells": list(cells)}, self._coded.numbers

    @cached_property
    def _coded(self) -> _Coded:
        coded = [encode(q.trial) for q in self._all]
        walks = [Walk(q.subject, header, len(body)) for q, (header, body) in zip(self._all, coded)]
        runs = walks.pop() if self.runs else None
        request = Request([], self.classes, walks, runs, self.dtype, self.trials, self.own)
        return _Coded(msgspec.to_builtins(request), b"".join(body for _, body in coded), self._fingerprint(coded),
                      request.names)

    def _fingerprint(self, coded: Sequence[tuple[dict[str, Any], bytes]]) -> str:
        """The same on every machine: neither its device counts nor what its processor rounds in the last digits."""
        digest = hashlib.sha256()
        for question, (header, body) in zip(self._all, coded):
            plain = json.loads(json.dumps(header | {"device": None}), parse_float=lambda number: f"{float(number):.6g}")
            digest.update(json.dumps([question.task, plain], sort_keys=True).encode())
            digest.update(np.frombuffer(body, "<f8").astype("<f4").tobytes())
        return digest.hexdigest()[:8] if coded else ""


@dataclass(frozen=True)
class _Coded:
    """A request without cells, the same for every notebook; the trials' numbers and fingerprint; what is asked for."""

    asked: dict[str, Any]
    numbers: bytes
    fingerprint: str
    names: list[str]
