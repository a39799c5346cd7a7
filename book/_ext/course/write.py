"""What "Write it here" brings to a page: its script and styles, and the Python that a reader's first key loads.

The place itself is `{write} NAME` (see `practice`). Python is MicroPython, as `book/web/micropython/README.md` says; it
stands in one classic script, since neither modules nor requests work from a file.
"""

import base64
import json
from pathlib import Path

import rjsmin
from docutils import nodes

from .execution import engine

WEB = engine.SOURCES.parent
BOX = ("answer", "python", "write")  # after the engine, which has what all controls share
PLACE = 'class="write"'
MODULE = (("export default _createMicroPythonModule;", ""), ("export async function", "async function"))


def box() -> str:
    """The script of the editor and its verdicts."""
    sources = ((engine.SOURCES / f"{name}.js").read_text("utf8") for name in BOX)
    return rjsmin.jsmin("".join(sources)) + "\n"


def runtime() -> str:
    """Python and what surrounds the reader's class, as a classic script that fills `PYTHON`."""
    folder = WEB / "micropython"
    module = (folder / "micropython.mjs").read_text("utf8").replace("import.meta.url", '"blob:"')
    # A module cannot be loaded from a file: its text becomes the body of a function.
    for there, instead in MODULE:
        if module.count(there) != 1:
            raise ValueError(f"This micropython.mjs has no {there!r}, or several.")
        module = module.replace(there, instead)
    worker = rjsmin.jsmin((WEB / "write" / "worker.js").read_text("utf8"))
    found = {
        "script": f"const loaded = (async () => {{{module}\nself.loadMicroPython = loadMicroPython;}})();\n{worker}",
        "wasm": base64.b64encode((folder / "micropython.wasm").read_bytes()).decode(),
        "prelude": (WEB / "write" / "prelude.py").read_text("utf8"),
        "rules": (WEB / "write" / "rules.py").read_text("utf8"),
    }
    licence = (folder / "LICENSE").read_text("utf8").replace("*/", "")
    return f"/* MicroPython:\n{licence}*/\nself.PYTHON = {json.dumps(found)};\n"


def write_scripts(app):
    """Put both scripts on the site, and none where the course wants no practice."""
    static = Path(app.outdir) / "_static"
    for file, made in ((static / "write.js", box), (static / "write" / "python.js", runtime)):
        if app.config.practice:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(made(), encoding="utf8")
        else:
            file.unlink(missing_ok=True)


def add_box(app, pagename, templatename, context, doctree):
    """Only pages with a place to write in load what belongs to it."""
    if doctree and any(PLACE in node.astext() for node in doctree.findall(nodes.raw)):
        app.add_css_file("write.css")
        app.add_js_file("write.js", defer="defer", priority=900)  # after the engine


def setup(app):
    app.connect("builder-inited", write_scripts)
    app.connect("html-page-context", add_box)
