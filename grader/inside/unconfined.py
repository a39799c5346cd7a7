"""Answer one request in a process of its own that nothing confines: for whoever runs their own code.

    python -m grader.inside.unconfined REQUEST ANSWER

REQUEST is a file with two frames, the limits and what is asked; the frames of the answer are written to the file
ANSWER. Files and no pipes, since nobody has to listen then, and every system can end a process that hangs.
"""

from __future__ import annotations

import json
import sys

import msgspec

from ..ground import frames, wall
from ..ground.device import Device
from ..ground.limits import Limits
from . import job
from .warm import warm


def main(asked: str, answer: str) -> None:
    """Answer what the file `asked` asks for."""
    with open(asked, "rb", buffering=0) as file:
        limits = msgspec.json.decode(frames.read(file.fileno())[0], type=Limits)
        request, body = frames.read(file.fileno())
    with open(answer, "wb", buffering=0) as file:

        def send(header: bytes, body: bytes = b"") -> None:
            frames.write(file.fileno(), header, body)

        shell = warm(Device.CPU)
        send(wall.READY)
        job.run(json.loads(request), body, send, shell, limits)
        send(wall.DONE)


if __name__ == "__main__":
    main(*sys.argv[1:])
