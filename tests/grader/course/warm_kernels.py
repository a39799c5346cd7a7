"""Kernels that have imported torch and matplotlib: one process imports them, and forks a kernel for each notebook.

Each kernel is a process of its own, with nothing in its namespace. Jupyter finds them as it finds all kernels, by a
specification on its path. The program named there (`ask`) stands for the kernel, and lives as long as it does.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def warm_kernels(folder: Path) -> Iterator[dict[str, str]]:
    """The environment variables by which Jupyter finds them, for a `with` block. `folder` is to be empty."""
    address = folder / "socket"
    specification = folder / "kernels" / "python3" / "kernel.json"
    specification.parent.mkdir(parents=True)
    specification.write_text(json.dumps({
        "argv": [sys.executable, "-S", __file__, "ask", str(address), "-f", "{connection_file}"],
        "display_name": "Python 3", "language": "python"}), "utf8")
    server = subprocess.Popen([sys.executable, __file__, "serve", address], stdout=subprocess.PIPE,
                              start_new_session=True)
    try:
        assert server.stdout is not None and server.stdout.readline() == b"ready\n"
        yield {"JUPYTER_PATH": str(folder)}
    finally:
        os.killpg(server.pid, signal.SIGKILL)  # and the kernels that are left
        server.wait()


def serve(address: str) -> None:
    """Fork a kernel for each that asks."""
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    import matplotlib.pyplot  # noqa: F401
    import torch._dynamo  # noqa: F401  (what the first optimizer of torch's own imports)
    from ipykernel.kernelapp import IPKernelApp

    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(address)
        listening.listen()
        print("ready", flush=True)
        while True:
            asking, _ = listening.accept()
            message, streams, _, _ = socket.recv_fds(asking, 1 << 16, 3)
            if os.fork() == 0:
                for number, stream in enumerate(streams):
                    os.dup2(stream, number)
                folder, arguments = json.loads(message)
                os.chdir(folder)
                IPKernelApp.launch_instance(arguments)
                os._exit(0)
            for descriptor in (asking.detach(), *streams):
                os.close(descriptor)


def ask(address: str, *arguments: str) -> None:
    """Have a kernel forked, called with these arguments, that writes where this process would; wait for its end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Jupyter sends it before it asks the kernel to shut down
    with socket.socket(socket.AF_UNIX) as asked:
        asked.connect(address)
        socket.send_fds(asked, [json.dumps([os.getcwd(), arguments]).encode()], [0, 1, 2])
        asked.recv(1)  # nothing is said: the kernel holds the other end until it ends


if __name__ == "__main__":
    {"serve": serve, "ask": ask}[sys.argv[1]](*sys.argv[2:])
