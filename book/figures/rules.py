"""What every figure of the book keeps to: nothing hides behind anything, nothing is cut off, nothing is too small to read.

All lengths are points of the drawing, which is 345.6 wide and a little larger on a phone's screen.
"""

import numpy as np
from matplotlib.collections import Collection
from matplotlib.colors import to_hex, to_rgba
from matplotlib.contour import ContourSet
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Text

NEAR = 2.5  # two lines that are nearer to each other than this cannot be told apart
TOGETHER = 12  # as far as this they may run so, as at a crossing


def faults(fig) -> list[str]:
    """What a reader could not see, or would see wrongly, each as a sentence's part."""
    fig.draw_without_rendering()
    found = [*_small(fig), *_colours(fig)]
    for ax in fig.axes:
        found += [*_cut(ax), *_squeezed(ax), *_hidden(fig, ax), *_indistinct(ax)]
    return list(dict.fromkeys(found))


def undash(fig) -> None:
    """Draw a dashed line solid if it meets no other one: then there is nothing to be told apart."""
    fig.draw_without_rendering()
    dashed = {line.get_color(): False for ax in fig.axes for line in _lines(ax) if line.is_dashed() and _named(line)}
    for ax in fig.axes:
        lines = _lines(ax)
        for line in lines:
            if line.get_color() in dashed:
                others = [other for other in lines if other.get_color() != line.get_color()]
                dashed[line.get_color()] |= any(_meeting(line, other) for other in others)
    handles = [handle for legend in fig.findobj(Legend) for handle in legend.legend_handles if isinstance(handle, Line2D)]
    for line in (*(line for ax in fig.axes for line in _lines(ax) if _named(line)), *handles):
        if line.is_dashed() and dashed.get(line.get_color()) is False:
            line.set_linestyle("solid")


def _small(fig):
    from .style import SMALLEST

    for text in fig.findobj(Text):
        if text.get_visible() and text.get_text().strip() and text.get_fontsize() < SMALLEST:
            yield f"“{text.get_text()}” is smaller than {SMALLEST} points"
        if "$" in text.get_text():
            yield f"“{text.get_text()}” has exponents that are smaller than {SMALLEST} points"


def _colours(fig):
    """Colours that the page cannot exchange for those of its mode: a dark page would have light grounds and dark ink."""
    from .style import GREY, HEIGHTS, INK, OPTIMIZERS, PAPER, VALUES, VARIANTS

    looks = {look.light for look in (*OPTIMIZERS.values(), *VARIANTS, *VALUES)}
    known = {INK, PAPER, GREY, *HEIGHTS["light"], *looks}
    for artist in fig.findobj(lambda one: isinstance(one, (Line2D, Collection, Rectangle)) and one.get_visible()):
        for colour in _drawn_in(artist):
            if colour not in known:
                yield f"{colour} is no colour that turns with the page"


def _drawn_in(artist):
    if isinstance(artist, Line2D):
        given = [artist.get_color()] if artist.get_linestyle() != "None" else []
        given += [artist.get_markerfacecolor()] if artist.get_marker() not in ("None", None, "") else []
    elif isinstance(artist, Collection):
        given = [*artist.get_facecolor(), *artist.get_edgecolor()]
    else:
        given = [artist.get_facecolor(), *([artist.get_edgecolor()] if artist.get_linewidth() else [])]
    for colour in given:
        if to_rgba(colour)[3] and to_hex(colour) != "#000000":  # black is ink that was never set
            yield to_hex(colour)


def _cut(ax):
    """Data beyond the axes: what is not shown is either left out by the cell, or within."""
    view = ax.bbox.padded(1.5)
    for line in _lines(ax):
        points = _points(line)
        lost = points[~((points[:, 0] >= view.x0) & (points[:, 0] <= view.x1) & (points[:, 1] >= view.y0) & (points[:, 1] <= view.y1))]
        if len(lost):
            yield f"{len(lost)} points of “{line.get_label()}” lie outside the axes"


def _squeezed(ax):
    if any(isinstance(child, ContourSet) for child in ax.get_children()) and ax.get_aspect() != 1:
        yield "level lines on unequal scales, on which a gradient is not perpendicular to them"


def _hidden(fig, ax):
    """Legends and texts that lie on data."""
    legends = [legend for legend in fig.findobj(Legend) if legend.get_visible()]
    words = [(legend.get_window_extent(), "the legend") for legend in legends]
    words += [(text.get_window_extent().padded(-1.5), f"“{text.get_text()}”") for text in ax.texts if text.get_text().strip() and not text.get_bbox_patch()]
    for extent, what in words:
        for line in _lines(ax):
            if _under(extent, line):
                yield f"{what} lies on “{line.get_label()}”"
        for drawn in ax.collections:
            if not isinstance(drawn, ContourSet) and what == "the legend" and _covers(extent, drawn):
                yield "the legend lies on data"
    for k, (extent, what) in enumerate(words):
        for other, which in words[:k]:
            if extent.overlaps(other):
                yield f"{what} lies on {which}"


def _indistinct(ax):
    """Lines that run along each other and look the same, but for their colour."""
    lines = [line for line in _lines(ax) if line.get_linestyle() != "None"]
    for k, line in enumerate(lines):
        for other in lines[:k]:
            same = not line.is_dashed() and not other.is_dashed()
            if same and line.get_color() != other.get_color() and _meeting(line, other) > TOGETHER * 3:
                yield f"“{line.get_label()}” runs along “{other.get_label()}”: one of them wants dashes"


def _lines(ax):
    """Lines that show data: guides such as `axhline` are none."""
    return [line for line in ax.lines if line.get_visible() and line.get_transform() == ax.transData]


def _named(line) -> bool:
    """Whether the line has a look of its own, and no linestyle that the cell chose."""
    from .style import OPTIMIZERS, VARIANTS

    pattern = tuple(line._unscaled_dash_pattern[1] or ())
    return any(line.get_color() == look.light and pattern == look.dash for look in (*OPTIMIZERS.values(), *VARIANTS))


def _points(line):
    points = line.get_transform().transform(np.column_stack(line.get_data(orig=False)))
    return points[np.isfinite(points).all(axis=1)]


def _trace(line):
    """Points along the line, a point apart from each other at most, where it is drawn."""
    data = np.column_stack(line.get_data(orig=False)).astype(float)
    points = line.get_transform().transform(data)
    if line.get_linestyle() == "None":
        return points[np.isfinite(points).all(axis=1)]
    parts = []
    for a, b in zip(points, points[1:], strict=False):
        if np.isfinite([a, b]).all():
            count = min(int(np.linalg.norm(b - a)) + 2, 2000)
            parts.append(a + (b - a) * np.linspace(0, 1, count)[:, None])
    return np.concatenate(parts) if parts else points[:0]


def _under(extent, line):
    points = _trace(line)
    return bool(((points >= extent.min) & (points <= extent.max)).all(axis=1).any())


def _covers(extent, collection):
    transform = collection.get_transform()
    return any(transform.transform_path(path).intersects_bbox(extent) for path in collection.get_paths() if len(path))


def _meeting(line, other) -> int:
    """Over how many points of the drawing both run together, away from a start that they share."""
    cells = []
    starts = [_points(one)[:1] for one in (line, other)]
    shared = len(starts[0]) and len(starts[1]) and np.linalg.norm(starts[0] - starts[1]) < 2 * NEAR
    for one in (line, other):
        points = _trace(one)
        if shared and len(points):
            points = points[np.linalg.norm(points - starts[0], axis=1) > TOGETHER]
        cells.append({tuple(cell) for cell in np.rint(points / NEAR).astype(int)})
    return round(len(cells[0] & cells[1]) * NEAR)
