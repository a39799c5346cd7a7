"""`{write} NAME`: the place in a chapter where readers write an optimizer themselves, and what it is judged by.

The book does not know the grader. `_build/practice.json`, made by `step-grader practice`, holds for each task a few
short trials, the right path through them and those of its named mistakes. A page loads its task's part, a classic
script `_static/practice/NAME.js`, when its reader begins to write. The directive's content is what the editor shows at
first; without any it is made from the constructor's arguments. What a game with the same mistakes is played with, the
rules as Python and a winning trial, is a script of its own, `_static/catch/NAME.js`. `practice: false` in
`_config.yml`, where Sphinx's own settings are, leaves all of it out.
"""

import html
import json
from functools import cache
from pathlib import Path

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

FILE = "_build/practice.json"
FOLDER = "_static/practice"
GAMES = "_static/catch"

logger = logging.getLogger(__name__)


@cache
def _read(file, changed):
    return {task["task"]: task for task in json.loads(Path(file).read_text(encoding="utf8"))}


def tasks(root):
    """What readers can practise, by the tasks' names; None if it has not been made."""
    file = Path(root) / FILE
    return _read(str(file), file.stat().st_mtime_ns) if file.is_file() else None


def script(task):
    """One task as a classic script, which works from a file as well: it adds itself to `PRACTICE`.

    What is no number stands there as JavaScript calls it, NaN and Infinity, as Python writes it.
    """
    box = {key: value for key, value in task.items() if key not in ("task", "catch")}
    return _adding("PRACTICE", task["task"], box)


def game(task):
    """What is played with one task, as a classic script that adds itself to `CATCH`."""
    shared = {key: task[key] for key in ("task", "class", "title", "hyperparameters", "symbols", "tolerance")}
    return _adding("CATCH", task["task"], shared | task["catch"])


def _adding(table, name, data):
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"(self.{table} = self.{table} || {{}})[{json.dumps(name)}] = {text};\n"


def skeleton(task):
    """The class with its constructor, and a step that moves nothing yet."""
    arguments = "".join(f", {name}" if default is None else f", {name}={_literal(default)}"
                        for name, default in task["hyperparameters"])
    kept = "".join(f"        self.{name} = {name}\n" for name, _ in task["hyperparameters"])
    return (f"class {task['class']}:\n    def __init__(self{arguments}):\n{kept}\n"
            "    def step(self, w, g):\n        return w\n")


def _literal(value):
    return repr(tuple(value) if isinstance(value, list) else value).replace("e-0", "e-")


def place_of(name):
    """The id of a task's box on its page."""
    return f"write-{name}"


class Write(SphinxDirective):
    """A place for an editor, which the site's script makes. Until then the code is there with which it begins."""

    required_arguments = 1
    has_content = True

    def run(self):
        if not self.config.practice:
            return []
        self.env.note_dependency(str(Path(self.env.srcdir) / FILE))
        found, name = tasks(self.env.srcdir), self.arguments[0]
        if found is None or name not in found:
            logger.warning("%s has nothing of %s: run make.", FILE, name, location=self.get_location())
            return []
        self.env.metadata[self.env.docname].setdefault("boxes", []).append(name)
        code = "\n".join(self.content) + "\n" if self.content else skeleton(found[name])
        up = "../" * self.env.docname.count("/")
        place = (f'<div class="write" id="{html.escape(place_of(name))}" data-task="{html.escape(name)}" '
                 f'data-class="{html.escape(found[name]["class"])}" '
                 f'data-practice="{up}{FOLDER}/{html.escape(name)}.js"><pre>{html.escape(code)}</pre></div>')
        return [nodes.raw("", place, format="html")]


def write_data(app):
    """Put each task's scripts on the site, and none where the course wants none."""
    found = (tasks(app.srcdir) or {}).values() if app.config.practice else ()
    _write(Path(app.outdir) / FOLDER, {task["task"]: script(task) for task in found})
    _write(Path(app.outdir) / GAMES, {task["task"]: game(task) for task in found if "catch" in task})


def _write(folder, scripts):
    """Exactly these scripts in a folder of the site."""
    for old in folder.glob("*.js"):
        if old.stem not in scripts:
            old.unlink()
    if scripts:
        folder.mkdir(parents=True, exist_ok=True)
    for name, text in scripts.items():
        (folder / f"{name}.js").write_text(text, encoding="utf8")


def setup(app):
    app.add_config_value("practice", True, "env", types=[bool])
    app.add_config_value("hints", True, "", types=[bool])  # read when the notebooks are made
    app.add_directive("write", Write)
    app.connect("builder-inited", write_data)
