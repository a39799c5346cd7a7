"""Set Latin Modern Math, as `pyftsubset` has cut it, for browsers: `python set_font.py FONT.woff2` (needs brotli).

Browsers lower a subscript below the ink of what it belongs to, which TeX does for groups and not for letters: beside
g or η it would stand too low. And they make a prime a superscript of the sign that is raised already.
"""

import sys

from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont

DROP = 40  # of the em in thousandths: how far below the ink a subscript has to reach
PRIME = 55, 560  # bottom and top of TeX's prime
NAMES = {1: "Step Math", 3: "1.959;StepMath-Regular", 4: "Step Math", 6: "StepMath-Regular"}  # as the licence asks


def main(file: str) -> None:
    font = TTFont(file)
    font["MATH"].table.MathConstants.SubscriptBaselineDropMin.Value = DROP
    _set_prime(font)
    for record in font["name"].names:
        record.string = NAMES.get(record.nameID, record.toUnicode())
    font.flavor = "woff2"
    font.save(file)


def _set_prime(font: TTFont) -> None:
    glyphs, name = font.getGlyphSet(), font.getBestCmap()[ord("′")]
    bounds = BoundsPen(glyphs)
    glyphs[name].draw(bounds)
    left, bottom, _, top = bounds.bounds
    scale = (PRIME[1] - PRIME[0]) / (top - bottom)
    width = round(glyphs[name].width * scale)
    pen = T2CharStringPen(width, glyphs)
    glyphs[name].draw(TransformPen(pen, (scale, 0, 0, scale, 0, PRIME[0] - bottom * scale)))
    drawn = font["CFF "].cff.topDictIndex[0].CharStrings
    drawn[name] = pen.getCharString(private=drawn[name].private, globalSubrs=drawn[name].globalSubrs)
    font["hmtx"][name] = width, round(left * scale)


if __name__ == "__main__":
    main(sys.argv[1])
