"""Each notebook of the site a second time, as the script `FILE.js`: a page that is read from a folder may not fetch a
file, and browsers ignore there that a link is to be saved. `reader/download.js` loads it on the click."""

import json
from pathlib import Path

FOLDERS = ("notebooks", "assignments")


def hand_over(app, exception):
    """Write the script of every notebook on the site."""
    if exception or app.builder.name != "html":
        return
    for folder in FOLDERS:
        for file in (Path(app.outdir) / folder).rglob("*.ipynb"):
            text = json.dumps(file.read_text("utf8"), ensure_ascii=False)
            file.with_name(f"{file.name}.js").write_text(f"HANDED({json.dumps(file.name)}, {text});\n", encoding="utf8")


def setup(app):
    app.connect("build-finished", hand_over, priority=900)  # when they have all they need
