"""What every figure of the book keeps to: nothing hides, nothing is cut off, nothing is too small to read.

All lengths are points of the drawing, which is 345.6 wide and a little larger on a phone's screen.
"""

import numpy as np
from matplotlib.collections import Collection
from matplotlib.colors import to_hex, to_rgba
from matplotlib.contour import ContourSet
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text
from matplotlib.transforms import IdentityTransform
from scipy.spatial import KDTree

NEAR = 2.5  # two lines that are nearer to each other than this cannot be told apart
CROSSING = 12  # over this length they may, at a start or an end that they share
ALONG = 0.4  # over this share of the shorter one they may, where both come to rest
ALSO = {"SGD": ("gradient descent",), "Adam + L2": ("Adam with L2",)}  # other names that figures use
GUIDE = "#808080"  # the colour of lines that help to read and are no data


def faults(fig, smallest, colours, owners) -> list[str]:
    """What a reader could not see, or would see wrongly, each as a part of a sentence.

    `smallest` is the least size of a text; `colours` are those which the page exchanges for its own ("#rrggbb"), and
    `owners` says whose some of them are: {colour: name}.
    """
    fig.draw_without_rendering()
    found = [*_small(fig, smallest), *_fixed(fig, colours), *_borrowed(fig, owners)]
    for ax in fig.axes:
        found += [*_cut(ax), *_squeezed(ax), *_hidden(fig, ax), *_indistinct(ax)]
    return list(dict.fromkeys(found))


def undash(fig, looks) -> None:
    """Draw a line in one of the `looks` solid where dashes tell nothing apart.

    They do where it meets a line that has none, or one that was drawn before.
    """
    fig.draw_without_rendering()
    everywhere = [line for ax in fig.axes for line in _lines(ax) if _as_in(looks, line)]
    meets = dict.fromkeys(map(_colour, everywhere), False)
    for ax in fig.axes:
        lines = _lines(ax)
        for k, line in enumerate(lines):
            others = lines[:k] + [other for other in lines[k + 1 :] if not other.is_dashed()]
            if meets.get(_colour(line)) is False:
                others = [other for other in others if _colour(other) != _colour(line)]
                meets[_colour(line)] = any(_meeting(line, other) for other in others)
    for legend in fig.findobj(Legend):
        everywhere += [one for one in legend.legend_handles if isinstance(one, Line2D) and _as_in(looks, one)]
    for line in everywhere:
        if not meets.get(_colour(line), True):
            line.set_linestyle("solid")


def _small(fig, smallest):
    for text in fig.findobj(Text):
        if text.get_visible() and text.get_text().strip() and text.get_fontsize() < smallest:
            yield f"“{text.get_text()}” is smaller than {smallest} points"
        if "$" in text.get_text():
            yield f"“{text.get_text()}” has exponents that are smaller than {smallest} points"


def _fixed(fig, colours):
    """Colours that stay what they are on a dark page: light grounds, and ink that nobody sees."""
    for artist in fig.findobj(lambda one: isinstance(one, (Line2D, Collection, Patch)) and one.get_visible()):
        for colour in _drawn_in(artist):
            if colour not in colours:
                yield f"{colour} does not turn with the page"


def _borrowed(fig, owners):
    """Several optimizers' colours in one figure, and a line in one of them that is not that optimizer's."""
    owned = [(ax, line) for ax in fig.axes for line in _lines(ax) if _colour(line) in owners]
    if len({_colour(line) for _, line in owned}) > 1:
        for ax, line in owned:
            said, name = f"{line.get_label()}, {ax.get_title()}", owners[_colour(line)]
            if not line.get_label().startswith("_") and not any(word in said for word in (name, *ALSO.get(name, ()))):
                yield f"“{line.get_label()}” has the colour of {name}"


def _drawn_in(artist):
    if isinstance(artist, Line2D):
        given = [artist.get_color()] if artist.get_linestyle() != "None" else []
        if artist.get_marker() not in ("None", None, "", " "):
            given += [artist.get_markerfacecolor()] if artist.get_fillstyle() != "none" else []
            given += [artist.get_markeredgecolor()] if artist.get_markeredgewidth() else []
    elif isinstance(artist, Collection):
        given = [*artist.get_facecolor(), *artist.get_edgecolor()]
    else:
        given = [artist.get_facecolor(), *([artist.get_edgecolor()] if artist.get_linewidth() else [])]
    for colour in given:
        if to_rgba(colour)[3]:
            yield to_hex(colour)


def _cut(ax):
    """Data beyond the axes: what a figure does not show, its cell leaves out."""
    view = ax.bbox.padded(1.5)
    for line in _lines(ax):
        points = _points(line)
        lost = np.sum(~((points >= view.min) & (points <= view.max)).all(axis=1))
        if lost:
            yield f"{lost} points of “{line.get_label()}” lie outside the axes"


def _squeezed(ax):
    if any(isinstance(child, ContourSet) for child in ax.get_children()) and ax.get_aspect() != 1:
        yield "level lines on unequal scales, on which a gradient is not perpendicular to them"


def _hidden(fig, ax):
    """Legends and words that lie on data, or on each other."""
    legends = [legend.get_window_extent() for legend in fig.findobj(Legend) if legend.get_visible()]
    places = [(extent, "the legend") for extent in legends]
    for text in ax.texts:
        if text.get_text().strip() and not text.get_bbox_patch():
            places.append((text.get_window_extent().padded(-1.5), f"“{text.get_text()}”"))
    for k, (extent, what) in enumerate(places):
        for line in _lines(ax):
            if _inside(extent, _trace(line)):
                yield f"{what} lies on “{line.get_label()}”"
        for other, which in places[:k]:
            if extent.overlaps(other):
                yield f"{what} lies on {which}"
    for drawn in ax.collections:
        if not isinstance(drawn, ContourSet) and any(_covers(extent, drawn) for extent in legends):
            yield "the legend lies on data"


def _indistinct(ax):
    """Lines that run along each other and look the same, but for their colour."""
    lines = [line for line in _lines(ax) if line.get_linestyle() != "None" and not line.is_dashed()]
    lines = [line for line in lines if _colour(line) != GUIDE]
    for k, line in enumerate(lines):
        for other in lines[:k]:
            shorter = min(len(_trace(line)), len(_trace(other)))  # a point of the drawing apart
            if _colour(line) != _colour(other) and _meeting(line, other) > ALONG * shorter:
                yield f"“{line.get_label()}” runs along “{other.get_label()}”: one of them needs dashes"


def _lines(ax):
    """Lines that show data: guides such as `axhline` are none."""
    return [line for line in ax.lines if line.get_visible() and line.get_transform() == ax.transData]


def _colour(line) -> str:
    """The line's colour as "#rrggbb", however the cell has given it."""
    return to_hex(line.get_color())


def _as_in(looks, line) -> bool:
    """Whether the line is dashed as its look says, not as the cell says."""
    pattern = tuple(line._unscaled_dash_pattern[1] or ())
    return bool(pattern) and any(_colour(line) == look.light and pattern == look.dash for look in looks)


def _transformed(line):
    return line.get_transform().transform(np.column_stack(line.get_data(orig=False)).astype(float))


def _points(line):
    points = _transformed(line)
    return points[np.isfinite(points).all(axis=1)]


def _trace(line):
    """Points along the line where it is drawn, a point of the drawing apart from each other at most."""
    if line.get_linestyle() == "None":
        return _points(line)
    points, parts = _transformed(line), []
    for run in np.split(points, np.flatnonzero(~np.isfinite(points).all(axis=1))):
        run = run[np.isfinite(run).all(axis=1)]
        if len(run):
            way = np.insert(np.linalg.norm(np.diff(run, axis=0), axis=1).cumsum(), 0, 0)
            at = np.linspace(0, way[-1], min(int(way[-1]) + 2, 20_000))
            parts.append(np.column_stack([np.interp(at, way, run[:, k]) for k in (0, 1)]))
    return np.concatenate(parts) if parts else points[:0]


def _covers(extent, collection):
    placed = collection.get_offset_transform()
    if placed != IdentityTransform():  # marks, such as those of a scatter plot
        return _inside(extent, placed.transform(np.ma.filled(collection.get_offsets().astype(float), np.nan)))
    transform = collection.get_transform()
    return any(transform.transform_path(path).intersects_bbox(extent) for path in collection.get_paths() if len(path))


def _inside(extent, points) -> bool:
    return ((points >= extent.min) & (points <= extent.max)).all(axis=1).any()


def _meeting(line, other) -> int:
    """Over what length both lines run together, away from a start or an end that they share."""
    points, its, traces = _points(line), _points(other), [_trace(line), _trace(other)]
    for end in (0, -1):
        if len(points) and len(its) and np.linalg.norm(points[end] - its[end]) < 2 * NEAR:
            traces = [trace[np.linalg.norm(trace - points[end], axis=1) > CROSSING] for trace in traces]
    return min(_near(*traces), _near(*traces[::-1]))


def _near(trace, other) -> int:
    """What length of one trace is nearer than NEAR to the other; what lies upon itself counts once."""
    if not len(trace) or not len(other):
        return 0
    distances, _ = KDTree(other).query(trace, distance_upper_bound=NEAR)
    return len({tuple(point) for point in np.rint(trace[np.isfinite(distances)])})  # they are a point apart
