"""Explorables: a landscape and optimizers on it that the reader starts, drags, tunes and races.

On a page an explorable is a still picture of its first state, computed by the engine that moves it, and that state
as JSON. The site's script brings it to life; without JavaScript and in print the picture stays.
"""

import html
import json
import os
import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from . import engine, style
from .animation import IN_BOOK
from .panel import LEVELS, WIDTH, bands, frame

WIDE = 2.1  # of a still that fills its frame: the width for each unit of height, what is more lies at the left

_STILLS = """several.map(({ land, methods, start, steps, noise, seed, plan, box, wide, columns, rows }) => {
  const landscape = Engine.landscapes[land.key].make(land.values);
  const walks = methods.map(({ key, values, steady }) => Engine.walk({
    landscape, optimizer: Engine.optimizers[key], values, start: start || landscape.start, steps,
    schedule: !steady && plan, noise, seed,
  }));
  const inner = box || landscape.box;
  const shown = [Math.min(inner[0], inner[1] - wide * (inner[3] - inner[2])), ...inner.slice(1)];
  const [left, right, bottom, top] = shown, rest = landscape.shape.length > 1 ? landscape.minima[0] : [];
  const heights = Array.from({ length: rows + 1 }, (_, j) => Array.from({ length: columns + 1 }, (_, i) =>
    landscape.f([left + (right - left) * i / columns, bottom + (top - bottom) * j / rows, ...rest])));
  return { box: shown, inner, minima: landscape.minima, heights,
    names: methods.map(({ key }) => Engine.optimizers[key].name),
    looks: methods.map(({ key }) => Engine.optimizers[key].look),
    walks: walks.map(({ points, losses, n }) => ({ points: [...points], losses: [...losses], n })) };
})"""


def _rest(path, minima, near):
    far = np.linalg.norm(path - np.tile(minima, path.shape[1] // 2)[:, None], axis=-1)
    away = ~(far <= near)  # also where a path is lost
    first = [int(np.flatnonzero(one)[-1]) + 1 if one.any() else 0 for one in away]
    return min(first) if min(first) < len(path) else None


@dataclass(frozen=True)
class Explorable:
    """What the reader finds on the page.

    `land` names a landscape of the engine and `methods` its optimizers, each with the values that differ from the
    usual ones: `Explorable("momentum-first", ("valley", {"kappa": 25}), [("sgd", {"lr": 0.07})], alt=…)`. A method may
    have a third entry, its label; a fourth: whether it is on at first; and a fifth: whether it keeps its η whatever the
    schedule `plan` says. `sliders` are the ones beside the picture: ("momentum", "momentum"), (0, "lr") for a method by
    its number, (["sgd", "momentum"], "lr") for several at once, ("land", "kappa"), ("run", "noise"), ("plan", "warm");
    ("plan", "kind") is the choice of the schedule. `views` are the plots: "loss", "lengths", "rates", "spectrum",
    "map", "modes" (the error of each direction), "distance" (from the minimum, and the ball of noise). With `rule` the
    formula of the method number `focus` is shown with the step's numbers in it; with `more` everything can be changed;
    with `fill` the picture fills its frame from edge to edge. `presets` are settings worth a try, each
    {"label": …, "land": {…}, "methods": {0: {…}}, "plan": {"key": …}, "noise": …}, as far as they differ from the first
    state. `hint` stands in the picture until it is touched. `name` is the explorable's own on the site: links carry it.
    """

    name: str
    land: tuple
    methods: list
    alt: str
    sliders: tuple = ()
    views: tuple = ("loss",)
    steps: int = 100
    start: tuple | None = None
    box: tuple | None = None
    noise: float = 0.0
    seed: int = 0
    plan: tuple | None = None
    focus: int = 0
    rule: bool = False
    more: bool = True
    fill: bool = False
    near: float = 0.05
    presets: tuple = ()
    hint: str | None = None

    def __post_init__(self):
        if not self.alt.strip():
            raise ValueError("An explorable needs alt text: say in a sentence what there is to see.")
        if not re.fullmatch(r"[a-z][a-z0-9-]*", self.name):
            raise ValueError("An explorable's name is part of links: small letters, digits and hyphens.")

    def config(self) -> dict:
        """The first state and what is offered, as the engine reads it."""
        methods = []
        for key, values, *rest in self.methods:
            label, on, steady = (*rest, *(None, True, False)[len(rest):])
            methods.append(dict(key=key, values=values, on=on, steady=steady) | ({"label": label} if label else {}))
        config = dict(
            name=self.name, alt=" ".join(self.alt.split()), land=dict(key=self.land[0], values=self.land[1]),
            methods=methods, sliders=self.sliders, views=self.views, steps=self.steps, start=self.start,
            box=self.box, noise=self.noise, seed=self.seed, focus=self.focus, rule=self.rule, more=self.more,
            fill=self.fill, near=self.near, presets=self.presets, hint=self.hint,
            plan=self.plan and dict(key=self.plan[0], values=self.plan[1]),
        )  # fmt: skip
        return {key: value for key, value in config.items() if value is not None}

    def computed(self) -> dict:
        """Paths, losses and heights of the first state, computed by the engine itself, and once only."""
        return self._computed

    @cached_property
    def _computed(self):
        return engine.compute(_STILLS, several=[self._asked()])[0]

    def _asked(self):
        config = self.config()
        return dict(
            land=config["land"], methods=config["methods"], start=self.start, steps=self.steps, noise=self.noise,
            seed=self.seed, plan=config.get("plan"), box=self.box, wide=WIDE if self.fill else 0,
            columns=120 if self.fill else 80, rows=60,
        )  # fmt: skip

    def paths(self) -> dict:
        """The way of each method in the first state, by label or name: float64 arrays (steps + 1, numbers)."""
        return self._paths(self.computed())

    def _paths(self, made) -> dict:
        methods = self.config()["methods"]
        names = [method.get("label", name) for method, name in zip(methods, made["names"], strict=True)]
        points = (np.reshape(np.array(walk["points"], dtype=float), (-1, walk["n"])) for walk in made["walks"])
        return dict(zip(names, points, strict=True))

    def arrivals(self) -> dict:
        """From which step on each method stays within `near` of a minimum; None where it does not."""
        made = self.computed()
        return {name: _rest(path, np.array(made["minima"]), self.near) for name, path in self._paths(made).items()}

    def still(self) -> str:
        """The first state at its last step, as SVG."""
        made, parts = self.computed(), []
        drawing = frame(made["box"])
        left, right, bottom, top = made["box"]
        z = np.array(made["heights"], dtype=float)
        x, y = np.meshgrid(np.linspace(left, right, z.shape[1]), np.linspace(bottom, top, z.shape[0]))
        within = z[:, x[0] >= made["inner"][0]]
        levels = np.quantile(within[np.isfinite(within)], (np.arange(LEVELS) + 0.5) / LEVELS)
        parts.append(bands(drawing, x, y, z, levels))
        for minimum in made["minima"]:
            u, v = drawing.place(*minimum)
            parts.append(f'<path class="minimum" d="M{u - 5:g} {v:g}h10m-5-5v10"/>')
        for look, walk, method in zip(self.looks(made), made["walks"], self.config()["methods"], strict=True):
            if not method["on"]:
                continue
            points = np.reshape(np.array(walk["points"], dtype=float), (-1, walk["n"] // 2, 2))
            for k in range(points.shape[1]):
                track = drawing.place(points[:, k, 0], points[:, k, 1])
                d = "M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in track)
                parts.append(
                    f'<g style="--c:{look.css}"><path class="trail" stroke-dasharray="{style.dash(look)}" d="{d}"/>'
                    f'<path class="head" d="{style.MARKERS[look.marker]}" '
                    f'transform="translate({track[-1, 0]:.1f} {track[-1, 1]:.1f})"/></g>'
                )
        label = html.escape(self.config()["alt"], quote=True)
        return (
            f'<svg class="still" role="img" aria-label="{label}" preserveAspectRatio="xMaxYMax slice" '
            f'viewBox="0 0 {WIDTH} {drawing.height}">{"".join(parts)}</svg>'
        )

    def looks(self, made) -> list:
        """The look of each method: its optimizer's own; if that is taken, another value's or a labelled variant's."""
        own = {look.key: look for look in style.OPTIMIZERS.values()}
        chosen, seen, counts = [], set(), {True: 0, False: 0}
        for key, method in zip(made["looks"], self.config()["methods"], strict=True):
            labelled = "label" in method
            counts[labelled] += key in seen
            if key not in seen:
                chosen.append(own[key])
            elif labelled:
                chosen.append(style.VARIANTS[min(counts[True], len(style.VARIANTS)) - 1])
            else:
                chosen.append(style.another(own[key], counts[False]))
            seen.add(key)
        return chosen

    def markup(self) -> str:
        """The HTML element that the engine looks for."""
        config = self.config()
        numbers = json.dumps(config, ensure_ascii=False).replace("</", "<\\/")
        kind = "explorable fill" if self.fill else "explorable"
        return (
            f'<div class="{kind}" role="group" aria-label="{html.escape(config["alt"], quote=True)}" '
            f'style="--controls:{len(self.sliders)}">{self.still()}'
            f'<script type="application/json">{numbers}</script></div>'
        )

    def _repr_html_(self) -> str:
        return output(self.markup())


def together(several) -> list[Explorable]:
    """These explorables, all computed by the engine in one go: to start it takes longer than what it is asked."""
    several = list(several)
    made = engine.compute(_STILLS, several=[one._asked() for one in several])
    for one, found in zip(several, made, strict=True):
        one.__dict__["_computed"] = found
    return several


def output(markup: str) -> str:
    """What a cell shows: on a page of the book the element alone, in a notebook with all that it needs."""
    if os.environ.get(IN_BOOK):
        return markup
    return f"<style>{engine.styles('player', 'explorable')}</style>{markup}<script>{engine.script()}</script>"
