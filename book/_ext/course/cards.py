"""The picture that a link to a page shows elsewhere: the page's title below the still picture of its first figure.

Nobody who reads the page loads it.
"""

import html
import io
import re
from pathlib import Path
from textwrap import wrap

import matplotlib
import resvg_py
from PIL import Image

from .execution import style

FOLDER = "_static/cards"
WIDTH, HEIGHT = 1200, 630
HERO = 424  # high; below it stand the title and the course's name
PAPER, INK, FAINT = "#fdfcf9", "#20242c", "#59606c"  # as in page.css, light
COLOURS = 64
STILL = re.compile(r'<svg class="still".*?</svg>', re.S)
COLOUR = re.compile(r"--c:\s*var\([\w-]+,\s*(#\w+)\)")  # resvg knows no variables
STYLES = f"""
.band {{ stroke: {INK}; stroke-opacity: .22; stroke-width: .6 }}
.trail {{ fill: none; stroke: currentColor; stroke-width: 2; stroke-linejoin: round }}
.head {{ fill: currentColor; stroke: {PAPER}; stroke-width: 1.3 }}
.minimum {{ fill: none; stroke: {INK}; stroke-width: 1.6 }}
""" + "".join(f".h{number} {{ fill: {colour} }}\n" for number, colour in enumerate(
    [*style.HEIGHTS["light"], style.HEIGHTS["light"][-1]]))  # fmt: skip


def card(title: str, name: str, page: str = "", logo: str = "") -> bytes:
    """A page's picture, as a PNG.

    Args:
        title: the page's title.
        name: the course's.
        page: the page's HTML, of which the first still picture is shown, if there is one.
        logo: an SVG that is shown where there is none.
    """
    still = STILL.search(page)
    lines = wrap(title, 34)[:2]
    size = 62 if len(lines) == 1 else 52
    top = (HERO + 134 if still else 390) - 38 * len(lines)
    texts = "".join(f'<text x="64" y="{top + number * 1.15 * size}" font-size="{size}">{html.escape(line)}</text>'
                    for number, line in enumerate(lines))
    foot = f'<text x="{WIDTH - 64}" y="{HEIGHT - 36}" text-anchor="end" font-size="28" fill="{FAINT}">' \
           f'{html.escape(name)}</text>' * (name != title)  # fmt: skip
    if still:
        picture = COLOUR.sub(r"color: \1", still[0]).replace(
            "<svg ", f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HERO}" ', 1)
        picture = re.sub(r'preserveAspectRatio="[^"]*"', 'preserveAspectRatio="xMidYMid slice"', picture)
    else:
        picture = re.sub(r"^.*?<svg ", '<svg x="64" y="96" width="132" height="132" ', logo, count=1, flags=re.S)
    drawn = (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="DejaVu Serif" '
             f'fill="{INK}">{picture}{texts}{foot}</svg>')
    font = Path(matplotlib.get_data_path(), "fonts", "ttf", "DejaVuSerif.ttf")  # the same on every machine
    png = resvg_py.svg_to_bytes(svg_string=drawn, background=PAPER, width=WIDTH, style_sheet=STYLES,
                                skip_system_fonts=True, font_files=[str(font)])
    small = io.BytesIO()
    Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS).save(small, "PNG", optimize=True)
    return small.getvalue()


def write_card(app, page, body) -> str:
    """Write a page's picture; where it lies on the site."""
    file = f"{FOLDER}/{page.removeprefix('book/').replace('/', '-')}.png"
    target = Path(app.outdir) / file
    target.parent.mkdir(parents=True, exist_ok=True)
    logo = Path(app.confdir) / (app.config.html_logo or "")
    target.write_bytes(card(app.env.titles[page].astext(), app.config.html_title or app.config.project, body,
                            logo.read_text("utf8") if logo.suffix == ".svg" else ""))
    return file
