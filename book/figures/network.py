"""A network that trains in the page, and the same network in Python: same points, first weights and batches.

The engine's network.js trains what the reader plays with. What the book says about it is computed here, from the same
seeds, so that it holds for what the reader sees.
"""

import base64
import functools
import html
import io
import itertools
import json
import math
import os
from dataclasses import dataclass, field, replace

import numpy as np
import torch
from PIL import Image

from . import engine, paths, style
from .animation import IN_BOOK
from .stack import Stack, muon, with_decay, with_l2

POINTS = 200  # of each half: to train on, and to test on
GRID, EDGE = 40, 3.6  # points to a side at which the plane is computed, and how far it reaches
SIDE, HEIGHT = 200, 104  # drawing units of a plane and of the weights below it
LEFT, RIGHT, TOP, BOTTOM = 36, 384, 6, 92  # the frame of the curves' drawing
SCRIPTS = ("random", "landscapes", "optimizers", "network", "network_view")  # what the page needs of the engine
UNITS = {"tanh": torch.nn.Tanh, "relu": torch.nn.ReLU}
DATA = {
    "spirals": "two spirals",
    "circles": "circles",
    "xor": "exclusive or",
    "gaussians": "two Gaussians",
    "moons": "two moons",
}


OPTIMIZERS = {
    "sgd": ("SGD", 0.5, with_l2(paths.sgd)),
    "momentum": ("Momentum", 0.1, with_l2(paths.momentum)),
    "nesterov": ("Nesterov", 0.1, with_l2(paths.nesterov)),
    "adagrad": ("Adagrad", 0.3, with_l2(paths.adagrad)),
    "rmsprop": ("RMSprop", 0.02, with_l2(paths.rmsprop)),
    "adam": ("Adam", 0.03, with_decay(paths.adam)),
    "adamw": ("AdamW", 0.03, with_decay(paths.adamw)),
    "lion": ("Lion", 0.005, with_decay(paths.lion)),
    "muon": ("Muon", 0.02, muon),
}
"""For each of the engine's optimizers its name, a learning rate that suits the spirals, and what makes its rule."""


class Chance:
    """The engine's random numbers (random.js): sfc32 by Chris Doty-Humphrey."""

    def __init__(self, seed, stream):
        self.state, self.spare = (0, seed, stream, 1), None
        for _ in range(15):
            self.uniform()

    def uniform(self):
        a, b, c, count = self.state
        total = (a + b + count) & 0xFFFFFFFF
        self.state = (
            b ^ (b >> 9),
            (c + (c << 3)) & 0xFFFFFFFF,
            (((c << 21) | (c >> 11)) + total) & 0xFFFFFFFF,
            (count + 1) & 0xFFFFFFFF,
        )
        return total / 2**32

    def normal(self):
        """Marsaglia's polar method, which makes two at a time."""
        if self.spare is not None:
            kept, self.spare = self.spare, None
            return kept
        s = 0
        while not 0 < s < 1:
            x, y = 2 * self.uniform() - 1, 2 * self.uniform() - 1
            s = x * x + y * y
        scale = math.sqrt(-2 * math.log(s) / s)
        self.spare = y * scale
        return x * scale

    def below(self, n):
        return math.floor(self.uniform() * n)


def _point(key, u, v, label):
    turn, sign = 2 * math.pi, 1 if label else -1
    if key == "spirals":
        angle, radius = turn * (1.25 * u + label / 2), 0.3 + 2.7 * u
        return radius * math.cos(angle), radius * math.sin(angle)
    if key == "circles":
        radius = 1.9 + 0.9 * u if label else 1.2 * math.sqrt(u)
        return radius * math.cos(turn * v), radius * math.sin(turn * v)
    if key == "xor":
        side = -1 if v < 0.5 else 1
        return side * (0.25 + 2.5 * u), -sign * side * (0.25 + 5 * (v % 0.5))
    if key == "gaussians":
        radius = 0.7 * math.sqrt(-2 * math.log(1 - u))
        return 1.2 * sign + radius * math.cos(turn * v), 1.2 * sign + radius * math.sin(turn * v)
    return -sign * (1.7 * math.cos(math.pi * u) - 0.85), -sign * (1.7 * math.sin(math.pi * u) - 0.5)


def data(key="spirals", noise=0.1, seed=0):
    """Two halves of POINTS points each, to train on and to test on: tensors x (POINTS, 2) and labels y (POINTS,)."""
    chance, halves = Chance(seed, 0), []
    for _ in range(2):
        points = []
        for i in range(POINTS):
            x, y = _point(key, chance.uniform(), chance.uniform(), i % 2)
            points.append((x + noise * chance.normal(), y + noise * chance.normal()))
        halves.append((torch.tensor(points, dtype=torch.float64), torch.arange(POINTS, dtype=torch.float64) % 2))
    return halves


def perceptron(h1=8, h2=8, unit="tanh", seed=0):
    """The network 2 – h1 – h2 – 1 in double precision, with the engine's first weights."""
    unit, linear = UNITS[unit], torch.nn.Linear
    model = torch.nn.Sequential(linear(2, h1), unit(), linear(h1, h2), unit(), linear(h2, 1)).double()
    chance = Chance(seed, 1)
    with torch.no_grad():
        for layer in model[::2]:
            for p in (layer.weight, layer.bias):
                drawn = [2 * chance.uniform() - 1 for _ in range(p.numel())]
                p.copy_(torch.tensor(drawn, dtype=torch.float64).reshape(p.shape) / math.sqrt(layer.in_features))
    return model


def batches(size, seed=0):
    """The rows of one batch after another; after each epoch they are shuffled anew."""
    chance, rows = Chance(seed, 2), list(range(POINTS))
    while True:
        for i in range(POINTS - 1, 0, -1):
            j = chance.below(i + 1)
            rows[i], rows[j] = rows[j], rows[i]
        yield from (rows[k : k + size] for k in range(0, POINTS, size))


def right(model, x, y):
    """The share of points on their side of the boundary."""
    with torch.no_grad():
        return float(((model(x)[:, 0] > 0) == (y > 0)).double().mean())


@dataclass(frozen=True)
class Setting:
    """What two networks have in common, and what the page's controls can change."""

    data: str = "spirals"
    noise: float = 0.1
    seed: int = 1
    h1: int = 8
    h2: int = 8
    unit: str = "tanh"
    batch: int = 20
    decay: float = 0.0


@dataclass
class Run:
    """A trained network, and its losses (training, test) after `steps`."""

    model: torch.nn.Module
    halves: list
    steps: list = field(default_factory=list)
    losses: list = field(default_factory=list)

    def right(self) -> float:
        """The share of test points on their side."""
        return right(self.model, *self.halves[1])

    def percent(self) -> int:
        """The same in percent, half of one rounded up as in the page."""
        return math.floor(100 * self.right() + 0.5)


@functools.cache
def _order(size, seed, steps):
    """The rows of so many batches."""
    return list(itertools.islice((list(rows) for rows in batches(size, seed)), steps))


def train(settings, optimizer, lr, steps, every=10) -> list[Run]:
    """Train a network for each setting as the page does, all side by side.

    Settings may differ in data, noise and seed, and raise a ValueError where they differ in anything else.
    """
    (common,) = {replace(one, data="", noise=0, seed=0) for one in settings}
    models = [perceptron(one.h1, one.h2, one.unit, one.seed) for one in settings]
    runs = [Run(model, data(one.data, one.noise, one.seed)) for model, one in zip(models, settings)]
    halves = [tuple(map(np.stack, zip(*half))) for half in zip(*(run.halves for run in runs))]
    orders = [_order(common.batch, one.seed, steps) for one in settings]
    stack, state = Stack(models, common.unit), paths.State()
    rule = OPTIMIZERS[optimizer][2](stack, lr, common.decay)
    (x, y), each = halves[0], np.arange(len(runs))[:, None]
    for t in range(steps + 1):
        if t % every == 0:
            for run, *both in zip(runs, *(stack.losses(*half).tolist() for half in halves)):
                run.steps.append(t)
                run.losses.append(both)
        if t < steps:
            rows = each, [order[t] for order in orders]
            stack.w = rule(stack.w, stack.gradients(x[rows], y[rows]), state)
    stack.write_back()
    return runs


RATES = [float(f"{m}e{e}") for e in range(-4, 1) for m in (1, 1.5, 2, 3, 5, 7)] + [10.0]
CHOICES = {
    "data": list(DATA),
    "noise": [0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1],
    "seed": list(range(50)),
    "h1": list(range(1, 13)),
    "h2": list(range(1, 13)),
    "unit": list(UNITS),
    "batch": [1, 2, 5, 10, 20, 50, 100, 200],
    "decay": [0, 1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03, 0.1, 0.3, 1],
    "a": list(OPTIMIZERS),
    "rate_a": RATES,
    "b": list(OPTIMIZERS),
    "rate_b": RATES,
    "speed": [1, 2, 5, 10, 20],
}
"""What each control can say, from left to right."""


def _slider(name, symbol, words, value) -> str:
    return (
        f'<label class="slider"><span>{symbol}</span><input type="range" name="{name}" aria-label="{words}" min="0" '
        f'max="{len(CHOICES[name]) - 1}" value="{CHOICES[name].index(value)}" aria-valuetext="{value:g}" disabled>'
        f'<span class="value" data-value="{name}">{value:g}</span></label>'
    )


def _select(name, words, options, value, looks=None) -> str:
    entries = "".join(
        f'<option value="{key}"{" selected" if key == value else ""}'
        + (f' style="color:{looks[key]}"' if looks else "") + f">{shown}</option>"
        for key, shown in options.items()
    )
    return f'<select name="{name}" aria-label="{words}" disabled>{entries}</select>'


def _button(name, words, *outlines) -> str:
    icon = "".join(f'<path d="{outline}"/>' for outline in outlines)
    return (
        f'<button type="button" class="{name}" aria-label="{words}" disabled>'
        f'<svg viewBox="0 0 24 24" aria-hidden="true">{icon}</svg></button>'
    )


def _css(optimizer) -> str:
    return style.OPTIMIZERS[OPTIMIZERS[optimizer][0]].css


def _markers(x, y) -> list[str]:
    """Outlines of a half's points: circles for class 0, triangles for class 1."""
    d = ["", ""]
    for (u, v), label in zip(x.numpy(), y.numpy()):
        shape = "m0-3.2l3 5.4h-6z" if label else "m-2.4 0a2.4 2.4 0 1 0 4.8 0a2.4 2.4 0 1 0-4.8 0z"
        d[int(label)] += f"M{(u / EDGE + 1) * SIDE / 2:.1f} {(1 - v / EDGE) * SIDE / 2:.1f}{shape}"
    return d


def _image(share, levels, width, height, x=0, y=0) -> str:
    """Shares from 0 to 1 as an image of so many colours: from blue, class 0, over nothing to orange, class 1."""
    half = levels // 2
    image = Image.fromarray(np.minimum(share * levels, levels - 1).astype(np.uint8), "P")
    image.putpalette([0x2A, 0x78, 0xD0] * half + [0xEE, 0x8A, 0x1D] * half)
    opacity = np.rint(abs(np.linspace(-1, 1, levels)) * 175).astype(np.uint8).tobytes()
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True, transparency=opacity)
    encoded = base64.b64encode(file.getvalue()).decode()
    return (
        f'<image x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" preserveAspectRatio="none" '
        f'href="data:image/png;base64,{encoded}"/>'
    )


def _views(model, grid) -> list[np.ndarray]:
    """What each layer's units make of the plane, as shares from 0 to 1: arrays (units, grid, grid)."""
    across = (np.arange(grid) + 0.5) / grid * 2 - 1
    values = torch.tensor(np.stack(np.meshgrid(across, -across), -1).reshape(-1, 2))
    views = [(1 + values) / 2]
    values = EDGE * values
    with torch.no_grad():
        for linear, unit in zip(model[::2], [*model[1::2], torch.sigmoid]):
            values = unit(linear(values))
            shade = {torch.nn.Tanh: lambda a: (1 + a) / 2, torch.nn.ReLU: lambda a: 1 - 0.5 / (1 + a)}
            views.append(shade.get(type(unit), lambda a: a)(values))
    return [view.T.reshape(-1, grid, grid).numpy() for view in views]


def _wires(model) -> str:
    """A line for each weight, the larger the thicker, dashed when it is negative; and a tile for each unit."""
    layers = [layer.weight.detach().numpy() for layer in model[::2]]
    widths = [2, *(len(w) for w in layers)]
    side = min(14, HEIGHT / max(widths) - 1.5)
    places = [
        [(10 + k * (SIDE - 20) / 3, (i + 0.5) * HEIGHT / width) for i in range(width)]
        for k, width in enumerate(widths)
    ]
    d = [""] * 8
    for k, w in enumerate(layers):
        for (i, j), weight in np.ndenumerate(w):
            (x, y), (u, v) = places[k][j], places[k + 1][i]
            thick = sum(abs(weight) >= least for least in (0.25, 0.75, 2))
            d[thick + 4 * (weight < 0)] += f"M{x + side / 2:g} {y:.1f}L{u - side / 2:g} {v:.1f}"
    corners = [(x - side / 2, y - side / 2) for column in places for x, y in column]
    views = np.concatenate(_views(model, 12))
    tiles = "".join(_image(view, 16, side, side, *corner) for view, corner in zip(views, corners))
    frames = "".join(f"M{x:g} {y:.1f}h{side:g}v{side:g}h{-side:g}z" for x, y in corners)
    wires = "".join(
        f'<path class="wire thick-{k % 4}{" negative" * (k > 3)}" d="{outline}"/>' for k, outline in enumerate(d)
    )
    return f'{wires}{tiles}<path class="tiles" d="{frames}"/>'


def _curves(runs) -> str:
    """The losses on a logarithmic scale, over the steps."""
    everything = np.log10([run.losses for run in runs])
    high, low = max(0, math.ceil(everything.max())), min(-1, math.floor(everything.min()))
    longest = runs[0].steps[-1]
    decades = range(high, low - 1, -math.ceil((high - low) / 4))

    def down(log):
        return TOP + (high - log) / (high - low) * (BOTTOM - TOP)

    parts = [f'<path class="rules" d="{"".join(f"M{LEFT} {down(k):.1f}H{RIGHT}" for k in decades)}"/>']
    for decade in [*decades, *[None] * 5][:5]:
        text, y = ("", 0) if decade is None else (f"{10.0**decade:g}", down(decade) + 4)
        parts.append(f'<text class="decade" x="{LEFT - 5}" y="{y:.1f}" text-anchor="end">{text}</text>')
    parts.append(f'<text class="longest" x="{RIGHT}" y="106" text-anchor="end">step {longest}</text>')
    for letter, run, logs in zip("ab", runs, everything):
        places = [(LEFT + t / longest * (RIGHT - LEFT), down(log)) for t, log in zip(run.steps, logs)]
        for k, half in enumerate(("train", "test")):
            line = "L".join(f"{x:.1f} {y[k]:.1f}" for x, y in places)
            parts.append(f'<path class="curve {half} {half}-{letter}" style="--c:var(--{letter})" d="M{line}"/>')
        x, y = places[-1]
        parts.append(f'<text class="label label-{letter}" x="{x:.1f}" y="{y[0]:.1f}">{letter.upper()}</text>')
    return "".join(parts)


@dataclass(frozen=True)
class Network:
    """Two networks that the reader trains side by side, from the same weights, by two optimizers.

    `a` and `b` are keys of OPTIMIZERS with their learning rates; the still picture shows both after `steps` steps.
    """

    alt: str
    setting: Setting = Setting()
    a: tuple[str, float] = ("sgd", 0.5)
    b: tuple[str, float] = ("adam", 0.03)
    steps: int = 600

    def __post_init__(self):
        if not self.alt.strip():
            raise ValueError("A network needs alt text: say in a sentence what there is to see.")

    def runs(self) -> list[Run]:
        """Both networks after `steps` steps."""
        return [train([self.setting], *one, self.steps)[0] for one in (self.a, self.b)]

    def _usual(self) -> dict:
        return vars(self.setting) | dict(a=self.a[0], rate_a=self.a[1], b=self.b[0], rate_b=self.b[1], speed=5)

    def _panel(self, letter, optimizer, lr, run) -> str:
        points = "".join(
            f'<path class="{half} {half}-{label} class-{label}" d="{d}"/>'
            for half, (x, y) in reversed(list(zip(("train", "test"), run.halves)))
            for label, d in enumerate(_markers(x, y))
        )
        known, unseen = run.losses[-1]
        answer = _image(_views(run.model, GRID)[-1][0], 256, SIDE, SIDE)
        return (
            f'<div class="net net-{letter}" style="--c:var(--{letter})"><p class="net-title"><b>{letter.upper()}</b> '
            f'<span data-read="name">{OPTIMIZERS[optimizer][0]}, η = {lr:g}</span></p>'
            f'<div class="plane"><svg viewBox="0 0 {SIDE} {SIDE}" role="img" aria-label="What network '
            f'{letter.upper()} answers across the plane, and the points">{answer}{points}</svg></div>'
            f'<div class="wires"><svg viewBox="0 0 {SIDE} {HEIGHT}" role="img" aria-label="The weights of network '
            f'{letter.upper()}, and what each of its units makes of the plane">{_wires(run.model)}</svg></div>'
            f'<p class="reading"><span>loss <span data-read="train">{known:.2g}</span>,</span> '
            f'<span>test <span data-read="test">{unseen:.2g}</span>,</span> '
            f'<span><span data-read="right">{run.percent()} %</span> right</span></p></div>'
        )

    def markup(self) -> str:
        """The networks as HTML."""
        now, runs = self._usual(), self.runs()
        looks = {key: _css(key) for key in OPTIMIZERS}
        names = {key: name for key, (name, *_) in OPTIMIZERS.items()}
        label = html.escape(" ".join(self.alt.split()), quote=True)
        rows = "".join(
            f'<div class="row" style="--c:var(--{letter})"><b aria-hidden="true">{letter.upper()}</b>'
            + _select(letter, f"optimizer of network {letter.upper()}", names, now[letter], looks)
            + _slider(f"rate_{letter}", "η", f"η, learning rate of network {letter.upper()}", now[f"rate_{letter}"])
            + "</div>"
            for letter in "ab"
        )
        circle, triangle = "m-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0z", "m0-4l3.6 6.4h-7.2z"
        shapes = "".join(
            f'<span class="shape"><svg viewBox="-5 -5 10 10" aria-hidden="true">'
            f'<path class="{name}" d="M0 0{outline}"/></svg> {words}</span>'
            for name, outline, words in (
                ("train class-0", circle, "class 0"),
                ("train class-1", triangle, "class 1"),
                ("test class-0", circle, "hollow: test points"),
            )
        )
        config = dict(choices=CHOICES, usual=now, rates={key: lr for key, (_, lr, _) in OPTIMIZERS.items()},
                      linked=bool(os.environ.get(IN_BOOK)))  # fmt: skip
        second = style.VALUES[1].css if self.a[0] == self.b[0] else looks[self.b[0]]
        return (
            f'<div class="network" role="group" aria-label="{label}" style="--a:{looks[self.a[0]]};--b:{second}">'
            '<div class="nets">'
            f"{self._panel('a', *self.a, runs[0])}{self._panel('b', *self.b, runs[1])}</div>"
            '<svg class="curves" viewBox="0 0 400 110" role="img" aria-label="Losses of both networks over the steps, '
            f'solid for training points, dashed for test points">{_curves(runs)}</svg><div class="controls">'
            + _button("play", "Play", "M7 4l13 8l-13 8z", "M6 4h4v16h-4zM14 4h4v16h-4z")
            + _button("step", "One step", "M5 4l9 8l-9 8zM16 4h3v16h-3z")
            + _button("again", "Start again", "M5 4h3v7l11-7v16l-11-7v7h-3z")
            + f'<span class="count">epoch {self.steps * self.setting.batch // POINTS}, step {self.steps}</span></div>'
            f'<div class="rows">{rows}</div><p class="shapes">{shapes}</p>'
            '<details class="more"><summary>Data, network and batches</summary><div class="grid">'
            '<label class="slider"><span>data</span>' + _select("data", "data set", DATA, now["data"]) + "</label>"
            '<label class="slider"><span>unit</span>'
            + _select("unit", "unit's function", {"tanh": "tanh", "relu": "ReLU"}, now["unit"]) + "</label>"
            + _slider("noise", "noise", "noise of the points", now["noise"])
            + _slider("batch", "batch", "batch size", now["batch"])
            + _slider("decay", "λ", "λ, weight decay", now["decay"])
            + _slider("h1", "first layer", "first layer, number of units", now["h1"])
            + _slider("h2", "second layer", "second layer, number of units", now["h2"])
            + _slider("seed", "seed", "seed of points, first weights and batches", now["seed"])
            + _slider("speed", "speed", "speed, steps in a frame", now["speed"])
            + '</div><button type="button" class="reset" disabled>Everything as at first</button></details>'
            f'<p class="said" role="status"></p><script type="application/json">{json.dumps(config)}</script></div>'
        )  # fmt: skip

    def _repr_html_(self) -> str:
        if os.environ.get(IN_BOOK):
            return self.markup()
        return f"<style>{engine.styles('network')}</style>{self.markup()}<script>{engine.script(SCRIPTS)}</script>"
