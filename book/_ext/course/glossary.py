"""`{backwards}`: the entries of a page of the form `term · перевод`, sorted by their translations."""

import re
from itertools import groupby

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

ENTRY = re.compile(r"^(?P<term>[^:#(\n].*?) · (?P<translation>.+)$", re.M)


def pairs(text):
    """(translation, term) of every entry, without what stands in parentheses, in the translations' order."""
    found = []
    for entry in ENTRY.finditer(text):
        translation = re.sub(r"\([^)]*\) ?", "", entry["translation"]).strip()
        found.append((translation, entry["term"]))
    return sorted(found, key=lambda pair: pair[0].lower().replace("ё", "е"))


class Backwards(SphinxDirective):
    """A paragraph for each letter."""

    def run(self):
        text = self.env.doc2path(self.env.docname)
        with open(text, encoding="utf8") as page:
            found = pairs(page.read())
        paragraphs = []
        for letter, group in groupby(found, key=lambda pair: pair[0][0].upper()):
            paragraph = nodes.paragraph()
            paragraph += nodes.strong("", letter)
            paragraph += nodes.Text("  " + "; ".join(f"{translation} – {term}" for translation, term in group) + ".")
            paragraphs.append(paragraph)
        return paragraphs


def setup(app):
    app.add_directive("backwards", Backwards)
