"""The smallest job: run one piece of Python.

`levels` tries the sandbox with it, and the attack tests attack from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..ground import frames
from ..ground.device import Device
from ..ground.frames import Send
from ..ground.limits import Limits


def run(request: dict[str, Any], body: bytes, send: Send, prepared: object, limits: Limits) -> None:
    """Execute request["code"] with `send`, `body` and `request` at hand; `send` takes a dictionary here."""

    def send_dictionary(message: Mapping[str, Any], raw: bytes = b"") -> None:
        send(frames.dump(message), raw)

    names = {"send": send_dictionary, "body": body, "request": request}
    exec(compile(request.get("code", ""), "<probe>", "exec"), names)


def warm(device: Device) -> None:
    """Nothing to import beforehand."""
