"""An optimizer's name in the optimizer's colour: a chapter's title, its line in the sidebar, a section's first mention.

What is about one optimizer gets a class such as `of-adam`, which says the colour (see `figures.style.css`).
"""

import re

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from .execution import style

KEYS = {name: look.key for name, look in style.OPTIMIZERS.items()} | {"Adam with L2": "adam-l2"}
NAME = re.compile(rf"(?<![\w.])({'|'.join(map(re.escape, sorted(KEYS, key=len, reverse=True)))})(?!\w)")
CHAPTERS = {f"book/{key}": key for key in KEYS.values()} | {"book/weight_decay": "adamw"}
CHAPTERS |= {f"book/mistakes/{key.replace('-', '_')}": key for key in KEYS.values()}
PLAIN = (nodes.paragraph, nodes.emphasis, nodes.strong)


class ColourNames(SphinxPostTransform):
    """A chapter's section says whose it is, and in each of its sections every optimizer is shown once in its colour."""

    default_priority = 900
    formats = ("html",)

    def run(self):
        for section in self.document.findall(nodes.section):
            if isinstance(section.parent, nodes.document):
                if key := CHAPTERS.get(self.env.docname):
                    section["classes"].append(f"of-{key}")
            elif isinstance(section.parent.parent, nodes.document):
                colour_first_mentions(section)


def colour_first_mentions(section):
    """Wrap the first mention of each optimizer in a section's running text."""
    seen = set()
    for text in list(section.findall(nodes.Text)):
        if not isinstance(text.parent, PLAIN) or any(
            isinstance(above, (nodes.figure, nodes.table, nodes.reference)) for above in ancestors(text)
        ):
            continue
        parts = []
        for k, part in enumerate(NAME.split(text.astext())):  # every other part is a name
            key = KEYS[part] if k % 2 else None
            if key and key not in seen:
                seen.add(key)
                parts.append(nodes.inline(part, part, classes=["name", f"of-{key}"]))
            else:
                parts.append(nodes.Text(part))
        if len(parts) > 1:
            text.parent.replace(text, [part for part in parts if part.astext()])


def ancestors(node):
    while (node := node.parent) is not None:
        yield node


def colour_sidebar(app, pagename, templatename, context, doctree):
    """Mark the chapters in the book's table of contents beside a page."""
    made = context.get("generate_toctree_html")

    def marked(kind, **options):
        toctree = made(kind=kind, **options)
        if kind != "sidebar":
            return toctree
        return re.sub(r'(<a class="[^"]*)(" href="([^"]*)")', lambda link: _marked(link, pagename), str(toctree))

    if made:
        context["generate_toctree_html"] = marked


def _marked(link, pagename):
    start, end, target = link.groups()
    stem = (pagename if target == "#" else target.removesuffix(".html")).rpartition("/")[2]
    key = CHAPTERS.get(f"book/{stem}") or CHAPTERS.get(f"book/mistakes/{stem}")
    return f"{start} of-{key}{end}" if key else link[0]


def setup(app):
    app.add_post_transform(ColourNames)
    app.connect("html-page-context", colour_sidebar, priority=1000)  # after the theme has made the function
