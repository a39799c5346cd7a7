"""How every figure looks: one colour, one line and one marker for each optimizer, on any background.

Figures leave as inline SVG without a background. Ink is `currentColor` and an optimizer's colour is
a CSS variable, so that one file follows the page from light to dark.
"""

import hashlib
import html
import io
import re
from dataclasses import dataclass, replace

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import LogFormatterSciNotation

from . import rules


@dataclass(frozen=True)
class Look:
    """How one optimizer is drawn. `light` and `dark` are its colour on white and on black paper."""

    key: str
    light: str
    dark: str
    dash: tuple[float, ...]
    marker: str

    @property
    def css(self) -> str:
        """The colour for use in SVG and CSS; it falls back to `light` where our styles are missing."""
        return f"var(--look-{self.key}, {self.light})"


OPTIMIZERS = {
    "SGD": Look("sgd", "#5f6b7a", "#a3b0be", (4, 2), "s"),
    "Momentum": Look("momentum", "#0069b4", "#5cb3ff", (), "o"),
    "Nesterov": Look("nesterov", "#c24600", "#ff9255", (7, 2), "^"),
    "Adagrad": Look("adagrad", "#00795a", "#3ecf9f", (1, 1.5), "v"),
    "RMSprop": Look("rmsprop", "#856200", "#e0b53d", (5, 1.5, 1, 1.5), "D"),
    "Adam": Look("adam", "#ad2c8b", "#f08fd0", (9, 2, 1, 2), "*"),
    "Adam + L2": Look("adam-l2", "#751136", "#f8c4ce", (4, 1.5, 4, 1.5, 1, 1.5), "H"),
    "AdamW": Look("adamw", "#6a4bc4", "#b4a0ff", (3, 1), "P"),
    "Lion": Look("lion", "#0b7285", "#4fd1e0", (7, 1.5, 1, 1.5, 1, 1.5), "h"),
    "Muon": Look("muon", "#104338", "#85e878", (2.5, 1, 2.5, 3), "<"),
}
"""The optimizers' looks, under the names that figures show."""

VARIANTS = (
    Look("variant-1", "#b3261e", "#ff8a80", (2, 1.5), "X"),
    Look("variant-2", "#4d6100", "#b5cc3a", (6, 1.5, 2, 1.5), "d"),
    Look("variant-3", "#7a4a2b", "#d9a684", (10, 2), "p"),
)
"""Looks for lines that are neither an optimizer nor a parameter's value, such as a rule that lacks a part."""

VALUES = (
    Look("value-1", "#c9726a", "#98673f", (1, 1), "o"),
    Look("value-2", "#a0523f", "#caab76", (1.5, 1), "o"),
    Look("value-3", "#743417", "#dfcd9c", (4, 1), "o"),
    Look("value-4", "#3a1c00", "#f9efc0", (9, 1), "o"),
)
"""Looks for the values of one parameter, in its order: from faint to strong, whatever colours a reader sees.

Figures draw them solid, and what moves in dashes that grow with the strength."""

_INKED = Look("ink", "#010203", "#010203", (), "o")

# Markers about 12 units across, centred on the point that they mark
MARKERS = {
    "o": "M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0z",
    "s": "M-5-5h10v10h-10z",
    "^": "M0-7l6.5 11.5h-13z",
    "v": "M0 7l6.5-11.5h-13z",
    "D": "M0-7l7 7l-7 7l-7-7z",
    "d": "M0-8l5 8l-5 8l-5-8z",
    "*": "M0-8l2 5.3l5.6.2l-4.4 3.5l1.5 5.5l-4.7-3.1l-4.7 3.1l1.5-5.5l-4.4-3.5l5.6-.2z",
    "P": "M-2.5-7h5v4.5h4.5v5h-4.5v4.5h-5v-4.5h-4.5v-5h4.5z",
    "X": "M-6.5-3.5l3-3l3.5 3.5l3.5-3.5l3 3l-3.5 3.5l3.5 3.5l-3 3l-3.5-3.5l-3.5 3.5l-3-3l3.5-3.5z",
    "h": "M0-7l6 3.5v7l-6 3.5l-6-3.5v-7z",
    "H": "M-3.5-6h7l3.5 6l-3.5 6h-7l-3.5-6z",
    "<": "M-7 0l11.5-6.5v13z",
    "p": "M0-7l6.7 4.8l-2.6 7.9h-8.2l-2.6-7.9z",
}

HEIGHTS = {
    "light": (
        "#80c8fe", "#7dd0fd", "#83d7f8", "#8dddf2", "#9be5e9", "#afebe1", "#c9efd7", "#e7f1d2", "#f8f3db", "#fff7eb",
    ),
    "dark": (
        "#016e76", "#016377", "#005878", "#004d7b", "#00417a", "#20346a", "#282959", "#1f2347", "#181d36", "#131724",
    ),
}  # fmt: skip
"""A landscape's colours from its floor to its peaks. The floor stands out from the paper most, in both modes; lightness
runs one way, so that heights keep their order for colour-blind readers too."""

INK, PAPER = _INKED.light, "#fdfefd"  # stand-ins that `_theme` exchanges for the page's own colours
SMALLEST = 10.5  # points of a text: ten pixels in a fold on a phone

_RC = {
    "axes.edgecolor": INK,
    "axes.facecolor": "none",
    "axes.grid": True,
    "axes.labelcolor": INK,
    "axes.labelsize": 11,
    "axes.linewidth": 0.8,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": 11.5,
    "figure.constrained_layout.use": True,
    "figure.dpi": 72,
    "figure.facecolor": "none",
    "font.size": 11,
    "grid.alpha": 0.15,
    "grid.color": INK,
    "grid.linewidth": 0.8,
    "legend.fontsize": SMALLEST,
    "legend.handlelength": 1.8,
    "lines.linewidth": 1.8,
    "lines.markersize": 5,
    "patch.edgecolor": INK,
    "savefig.facecolor": "none",
    "svg.fonttype": "none",
    "svg.hashsalt": "step() by step()",
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}


def looks(names) -> dict[str, Look]:
    """A look for every name: an optimizer's own one, also for "Momentum, μ = 0.5" when it is the first of its kind.

    The next ones that name a value are `another` of it; all others get the VARIANTS in turn.
    """
    chosen, free, values = {}, iter(VARIANTS), 0
    for name in names:
        own = OPTIMIZERS.get(name) or OPTIMIZERS.get(re.split(r"[ ,(]", name)[0])
        if own and own not in chosen.values():
            chosen[name] = own
        elif own and re.search(r" = [\d.,]+$", name):
            values += 1
            chosen[name] = another(own, values)
        else:
            chosen[name] = next(free)
    return chosen


def another(own: Look, count: int) -> Look:
    """The look of a path with another value of an optimizer's parameter, the `count`-th in its picture.

    It has the optimizer's marker, and one of the VALUES that stand out from a landscape: all but the faintest.
    """
    return replace(VALUES[min(count, len(VALUES) - 1)], marker=own.marker)


def line(name, label=None, **changes) -> dict:
    """Arguments for `ax.plot` that draw `name` in its look: `ax.plot(loss, **line("Momentum"))`.

    `name` is a key of OPTIMIZERS, "variant-1" to "variant-3", "value-1" to "value-4", or "ink". Every argument of
    `ax.plot` can be changed. A look's dashes stay where its line meets another one: see `show`.
    """
    look = OPTIMIZERS.get(name) or {other.key: other for other in (*VARIANTS, *VALUES, _INKED)}[name]
    style = (0, look.dash) if look.dash and look not in VALUES else "solid"
    return dict(color=look.light, linestyle=style, label=label or name) | changes


def dash(look: Look) -> str:
    """A look's line as SVG's `stroke-dasharray`, for lines two units wide."""
    return " ".join(f"{2 * length:g}" for length in look.dash) or "none"


def figure(rows=1, columns=1, height=3.2, **options):
    """`plt.subplots` in the course's style: returns the figure and its axes.

    The width is fixed, so that text keeps its size on a phone; `height` is in inches. Other options go
    to `plt.subplots`.
    """
    with matplotlib.rc_context(_RC):
        return plt.subplots(rows, columns, figsize=(4.8, height), **options)


def landscape(ax, x, y, z, levels=None) -> None:
    """Heights `z` on the grid of `x` and `y`, in the colours that all landscapes of the book have.

    Both directions have one scale, since only then does a gradient stand perpendicular to its level line. `levels` are
    nine heights at most, where one colour gives way to the next; as a rule every colour gets a like area.
    """
    colours = HEIGHTS["light"]
    levels = np.quantile(z, np.arange(1, len(colours)) / len(colours)) if levels is None else levels
    ax.patch.set_facecolor(colours[len(levels)])
    for level, colour in reversed(list(zip(levels, colours, strict=False))):  # one upon the other: no seams
        ax.contourf(x, y, z, levels=[z.min() - 1, level], colors=[colour], zorder=0)
    ax.contour(x, y, z, levels=levels, colors=INK, alpha=0.22, linewidths=0.6, zorder=0.5, linestyles="solid")
    ax.grid(False)
    ax.set(aspect="equal", xlim=(x.min(), x.max()), ylim=(y.min(), y.max()))


def shade(share: float) -> str:
    """A landscape's colour by the share of its height: 0 is the floor, which glows, and 1 the peaks."""
    return HEIGHTS["light"][min(int(share * len(HEIGHTS["light"])), len(HEIGHTS["light"]) - 1)]


def _theme(svg: str) -> str:
    """Exchange fixed colours for those of the page."""
    svg = svg.replace(INK, "currentColor").replace(PAPER, "var(--paper, #fff)")
    for look in (*OPTIMIZERS.values(), *VARIANTS, *VALUES):
        svg = svg.replace(look.light, look.css)
    for k, colour in enumerate(HEIGHTS["light"]):
        svg = svg.replace(colour, f"var(--height-{k}, {colour})")
    return svg


class Powers(LogFormatterSciNotation):
    """A logarithmic axis' numbers without small exponents, which a phone would make too small to read."""

    def __call__(self, x, pos=None):
        if x == 0 or not super().__call__(x, pos):
            return "" if x else "0"
        if 1e-3 <= x < 1e5:
            return f"{x:g}"
        digits, power = f"{x:.0e}".split("e")
        raised = str(int(power)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
        return ("" if digits == "1" else f"{digits}·") + f"10{raised}"


def _ink(fig) -> None:
    """Give texts and legends that were made after `figure` the page's colours and size too."""
    for text in fig.findobj(matplotlib.text.Text):
        if text.get_color() == "black":
            text.set_color(INK)
        if text.get_fontsize() == matplotlib.rcParamsDefault["font.size"]:
            text.set_fontsize(SMALLEST)
    for legend in fig.findobj(matplotlib.legend.Legend):
        legend.get_frame().set(facecolor=PAPER, edgecolor="none", alpha=0.85)


def _svg(fig) -> str:
    """The figure as an SVG element that may stand several times on one page."""
    with matplotlib.rc_context(_RC):
        file = io.StringIO()
        fig.savefig(file, format="svg", metadata={"Date": None})
    svg = file.getvalue()
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>\s*", "", svg, flags=re.S)
    svg = re.sub(r'(<svg[^>]*?) width="[^"]*"', r"\1", re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", svg))
    svg = re.sub(r"'DejaVu Sans'[^;\"]*", "inherit", svg)
    # matplotlib's rule for all elements would hold on the whole page
    svg = re.sub(r"<defs>\s*<style.*?</style>\s*</defs>", "", svg, flags=re.S)
    svg = svg.replace("<svg", '<svg style="stroke-linejoin: round"', 1)
    svg = re.sub(r"<[^>]+>", lambda tag: re.sub(r"(\d+\.\d\d)\d+", r"\1", tag[0]), svg)
    prefix = "f" + hashlib.sha256(svg.encode()).hexdigest()[:8]
    used = set(re.findall(r'(?:url\(|href=")#([^)"]+)', svg))
    svg = re.sub(r' id="([^"]+)"', lambda m: f' id="{prefix}-{m[1]}"' if m[1] in used else "", svg)
    svg = re.sub(r'(url\(|href=")#', rf"\1#{prefix}-", svg)
    return _theme(svg)


class Picture:
    """A finished static figure, which notebooks and the book show as inline SVG."""

    def __init__(self, svg: str, alt: str):
        self.svg, self.alt = svg, alt

    def _repr_html_(self) -> str:
        label = html.escape(self.alt, quote=True)
        svg = self.svg.replace("<svg", f'<svg role="img" aria-label="{label}"', 1)
        return f'<div class="picture" style="max-width: 32rem">{svg}</div>'


def show(fig, alt: str) -> Picture:
    """The figure as the last value of a cell: inline SVG for light and dark pages.

    `alt` says in words what there is to see, for those who cannot. The caption, which states the
    figure's claim, belongs to the cell's `mystnb: figure: caption:`. Lines that meet no other lose their dashes.
    Raises ValueError when the figure breaks a rule of `rules.faults`.
    """
    if not alt.strip():
        raise ValueError("A figure needs alt text: say in a sentence what there is to see.")
    _ink(fig)
    for ax in fig.axes:
        for axis in (ax.xaxis, ax.yaxis):
            for ticks in (axis.major, axis.minor):
                if isinstance(ticks.formatter, LogFormatterSciNotation):
                    ticks.formatter = Powers()
                    ticks.formatter.set_axis(axis)
    everyone = (*OPTIMIZERS.values(), *VARIANTS, *VALUES)
    rules.undash(fig, everyone)
    turning = {INK, PAPER, rules.GUIDE, *HEIGHTS["light"], *(look.light for look in everyone)}
    owners = {look.light: name for name, look in OPTIMIZERS.items()}
    if found := rules.faults(fig, SMALLEST, turning, owners):
        raise ValueError("This figure breaks a rule of the book: " + "; ".join(found))
    picture = Picture(_svg(fig), " ".join(alt.split()))
    plt.close(fig)
    return picture


def css() -> str:
    """The looks' and the landscape's colours as CSS variables, for light pages and for dark ones.

    `.of-adam` and its like, put on whatever is about one optimizer, say its colour as `--accent`.
    """
    everyone = (*OPTIMIZERS.values(), *VARIANTS, *VALUES)

    def variables(mode):
        named = {f"look-{look.key}": getattr(look, mode) for look in everyone}
        named |= {f"height-{k}": colour for k, colour in enumerate(HEIGHTS[mode])}
        return "".join(f"--{name}:{colour};" for name, colour in named.items())

    light, dark = variables("light"), variables("dark")
    night = 'html[data-theme="dark"],html[theme="dark"],body[data-jp-theme-light="false"]'
    accents = "".join(f".of-{look.key}{{--accent:var(--look-{look.key})}}\n" for look in OPTIMIZERS.values())
    return f":root{{{light}}}\n{night}{{{dark}}}\n@media print{{:root,{night}{{{light}}}}}\n{accents}"
